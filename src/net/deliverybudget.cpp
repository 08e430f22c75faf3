// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/deliverybudget_p.h"

#include "net/systemclock_p.h"
#include "net/systemtimer_p.h"

#include <algorithm>
#include <utility>

namespace Lomond::Net {

namespace {

// What the rest of the thread gets between two turns of delivery, at least.
constexpr std::chrono::milliseconds Pause(1);
// The clock is looked at less often while that takes less than this part of the time.
constexpr int QuickPart = 16;

} // namespace

DeliveryBudget::DeliveryBudget(std::shared_ptr<Clock> clock, std::shared_ptr<TimerFactory> timers)
    : m_clock(std::move(clock))
    , m_timers(std::move(timers))
    , m_timer(m_timers->create(Timer::Precision::Precise, [this] { resumeWaiting(); }))
{}

DeliveryBudget::~DeliveryBudget()
{
    for (Client *client : m_waiting)
        client->m_waiting = false;
    if (m_destroyed)
        *m_destroyed = true;
}

std::shared_ptr<DeliveryBudget> DeliveryBudget::ofThisThread()
{
    static thread_local std::weak_ptr<DeliveryBudget> shared;
    std::shared_ptr<DeliveryBudget> budget = shared.lock();
    if (!budget) {
        budget = std::make_shared<DeliveryBudget>(std::make_shared<SystemClock>(),
                                                  std::make_shared<SystemTimerFactory>());
        shared = budget;
    }
    return budget;
}

bool DeliveryBudget::isTimeLeft(std::chrono::milliseconds budget)
{
    if (budget <= std::chrono::milliseconds::zero())
        return true;
    const Clock::Time now = m_clock->now();
    if (!m_inTurn) {
        beginTurn(now);
        return true;
    }
    if (now - m_turnStart >= budget) {
        m_refused = true;
        return false;
    }
    const bool quick = now - std::exchange(m_lastLook, now)
                       < std::chrono::nanoseconds(budget) / QuickPart;
    m_perLook = quick ? std::min(2 * m_perLook, MostPerLook) : 1;
    m_unasked = m_perLook - 1;
    return true;
}

void DeliveryBudget::beginTurn(Clock::Time now)
{
    // Whoever has no limit needs none. While nothing is heard of it (a native dialog runs its own
    // loop), a turn ends when it was too long for somebody, who goes on 1 ms later.
    if (!m_turnWatch)
        m_turnWatch = m_timers->watchTurns([this] { eventLoopTurned(); });
    m_inTurn = true;
    m_turnStart = m_lastLook = now;
    m_perLook = 1;
}

// While somebody waits, it is for the others.
void DeliveryBudget::eventLoopTurned()
{
    if (m_waiting.empty())
        endTurn();
}

void DeliveryBudget::wait(Client *client)
{
    if (client->m_waiting)
        return;
    client->m_waiting = true;
    if (m_waiting.empty())
        m_timer->start(Pause);
    m_waiting.push_back(client);
}

void DeliveryBudget::forget(Client *client)
{
    if (!client->m_waiting)
        return;
    client->m_waiting = false;
    std::erase(m_waiting, client);
}

void DeliveryBudget::endTurn()
{
    m_inTurn = false;
    m_refused = false;
    m_unasked = 0;
}

void DeliveryBudget::resumeWaiting()
{
    bool destroyed = false;
    bool *const outer = std::exchange(m_destroyed, &destroyed);
    endTurn();
    while (!m_waiting.empty() && !m_refused) {
        Client *const client = m_waiting.front();
        m_waiting.pop_front();
        client->m_waiting = false;
        if (!m_waiting.empty())
            m_timer->start(Pause); // for the case that a slot runs an event loop
        client->resumeDelivery();
        if (destroyed) {
            if (outer)
                *outer = true;
            return;
        }
    }
    m_destroyed = outer;
    if (m_waiting.empty())
        m_timer->stop();
    else
        m_timer->start(Pause);
}

} // namespace Lomond::Net
