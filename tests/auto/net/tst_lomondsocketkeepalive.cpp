// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket's pings, and when it holds its peer for gone. The clock is the test's.

#include "shared/fakeclient.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_LomondSocketKeepalive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingsInItsInterval();
    void silenceAfterAPingIsUnresponsive();
    void anyOctetIsLife();
    void progressInWritingIsLife();
    void withoutPingsSilenceIsFine();
    void pauseSuspendsJudgement();
    void aBlockedThreadDoesNotKillItsConnection();
    void noPingAfterOurClose();
    void latencyIsThatOfOurPing();
};

void tst_LomondSocketKeepalive::pingsInItsInterval()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    (void) client.takeFrames();
    client.advance(30s - 1ns);
    QCOMPARE(client.takeFrames().size(), 0);
    client.advance(1ns);
    QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 1);
    QCOMPARE(frames.first().opcode, 9);
    client.send(pong(frames.first().payload));
    client.advance(30s);
    QCOMPARE(client.takeFrames().size(), 1);
    client.socket->setPingInterval(0);
    client.advance(1h);
    QCOMPARE(client.takeFrames().size(), 0);
}

void tst_LomondSocketKeepalive::silenceAfterAPingIsUnresponsive()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    client.advance(90s - 1ns);
    QCOMPARE(client.log.signalList, QStringList());
    client.advance(1ns);
    QCOMPARE(client.log.signalList,
             (QStringList {u"unresponsive"_s, u"errorOccurred"_s, u"disconnected"_s}));
    QCOMPARE(client.log.endReason, u"no sign of life from the server for 60 s"_s);
    QCOMPARE(client.socket->lastError().code(), ErrorCode::Unresponsive);
    QCOMPARE(client.socket->closeCode(), 1006);
    QVERIFY(client.peer().isDropped());
}

void tst_LomondSocketKeepalive::anyOctetIsLife()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    const QByteArray frame = text("x").octets(false);
    client.advance(89s);
    client.send(frame.first(1)); // not even a header
    client.advance(60s);
    QCOMPARE(client.log.signalList, QStringList());
    client.send(frame.sliced(1));
    QCOMPARE(client.log.last(), u"text x"_s);
}

void tst_LomondSocketKeepalive::progressInWritingIsLife()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendBinary(QByteArray(1'000'000, 'x')));
    for (int i = 0; i < 10; ++i) {
        client.advance(50s);
        client.peer().unblock(1000);
        client.turn();
    }
    QVERIFY(!client.log.contains(u"unresponsive"_s));
    client.advance(90s); // nothing moves any more
    QCOMPARE(client.log.count(u"unresponsive"_s), 1);
}

void tst_LomondSocketKeepalive::withoutPingsSilenceIsFine()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.socket->setPingInterval(0);
    client.getReady();
    client.advance(24h);
    QCOMPARE(client.log.signalList, QStringList());
}

void tst_LomondSocketKeepalive::pauseSuspendsJudgement()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    client.socket->pause();
    client.advance(1h);
    QCOMPARE(client.log.signalList, QStringList());
    client.peer().send(text("waits").octets(false));
    client.turn();
    QCOMPARE(client.log.signalList, QStringList());
    client.socket->resume();
    client.turn();
    QCOMPARE(client.log.signalList, QStringList {u"text waits"_s});
    client.advance(90s);
    QCOMPARE(client.log.count(u"unresponsive"_s), 1);
}

// What arrived while the event loop did not run is looked for before the judgement.
void tst_LomondSocketKeepalive::aBlockedThreadDoesNotKillItsConnection()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    client.advance(30s);
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 1);
    client.peer().queue(pong(frames.first().payload).octets(false)); // nobody was told
    client.world.clock->burn(10min);
    client.advance(0s);
    QVERIFY(!client.log.contains(u"unresponsive"_s));
    QVERIFY(client.log.contains(u"pong"_s));
    QCOMPARE(client.socket->state(), LomondSocket::State::Ready);
}

void tst_LomondSocketKeepalive::noPingAfterOurClose()
{
    FakeClient client;
    client.socket->setCloseTimeout(0);
    client.getReady();
    client.socket->close();
    QCOMPARE(client.takeFrames().size(), 1);
    client.advance(1h);
    QCOMPARE(client.takeFrames().size(), 0);
}

void tst_LomondSocketKeepalive::latencyIsThatOfOurPing()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.getReady();
    QSignalSpy changes(client.socket.get(), &LomondSocket::latencyChanged);
    QCOMPARE(client.socket->latency(), -1.0);
    client.advance(30s);
    const QByteArray payload = client.takeFrames().value(0).payload;
    client.world.clock->burn(25ms);
    client.send(pong("unasked"));
    QCOMPARE(client.socket->latency(), -1.0);
    client.send(pong(payload));
    QCOMPARE(client.socket->latency(), 25.0);
    QCOMPARE(changes.count(), 1);
}

QTEST_GUILESS_MAIN(tst_LomondSocketKeepalive)
#include "tst_lomondsocketkeepalive.moc"
