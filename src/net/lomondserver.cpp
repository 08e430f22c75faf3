// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondserver.h>

#include "net/devicetransport_p.h"
#include "net/listener_p.h"
#include "net/logging_p.h"
#include "net/lomondsocket_p.h"
#include "net/lomondupgrade_p.h"

#include <QtCore/qmetaobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Qt::StringLiterals;

std::unique_ptr<QTcpServer> LomondServerPrivate::createListener()
{
    const auto accepted = [this](std::unique_ptr<Transport> transport) {
        greet(std::move(transport));
    };
#if QT_CONFIG(ssl)
    const auto &tls = settings.sslConfiguration;
    if (tls && !tls->localCertificate().isNull())
        return createTlsListener(*tls, openTimeout, accepted);
#endif
    return createTcpListener(accepted);
}

bool LomondServerPrivate::listen(const QHostAddress &address, quint16 port)
{
    std::unique_ptr<QTcpServer> next = createListener();
    if (!next->listen(address, port)) {
        errorString = next->errorString();
        return false;
    }
    errorString.clear();
    listener = std::move(next);
    return true;
}

void LomondServerPrivate::greet(std::unique_ptr<Transport> transport)
{
    auto dd = std::make_unique<LomondUpgradePrivate>(this, std::move(transport));
    LomondUpgradePrivate *upgradePrivate = dd.get();
    upgradePrivate->start(new LomondUpgrade(std::move(dd), q));
}

void LomondServerPrivate::judge(LomondUpgrade *upgrade)
{
    const Request request = upgrade->request();
    if (!policy.allowsHost(request, upgrade->localAddress())) {
        upgrade->reject(403, {}, "This server does not go by that name.\n");
    } else if (!policy.allowsOrigin(request, upgrade->d->transport()->isSecure())) {
        upgrade->reject(403, {}, "Pages of that origin may not connect.\n");
    } else if (q->isSignalConnected(QMetaMethod::fromSignal(&LomondServer::upgradeRequested))) {
        Q_EMIT q->upgradeRequested(upgrade, {});
    } else {
        upgrade->accept(defaultAnswer(request));
    }
}

// RFC 6455 4.2.2: one of those that the client offered, in the server's order of preference
AcceptOptions LomondServerPrivate::defaultAnswer(const Request &request) const
{
    const QStringList offered = request.protocols();
    AcceptOptions options;
    for (const QString &protocol : protocols) {
        if (offered.contains(protocol)) {
            options.protocol = protocol;
            break;
        }
    }
    return options;
}

void LomondServerPrivate::welcome(std::unique_ptr<Connection> connection, const Request &request,
                                  const QString &protocol)
{
    LomondSocket *socket = LomondSocketPrivate::createAccepted(std::move(connection), request,
                                                               protocol, settings, q);
    QObject::connect(socket, &LomondSocket::disconnected, socket, [socket, server = q] {
        if (socket->parent() == server)
            socket->deleteLater();
    });
    // In the next turn, when no call of the connection is on the stack: a slot may move it to
    // another thread.
    const QPointer<LomondSocket> alive(socket);
    QMetaObject::invokeMethod(
            q, [this, alive] { introduce(alive); }, Qt::QueuedConnection);
}

void LomondServerPrivate::introduce(LomondSocket *socket)
{
    if (!socket)
        return;
    LomondSocketPrivate::beginDelivery(socket);
    if (socket->state() == LomondSocket::State::Ready) // it may have been closed by shutdown()
        Q_EMIT q->newConnection(socket, {});
}

/*!
    \class LomondServer
    \inmodule Lomond
    \brief Listens for WebSocket clients (RFC 6455) and hands each out as a LomondSocket.

    A request is checked first: its origin (a page of another site is answered with 403 unless it is
   one of \l origins; RFC 6455 10.2) and its host (on a loopback address only \c localhost and the
   address itself, or one of \l hosts, against DNS rebinding). Then upgradeRequested() lets the
   application answer; if nothing is connected to it, the request is accepted, with the first of \l
   protocols that the client offered.

    With a certificate in sslConfiguration(), the server speaks TLS.
*/

/*!
    \fn void LomondServer::newConnection(LomondSocket *socket)

    A client was let in: \a socket is ready; its messages begin in the next turn of the event loop.
   It belongs to the server and is deleted after LomondSocket::disconnected(), unless it is given
   another parent, or none (then it may be moved to another thread, here or later).
*/

/*!
    \fn void LomondServer::upgradeRequested(LomondUpgrade *upgrade)

    A client asks to be let in: answer \a upgrade, now or before \l openTimeout.
*/

LomondServer::LomondServer(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<LomondServerPrivate>(this))
{}

/*!
    Drops all connections that still belong to the server.
*/
LomondServer::~LomondServer()
{
    // before their private halves' owner is gone
    qDeleteAll(findChildren<LomondUpgrade *>(Qt::FindDirectChildrenOnly));
}

/*!
    Begins to listen on \a address and \a port; port 0 chooses a free one. Returns false, with
    errorString(), if that is not possible.
*/
bool LomondServer::listen(const QHostAddress &address, quint16 port)
{
    const bool was = isListening();
    const bool listening = d->listen(address, port);
    if (was != isListening())
        Q_EMIT listeningChanged();
    return listening;
}

/*!
    Stops listening. Connections stay.
*/
void LomondServer::close()
{
    if (!isListening())
        return;
    d->listener.reset();
    Q_EMIT listeningChanged();
}

/*!
    Stops listening, answers pending requests with 503, closes all connections with code 1001 (going
   away), and drops those that are still open after \a deadline.
*/
void LomondServer::shutdown(std::chrono::milliseconds deadline)
{
    const QList<LomondSocket *> open = sockets();
    const QList<QPointer<LomondSocket>> toClose(open.begin(), open.end());
    const auto requests = findChildren<LomondUpgrade *>(Qt::FindDirectChildrenOnly);
    for (LomondUpgrade *upgrade : requests) // those that were answered end by themselves
        upgrade->reject(503, {}, "The server shuts down.\n");
    close();
    // a slot may delete any of them, or the server
    for (const QPointer<LomondSocket> &socket : toClose) {
        if (!socket)
            continue;
        QTimer::singleShot(deadline, socket, &LomondSocket::abort);
        socket->closeWith(int(CloseCode::GoingAway), u"the server shuts down"_s);
    }
}

/*!
    Serves a client on \a device, which is open: a QLocalSocket, a pipe. The device stays the caller's.
*/
void LomondServer::handle(QIODevice *device)
{
    if (device)
        d->greet(std::make_unique<DeviceTransport>(device));
}

/*!
    The connections that are open and belong to the server.
*/
QList<LomondSocket *> LomondServer::sockets() const
{
    QList<LomondSocket *> open = findChildren<LomondSocket *>(Qt::FindDirectChildrenOnly);
    open.removeIf([](LomondSocket *socket) { return socket->state() == LomondSocket::State::Idle; });
    return open;
}

bool LomondServer::isListening() const
{
    return d->listener && d->listener->isListening();
}

QHostAddress LomondServer::serverAddress() const
{
    return d->listener ? d->listener->serverAddress() : QHostAddress();
}

quint16 LomondServer::serverPort() const
{
    return d->listener ? d->listener->serverPort() : 0;
}

/*!
    Why listen() failed.
*/
QString LomondServer::errorString() const
{
    return d->errorString;
}
