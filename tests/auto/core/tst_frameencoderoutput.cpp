// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How frames leave the encoder: their order, their buffers, and how many octets wait.

#include "encoderharness.h"

#include <QtCore/qset.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using Core::FrameEncoder;

class tst_FrameEncoderOutput
    : public QObject
    , private EncoderHarness
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsNull();
    void orderIsKept();
    void smallFramesShareABuffer();
    void whoWritesAt64KiBHasOnePiece_data();
    void whoWritesAt64KiBHasOnePiece();
    void largeFrameHasAnExactBuffer();
    void pongsOvertakeLargeMessages();
    void pongsStayBehindTheHead();
    void pongsGoBeforeAClose();
    void newestPongsWin();
    void outputStaysUntilItIsWritten();
    void pongsWaitForTheEndOfAPiece();
    void whatIsLeftOfAPieceCanBeTaken();
    void smallBufferIsKept();
    void largeBufferIsNotKept();
    void pendingIsExact_data();
    void pendingIsExact();
};

void tst_FrameEncoderOutput::nothingIsNull()
{
    FrameEncoder empty = encoder(Role::Server);
    QVERIFY(empty.take().isNull());
    QCOMPARE(empty.pending(), 0);
}

void tst_FrameEncoderOutput::orderIsKept()
{
    const QByteArray large(20'000, 'L');
    const QString largeInWords = u"Binary '%1'"_s.arg(inWords(large));
    FrameEncoder encoder = this->encoder(Role::Client);
    encoder.appendMessage({Opcode::Text}, "1", 0);
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendControl(Opcode::Ping, "2");
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendControl(Opcode::Close, {});
    QCOMPARE(takeAll(encoder, Role::Client), QStringList({u"Text '1'"_s, largeInWords, u"Ping '2'"_s,
                                                          largeInWords, largeInWords, u"Close"_s}));
}

void tst_FrameEncoderOutput::smallFramesShareABuffer()
{
    FrameEncoder encoder = this->encoder(Role::Server);
    for (int i = 0; i < 1000; ++i)
        encoder.appendMessage({Opcode::Binary}, QByteArray(98, char(i)), 0);
    QCOMPARE(encoder.pending(), 100'000);
    QCOMPARE(encoder.take().size(), 81'900); // as many whole frames as 80 KiB hold
    QCOMPARE(encoder.take().size(), 18'100);
    QVERIFY(encoder.take().isNull());
}

void tst_FrameEncoderOutput::whoWritesAt64KiBHasOnePiece_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 64, 1000, 5000, 16'000})
        QTest::addRow("messages of %d octets", size) << size;
}

void tst_FrameEncoderOutput::whoWritesAt64KiBHasOnePiece()
{
    QFETCH(const int, size);
    FrameEncoder encoder = this->encoder(Role::Client);
    for (int turn = 0; turn < 3; ++turn) {
        while (encoder.pending() < 64 * 1024)
            encoder.appendMessage({Opcode::Binary}, QByteArray(size, 'x'), 0);
        QCOMPARE(encoder.output().size(), encoder.pending());
        encoder.outputWritten(encoder.output().size());
        QCOMPARE(encoder.pending(), 0);
    }
}

void tst_FrameEncoderOutput::largeFrameHasAnExactBuffer()
{
    FrameEncoder encoder = this->encoder(Role::Client);
    encoder.appendMessage({Opcode::Binary}, QByteArray(1'000'000, 'x'), 0);
    const QByteArray octets = encoder.take();
    QCOMPARE(octets.size(), 1'000'014);
    QCOMPARE(octets.capacity(), octets.size());
}

void tst_FrameEncoderOutput::pongsOvertakeLargeMessages()
{
    const QByteArray large(20'000, 'L');
    const QString largeInWords = u"Binary '%1'"_s.arg(inWords(large));
    FrameEncoder encoder = this->encoder(Role::Server);
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendMessage({Opcode::Text}, "small", 0);
    QCOMPARE(outputInWords(encoder.take(), Role::Server), QStringList(largeInWords));
    encoder.queuePong("1");
    encoder.queuePong("2");
    QCOMPARE(takeAll(encoder, Role::Server),
             QStringList({u"Pong '1'"_s, u"Pong '2'"_s, largeInWords, u"Text 'small'"_s}));
}

void tst_FrameEncoderOutput::pongsStayBehindTheHead()
{
    FrameEncoder encoder = this->encoder(Role::Server);
    encoder.appendHead("HTTP/1.1 101 ");
    encoder.appendHead("Switching Protocols\r\n\r\n");
    encoder.appendMessage({Opcode::Text}, "x", 0);
    encoder.queuePong("1");
    QCOMPARE(encoder.take(), "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    QCOMPARE(takeAll(encoder, Role::Server), QStringList({u"Pong '1'"_s, u"Text 'x'"_s}));
}

void tst_FrameEncoderOutput::pongsGoBeforeAClose()
{
    const QByteArray large(20'000, 'L');
    FrameEncoder encoder = this->encoder(Role::Client);
    encoder.queuePong("1");
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.queuePong("2");
    encoder.appendControl(Opcode::Close, "\x03\xE8");
    QCOMPARE(takeAll(encoder, Role::Client),
             QStringList({u"Pong '1'"_s, u"Pong '2'"_s, u"Binary '%1'"_s.arg(inWords(large)),
                          u"Close 1000"_s}));
}

void tst_FrameEncoderOutput::newestPongsWin()
{
    for (const int limit : {16, 3, 1, 0}) {
        FrameEncoder encoder = this->encoder(Role::Client, limit);
        QStringList expected;
        const int kept = qMax(1, limit);
        for (int i = 0; i < 10'000; ++i) {
            encoder.queuePong(QByteArray::number(i));
            if (i >= 10'000 - kept)
                expected.append(u"Pong '%1'"_s.arg(i));
        }
        QCOMPARE(encoder.pending(), kept * (2 + 4 + 4));
        QCOMPARE(takeAll(encoder, Role::Client), expected);
    }
}

void tst_FrameEncoderOutput::outputStaysUntilItIsWritten()
{
    FrameEncoder encoder = this->encoder(Role::Server);
    QVERIFY(encoder.output().isEmpty());
    encoder.appendMessage({Opcode::Text}, "first", 0);
    encoder.appendMessage({Opcode::Text}, "second", 0);
    const QByteArrayView output = encoder.output();
    QCOMPARE(output, "\x81\x05"
                     "first\x81\x06second");
    const QByteArray large(20'000, 'L');
    encoder.appendMessage({Opcode::Binary}, large, 0);
    encoder.appendMessage({Opcode::Text}, "third", 0);
    QCOMPARE(encoder.output().data(), output.data());
    QCOMPARE(encoder.output(), "\x81\x05"
                               "first\x81\x06second");
    encoder.outputWritten(4);
    QCOMPARE(encoder.output(), "rst\x81\x06second");
    encoder.outputWritten(encoder.output().size());
    QCOMPARE(encoder.output(), "\x82\x7E\x4E\x20" + large);
    encoder.outputWritten(encoder.output().size());
    QCOMPARE(encoder.output(), "\x81\x05third");
    encoder.outputWritten(encoder.output().size());
    QVERIFY(encoder.output().isEmpty());
    QCOMPARE(encoder.pending(), 0);
}

// RFC 6455 5.4: a control frame goes between two frames, not into one
void tst_FrameEncoderOutput::pongsWaitForTheEndOfAPiece()
{
    FrameEncoder encoder = this->encoder(Role::Server);
    encoder.appendMessage({Opcode::Text}, "small", 0);
    encoder.appendMessage({Opcode::Binary}, QByteArray(20'000, 'L'), 0);
    QCOMPARE(encoder.output(), "\x81\x05small");
    encoder.outputWritten(1);
    encoder.queuePong("1");
    QCOMPARE(encoder.output(), "\x05small");
    encoder.outputWritten(6);
    QCOMPARE(encoder.output(), "\x8A\x01"
                               "1");
    encoder.outputWritten(3);
    QCOMPARE(encoder.output().size(), 20'004);
}

void tst_FrameEncoderOutput::whatIsLeftOfAPieceCanBeTaken()
{
    FrameEncoder encoder = this->encoder(Role::Server);
    encoder.appendMessage({Opcode::Text}, "small", 0);
    QCOMPARE(encoder.output().size(), 7);
    QCOMPARE(encoder.take(), "\x81\x05small");
    encoder.appendMessage({Opcode::Text}, "small", 0);
    QCOMPARE(encoder.output().size(), 7);
    encoder.outputWritten(3);
    QCOMPARE(encoder.take(), "mall");
    QVERIFY(encoder.take().isNull());
    QCOMPARE(encoder.pending(), 0);
}

// A dialogue of small messages allocates nothing: two buffers take turns.
void tst_FrameEncoderOutput::smallBufferIsKept()
{
    FrameEncoder encoder = this->encoder(Role::Client);
    QSet<const char *> buffers;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(encoder.appendAscii(QString(100, u'x')));
        buffers.insert(encoder.output().data());
        encoder.outputWritten(encoder.output().size());
    }
    QVERIFY(buffers.size() <= 2);
}

// What waits no longer is not held.
void tst_FrameEncoderOutput::largeBufferIsNotKept()
{
    FrameEncoder encoder = this->encoder(Role::Client);
    for (int i = 0; i < 100; ++i)
        encoder.appendMessage({Opcode::Binary}, QByteArray(1000, 'x'), 0);
    while (!encoder.output().isEmpty())
        encoder.outputWritten(encoder.output().size());
    QVERIFY(encoder.appendAscii(u"x"));
    QVERIFY(encoder.take().capacity() <= 512);
}

void tst_FrameEncoderOutput::pendingIsExact_data()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

void tst_FrameEncoderOutput::pendingIsExact()
{
    QFETCH(const Role, role);
    FrameEncoder encoder = this->encoder(role);
    const int mask = role == Role::Client ? 4 : 0;
    qint64 expected = 0;
    const auto grows = [&](qint64 octets) {
        expected += octets;
        return encoder.pending() == expected;
    };
    encoder.appendHead("12345");
    QVERIFY(grows(5));
    encoder.appendMessage({Opcode::Binary}, {}, 0);
    QVERIFY(grows(2 + mask));
    encoder.appendMessage({Opcode::Binary}, QByteArray(126, 'x'), 0);
    QVERIFY(grows(4 + mask + 126));
    encoder.appendMessage({Opcode::Binary}, QByteArray(65536, 'x'), 0);
    QVERIFY(grows(10 + mask + 65536));
    encoder.appendMessage({Opcode::Binary}, QByteArray(10, 'x'), 4);
    QVERIFY(grows(3 * (2 + mask) + 10));
    encoder.appendText(u"äöü", 6);
    QVERIFY(grows(2 + mask + 6));
    QVERIFY(encoder.appendAscii(u"abc"));
    QVERIFY(grows(2 + mask + 3));
    QVERIFY(!encoder.appendAscii(u"äöü"));
    QVERIFY(grows(0));
    encoder.queuePong({});
    QVERIFY(grows(2 + mask));
    encoder.queuePong(QByteArray(125, 'x'));
    QVERIFY(grows(2 + mask + 125));
    encoder.appendControl(Opcode::Close, "\x03\xE8");
    QVERIFY(grows(2 + mask + 2));
    qint64 taken = 0;
    for (QByteArray piece = encoder.take(); !piece.isNull(); piece = encoder.take()) {
        taken += piece.size();
        QCOMPARE(encoder.pending(), expected - taken);
    }
    QCOMPARE(taken, expected);
}

QTEST_APPLESS_MAIN(tst_FrameEncoderOutput)
#include "tst_frameencoderoutput.moc"
