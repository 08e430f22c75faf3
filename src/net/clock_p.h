// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seam of time: a steady clock for intervals, the wall clock for what people read.
// Net asks here and nowhere else; tests put a clock of their own in place.

#ifndef LOMOND_NET_CLOCK_P_H
#define LOMOND_NET_CLOCK_P_H

#include <QtCore/qdatetime.h>

#include <chrono>

namespace Lomond::Net {

class Clock
{
public:
    using Time = std::chrono::nanoseconds; // since some fixed moment

    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0; // steady
    [[nodiscard]] virtual QDateTime wallTime() const = 0; // UTC
};

} // namespace Lomond::Net

#endif
