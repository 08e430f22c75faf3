// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/receivebuffer_p.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace Lomond::Core {

void ReceiveBuffer::acquire()
{
    m_chunk.acquire();
    if (!isEmpty())
        std::memcpy(m_chunk.data(), m_parked.data() + m_begin, size_t(m_end - m_begin));
    m_end -= std::exchange(m_begin, 0);
}

std::span<char> ReceiveBuffer::room()
{
    return hasOverflow() ? std::span<char>() : tail();
}

std::span<char> ReceiveBuffer::tail()
{
    if (!m_chunk.data())
        acquire();
    // only the few octets of a header that is not complete are ever moved
    if (isEmpty()) {
        m_begin = m_end = 0;
    } else if (m_begin > 0 && m_end - m_begin <= FrameHeader::MaximumSize) {
        std::memmove(m_chunk.data(), m_chunk.data() + m_begin, size_t(m_end - m_begin));
        m_end -= std::exchange(m_begin, 0);
    }
    return {m_chunk.data() + m_end, size_t(ChunkSize - m_end)};
}

void ReceiveBuffer::commit(qsizetype size)
{
    Q_ASSERT(size == 0 || (m_chunk.data() && size <= ChunkSize - m_end));
    m_end += size;
    if (size == 0) // it was asked for in vain
        park();
}

void ReceiveBuffer::feed(QByteArrayView octets)
{
    if (!hasOverflow())
        octets = octets.sliced(fill(octets));
    // what was taken from it goes when it is the larger part: so each octet moves once at most
    if (m_overflowBegin > m_overflow.size() / 2)
        m_overflow.remove(0, std::exchange(m_overflowBegin, 0));
    m_overflow.append(octets);
}

bool ReceiveBuffer::takeFromOverflow()
{
    const qsizetype size = fill(QByteArrayView(m_overflow).sliced(m_overflowBegin));
    m_overflowBegin += size;
    if (m_overflowBegin == m_overflow.size()) {
        m_overflow = {};
        m_overflowBegin = 0;
    }
    return size > 0;
}

// Returns how many there was room for.
qsizetype ReceiveBuffer::fill(QByteArrayView octets)
{
    if (octets.isEmpty())
        return 0;
    const std::span<char> free = tail();
    const qsizetype size = std::min(qsizetype(free.size()), octets.size());
    std::memcpy(free.data(), octets.data(), size_t(size));
    m_end += size;
    return size;
}

void ReceiveBuffer::clear()
{
    m_chunk.giveBack();
    m_begin = m_end = 0;
    m_overflow = {};
    m_overflowBegin = 0;
}

void ReceiveBuffer::park()
{
    const qsizetype left = m_end - m_begin;
    if (!m_chunk.data() || left > qsizetype(m_parked.size()))
        return;
    if (left > 0)
        std::memcpy(m_parked.data(), m_chunk.data() + m_begin, size_t(left));
    m_chunk.giveBack();
    m_begin = 0;
    m_end = left;
}

} // namespace Lomond::Core
