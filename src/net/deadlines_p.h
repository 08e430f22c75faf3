// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The moments at which a connection has to do something unless something else happens before.
// Kept by Connection, which has one timer for all of them.

#ifndef LOMOND_NET_DEADLINES_P_H
#define LOMOND_NET_DEADLINES_P_H

#include "net/clock_p.h"

#include <algorithm>
#include <array>
#include <optional>

namespace Lomond::Net {

class Deadlines
{
public:
    enum Kind { Open, RefusalBody, Close, Linger, Poll, KindCount };

    void set(Kind kind, Clock::Time when) { m_when[kind] = when; }
    void clear(Kind kind) { m_when[kind].reset(); }
    void clearAll() { m_when = {}; }
    [[nodiscard]] bool isSet(Kind kind) const { return m_when[kind].has_value(); }

    // Is it past? It is asked for once: the deadline is cleared then.
    [[nodiscard]] bool take(Kind kind, Clock::Time now)
    {
        const bool due = m_when[kind] && *m_when[kind] <= now;
        if (due)
            clear(kind);
        return due;
    }

    [[nodiscard]] std::optional<Clock::Time> next() const
    {
        std::optional<Clock::Time> first;
        for (const std::optional<Clock::Time> &when : m_when) {
            if (when && (!first || *when < *first))
                first = when;
        }
        return first;
    }

private:
    std::array<std::optional<Clock::Time>, KindCount> m_when;
};

} // namespace Lomond::Net

#endif
