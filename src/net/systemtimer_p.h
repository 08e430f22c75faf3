// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Timers of the thread's event loop: the real ones behind the seam of timer_p.h.
// Qt's coarse timers may fire 5 % early, and all count whole milliseconds: these look at the clock
// and wait for the rest.

#ifndef LOMOND_NET_SYSTEMTIMER_P_H
#define LOMOND_NET_SYSTEMTIMER_P_H

#include "net/timer_p.h"

#include <QtCore/qobject.h>

namespace Lomond::Net {

class SystemTimer : public Timer
{
public:
    SystemTimer(Precision precision, std::function<void()> expired);
    ~SystemTimer() override;
    Q_DISABLE_COPY_MOVE(SystemTimer)

    void start(std::chrono::nanoseconds delay) override;
    void stop() override;
    void setParent(QObject *parent) override;

private:
    class Alarm;
    Alarm *m_alarm; // null if its parent has deleted it
};

class SystemTimerFactory : public TimerFactory
{
public:
    [[nodiscard]] std::unique_ptr<Timer> create(Timer::Precision precision,
                                                std::function<void()> expired) override;
    // Never called if another library runs the loop.
    [[nodiscard]] std::unique_ptr<TurnWatch> watchTurns(std::function<void()> turned) override;
};

} // namespace Lomond::Net

#endif
