// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/requestpolicy_p.h"

#include <QtCore/qurl.h>

namespace Lomond::Net {

using namespace Qt::StringLiterals;

// The Host header as a URL of `scheme`: null if it is malformed
static QUrl hostUrl(const QString &scheme, const QByteArray &host)
{
    return QUrl(scheme + u"://"_s + QString::fromLatin1(host), QUrl::StrictMode);
}

bool RequestPolicy::allowsHost(const Request &request, const QHostAddress &localAddress) const
{
    const QString name = hostUrl(u"http"_s, request.host()).host();
    if (hosts.contains(name, Qt::CaseInsensitive))
        return true;
    if (localAddress.isNull())
        return hosts.isEmpty();
    if (!localAddress.isLoopback())
        return hosts.isEmpty();
    static const QStringList own {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s};
    return own.contains(name) || QHostAddress(name) == localAddress;
}

bool RequestPolicy::allowsOrigin(const Request &request) const
{
    const QByteArray value = request.origin();
    // only browsers send it, and they always do
    if (!request.headers().contains("Origin"))
        return true;
    const QString text = QString::fromLatin1(value);
    if (origins.contains(u"*"_s) || origins.contains(text, Qt::CaseInsensitive))
        return true;
    const QUrl origin(text, QUrl::StrictMode);
    if (request.headers().count("Origin") != 1 || !origin.isValid() || origin.host().isEmpty())
        return false; // "null" among them
    const int defaultPort = origin.scheme() == "https"_L1 ? 443 : 80;
    const QUrl host = hostUrl(origin.scheme(), request.host());
    return origin.host() == host.host() && origin.port(defaultPort) == host.port(defaultPort);
}

} // namespace Lomond::Net
