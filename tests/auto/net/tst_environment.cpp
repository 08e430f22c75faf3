// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The real environment, and the fake one that other tests trust.

#include "net/systemclock_p.h"
#include "shared/fakeenvironment.h"
#include "shared/transportprobe.h"

#include <QtCore/qthread.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace std::chrono_literals;

class tst_Environment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void systemIsWhole();
    void systemClockGoesOn();
    void fakeTimersFireInOrder();
    void fakeTimersMayChangeEachOther();
    void burntTimeFiresNothing();
    void fakeWallTimeGoesWithTheClock();
    void fakeTransportIsAStream();
    void fakeTransportCanBlock();
};

void tst_Environment::systemIsWhole()
{
    const Environment environment = Environment::system();
    QVERIFY(environment.clock);
    QVERIFY(environment.timers);
    QVERIFY(environment.random);
    QVERIFY(environment.budget);
    QVERIFY(!environment.transports->create(false)->isSecure());
#if QT_CONFIG(ssl)
    QVERIFY(environment.transports->create(true)->isSecure());
#endif
    QCOMPARE(Environment::system().random, environment.random); // of this thread
    QCOMPARE(Environment::system().budget, environment.budget);
}

void tst_Environment::systemClockGoesOn()
{
    const SystemClock clock;
    const Clock::Time before = clock.now();
    QThread::msleep(2);
    QVERIFY(clock.now() - before >= 2ms);
    QCOMPARE(clock.wallTime().timeSpec(), Qt::UTC);
    QVERIFY(qAbs(clock.wallTime().msecsTo(QDateTime::currentDateTimeUtc())) < 10000);
}

void tst_Environment::fakeTimersFireInOrder()
{
    FakeEnvironment fake;
    QString log;
    const auto timer = [&](char letter) {
        return fake.timers->create(Timer::Precision::Coarse,
                                   [&log, letter] { log += QLatin1Char(letter); });
    };
    const auto a = timer('a');
    const auto b = timer('b');
    const auto c = timer('c');
    c->start(3ms);
    a->start(1ms);
    b->start(3ms); // as early as c, started later
    QCOMPARE(fake.clock->untilNextTimer(), 1ms);
    fake.clock->advance(3ms - 1ns);
    QCOMPARE(log, QStringLiteral("a"));
    fake.clock->advance(1ns);
    QCOMPARE(log, QStringLiteral("acb"));
    QVERIFY(!fake.clock->advanceToNextTimer());
}

void tst_Environment::fakeTimersMayChangeEachOther()
{
    FakeEnvironment fake;
    QString log;
    std::unique_ptr<Timer> a;
    std::unique_ptr<Timer> b;
    a = fake.timers->create(Timer::Precision::Coarse, [&] {
        log += QChar(u'a');
        b.reset();
        if (log.size() < 3)
            a->start(1ms);
        else
            a.reset();
    });
    b = fake.timers->create(Timer::Precision::Coarse, [&] { log += QChar(u'b'); });
    a->start(1ms);
    b->start(1ms);
    fake.clock->advance(10ms);
    QCOMPARE(log, QStringLiteral("aaa"));
    QVERIFY(!a);
    QCOMPARE(fake.clock->runningTimers(), 0);
}

void tst_Environment::burntTimeFiresNothing()
{
    FakeEnvironment fake;
    int fired = 0;
    const auto timer = fake.timers->create(Timer::Precision::Coarse, [&] { ++fired; });
    timer->start(1ms);
    fake.clock->burn(5ms);
    QCOMPARE(fired, 0);
    const Clock::Time before = fake.clock->now();
    fake.clock->advance(0ms);
    QCOMPARE(fired, 1);
    QCOMPARE(fake.clock->now(), before); // never backwards
}

void tst_Environment::fakeWallTimeGoesWithTheClock()
{
    FakeEnvironment fake;
    const QDateTime noon(QDate(2026, 3, 4), QTime(12, 0), Qt::UTC);
    fake.clock->setWallTime(noon);
    fake.clock->advance(90s);
    QCOMPARE(fake.clock->wallTime(), noon.addSecs(90));
}

void tst_Environment::fakeTransportIsAStream()
{
    FakeEnvironment fake;
    TransportProbe probe(fake.environment().transports->create(true));
    FakePeer &peer = fake.transports->peer();
    probe.transport->open({});
    QVERIFY(peer.isOpened());
    peer.connect();
    QCOMPARE(probe.connected, 1);
    peer.maxRead = 2;
    peer.send("abc");
    QCOMPARE(probe.received, QByteArray("abc"));
    probe.write("def");
    QCOMPARE(peer.takeReceived(), QByteArray("def"));
    QCOMPARE(peer.received(), QByteArray());
    QVERIFY(!probe.ended);
    peer.end(QStringLiteral("broken"));
    QVERIFY(probe.ended);
    QCOMPARE(probe.transport->endReason(), QStringLiteral("broken"));
    QVERIFY(!peer.isDropped());
    probe.transport.reset();
    QVERIFY(peer.isDestroyed());
    peer.send("nobody hears");
}

void tst_Environment::fakeTransportCanBlock()
{
    FakeEnvironment fake;
    TransportProbe probe(fake.transports->createConnected());
    FakePeer &peer = fake.transports->peer();
    peer.block();
    probe.write("0123456789");
    probe.transport->shutDownWriting();
    QCOMPARE(probe.transport->bytesToWrite(), 10);
    peer.unblock(4);
    QCOMPARE(peer.received(), QByteArray("0123"));
    QCOMPARE(probe.bytesWritten, 1);
    QVERIFY(!peer.isWritingShutDown());
    peer.unblock();
    QCOMPARE(peer.received(), QByteArray("0123456789"));
    QVERIFY(peer.isWritingShutDown());
}

QTEST_GUILESS_MAIN(tst_Environment)
#include "tst_environment.moc"
