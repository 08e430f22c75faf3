// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The memory that a zlib stream takes, counted: CompressionStatistics tells of it.
// Owned by an Inflater or a Deflater, whose address does not change.

#ifndef LOMOND_CORE_ZLIBMEMORY_P_H
#define LOMOND_CORE_ZLIBMEMORY_P_H

#include <QtCore/qglobal.h>

#include <zlib.h>

namespace Lomond::Core {

class ZlibMemory
{
public:
    void serve(z_stream &stream); // before the stream is initialised
    [[nodiscard]] qint64 octets() const { return m_octets; }

private:
    static voidpf allocate(voidpf self, uInt items, uInt size);
    static void release(voidpf self, voidpf memory);

    qint64 m_octets = 0;
};

} // namespace Lomond::Core

#endif
