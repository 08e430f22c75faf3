// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/outgoing_p.h"

#include "net/transport_p.h"

#include <algorithm>

namespace Lomond::Net {

// What the transport may hold at a time: enough to keep the kernel busy, too little to be a queue
// that pongs would wait behind.
static constexpr qint64 WriteAhead = 64 * 1024;
static constexpr qsizetype WriteSize = 256 * 1024;

void Outgoing::pump()
{
    if (m_withTransport > 0)
        m_withTransport = m_transport.bytesToWrite();
    while (m_withTransport < WriteAhead && m_protocol.pendingOutput() > 0) {
        const QByteArrayView octets = m_protocol.output();
        const qsizetype size = std::min(octets.size(), WriteSize);
        m_transport.write(octets.data(), size);
        m_protocol.outputWritten(size);
        m_passed += size;
        m_withTransport = m_transport.bytesToWrite();
    }
    if (!m_messageEnds.isEmpty())
        m_messageEnds.removeUpTo(written());
}

void Outgoing::partEnds(bool final)
{
    m_inParts = !final;
    if (final)
        messageEnds(bytesToWrite());
}

int Outgoing::unsentMessages()
{
    m_withTransport = m_transport.bytesToWrite();
    m_messageEnds.removeUpTo(written());
    return int(m_messageEnds.count()) + (m_inParts ? 1 : 0);
}

} // namespace Lomond::Net
