// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seam of waiting: a single-shot timer that calls back from the event loop, never from start().
// Precise: for delivery, to the millisecond. Coarse: for timeouts. And the turns of that loop.

#ifndef LOMOND_NET_TIMER_P_H
#define LOMOND_NET_TIMER_P_H

#include <QtCore/qglobal.h>

#include <chrono>
#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QObject;
QT_END_NAMESPACE

namespace Lomond::Net {

class Timer
{
public:
    enum class Precision { Coarse, Precise };

    virtual ~Timer() = default; // a timer may be destroyed by what it calls
    virtual void start(std::chrono::nanoseconds delay) = 0; // anew, if it runs; never early
    virtual void stop() = 0;
    // goes with `parent` when that is moved to another thread, and stops with it; not owned by it
    virtual void setParent(QObject *parent) = 0;
};

class TurnWatch
{
public:
    virtual ~TurnWatch() = default; // not by what it calls
};

class TimerFactory
{
public:
    virtual ~TimerFactory() = default;
    [[nodiscard]] virtual std::unique_ptr<Timer> create(Timer::Precision precision,
                                                        std::function<void()> expired) = 0;
    // `turned` is called whenever another turn of this thread's event loop begins
    [[nodiscard]] virtual std::unique_ptr<TurnWatch> watchTurns(std::function<void()> turned) = 0;
};

} // namespace Lomond::Net

#endif
