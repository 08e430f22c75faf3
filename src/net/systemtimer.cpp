// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/systemtimer_p.h"

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qbasictimer.h>
#include <QtCore/qcoreevent.h>

#include <algorithm>

namespace Lomond::Net {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::nanoseconds LongestDelay = 24h * 365 * 100; // far from any overflow
constexpr std::chrono::milliseconds LongestShot = 24h; // what fits Qt's timers

} // namespace

class SystemTimer::Alarm : public QObject
{
public:
    Alarm(SystemTimer *timer, Precision precision, std::function<void()> expired)
        : m_systemTimer(timer)
        , m_expired(std::move(expired))
        , m_type(precision == Precision::Precise ? Qt::PreciseTimer : Qt::CoarseTimer)
    {}
    ~Alarm() override { m_systemTimer->m_alarm = nullptr; }
    Q_DISABLE_COPY_MOVE(Alarm)

    void start(std::chrono::nanoseconds delay)
    {
        m_due = SteadyClock::now() + std::clamp(delay, 0ns, LongestDelay);
        shoot();
    }

    void stop() { m_timer.stop(); }

protected:
    void timerEvent(QTimerEvent *event) override
    {
        if (event->timerId() != m_timer.timerId())
            return;
        m_timer.stop();
        if (SteadyClock::now() < m_due) {
            shoot();
            return;
        }
        const auto expired = m_expired; // it may destroy this
        expired();
    }

private:
    void shoot()
    {
        const auto rest = std::chrono::ceil<std::chrono::milliseconds>(m_due - SteadyClock::now());
        m_timer.start(int(std::clamp<std::chrono::milliseconds>(rest, 0ms, LongestShot).count()),
                      m_type, this);
    }

    SystemTimer *m_systemTimer; // outlives this
    QBasicTimer m_timer;
    std::function<void()> m_expired;
    SteadyClock::time_point m_due;
    Qt::TimerType m_type;
};

SystemTimer::SystemTimer(Precision precision, std::function<void()> expired)
    : m_alarm(new Alarm(this, precision, std::move(expired)))
{}

SystemTimer::~SystemTimer()
{
    delete m_alarm;
}

void SystemTimer::start(std::chrono::nanoseconds delay)
{
    if (m_alarm)
        m_alarm->start(delay);
}

void SystemTimer::stop()
{
    if (m_alarm)
        m_alarm->stop();
}

void SystemTimer::setParent(QObject *parent)
{
    if (m_alarm)
        m_alarm->setParent(parent);
}

std::unique_ptr<Timer> SystemTimerFactory::create(Timer::Precision precision,
                                                  std::function<void()> expired)
{
    return std::make_unique<SystemTimer>(precision, std::move(expired));
}

std::unique_ptr<TurnWatch> SystemTimerFactory::watchTurns(std::function<void()> turned)
{
    class Watch : public TurnWatch
    {
    public:
        explicit Watch(QMetaObject::Connection awake)
            : m_awake(std::move(awake))
        {}
        ~Watch() override { QObject::disconnect(m_awake); }
        Q_DISABLE_COPY_MOVE(Watch)

    private:
        QMetaObject::Connection m_awake;
    };
    return std::make_unique<Watch>(QObject::connect(QAbstractEventDispatcher::instance(),
                                                    &QAbstractEventDispatcher::awake,
                                                    std::move(turned)));
}

} // namespace Lomond::Net
