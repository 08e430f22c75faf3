// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/messageends_p.h"

#include <algorithm>
#include <utility>

namespace Lomond::Net {

void MessageEnds::removeUpTo(qint64 position)
{
    const auto begin = m_positions.begin();
    const auto left = std::upper_bound(begin + qptrdiff(m_begin), begin + qptrdiff(m_end), position);
    m_begin = size_t(left - begin);
    if (isEmpty())
        *this = {};
}

// Moves what is left to the front if that makes half of it room: so each is moved but a few times.
void MessageEnds::makeRoom()
{
    constexpr size_t FirstSize = 64;
    if (m_begin > m_end / 2) {
        const auto begin = m_positions.begin();
        std::copy(begin + qptrdiff(m_begin), begin + qptrdiff(m_end), begin);
        m_end -= std::exchange(m_begin, 0);
    } else {
        m_positions.resize(std::max(FirstSize, 2 * m_positions.size()));
    }
}

} // namespace Lomond::Net
