// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What is on its way out: moves octets from the protocol to the transport, no faster than that
// takes them, and knows at each moment how much of it is with the kernel. Owned by Connection.

#ifndef LOMOND_NET_OUTGOING_P_H
#define LOMOND_NET_OUTGOING_P_H

#include "net/messageends_p.h"

#include <Lomond/lomondprotocol.h>

namespace Lomond::Net {

class Transport;

class Outgoing
{
public:
    Outgoing(Protocol &protocol, Transport &transport)
        : m_protocol(protocol)
        , m_transport(transport)
    {}

    // writes what the transport takes; the rest when it told transportBytesWritten()
    void pump();
    // not with the kernel yet, as far as the transport has told
    [[nodiscard]] qint64 bytesToWrite() const
    {
        return m_protocol.pendingOutput() + m_withTransport;
    }

    // positions in the stream of everything that was ever to be sent
    [[nodiscard]] qint64 end() const { return m_passed + m_protocol.pendingOutput(); }
    [[nodiscard]] qint64 written() const { return m_passed - m_withTransport; } // with the kernel

    // what was queued last completes a message of the application; `waiting` is bytesToWrite()
    void messageEnds(qint64 waiting)
    {
        if (waiting > 0)
            m_messageEnds.append(written() + waiting);
    }
    void partEnds(bool final); // … is a part of one, which counts as one
    [[nodiscard]] int unsentMessages();

private:
    Protocol &m_protocol;
    Transport &m_transport;
    qint64 m_passed = 0; // octets, to the transport
    qint64 m_withTransport = 0; // of these, when it was asked last
    MessageEnds m_messageEnds; // of messages that are not written
    bool m_inParts = false; // of a message some parts were queued, and not all
};

} // namespace Lomond::Net

#endif
