// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/systemclock_p.h"

namespace Lomond::Net {

Clock::Time SystemClock::now() const
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

QDateTime SystemClock::wallTime() const
{
    return QDateTime::currentDateTimeUtc();
}

} // namespace Lomond::Net
