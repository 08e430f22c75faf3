// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverhandshake_p.h"

#include "handshakekey_p.h"
#include "headertokens_p.h"
#include "httpfield_p.h"
#include "httphead_p.h"
#include "httpstatus_p.h"

#include <QtCore/qset.h>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

struct Refusal
{
    int status = 400;
    QString reason;
    Headers headers = {};
};
using Judgement = std::optional<Refusal>; // nullopt: nothing is wrong

// RFC 6455 4.2.1: 1.
Judgement judgeRequestLine(const HttpHead &head)
{
    if (head.minorVersion() < 1)
        return Refusal {505, u"the request is in HTTP/1.0"_s};
    if (head.method() != "GET")
        return Refusal {405, u"the method of the request is not GET"_s, {{"Allow", "GET"}}};
    return std::nullopt;
}

// RFC 3986 3.2, but without user info, which RFC 9110 4.2.4 has treated as an error
bool isHostAndPort(QByteArrayView text)
{
    constexpr QByteArrayView delimiters = ".:[]%-_~!$&'()*+,;=";
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [delimiters](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || delimiters.contains(c);
    });
}

// RFC 9112 3.2: a path, or a whole URL as for a proxy; RFC 6455 3: without a fragment
bool isRequestTarget(QByteArrayView target)
{
    if (target.contains('#'))
        return false;
    if (target.startsWith('/'))
        return true;
    const qsizetype schemeEnd = target.indexOf("://");
    if (schemeEnd < 0)
        return false;
    const QByteArray scheme = target.first(schemeEnd).toByteArray().toLower();
    if (scheme != "http" && scheme != "https" && scheme != "ws" && scheme != "wss")
        return false;
    const QByteArrayView rest = target.sliced(schemeEnd + 3);
    const auto end = std::find_if(rest.begin(), rest.end(),
                                  [](char c) { return c == '/' || c == '?'; });
    return isHostAndPort(rest.first(end - rest.begin()));
}

// RFC 6455 4.2.1: 2., and what RFC 9112 3.2, 6 say of a request without a body
Judgement judgeMessage(const HttpHead &head)
{
    const Headers &headers = head.headers();
    if (!isRequestTarget(head.target()))
        return Refusal {400, u"the target of the request is malformed"_s};
    if (headers.count("Host") != 1)
        return Refusal {400, u"the request does not have exactly one Host"_s};
    if (!isHostAndPort(headers.value("Host")))
        return Refusal {400, u"the Host of the request is malformed"_s};
    const QList<QByteArray> lengths = headers.values("Content-Length");
    const bool empty = std::all_of(lengths.begin(), lengths.end(),
                                   [](const QByteArray &length) { return length == "0"; });
    if (!empty || headers.contains("Transfer-Encoding"))
        return Refusal {400, u"the request has a body"_s};
    return std::nullopt;
}

// RFC 6455 4.2.1: 3. to 6.
Judgement judgeUpgrade(const Headers &headers)
{
    // RFC 9110 15.5.22: a 426 has to say what to upgrade to
    if (!containsTokenIgnoringCase(headers.values("Upgrade"), "websocket"))
        return Refusal {426,
                        u"the request does not ask for a WebSocket"_s,
                        {{"Upgrade", "websocket"}}};
    if (!containsTokenIgnoringCase(headers.values("Connection"), "upgrade"))
        return Refusal {400, u"the request has no \"Connection: Upgrade\""_s};

    const QList<QByteArray> versions = headers.values("Sec-WebSocket-Version");
    if (versions.isEmpty())
        return Refusal {400, u"the request has no Sec-WebSocket-Version"_s};
    if (versions.size() > 1 || versions.first() != "13") // RFC 6455 4.4
        return Refusal {426,
                        u"the WebSocket version of the request is not 13"_s,
                        {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}}};

    const QList<QByteArray> keys = headers.values("Sec-WebSocket-Key");
    if (keys.size() != 1)
        return Refusal {400, u"the request does not have exactly one Sec-WebSocket-Key"_s};
    if (!isHandshakeKey(keys.first()))
        return Refusal {400, u"the Sec-WebSocket-Key is not 16 octets in base64"_s};
    return std::nullopt;
}

// RFC 6455 4.1: 10. of the client's requirements: tokens, all unique
Judgement judgeProtocols(const Headers &headers)
{
    const QList<QByteArray> values = headers.values("Sec-WebSocket-Protocol");
    const QList<QByteArray> protocols = listElements(values);
    const bool tokens = std::all_of(protocols.begin(), protocols.end(),
                                    [](const QByteArray &protocol) { return isToken(protocol); });
    if (!tokens || protocols.isEmpty() != values.isEmpty())
        return Refusal {400, u"the Sec-WebSocket-Protocol of the request is malformed"_s};
    if (QSet<QByteArray>(protocols.begin(), protocols.end()).size() != protocols.size())
        return Refusal {400, u"the request offers a subprotocol twice"_s};
    return std::nullopt;
}

HttpHeadLimits limitsOf(const ProtocolOptions &options)
{
    return {options.maxHeadSize, options.maxHeadLine, options.maxHeadFields};
}

Judgement judge(const HttpHead &head)
{
    Judgement judgement = judgeRequestLine(head);
    if (!judgement)
        judgement = judgeMessage(head);
    if (!judgement)
        judgement = judgeUpgrade(head.headers());
    if (!judgement)
        judgement = judgeProtocols(head.headers());
    return judgement;
}

} // namespace

class ServerHandshakePrivate
{
public:
    using Status = ServerHandshake::Status;

    explicit ServerHandshakePrivate(const ProtocolOptions &options)
        : head(HttpHead::Kind::Request, limitsOf(options))
        , compression(options.compression)
    {}

    void finishHead();
    [[nodiscard]] Judgement chooseExtensions();
    void refuse(const Refusal &why);

    HttpHead head;
    Request request;
    const std::optional<CompressionOptions> compression;
    DeflateChoice deflate;
    QString reason;
    QByteArray refusal;
    Status status = Status::Pending;
};

void ServerHandshakePrivate::finishHead()
{
    Judgement judgement = judge(head);
    if (!judgement)
        judgement = chooseExtensions();
    if (judgement)
        return refuse(*judgement);
    request = Request(head.method(), head.target(), head.headers());
    status = Status::Requested;
}

// RFC 6455 4.2.1: 9.
Judgement ServerHandshakePrivate::chooseExtensions()
{
    // That the server is set up wrongly is told to the first who asks, and not passed over
    if (const QString problem = compression ? problemOfCompression(*compression) : QString();
        !problem.isNull())
        return Refusal {500, problem};
    deflate = chooseDeflateOffer(head.headers().values("Sec-WebSocket-Extensions"), compression);
    if (deflate.malformed)
        return Refusal {400, u"the Sec-WebSocket-Extensions of the request is malformed"_s};
    return std::nullopt;
}

void ServerHandshakePrivate::refuse(const Refusal &why)
{
    reason = why.reason;
    Headers headers = why.headers;
    headers.append("Content-Type", "text/plain; charset=utf-8");
    // Nothing of the request is quoted: the body goes back to whoever made the client send it
    refusal = ServerHandshake::reject(why.status, headers, reason.toUtf8() + '\n');
    status = Status::Refused;
}

ServerHandshake::ServerHandshake(const ProtocolOptions &options)
    : d(std::make_unique<ServerHandshakePrivate>(options))
{}

ServerHandshake::~ServerHandshake() = default;

qsizetype ServerHandshake::feed(QByteArrayView octets)
{
    if (d->status != Status::Pending)
        return 0;
    const qsizetype taken = d->head.feed(octets);
    if (d->head.status() == HttpHead::Status::Complete)
        d->finishHead();
    else if (d->head.status() == HttpHead::Status::Failed)
        d->refuse({d->head.errorStatus(), u"the request could not be read: "_s + d->head.error()});
    return taken;
}

ServerHandshake::Status ServerHandshake::status() const
{
    return d->status;
}

QString ServerHandshake::reason() const
{
    return d->reason;
}

QByteArray ServerHandshake::refusal() const
{
    return d->refusal;
}

Request ServerHandshake::request() const
{
    return d->request;
}

std::optional<DeflateParameters> ServerHandshake::compression() const
{
    return d->status == Status::Requested ? d->deflate.agreed : std::nullopt;
}

// RFC 6455 4.2.2: 5.
QByteArray ServerHandshake::accept(const AcceptOptions &options) const
{
    const QString problem = problemOfFields(options.headers, isHandshakeField);
    if (d->status != Status::Requested || !problem.isNull())
        return {};
    const QStringList offered = d->request.protocols();
    if (!options.protocol.isEmpty() && !offered.contains(options.protocol))
        return {};

    QByteArray response = "HTTP/1.1 101 Switching Protocols\r\n";
    appendField(response, "Upgrade", "websocket");
    appendField(response, "Connection", "Upgrade");
    appendField(response, "Sec-WebSocket-Accept", acceptFor(d->request.get("Sec-WebSocket-Key")));
    if (!options.protocol.isEmpty())
        appendField(response, "Sec-WebSocket-Protocol", options.protocol.toLatin1());
    if (d->deflate.agreed)
        appendField(response, "Sec-WebSocket-Extensions", d->deflate.element);
    appendFields(response, options.headers);
    return response + "\r\n";
}

QByteArray ServerHandshake::reject(int httpStatus, const Headers &headers, QByteArrayView body)
{
    const QString problem = problemOfFields(headers, isFramingField);
    if (httpStatus < 300 || httpStatus > 599 || !problem.isNull())
        return {};
    if (httpStatus == 304 && !body.isEmpty()) // RFC 9110 15.4.5
        return {};

    QByteArray response = "HTTP/1.1 " + QByteArray::number(httpStatus) + ' '
                          + statusPhrase(httpStatus) + "\r\n";
    // The stream is at its end whatever follows: what a client sent behind a refused request could
    // be read as another request. RFC 9110 7.8: who sends Upgrade has to say so in Connection.
    appendField(response, "Connection", headers.contains("Upgrade") ? "close, Upgrade" : "close");
    appendField(response, "Content-Length", QByteArray::number(body.size()));
    appendFields(response, headers);
    response += "\r\n";
    return response += body;
}

} // namespace Lomond::Core
