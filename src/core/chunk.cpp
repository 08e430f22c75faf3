// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/chunk_p.h"

#include <array>

namespace Lomond::Core {

namespace {

// The pool of a thread. Two are enough, one to read to and one to inflate to: a connection that
// pulls its events to the end gives them back before another one reads. Plain values, so that a
// connection that is a static object may still look at them when the thread has ended.
struct Pool
{
    std::array<char *, 2> spares;
    size_t count;
    bool isEmptiedAtEnd; // of the thread
    bool threadHasEnded;
};
thread_local Pool pool = {};

// Not inline: to find what belongs to a thread costs a call, and once is enough.
Q_NEVER_INLINE Pool &poolOfThread()
{
    return pool;
}

Q_NEVER_INLINE void emptyAtEnd(Pool &own)
{
    struct Keeper
    {
        ~Keeper()
        {
            while (pool.count > 0)
                const std::unique_ptr<char[]> freed(pool.spares[--pool.count]);
            pool.threadHasEnded = true;
        }
    };
    static thread_local const Keeper keeper;
    own.isEmptiedAtEnd = true;
}

} // namespace

void Chunk::keepAsSpare(std::unique_ptr<char[]> octets) noexcept
{
    Pool &own = poolOfThread();
    if (own.count == own.spares.size() || own.threadHasEnded)
        return;
    if (!own.isEmptiedAtEnd)
        emptyAtEnd(own);
    own.spares[own.count++] = octets.release();
}

void Chunk::acquire()
{
    if (m_octets)
        return;
    Pool &own = poolOfThread();
    // make_unique would clear it
    m_octets.reset(own.count > 0 ? own.spares[--own.count] : new char[Size]);
}

} // namespace Lomond::Core
