// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondSocket and permessage-deflate (RFC 7692), against a server of octets: what it offers, what
// it makes of the answer, which messages it compresses, and what it tells of it.

#include "core/deflater_p.h"
#include "shared/deflatedata.h"
#include "shared/fakeclient.h"
#include "shared/referenceinflate.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

static const QByteArray Agreed = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
static constexpr int Reserved1 = 4; // as RawFrame has it

class tst_LomondSocketCompression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersWhatTheOptionsSay_data();
    void offersWhatTheOptionsSay();
    void tellsWhatWasAgreedOn();
    void goesOnPlainIfTheServerDoesNotWantTo();
    void refusesACompressionThatItDidNotAskFor();
    void opensNoSocketWithOptionsOutOfRange_data();
    void opensNoSocketWithOptionsOutOfRange();
    void newSettingsWaitForTheNextAttempt();
    void compressesTextAndBinary();
    void sendsAMessagePlainIfItSaysSo();
    void sendsShortMessagesPlain_data();
    void sendsShortMessagesPlain();
    void sendsPlainWhatWouldNotBecomeShorter();
    void cutsOnASlowLink();
    void inflatesWhatItReceives();
    void limitsWhatComesOfAMessage();
    void statisticsStayUntilTheNextAttempt();

private:
    static void getReady(FakeClient &client, const QByteArray &answer = Agreed);
    static QByteArray compressed(const QByteArray &message);
};

void tst_LomondSocketCompression::getReady(FakeClient &client, const QByteArray &answer)
{
    client.socket->setCompress(true);
    client.open();
    client.connect();
    client.send(client.acceptance(answer));
    client.log.clear();
}

QByteArray tst_LomondSocketCompression::compressed(const QByteArray &message)
{
    return Core::Deflater({15, false}).compress(message);
}

void tst_LomondSocketCompression::offersWhatTheOptionsSay_data()
{
    QTest::addColumn<bool>("compress");
    QTest::addColumn<CompressionOptions>("options");
    QTest::addColumn<QByteArray>("offer");
    CompressionOptions options;
    QTest::newRow("off") << false << options << QByteArray();
    const QByteArray usual = "permessage-deflate; client_max_window_bits";
    QTest::newRow("7.1.2.2: defaults") << true << options << usual;
    options.level = 1;
    options.memoryLevel = 1;
    options.threshold = 0;
    QTest::newRow("our own affair") << true << options << usual;
    options.serverNoContextTakeover = true;
    options.clientNoContextTakeover = true;
    QTest::newRow("7.1.1: no context takeover")
            << true << options
            << "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
               "client_max_window_bits"_ba;
    options = {};
    options.serverMaxWindowBits = 9;
    options.clientMaxWindowBits = 10;
    QTest::newRow("7.1.2: windows")
            << true << options
            << "permessage-deflate; server_max_window_bits=9; client_max_window_bits=10"_ba;
}

void tst_LomondSocketCompression::offersWhatTheOptionsSay()
{
    QFETCH(bool, compress);
    QFETCH(CompressionOptions, options);
    QFETCH(QByteArray, offer);
    FakeClient client;
    client.socket->setCompress(compress);
    client.socket->setCompression(options);
    client.open();
    client.connect();
    const QByteArray head = client.peer().received();
    QCOMPARE(head.contains("Sec-WebSocket-Extensions: "), !offer.isEmpty());
    if (!offer.isEmpty())
        QVERIFY2(head.contains("Sec-WebSocket-Extensions: " + offer + "\r\n"), head);
}

void tst_LomondSocketCompression::tellsWhatWasAgreedOn()
{
    FakeClient client;
    LomondSocket &socket = *client.socket;
    QSignalSpy ready(&socket, &LomondSocket::ready);
    QSignalSpy changes(&socket, &LomondSocket::supportsCompressionChanged);
    bool knownByReady = false;
    QObject::connect(&socket, &LomondSocket::ready, &socket,
                     [&] { knownByReady = socket.supportsCompression(); });
    getReady(client,
             "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=\"12\"\r\n");
    QCOMPARE(ready.first().at(2).toStringList(),
             QStringList {u"permessage-deflate; client_max_window_bits=12"_s});
    QVERIFY(knownByReady);
    QVERIFY(socket.supportsCompression());
    QCOMPARE(changes.count(), 1);
    client.end();
    QVERIFY(!socket.supportsCompression());
    QCOMPARE(changes.count(), 2);
}

void tst_LomondSocketCompression::goesOnPlainIfTheServerDoesNotWantTo()
{
    FakeClient client;
    QSignalSpy ready(client.socket.get(), &LomondSocket::ready);
    getReady(client, {});
    QCOMPARE(ready.first().at(2).toStringList(), QStringList());
    QVERIFY(!client.socket->supportsCompression());
    QVERIFY(client.socket->sendUtf8(prose(1000)));
    const RawFrame frame = client.takeFrames().value(0);
    QCOMPARE(frame.reserved, 0);
    QCOMPARE(frame.payload, prose(1000));
    QCOMPARE(client.socket->compressionStatistics(), CompressionStatistics());
}

// RFC 6455 4.1
void tst_LomondSocketCompression::refusesACompressionThatItDidNotAskFor()
{
    FakeClient client;
    client.open();
    client.connect();
    client.send(client.acceptance(Agreed));
    QVERIFY(client.log.contains(u"rejected"_s));
    QCOMPARE(client.socket->lastError().code(), ErrorCode::HandshakeError);
}

void tst_LomondSocketCompression::opensNoSocketWithOptionsOutOfRange_data()
{
    QTest::addColumn<CompressionOptions>("options");
    const auto row = [](const char *name, auto member, int value) {
        CompressionOptions options;
        options.*member = value;
        QTest::newRow(name) << options;
    };
    using O = CompressionOptions;
    row("7.1.2.1: a server window of 7 bits", &O::serverMaxWindowBits, 7);
    row("7.1.2.1: a server window of 16 bits", &O::serverMaxWindowBits, 16);
    row("7.1.2.2: a client window of 7 bits", &O::clientMaxWindowBits, 7);
    row("7.1.2.2: a client window of 16 bits", &O::clientMaxWindowBits, 16);
    row("level 10", &O::level, 10);
    row("level -1", &O::level, -1);
    row("memory level 0", &O::memoryLevel, 0);
    row("memory level 10", &O::memoryLevel, 10);
    row("threshold -1", &O::threshold, -1);
}

void tst_LomondSocketCompression::opensNoSocketWithOptionsOutOfRange()
{
    QFETCH(CompressionOptions, options);
    FakeClient client;
    client.socket->setCompress(true);
    client.socket->setCompression(options);
    client.open();
    QVERIFY(!client.peer().isOpened());
    QCOMPARE(client.log.names(),
             (QStringList {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s}));
    QCOMPARE(client.log.events, client.log.names());
    QCOMPARE(client.socket->lastError().code(), ErrorCode::CompressionParameterError);
    QCOMPARE(client.socket->lastError().stage(), Stage::None);
    QCOMPARE(client.log.endReason, client.socket->lastError().text());
    QVERIFY(!client.log.endReason.isEmpty());
    client.socket->setCompress(false); // then nobody asks for them
    client.getReady();
    QCOMPARE(client.socket->state(), LomondSocket::State::Ready);
}

void tst_LomondSocketCompression::newSettingsWaitForTheNextAttempt()
{
    FakeClient client;
    getReady(client);
    client.socket->setCompress(false);
    client.socket->setCompressionThreshold(5000);
    QVERIFY(client.socket->sendUtf8(prose(1000)));
    QCOMPARE(client.takeFrames().value(0).reserved, Reserved1);
    QVERIFY(client.socket->supportsCompression());
    client.end();
    getReady(client);
    QVERIFY(client.socket->sendUtf8(prose(1000)));
    QCOMPARE(client.takeFrames().value(0).reserved, 0);
}

void tst_LomondSocketCompression::compressesTextAndBinary()
{
    FakeClient client;
    getReady(client);
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.sendText(QString::fromLatin1(prose(1000, 1))));
    QVERIFY(socket.sendUtf8(prose(1000, 2)));
    QVERIFY(socket.sendBinary(prose(1000, 3)));
    QVERIFY(socket.send(Message::utf8(prose(1000, 4))));
    QVERIFY(socket.send(Message::binary(prose(1000, 5)).compressed(true)));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 5);
    ReferenceInflater inflater; // one, since the context is taken over
    for (qsizetype i = 0; i < frames.size(); ++i) {
        QCOMPARE(frames[i].reserved, Reserved1);
        QCOMPARE(frames[i].opcode, i == 2 || i == 4 ? 2 : 1);
        QVERIFY(frames[i].payload.size() < 1000);
        QVERIFY(inflater.inflate(frames[i].payload));
        QCOMPARE(inflater.message(), prose(1000, unsigned(i + 1)));
    }
}

// RFC 7692 6: each message by itself
void tst_LomondSocketCompression::sendsAMessagePlainIfItSaysSo()
{
    FakeClient client;
    getReady(client);
    LomondSocket &socket = *client.socket;
    QVERIFY(socket.send(Message::utf8(prose(1000, 1))));
    QVERIFY(socket.send(Message::utf8(prose(1000, 2)).compressed(false)));
    QVERIFY(socket.send(Message::text(u"x"_s.repeated(1000)).compressed(false)));
    QVERIFY(socket.send(Message::binary(prose(1000, 3)).compressed(false)));
    QVERIFY(socket.send(Message::utf8(prose(1000, 4))));
    const QList<RawFrame> frames = client.takeFrames();
    QCOMPARE(frames.size(), 5);
    for (qsizetype i = 0; i < frames.size(); ++i)
        QCOMPARE(frames[i].reserved, i == 0 || i == 4 ? Reserved1 : 0);
    QCOMPARE(frames[1].payload, prose(1000, 2));
    QCOMPARE(frames[2].payload, QByteArray(1000, 'x'));
    QCOMPARE(frames[3].payload, prose(1000, 3));
    ReferenceInflater inflater; // which never saw the plain ones
    QVERIFY(inflater.inflate(frames[0].payload));
    QVERIFY(inflater.inflate(frames[4].payload));
    QCOMPARE(inflater.message(), prose(1000, 4));
}

void tst_LomondSocketCompression::sendsShortMessagesPlain_data()
{
    QTest::addColumn<int>("threshold");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("compressed");
    QTest::newRow("64: 63 octets") << 64 << 63 << false;
    QTest::newRow("64: 64 octets") << 64 << 64 << true;
    QTest::newRow("0: 16 octets") << 0 << 16 << true;
    QTest::newRow("1000: 999 octets") << 1000 << 999 << false;
    QTest::newRow("1000: 1000 octets") << 1000 << 1000 << true;
}

void tst_LomondSocketCompression::sendsShortMessagesPlain()
{
    QFETCH(int, threshold);
    QFETCH(int, size);
    QFETCH(bool, compressed);
    FakeClient client;
    client.socket->setCompressionThreshold(threshold);
    getReady(client);
    QVERIFY(client.socket->sendBinary(QByteArray(size, 'x')));
    QCOMPARE(client.takeFrames().value(0).reserved, compressed ? Reserved1 : 0);
}

void tst_LomondSocketCompression::sendsPlainWhatWouldNotBecomeShorter()
{
    FakeClient client;
    getReady(client);
    QVERIFY(client.socket->sendBinary(noise(1000)));
    const RawFrame frame = client.takeFrames().value(0);
    QCOMPARE(frame.reserved, 0);
    QCOMPARE(frame.payload, noise(1000));
}

// RFC 7692 6.1: only the first frame has RSV1
void tst_LomondSocketCompression::cutsOnASlowLink()
{
    FakeClient client;
    getReady(client);
    client.peer().block();
    QVERIFY(client.socket->sendText(u"first"_s));
    QVERIFY(client.socket->sendBinary(prose(1'000'000)));
    client.turn();
    client.peer().unblock();
    const QList<RawFrame> frames = client.takeFrames().mid(1);
    QVERIFY(frames.size() > 2);
    QByteArray payload;
    for (const RawFrame &frame : frames) {
        QVERIFY(frame.payload.size() <= 64 * 1024);
        QCOMPARE(frame.reserved, payload.isEmpty() ? Reserved1 : 0);
        QCOMPARE(frame.opcode, payload.isEmpty() ? 2 : 0);
        payload += frame.payload;
    }
    ReferenceInflater inflater;
    QVERIFY(inflater.inflate(payload));
    QVERIFY(inflater.message() == prose(1'000'000));
}

void tst_LomondSocketCompression::inflatesWhatItReceives()
{
    FakeClient client;
    getReady(client);
    const QByteArray hello = QByteArray::fromHex("f248cdc9c90700"); // RFC 7692 7.2.3.1
    client.send(text(hello).withReserved(Reserved1));
    client.send(binary(hello).withReserved(Reserved1));
    client.send(text("plain"));
    client.send(text0(hello.first(3)).withReserved(Reserved1).octets(false)
                + ping("p").octets(false) + more(hello.sliced(3)).octets(false));
    QCOMPARE(client.log.signalList, (QStringList {u"text Hello"_s, u"binary 48656c6c6f"_s,
                                                  u"text plain"_s, u"ping p"_s, u"text Hello"_s}));
}

// Whatever its length on the wire.
void tst_LomondSocketCompression::limitsWhatComesOfAMessage()
{
    FakeClient client;
    client.socket->setMaxMessageSize(1000);
    getReady(client);
    client.send(binary(compressed(QByteArray(1000, 'x'))).withReserved(Reserved1));
    QCOMPARE(client.log.names(), QStringList {u"binary"_s});
    client.send(binary(compressed(QByteArray(1001, 'x'))).withReserved(Reserved1));
    QCOMPARE(client.log.last(), u"protocolError"_s);
    QVERIFY(client.takeFrames().value(0).payload.startsWith(closing(1009).payload));
    client.end();
    QCOMPARE(client.socket->lastError().code(), ErrorCode::PayloadTooLarge);
    QCOMPARE(client.log.last(), u"disconnected"_s);
}

void tst_LomondSocketCompression::statisticsStayUntilTheNextAttempt()
{
    FakeClient client;
    LomondSocket &socket = *client.socket;
    QCOMPARE(socket.compressionStatistics(), CompressionStatistics());
    getReady(client);
    QCOMPARE(socket.compressionStatistics(), CompressionStatistics()); // nothing is held yet
    QVERIFY(socket.sendBinary(prose(1000)));
    QVERIFY(socket.sendBinary("short"));
    const QByteArray received = compressed(prose(500));
    client.send(binary(received).withReserved(Reserved1));
    client.send(binary("plain"));
    const CompressionStatistics now = socket.compressionStatistics();
    QCOMPARE(now.sentPlain, 1000);
    QCOMPARE(now.sentCompressed, client.takeFrames().value(0).payload.size());
    QCOMPARE(now.receivedPlain, 500);
    QCOMPARE(now.receivedCompressed, received.size());
    QVERIFY(now.contextMemory > 256 * 1024);

    CompressionStatistics after = now;
    after.contextMemory = 0; // it went with the connection
    std::optional<CompressionStatistics> inTheEnd;
    QObject::connect(&socket, &LomondSocket::disconnected, &socket,
                     [&] { inTheEnd = socket.compressionStatistics(); });
    client.end();
    QCOMPARE(inTheEnd, after);
    QCOMPARE(socket.compressionStatistics(), after);
    client.open();
    QCOMPARE(socket.compressionStatistics(), CompressionStatistics());
}

QTEST_GUILESS_MAIN(tst_LomondSocketCompression)
#include "tst_lomondsocketcompression.moc"
