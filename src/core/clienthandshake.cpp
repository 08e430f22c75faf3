// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "clienthandshake_p.h"

#include "handshakekey_p.h"
#include "headertokens_p.h"
#include "httpbody_p.h"
#include "httpfield_p.h"
#include "httphead_p.h"
#include "upgraderequest_p.h"

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

constexpr int SwitchingProtocols = 101;
// RFC 9110 15.2 allows any number of interim responses, and so a server that never comes to an end
constexpr int MaximumInterimResponses = 8;

HttpHeadLimits limitsOf(const ProtocolOptions &options)
{
    return {options.maxHeadSize, options.maxHeadLine, options.maxHeadFields};
}

// "404 Not Found"
QString statusOf(const HttpHead &head)
{
    QString status = QString::number(head.statusCode());
    if (!head.reason().isEmpty())
        status += u' ' + excerpt(head.reason());
    return status;
}

// The checks of RFC 6455 4.1 on a 101, by their numbers there; null if it passes.
QString problemOfUpgrade(const Headers &headers)
{
    // 2. exactly one element: a list would leave open which protocol comes next
    const QList<QByteArray> upgrades = listElements(headers.values("Upgrade"));
    if (upgrades.size() != 1 || upgrades.first().compare("websocket", Qt::CaseInsensitive) != 0)
        return u"the server answered 101 without \"Upgrade: websocket\""_s;
    // 3.
    if (!containsTokenIgnoringCase(headers.values("Connection"), "upgrade"))
        return u"the server answered 101 without \"Connection: Upgrade\""_s;
    return {};
}

// 4.
QString problemOfAccept(const Headers &headers, const QByteArray &key)
{
    const QList<QByteArray> accepts = headers.values("Sec-WebSocket-Accept");
    if (accepts.isEmpty())
        return u"the server answered 101 without Sec-WebSocket-Accept"_s;
    if (accepts.size() > 1)
        return u"the server sent Sec-WebSocket-Accept more than once"_s;
    if (accepts.first() != acceptFor(key))
        return u"the server's Sec-WebSocket-Accept does not belong to our key"_s;
    return {};
}

// 5.
DeflateAnswer judgeExtensions(const Headers &headers, const ProtocolOptions &options)
{
    std::optional<DeflateElement> offer;
    if (options.compression)
        offer = deflateOfferOf(*options.compression);
    return judgeDeflateAnswer(headers.values("Sec-WebSocket-Extensions"), offer);
}

// 6.
QString problemOfProtocol(const Headers &headers, const QStringList &offered)
{
    const QList<QByteArray> chosen = headers.values("Sec-WebSocket-Protocol");
    if (chosen.size() > 1)
        return u"the server sent Sec-WebSocket-Protocol more than once"_s;
    if (!chosen.isEmpty() && !offered.contains(QLatin1StringView(chosen.first())))
        return u"the server chose the subprotocol \"%1\", which was not offered"_s.arg(
                excerpt(chosen.first()));
    return {};
}

} // namespace

class ClientHandshakePrivate
{
public:
    using Status = ClientHandshake::Status;

    explicit ClientHandshakePrivate(const ProtocolOptions &options)
        : options(options)
        , head(HttpHead::Kind::Response, limitsOf(options))
    {}

    void finishHead();
    void skipInterimResponse();
    [[nodiscard]] QString judgeResponse();
    void refuse(const QString &why);
    void finishBody();
    void fail(ErrorCode code, const QString &why);
    void failHead(const QString &why);
    void takeResponse(const QByteArray &body = {});

    const ProtocolOptions options;
    HttpHead head;
    HttpBody body;
    QByteArray request;
    Response response;
    DeflateAnswer deflate;
    QString reason;
    int interimResponses = 0;
    ErrorCode errorCode = ErrorCode::NoError;
    Status status = Status::Pending;
    bool readingBody = false;
};

void ClientHandshakePrivate::finishHead()
{
    const int statusCode = head.statusCode();
    if (statusCode == SwitchingProtocols) {
        // RFC 6455 4.2.2: the version of the response is 1.1 or higher
        if (head.minorVersion() < 1)
            return failHead(u"but in HTTP/1.0"_s);
        const QString problem = judgeResponse();
        if (!problem.isNull())
            return refuse(problem);
        takeResponse();
        status = Status::Accepted;
    } else if (statusCode < 200) {
        skipInterimResponse();
    } else {
        refuse(u"the server answered %1"_s.arg(statusOf(head)));
    }
}

// RFC 9110 15.2: whatever it says, the answer is still to come
void ClientHandshakePrivate::skipInterimResponse()
{
    if (++interimResponses > MaximumInterimResponses)
        return fail(ErrorCode::HandshakeError,
                    u"the server sent more than %1 interim responses"_s.arg(
                            MaximumInterimResponses));
    head = HttpHead(HttpHead::Kind::Response, limitsOf(options));
}

// What is wrong with it; null if it opens the connection.
QString ClientHandshakePrivate::judgeResponse()
{
    const Headers &headers = head.headers();
    QString problem = problemOfUpgrade(headers);
    if (problem.isNull())
        problem = problemOfAccept(headers, options.key);
    if (problem.isNull()) {
        deflate = judgeExtensions(headers, options);
        problem = deflate.problem;
    }
    if (problem.isNull())
        problem = problemOfProtocol(headers, options.protocols);
    return problem;
}

void ClientHandshakePrivate::refuse(const QString &why)
{
    errorCode = ErrorCode::HandshakeError;
    reason = why;
    body = HttpBody(head.statusCode(), head.headers(), options.maxRejectionBody);
    readingBody = true;
    takeResponse();
    if (body.isComplete())
        finishBody();
}

void ClientHandshakePrivate::finishBody()
{
    takeResponse(body.octets());
    readingBody = false;
    status = Status::Rejected;
}

void ClientHandshakePrivate::fail(ErrorCode code, const QString &why)
{
    errorCode = code;
    reason = why;
    status = Status::Failed;
}

// What was read of the answer is worth telling, even if the rest of it is of no use.
void ClientHandshakePrivate::failHead(const QString &why)
{
    takeResponse();
    fail(ErrorCode::HandshakeError, u"the server answered %1, %2"_s.arg(statusOf(head), why));
}

void ClientHandshakePrivate::takeResponse(const QByteArray &octets)
{
    const int minor = head.minorVersion();
    response = Response(minor == 1 ? "1.1"_ba
                                   : "1." + QByteArray::number(minor), // shares the usual
                        head.statusCode(), head.reason(), head.headers(), octets);
}

ClientHandshake::ClientHandshake(const ProtocolOptions &options)
    : d(std::make_unique<ClientHandshakePrivate>(options))
{
    UpgradeRequest request = makeUpgradeRequest(options);
    if (request.error != ErrorCode::NoError)
        d->fail(request.error, request.reason);
    else
        d->request = std::move(request.octets);
}

ClientHandshake::~ClientHandshake() = default;

ClientHandshake::Status ClientHandshake::status() const
{
    return d->status;
}

ErrorCode ClientHandshake::errorCode() const
{
    return d->errorCode;
}

QString ClientHandshake::reason() const
{
    return d->reason;
}

QByteArray ClientHandshake::request() const
{
    return d->request;
}

qsizetype ClientHandshake::feed(QByteArrayView octets)
{
    qsizetype taken = 0;
    while (d->status == Status::Pending && taken < octets.size()) {
        const QByteArrayView rest = octets.sliced(taken);
        if (d->readingBody) {
            taken += d->body.feed(rest);
            if (d->body.isComplete())
                d->finishBody();
            continue;
        }
        taken += d->head.feed(rest);
        if (d->head.status() == HttpHead::Status::Complete)
            d->finishHead();
        else if (d->head.status() == HttpHead::Status::Failed && d->head.hasStartLine())
            d->failHead(u"but the answer could not be read: "_s + d->head.error());
        else if (d->head.status() == HttpHead::Status::Failed)
            d->fail(ErrorCode::HandshakeError,
                    u"the server's answer could not be read: "_s + d->head.error());
    }
    return taken;
}

void ClientHandshake::feedEof()
{
    if (d->status != Status::Pending)
        return;
    if (d->readingBody) {
        d->body.feedEof();
        d->finishBody();
    } else if (d->head.hasStartLine()) {
        d->failHead(u"but closed the connection in the middle of it"_s);
    } else if (!d->head.isEmpty()) {
        d->fail(ErrorCode::HandshakeError,
                u"the server closed the connection in the middle of its answer"_s);
    } else {
        d->fail(ErrorCode::HandshakeError, u"the server closed the connection before it answered"_s);
    }
}

bool ClientHandshake::isReadingBody() const
{
    return d->readingBody;
}

Response ClientHandshake::response() const
{
    return d->response;
}

QString ClientHandshake::protocol() const
{
    if (d->status != Status::Accepted)
        return {};
    return d->response.header(u"Sec-WebSocket-Protocol"_s);
}

QStringList ClientHandshake::extensions() const
{
    QStringList extensions;
    if (compression())
        extensions.append(QString::fromLatin1(d->deflate.element));
    return extensions;
}

std::optional<DeflateParameters> ClientHandshake::compression() const
{
    return d->status == Status::Accepted ? d->deflate.agreed : std::nullopt;
}

} // namespace Lomond::Core
