// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Where the octets of the peer land, and where they are unmasked, checked and looked at in place.
// Owned by Protocol. The 64 KiB are lent by a pool of the thread and given back as soon as nothing
// but the beginning of a header is left in them: an idle connection holds none. Octets that are
// fed without asking for room wait in an overflow until there is some.

#ifndef LOMOND_CORE_RECEIVEBUFFER_P_H
#define LOMOND_CORE_RECEIVEBUFFER_P_H

#include "core/chunk_p.h"
#include "core/frameheader_p.h"

#include <QtCore/qbytearray.h>

#include <array>
#include <span>

namespace Lomond::Core {

class ReceiveBuffer
{
public:
    static constexpr qsizetype ChunkSize = Chunk::Size;

    // room behind what is unread; empty if that fills the chunk, or if there is an overflow
    [[nodiscard]] std::span<char> room();
    void commit(qsizetype size);

    // takes all of them: what has no room goes to the overflow
    void feed(QByteArrayView octets);
    [[nodiscard]] bool hasOverflow() const { return !m_overflow.isEmpty(); }
    bool refill() // from the overflow; true: something became unread
    {
        return hasOverflow() && takeFromOverflow();
    }

    [[nodiscard]] std::span<char> unread() { return {base() + m_begin, size_t(m_end - m_begin)}; }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; } // nothing is unread
    void consume(qsizetype size)
    {
        Q_ASSERT(size <= m_end - m_begin);
        m_begin += size;
    }
    void unconsume(qsizetype size) // of what was consumed last
    {
        Q_ASSERT(size <= m_begin);
        m_begin -= size;
    }
    void clear();

    // nothing more can be made of what is unread: give the chunk back if so little is left that
    // it can be kept here
    void park();

private:
    [[nodiscard]] char *base() { return m_chunk.data() ? m_chunk.data() : m_parked.data(); }
    [[nodiscard]] std::span<char> tail();
    [[nodiscard]] qsizetype fill(QByteArrayView octets);
    bool takeFromOverflow();
    void acquire();

    Chunk m_chunk;
    std::array<char, FrameHeader::MaximumSize> m_parked; // in place of a chunk
    qsizetype m_begin = 0; // of what is unread, in the one or the other
    qsizetype m_end = 0;
    QByteArray m_overflow;
    qsizetype m_overflowBegin = 0;
};

} // namespace Lomond::Core

#endif
