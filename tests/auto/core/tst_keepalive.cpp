// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Pings and silence, with plain numbers for the time: an interval of 30 s, a timeout of 60 s.

#include "core/keepalive_p.h"

#include <QtTest/QtTest>

using namespace Lomond::Core;
using namespace std::chrono_literals;
using Action = Keepalive::Action;
using Time = Keepalive::Time;

namespace {

constexpr Time Begin = 1000s; // of a clock that began some time ago

Keepalive started(std::chrono::milliseconds interval = 30s, std::chrono::milliseconds timeout = 60s,
                  Time now = Begin)
{
    Keepalive keepalive;
    keepalive.setIntervals(interval, timeout);
    keepalive.start(now);
    return keepalive;
}

// Asks for a ping at its time and hands it to the kernel.
Keepalive withPingWritten(Time at = Begin + 30s)
{
    Keepalive keepalive = started();
    if (keepalive.check(at) == Action::SendPing)
        keepalive.pingWritten(at);
    return keepalive;
}

// What the owner of a connection does on which nothing moves any more, until it gives up.
Time goneAt(Keepalive keepalive, Time now, Time limit)
{
    while (keepalive.deadline() && *keepalive.deadline() < limit) {
        now = std::max(now, *keepalive.deadline());
        if (keepalive.check(now) == Action::PeerIsGone)
            return now;
    }
    return limit;
}

} // namespace

class tst_Keepalive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesNothingUnlessStarted();
    void pingsEveryInterval();
    void pingsWhateverIsReceived();
    void queuesNoSecondPing();
    void findsThePeerGoneAfterTheTimeout();
    void repeatsTheJudgementUntilALifeSign();
    void takesAnyOctetForLife();
    void countsFromTheOldestPing();
    void takesProgressInWritingForLife();
    void findsAStuckLink_data();
    void findsAStuckLink();
    void doesNotJudgeWhileSuspended();
    void countsAnewAfterResume();
    void survivesABlockedThread();
    void isTurnedOffByZero_data();
    void isTurnedOffByZero();
    void followsChangedIntervals();
    void forgetsPingsWhenTurnedOff();
    void stopsAtOnce();
    void startsAfresh();
    void worksUpToTheEndOfTheClock();
    void worksWithTheLongestIntervals();
    void worksForAYear();
};

void tst_Keepalive::doesNothingUnlessStarted()
{
    Keepalive keepalive;
    QVERIFY(keepalive.check(Begin) == Action::None);
    keepalive.setIntervals(30s, 60s);
    QVERIFY(!keepalive.deadline());
    QVERIFY(keepalive.check(Begin + 1h) == Action::None);
}

void tst_Keepalive::pingsEveryInterval()
{
    Keepalive keepalive = started();
    for (Time due = Begin + 30s; due < Begin + 10min; due += 30s) {
        QVERIFY(keepalive.deadline() == due);
        QVERIFY(keepalive.check(due - 1ns) == Action::None);
        QVERIFY(keepalive.check(due) == Action::SendPing);
        keepalive.pingWritten(due);
        keepalive.octetsReceived(due + 50ms);
        QVERIFY(keepalive.check(due + 50ms) == Action::None);
    }
}

void tst_Keepalive::pingsWhateverIsReceived()
{
    Keepalive keepalive = started();
    for (Time now = Begin; now < Begin + 30s; now += 10ms)
        keepalive.octetsReceived(now);
    QVERIFY(keepalive.check(Begin + 30s) == Action::SendPing);
}

void tst_Keepalive::queuesNoSecondPing()
{
    Keepalive keepalive = started(30s, 0s);
    QVERIFY(keepalive.check(Begin + 30s) == Action::SendPing);
    QVERIFY(!keepalive.deadline()); // nothing to wait for before it is written
    QVERIFY(keepalive.check(Begin + 1h) == Action::None);
    keepalive.pingWritten(Begin + 1h);
    QVERIFY(keepalive.check(Begin + 1h) == Action::SendPing);
}

void tst_Keepalive::findsThePeerGoneAfterTheTimeout()
{
    Keepalive keepalive = started(30s, 20s);
    QVERIFY(keepalive.check(Begin + 30s) == Action::SendPing);
    keepalive.pingWritten(Begin + 31s);
    QVERIFY(keepalive.deadline() == Begin + 51s);
    QVERIFY(keepalive.check(Begin + 51s - 1ns) == Action::None);
    QVERIFY(keepalive.check(Begin + 51s) == Action::PeerIsGone);
}

void tst_Keepalive::repeatsTheJudgementUntilALifeSign()
{
    Keepalive keepalive = withPingWritten();
    const Time late = Begin + 90s;
    QVERIFY(keepalive.check(late) == Action::PeerIsGone);
    QVERIFY(!keepalive.deadline()); // no timer that fires for ever
    QVERIFY(keepalive.check(late) == Action::PeerIsGone);
    QVERIFY(keepalive.check(late + 1h) == Action::PeerIsGone);

    keepalive.octetsReceived(late + 1h);
    QVERIFY(keepalive.check(late + 1h) == Action::SendPing);
    QVERIFY(keepalive.deadline() == late + 1h + 60s);

    Keepalive stuck = started();
    QVERIFY(stuck.check(Begin + 30s) == Action::SendPing);
    QVERIFY(stuck.check(Begin + 90s) == Action::PeerIsGone);
    stuck.pingWritten(Begin + 91s);
    QVERIFY(stuck.check(Begin + 91s) == Action::PeerIsGone);
}

void tst_Keepalive::takesAnyOctetForLife()
{
    Keepalive keepalive = withPingWritten();
    keepalive.octetsReceived(Begin + 89s);
    QVERIFY(keepalive.check(Begin + 90s) == Action::SendPing);
    keepalive.pingWritten(Begin + 90s);
    QVERIFY(keepalive.check(Begin + 119s) == Action::None);
    QVERIFY(keepalive.check(Begin + 150s) == Action::PeerIsGone);

    // and silence means nothing before the next ping
    Keepalive rare = started(100s, 20s);
    QVERIFY(rare.check(Begin + 100s) == Action::SendPing);
    rare.pingWritten(Begin + 100s);
    rare.octetsReceived(Begin + 101s);
    QVERIFY(rare.check(Begin + 199s) == Action::None);
}

void tst_Keepalive::countsFromTheOldestPing()
{
    Keepalive keepalive = withPingWritten();
    QVERIFY(keepalive.check(Begin + 60s) == Action::SendPing);
    keepalive.pingWritten(Begin + 60s);
    QVERIFY(keepalive.deadline() == Begin + 90s);
    QVERIFY(keepalive.check(Begin + 90s) == Action::PeerIsGone);
}

void tst_Keepalive::takesProgressInWritingForLife()
{
    Keepalive keepalive = withPingWritten();
    keepalive.octetsWritten(Begin + 80s);
    QVERIFY(keepalive.check(Begin + 90s) == Action::SendPing);
    QVERIFY(keepalive.check(Begin + 140s - 1ns) == Action::None);
    QVERIFY(keepalive.check(Begin + 140s) == Action::PeerIsGone);
    keepalive.octetsWritten(Begin + 141s);
    QVERIFY(keepalive.check(Begin + 141s) == Action::None);

    // without a ping there is nothing to extend
    Keepalive quiet = started();
    quiet.octetsWritten(Begin + 10s);
    QVERIFY(quiet.deadline() == Begin + 30s);
}

void tst_Keepalive::findsAStuckLink_data()
{
    QTest::addColumn<Time>("lastReceived"); // after it nothing moves
    QTest::addColumn<Time>("written"); // when the ping asked for at 30 s was taken; 0: never

    QTest::newRow("ping never written, silent from the start") << Time(0s) << Time(0s);
    QTest::newRow("ping never written, silent later") << Time(29s) << Time(0s);
    QTest::newRow("ping written at once") << Time(1s) << Time(30s);
    QTest::newRow("ping written just before the timeout") << Time(1s) << Time(89s);
    QTest::newRow("silent just after the ping was written") << Time(31s) << Time(30s);
    QTest::newRow("silent while the ping waits") << Time(50s) << Time(0s);
}

void tst_Keepalive::findsAStuckLink()
{
    QFETCH(const Time, lastReceived);
    QFETCH(const Time, written);

    Keepalive keepalive = started();
    Time now = Begin;
    for (Time at = 0s; at <= std::max(lastReceived, written); at += 1s) {
        now = Begin + at;
        if (at <= lastReceived)
            keepalive.octetsReceived(now);
        QVERIFY(keepalive.check(now) != Action::PeerIsGone);
        if (written > 0s && at == written)
            keepalive.pingWritten(now);
    }
    const Time found = goneAt(keepalive, now, Begin + 1h) - Begin;
    QVERIFY(found >= lastReceived + 60s);
    QVERIFY(found <= lastReceived + 30s + 2 * 60s);
}

void tst_Keepalive::doesNotJudgeWhileSuspended()
{
    Keepalive keepalive = withPingWritten();
    keepalive.suspend();
    QVERIFY(keepalive.deadline() == Begin + 60s); // the peer may want pings, too
    QVERIFY(keepalive.check(Begin + 1h) == Action::SendPing);
    QVERIFY(!keepalive.deadline());
    QVERIFY(keepalive.check(Begin + 2h) == Action::None);
}

void tst_Keepalive::countsAnewAfterResume()
{
    Keepalive written = withPingWritten();
    written.suspend();
    written.resume(Begin + 1h);
    QVERIFY(written.check(Begin + 1h) == Action::SendPing);
    QVERIFY(written.deadline() == Begin + 1h + 60s);
    QVERIFY(written.check(Begin + 1h + 60s) == Action::PeerIsGone);

    Keepalive unwritten = started();
    QVERIFY(unwritten.check(Begin + 30s) == Action::SendPing);
    unwritten.suspend();
    unwritten.resume(Begin + 1h);
    QVERIFY(unwritten.check(Begin + 1h + 59s) == Action::None);
    QVERIFY(unwritten.check(Begin + 1h + 60s) == Action::PeerIsGone);

    Keepalive gone = withPingWritten();
    QVERIFY(gone.check(Begin + 90s) == Action::PeerIsGone);
    gone.suspend();
    QVERIFY(gone.check(Begin + 91s) != Action::PeerIsGone);
}

void tst_Keepalive::survivesABlockedThread()
{
    // the slot of a message ran for ten minutes; the pong lies in the kernel all the while
    Keepalive keepalive = withPingWritten();
    const Time now = Begin + 10min;
    QVERIFY(keepalive.check(now) == Action::PeerIsGone);
    keepalive.octetsReceived(now);
    QVERIFY(keepalive.check(now) == Action::SendPing); // one, not twenty
    keepalive.pingWritten(now);
    QVERIFY(keepalive.check(now) == Action::None);
    QVERIFY(keepalive.deadline() == now + 30s);
}

void tst_Keepalive::isTurnedOffByZero_data()
{
    QTest::addColumn<std::chrono::milliseconds>("interval");
    QTest::addColumn<std::chrono::milliseconds>("timeout");
    QTest::addColumn<bool>("pings");

    using Duration = std::chrono::milliseconds;
    QTest::newRow("both") << Duration(0) << Duration(0) << false;
    QTest::newRow("pings, and so the timeout") << Duration(0) << Duration(60s) << false;
    QTest::newRow("timeout") << Duration(30s) << Duration(0) << true;
    QTest::newRow("negative pings") << Duration(-1) << Duration(60s) << false;
    QTest::newRow("negative timeout") << Duration(30s) << Duration(-1) << true;
}

void tst_Keepalive::isTurnedOffByZero()
{
    QFETCH(const std::chrono::milliseconds, interval);
    QFETCH(const std::chrono::milliseconds, timeout);
    QFETCH(const bool, pings);

    Keepalive keepalive = started(interval, timeout);
    keepalive.pingWritten(Begin); // the application's own
    QVERIFY(keepalive.deadline().has_value() == pings);
    QVERIFY(keepalive.check(Begin + 1h) == (pings ? Action::SendPing : Action::None));
    keepalive.pingWritten(Begin + 1h);
    QVERIFY(keepalive.check(Begin + 1h + 29s) == Action::None);
}

void tst_Keepalive::followsChangedIntervals()
{
    Keepalive keepalive = withPingWritten();
    keepalive.setIntervals(10s, 20s);
    QVERIFY(keepalive.deadline() == Begin + 40s);
    keepalive.setIntervals(100s, 20s);
    QVERIFY(keepalive.deadline() == Begin + 50s);
    QVERIFY(keepalive.check(Begin + 50s) == Action::PeerIsGone);
    keepalive.setIntervals(100s, 0s);
    QVERIFY(keepalive.check(Begin + 50s) == Action::None);
    QVERIFY(keepalive.deadline() == Begin + 130s);
}

void tst_Keepalive::forgetsPingsWhenTurnedOff()
{
    Keepalive keepalive = withPingWritten();
    keepalive.setIntervals(0s, 60s);
    QVERIFY(keepalive.check(Begin + 1h) == Action::None);
    keepalive.setIntervals(30s, 60s);
    QVERIFY(keepalive.check(Begin + 1h) == Action::SendPing);
}

void tst_Keepalive::stopsAtOnce()
{
    Keepalive keepalive = withPingWritten();
    keepalive.stop();
    QVERIFY(!keepalive.deadline());
    QVERIFY(keepalive.check(Begin + 1h) == Action::None);

    Keepalive gone = withPingWritten();
    QVERIFY(gone.check(Begin + 90s) == Action::PeerIsGone);
    gone.stop();
    QVERIFY(gone.check(Begin + 90s) == Action::None);
}

void tst_Keepalive::startsAfresh()
{
    Keepalive keepalive = withPingWritten();
    QVERIFY(keepalive.check(Begin + 90s) == Action::PeerIsGone);
    keepalive.suspend();
    keepalive.start(Begin + 2h);
    QVERIFY(keepalive.deadline() == Begin + 2h + 30s);
    QVERIFY(keepalive.check(Begin + 2h) == Action::None);
    keepalive.pingWritten(Begin + 2h);
    QVERIFY(keepalive.check(Begin + 2h + 60s) == Action::PeerIsGone);
}

void tst_Keepalive::worksUpToTheEndOfTheClock()
{
    const Time begin = Time::max() - 100s;
    Keepalive keepalive = started(30s, 60s, begin);
    QVERIFY(keepalive.check(begin + 30s) == Action::SendPing);
    keepalive.pingWritten(begin + 30s);
    QVERIFY(keepalive.check(begin + 90s) == Action::PeerIsGone);
    keepalive.octetsReceived(begin + 90s);
    QVERIFY(keepalive.check(begin + 90s) == Action::SendPing);
    QVERIFY(keepalive.deadline() == Time::max());
    QVERIFY(keepalive.check(Time::max()) == Action::None);
}

void tst_Keepalive::worksWithTheLongestIntervals()
{
    constexpr auto Longest = std::chrono::milliseconds::max();
    Keepalive keepalive = started(Longest, Longest);
    keepalive.pingWritten(Begin);
    QVERIFY(*keepalive.deadline() > Begin + 24h * 365 * 10);
    QVERIFY(keepalive.check(Begin + 24h * 365 * 10) == Action::None);
}

void tst_Keepalive::worksForAYear()
{
    constexpr Time Year = 24h * 365;
    Keepalive keepalive = started();
    qint64 pings = 0;
    Time now = Begin;
    while (now < Begin + Year) {
        now = *keepalive.deadline();
        if (keepalive.check(now) != Action::SendPing)
            QFAIL("each pong came in time");
        ++pings;
        keepalive.pingWritten(now + 1ms);
        if (pings % 3 == 0)
            keepalive.octetsWritten(now + 2ms);
        keepalive.octetsReceived(now + 20ms);
    }
    QCOMPARE(pings, qint64(Year / 30s));
}

QTEST_APPLESS_MAIN(tst_Keepalive)
#include "tst_keepalive.moc"
