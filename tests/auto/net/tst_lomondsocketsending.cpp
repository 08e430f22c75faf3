// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What LomondSocket sends, what it refuses to send and why, and what it tells about what waits.

#include "shared/fakeclient.h"

#include <QtCore/qjsonobject.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using State = LomondSocket::State;

class tst_LomondSocketSending : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsEachKindOfMessage();
    void writesOncePerTurn();
    void flushWritesAtOnce();
    void refusesWhatCannotBeAFrame_data();
    void refusesWhatCannotBeAFrame();
    void refusesToSendInTheWrongState_data();
    void refusesToSendInTheWrongState();
    void misuseOfCloseChangesNothing_data();
    void misuseOfCloseChangesNothing();
    void refusesOnlyIfTheLimitWasReachedBefore();
    void drainedComesAtTheMark();
    void bytesToWriteIsExact();
    void unsentTellsWhatWasLost();
    void nothingIsUnsentIfAllWasWritten();
    void aPongOvertakesALargeMessageOnASlowLink();
    void closeFollowsWhatWasSent();
    void answersPingsUnlessToldNotTo();

private:
    static QString textOf(const QList<RawFrame> &frames);
};

void tst_LomondSocketSending::sendsEachKindOfMessage()
{
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.sendText(u"h\u00e9"_s));
    QVERIFY(socket.sendUtf8("h\xC3\xA9"));
    QVERIFY(socket.sendBinary(QByteArray("\0\xFF", 2)));
    QVERIFY(socket.sendJson(QJsonObject {{u"a"_s, 1}}));
    QVERIFY(socket.send(Message::text(u"t"_s)));
    QVERIFY(socket.send(Message::binary("b")));
    QVERIFY(socket.sendPing("p"));
    QVERIFY(socket.sendPong("q"));
    QVERIFY(socket.sendText({}));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::NoError);
    const QList<RawFrame> frames = client.takeFrames();
    const QList<std::pair<int, QByteArray>> expected {
            {1, "h\xC3\xA9"}, {1, "h\xC3\xA9"}, {2, QByteArray("\0\xFF", 2)},
            {1, "{\"a\":1}"}, {1, "t"},         {2, "b"},
            {9, "p"},         {10, "q"},        {1, ""},
    };
    QCOMPARE(frames.size(), expected.size());
    for (qsizetype i = 0; i < frames.size(); ++i) {
        QCOMPARE(frames[i].opcode, expected[i].first);
        QCOMPARE(frames[i].payload, expected[i].second);
        QVERIFY(frames[i].masked.value_or(false)); // RFC 6455 5.1
    }
}

void tst_LomondSocketSending::writesOncePerTurn()
{
    FakeClient client;
    client.getReady();
    for (int i = 0; i < 10; ++i)
        QVERIFY(client.socket->sendText(u"x"_s));
    QCOMPARE(client.peer().received(), QByteArray());
    QCOMPARE(client.socket->bytesToWrite(), 10 * 7);
    client.turn();
    QCOMPARE(client.peer().received().size(), 10 * 7);
    QCOMPARE(client.socket->bytesToWrite(), 0);
}

void tst_LomondSocketSending::flushWritesAtOnce()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->sendText(u"x"_s));
    client.socket->flush();
    QCOMPARE(client.peer().received().size(), 7);
    LomondSocket idle;
    idle.flush(); // nothing to do
}

void tst_LomondSocketSending::refusesWhatCannotBeAFrame_data()
{
    QTest::addColumn<int>("what");
    QTest::newRow("5.5: ping of 126 octets") << 0;
    QTest::newRow("5.5: pong of 126 octets") << 1;
    QTest::newRow("8.1: a lone surrogate") << 2;
    QTest::newRow("8.1: octets that are not UTF-8") << 3;
    QTest::newRow("8.1: a message that is not UTF-8") << 4;
}

void tst_LomondSocketSending::refusesWhatCannotBeAFrame()
{
    QFETCH(int, what);
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    const bool sent = what == 0   ? socket.sendPing(QByteArray(126, 'x'))
                      : what == 1 ? socket.sendPong(QByteArray(126, 'x'))
                      : what == 2 ? socket.sendText(QString(QChar(0xD800)) + u'x')
                      : what == 3 ? socket.sendUtf8("\xC0\x80")
                                  : socket.send(Message::utf8("\xED\xA0\x80"));
    QVERIFY(!sent);
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    client.turn();
    QCOMPARE(client.peer().received(), QByteArray());
    QCOMPARE(socket.state(), State::Ready);
    QVERIFY(!socket.lastError());
    QVERIFY(socket.sendPing(QByteArray(125, 'x')));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::NoError);
}

void tst_LomondSocketSending::refusesToSendInTheWrongState_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<ErrorCode>("error");
    QTest::newRow("never opened") << u"idle"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("opened, before the next turn") << u"opened"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("connecting") << u"connecting"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("connected, not ready") << u"connected"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("after our close") << u"closing"_s << ErrorCode::WebSocketClosing;
    QTest::newRow("after both close frames") << u"closed"_s << ErrorCode::WebSocketClosed;
    QTest::newRow("after a failure") << u"failed"_s << ErrorCode::WebSocketClosed;
    QTest::newRow("after the end") << u"ended"_s << ErrorCode::WebSocketClosed;
    QTest::newRow("backing off") << u"backing off"_s << ErrorCode::WebSocketUnavailable;
}

void tst_LomondSocketSending::refusesToSendInTheWrongState()
{
    QFETCH(QString, state);
    QFETCH(ErrorCode, error);
    FakeClient client;
    client.socket->setPersistent(state == u"backing off");
    if (state == u"opened") {
        client.socket->setUrl(QUrl(u"ws://feed.test/"_s));
        client.socket->open();
    } else if (state == u"connecting" || state == u"connected") {
        client.open();
        if (state == u"connected")
            client.connect();
    } else if (state != u"idle") {
        client.getReady();
        if (state == u"closing")
            client.socket->close();
        else if (state == u"closed")
            client.send(closing(1000));
        else if (state == u"failed")
            client.send(RawFrame {3});
        else
            client.end();
    }
    const QStringList before = client.log.signalList;
    const State stateBefore = client.socket->state();
    const std::vector<std::function<bool()>> calls {
            [&] { return client.socket->sendText(u"x"_s); },
            [&] { return client.socket->sendUtf8("x"); },
            [&] { return client.socket->sendBinary("x"); },
            [&] { return client.socket->sendJson({}); },
            [&] { return client.socket->send(Message::binary("x")); },
            [&] { return client.socket->sendPing(); },
            [&] { return client.socket->sendPong(); },
    };
    for (const auto &call : calls) {
        QVERIFY(!call());
        QCOMPARE(LomondSocket::lastSendError(), error);
    }
    QCOMPARE(client.log.signalList, before);
    QCOMPARE(client.socket->state(), stateBefore);
}

void tst_LomondSocketSending::misuseOfCloseChangesNothing_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    for (const int code : {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65536 + 1000})
        QTest::addRow("7.4: code %d", code) << code << QString();
    QTest::newRow("5.5: reason of 124 octets") << 1000 << QString(124, u'x');
    QTest::newRow("5.5: reason of 62 letters of two octets") << 1000 << QString(62, u'\u00e9');
    QTest::newRow("8.1: a lone surrogate") << 1000 << QString(QChar(0xDC00));
}

void tst_LomondSocketSending::misuseOfCloseChangesNothing()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    FakeClient client;
    client.getReady();
    client.socket->closeWith(code, reason);
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QCOMPARE(client.socket->state(), State::Ready);
    QVERIFY(client.socket->isActive());
    client.turn();
    QCOMPARE(client.peer().received(), QByteArray());
    client.socket->closeWith(4999, QString(123, u'x'));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::NoError);
    QCOMPARE(client.takeFrames().value(0).payload, closing(4999, QByteArray(123, 'x')).payload);
}

void tst_LomondSocketSending::refusesOnlyIfTheLimitWasReachedBefore()
{
    FakeClient client;
    client.socket->setSendBufferLimit(1000);
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendBinary(QByteArray(991, 'x'))); // 8 more for the frame
    QCOMPARE(client.socket->bytesToWrite(), 999);
    QVERIFY(client.socket->sendBinary(QByteArray(5000, 'x')));
    const qint64 full = client.socket->bytesToWrite();
    QVERIFY(!client.socket->sendText(u"x"_s));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::SendBufferFull);
    QVERIFY(!client.socket->sendPing());
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::SendBufferFull);
    QCOMPARE(client.socket->bytesToWrite(), full);
    client.turn();
    client.peer().unblock(full - 999);
    client.turn();
    QVERIFY(client.socket->sendText(u"x"_s));
}

void tst_LomondSocketSending::drainedComesAtTheMark()
{
    constexpr qint64 Mark = 1024 * 1024;
    FakeClient client;
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendBinary(QByteArray(3'000'000, 'x')));
    client.turn();
    while (client.socket->bytesToWrite() > Mark + 100'000) {
        client.peer().unblock(100'000);
        client.turn();
        QCOMPARE(client.log.count(u"drained"_s), client.socket->bytesToWrite() > Mark ? 0 : 1);
    }
    client.peer().unblock(100'000);
    client.turn();
    QCOMPARE(client.log.count(u"drained"_s), 1);
    client.peer().unblock();
    client.turn();
    QVERIFY(client.socket->sendText(u"small"_s));
    client.turn();
    QCOMPARE(client.log.count(u"drained"_s), 1);
}

void tst_LomondSocketSending::bytesToWriteIsExact()
{
    FakeClient client;
    client.getReady();
    QSignalSpy changes(client.socket.get(), &LomondSocket::bytesToWriteChanged);
    client.peer().block();
    QVERIFY(client.socket->sendBinary(QByteArray(100'000, 'x')));
    QVERIFY(client.socket->sendPing("1234"));
    const qint64 all = 100'000 + 14 + 10;
    QCOMPARE(client.socket->bytesToWrite(), all);
    client.turn();
    QCOMPARE(changes.count(), 1); // once per turn
    client.peer().unblock(50'000);
    client.turn();
    QCOMPARE(client.socket->bytesToWrite(), all - 50'000);
    QCOMPARE(changes.count(), 2);
    client.peer().unblock();
    client.turn();
    QCOMPARE(client.socket->bytesToWrite(), 0);
    QCOMPARE(client.peer().received().size(), all);
}

void tst_LomondSocketSending::unsentTellsWhatWasLost()
{
    FakeClient client;
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendText(u"1234"_s)); // 10 octets
    QVERIFY(client.socket->sendBinary("12345678")); // 14
    QVERIFY(client.socket->sendText(u""_s)); // 6
    client.turn();
    client.peer().unblock(11);
    client.turn();
    client.end();
    QCOMPARE(client.log.signalList,
             (QStringList {u"unsent 2 19"_s, u"errorOccurred"_s, u"disconnected"_s}));
    QCOMPARE(client.log.events, client.log.names());
    QCOMPARE(client.socket->bytesToWrite(), 0);
}

void tst_LomondSocketSending::nothingIsUnsentIfAllWasWritten()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->sendText(u"1234"_s));
    client.turn();
    client.socket->abort();
    QCOMPARE(client.log.signalList, QStringList {u"disconnected"_s});
}

QString tst_LomondSocketSending::textOf(const QList<RawFrame> &frames)
{
    QString text;
    for (const RawFrame &frame : frames)
        text += QString::number(frame.opcode) + (frame.final ? u". "_s : u" "_s);
    return text.trimmed();
}

void tst_LomondSocketSending::aPongOvertakesALargeMessageOnASlowLink()
{
    FakeClient client;
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->sendText(u"first"_s));
    QVERIFY(client.socket->sendBinary(QByteArray(1'000'000, 'x')));
    client.turn();
    client.send(ping("now"));
    client.peer().unblock();
    client.turn();
    const QList<RawFrame> frames = client.takeFrames();
    qsizetype overtaken = 0;
    qsizetype place = -1;
    for (qsizetype i = 0; i < frames.size(); ++i) {
        if (frames[i].opcode == 10)
            place = i;
        else
            QVERIFY(frames[i].payload.size() <= 64 * 1024);
        overtaken += place >= 0 ? frames[i].payload.size() : 0;
    }
    QVERIFY2(place >= 0, qPrintable(textOf(frames)));
    QVERIFY(overtaken > 500'000);
}

void tst_LomondSocketSending::closeFollowsWhatWasSent()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->sendText(u"last"_s));
    client.socket->close();
    QVERIFY(!client.socket->isActive());
    QCOMPARE(client.socket->state(), State::Closing);
    client.socket->close(); // once is enough
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::WebSocketClosing);
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].payload, "last");
    QCOMPARE(frames[1].payload, closing(1000, "goodbye").payload);
}

void tst_LomondSocketSending::answersPingsUnlessToldNotTo()
{
    FakeClient client;
    client.getReady();
    client.send(ping("a"));
    QCOMPARE(client.takeFrames().value(0).payload, "a");
    client.socket->setAutoPong(false);
    client.send(ping("b"));
    QCOMPARE(client.takeFrames().size(), 0);
    QCOMPARE(client.log.signalList, (QStringList {u"ping a"_s, u"ping b"_s}));
}

QTEST_GUILESS_MAIN(tst_LomondSocketSending)
#include "tst_lomondsocketsending.moc"
