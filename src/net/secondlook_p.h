// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Whether to read again after an answer, before the event loop would tell that there is something:
// a peer on the same CPU, or a quick one, may have said the next thing already, and that saves a
// turn of the event loop. Others want their turn as well, so there are only so many in a row. A
// look in vain costs a system call: each doubles, up to a limit, how many answers go by without
// one. Owned by Connection.

#ifndef LOMOND_NET_SECONDLOOK_P_H
#define LOMOND_NET_SECONDLOOK_P_H

#include <algorithm>

namespace Lomond::Net {

class SecondLook
{
public:
    static constexpr int MostInARow = 16;
    static constexpr int MostPassedBy = 255;

    [[nodiscard]] bool isDue() // asked once for each answer
    {
        if (m_toPassBy == 0)
            return true; // until it is made
        --m_toPassBy;
        return false;
    }
    void made(bool found)
    {
        m_passedBy = found ? 0 : std::min(2 * m_passedBy + 1, MostPassedBy);
        m_inARow = found ? (m_inARow + 1) % MostInARow : 0;
        m_toPassBy = found && m_inARow == 0 ? 1 : m_passedBy;
    }

private:
    int m_inARow = 0; // looks that found something
    int m_passedBy = 0; // answers, since the last look in vain
    int m_toPassBy = 0; // still
};

} // namespace Lomond::Net

#endif
