// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket and messages that it sends in parts: what goes over the wire, what is refused
// meanwhile and why, and what becomes of a message that is not complete when the connection ends.

#include "shared/fakeclient.h"
#include "shared/referenceinflate.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

using Type = Message::Type;

static const QByteArray Agreed = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

class tst_LomondSocketParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachPartIsAFrame();
    void aTextMayBeCutAnywhere();
    void partsAreCompressed_data();
    void partsAreCompressed();
    void nothingElseMayComeBetween();
    void controlFramesMay();
    void refusesWhatIsNoPart_data();
    void refusesWhatIsNoPart();
    void refusesPartsInTheWrongState_data();
    void refusesPartsInTheWrongState();
    void theLimitLeavesTheMessageOpen();
    void aLargePartGoesInPieces();
    void aPongOvertakesParts();
    void unsentCountsItAsOne_data();
    void unsentCountsItAsOne();
    void closeWithinAMessage();
    void theNextConnectionBeginsClean();
};

void tst_LomondSocketParts::eachPartIsAFrame()
{
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.beginMessage(Type::Binary));
    QVERIFY(client.takeFrames().isEmpty());
    QVERIFY(socket.sendPart("one", false));
    QVERIFY(socket.sendPart("", false));
    QVERIFY(socket.sendPart("two", true));
    QVERIFY(socket.beginMessage(Type::Text));
    QVERIFY(socket.sendPart("", true));
    QVERIFY(socket.sendText(u"next"_s));
    const QList<RawFrame> frames = client.takeFrames();
    const QList<RawFrame> expected {binary0("one"), more0(""), more("two"), text(""), text("next")};
    QCOMPARE(frames.size(), expected.size());
    for (qsizetype i = 0; i < frames.size(); ++i)
        QCOMPARE(frames[i].octets(true), expected[i].octets(true));
}

void tst_LomondSocketParts::aTextMayBeCutAnywhere()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->beginMessage(Type::Text));
    QByteArray all;
    const QByteArray utf8 = QString(u"\uFEFFgr\u00fc\u20ac\U0001F980"_s).toUtf8();
    for (qsizetype i = 0; i < utf8.size(); ++i)
        QVERIFY(client.socket->sendPart(utf8.sliced(i, 1), i == utf8.size() - 1));
    const QList<RawFrame> frames = client.takeFrames();
    for (const RawFrame &frame : frames)
        all += frame.payload;
    QCOMPARE(all, utf8);
    QVERIFY(frames.last().final);
}

void tst_LomondSocketParts::partsAreCompressed_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<bool>("compressed");
    QTest::newRow("agreed") << Agreed << true << true;
    QTest::newRow("agreed, but not for this one") << Agreed << false << false;
    QTest::newRow("not agreed") << QByteArray() << true << false;
}

// RFC 7692 6.1; the threshold is of no matter, since the length is not known
void tst_LomondSocketParts::partsAreCompressed()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, wanted);
    QFETCH(bool, compressed);
    FakeClient client;
    client.socket->setCompress(true);
    client.open();
    client.connect();
    client.send(client.acceptance(answer));
    QVERIFY(client.socket->beginMessage(Type::Binary, wanted));
    QVERIFY(client.socket->sendPart("abc", false));
    QVERIFY(client.socket->sendPart(QByteArray(1000, 'x'), true));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].reserved, compressed ? 4 : 0);
    QCOMPARE(frames[1].reserved, 0);
    const QByteArray payload = frames[0].payload + frames[1].payload;
    ReferenceInflater inflater;
    if (compressed)
        QVERIFY(inflater.inflate(payload));
    QCOMPARE(compressed ? inflater.message() : payload, "abc" + QByteArray(1000, 'x'));
}

void tst_LomondSocketParts::nothingElseMayComeBetween()
{
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.beginMessage(Type::Text));
    const std::vector<std::function<bool()>> calls {
            [&] { return socket.sendText(u"x"_s); },
            [&] { return socket.sendUtf8("x"); },
            [&] { return socket.sendBinary("x"); },
            [&] { return socket.sendJson({}); },
            [&] { return socket.send(Message::binary("x")); },
            [&] { return socket.beginMessage(Type::Text); },
            [&] { return socket.beginMessage(Type::Binary); },
    };
    for (const bool final : {false, true}) {
        for (const auto &call : calls) {
            QVERIFY(!call());
            QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
        }
        QVERIFY(socket.sendPart("p", final));
    }
    QVERIFY(socket.sendText(u"x"_s));
    QCOMPARE(client.takeFrames().size(), 3);
    QCOMPARE(socket.state(), LomondSocket::State::Ready);
}

// RFC 6455 5.4
void tst_LomondSocketParts::controlFramesMay()
{
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.beginMessage(Type::Text));
    QVERIFY(socket.sendPart("a", false));
    QVERIFY(socket.sendPing("p"));
    QVERIFY(socket.sendPong("q"));
    QVERIFY(socket.sendPart("b", true));
    QList<int> opcodes;
    for (const RawFrame &frame : client.takeFrames())
        opcodes.append(frame.opcode);
    QCOMPARE(opcodes, (QList<int> {1, 9, 10, 0}));
}

void tst_LomondSocketParts::refusesWhatIsNoPart_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<bool>("final");
    QTest::addColumn<QByteArray>("better");
    QTest::newRow("8.1: not UTF-8") << ""_ba
                                    << "\xFF"_ba << false << "x"_ba;
    QTest::newRow("8.1: a surrogate") << "\xED"_ba
                                      << "\xA0"_ba << false << "\x9F\xBF"_ba;
    QTest::newRow("8.1: ends within a code point") << "a"_ba
                                                   << "\xC3"_ba << true << "\xC3\xBC"_ba;
}

void tst_LomondSocketParts::refusesWhatIsNoPart()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, part);
    QFETCH(bool, final);
    QFETCH(QByteArray, better);
    FakeClient client;
    client.getReady();
    LomondSocket &socket = *client.socket;
    QVERIFY(!socket.sendPart("no message is open", true));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QVERIFY(!socket.beginMessage(Type(2))); // there is none
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QVERIFY(socket.beginMessage(Type::Text));
    QVERIFY(socket.sendPart(before, false));
    QVERIFY(!socket.sendPart(part, final));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QVERIFY(socket.sendPart(better, true)); // it is still open
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].payload + frames[1].payload, before + better);
}

void tst_LomondSocketParts::refusesPartsInTheWrongState_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<ErrorCode>("error");
    QTest::newRow("never opened") << u"idle"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("connecting") << u"connecting"_s << ErrorCode::WebSocketUnavailable;
    QTest::newRow("after our close") << u"closing"_s << ErrorCode::WebSocketClosing;
    QTest::newRow("after both close frames") << u"closed"_s << ErrorCode::WebSocketClosed;
    QTest::newRow("after the end") << u"ended"_s << ErrorCode::WebSocketClosed;
}

void tst_LomondSocketParts::refusesPartsInTheWrongState()
{
    QFETCH(QString, state);
    QFETCH(ErrorCode, error);
    FakeClient client;
    if (state == u"connecting") {
        client.open();
    } else if (state != u"idle") {
        client.getReady();
        QVERIFY(client.socket->beginMessage(Type::Text));
        if (state == u"closing")
            client.socket->close();
        else if (state == u"closed")
            client.send(closing(1000));
        else
            client.end();
    }
    QVERIFY(!client.socket->sendPart("x", true));
    QCOMPARE(LomondSocket::lastSendError(), error);
    QVERIFY(!client.socket->beginMessage(Type::Text));
    QCOMPARE(LomondSocket::lastSendError(), error);
}

void tst_LomondSocketParts::theLimitLeavesTheMessageOpen()
{
    FakeClient client;
    LomondSocket &socket = *client.socket;
    socket.setSendBufferLimit(1000);
    client.getReady();
    client.peer().block();
    QVERIFY(socket.beginMessage(Type::Binary));
    QVERIFY(socket.sendPart(QByteArray(991, 'x'), false)); // 8 more for the frame
    QVERIFY(socket.sendPart(QByteArray(500, 'y'), false)); // the limit was not reached before it
    const qint64 full = socket.bytesToWrite();
    for (const bool final : {false, true}) {
        QVERIFY(!socket.sendPart("z", final));
        QCOMPARE(LomondSocket::lastSendError(), ErrorCode::SendBufferFull);
    }
    QCOMPARE(socket.bytesToWrite(), full);
    client.peer().unblock();
    client.turn();
    QVERIFY(!socket.sendText(u"x"_s));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QVERIFY(socket.sendPart("z", true));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 3);
    QCOMPARE(frames[2].octets(true), more("z").octets(true));
}

// A slow link or not: its length is not known.
void tst_LomondSocketParts::aLargePartGoesInPieces()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->beginMessage(Type::Binary));
    QVERIFY(client.socket->sendPart(QByteArray(150'000, 'x'), true));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 3);
    for (qsizetype i = 0; i < frames.size(); ++i) {
        QCOMPARE(frames[i].opcode, i == 0 ? 2 : 0);
        QCOMPARE(frames[i].final, i == 2);
        QVERIFY(frames[i].payload.size() <= 64 * 1024);
    }
}

void tst_LomondSocketParts::aPongOvertakesParts()
{
    FakeClient client;
    client.getReady();
    client.peer().block();
    QVERIFY(client.socket->beginMessage(Type::Binary));
    for (int i = 0; i < 20; ++i)
        QVERIFY(client.socket->sendPart(QByteArray(60'000, 'x'), false));
    client.turn();
    client.send(ping("now"));
    client.peer().unblock();
    client.turn();
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 21);
    const auto pong = std::find_if(frames.begin(), frames.end(),
                                   [](const RawFrame &frame) { return frame.opcode == 10; });
    QVERIFY(std::distance(frames.begin(), pong) < 10);
}

void tst_LomondSocketParts::unsentCountsItAsOne_data()
{
    QTest::addColumn<QStringList>("parts"); // the last word ends the message if it has a dot
    QTest::addColumn<bool>("blocked");
    QTest::addColumn<QString>("told"); // nothing, or unsent
    QTest::newRow("only begun") << QStringList() << false << QString();
    QTest::newRow("a part is written") << QStringList {u"123"_s} << false << u"unsent 1 0"_s;
    QTest::newRow("a part waits") << QStringList {u"123"_s} << true << u"unsent 1 9"_s;
    QTest::newRow("parts wait") << QStringList {u"123"_s, u"45"_s} << true << u"unsent 1 17"_s;
    QTest::newRow("all of it waits") << QStringList {u"1"_s, u"."_s} << true << u"unsent 1 14"_s;
    QTest::newRow("all of it is written") << QStringList {u"1"_s, u"."_s} << false << QString();
    QTest::newRow("another message waits, too")
            << QStringList {u"."_s, u"1"_s} << true << u"unsent 2 14"_s;
}

void tst_LomondSocketParts::unsentCountsItAsOne()
{
    QFETCH(QStringList, parts);
    QFETCH(bool, blocked);
    QFETCH(QString, told);
    FakeClient client;
    client.getReady();
    if (blocked)
        client.peer().block();
    bool open = false;
    for (const QString &part : parts) {
        if (!std::exchange(open, true))
            QVERIFY(client.socket->beginMessage(Type::Binary));
        const bool final = part == u"."_s;
        QVERIFY(client.socket->sendPart(part.toUtf8(), final));
        open = !final;
    }
    if (parts.isEmpty())
        QVERIFY(client.socket->beginMessage(Type::Binary));
    client.turn();
    client.end();
    QStringList expected {u"errorOccurred"_s, u"disconnected"_s};
    if (!told.isEmpty())
        expected.prepend(told);
    QCOMPARE(client.log.signalList, expected);
}

void tst_LomondSocketParts::closeWithinAMessage()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->beginMessage(Type::Text));
    QVERIFY(client.socket->sendPart("a", false));
    client.socket->close();
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::NoError);
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[1].payload, closing(1000, "goodbye").payload);
    client.send(closing(1000));
    client.end();
    QCOMPARE(client.log.signalList,
             (QStringList {u"closed 1000"_s, u"unsent 1 0"_s, u"disconnected graceful"_s}));
}

void tst_LomondSocketParts::theNextConnectionBeginsClean()
{
    FakeClient client;
    client.getReady();
    QVERIFY(client.socket->beginMessage(Type::Text));
    QVERIFY(client.socket->sendPart("\xC3", false));
    client.end();
    client.getReady();
    QVERIFY(!client.socket->sendPart("\xBC", true));
    QCOMPARE(LomondSocket::lastSendError(), ErrorCode::FrameBuildError);
    QVERIFY(client.socket->sendText(u"x"_s));
    QCOMPARE(client.takeFrames().value(0).octets(true), text("x").octets(true));
    client.end();
    QVERIFY(!client.log.contains(u"unsent"_s));
}

QTEST_GUILESS_MAIN(tst_LomondSocketParts)
#include "tst_lomondsocketparts.moc"
