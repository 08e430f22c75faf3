// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The world of a connection in the hands of a test: time that moves only when told, timers that
// fire in its course, chosen random bits, names that resolve as the test says.
// FakeEnvironment holds one of each, with the transports of faketransport.h.

#ifndef LOMOND_TESTS_FAKEENVIRONMENT_H
#define LOMOND_TESTS_FAKEENVIRONMENT_H

#include "net/environment_p.h"
#include "shared/faketransport.h"

#include <QtCore/qhash.h>
#include <QtCore/qstringlist.h>

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace Lomond::Test {

class FakeTimer;

class FakeClock : public Net::Clock
{
public:
    [[nodiscard]] Time now() const override { return m_now; }
    [[nodiscard]] QDateTime wallTime() const override;

    // Time goes on, and timers fire when they are due, in order; also those that are started meanwhile.
    void advance(Time duration);
    // Time goes on but the event loop does not run: nothing fires before the next advance().
    void burn(Time duration) { m_now += duration; }
    // To the moment when the next timer fires; false: none runs.
    bool advanceToNextTimer();
    void setWallTime(const QDateTime &wallTime);

    [[nodiscard]] qsizetype runningTimers() const { return qsizetype(m_running.size()); }
    [[nodiscard]] std::optional<Time> untilNextTimer() const;

private:
    friend class FakeTimer;
    friend class FakeTurnWatch;
    void start(FakeTimer *timer, Time delay);
    void stop(FakeTimer *timer);

    struct Entry
    {
        FakeTimer *timer;
        Time due;
    };
    void turn();

    std::function<void()> m_turned; // of a FakeTurnWatch
    std::vector<Entry> m_running; // by due time, then in the order of start
    Time m_now = std::chrono::hours(1);
    QDateTime m_wallTimeAtZero = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
};

class FakeTimer : public Net::Timer
{
public:
    FakeTimer(std::shared_ptr<FakeClock> clock, Precision precision, std::function<void()> expired);
    ~FakeTimer() override;

    void start(std::chrono::nanoseconds delay) override;
    void stop() override;
    void setParent(QObject *) override {}
    [[nodiscard]] Precision precision() const { return m_precision; }

private:
    friend class FakeClock;
    std::shared_ptr<FakeClock> m_clock;
    std::function<void()> m_expired;
    Precision m_precision;
};

class FakeTimerFactory : public Net::TimerFactory
{
public:
    explicit FakeTimerFactory(std::shared_ptr<FakeClock> clock)
        : m_clock(std::move(clock))
    {}

    [[nodiscard]] std::unique_ptr<Net::Timer> create(Net::Timer::Precision precision,
                                                     std::function<void()> expired) override;
    // one at a time; a turn begins with advance(), and with each timer that it fires
    [[nodiscard]] std::unique_ptr<Net::TurnWatch> watchTurns(std::function<void()> turned) override;

private:
    std::shared_ptr<FakeClock> m_clock;
};

// First the words of `next`, in order; then a fixed sequence without pattern.
class FakeRandom : public Net::RandomBits
{
public:
    void fill(std::span<quint32> words) override;

    std::deque<quint32> next;
    qsizetype drawn = 0; // words

private:
    quint64 m_state = 1;
};

class FakeResolver : public Net::Resolver
{
public:
    [[nodiscard]] std::unique_ptr<Lookup> lookUp(
            const QString &host, std::function<void(const Net::Resolution &)> done) override;

    // What look-ups of `host` answer, from the event loop. Hosts never named are never answered.
    void setAddresses(const QString &host, const QList<QHostAddress> &addresses);
    void setError(const QString &host, const QString &error);

    [[nodiscard]] QStringList asked() const { return m_asked; }
    [[nodiscard]] int running() const { return *m_running; }

private:
    QHash<QString, Net::Resolution> m_answers;
    QStringList m_asked;
    std::shared_ptr<int> m_running = std::make_shared<int>(0);
};

struct FakeEnvironment
{
    FakeEnvironment();

    std::shared_ptr<FakeClock> clock;
    std::shared_ptr<FakeTimerFactory> timers;
    std::shared_ptr<FakeRandom> random;
    std::shared_ptr<FakeTransportFactory> transports;
    std::shared_ptr<Net::DeliveryBudget> budget; // by the clock above

    [[nodiscard]] Net::Environment environment() const;
};

} // namespace Lomond::Test

#endif
