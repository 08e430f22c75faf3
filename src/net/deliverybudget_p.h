// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The time that all connections of one thread may spend on delivering messages in one turn of the
// event loop: so that a flood of messages never freezes timers and painting.
// Asked by each connection before each message; it resumes those that had to stop, in turn, by a
// precise timer of 1 ms (a queued call or a zero timer would let GLib starve everything else).
// Else it needs none: one that is about to expire makes each sleep of the event loop dear.

#ifndef LOMOND_NET_DELIVERYBUDGET_P_H
#define LOMOND_NET_DELIVERYBUDGET_P_H

#include "net/clock_p.h"
#include "net/timer_p.h"

#include <chrono>
#include <deque>
#include <memory>

namespace Lomond::Net {

class DeliveryBudget
{
public:
    class Client
    {
    public:
        virtual void resumeDelivery() = 0; // may destroy any client, and so the budget

    protected:
        ~Client() = default; // after forget()

    private:
        friend class DeliveryBudget;
        bool m_waiting = false;
    };

    DeliveryBudget(std::shared_ptr<Clock> clock, std::shared_ptr<TimerFactory> timers);
    ~DeliveryBudget();
    Q_DISABLE_COPY_MOVE(DeliveryBudget)

    // the calling thread's, shared as long as somebody holds it
    [[nodiscard]] static std::shared_ptr<DeliveryBudget> ofThisThread();

    // May one more message be delivered now? The first question of a turn starts it.
    // Always, if `budget` is zero or less.
    [[nodiscard]] bool allows(std::chrono::milliseconds budget)
    {
        if (m_unasked > 0) {
            --m_unasked;
            return true;
        }
        return isTimeLeft(budget);
    }
    // It may not: be called when the next turn begins, behind those who wait already.
    void wait(Client *client);
    void forget(Client *client);

private:
    // Looking at the clock costs a fifth of a small message: while messages are quick, so many are
    // delivered for each look, and then one that is slow comes so late to notice at most.
    static constexpr int MostPerLook = 16;

    [[nodiscard]] bool isTimeLeft(std::chrono::milliseconds budget);
    void beginTurn(Clock::Time now);
    void eventLoopTurned();
    void endTurn();
    void resumeWaiting();

    std::shared_ptr<Clock> m_clock;
    std::shared_ptr<TimerFactory> m_timers;
    std::unique_ptr<Timer> m_timer; // runs while somebody waits
    std::unique_ptr<TurnWatch> m_turnWatch; // from the first turn on
    std::deque<Client *> m_waiting;
    Clock::Time m_turnStart {};
    Clock::Time m_lastLook {};
    int m_perLook = 1; // messages, since m_lastLook
    int m_unasked = 0; // of these are still to come
    bool m_inTurn = false;
    bool m_refused = false; // in this turn
    bool *m_destroyed = nullptr; // what resumeWaiting() looks at after it called others
};

} // namespace Lomond::Net

#endif
