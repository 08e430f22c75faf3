// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket and messages that come in parts: what a server sends, and which signals come of it.

#include "shared/fakeclient.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

static constexpr qsizetype LongestPart = 64 * 1024;

class tst_LomondSocketStreaming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageComesAsItArrives_data();
    void aMessageComesAsItArrives();
    void eventsCarryParts();
    void partsOfCompressedMessagesCome();
    void aLongMessageComesInBoundedParts_data();
    void aLongMessageComesInBoundedParts();
    void itTakesEffectWithTheNextMessage();
    void theFirstMessageIsStreamedFromReadyOn();
    void whoBeginsToListenHearsTheNextPart();
    void aViolationEndsAMessage();
    void pauseHoldsTheNextPart();
    void partsHaveTheBudgetOfMessages();
};

void tst_LomondSocketStreaming::aMessageComesAsItArrives_data()
{
    QTest::addColumn<QList<RawFrame>>("frames"); // each arrives by itself
    QTest::addColumn<QStringList>("told");
    using Frames = QList<RawFrame>;
    QTest::newRow("one frame") << Frames {text("Hello")} << QStringList {u"textPart Hello."_s};
    QTest::newRow("empty") << Frames {text("")} << QStringList {u"textPart ."_s};
    QTest::newRow("5.4: fragments")
            << Frames {text0("a"), more0("b"), more("c")}
            << QStringList {u"textPart a"_s, u"textPart b"_s, u"textPart c."_s};
    QTest::newRow("5.4: empty fragments") << Frames {text0(""), more0("a"), more0(""), more("")}
                                          << QStringList {u"textPart a"_s, u"textPart ."_s};
    QTest::newRow("5.4: control frames between")
            << Frames {text0("a"), ping("p"), pong("q"), more("b")}
            << QStringList {u"textPart a"_s, u"ping p"_s, u"pong q"_s, u"textPart b."_s};
    QTest::newRow("5.6: whole code points")
            << Frames {text0("gr\xC3"), more0("\xBC\xE2\x82"), more("\xAC")}
            << QStringList {u"textPart gr"_s, u"textPart \u00fc"_s, u"textPart \u20ac."_s};
    QTest::newRow("5.6: U+FEFF is kept")
            << Frames {text0("\xEF\xBB\xBF"), more("\xEF\xBB\xBF")}
            << QStringList {u"textPart \uFEFF"_s, u"textPart \uFEFF."_s};
    QTest::newRow("binary") << Frames {binary0("\x01\xC3"), more("\xFF")}
                            << QStringList {u"binaryPart 01c3"_s, u"binaryPart ff."_s};
    QTest::newRow("empty binary") << Frames {binary("")} << QStringList {u"binaryPart ."_s};
    QTest::newRow("JSON is a text like any other")
            << Frames {text("[1]")} << QStringList {u"textPart [1]."_s};
    QTest::newRow("one after another")
            << Frames {text("a"), binary("b"), text("c")}
            << QStringList {u"textPart a."_s, u"binaryPart 62."_s, u"textPart c."_s};
}

void tst_LomondSocketStreaming::aMessageComesAsItArrives()
{
    QFETCH(QList<RawFrame>, frames);
    QFETCH(QStringList, told);
    FakeClient client;
    client.socket->setStreaming(true);
    QSignalSpy json(client.socket.get(), &LomondSocket::json);
    client.getReady();
    for (const RawFrame &frame : frames)
        client.send(frame);
    QCOMPARE(client.log.signalList, told);
    QCOMPARE(client.log.events, client.log.names());
    QCOMPARE(json.count(), 0);
}

void tst_LomondSocketStreaming::eventsCarryParts()
{
    FakeClient client;
    client.socket->setStreaming(true);
    client.getReady();
    QSignalSpy events(client.socket.get(), &LomondSocket::eventOccurred);
    client.send(text0("a"));
    client.send(more("b"));
    client.send(binary("c"));
    QCOMPARE(events.count(), 3);
    const auto fields = [&](qsizetype i) { return events.at(i).first().value<Event>().fields(); };
    QCOMPARE(fields(0), (QVariantMap {{u"text"_s, u"a"_s}, {u"final"_s, false}}));
    QCOMPARE(fields(1), (QVariantMap {{u"text"_s, u"b"_s}, {u"final"_s, true}}));
    QCOMPARE(fields(2), (QVariantMap {{u"data"_s, QByteArray("c")}, {u"final"_s, true}}));
}

// RFC 7692 7.2.3.1, octet by octet
void tst_LomondSocketStreaming::partsOfCompressedMessagesCome()
{
    FakeClient client;
    client.socket->setStreaming(true);
    client.socket->setCompress(true);
    client.open();
    client.connect();
    client.send(client.acceptance("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    client.log.clear();
    const QByteArray octets =
            text(QByteArray::fromHex("f248cdc9c90700")).withReserved(4).octets(false);
    for (const char octet : octets)
        client.send(QByteArray(1, octet));
    QString all;
    for (const QString &signal : client.log.signalList) {
        QVERIFY(signal.startsWith(u"textPart "_s));
        all += signal.mid(9);
    }
    QCOMPARE(all, u"Hello."_s);
}

void tst_LomondSocketStreaming::aLongMessageComesInBoundedParts_data()
{
    QTest::addColumn<qint64>("maxMessageSize");
    QTest::addColumn<qsizetype>("longest");
    QTest::newRow("by default") << qint64(16 * 1024 * 1024) << LongestPart;
    QTest::newRow("of the size that is allowed") << qint64(1000) << qsizetype(1000);
    QTest::newRow("not below a code point") << qint64(1) << qsizetype(4);
}

void tst_LomondSocketStreaming::aLongMessageComesInBoundedParts()
{
    QFETCH(qint64, maxMessageSize);
    QFETCH(qsizetype, longest);
    FakeClient client;
    client.socket->setStreaming(true);
    client.socket->setMaxMessageSize(maxMessageSize);
    client.getReady();
    QByteArray received;
    qsizetype largest = 0;
    int finals = 0;
    QObject::connect(client.socket.get(), &LomondSocket::binaryPart, client.socket.get(),
                     [&](const QByteArray &data, bool final) {
                         received += data;
                         largest = std::max(largest, data.size());
                         finals += final ? 1 : 0;
                     });
    const QByteArray message = QByteArray("0123456789").repeated(20'000);
    client.send(binary0(message).octets(false) + more0(message).octets(false)
                + more(message).octets(false));
    client.advance(1s); // if the budget was spent
    QVERIFY(received == message + message + message);
    QCOMPARE(largest, longest);
    QCOMPARE(finals, 1);
    QVERIFY(!client.log.contains(u"protocolError"_s));
}

void tst_LomondSocketStreaming::itTakesEffectWithTheNextMessage()
{
    FakeClient client;
    client.getReady();
    client.send(text0("a"));
    client.socket->setStreaming(true);
    client.send(more("b"));
    client.send(text0("c"));
    client.socket->setStreaming(false);
    client.send(more("d"));
    client.send(text("e"));
    QCOMPARE(client.log.signalList,
             (QStringList {u"text ab"_s, u"textPart c"_s, u"textPart d."_s, u"text e"_s}));
}

void tst_LomondSocketStreaming::theFirstMessageIsStreamedFromReadyOn()
{
    FakeClient client;
    LomondSocket *socket = client.socket.get();
    QObject::connect(socket, &LomondSocket::ready, socket, [socket] { socket->setStreaming(true); });
    client.open();
    client.connect();
    client.accept(text("behind the answer").octets(false));
    QCOMPARE(client.log.last(), u"textPart behind the answer."_s);
}

// Who listens is not asked for each part.
void tst_LomondSocketStreaming::whoBeginsToListenHearsTheNextPart()
{
    FakeEnvironment world;
    const std::unique_ptr<LomondSocket> socket(LomondSocketPrivate::create(world.environment()));
    socket->setStreaming(true);
    socket->openUrl(QUrl(u"ws://feed.test/"_s));
    FakeClient::turn();
    FakePeer &peer = world.transports->peer();
    peer.connect();
    FakeClient::turn();
    const QByteArray head = peer.received();
    const qsizetype begin = head.indexOf("Key: ") + 5;
    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: "
              + RawServer::acceptFor(head.sliced(begin, head.indexOf('\r', begin) - begin))
              + "\r\n\r\n");
    peer.send(text0("nobody hears it").octets(false));
    QString heard;
    const auto connection = QObject::connect(socket.get(), &LomondSocket::textPart,
                                             [&](const QString &text) { heard += text; });
    peer.send(more0("a").octets(false));
    QCOMPARE(heard, u"a"_s);
    QObject::disconnect(connection);
    peer.send(more("b").octets(false));
    QCOMPARE(heard, u"a"_s);
}

void tst_LomondSocketStreaming::aViolationEndsAMessage()
{
    FakeClient client;
    client.socket->setStreaming(true);
    client.getReady();
    client.send(text0("a"));
    client.send(more("\xFF"));
    QCOMPARE(client.log.signalList, (QStringList {u"textPart a"_s, u"protocolError"_s}));
    QVERIFY(client.takeFrames().value(0).payload.startsWith(closing(1007).payload));
    client.end();
    QCOMPARE(client.log.last(), u"disconnected"_s);
    client.getReady(); // begins clean
    client.send(text("b"));
    QCOMPARE(client.log.signalList, QStringList {u"textPart b."_s});
}

void tst_LomondSocketStreaming::pauseHoldsTheNextPart()
{
    FakeClient client;
    LomondSocket *socket = client.socket.get();
    socket->setStreaming(true);
    client.getReady();
    QObject::connect(socket, &LomondSocket::binaryPart, socket, [socket] { socket->pause(); });
    client.send(binary(QByteArray(10 * LongestPart, 'x')));
    QCOMPARE(client.log.count(u"binaryPart"_s), 1);
    QVERIFY(client.peer().unread() > 8 * LongestPart); // the peer feels it
    client.advance(1s);
    QCOMPARE(client.log.count(u"binaryPart"_s), 1);
    for (int parts = 2; !client.log.last().endsWith(u'.'); ++parts) {
        socket->resume();
        client.turn();
        QCOMPARE(client.log.count(u"binaryPart"_s), parts);
    }
}

void tst_LomondSocketStreaming::partsHaveTheBudgetOfMessages()
{
    FakeClient client;
    LomondSocket *socket = client.socket.get();
    socket->setStreaming(true);
    client.getReady();
    QObject::connect(socket, &LomondSocket::binaryPart, socket,
                     [&] { client.world.clock->burn(5ms); });
    client.send(binary(QByteArray(6 * LongestPart, 'x')));
    QCOMPARE(client.log.count(u"binaryPart"_s), 2); // of 8 ms
    client.advance(1ms);
    QCOMPARE(client.log.count(u"binaryPart"_s), 4);
    client.advance(1ms);
    QCOMPARE(client.log.count(u"binaryPart"_s), 6);
}

QTEST_GUILESS_MAIN(tst_LomondSocketStreaming)
#include "tst_lomondsocketstreaming.moc"
