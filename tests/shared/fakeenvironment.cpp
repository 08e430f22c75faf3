// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "shared/fakeenvironment.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <algorithm>

namespace Lomond::Test {

QDateTime FakeClock::wallTime() const
{
    return m_wallTimeAtZero.addMSecs(
            std::chrono::duration_cast<std::chrono::milliseconds>(m_now).count());
}

void FakeClock::setWallTime(const QDateTime &wallTime)
{
    m_wallTimeAtZero = wallTime.toUTC().addMSecs(
            -std::chrono::duration_cast<std::chrono::milliseconds>(m_now).count());
}

void FakeClock::advance(Time duration)
{
    const Time end = m_now + duration;
    turn();
    while (!m_running.empty() && m_running.front().due <= end) {
        const Entry entry = m_running.front();
        m_running.erase(m_running.begin());
        m_now = std::max(m_now, entry.due);
        const auto expired = entry.timer->m_expired; // the timer may be destroyed by it
        expired();
        turn();
    }
    m_now = std::max(m_now, end);
}

void FakeClock::turn()
{
    if (m_turned)
        m_turned();
}

bool FakeClock::advanceToNextTimer()
{
    const std::optional<Time> wait = untilNextTimer();
    if (!wait)
        return false;
    advance(*wait);
    return true;
}

std::optional<FakeClock::Time> FakeClock::untilNextTimer() const
{
    if (m_running.empty())
        return std::nullopt;
    return std::max(m_running.front().due - m_now, Time::zero());
}

void FakeClock::start(FakeTimer *timer, Time delay)
{
    stop(timer);
    const Entry entry {timer, m_now + std::max(delay, Time::zero())};
    const auto place = std::upper_bound(m_running.begin(), m_running.end(), entry,
                                        [](const Entry &a, const Entry &b) {
                                            return a.due < b.due;
                                        });
    m_running.insert(place, entry);
}

void FakeClock::stop(FakeTimer *timer)
{
    std::erase_if(m_running, [timer](const Entry &entry) { return entry.timer == timer; });
}

FakeTimer::FakeTimer(std::shared_ptr<FakeClock> clock, Precision precision,
                     std::function<void()> expired)
    : m_clock(std::move(clock))
    , m_expired(std::move(expired))
    , m_precision(precision)
{}

FakeTimer::~FakeTimer()
{
    m_clock->stop(this);
}

void FakeTimer::start(std::chrono::nanoseconds delay)
{
    m_clock->start(this, delay);
}

void FakeTimer::stop()
{
    m_clock->stop(this);
}

std::unique_ptr<Net::Timer> FakeTimerFactory::create(Net::Timer::Precision precision,
                                                     std::function<void()> expired)
{
    return std::make_unique<FakeTimer>(m_clock, precision, std::move(expired));
}

class FakeTurnWatch : public Net::TurnWatch
{
public:
    FakeTurnWatch(std::shared_ptr<FakeClock> clock, std::function<void()> turned)
        : m_clock(std::move(clock))
    {
        m_clock->m_turned = std::move(turned);
    }
    ~FakeTurnWatch() override { m_clock->m_turned = nullptr; }
    Q_DISABLE_COPY_MOVE(FakeTurnWatch)

private:
    std::shared_ptr<FakeClock> m_clock;
};

std::unique_ptr<Net::TurnWatch> FakeTimerFactory::watchTurns(std::function<void()> turned)
{
    return std::make_unique<FakeTurnWatch>(m_clock, std::move(turned));
}

void FakeRandom::fill(std::span<quint32> words)
{
    drawn += qsizetype(words.size());
    for (quint32 &word : words) {
        if (!next.empty()) {
            word = next.front();
            next.pop_front();
        } else {
            // Knuth's 64-bit linear congruential generator; its upper half is good enough here
            m_state = m_state * 6364136223846793005u + 1442695040888963407u;
            word = quint32(m_state >> 32);
        }
    }
}

namespace {

class FakeLookup : public Net::Resolver::Lookup
{
public:
    explicit FakeLookup(std::shared_ptr<int> running)
        : m_running(std::move(running))
    {
        ++*m_running;
    }
    ~FakeLookup() override { --*m_running; }

    QObject context; // its death withdraws the answer

private:
    std::shared_ptr<int> m_running;
};

} // namespace

std::unique_ptr<Net::Resolver::Lookup> FakeResolver::lookUp(
        const QString &host, std::function<void(const Net::Resolution &)> done)
{
    m_asked.append(host);
    auto lookup = std::make_unique<FakeLookup>(m_running);
    if (const auto answer = m_answers.constFind(host); answer != m_answers.cend()) {
        QTimer::singleShot(0, &lookup->context,
                           [done = std::move(done), answer = *answer] { done(answer); });
    }
    return lookup;
}

void FakeResolver::setAddresses(const QString &host, const QList<QHostAddress> &addresses)
{
    m_answers[host] = Net::Resolution {addresses, {}};
}

void FakeResolver::setError(const QString &host, const QString &error)
{
    m_answers[host] = Net::Resolution {{}, error};
}

FakeEnvironment::FakeEnvironment()
    : clock(std::make_shared<FakeClock>())
    , timers(std::make_shared<FakeTimerFactory>(clock))
    , random(std::make_shared<FakeRandom>())
    , transports(std::make_shared<FakeTransportFactory>())
    , budget(std::make_shared<Net::DeliveryBudget>(clock, timers))
{}

Net::Environment FakeEnvironment::environment() const
{
    return {clock, timers, random, transports, budget};
}

} // namespace Lomond::Test
