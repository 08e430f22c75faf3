// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/outgoing_p.h"

#include "net/transport_p.h"

#include <Lomond/lomondprotocol.h>

#include <algorithm>

namespace Lomond::Net {

// What the transport may hold at a time: enough to keep the kernel busy, too little to be a queue
// that pongs would wait behind.
static constexpr qint64 WriteAhead = 64 * 1024;
static constexpr qsizetype WriteSize = 256 * 1024;

void Outgoing::pump()
{
    while (m_transport.bytesToWrite() < WriteAhead) {
        if (m_chunkOffset == m_chunk.size()) {
            m_chunk = m_protocol.takeOutput();
            m_chunkOffset = 0;
            if (m_chunk.isNull())
                break;
        }
        const qsizetype size = std::min(m_chunk.size() - m_chunkOffset, WriteSize);
        m_transport.write(m_chunk.constData() + m_chunkOffset, size);
        m_chunkOffset += size;
        m_passed += size;
    }
    noteWritten();
}

qint64 Outgoing::waiting() const
{
    return m_protocol.pendingOutput() + (m_chunk.size() - m_chunkOffset);
}

void Outgoing::messageEnds()
{
    m_messageEnds.append(end());
}

void Outgoing::partEnds(bool final)
{
    m_inParts = !final;
    if (final)
        messageEnds();
}

void Outgoing::noteWritten()
{
    m_withTransport = m_transport.bytesToWrite();
    const auto waiting = std::upper_bound(m_messageEnds.cbegin(), m_messageEnds.cend(), written());
    m_messageEnds.remove(0, waiting - m_messageEnds.cbegin());
}

int Outgoing::unsentMessages()
{
    noteWritten();
    return int(m_messageEnds.size()) + (m_inParts ? 1 : 0);
}

} // namespace Lomond::Net
