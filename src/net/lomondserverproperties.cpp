// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The properties of LomondServer: what they mean, their units, ranges and defaults.

#include <Lomond/lomondserver.h>

#include "net/lomondserver_p.h"

using namespace Lomond;

/*!
    \property LomondServer::protocols
    \brief the subprotocols that the server speaks, best first (RFC 6455 1.9)
*/
QStringList LomondServer::protocols() const
{
    return d->protocols;
}

void LomondServer::setProtocols(const QStringList &protocols)
{
    if (d->protocols == protocols)
        return;
    d->protocols = protocols;
    Q_EMIT protocolsChanged();
}

/*!
    \property LomondServer::origins
    \brief the foreign origins whose pages may connect, such as \c https://example.com; \c *: all

    None by default: browsers may connect from pages of the same host and port only; to a server
   that speaks TLS itself, from those that came over TLS.
*/
QStringList LomondServer::origins() const
{
    return d->policy.origins;
}

void LomondServer::setOrigins(const QStringList &origins)
{
    if (d->policy.origins == origins)
        return;
    d->policy.origins = origins;
    Q_EMIT originsChanged();
}

/*!
    \property LomondServer::hosts
    \brief the names that clients may know the server by, without port

    If empty, any will do, but not on a loopback address (see LomondServer).
*/
QStringList LomondServer::hosts() const
{
    return d->policy.hosts;
}

void LomondServer::setHosts(const QStringList &hosts)
{
    if (d->policy.hosts == hosts)
        return;
    d->policy.hosts = hosts;
    Q_EMIT hostsChanged();
}

/*!
    \property LomondServer::compress
    \brief whether permessage-deflate (RFC 7692) is agreed on with clients that offer it

    Off by default; for the requests to come. LomondSocket::supportsCompression of a socket tells
    what came of it.
*/
bool LomondServer::compress() const
{
    return d->settings.compress;
}

void LomondServer::setCompress(bool compress)
{
    if (d->settings.compress == compress)
        return;
    d->settings.compress = compress;
    Q_EMIT compressChanged();
}

/*!
    \property LomondServer::compression
    \brief how messages are compressed, and what the server wants to hold for it, if \l compress

    For the requests to come. With values out of range, each of them is answered with 500.
*/
CompressionOptions LomondServer::compression() const
{
    return d->settings.compression;
}

void LomondServer::setCompression(const CompressionOptions &options)
{
    if (d->settings.compression == options)
        return;
    d->settings.compression = options;
    Q_EMIT compressionChanged();
}

/*!
    \property LomondServer::maxMessageSize
    \brief LomondSocket::maxMessageSize of the sockets to come
*/
qint64 LomondServer::maxMessageSize() const
{
    return d->settings.maxMessageSize;
}

void LomondServer::setMaxMessageSize(qint64 maxMessageSize)
{
    if (d->settings.maxMessageSize == maxMessageSize)
        return;
    d->settings.maxMessageSize = maxMessageSize;
    Q_EMIT maxMessageSizeChanged();
}

/*!
    \property LomondServer::openTimeout
    \brief how long a client may take to be let in, in milliseconds; 10,000 by default, 0: for ever

    Then a request that is not complete is answered with 408, one that the application did not
   answer with 503.
*/
int LomondServer::openTimeout() const
{
    return int(d->openTimeout.count());
}

void LomondServer::setOpenTimeout(int msecs)
{
    const std::chrono::milliseconds timeout(qMax(0, msecs));
    if (d->openTimeout == timeout)
        return;
    d->openTimeout = timeout;
    Q_EMIT openTimeoutChanged();
}

void LomondServer::setOpenTimeout(std::chrono::milliseconds timeout)
{
    setOpenTimeout(int(timeout.count()));
}

#if QT_CONFIG(ssl)
/*!
    The certificate, the key and the rest of TLS. Takes effect with the next listen().
*/
QSslConfiguration LomondServer::sslConfiguration() const
{
    return d->settings.sslConfiguration.value_or(QSslConfiguration());
}

void LomondServer::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->settings.sslConfiguration = configuration;
}
#endif
