// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What is on its way out: moves octets from the protocol to the transport, no faster than that
// takes them, and knows at each moment how much of it is with the kernel. Owned by Connection.

#ifndef LOMOND_NET_OUTGOING_P_H
#define LOMOND_NET_OUTGOING_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>

namespace Lomond {
class Protocol;
}

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
    [[nodiscard]] qint64 bytesToWrite() const { return waiting() + m_withTransport; }

    // positions in the stream of everything that was ever to be sent
    [[nodiscard]] qint64 end() const { return m_passed + waiting(); }
    [[nodiscard]] qint64 written() const { return m_passed - m_withTransport; } // with the kernel

    void messageEnds(); // what was queued last completes a message of the application
    void partEnds(bool final); // … is a part of one, which counts as one
    [[nodiscard]] int unsentMessages();

private:
    [[nodiscard]] qint64 waiting() const; // not with the transport yet
    void noteWritten();

    Protocol &m_protocol;
    Transport &m_transport;
    QByteArray m_chunk; // taken from the protocol, and partly passed on
    qsizetype m_chunkOffset = 0;
    qint64 m_passed = 0; // octets, to the transport
    qint64 m_withTransport = 0; // of these, when it was asked last
    QList<qint64> m_messageEnds; // ascending, of messages that are not written
    bool m_inParts = false; // of a message some parts were queued, and not all
};

} // namespace Lomond::Net

#endif
