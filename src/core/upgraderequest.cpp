// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "upgraderequest_p.h"

#include "handshakekey_p.h"
#include "headertokens_p.h"
#include "httpfield_p.h"
#include "permessagedeflate_p.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

bool hasControl(QByteArrayView octets)
{
    return std::any_of(octets.begin(), octets.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// QUrl percent-encodes what is not legal in a URL, and so CR, LF and NUL too
QByteArray decoded(const QString &encoded)
{
    return QByteArray::fromPercentEncoding(encoded.toLatin1());
}

// Null if `url` can be asked for. Never quotes the URL: it may hold a password.
QString problemOfUrl(const QUrl &url)
{
    if (url.isEmpty())
        return u"there is no URL"_s;
    if (!url.isValid())
        return u"the URL is malformed"_s;
    // RFC 6455 3
    const QString scheme = url.scheme();
    if (scheme != "ws"_L1 && scheme != "wss"_L1)
        return u"the URL's scheme is \"%1\", not \"ws\" or \"wss\""_s.arg(excerpt(scheme.toUtf8()));
    if (url.host().isEmpty())
        return u"the URL has no host"_s;
    if (url.port() == 0)
        return u"the URL's port is 0"_s;
    // RFC 6455 3: "Fragment identifiers are meaningless […] and MUST NOT be used"
    if (url.hasFragment())
        return u"the URL has a fragment"_s;
    // In a query they are data, and encoded they are harmless; in a path they are an attempt
    if (hasControl(decoded(url.path(QUrl::FullyEncoded))))
        return u"the URL's path has a control character"_s;
    // RFC 7617 2: the first colon ends the user's name
    const QByteArray user = decoded(url.userName(QUrl::FullyEncoded));
    if (user.contains(':'))
        return u"the URL's user name has a colon"_s;
    const QByteArray password = decoded(url.password(QUrl::FullyEncoded));
    if (hasControl(user) || hasControl(password))
        return u"the URL's user name or password has a control character"_s;
    return {};
}

// Null if `options` other than the URL can be sent.
QString problemOfOptions(const ProtocolOptions &options)
{
    if (!isHandshakeKey(options.key))
        return u"the key is not 16 octets in base64"_s;
    for (qsizetype i = 0; i < options.protocols.size(); ++i) {
        const QByteArray protocol = options.protocols[i].toUtf8();
        // RFC 6455 4.1, 10: non-empty tokens, all unique
        if (!isToken(protocol))
            return u"\"%1\" is no name of a subprotocol"_s.arg(excerpt(protocol));
        if (options.protocols.lastIndexOf(options.protocols[i]) != i)
            return u"the subprotocol \"%1\" is offered twice"_s.arg(excerpt(protocol));
    }
    if (!isFieldValue(options.agent))
        return u"the user agent has a control character"_s;
    if (!options.agent.isEmpty() && options.headers.contains("User-Agent"))
        return u"the header field \"User-Agent\" is given twice"_s;
    return problemOfFields(options.headers, isHandshakeField);
}

// RFC 6455 3: resource-name
QByteArray targetOf(const QUrl &url)
{
    const QString path = url.path(QUrl::FullyEncoded);
    QByteArray target = path.isEmpty() ? "/"_ba : path.toLatin1();
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    return target;
}

// RFC 6455 4.1: the port only if it is not the default one of the scheme
QByteArray hostOf(const QUrl &url)
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':')) {
        // RFC 6874 4: the zone means something to this machine alone
        const qsizetype zone = host.indexOf('%');
        host = '[' + (zone < 0 ? host : host.first(zone)) + ']';
    }
    const int defaultPort = url.scheme() == "wss"_L1 ? 443 : 80;
    if (const int port = url.port(defaultPort); port != defaultPort)
        host += ':' + QByteArray::number(port);
    return host;
}

// RFC 7617 2
QByteArray basicCredentials(const QUrl &url)
{
    const QByteArray credentials = decoded(url.userName(QUrl::FullyEncoded)) + ':'
                                   + decoded(url.password(QUrl::FullyEncoded));
    return "Basic " + credentials.toBase64();
}

} // namespace

UpgradeRequest makeUpgradeRequest(const ProtocolOptions &options)
{
    if (const QString problem = problemOfUrl(options.url); !problem.isNull())
        return {{}, ErrorCode::InvalidUrl, problem};
    if (const QString problem = problemOfOptions(options); !problem.isNull())
        return {{}, ErrorCode::HandshakeError, problem};
    const std::optional<CompressionOptions> &compression = options.compression;
    if (const QString problem = compression ? problemOfCompression(*compression) : QString();
        !problem.isNull())
        return {{}, ErrorCode::CompressionParameterError, problem};

    QByteArray request = "GET " + targetOf(options.url) + " HTTP/1.1\r\n";
    appendField(request, "Host", hostOf(options.url));
    appendField(request, "Upgrade", "websocket");
    appendField(request, "Connection", "Upgrade");
    appendField(request, "Sec-WebSocket-Key", options.key);
    appendField(request, "Sec-WebSocket-Version", "13");
    if (!options.protocols.isEmpty())
        appendField(request, "Sec-WebSocket-Protocol", options.protocols.join(", "_L1).toLatin1());
    if (compression)
        appendField(request, "Sec-WebSocket-Extensions", serialised(deflateOfferOf(*compression)));
    if (!options.agent.isEmpty())
        appendField(request, "User-Agent", options.agent);
    const bool hasCredentials = !options.url.userInfo().isEmpty();
    if (hasCredentials && !options.headers.contains("Authorization"))
        appendField(request, "Authorization", basicCredentials(options.url));
    appendFields(request, options.headers);
    request += "\r\n";
    return {request, ErrorCode::NoError, {}};
}

} // namespace Lomond::Core
