// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// When the socket is looked at again after an answer; and what a connection makes of it: no message
// waits for the event loop that came while its slot answered.

#include "net/secondlook_p.h"
#include "shared/fakeclient.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;

class tst_SecondLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isDueWhileItFindsSomething();
    void staysDueUntilItIsMade();
    void thereAreOnlySoManyInARow();
    void eachInVainDoublesTheAnswersPassedBy();
    void whatComesWhileWeAnswerIsDeliveredInTheSameTurn();
    void withoutAnAnswerThereIsNoSecondLook();
    void aTurnHasAnEnd();
    void aSlowPeerIsHardlyLookedAtTwice();
    void thePeerMayEndTheStreamMeanwhile();
    void thereIsNoLookBeforeAllIsWritten_data();
    void thereIsNoLookBeforeAllIsWritten();
    void thereIsNoLookWhilePaused();
    void whatALookFindsIsDeliveredWithinTheBudget();
    void theSlotMayDestroyTheSocket();
};

namespace {

RawFrame textFrame()
{
    return {1, "x"};
}

// Answers each text; `next` comes while it does.
void answerTexts(FakeClient &client, const QByteArray &next, int times)
{
    client.peer().tellsOfMore = true;
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(),
                     [&client, next, times, said = 0]() mutable {
                         QVERIFY(client.socket->sendText(u"y"_s));
                         if (said++ < times)
                             client.peer().queue(next);
                     });
}

} // namespace

void tst_SecondLook::isDueWhileItFindsSomething()
{
    SecondLook look;
    for (int i = 0; i < SecondLook::MostInARow; ++i) {
        QVERIFY(look.isDue());
        look.made(true);
    }
}

void tst_SecondLook::staysDueUntilItIsMade()
{
    SecondLook look;
    QVERIFY(look.isDue());
    QVERIFY(look.isDue()); // an answer that was not written
    look.made(false);
    QVERIFY(!look.isDue());
    QVERIFY(look.isDue());
    QVERIFY(look.isDue());
}

void tst_SecondLook::thereAreOnlySoManyInARow()
{
    SecondLook look;
    for (int turn = 0; turn < 3; ++turn) {
        for (int i = 0; i < SecondLook::MostInARow; ++i) {
            QVERIFY(look.isDue());
            look.made(true);
        }
        QVERIFY(!look.isDue());
    }
}

void tst_SecondLook::eachInVainDoublesTheAnswersPassedBy()
{
    SecondLook look;
    const auto passedBy = [&look] {
        int count = 0;
        while (!look.isDue())
            ++count;
        return count;
    };
    for (const int expected : {0, 1, 3, 7, 15, 31, 63, 127, 255, 255}) {
        QCOMPARE(passedBy(), expected);
        look.made(false);
    }
    QCOMPARE(passedBy(), SecondLook::MostPassedBy);
    look.made(true);
    QCOMPARE(passedBy(), 0);
}

void tst_SecondLook::whatComesWhileWeAnswerIsDeliveredInTheSameTurn()
{
    FakeClient client;
    client.getReady();
    answerTexts(client, textFrame().octets(false), 5);
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"text"_s), 6);
    QCOMPARE(client.peer().unread(), 0);
}

void tst_SecondLook::withoutAnAnswerThereIsNoSecondLook()
{
    FakeClient client;
    client.getReady();
    client.peer().tellsOfMore = true;
    const int before = client.peer().reads;
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.peer().reads, before + 1);
}

void tst_SecondLook::aTurnHasAnEnd()
{
    FakeClient client;
    client.getReady();
    answerTexts(client, textFrame().octets(false), 100);
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"text"_s), 17);
    client.peer().notify();
    QCOMPARE(client.log.count(u"text"_s), 2 * 17);
}

void tst_SecondLook::aSlowPeerIsHardlyLookedAtTwice()
{
    FakeClient client;
    client.getReady();
    answerTexts(client, {}, 0);
    const int before = client.peer().reads;
    for (int i = 0; i < 1100; ++i)
        client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"text"_s), 1100);
    // after the 1st, the 3rd, the 7th, ... the 511th, and then each 256th
    QCOMPARE(client.peer().reads - before, 1100 + 9 + (1100 - 511) / 256);
}

void tst_SecondLook::thePeerMayEndTheStreamMeanwhile()
{
    FakeClient client;
    client.getReady();
    client.peer().tellsOfMore = true;
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(), [&client] {
        QVERIFY(client.socket->sendText(u"y"_s));
        client.peer().queueEnd();
    });
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"disconnected"_s), 1);
    QCOMPARE(client.takeFrames().size(), 1); // the answer had gone
}

void tst_SecondLook::thereIsNoLookBeforeAllIsWritten_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<int>("answers");
    const QByteArray text = textFrame().octets(false);
    QTest::newRow("two answers") << text << 2;
    QTest::newRow("two texts") << text + text << 1;
    QTest::newRow("a text and a ping") << text + RawFrame {9, "p"}.octets(false) << 1;
}

// To read the end of the stream closes the socket: what is not written by then is lost.
void tst_SecondLook::thereIsNoLookBeforeAllIsWritten()
{
    QFETCH(QByteArray, frames);
    QFETCH(int, answers);
    FakeClient client;
    client.getReady();
    client.peer().tellsOfMore = true;
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(), [&] {
        for (int i = 0; i < answers; ++i)
            QVERIFY(client.socket->sendText(u"y"_s));
        client.peer().queueEnd();
    });
    client.peer().send(frames);
    QCOMPARE(client.log.count(u"disconnected"_s), 0);
    QCOMPARE(client.takeFrames().size(), 2);
    client.peer().notify();
    QCOMPARE(client.log.count(u"disconnected"_s), 1);
}

void tst_SecondLook::thereIsNoLookWhilePaused()
{
    FakeClient client;
    client.getReady();
    answerTexts(client, textFrame().octets(false), 1);
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(),
                     &LomondSocket::pause);
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"text"_s), 1);
    QCOMPARE(client.peer().unread(), textFrame().octets(false).size());
}

void tst_SecondLook::whatALookFindsIsDeliveredWithinTheBudget()
{
    FakeClient client;
    client.getReady();
    client.socket->setDeliveryBudget(8);
    answerTexts(client, textFrame().octets(false), 4);
    QObject::connect(client.socket.get(), &LomondSocket::text, client.socket.get(),
                     [&client] { client.world.clock->burn(std::chrono::milliseconds(5)); });
    client.peer().send(textFrame().octets(false));
    QCOMPARE(client.log.count(u"text"_s), 2);
    for (int pause = 0; pause < 3; ++pause)
        client.advance(std::chrono::milliseconds(1));
    QCOMPARE(client.log.count(u"text"_s), 5);
}

void tst_SecondLook::theSlotMayDestroyTheSocket()
{
    FakeClient client;
    client.getReady();
    client.peer().tellsOfMore = true;
    const std::shared_ptr<FakePeer> peer = client.world.transports->peers.back();
    QObject::connect(client.socket.get(), &LomondSocket::text, qApp, [&client, peer] {
        QVERIFY(client.socket->sendText(u"y"_s));
        peer->queue(textFrame().octets(false));
        client.socket.reset();
    });
    peer->send(textFrame().octets(false));
    QVERIFY(peer->isDropped());
    QCOMPARE(peer->unread(), textFrame().octets(false).size());
}

QTEST_GUILESS_MAIN(tst_SecondLook)
#include "tst_secondlook.moc"
