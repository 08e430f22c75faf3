// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Where the octets of the peer land, and where they are unmasked, checked and looked at in place.
// Owned by Protocol. The 64 KiB are lent by a pool of the thread and given back as soon as nothing
// but the beginning of a header is left in them: an idle connection holds none.

#ifndef LOMOND_CORE_RECEIVEBUFFER_P_H
#define LOMOND_CORE_RECEIVEBUFFER_P_H

#include "core/frameheader_p.h"

#include <array>
#include <memory>
#include <span>

namespace Lomond::Core {

class ReceiveBuffer
{
public:
    static constexpr qsizetype ChunkSize = 64 * 1024;

    ReceiveBuffer() = default;
    ~ReceiveBuffer();
    Q_DISABLE_COPY(ReceiveBuffer)

    // room behind what is unread; empty if that fills the chunk
    [[nodiscard]] std::span<char> room();
    void commit(qsizetype size);

    [[nodiscard]] std::span<char> unread();
    void consume(qsizetype size);
    void clear();

    // nothing more can be made of what is unread: give the chunk back if so little is left that
    // it can be kept here
    void park();

private:
    using Chunk = std::unique_ptr<char[]>;
    [[nodiscard]] static Chunk &spare(); // of this thread
    [[nodiscard]] char *base() { return m_chunk ? m_chunk.get() : m_parked.data(); }
    void acquire();
    void giveBack();

    Chunk m_chunk;
    std::array<char, FrameHeader::MaximumSize> m_parked; // in place of a chunk
    qsizetype m_begin = 0; // of what is unread, in the one or the other
    qsizetype m_end = 0;
};

} // namespace Lomond::Core

#endif
