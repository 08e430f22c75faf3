// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/zlibmemory_p.h"

#include <cstddef>
#include <new>

namespace Lomond::Core {

// In front of each block stands how long it is, in a place that keeps the block aligned.
static constexpr size_t SizeField = alignof(std::max_align_t);

void ZlibMemory::serve(z_stream &stream)
{
    stream.zalloc = &allocate;
    stream.zfree = &release;
    stream.opaque = this;
}

voidpf ZlibMemory::allocate(voidpf self, uInt items, uInt size)
{
    const size_t octets = SizeField + size_t(items) * size;
    void *block = ::operator new(octets);
    *static_cast<size_t *>(block) = octets;
    static_cast<ZlibMemory *>(self)->m_octets += qint64(octets);
    return static_cast<char *>(block) + SizeField;
}

void ZlibMemory::release(voidpf self, voidpf memory)
{
    void *block = static_cast<char *>(memory) - SizeField;
    static_cast<ZlibMemory *>(self)->m_octets -= qint64(*static_cast<size_t *>(block));
    ::operator delete(block);
}

} // namespace Lomond::Core
