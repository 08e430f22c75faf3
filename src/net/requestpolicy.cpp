// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/requestpolicy_p.h"

#include <QtCore/qurl.h>

#include <algorithm>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

// The Host header as a URL of `scheme`: one without a host if it is malformed
static QUrl hostUrl(const QString &scheme, const QByteArray &host)
{
    return QUrl(scheme + u"://"_s + QString::fromLatin1(host), QUrl::StrictMode);
}

static int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : 80);
}

static bool isWeb(const QUrl &url)
{
    return (url.scheme() == "https"_L1 || url.scheme() == "http"_L1) && !url.host().isEmpty();
}

bool RequestPolicy::allowsHost(const Request &request, const QHostAddress &localAddress) const
{
    const QString name = hostUrl(u"http"_s, request.host()).host();
    if (hosts.contains(name, Qt::CaseInsensitive))
        return true;
    if (!localAddress.isLoopback())
        return hosts.isEmpty();
    static const QStringList own {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s};
    return own.contains(name)
           || localAddress.isEqual(QHostAddress(name), QHostAddress::ConvertV4MappedToIPv4);
}

bool RequestPolicy::isListed(const QString &origin) const
{
    if (origins.contains(u"*"_s) || origins.contains(origin, Qt::CaseInsensitive))
        return true;
    const QUrl url(origin, QUrl::StrictMode);
    // RFC 6454 5: scheme, host and port, whether the port is written or not
    return isWeb(url) && std::any_of(origins.begin(), origins.end(), [&url](const QString &text) {
               const QUrl listed(text);
               return listed.scheme() == url.scheme() && listed.host() == url.host()
                      && portOf(listed) == portOf(url);
           });
}

bool RequestPolicy::allowsOrigin(const Request &request, bool secure) const
{
    const qsizetype count = request.headers().count("Origin");
    if (count != 1)
        return count == 0; // only browsers send it, and they always do
    const QString text = QString::fromLatin1(request.origin());
    if (isListed(text))
        return true;
    const QUrl origin(text, QUrl::StrictMode); // "null" is one without a host
    // a page that came without TLS may be anybody's; the reverse is a server behind a TLS proxy
    if (!isWeb(origin) || (secure && origin.scheme() != "https"_L1))
        return false;
    const QUrl host = hostUrl(origin.scheme(), request.host());
    return origin.host() == host.host() && portOf(origin) == portOf(host);
}

} // namespace Lomond::Net
