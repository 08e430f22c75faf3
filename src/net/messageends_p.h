// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Where in the stream messages end that are not with the kernel yet: a queue of ascending
// positions. Filled for each message that has to wait, so appending costs next to nothing; while
// nothing waits, nothing is held. Owned by Outgoing.

#ifndef LOMOND_NET_MESSAGEENDS_P_H
#define LOMOND_NET_MESSAGEENDS_P_H

#include <QtCore/qglobal.h>

#include <vector>

namespace Lomond::Net {

class MessageEnds
{
public:
    void append(qint64 position) // behind all others
    {
        if (m_end == m_positions.size())
            makeRoom();
        m_positions[m_end++] = position;
    }
    void removeUpTo(qint64 position);
    [[nodiscard]] qsizetype count() const { return qsizetype(m_end - m_begin); }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; }
    [[nodiscard]] size_t capacity() const { return m_positions.size(); }

private:
    void makeRoom();

    std::vector<qint64> m_positions; // from m_begin to m_end; the others are room
    size_t m_begin = 0;
    size_t m_end = 0;
};

} // namespace Lomond::Net

#endif
