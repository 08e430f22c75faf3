// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a LomondSocket tells of its connection: the properties that nobody sets.

#include <Lomond/lomondsocket.h>

#include "net/lomondsocket_p.h"

using namespace Lomond;

/*!
    \property LomondSocket::state
    \brief what the socket is doing

    \c Idle, \c Connecting (up to ready()), \c Ready, \c Closing (either side began to), \c
   BackingOff (it waits for the next attempt).
*/
LomondSocket::State LomondSocket::state() const
{
    return d->state;
}

/*!
    \property LomondSocket::protocol
    \brief the subprotocol that was agreed on; empty if none was
*/
QString LomondSocket::protocol() const
{
    return d->protocol;
}

/*!
    \property LomondSocket::secure
    \brief whether the connection is, or would be, encrypted by TLS
*/
bool LomondSocket::isSecure() const
{
    return d->isSecure();
}

/*!
    \property LomondSocket::latency
    \brief the round-trip time of the last ping of \l pingInterval that was answered, in
   milliseconds; -1: none was yet
*/
qreal LomondSocket::latency() const
{
    return d->latency;
}

/*!
    \property LomondSocket::bytesToWrite
    \brief octets that were sent but are not with the system yet; notifies at most once per turn
*/
qint64 LomondSocket::bytesToWrite() const
{
    return d->connection ? d->connection->bytesToWrite() : 0;
}

/*!
    \property LomondSocket::lastError
    \brief why the last attempt failed; stays until the next ready()
*/
Error LomondSocket::lastError() const
{
    return d->lastError;
}

/*!
    \property LomondSocket::closeCode
    \brief the close code of the last connection (RFC 6455 7.1.5)

    1005: the close frame had none. 1006: the connection ended without a close frame. 1015: TLS
   failed. 0: no connection has ended yet.
*/
int LomondSocket::closeCode() const
{
    return d->closeCode;
}

/*!
    \property LomondSocket::closeReason
    \brief the reason that the peer gave in its close frame
*/
QString LomondSocket::closeReason() const
{
    return d->closeReason;
}

/*!
    Server: the request that was accepted.
*/
Request LomondSocket::request() const
{
    return d->request;
}

/*!
    Client: the server's last answer to an upgrade request, whether it accepted or not.
*/
Response LomondSocket::response() const
{
    return d->response;
}

/*!
    Role::Server for sockets of a LomondServer, otherwise Role::Client.
*/
Role LomondSocket::role() const
{
    return d->role;
}

QHostAddress LomondSocket::peerAddress() const
{
    return d->connection ? d->connection->transport().peerAddress() : QHostAddress();
}

quint16 LomondSocket::peerPort() const
{
    return d->connection ? d->connection->transport().peerPort() : 0;
}

QHostAddress LomondSocket::localAddress() const
{
    return d->connection ? d->connection->transport().localAddress() : QHostAddress();
}

quint16 LomondSocket::localPort() const
{
    return d->connection ? d->connection->transport().localPort() : 0;
}
