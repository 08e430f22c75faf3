// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The clock of the operating system: the real one behind the seam of clock_p.h.
// Made by Environment::system(). Has no state: any thread may ask.

#ifndef LOMOND_NET_SYSTEMCLOCK_P_H
#define LOMOND_NET_SYSTEMCLOCK_P_H

#include "net/clock_p.h"

namespace Lomond::Net {

class SystemClock : public Clock
{
public:
    [[nodiscard]] Time now() const override;
    [[nodiscard]] QDateTime wallTime() const override;
};

} // namespace Lomond::Net

#endif
