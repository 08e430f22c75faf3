// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Changes of mind: what the application asks of a LomondSocket while something else is under way.
// Whether it survives that in each of its signals is another test.

#include "shared/fakeclient.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using State = LomondSocket::State;

class tst_LomondSocketChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherUrlWhileBackingOffConnectsAtOnce();
    void anotherUrlWhileConnectedDropsTheConnection();
    void anotherUrlInConnectingIsTheOneThatIsOpened();
    void openWhileClosingWaitsForTheEnd();
    void abortInStateChangedOfARetryIsObeyed();
    void abortBeforeTheNextTurnTellsNothing();
    void openInTheLastSignalStartsAnew_data();
    void openInTheLastSignalStartsAnew();
    void openInErrorOccurredWaitsForTheEnd();
    void openWhileActiveDoesNothing();
    void nothingFollowsAnAbortInASlot();
    void abortInStateChangedOfOpenIsObeyed();
    void closeWhileTheClosingIsAnsweredReplacesTheEcho();
    void pauseHoldsMessagesOnly();

private:
    static void failAttempt(FakeClient &client)
    {
        client.peer().fail({ErrorCode::ConnectFail, Stage::Connect, u"connection refused"_s, false});
        FakeClient::turn();
    }
};

void tst_LomondSocketChanges::anotherUrlWhileBackingOffConnectsAtOnce()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    failAttempt(client);
    client.socket->setUrl(QUrl(u"ws://other.test/"_s));
    QCOMPARE(client.socket->state(), State::Connecting);
    QCOMPARE(client.attempts(), 1);
    client.turn();
    QCOMPARE(client.attempts(), 2);
    QCOMPARE(client.peer().target().host, u"other.test"_s);
    client.advance(19s); // the old wait is off
    QCOMPARE(client.attempts(), 2);
}

void tst_LomondSocketChanges::anotherUrlWhileConnectedDropsTheConnection()
{
    FakeClient client;
    client.getReady();
    client.socket->setUrl(QUrl(u"ws://other.test/"_s));
    QCOMPARE(client.log.signalList, QStringList {u"disconnected"_s});
    QVERIFY(client.socket->isActive());
    QVERIFY(!client.socket->lastError()); // it was asked for
    client.turn();
    QCOMPARE(client.log.signalList, (QStringList {u"disconnected"_s, u"connecting"_s}));
    QCOMPARE(client.peer().target().host, u"other.test"_s);
}

void tst_LomondSocketChanges::anotherUrlInConnectingIsTheOneThatIsOpened()
{
    FakeClient client;
    QObject::connect(client.socket.get(), &LomondSocket::connecting, client.socket.get(),
                     [&] { client.socket->setUrl(QUrl(u"ws://other.test/"_s)); });
    client.open();
    client.turn();
    QCOMPARE(client.log.names(),
             (QStringList {u"connecting"_s, u"connectFailed"_s, u"connecting"_s}));
    QCOMPARE(client.attempts(), 2);
    QVERIFY(!client.world.transports->peers.front()->isOpened());
    QCOMPARE(client.peer().target().host, u"other.test"_s);
}

void tst_LomondSocketChanges::openWhileClosingWaitsForTheEnd()
{
    FakeClient client;
    client.getReady();
    client.socket->close();
    client.socket->open();
    QCOMPARE(client.socket->state(), State::Closing);
    QVERIFY(client.socket->isActive());
    client.turn();
    QCOMPARE(client.attempts(), 1);
    client.send(closing(1000));
    client.end();
    QCOMPARE(client.log.signalList,
             (QStringList {u"closed 1000"_s, u"disconnected graceful"_s, u"connecting"_s}));
    QCOMPARE(client.attempts(), 2);
}

void tst_LomondSocketChanges::abortInStateChangedOfARetryIsObeyed()
{
    FakeClient client;
    client.socket->setPersistent(true);
    client.open();
    failAttempt(client);
    QObject::connect(client.socket.get(), &LomondSocket::stateChanged, client.socket.get(), [&] {
        if (client.socket->state() == State::Connecting)
            client.socket->abort();
    });
    client.advance(10s);
    QCOMPARE(client.attempts(), 1);
    client.open();
    QCOMPARE(client.attempts(), 1);
    QCOMPARE(client.socket->state(), State::Idle);
}

void tst_LomondSocketChanges::abortBeforeTheNextTurnTellsNothing()
{
    FakeClient client;
    QSignalSpy states(client.socket.get(), &LomondSocket::stateChanged);
    QSignalSpy actives(client.socket.get(), &LomondSocket::activeChanged);
    client.socket->setUrl(QUrl(u"ws://feed.test/"_s));
    client.socket->open();
    client.socket->abort();
    client.turn();
    QCOMPARE(client.log.signalList, QStringList());
    QCOMPARE(states.count(), 2);
    QCOMPARE(actives.count(), 2);
    QCOMPARE(client.attempts(), 0);
    QCOMPARE(client.socket->closeCode(), 0);
}

void tst_LomondSocketChanges::openInTheLastSignalStartsAnew_data()
{
    QTest::addColumn<bool>("connected");
    QTest::newRow("disconnected") << true;
    QTest::newRow("connectFailed") << false;
}

void tst_LomondSocketChanges::openInTheLastSignalStartsAnew()
{
    QFETCH(bool, connected);
    FakeClient client;
    client.open();
    if (connected) {
        client.connect();
        client.accept();
    }
    client.log.clear();
    const auto reopen = [&] { client.socket->open(); };
    QObject::connect(client.socket.get(), &LomondSocket::disconnected, client.socket.get(), reopen);
    QObject::connect(client.socket.get(), &LomondSocket::connectFailed, client.socket.get(), reopen);
    if (connected)
        client.end();
    else
        failAttempt(client);
    QCOMPARE(client.attempts(), 2);
    QCOMPARE(client.log.signalList,
             (QStringList {u"errorOccurred"_s, connected ? u"disconnected"_s : u"connectFailed"_s,
                           u"connecting"_s}));
    QCOMPARE(client.log.events, client.log.names());
}

void tst_LomondSocketChanges::openInErrorOccurredWaitsForTheEnd()
{
    FakeClient client;
    client.open();
    client.log.clear();
    QObject::connect(client.socket.get(), &LomondSocket::errorOccurred, client.socket.get(), [&] {
        client.socket->open();
        client.turn(); // as a nested event loop would
        QCOMPARE(client.attempts(), 1);
    });
    failAttempt(client);
    QCOMPARE(client.attempts(), 2);
    QCOMPARE(client.log.signalList,
             (QStringList {u"errorOccurred"_s, u"connectFailed"_s, u"connecting"_s}));
}

void tst_LomondSocketChanges::openWhileActiveDoesNothing()
{
    FakeClient client;
    client.getReady();
    client.socket->open();
    client.socket->openUrl(client.socket->url());
    client.socket->setActive(true);
    client.turn();
    QCOMPARE(client.attempts(), 1);
    QCOMPARE(client.log.signalList, QStringList());
}

// "Nothing of that attempt follows": neither eventOccurred() nor the next message.
void tst_LomondSocketChanges::nothingFollowsAnAbortInASlot()
{
    FakeClient client;
    client.getReady();
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(),
                     &LomondSocket::abort);
    client.send(text("[1]").octets(false) + text("[2]").octets(false));
    QCOMPARE(client.log.signalList, (QStringList {u"text [1]"_s, u"disconnected"_s}));
    QCOMPARE(client.log.events, QStringList {u"disconnected"_s});
}

void tst_LomondSocketChanges::abortInStateChangedOfOpenIsObeyed()
{
    FakeClient client;
    const auto once = QObject::connect(client.socket.get(), &LomondSocket::stateChanged,
                                       client.socket.get(), &LomondSocket::abort);
    client.open();
    QCOMPARE(client.attempts(), 0);
    QCOMPARE(client.socket->state(), State::Idle);
    QVERIFY(!client.socket->isActive());
    QObject::disconnect(once);
    client.open();
    QCOMPARE(client.attempts(), 1);
}

void tst_LomondSocketChanges::closeWhileTheClosingIsAnsweredReplacesTheEcho()
{
    FakeClient client;
    client.getReady();
    QObject::connect(client.socket.get(), &LomondSocket::closing, client.socket.get(), [&] {
        QVERIFY(client.socket->sendText(u"last words"_s));
        client.socket->closeWith(4000, u"mine"_s);
        QVERIFY(!client.socket->sendText(u"too late"_s));
    });
    client.send(closing(1001, "yours"));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames.at(0).payload, "last words");
    QCOMPARE(frames.at(1).payload, closing(4000, "mine").payload);
    QCOMPARE(client.log.signalList, (QStringList {u"closing 1001 yours"_s, u"closed 1001 yours"_s}));
    client.end();
    QCOMPARE(client.socket->closeCode(), 1001);
    QCOMPARE(client.socket->closeReason(), u"yours"_s);
}

void tst_LomondSocketChanges::pauseHoldsMessagesOnly()
{
    FakeClient client;
    client.open();
    client.socket->pause();
    client.connect();
    client.accept(text("held").octets(false) + closing(1000).octets(false));
    QCOMPARE(client.log.last(), u"ready"_s);
    client.advance(10min);
    QCOMPARE(client.log.last(), u"poll"_s);
    QVERIFY(!client.log.contains(u"unresponsive"_s));
    client.log.clear();
    client.socket->resume();
    QCOMPARE(client.log.signalList, QStringList());
    client.turn();
    QCOMPARE(client.log.names(), (QStringList {u"text"_s, u"closing"_s, u"closed"_s}));
}

QTEST_GUILESS_MAIN(tst_LomondSocketChanges)
#include "tst_lomondsocketchanges.moc"
