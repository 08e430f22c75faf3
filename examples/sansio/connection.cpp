// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "connection.h"

#include <algorithm>

using Lomond::Protocol;
using namespace std::chrono_literals;

// How long a refusal waits for more of its body (Transport::AwaitPeer, while no event has come).
static constexpr auto BodyTime = 1s;

static std::chrono::milliseconds until(Connection::Clock::time_point deadline)
{
    return std::chrono::ceil<std::chrono::milliseconds>(deadline - Connection::Clock::now());
}

Connection::Connection(TcpStream &stream, Protocol &protocol, qint64 mostUnwritten)
    : m_stream(stream)
    , m_protocol(protocol)
    , m_mostUnwritten(mostUnwritten)
{}

// Pull; when there is nothing to pull, write and read; and again.
std::optional<Connection::Event> Connection::waitForEvent(std::chrono::milliseconds atMost,
                                                          int otherDescriptor)
{
    const Clock::time_point deadline = Clock::now() + atMost;
    for (;;) {
        if (mayPull()) {
            if (std::optional<Event> event = m_protocol.nextEvent())
                return event;
            // Closed, Failed and Rejected were the last event; so was our own reject()
            m_over = m_protocol.state() == Protocol::State::Closed;
        }
        if (m_over)
            return {};
        // it is a refusal already, whether or not its body comes
        const bool bodyOnly = m_protocol.transport() == Protocol::Transport::AwaitPeer;
        const Clock::time_point bodyDeadline = Clock::now() + BodyTime;
        if (exchange(bodyOnly ? std::min(deadline, bodyDeadline) : deadline, otherDescriptor))
            continue;
        if (!bodyOnly)
            return {};
        m_protocol.commitEof();
    }
}

// Back-pressure is no more than this: what is not pulled is not read either.
bool Connection::mayPull() const
{
    return !m_writable
           || m_protocol.pendingOutput() + m_output.size() - m_written < m_mostUnwritten;
}

bool Connection::hasOutput() const
{
    return m_writable && (m_written < m_output.size() || m_protocol.pendingOutput() > 0);
}

// One step in each direction; false: nothing happened in time, or it is the caller's turn.
bool Connection::exchange(Clock::time_point deadline, int otherDescriptor)
{
    const TcpStream::Readiness ready = m_stream.wait(m_readable && mayPull(), hasOutput(),
                                                     until(deadline), otherDescriptor);
    // reading first: writing to a stream that the peer reset would discard what is still unread
    if (ready.read)
        read();
    if (ready.write)
        write();
    return ready.read || ready.write;
}

void Connection::read()
{
    const std::span<char> room = m_protocol.receiveBuffer();
    const qsizetype size = m_stream.read(room);
    m_protocol.commit(std::max<qsizetype>(size, 0));
    m_lastRead = Clock::now();
    if (size > 0)
        return;
    m_readable = false;
    m_protocol.commitEof(); // what was read is still pulled; then comes Failed, unless it was Closed
}

void Connection::write()
{
    if (m_written == m_output.size()) {
        m_output = m_protocol.takeOutput();
        m_written = 0;
    }
    const qsizetype size = m_stream.write(QByteArrayView(m_output).sliced(m_written));
    if (size < 0)
        m_writable = false; // that the stream is over is found by reading: a last word may be there
    else
        m_written += size;
}

// ---- the end

void Connection::finish()
{
    const Clock::time_point deadline = Clock::now() + 2s;
    while (hasOutput() && m_stream.wait(false, true, until(deadline)).write)
        write();
    switch (m_protocol.transport()) {
    case Protocol::Transport::KeepOpen: // given up: there is nothing to wait for
        break;
    case Protocol::Transport::AwaitPeer: // RFC 6455 7.1.1: the server ends the stream first
        readToTheEnd(2s);
        break;
    case Protocol::Transport::CloseWhenFlushed:
        // Closing a socket with octets unread resets the connection, and a reset may overtake our
        // last frame: so end our direction, and read until the peer ends its own.
        m_stream.endWriting();
        readToTheEnd(1s);
        break;
    }
}

void Connection::readToTheEnd(std::chrono::milliseconds atMost)
{
    const Clock::time_point deadline = Clock::now() + atMost;
    while (m_readable && Clock::now() < deadline) {
        if (m_stream.wait(true, false, until(deadline)).read)
            read(); // the protocol discards it
    }
}
