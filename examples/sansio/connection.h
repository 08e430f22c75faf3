// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How to drive the core: a Protocol has no hands, a stream has no head, and this is the loop that
// joins them, for a client and a server alike. The caller takes one event after the other, answers
// with the calls of the Protocol, and at last says finish().

#ifndef SANSIO_CONNECTION_H
#define SANSIO_CONNECTION_H

#include "tcpstream.h"

#include <Lomond/LomondProtocol>

#include <chrono>
#include <limits>
#include <optional>

class Connection
{
public:
    using Event = Lomond::Protocol::Event;
    using Clock = std::chrono::steady_clock;

    // Both outlive this object. `mostUnwritten`: nothing is read while so many octets wait to be
    // written. A server that answers each message needs that, or a peer that does not read its
    // answers fills the memory; a client that reads whatever it is told does not.
    Connection(TcpStream &stream, Lomond::Protocol &protocol,
               qint64 mostUnwritten = std::numeric_limits<qint64>::max());

    // The next event, whose payload is valid until the next call. Meanwhile whatever is to be
    // written is written. nullopt: the time is over, `otherDescriptor` can be read, or isOver().
    [[nodiscard]] std::optional<Event> waitForEvent(std::chrono::milliseconds atMost,
                                                    int otherDescriptor = -1);
    // No event will follow.
    [[nodiscard]] bool isOver() const { return m_over; }
    // When the peer was last heard: any octet is a sign of life.
    [[nodiscard]] Clock::time_point lastRead() const { return m_lastRead; }

    // Ends the stream in the way that the protocol asks for.
    void finish();

private:
    [[nodiscard]] bool mayPull() const;
    [[nodiscard]] bool hasOutput() const;
    bool exchange(Clock::time_point deadline, int otherDescriptor);
    void read();
    void write();
    void readToTheEnd(std::chrono::milliseconds atMost);

    TcpStream &m_stream;
    Lomond::Protocol &m_protocol;
    qint64 m_mostUnwritten;
    QByteArray m_output; // taken from the protocol
    qsizetype m_written = 0; // of it
    Clock::time_point m_lastRead = Clock::now();
    bool m_readable = true; // the peer did not end the stream
    bool m_writable = true;
    bool m_over = false;
};

#endif
