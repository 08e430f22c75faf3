// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The part of Connection that writes: messages are queued by the protocol and passed on once per
// turn of the event loop.

#include "net/connection_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qpointer.h>

namespace Lomond::Net {

static constexpr qint64 DrainMark = 1024 * 1024;
static constexpr qsizetype SlowLinkFragment = 64 * 1024;

static QEvent::Type turnEvent()
{
    static const auto type = QEvent::Type(QEvent::registerEventType());
    return type;
}

bool Connection::isFull(qint64 waiting) const
{
    if (waiting < m_settings->sendBufferLimit)
        return false;
    const Protocol::State state = m_protocol.state();
    return state == Protocol::State::Open || state == Protocol::State::ClosingRemote;
}

// Once per turn of the event loop, after reading: a write to a connection that was reset would lose
// what is unread. At once when there is much, so that the kernel has something to do; and the first
// answer to what was read, since nothing is left to read and most answers are one message.
qint64 Connection::passOn(qint64 waiting)
{
    m_aboveDrainMark = m_aboveDrainMark || waiting > DrainMark;
    const bool answer = std::exchange(m_answerAtOnce, false);
    if (waiting >= FlushNowSize || answer) {
        m_outgoing.pump();
        waiting = bytesToWrite();
    }
    if (!answer || waiting > 0) // deliver() looks at what was written
        postTurn();
    return waiting;
}

template<typename Send>
ErrorCode Connection::queueMessage(bool compressed, Send send)
{
    const qint64 waiting = bytesToWrite();
    if (isFull(waiting))
        return ErrorCode::SendBufferFull;
    // on a slow link a large message goes in pieces, so that a pong has a place between them
    const ErrorCode error = send(SendOptions {waiting > 0 ? SlowLinkFragment : 0, compressed});
    if (error == ErrorCode::NoError)
        m_outgoing.messageEnds(queued());
    return error;
}

ErrorCode Connection::sendText(QStringView text)
{
    return queueMessage(true, [&](const SendOptions &options) {
        return m_protocol.sendText(text, options);
    });
}

ErrorCode Connection::sendUtf8(QByteArrayView utf8, bool compressed)
{
    return queueMessage(compressed, [&](const SendOptions &options) {
        return m_protocol.sendUtf8(utf8, options);
    });
}

ErrorCode Connection::sendBinary(QByteArrayView data, bool compressed)
{
    return queueMessage(compressed, [&](const SendOptions &options) {
        return m_protocol.sendBinary(data, options);
    });
}

// Its length is not known: it goes in pieces on any link.
ErrorCode Connection::beginMessage(Message::Type type, bool compressed)
{
    const SendOptions options {SlowLinkFragment, compressed};
    switch (type) {
    case Message::Type::Text:
        return m_protocol.beginMessage(Opcode::Text, options);
    case Message::Type::Binary:
        return m_protocol.beginMessage(Opcode::Binary, options);
    }
    return ErrorCode::FrameBuildError;
}

ErrorCode Connection::sendPart(QByteArrayView octets, bool final)
{
    const ErrorCode error = isFull(bytesToWrite()) ? ErrorCode::SendBufferFull
                                                   : m_protocol.sendFragment(octets, final);
    if (error != ErrorCode::NoError)
        return error;
    queued();
    m_outgoing.partEnds(final);
    return error;
}

template<typename Send>
ErrorCode Connection::queueControl(Send send)
{
    const ErrorCode error = isFull(bytesToWrite()) ? ErrorCode::SendBufferFull : send();
    if (error == ErrorCode::NoError)
        queued();
    return error;
}

ErrorCode Connection::sendPing(QByteArrayView payload)
{
    return queueControl([&] { return m_protocol.sendPing(payload); });
}

ErrorCode Connection::sendPong(QByteArrayView payload)
{
    return queueControl([&] { return m_protocol.sendPong(payload); });
}

ErrorCode Connection::close(int code, QStringView reason)
{
    const ErrorCode error = m_protocol.close(code, reason);
    if (error != ErrorCode::NoError)
        return error;
    m_closing = true;
    m_keepalive.stop();
    startCloseTimeout();
    queued();
    return error;
}

ErrorCode Connection::accept(const AcceptOptions &options)
{
    const ErrorCode error = m_protocol.accept(options);
    if (error == ErrorCode::NoError) {
        opened();
        queued();
    }
    return error;
}

ErrorCode Connection::reject(int httpStatus, const Headers &headers, const QByteArray &body)
{
    const ErrorCode error = m_protocol.reject(httpStatus, headers, body);
    if (error == ErrorCode::NoError) {
        startLinger(FailureLinger);
        queued();
    }
    return error;
}

void Connection::postTurn()
{
    if (!std::exchange(m_turnPosted, true))
        QCoreApplication::postEvent(this, new QEvent(turnEvent()));
}

void Connection::deliverInTurn()
{
    m_deliverInTurn = true;
    postTurn();
}

bool Connection::event(QEvent *event)
{
    if (event->type() == turnEvent()) {
        m_turnPosted = false;
        const bool goesOn = std::exchange(m_deliverInTurn, false);
        if (goesOn)
            schedule(); // perhaps in another thread, where there is no timer yet
        if (goesOn || readBeforeWriting())
            deliver();
        else
            flush();
        return true;
    }
    if (event->type() == QEvent::ThreadChange)
        leaveThread();
    return QObject::event(event);
}

void Connection::flush()
{
    if (!m_end.connected)
        return;
    qint64 waiting = bytesToWrite();
    if (waiting > 0) {
        m_outgoing.pump();
        waiting = bytesToWrite();
    }
    noteProgress(waiting);
}

// What had to wait went on: the peer made room. What the kernel takes at once tells nothing, it
// would do so for a dead peer as well.
void Connection::transportBytesWritten()
{
    m_keepalive.octetsWritten(m_environment.clock->now());
    if (m_deadlines.isSet(Deadlines::Close))
        startCloseTimeout();
    flush();
}

void Connection::noteProgress(qint64 waiting)
{
    if (m_pingEnd && m_outgoing.written() >= *m_pingEnd)
        pingWritten();
    if (waiting == 0 && m_protocol.transport() == Protocol::Transport::CloseWhenFlushed
        && !std::exchange(m_writingShutDown, true))
        m_transport->shutDownWriting();
    if (waiting != m_notifiedBytesToWrite || m_aboveDrainMark)
        tellProgress(waiting);
}

void Connection::tellProgress(qint64 waiting)
{
    const QPointer<Connection> alive(this);
    if (waiting != std::exchange(m_notifiedBytesToWrite, waiting))
        m_listener->connectionBytesToWriteChanged();
    if (alive && m_aboveDrainMark && waiting <= DrainMark) {
        m_aboveDrainMark = false;
        if (m_protocol.state() != Protocol::State::Closed) // nothing could be sent
            m_listener->connectionDrained();
    }
}

} // namespace Lomond::Net
