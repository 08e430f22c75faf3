// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/framedecoder_p.h"

#include "../../shared/rawframes.h"

#include <QtTest/qtest.h>

#include <limits>

using namespace Lomond;
using namespace Lomond::Test;
using Core::FrameDecoder;
using Core::FrameHeader;
using Core::ReceiveBuffer;

Q_DECLARE_METATYPE(Lomond::Test::RawFrame)

// What there is of the payload, consumed.
static QByteArray read(FrameDecoder &decoder, ReceiveBuffer &buffer)
{
    const std::span<char> payload = decoder.payload(buffer);
    const QByteArray octets(payload.data(), qsizetype(payload.size()));
    decoder.consume(buffer, payload.size());
    return octets;
}

class tst_FrameDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frameIsReadInAnyPieces_data();
    void frameIsReadInAnyPieces();
    void brokenRuleIsSeenAtOnce_data();
    void brokenRuleIsSeenAtOnce();
    void payloadReadElsewhereIsUnmasked();
    void payloadIsUnmaskedOnceHoweverSlowlyItIsConsumed();
    void compressionGivesRsv1AMeaning_data();
    void compressionGivesRsv1AMeaning();
    void headerIsConsumedOnlyWhenComplete();
    void twoFramesFollowEachOther();
    void wholeMessageIsTakenOut_data();
    void wholeMessageIsTakenOut();
    void restOfAWholeMessageIsReadAsAPayload();
    void allElseIsLeftAlone_data();
    void allElseIsLeftAlone();
};

static Role otherRole(Role role)
{
    return role == Role::Client ? Role::Server : Role::Client;
}

void tst_FrameDecoder::frameIsReadInAnyPieces_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<RawFrame>("frame");
    for (const Role role : {Role::Client, Role::Server}) {
        const char *who = role == Role::Client ? "client" : "server";
        for (const int size : {0, 1, 3, 4, 5, 125, 126, 127, 65535, 65536}) {
            QTest::addRow("%s: text of %d octets", who, size)
                    << role << text(QByteArray(size, 'x'));
            QTest::addRow("%s: fragment of %d octets", who, size)
                    << role << more0(QByteArray(size, 'y'));
        }
        for (const int opcode : {8, 9, 10}) {
            QTest::addRow("%s: control frame %d", who, opcode)
                    << role << RawFrame {opcode, QByteArray(125, 'z')};
        }
    }
}

void tst_FrameDecoder::frameIsReadInAnyPieces()
{
    QFETCH(const Role, role);
    QFETCH(const RawFrame, frame);
    const QByteArray octets = frame.octets(otherRole(role) == Role::Client);
    for (const qsizetype piece : {qsizetype(1), qsizetype(3), qsizetype(1000), octets.size()}) {
        FrameDecoder decoder(role);
        ReceiveBuffer buffer;
        const FrameHeader *header = nullptr;
        QByteArray payload;
        for (qsizetype at = 0; at < octets.size(); at += piece) {
            buffer.feed(QByteArrayView(octets).sliced(at, qMin(piece, octets.size() - at)));
            do {
                if (!header)
                    header = decoder.readHeader(buffer);
                QVERIFY(!decoder.violation());
                if (!header)
                    break;
                payload += read(decoder, buffer);
                QCOMPARE(decoder.remaining(), quint64(frame.payload.size() - payload.size()));
            } while (buffer.refill());
        }
        QVERIFY(header);
        QCOMPARE(int(header->opcode), frame.opcode);
        QCOMPARE(header->final, frame.final);
        QCOMPARE(payload, frame.payload);
        QVERIFY(buffer.isEmpty());
    }
}

void tst_FrameDecoder::brokenRuleIsSeenAtOnce_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<RawFrame>("frame");
    QTest::addColumn<bool>("inTwo"); // octets, that is; otherwise with the header's last one

    for (const Role role : {Role::Client, Role::Server}) {
        const char *who = role == Role::Client ? "client" : "server";
        const auto row = [&](const char *rule, const RawFrame &frame, bool inTwo) {
            QTest::addRow("%s: %s", who, rule) << role << frame << inTwo;
        };
        row("5.1 mask", text("x").withMask(role == Role::Client), true);
        row("5.1 mask of a ping", ping("x").withMask(role == Role::Client), true);
        row("5.1 mask of a close", closing(1000).withMask(role == Role::Client), true);
        for (int bits = 1; bits < 8; ++bits) {
            QTest::addRow("%s: 5.2 RSV %d", who, bits)
                    << role << text("x").withReserved(bits) << true;
            QTest::addRow("%s: 5.2 RSV %d of a close", who, bits)
                    << role << closeBody({}).withReserved(bits) << true;
        }
        for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
            QTest::addRow("%s: 5.2 opcode %d", who, opcode)
                    << role << RawFrame {opcode, "x"} << true;
        for (const int opcode : {8, 9, 10}) {
            const RawFrame frame {opcode, "xx"};
            QTest::addRow("%s: 5.5 FIN of %d", who, opcode) << role << frame.notFinal() << true;
            QTest::addRow("%s: 5.5 126-form of %d", who, opcode)
                    << role << frame.withLengthForm(126) << true;
            QTest::addRow("%s: 5.5 127-form of %d", who, opcode)
                    << role << frame.withLengthForm(127) << true;
            QTest::addRow("%s: 5.5 126 octets of %d", who, opcode)
                    << role << frame.claiming(126) << true;
        }
        for (const int length : {0, 1, 125})
            QTest::addRow("%s: 5.2 %d in the 126-form", who, length)
                    << role << text({}).claiming(quint64(length)).withLengthForm(126) << false;
        for (const int length : {0, 125, 126, 65535})
            QTest::addRow("%s: 5.2 %d in the 127-form", who, length)
                    << role << text({}).claiming(quint64(length)).withLengthForm(127) << false;
        row("5.2 length 2^63", binary({}).claiming(quint64(1) << 63), false);
        row("5.2 length 2^64-1", binary({}).claiming(~quint64(0)), false);
    }
}

void tst_FrameDecoder::brokenRuleIsSeenAtOnce()
{
    QFETCH(const Role, role);
    QFETCH(const RawFrame, frame);
    QFETCH(const bool, inTwo);
    const QByteArray octets = frame.octets(otherRole(role) == Role::Client);
    FrameDecoder decoder(role);
    ReceiveBuffer buffer;
    qsizetype fed = 0;
    while (!decoder.violation() && fed < octets.size()) {
        buffer.feed(QByteArrayView(octets).sliced(fed++, 1));
        QVERIFY(!decoder.readHeader(buffer));
    }
    QCOMPARE(decoder.violation().value().closeCode, CloseCode::ProtocolError);
    QCOMPARE(decoder.violation().value().code, ErrorCode::CriticalProtocolError);
    QVERIFY(!decoder.violation().value().text.isEmpty());
    if (inTwo)
        QCOMPARE(fed, 2);
    else
        QCOMPARE(fed, octets.size() - frame.payload.size());
}

void tst_FrameDecoder::payloadReadElsewhereIsUnmasked()
{
    QByteArray octets = binary("a payload in four pieces").octets(true);
    FrameDecoder decoder(Role::Server);
    ReceiveBuffer buffer;
    buffer.feed(octets.first(9)); // a header of six octets
    QVERIFY(decoder.readHeader(buffer));
    QByteArray payload = read(decoder, buffer);
    for (qsizetype at = 9; at < octets.size(); at += 7) {
        const std::span<char> piece(octets.data() + at,
                                    size_t(qMin<qsizetype>(7, octets.size() - at)));
        decoder.takePayload(piece);
        payload.append(piece.data(), qsizetype(piece.size()));
    }
    QCOMPARE(payload, "a payload in four pieces");
    QCOMPARE(decoder.remaining(), quint64(0));
}

void tst_FrameDecoder::payloadIsUnmaskedOnceHoweverSlowlyItIsConsumed()
{
    const QByteArray octets = binary("a payload in pieces").octets(true);
    FrameDecoder decoder(Role::Server);
    ReceiveBuffer buffer;
    buffer.feed(octets.first(16));
    QVERIFY(decoder.readHeader(buffer));
    QByteArray payload;
    qsizetype fed = 16;
    while (decoder.remaining() > 0) {
        buffer.park(); // which makes no difference
        const std::span<char> there = decoder.payload(buffer);
        const size_t used = qMin(there.size(), size_t(3));
        payload.append(there.data(), qsizetype(used));
        decoder.consume(buffer, used);
        const qsizetype more = qMin<qsizetype>(2, octets.size() - fed);
        buffer.feed(octets.sliced(fed, more));
        fed += more;
    }
    QCOMPARE(payload, "a payload in pieces");
}

void tst_FrameDecoder::compressionGivesRsv1AMeaning_data()
{
    QTest::addColumn<RawFrame>("frame");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("RFC 7692 6: RSV1 of a text") << text("x").withReserved(4) << true;
    QTest::newRow("RFC 7692 6: RSV1 of a binary") << binary("x").withReserved(4) << true;
    QTest::newRow("RFC 7692 6: RSV1 of a first fragment") << text0("x").withReserved(4) << true;
    QTest::newRow("RFC 7692 6: no RSV1") << text("x") << true;
    QTest::newRow("RFC 7692 6.1: RSV1 of a continuation") << more0("x").withReserved(4) << false;
    QTest::newRow("RFC 7692 6.1: RSV1 of the last fragment") << more("x").withReserved(4) << false;
    QTest::newRow("RFC 7692 6.1: RSV1 of a ping") << ping("x").withReserved(4) << false;
    QTest::newRow("RFC 7692 6.1: RSV1 of a pong") << pong("x").withReserved(4) << false;
    QTest::newRow("RFC 7692 6.1: RSV1 of a close") << closing(1000).withReserved(4) << false;
    for (const int bits : {1, 2, 3, 5, 6, 7})
        QTest::addRow("RFC 6455 5.2: RSV %d", bits) << text("x").withReserved(bits) << false;
}

void tst_FrameDecoder::compressionGivesRsv1AMeaning()
{
    QFETCH(const RawFrame, frame);
    QFETCH(const bool, allowed);
    for (const Role role : {Role::Client, Role::Server}) {
        FrameDecoder decoder(role);
        decoder.allowCompression();
        ReceiveBuffer buffer;
        buffer.feed(frame.octets(role == Role::Server));
        QCOMPARE(decoder.readHeader(buffer) != nullptr, allowed);
        QCOMPARE(decoder.violation().has_value(), !allowed);
    }
}

void tst_FrameDecoder::headerIsConsumedOnlyWhenComplete()
{
    const QByteArray octets = binary(QByteArray(65536, 'x')).octets(true);
    FrameDecoder decoder(Role::Server);
    ReceiveBuffer buffer;
    for (int i = 0; i < 13; ++i) {
        buffer.feed(octets.sliced(i, 1));
        QVERIFY(!decoder.readHeader(buffer));
        QCOMPARE(qsizetype(buffer.unread().size()), i + 1);
    }
    buffer.feed(octets.sliced(13, 1));
    QVERIFY(decoder.readHeader(buffer));
    QVERIFY(buffer.isEmpty());
    QCOMPARE(decoder.remaining(), quint64(65536));
}

void tst_FrameDecoder::twoFramesFollowEachOther()
{
    FrameDecoder decoder(Role::Server);
    ReceiveBuffer buffer;
    buffer.feed(text("first").octets(true) + binary("second").octets(true));
    QCOMPARE(decoder.readHeader(buffer)->opcode, Opcode::Text);
    QCOMPARE(read(decoder, buffer), "first");
    QCOMPARE(decoder.readHeader(buffer)->opcode, Opcode::Binary);
    QCOMPARE(read(decoder, buffer), "second");
}

void tst_FrameDecoder::wholeMessageIsTakenOut_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<int>("size");
    for (const Role role : {Role::Client, Role::Server}) {
        for (const int size : {0, 1, 7, 125, 126, 65'000})
            QTest::addRow("%s: %d octets", role == Role::Client ? "client" : "server", size)
                    << role << size;
    }
}

void tst_FrameDecoder::wholeMessageIsTakenOut()
{
    QFETCH(const Role, role);
    QFETCH(const int, size);
    QByteArray payload(size, Qt::Uninitialized);
    for (int i = 0; i < size; ++i)
        payload[i] = char(i * 5);
    for (const RawFrame &frame : {text(payload), binary(payload), text(payload).withReserved(4)}) {
        const QByteArray octets = frame.octets(role == Role::Server);
        FrameDecoder decoder(role);
        decoder.allowCompression();
        ReceiveBuffer buffer;
        buffer.feed(octets + "rest");
        if (size > 0)
            QVERIFY(!decoder.takeWholeMessage(buffer, size - 1));
        const auto whole = decoder.takeWholeMessage(buffer, size);
        QVERIFY(whole);
        QCOMPARE(int(whole->opcode), frame.opcode);
        QCOMPARE(whole->compressed, frame.reserved == 4);
        QCOMPARE(QByteArrayView(whole->payload.data(), qsizetype(whole->payload.size())), payload);
        QCOMPARE(QByteArrayView(buffer.unread().data(), qsizetype(buffer.unread().size())), "rest");

        for (qsizetype there = 0; there < octets.size(); there += 1 + there / 50) {
            ReceiveBuffer part;
            part.feed(octets.first(there));
            QVERIFY(!decoder.takeWholeMessage(part, size));
            QCOMPARE(qsizetype(part.unread().size()), there);
        }
    }
}

void tst_FrameDecoder::restOfAWholeMessageIsReadAsAPayload()
{
    for (const Role role : {Role::Client, Role::Server}) {
        for (const size_t used : {0, 3, 7}) {
            const bool masked = role == Role::Server;
            FrameDecoder decoder(role);
            decoder.allowCompression();
            ReceiveBuffer buffer;
            buffer.feed(text("payload").withReserved(4).octets(masked)
                        + text("next").octets(masked));
            QVERIFY(decoder.takeWholeMessage(buffer, 7));
            const FrameHeader *header = decoder.goBackInto(buffer, used);
            QCOMPARE(header->opcode, Opcode::Text);
            QVERIFY(header->final);
            QCOMPARE(header->reserved, FrameHeader::Reserved1);
            QCOMPARE(header->payloadLength, quint64(7));
            QCOMPARE(decoder.remaining(), quint64(7 - used));
            QCOMPARE(read(decoder, buffer), QByteArray("payload").sliced(qsizetype(used)));
            QVERIFY(decoder.readHeader(buffer));
            QCOMPARE(read(decoder, buffer), "next");
        }
    }
}

void tst_FrameDecoder::allElseIsLeftAlone_data()
{
    brokenRuleIsSeenAtOnce_data();
    for (const Role role : {Role::Client, Role::Server}) {
        const char *who = role == Role::Client ? "client" : "server";
        const auto row = [&](const char *what, const RawFrame &frame) {
            QTest::addRow("%s: %s", who, what) << role << frame << false;
        };
        row("first fragment", text0("x"));
        row("continuation", more0("x"));
        row("last fragment", more("x"));
        row("close", closing(1000));
        row("ping", ping("x"));
        row("pong", pong("x"));
        row("too long for the buffer", binary(QByteArray(70'000, 'x')));
    }
}

void tst_FrameDecoder::allElseIsLeftAlone()
{
    QFETCH(const Role, role);
    QFETCH(const RawFrame, frame);
    const QByteArray octets = frame.octets(otherRole(role) == Role::Client);
    FrameDecoder decoder(role);
    ReceiveBuffer buffer;
    buffer.feed(octets);
    const auto before = qsizetype(buffer.unread().size());
    QVERIFY(!decoder.takeWholeMessage(buffer, std::numeric_limits<qsizetype>::max()));
    QCOMPARE(qsizetype(buffer.unread().size()), before);
    QCOMPARE(QByteArrayView(buffer.unread().data(), before), QByteArrayView(octets).first(before));
}

QTEST_APPLESS_MAIN(tst_FrameDecoder)
#include "tst_framedecoder.moc"
