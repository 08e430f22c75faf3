// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The properties of LomondSocket: what they mean, their units, ranges and defaults.

#include <Lomond/lomondsocket.h>

#include "net/lomondsocket_p.h"

using namespace Lomond;

using Milliseconds = std::chrono::milliseconds;

// Durations are non-negative; 0 turns off what they are for.
static Milliseconds duration(int msecs)
{
    return Milliseconds(qMax(0, msecs));
}

static int inMsecs(Milliseconds duration)
{
    return int(qBound(qint64(0), qint64(duration.count()), qint64(std::numeric_limits<int>::max())));
}

/*!
    \property LomondSocket::url
    \brief the server, \c ws:// or \c wss://

    User info becomes Basic credentials; signals and logs show the URL without it. Setting another
   URL while \l active drops the connection and connects to the new one in the next turn.
*/
QUrl LomondSocket::url() const
{
    return d->settings.url;
}

void LomondSocket::setUrl(const QUrl &url)
{
    d->setUrl(url);
}

/*!
    \property LomondSocket::active
    \brief whether a connection is wanted

    True from open() until the application closes or no retry follows. Setting it is open() or close().
*/
bool LomondSocket::isActive() const
{
    return d->active;
}

void LomondSocket::setActive(bool active)
{
    if (active)
        open();
    else if (d->active)
        close();
}

/*!
    \property LomondSocket::persistent
    \brief whether the socket connects again when the connection ended, as \l reconnect says

    Off by default. Switching it off while the socket waits ends the wait.
*/
bool LomondSocket::isPersistent() const
{
    return d->settings.persistent;
}

void LomondSocket::setPersistent(bool persistent)
{
    d->setPersistent(persistent);
}

/*!
    \property LomondSocket::protocols
    \brief the subprotocols to offer, best first (RFC 6455 1.9); from the next attempt on
*/
QStringList LomondSocket::protocols() const
{
    return d->settings.protocols;
}

void LomondSocket::setProtocols(const QStringList &protocols)
{
    d->update(d->settings.protocols, protocols, &LomondSocket::protocolsChanged);
}

/*!
    \property LomondSocket::agent
    \brief the User-Agent header; \c Lomond/VERSION by default, none when empty; from the next
   attempt on
*/
QString LomondSocket::agent() const
{
    return d->settings.agent;
}

void LomondSocket::setAgent(const QString &agent)
{
    d->update(d->settings.agent, agent, &LomondSocket::agentChanged);
}

/*!
    \property LomondSocket::headers
    \brief further headers of the request, by name; a list value repeats the header

    Values are strings or octets, from the next attempt on. A name or value that HTTP does not allow
    fails the attempt before a socket opens.
*/
QVariantMap LomondSocket::headers() const
{
    return d->settings.headers;
}

void LomondSocket::setHeaders(const QVariantMap &headers)
{
    d->update(d->settings.headers, headers, &LomondSocket::headersChanged);
}

/*!
    Sets one of \l headers, \a name, to \a value; an invalid variant removes it.
*/
void LomondSocket::setHeader(const QString &name, const QVariant &value)
{
    QVariantMap headers = d->settings.headers;
    if (value.isValid())
        headers.insert(name, value);
    else
        headers.remove(name);
    setHeaders(headers);
}

/*!
    \property LomondSocket::reconnect
    \brief how a \l persistent socket waits between attempts, and when it gives up
*/
ReconnectPolicy LomondSocket::reconnect() const
{
    return d->settings.reconnect;
}

void LomondSocket::setReconnect(const ReconnectPolicy &policy)
{
    d->update(d->settings.reconnect, policy, &LomondSocket::reconnectChanged);
}

/*!
    \property LomondSocket::autoPong
    \brief whether pings are answered by themselves (RFC 6455 5.5.2); true by default
*/
bool LomondSocket::autoPong() const
{
    return d->settings.autoPong;
}

void LomondSocket::setAutoPong(bool autoPong)
{
    d->updateSetting(d->settings.autoPong, autoPong, &LomondSocket::autoPongChanged);
}

/*!
    \property LomondSocket::pollInterval
    \brief how often poll() is emitted while the connection is open, in milliseconds

    5,000 by default; 0: never. No timer runs unless poll() or eventOccurred() is connected.
*/
int LomondSocket::pollInterval() const
{
    return inMsecs(d->settings.pollInterval);
}

void LomondSocket::setPollInterval(int msecs)
{
    d->updateSetting(d->settings.pollInterval, duration(msecs), &LomondSocket::pollIntervalChanged);
}

void LomondSocket::setPollInterval(Milliseconds interval)
{
    setPollInterval(inMsecs(interval));
}

/*!
    \property LomondSocket::pingInterval
    \brief how often a ping is sent while the connection is open, in milliseconds

    30,000 by default; 0: never. The answers give \l latency.
*/
int LomondSocket::pingInterval() const
{
    return inMsecs(d->settings.pingInterval);
}

void LomondSocket::setPingInterval(int msecs)
{
    d->updateSetting(d->settings.pingInterval, duration(msecs), &LomondSocket::pingIntervalChanged);
}

void LomondSocket::setPingInterval(Milliseconds interval)
{
    setPingInterval(inMsecs(interval));
}

/*!
    \property LomondSocket::pingTimeout
    \brief how long the peer may be silent after a ping, in milliseconds

    60,000 by default; 0, or no pings: for ever. Any octet received is a sign of life, and so is
   progress in writing. Then unresponsive() is emitted and the connection dropped. Suspended by
   pause().
*/
int LomondSocket::pingTimeout() const
{
    return inMsecs(d->settings.pingTimeout);
}

void LomondSocket::setPingTimeout(int msecs)
{
    d->updateSetting(d->settings.pingTimeout, duration(msecs), &LomondSocket::pingTimeoutChanged);
}

void LomondSocket::setPingTimeout(Milliseconds timeout)
{
    setPingTimeout(inMsecs(timeout));
}

/*!
    \property LomondSocket::openTimeout
    \brief how long opening may take in all: name, TCP, TLS and upgrade, in milliseconds

    20,000 by default; 0: for ever. Octets received do not extend it.
*/
int LomondSocket::openTimeout() const
{
    return inMsecs(d->settings.openTimeout);
}

void LomondSocket::setOpenTimeout(int msecs)
{
    d->updateSetting(d->settings.openTimeout, duration(msecs), &LomondSocket::openTimeoutChanged);
}

void LomondSocket::setOpenTimeout(Milliseconds timeout)
{
    setOpenTimeout(inMsecs(timeout));
}

/*!
    \property LomondSocket::closeTimeout
    \brief how long the peer may take to answer our close frame, in milliseconds

    30,000 by default; 0: for ever. Runs from when our frame left. Then the connection is dropped.
*/
int LomondSocket::closeTimeout() const
{
    return inMsecs(d->settings.closeTimeout);
}

void LomondSocket::setCloseTimeout(int msecs)
{
    d->updateSetting(d->settings.closeTimeout, duration(msecs), &LomondSocket::closeTimeoutChanged);
}

void LomondSocket::setCloseTimeout(Milliseconds timeout)
{
    setCloseTimeout(inMsecs(timeout));
}

/*!
    \property LomondSocket::maxMessageSize
    \brief the longest message to accept, in octets; 16 MiB by default, exactly allowed

    A longer one fails the connection with close code 1009 (RFC 6455 7.4.1), by its header, before
   any of it is kept; a compressed one also by what it is inflated to. At least 1. If \l streaming
   is set, the parts are limited, not the messages.
*/
qint64 LomondSocket::maxMessageSize() const
{
    return d->settings.maxMessageSize;
}

void LomondSocket::setMaxMessageSize(qint64 octets)
{
    d->updateSetting(d->settings.maxMessageSize, qMax<qint64>(1, octets),
                     &LomondSocket::maxMessageSizeChanged);
}

/*!
    \property LomondSocket::deliveryBudget
    \brief how long messages may be delivered in one go, in milliseconds

    8 by default; 0: without limit. Shared by all sockets of the thread: when it is spent, delivery
   goes on 1 ms later, so that timers and painting have their turn under any load.
*/
int LomondSocket::deliveryBudget() const
{
    return inMsecs(d->settings.deliveryBudget);
}

void LomondSocket::setDeliveryBudget(int msecs)
{
    d->updateSetting(d->settings.deliveryBudget, duration(msecs),
                     &LomondSocket::deliveryBudgetChanged);
}

void LomondSocket::setDeliveryBudget(Milliseconds budget)
{
    setDeliveryBudget(inMsecs(budget));
}

/*!
    \property LomondSocket::sendBufferLimit
    \brief how many octets may wait to be written before messages are refused; 16 MiB by default

    A message is refused only if the limit was reached before it. drained() tells when at most 1 MiB
   is left.
*/
qint64 LomondSocket::sendBufferLimit() const
{
    return d->settings.sendBufferLimit;
}

void LomondSocket::setSendBufferLimit(qint64 octets)
{
    d->updateSetting(d->settings.sendBufferLimit, qMax<qint64>(1, octets),
                     &LomondSocket::sendBufferLimitChanged);
}

#if QT_CONFIG(ssl)
/*!
    The TLS configuration of \c wss:// connections: authorities, client certificate, and so on.
   Peers are always verified, by TLS 1.2 or newer.
*/
QSslConfiguration LomondSocket::sslConfiguration() const
{
    return d->settings.sslConfiguration.value_or(QSslConfiguration());
}

void LomondSocket::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->settings.sslConfiguration = configuration;
}

/*!
    Tolerates exactly \a errors, of exactly their certificates: to be called before open(), or in a
   slot of sslErrors(). There is no way to ignore all of them.
*/
void LomondSocket::ignoreSslErrors(const QList<QSslError> &errors)
{
    d->settings.ignoredSslErrors = errors;
    if (d->connection)
        d->connection->transport().ignoreSslErrors(errors);
}
#endif
