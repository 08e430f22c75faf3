// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket and time: opening, closing, refusals, polls. Nothing here waits: the clock is the
// test's.

#include "shared/fakeclient.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_LomondSocketTimeouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openTimeoutCoversEveryStage_data();
    void openTimeoutCoversEveryStage();
    void openTimeoutIsNotExtendedByOctets();
    void openTimeoutOfZeroWaitsForEver();
    void closeTimeoutDropsTheConnection();
    void closeTimeoutIsExtendedByProgress();
    void closeTimeoutOfZeroWaitsForEver();
    void bothClosedWaitsTwoSecondsForTheEnd();
    void bothClosedWaitsNoLongerThanCloseTimeout();
    void refusalBodyIsWaitedForOneSecond();
    void failureLingersOneSecond();
    void anAnswerThatIsNotHttpIsDroppedAtOnce();
    void pollsOnlyIfSomebodyListens();
    void pollsInItsInterval();
    void pollEndsWithTheClosing();
    void idleConnectionsHaveNoTimer();
};

void tst_LomondSocketTimeouts::openTimeoutCoversEveryStage_data()
{
    QTest::addColumn<bool>("connected");
    QTest::addColumn<int>("stage");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no connection") << false << int(Stage::Connect)
                                   << u"no connection to the server could be made within 20 s"_s;
    QTest::newRow("a silent server")
            << true << int(Stage::Upgrade)
            << u"the server did not complete the opening handshake within 20 s"_s;
}

void tst_LomondSocketTimeouts::openTimeoutCoversEveryStage()
{
    QFETCH(bool, connected);
    FakeClient client;
    client.open();
    if (connected)
        client.connect();
    client.advance(20s - 1ns);
    QCOMPARE(client.log.ends(), 0);
    client.advance(1ns);
    QCOMPARE(client.log.ends(), 1);
    QCOMPARE(client.log.last(), connected ? u"disconnected"_s : u"connectFailed"_s);
    QTEST(client.log.endReason, "reason");
    QCOMPARE(client.socket->lastError().code(), ErrorCode::Timeout);
    QTEST(int(client.socket->lastError().stage()), "stage");
    QCOMPARE(client.socket->closeCode(), 1006);
    QVERIFY(client.peer().isDropped());
}

// H23 of the responses in tst_serverresponse*.cpp: a valid one, but an octet each 100 ms
void tst_LomondSocketTimeouts::openTimeoutIsNotExtendedByOctets()
{
    FakeClient client;
    client.open();
    client.advance(10s);
    client.connect();
    const QByteArray acceptance = client.acceptance();
    QVERIFY(acceptance.size() > 100);
    for (qsizetype at = 0; at < 100; ++at) {
        QCOMPARE(client.log.ends(), 0);
        client.send(acceptance.sliced(at, 1));
        client.advance(100ms);
    }
    QCOMPARE(client.log.ends(), 1);
    QCOMPARE(client.socket->lastError().code(), ErrorCode::Timeout);
    QVERIFY(client.peer().isDropped());
}

void tst_LomondSocketTimeouts::openTimeoutOfZeroWaitsForEver()
{
    FakeClient client;
    client.socket->setOpenTimeout(0);
    client.open();
    client.connect();
    client.advance(24h);
    QCOMPARE(client.log.ends(), 0);
    client.accept();
    QCOMPARE(client.log.last(), u"ready"_s);
}

void tst_LomondSocketTimeouts::closeTimeoutDropsTheConnection()
{
    FakeClient client;
    client.socket->setPingInterval(0);
    client.getReady();
    client.socket->close();
    client.turn();
    client.advance(30s - 1ms);
    QCOMPARE(client.log.ends(), 0);
    client.advance(1ms);
    QCOMPARE(client.log.names(), (QStringList {u"poll"_s, u"poll"_s, u"poll"_s, u"poll"_s,
                                               u"poll"_s, u"errorOccurred"_s, u"disconnected"_s}));
    QCOMPARE(client.log.endReason, u"the server did not answer our close within 30 s"_s);
    QCOMPARE(client.socket->lastError().code(), ErrorCode::Timeout);
    QCOMPARE(client.socket->lastError().stage(), Stage::Closing);
    QCOMPARE(client.socket->closeCode(), 1006);
}

void tst_LomondSocketTimeouts::closeTimeoutIsExtendedByProgress()
{
    FakeClient client;
    client.socket->setPingInterval(0);
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendBinary(QByteArray(100'000, 'x')));
    client.socket->close();
    client.turn();
    for (int i = 0; i < 5; ++i) {
        client.advance(29s);
        client.peer().unblock(10'000);
        client.turn();
    }
    QCOMPARE(client.log.ends(), 0);
    client.advance(30s);
    QCOMPARE(client.log.ends(), 1);
}

void tst_LomondSocketTimeouts::closeTimeoutOfZeroWaitsForEver()
{
    FakeClient client;
    client.socket->setPingInterval(0);
    client.socket->setCloseTimeout(0ms);
    client.getReady();
    client.socket->close();
    client.turn();
    client.advance(24h);
    QCOMPARE(client.log.ends(), 0);
    QCOMPARE(client.socket->state(), LomondSocket::State::Closing);
}

// RFC 6455 7.1.1: the server ends the TCP connection first, but not for ever.
void tst_LomondSocketTimeouts::bothClosedWaitsTwoSecondsForTheEnd()
{
    FakeClient client;
    client.getReady();
    client.send(closing(1000, "bye"));
    QCOMPARE(client.log.last(), u"closed 1000 bye"_s);
    client.advance(2s - 1ns);
    QVERIFY(!client.peer().isDropped());
    QVERIFY(!client.peer().isWritingShutDown());
    client.advance(1ns);
    QCOMPARE(client.log.last(), u"disconnected graceful"_s);
    QVERIFY(client.peer().isDropped());
}

void tst_LomondSocketTimeouts::bothClosedWaitsNoLongerThanCloseTimeout()
{
    FakeClient client;
    client.socket->setCloseTimeout(500ms);
    client.getReady();
    client.send(closing(1000));
    client.advance(499ms);
    QCOMPARE(client.log.ends(), 0);
    client.advance(1ms);
    QCOMPARE(client.log.last(), u"disconnected graceful"_s);
}

void tst_LomondSocketTimeouts::refusalBodyIsWaitedForOneSecond()
{
    FakeClient client;
    client.open();
    client.connect();
    client.send("HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\n12345");
    client.advance(1s - 1ns);
    QVERIFY(!client.log.contains(u"rejected"_s));
    client.advance(1ns);
    QCOMPARE(client.log.signalList, (QStringList {u"connecting"_s, u"connected"_s, u"rejected 500"_s,
                                                  u"errorOccurred"_s, u"disconnected"_s}));
    QCOMPARE(client.socket->response().body(), "12345");
}

void tst_LomondSocketTimeouts::failureLingersOneSecond()
{
    FakeClient client;
    client.getReady();
    client.send(RawFrame {3, "reserved"});
    QCOMPARE(client.log.last(), u"protocolError critical"_s);
    QVERIFY(client.peer().isWritingShutDown());
    client.send(QByteArray(100'000, 'x')); // is not looked at
    QCOMPARE(client.peer().unread(), 0);
    client.advance(1s - 1ns);
    QVERIFY(!client.peer().isDropped());
    client.advance(1ns);
    QCOMPARE(client.log.last(), u"disconnected"_s);
    QVERIFY(client.peer().isDropped());
}

// There is no close frame before the connection is open, so nothing that a reset could destroy.
void tst_LomondSocketTimeouts::anAnswerThatIsNotHttpIsDroppedAtOnce()
{
    FakeClient client;
    client.open();
    client.connect();
    client.send("SSH-2.0-OpenSSH_9.2\r\n");
    QCOMPARE(client.log.last(), u"disconnected"_s);
    QVERIFY(client.peer().isDropped());
}

void tst_LomondSocketTimeouts::pollsOnlyIfSomebodyListens()
{
    FakeEnvironment world;
    const std::unique_ptr<LomondSocket> socket(LomondSocketPrivate::create(world.environment()));
    socket->setPingInterval(0);
    socket->openUrl(QUrl(u"ws://feed.test/"_s));
    FakeClient::turn();
    world.transports->peer().connect();
    const QByteArray head = world.transports->peer().received();
    const qsizetype begin = head.indexOf("Sec-WebSocket-Key: ") + 19;
    world.transports->peer().send(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: "
            + RawServer::acceptFor(head.sliced(begin, 24)) + "\r\n\r\n");
    FakeClient::turn();
    world.clock->advance(1ms); // the turn of delivery
    QCOMPARE(socket->state(), LomondSocket::State::Ready);
    QCOMPARE(world.clock->runningTimers(), 0);

    QSignalSpy polls(socket.get(), &LomondSocket::poll);
    FakeClient::turn();
    QCOMPARE(world.clock->runningTimers(), 1);
    world.clock->advance(5s);
    QCOMPARE(polls.count(), 1);
    polls.disconnect();
    QObject::disconnect(socket.get(), &LomondSocket::poll, nullptr, nullptr);
    world.clock->advance(5s);
    QCOMPARE(world.clock->runningTimers(), 0);
}

void tst_LomondSocketTimeouts::pollsInItsInterval()
{
    FakeClient client;
    client.socket->setPingInterval(0);
    client.getReady();
    client.advance(5s - 1ns);
    QCOMPARE(client.log.count(u"poll"_s), 0);
    client.advance(1ns);
    QCOMPARE(client.log.count(u"poll"_s), 1);
    client.socket->setAutoPong(false); // another setting does not begin the wait anew
    client.advance(3s);
    client.socket->setAutoPong(true);
    client.advance(2s);
    QCOMPARE(client.log.count(u"poll"_s), 2);
    client.socket->setPollInterval(1s);
    client.advance(3s);
    QCOMPARE(client.log.count(u"poll"_s), 5);
    client.socket->setPollInterval(0);
    client.advance(1h);
    QCOMPARE(client.log.count(u"poll"_s), 5);
    QCOMPARE(client.world.clock->runningTimers(), 0);
}

void tst_LomondSocketTimeouts::pollEndsWithTheClosing()
{
    FakeClient client;
    client.socket->setPollInterval(100ms);
    client.getReady();
    client.send(closing(1000));
    client.socket->setPollInterval(200ms);
    client.advance(1900ms);
    QCOMPARE(client.log.names(), (QStringList {u"closing"_s, u"closed"_s}));
}

void tst_LomondSocketTimeouts::idleConnectionsHaveNoTimer()
{
    FakeClient client;
    client.socket->setPollInterval(0);
    client.socket->setPingInterval(0);
    client.getReady();
    client.advance(1ms); // the turn of delivery
    QCOMPARE(client.world.clock->runningTimers(), 0);
    client.send(text("x"));
    QVERIFY(client.socket->sendText(u"y"_s));
    client.advance(1ms);
    QCOMPARE(client.world.clock->runningTimers(), 0);
}

QTEST_GUILESS_MAIN(tst_LomondSocketTimeouts)
#include "tst_lomondsockettimeouts.moc"
