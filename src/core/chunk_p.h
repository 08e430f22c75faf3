// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// 64 KiB to read or to inflate to, lent by a pool of the thread: a connection holds one only while
// there is something in it. Owned by the receive buffer and the message reader.

#ifndef LOMOND_CORE_CHUNK_P_H
#define LOMOND_CORE_CHUNK_P_H

#include <QtCore/qglobal.h>

#include <memory>
#include <utility>

namespace Lomond::Core {

class Chunk
{
public:
    static constexpr qsizetype Size = 64 * 1024;

    Chunk() = default;
    ~Chunk() { giveBack(); }
    Q_DISABLE_COPY(Chunk)

    // null unless it is held
    [[nodiscard]] char *data() { return m_octets.get(); }
    void acquire(); // what is in it is not known
    void giveBack()
    {
        if (m_octets)
            keepAsSpare(std::move(m_octets));
    }

private:
    static void keepAsSpare(std::unique_ptr<char[]> octets) noexcept;

    std::unique_ptr<char[]> m_octets;
};

} // namespace Lomond::Core

#endif
