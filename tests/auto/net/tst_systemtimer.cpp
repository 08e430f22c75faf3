// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Real timers, so real time: short, and only the lower bounds are strict.

#include "net/systemtimer_p.h"
#include "shared/waitfor.h"

#include <QtCore/qthread.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

class tst_SystemTimer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isNeverEarly_data();
    void isNeverEarly();
    void firesOnceAndFromTheEventLoop();
    void startsAnew();
    void stops();
    void mayBeDestroyedByWhatItCalls();
    void mayBeStartedByWhatItCalls();
    void bearsAnyDelay();
    void movesWithItsParent();
    void endsWithItsParent();
    void tellsOfTheTurnsOfTheEventLoop();
};

void tst_SystemTimer::isNeverEarly_data()
{
    QTest::addColumn<Timer::Precision>("precision");
    QTest::addColumn<int>("microseconds");
    for (const int delay : {0, 1, 400, 1000, 1500, 21000, 55000, 110000, 201000}) {
        QTest::addRow("precise, %d us", delay) << Timer::Precision::Precise << delay;
        QTest::addRow("coarse, %d us", delay) << Timer::Precision::Coarse << delay;
    }
}

void tst_SystemTimer::isNeverEarly()
{
    QFETCH(Timer::Precision, precision);
    QFETCH(int, microseconds);
    const std::chrono::microseconds delay(microseconds);
    SteadyClock::time_point fired;
    const auto timer = SystemTimerFactory().create(precision, [&] { fired = SteadyClock::now(); });
    for (int round = 0; round < 4; ++round) { // coarse timers depend on the moment of their start
        fired = {};
        const auto begin = SteadyClock::now();
        timer->start(delay);
        QVERIFY(waitFor([&] { return fired != SteadyClock::time_point(); }));
        QVERIFY2(fired - begin >= delay,
                 qPrintable(QString::number((fired - begin - delay).count())));
    }
}

void tst_SystemTimer::firesOnceAndFromTheEventLoop()
{
    int fired = 0;
    SystemTimer timer(Timer::Precision::Precise, [&] { ++fired; });
    timer.start(0ns);
    timer.start(-1s);
    QCOMPARE(fired, 0);
    QVERIFY(waitFor([&] { return fired == 1; }));
    letEverythingHappen();
    QCOMPARE(fired, 1);
}

void tst_SystemTimer::startsAnew()
{
    int fired = 0;
    SystemTimer timer(Timer::Precision::Precise, [&] { ++fired; });
    timer.start(1ms);
    timer.start(1h);
    letEverythingHappen();
    QCOMPARE(fired, 0);
    timer.start(1ms);
    QVERIFY(waitFor([&] { return fired == 1; }));
}

void tst_SystemTimer::stops()
{
    int fired = 0;
    SystemTimer timer(Timer::Precision::Precise, [&] { ++fired; });
    timer.start(1ms);
    timer.stop();
    timer.stop();
    auto gone = std::make_unique<SystemTimer>(Timer::Precision::Precise, [&] { ++fired; });
    gone->start(1ms);
    gone.reset();
    letEverythingHappen();
    QCOMPARE(fired, 0);
}

void tst_SystemTimer::mayBeDestroyedByWhatItCalls()
{
    int fired = 0;
    const auto kept = std::make_shared<int>(7);
    std::unique_ptr<Timer> timer;
    timer = SystemTimerFactory().create(Timer::Precision::Coarse, [&fired, &timer, kept] {
        timer.reset();
        fired = *kept; // what was captured outlasts the call
    });
    timer->start(1ms);
    QVERIFY(waitFor([&] { return fired == 7; }));
    letEverythingHappen();
}

void tst_SystemTimer::mayBeStartedByWhatItCalls()
{
    int fired = 0;
    std::unique_ptr<Timer> timer;
    timer = SystemTimerFactory().create(Timer::Precision::Precise, [&] {
        if (++fired < 3)
            timer->start(1ms);
    });
    timer->start(1ms);
    QVERIFY(waitFor([&] { return fired == 3; }));
    letEverythingHappen();
    QCOMPARE(fired, 3);
}

void tst_SystemTimer::bearsAnyDelay()
{
    int fired = 0;
    SystemTimer timer(Timer::Precision::Coarse, [&] { ++fired; });
    timer.start(std::chrono::nanoseconds::max());
    timer.start(48h);
    letEverythingHappen();
    QCOMPARE(fired, 0);
    timer.start(std::chrono::nanoseconds::min());
    QVERIFY(waitFor([&] { return fired == 1; }));
}

void tst_SystemTimer::movesWithItsParent()
{
    QThread thread;
    auto *const parent = new QObject;
    std::atomic<QThread *> firedIn = nullptr;
    SystemTimer timer(Timer::Precision::Precise, [&] { firedIn = QThread::currentThread(); });
    timer.setParent(parent);
    timer.start(1ms);
    parent->moveToThread(&thread);
    thread.start();
    QVERIFY(waitFor([&] { return firedIn != nullptr; }));
    QCOMPARE(firedIn.load(), &thread);
    QMetaObject::invokeMethod(
            parent, [parent] { delete parent; }, Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait());
}

void tst_SystemTimer::endsWithItsParent()
{
    int fired = 0;
    SystemTimer timer(Timer::Precision::Precise, [&] { ++fired; });
    {
        QObject parent;
        timer.setParent(&parent);
        timer.start(1ms);
    }
    timer.start(1ms);
    timer.stop();
    timer.start(1ms);
    letEverythingHappen();
    QCOMPARE(fired, 0);
}

void tst_SystemTimer::tellsOfTheTurnsOfTheEventLoop()
{
    int turns = 0;
    auto watch = SystemTimerFactory().watchTurns([&] { ++turns; });
    QCOMPARE(turns, 0);
    for (int turn = 1; turn <= 3; ++turn) {
        QCoreApplication::processEvents();
        QVERIFY(turns >= turn);
    }
    watch.reset();
    const int before = turns;
    QCoreApplication::processEvents();
    QCOMPARE(turns, before);
}

QTEST_GUILESS_MAIN(tst_SystemTimer)
#include "tst_systemtimer.moc"
