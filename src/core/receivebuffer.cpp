// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/receivebuffer_p.h"

#include <cstring>
#include <utility>

namespace Lomond::Core {

ReceiveBuffer::~ReceiveBuffer()
{
    giveBack();
}

// One chunk is enough: a connection that pulls its events to the end gives it back before another
// one reads.
ReceiveBuffer::Chunk &ReceiveBuffer::spare()
{
    thread_local Chunk chunk;
    return chunk;
}

void ReceiveBuffer::acquire()
{
    Chunk chunk = std::exchange(spare(), nullptr);
    if (!chunk)
        chunk.reset(new char[ChunkSize]); // make_unique would clear it
    std::memcpy(chunk.get(), m_parked.data() + m_begin, size_t(m_end - m_begin));
    m_chunk = std::move(chunk);
    m_end -= std::exchange(m_begin, 0);
}

void ReceiveBuffer::giveBack()
{
    if (m_chunk && !spare())
        spare() = std::move(m_chunk);
    m_chunk.reset();
}

std::span<char> ReceiveBuffer::room()
{
    if (!m_chunk)
        acquire();
    // only the few octets of a header that is not complete are ever moved
    if (m_begin > 0 && m_end - m_begin <= FrameHeader::MaximumSize) {
        std::memmove(m_chunk.get(), m_chunk.get() + m_begin, size_t(m_end - m_begin));
        m_end -= std::exchange(m_begin, 0);
    }
    return {m_chunk.get() + m_end, size_t(ChunkSize - m_end)};
}

void ReceiveBuffer::commit(qsizetype size)
{
    m_end += size;
}

std::span<char> ReceiveBuffer::unread()
{
    return {base() + m_begin, size_t(m_end - m_begin)};
}

void ReceiveBuffer::consume(qsizetype size)
{
    m_begin += size;
}

void ReceiveBuffer::clear()
{
    giveBack();
    m_begin = m_end = 0;
}

void ReceiveBuffer::park()
{
    const qsizetype left = m_end - m_begin;
    if (!m_chunk || left > qsizetype(m_parked.size()))
        return;
    std::memcpy(m_parked.data(), m_chunk.get() + m_begin, size_t(left));
    giveBack();
    m_begin = 0;
    m_end = left;
}

} // namespace Lomond::Core
