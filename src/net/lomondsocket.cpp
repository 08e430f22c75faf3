// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondsocket.h>

#include "net/jsontext_p.h"
#include "net/lomondsocket_p.h"

#include <QtCore/qmetaobject.h>

using namespace Lomond;
using namespace Qt::StringLiterals;

/*!
    \class LomondSocket
    \inmodule Lomond
    \brief A WebSocket connection (RFC 6455) that tells everything by signals.

    As a client it connects to url() when open() is called; with \l persistent it stays connected,
    whatever happens to the server or the network. LomondServer hands out sockets, too.

    Signals come from the event loop only, never from within open() or send*(); abort(), and what
    implies it, tells the end of the connection at once. In any slot the socket may be closed,
    aborted, opened anew or deleted.

    \code
    connecting → ( connectFailed
                 | connected →
                   ( [protocolError] disconnected
                   | rejected → disconnected
                   | ready → (text|binary|json|ping|pong|poll|drained|unresponsive|protocolError)*
                             [closing] [closed] disconnected ))
    \endcode

    If \l streaming is set, textPart() and binaryPart() come in place of text(), binary() and json().

    Each attempt ends with exactly one connectFailed() or disconnected(); nothing of it follows. If
    another one is to come, backOff() tells when; if a persistent socket stops trying, gaveUp() does.

    Calls that cannot be done return false and change nothing; lastSendError() says why.
    All functions belong to the thread of the object.
*/

/*!
    A client that is connected to nothing.
*/
LomondSocket::LomondSocket(QObject *parent)
    : LomondSocket(std::make_unique<LomondSocketPrivate>(), parent)
{}

/*!
    A client for \a url, which has to begin with \c ws:// or \c wss://. Connects nothing by itself.
*/
LomondSocket::LomondSocket(const QUrl &url, QObject *parent)
    : LomondSocket(parent)
{
    d->settings.url = url;
}

LomondSocket::LomondSocket(std::unique_ptr<LomondSocketPrivate> dd, QObject *parent)
    : QObject(parent)
    , d(std::move(dd))
{
    d->q = this;
}

/*!
    Drops the connection if there is one, without a close frame. Emits nothing.
*/
LomondSocket::~LomondSocket() = default;

/*!
    Begins to connect to \l url, in the next turn of the event loop. Does nothing if \l active.
*/
void LomondSocket::open()
{
    if (d->active)
        return;
    d->overDevice = false;
    d->open();
}

/*!
    Sets \a url and opens it.
*/
void LomondSocket::openUrl(const QUrl &url)
{
    const QPointer<LomondSocket> alive(this);
    setUrl(url);
    if (alive)
        open();
}

/*!
    Speaks to the server of \a url over \a device, which is open already: a QLocalSocket, a pipe, a
    tunnel. The device stays the caller's. Such a connection is never retried, and TLS, if the
   device has any, is its own. Does nothing if \l active.
*/
void LomondSocket::openOn(const QUrl &url, QIODevice *device)
{
    if (d->active)
        return;
    const QPointer<LomondSocket> alive(this);
    setUrl(url);
    if (!alive || d->active)
        return;
    d->overDevice = true;
    d->device = device;
    d->open();
}

/*!
    Sends \a text as a text message. Returns false, and sends nothing, if the socket is not ready,
   if it is closing, if \l sendBufferLimit is reached, if a message of beginMessage() is not
   complete, or if \a text has a lone surrogate.
*/
bool LomondSocket::sendText(const QString &text)
{
    return d->send([&](auto &connection) { return connection.sendText(text); });
}

/*!
    Sends a text message that is UTF-8 already. Returns false also if \a utf8 is not valid.
*/
bool LomondSocket::sendUtf8(const QByteArray &utf8)
{
    return d->send([&](auto &connection) { return connection.sendUtf8(utf8); });
}

/*!
    Sends \a data as a binary message. Returns false as sendText() does.
*/
bool LomondSocket::sendBinary(const QByteArray &data)
{
    return d->send([&](auto &connection) { return connection.sendBinary(data); });
}

/*!
    Sends \a value as a text message of compact JSON. Returns false as sendText() does.
*/
bool LomondSocket::sendJson(const QJsonValue &value)
{
    return sendUtf8(Net::toJson(value));
}

/*!
    Sends \a message in its type and with its options. Returns false as sendText() does.
*/
bool LomondSocket::send(const Message &message)
{
    const QByteArray data = message.data();
    const bool compressed = message.isCompressed();
    return d->send([&](auto &connection) {
        return message.type() == Message::Type::Text ? connection.sendUtf8(data, compressed)
                                                     : connection.sendBinary(data, compressed);
    });
}

/*!
    Sends a ping with \a data, at most 125 octets (RFC 6455 5.5.2). The peer answers with a pong
   that repeats them. Pings of \l pingInterval are sent without this.
*/
bool LomondSocket::sendPing(const QByteArray &data)
{
    return d->send([&](auto &connection) { return connection.sendPing(data); });
}

/*!
    Sends a pong with \a data, at most 125 octets: unasked (RFC 6455 5.5.3), or as the answer to
    ping() if \l autoPong is off.
*/
bool LomondSocket::sendPong(const QByteArray &data)
{
    return d->send([&](auto &connection) { return connection.sendPong(data); });
}

/*!
    Closes the connection with code 1000 and reason "goodbye". See closeWith().
*/
void LomondSocket::close()
{
    closeWith(int(CloseCode::Normal), u"goodbye"_s);
}

/*!
    Begins the closing handshake with \a code and \a reason; or answers the server's with them, in a
    slot of closing(). Nothing can be sent afterwards; messages may still arrive until the
    server answered. Ends retries; leaves \l persistent as it is. Before ready() this is abort().

    \a code is 1000 to 1003, 1007 to 1014 or 3000 to 4999, \a reason at most 123 octets of UTF-8
    (RFC 6455 7.4); otherwise nothing happens, and lastSendError() is ErrorCode::FrameBuildError.
*/
void LomondSocket::closeWith(int code, const QString &reason)
{
    d->closeWith(code, reason);
}

/*!
    Drops the connection now, without a close frame. Ends retries; leaves \l persistent as it is.
*/
void LomondSocket::abort()
{
    d->abort();
}

/*!
    Stops reading until resume(): the peer is slowed down by TCP. Neither pings nor the end of the
    connection are noticed meanwhile.
*/
void LomondSocket::pause()
{
    if (d->connection)
        d->connection->pause();
}

/*!
    Reads on after pause(), in the next turn of the event loop.
*/
void LomondSocket::resume()
{
    if (d->connection)
        d->connection->resume();
}

/*!
    Hands what was sent to the system now, in place of once per turn of the event loop.
*/
void LomondSocket::flush()
{
    if (d->connection)
        d->connection->flush();
}

/*!
    Why the last send*(), close() or closeWith() of the calling thread, on any socket, was refused;
    ErrorCode::NoError if it was not.
*/
ErrorCode LomondSocket::lastSendError()
{
    return LomondSocketPrivate::sendErrorOfThisThread();
}

/*!
    open() waits until releaseOpen() was called as often as this.
*/
void LomondSocket::holdOpen()
{
    ++d->holds;
}

/*!
    Ends a holdOpen().
*/
void LomondSocket::releaseOpen()
{
    d->releaseHold();
}

void LomondSocket::connectNotify(const QMetaMethod &signal)
{
    d->listenersChanged = true;
    const bool poll = signal == QMetaMethod::fromSignal(&LomondSocket::poll)
                      || signal == QMetaMethod::fromSignal(&LomondSocket::eventOccurred);
    if (poll) // its timer runs only if somebody listens
        QMetaObject::invokeMethod(
                this, [this] { d->settingsChanged(); }, Qt::QueuedConnection);
}

void LomondSocket::disconnectNotify(const QMetaMethod &)
{
    d->listenersChanged = true;
}
