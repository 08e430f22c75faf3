// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seams of Net, held together: what a connection asks of the world around it.
// Real by default; tests put fakes in place, all of them or one.

#ifndef LOMOND_NET_ENVIRONMENT_P_H
#define LOMOND_NET_ENVIRONMENT_P_H

#include "net/clock_p.h"
#include "net/deliverybudget_p.h"
#include "net/randombits_p.h"
#include "net/resolver_p.h"
#include "net/timer_p.h"
#include "net/transport_p.h"

namespace Lomond::Net {

struct Environment
{
    std::shared_ptr<Clock> clock;
    std::shared_ptr<TimerFactory> timers;
    std::shared_ptr<RandomBits> random; // of this thread
    std::shared_ptr<TransportFactory> transports;
    std::shared_ptr<DeliveryBudget> budget; // of this thread

    // the real one, of the calling thread
    [[nodiscard]] static Environment system();
};

} // namespace Lomond::Net

#endif
