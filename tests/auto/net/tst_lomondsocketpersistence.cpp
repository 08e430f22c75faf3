// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a persistent LomondSocket does after an attempt ended: wait, try again, give up. How long it
// waits is Backoff's, and tested there; here it is followed through the socket, by a fake clock.

#include "shared/fakeclient.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using State = LomondSocket::State;

class tst_LomondSocketPersistence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backsOffThenConnects();
    void withoutPersistenceNothingFollows();
    void closingEndsRetries_data();
    void closingEndsRetries();
    void leavingPersistenceEndsTheWaitOnly();
    void closeAfterBothCloseFramesEndsRetries();
    void someEndsAreNotRetried_data();
    void someEndsAreNotRetried();
    void someEndsAreRetried_data();
    void someEndsAreRetried();
    void retryAfterIsHonoured();
    void aRestartIsWaitedFor();
    void aRefusalIsRetriedIfTheUrlWasReadyBefore();
    void givesUpAfterMaximumAttempts();
    void usefulConnectionsResetTheCounter();
    void openForgetsWhatWas();
    void aHundredReconnectsLeaveNothing();

private:
    static void failAttempt(FakeClient &client)
    {
        client.peer().fail({ErrorCode::ConnectFail, Stage::Connect, u"connection refused"_s, false});
        FakeClient::turn();
    }
    // Lets the wait pass; false if none is under way.
    [[nodiscard]] static bool awaitRetry(FakeClient &client)
    {
        const qsizetype before = client.attempts();
        while (client.attempts() == before) {
            const auto wait = client.world.clock->untilNextTimer();
            if (!wait)
                return false;
            client.advance(*wait);
        }
        return true;
    }
};

void tst_LomondSocketPersistence::backsOffThenConnects()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    QSignalSpy delays(client.socket.get(), &LomondSocket::backOff);
    failAttempt(client);
    QCOMPARE(delays.count(), 1);
    const int delay = delays.first().first().toInt();
    QVERIFY(delay >= 0 && delay <= 5000);
    const QStringList before {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s,
                              u"backOff %1"_s.arg(delay)};
    QCOMPARE(client.log.signalList, before);
    QCOMPARE(client.log.events, client.log.names());
    QCOMPARE(client.socket->state(), State::BackingOff);
    QVERIFY(client.socket->isActive());
    client.advance(std::chrono::milliseconds(delay) - 1ns);
    QCOMPARE(client.attempts(), 1);
    client.advance(1ns);
    QCOMPARE(client.attempts(), 2);
    QCOMPARE(client.socket->state(), State::Connecting);
    QCOMPARE(client.log.last(), u"connecting"_s);
    client.connect();
    client.accept();
    QCOMPARE(client.log.last(), u"ready"_s);
    QVERIFY(!client.socket->lastError()); // until the next success
}

void tst_LomondSocketPersistence::withoutPersistenceNothingFollows()
{
    FakeClient client;
    client.open();
    failAttempt(client);
    QCOMPARE(client.socket->state(), State::Idle);
    QVERIFY(!client.socket->isActive());
    client.advance(24h);
    QCOMPARE(client.log.last(), u"connectFailed"_s);
}

void tst_LomondSocketPersistence::closingEndsRetries_data()
{
    QTest::addColumn<bool>("backingOff");
    QTest::addColumn<bool>("abort");
    QTest::newRow("close() while backing off") << true << false;
    QTest::newRow("abort() while backing off") << true << true;
    QTest::newRow("close() while connecting") << false << false;
    QTest::newRow("abort() while connecting") << false << true;
}

void tst_LomondSocketPersistence::closingEndsRetries()
{
    QFETCH(bool, backingOff);
    QFETCH(bool, abort);
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    if (backingOff)
        failAttempt(client);
    QSignalSpy actives(client.socket.get(), &LomondSocket::activeChanged);
    if (abort)
        client.socket->abort();
    else
        client.socket->close();
    QCOMPARE(client.socket->state(), State::Idle);
    QVERIFY(!client.socket->isActive());
    QCOMPARE(actives.count(), 1);
    QVERIFY(client.socket->isPersistent());
    QCOMPARE(client.log.ends(), 1);
    client.advance(24h);
    QCOMPARE(client.attempts(), 1);
    QVERIFY(!client.log.contains(u"gaveUp"_s));
}

void tst_LomondSocketPersistence::leavingPersistenceEndsTheWaitOnly()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.getReady();
    client.socket->setPersistent(false);
    QCOMPARE(client.socket->state(), State::Ready);
    client.socket->setPersistent(true);
    client.end();
    QCOMPARE(client.socket->state(), State::BackingOff);
    client.socket->setPersistent(false);
    QCOMPARE(client.socket->state(), State::Idle);
    client.advance(24h);
    QCOMPARE(client.attempts(), 1);
}

void tst_LomondSocketPersistence::closeAfterBothCloseFramesEndsRetries()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.getReady();
    client.send(closing(1001));
    QCOMPARE(client.log.last(), u"closed 1001"_s);
    QVERIFY(client.socket->isActive());
    client.socket->close();
    QVERIFY(!client.socket->isActive());
    client.end();
    QCOMPARE(client.log.last(), u"disconnected graceful"_s);
    client.advance(24h);
    QCOMPARE(client.attempts(), 1);
}

void tst_LomondSocketPersistence::someEndsAreNotRetried_data()
{
    QTest::addColumn<QByteArray>("answer"); // of HTTP; or else a close code
    QTest::addColumn<int>("code");
    for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999})
        QTest::addRow("received %d", code) << QByteArray() << code;
    QTest::newRow("404, never ready")
            << QByteArray("HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n") << 0;
    QTest::newRow("401, never ready")
            << QByteArray("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n") << 0;
}

void tst_LomondSocketPersistence::someEndsAreNotRetried()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, code);
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    client.connect();
    if (answer.isEmpty()) {
        client.accept(closing(code).octets(false));
        client.end();
    } else {
        client.send(answer);
    }
    QCOMPARE(client.log.signalList.last(), u"gaveUp"_s);
    QCOMPARE(client.log.events, client.log.names());
    QCOMPARE(client.log.ends(), 1);
    QCOMPARE(client.socket->state(), State::Idle);
    QVERIFY(!client.socket->isActive());
    client.advance(24h);
    QCOMPARE(client.attempts(), 1);
}

void tst_LomondSocketPersistence::someEndsAreRetried_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("frame");
    for (const int status : {408, 425, 429, 500, 502, 503, 504})
        QTest::addRow("%d", status)
                << "HTTP/1.1 " + QByteArray::number(status) + " No\r\nContent-Length: 0\r\n\r\n"
                << QByteArray();
    for (const int code : {1000, 1001, 1011, 1012, 1013, 1014})
        QTest::addRow("received %d", code) << QByteArray() << closing(code).octets(false);
    QTest::newRow("received 1005") << QByteArray() << closeBody("").octets(false);
    QTest::newRow("1006") << QByteArray() << QByteArray();
    QTest::newRow("we sent 1002") << QByteArray() << RawFrame {3}.octets(false);
    QTest::newRow("we sent 1007") << QByteArray() << text("\xFF").octets(false);
}

void tst_LomondSocketPersistence::someEndsAreRetried()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, frame);
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    client.connect();
    if (answer.isEmpty()) {
        client.accept(frame);
        client.end();
    } else {
        client.send(answer);
    }
    QCOMPARE(client.log.names().last(), u"backOff"_s);
    QVERIFY(awaitRetry(client));
}

// RFC 9110 10.2.3
void tst_LomondSocketPersistence::retryAfterIsHonoured()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    client.connect();
    client.send("HTTP/1.1 503 Busy\r\nRetry-After: 100\r\nContent-Length: 0\r\n\r\n");
    const int delay = client.log.last().section(u' ', 1).toInt();
    QVERIFY(delay >= 100'000 && delay <= 115'000);
    client.advance(100s - 1ns);
    QCOMPARE(client.attempts(), 1);
    client.advance(15s);
    QCOMPARE(client.attempts(), 2);
}

void tst_LomondSocketPersistence::aRestartIsWaitedFor()
{
    for (int i = 0; i < 20; ++i) {
        FakeClient client;
        client.socket->setPersistent(true);
        client.getReady();
        client.send(closing(1012));
        client.world.random->next = {quint32(i) * 0x0D000000u};
        client.end();
        const int delay = client.log.last().section(u' ', 1).toInt();
        QVERIFY(delay >= 5'000 && delay <= 30'000); // the registration of 1012
    }
}

void tst_LomondSocketPersistence::aRefusalIsRetriedIfTheUrlWasReadyBefore()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.getReady();
    client.end();
    QVERIFY(awaitRetry(client));
    client.connect();
    client.send("HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n");
    QCOMPARE(client.socket->state(), State::BackingOff);
}

void tst_LomondSocketPersistence::givesUpAfterMaximumAttempts()
{
    FakeClient client;
    ReconnectPolicy policy;
    policy.setMaximumAttempts(3);
    client.socket->setReconnect(policy);
    client.socket->setPersistent(true);
    client.open();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(client.log.count(u"gaveUp"_s), 0);
        failAttempt(client);
        QCOMPARE(awaitRetry(client), i < 2);
    }
    QCOMPARE(client.attempts(), 3);
    QCOMPARE(client.log.count(u"gaveUp"_s), 1);
    QCOMPARE(client.log.last(), u"gaveUp"_s);
    QCOMPARE(client.socket->state(), State::Idle);
}

void tst_LomondSocketPersistence::usefulConnectionsResetTheCounter()
{
    FakeClient client;
    ReconnectPolicy policy;
    policy.setMaximumAttempts(2);
    client.socket->setReconnect(policy);
    client.socket->setPersistent(true);
    client.open();
    failAttempt(client);
    QVERIFY(awaitRetry(client));
    client.connect();
    client.accept();
    client.advance(10s);
    client.send(text("useful"));
    client.end();
    QVERIFY(awaitRetry(client));
    failAttempt(client);
    QCOMPARE(client.log.count(u"gaveUp"_s), 0);
    QVERIFY(awaitRetry(client));
    failAttempt(client);
    QCOMPARE(client.log.count(u"gaveUp"_s), 1);
}

void tst_LomondSocketPersistence::openForgetsWhatWas()
{
    FakeClient client;
    ReconnectPolicy policy;
    policy.setMaximumAttempts(1);
    client.socket->setReconnect(policy);
    client.socket->setPersistent(true);
    for (int i = 1; i <= 3; ++i) {
        client.open();
        QCOMPARE(client.attempts(), i);
        failAttempt(client);
        QCOMPARE(client.log.count(u"gaveUp"_s), i);
    }
}

void tst_LomondSocketPersistence::aHundredReconnectsLeaveNothing()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.socket->setPollInterval(0);
    client.open();
    for (int i = 0; i < 100; ++i) {
        client.connect();
        client.accept(text("x").octets(false));
        client.end();
        QCOMPARE(client.socket->children().size(), 0);
        QVERIFY(client.peer().isDestroyed());
        client.advance(1ms);
        QVERIFY(client.world.clock->runningTimers() <= 1); // the wait
        QVERIFY(awaitRetry(client));
        QCOMPARE(client.attempts(), i + 2);
    }
    QCOMPARE(client.log.count(u"text"_s), 100);
    QCOMPARE(client.log.ends(), 100);
}

QTEST_GUILESS_MAIN(tst_LomondSocketPersistence)
#include "tst_lomondsocketpersistence.moc"
