// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Which upgrade requests a server lets in before the application is asked: the Origin of browsers
// (RFC 6455 10.2: a foreign page must not speak for its visitor) and the Host (on a loopback
// address a foreign name means DNS rebinding). Called by LomondServer's private part.

#ifndef LOMOND_NET_REQUESTPOLICY_P_H
#define LOMOND_NET_REQUESTPOLICY_P_H

#include <Lomond/lomondrequest.h>

#include <QtNetwork/qhostaddress.h>

namespace Lomond::Net {

struct RequestPolicy
{
    QStringList origins; // foreign ones that are welcome, such as "https://example.com"; "*": all
    QStringList hosts; // names that this server has, without port

    [[nodiscard]] bool allowsHost(const Request &request, const QHostAddress &localAddress) const;
    // `secure`: the request came over TLS
    [[nodiscard]] bool allowsOrigin(const Request &request, bool secure) const;

private:
    [[nodiscard]] bool isListed(const QString &origin) const;
};

} // namespace Lomond::Net

#endif
