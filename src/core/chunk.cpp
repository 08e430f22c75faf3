// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/chunk_p.h"

#include <array>

namespace Lomond::Core {

// The pool of a thread. Two are enough, one to read to and one to inflate to: a connection that
// pulls its events to the end gives them back before another one reads. Plain values, so that a
// connection that is a static object may still look at them when the thread has ended.
static thread_local std::array<char *, 2> spares = {};
static thread_local size_t spareCount = 0;
static thread_local bool threadHasEnded = false;

void Chunk::keepAsSpare(std::unique_ptr<char[]> octets)
{
    struct Keeper
    {
        ~Keeper()
        {
            while (spareCount > 0)
                const std::unique_ptr<char[]> freed(spares[--spareCount]);
            threadHasEnded = true;
        }
    };
    if (spareCount == spares.size() || threadHasEnded)
        return;
    static thread_local const Keeper keeper;
    spares[spareCount++] = octets.release();
}

void Chunk::acquire()
{
    if (m_octets)
        return;
    // make_unique would clear it
    m_octets.reset(spareCount > 0 ? spares[--spareCount] : new char[Size]);
}

} // namespace Lomond::Core
