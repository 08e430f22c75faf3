// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket's messages in parts: of any length, in bounded memory, in either direction.

#include <Lomond/lomondsocket.h>

#include "net/lomondsocket_p.h"

using namespace Lomond;

/*!
    \property LomondSocket::streaming
    \brief whether messages that are received come in parts

    Off by default. If it is set, textPart() and binaryPart() tell each message as it arrives, and
    text(), binary() and json() nothing; so a message may be of any length, while \l maxMessageSize,
    or 64 KiB if that is less, limits each part. Takes effect with the next message: in a slot of
    ready(), or of LomondServer::newConnection(), with the first.

    Each part is subject to \l deliveryBudget and pause(): who does not want more holds the peer back.
*/
bool LomondSocket::isStreaming() const
{
    return d->settings.streaming;
}

void LomondSocket::setStreaming(bool streaming)
{
    d->updateSetting(d->settings.streaming, streaming, &LomondSocket::streamingChanged);
}

/*!
    \fn void LomondSocket::textPart(const QString &text, bool final)

    The next part of a text message came, in whole code points; \a final: it is the last one, and
    its \a text may be empty. A message ends with a final part, or not at all, if the connection
   ends before. Parts are not what the sender made: they are cut anew, as octets come in.

    \sa streaming
*/

/*!
    \fn void LomondSocket::binaryPart(const QByteArray &data, bool final)

    The next part of a binary message came, as textPart() tells it for texts.
*/

/*!
    Begins a message of \a type that is sent in parts with sendPart(), so that it may be of any
    length and need not be in memory at once (RFC 6455 5.4). With \a compressed it is compressed if
    that was agreed on, whatever \l compressionThreshold.

    Until its final part, pings, pongs and close() may go out, but no other message: sendText() and
    the like return false with ErrorCode::FrameBuildError, and so does this. If the connection ends
    before, the message is forgotten, and unsent() counts it.

    Returns false also if the socket is not ready, or if it is closing.
*/
bool LomondSocket::beginMessage(Message::Type type, bool compressed)
{
    return d->send([&](auto &connection) { return connection.beginMessage(type, compressed); });
}

/*!
    Sends the next \a octets of the message that was begun; \a final ends it. A text is UTF-8 and
   may be cut anywhere, also within a code point.

    Returns false, and sends nothing, if \l sendBufferLimit is reached: the message is still open,
    and drained() tells when to go on. Also if no message was begun, if the octets make a text
    invalid (ErrorCode::FrameBuildError for both), or if the socket is not ready or closing.

    \code
    void Upload::sendNext() // whenever m_next times out, a QTimer of 0 ms
    {
        if (m_socket->bytesToWrite() > 1024 * 1024) {
            m_next.stop(); // drained() starts it again
            return;
        }
        const QByteArray part = m_file.read(64 * 1024);
        const bool final = m_file.atEnd();
        m_socket->sendPart(part, final);
        if (final)
            m_next.stop();
    }
    \endcode
*/
bool LomondSocket::sendPart(const QByteArray &octets, bool final)
{
    return d->send([&](auto &connection) { return connection.sendPart(octets, final); });
}
