// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The assembler with what is not whole and plain: compressed messages, whose length is not known
// before they are inflated, and messages that are handed out in parts.

#include "core/messageassembler_p.h"

#include <QtTest/qtest.h>

#include <cstring>
#include <limits>

using namespace Lomond;
using Core::FrameHeader;
using Core::MessageAssembler;
using Core::Violation;

static FrameHeader frame(Opcode opcode, bool final, quint64 length, quint8 reserved = 0)
{
    FrameHeader header;
    header.opcode = opcode;
    header.final = final;
    header.payloadLength = length;
    header.reserved = reserved;
    return header;
}

static constexpr quint8 Compressed = FrameHeader::Reserved1;

static int codeOf(const std::optional<Violation> &violation) // 0: no rule was broken
{
    return violation ? int(violation->closeCode) : 0;
}

// Octets of the part, which is handed on.
static QByteArray takePart(MessageAssembler &assembler)
{
    assembler.beginPart();
    const QByteArray part = assembler.payload().toByteArray();
    assembler.endPart();
    return part;
}

class tst_MessageAssemblerParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compressedMessageIsMarkedByItsFirstFrame();
    void limitIsThatOfTheInflatedMessage();
    void firstWrongOctetDecides();
    void limitOfTheWireIsWhatDeflateNeeds();
    void inflatedMessageIsGivenNoMoreThanItNeeds();
    void partIsHandedOutAtAnyTime();
    void partEndsWithAWholeCodePoint();
    void partHasRoomUpToTheLimit_data();
    void partHasRoomUpToTheLimit();
    void lengthOfAStreamedMessageDoesNotMatter();
    void payloadOfAPartIsHandedOver();
    void emptyFragmentsAreCounted();
    void wholeMessageIsNotStreamed();
    void resetForgetsAPart();
};

void tst_MessageAssemblerParts::compressedMessageIsMarkedByItsFirstFrame()
{
    MessageAssembler assembler(1'000, 10);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, false, 5, Compressed)));
    QVERIFY(assembler.isCompressed());
    QVERIFY(!assembler.endFrame());
    QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, true, 5)));
    QVERIFY(assembler.isCompressed());
    QVERIFY(!assembler.append(QByteArray("x")));
    QVERIFY(!assembler.endFrame());
    assembler.reset();
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, true, 5)));
    QVERIFY(!assembler.isCompressed());
}

void tst_MessageAssemblerParts::limitIsThatOfTheInflatedMessage()
{
    MessageAssembler assembler(1'000, 10);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 20, Compressed)));
    QVERIFY(!assembler.append(QByteArray(600, 'x')));
    QVERIFY(!assembler.append(QByteArray(400, 'x')));
    const auto violation = assembler.append(QByteArray(1, 'x'));
    QCOMPARE(codeOf(violation), int(CloseCode::MessageTooBig));
    QCOMPARE(violation.value().code, ErrorCode::PayloadTooLarge);
}

void tst_MessageAssemblerParts::firstWrongOctetDecides()
{
    constexpr qsizetype Limit = 1'000;
    const QByteArray before = QByteArray(Limit - 1, 'x') + "\xFFx";
    const QByteArray behind = QByteArray(Limit, 'x') + '\xFF';
    for (const QByteArray &octets : {before, behind}) {
        const CloseCode code = octets == before ? CloseCode::InvalidPayload
                                                : CloseCode::MessageTooBig;
        for (const qsizetype step : {qsizetype(1), qsizetype(7), Limit, 2 * Limit}) {
            MessageAssembler assembler(Limit, 10);
            QVERIFY(!assembler.beginFrame(frame(Opcode::Text, true, 10, Compressed)));
            std::optional<Violation> violation;
            for (qsizetype at = 0; at < octets.size() && !violation; at += step)
                violation = assembler.append(octets.mid(at, step));
            QCOMPARE(codeOf(violation), int(code));
        }
    }
}

void tst_MessageAssemblerParts::limitOfTheWireIsWhatDeflateNeeds()
{
    MessageAssembler assembler(1'000, 10);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 1'156, Compressed)));
    assembler.reset();
    QCOMPARE(codeOf(assembler.beginFrame(frame(Opcode::Binary, true, 1'157, Compressed))),
             int(CloseCode::MessageTooBig));
    assembler.reset();
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, 1'000, Compressed)));
    QVERIFY(!assembler.endFrame());
    QVERIFY(assembler.beginFrame(frame(Opcode::Continuation, true, 157)));

    // even if the limit is the largest there is
    for (const qsizetype limit : {std::numeric_limits<qsizetype>::max(), qsizetype(1) << 61}) {
        MessageAssembler unlimited(limit, 10);
        QVERIFY(!unlimited.beginFrame(frame(Opcode::Binary, false, 1'000, Compressed)));
        QVERIFY(!unlimited.append(QByteArray(1'000, 'x')));
    }
}

void tst_MessageAssemblerParts::inflatedMessageIsGivenNoMoreThanItNeeds()
{
    MessageAssembler assembler(10'000'000, 10);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 5'000, Compressed)));
    const QByteArray piece(65'536, 'x');
    int steps = 0;
    const char *data = nullptr;
    for (int i = 0; i < 50; ++i) {
        QVERIFY(!assembler.append(piece));
        steps += std::exchange(data, assembler.payload().data()) != assembler.payload().data();
    }
    QVERIFY(!assembler.endFrame());
    QVERIFY(steps < 10);
    const QByteArray payload = assembler.takePayload();
    QCOMPARE(payload.size(), 50 * piece.size());
    QVERIFY(payload.capacity() < 51 * piece.size());
}

void tst_MessageAssemblerParts::partIsHandedOutAtAnyTime()
{
    MessageAssembler assembler(1'000, 10, true);
    QVERIFY(!assembler.hasPart());
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, 10)));
    QVERIFY(assembler.isStreaming());
    QVERIFY(!assembler.hasPart());
    QVERIFY(!assembler.append(QByteArray("one")));
    QVERIFY(assembler.hasPart());
    QVERIFY(!assembler.append(QByteArray("two")));
    QCOMPARE(takePart(assembler), "onetwo");
    QVERIFY(!assembler.hasPart());
    QVERIFY(!assembler.append(QByteArray("three")));
    QVERIFY(!assembler.endFrame());
    QVERIFY(!assembler.isMessageComplete());
    QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, true, 0)));
    QVERIFY(!assembler.endFrame());
    QVERIFY(assembler.isMessageComplete());
    QCOMPARE(assembler.payload(), "three"); // the last one
}

void tst_MessageAssemblerParts::partEndsWithAWholeCodePoint()
{
    const QByteArray text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
    MessageAssembler assembler(1'000, 10, true);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, true, quint64(text.size()))));
    QList<QByteArray> parts;
    for (const char octet : text) {
        QVERIFY(!assembler.append(QByteArray(1, octet)));
        if (assembler.hasPart())
            parts.append(takePart(assembler));
    }
    QCOMPARE(parts, QList<QByteArray>({"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "z"}));
    QVERIFY(!assembler.endFrame());
    QVERIFY(assembler.payload().isEmpty());
    assembler.reset();

    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, true, 4)));
    QVERIFY(!assembler.append(QByteArray("ab\xE2\x82")));
    QCOMPARE(takePart(assembler), "ab");
    QCOMPARE(assembler.payload(), "\xE2\x82"); // of the next part
    QCOMPARE(codeOf(assembler.endFrame()), int(CloseCode::InvalidPayload));
}

void tst_MessageAssemblerParts::partHasRoomUpToTheLimit_data()
{
    QTest::addColumn<qsizetype>("limit");
    QTest::addColumn<qsizetype>("room");
    QTest::newRow("a limit") << qsizetype(1'000) << qsizetype(1'000);
    QTest::newRow("64 KiB at most") << qsizetype(1'000'000) << qsizetype(65'536);
    QTest::newRow("a code point at least") << qsizetype(0) << qsizetype(4);
    QTest::newRow("a negative limit") << qsizetype(-1) << qsizetype(4);
}

void tst_MessageAssemblerParts::partHasRoomUpToTheLimit()
{
    QFETCH(const qsizetype, limit);
    QFETCH(const qsizetype, room);
    MessageAssembler assembler(limit, 10, true);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 1'000'000)));
    QCOMPARE(assembler.free(), room);
    QCOMPARE(qsizetype(assembler.room(quint64(room)).size()), room);
    QVERIFY(!assembler.append(QByteArray(room, 'x')));
    QCOMPARE(assembler.free(), 0);
    QCOMPARE(takePart(assembler).size(), room);
    QCOMPARE(assembler.free(), room);
    assembler.reset();

    MessageAssembler whole(limit, 10);
    QCOMPARE(whole.free(), std::numeric_limits<qsizetype>::max());
}

void tst_MessageAssemblerParts::lengthOfAStreamedMessageDoesNotMatter()
{
    MessageAssembler assembler(1'000, 10, true);
    for (const quint64 length : {quint64(1'001), (quint64(1) << 63) - 1}) {
        for (const quint8 reserved : {quint8(0), Compressed}) {
            QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, length, reserved)));
            QVERIFY(!assembler.endFrame());
            QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, true, length)));
            QVERIFY(!assembler.append(QByteArray(1'000, 'x')));
            QCOMPARE(takePart(assembler).size(), 1'000);
            QVERIFY(!assembler.append(QByteArray(1'000, 'x')));
            QVERIFY(!assembler.endFrame());
            assembler.reset();
        }
    }
}

void tst_MessageAssemblerParts::payloadOfAPartIsHandedOver()
{
    MessageAssembler assembler(1'000'000, 10, true);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, true, 100'000)));
    std::span<char> room = assembler.room(100'000);
    QCOMPARE(room.size(), size_t(65'536));
    std::memset(room.data(), 'x', room.size());
    room.back() = '\xC3';
    assembler.commit(qsizetype(room.size()));
    QVERIFY(!assembler.append(assembler.takeCommitted()));
    assembler.beginPart();
    const void *data = assembler.payload().data();
    const QByteArray part = assembler.takePayload();
    QCOMPARE(part.size(), 65'535);
    QCOMPARE(static_cast<const void *>(part.constData()), data);
    assembler.endPart();
    QCOMPARE(assembler.payload(), "\xC3");
    QVERIFY(!assembler.append(QByteArray("\xA9")));
    QCOMPARE(takePart(assembler), "\xC3\xA9");
    QCOMPARE(part, QByteArray(65'535, 'x'));
}

void tst_MessageAssemblerParts::emptyFragmentsAreCounted()
{
    MessageAssembler assembler(1'000, 3, true);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, 1)));
    for (int i = 0; i < 10; ++i) {
        QVERIFY(!assembler.append(QByteArray("x")));
        QVERIFY(!assembler.endFrame());
        QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 0)));
        QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 0)));
        QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 1)));
    }
    QVERIFY(!assembler.append(QByteArray("x")));
    QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 0)));
    QCOMPARE(takePart(assembler), "xxxxxxxxxxx"); // which makes no difference
    QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 0)));
    QCOMPARE(codeOf(assembler.beginFrame(frame(Opcode::Continuation, false, 0))),
             int(CloseCode::PolicyViolation));
}

void tst_MessageAssemblerParts::wholeMessageIsNotStreamed()
{
    MessageAssembler assembler(1'000, 10);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, 3)));
    assembler.setStreaming(true); // of the next message
    QVERIFY(!assembler.append(QByteArray("one")));
    QVERIFY(!assembler.isStreaming());
    QVERIFY(!assembler.hasPart());
    assembler.reset();
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, false, 3)));
    QVERIFY(assembler.isStreaming());
}

void tst_MessageAssemblerParts::resetForgetsAPart()
{
    MessageAssembler assembler(1'000, 10, true);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, false, 3)));
    QVERIFY(!assembler.append(QByteArray("ab\xC3")));
    assembler.beginPart();
    assembler.reset();
    QVERIFY(!assembler.beginFrame(frame(Opcode::Text, false, 1)));
    QVERIFY(!assembler.append(QByteArray("x")));
    QCOMPARE(takePart(assembler), "x");
    QCOMPARE(assembler.payload(), QByteArrayView());
}

QTEST_APPLESS_MAIN(tst_MessageAssemblerParts)
#include "tst_messageassemblerparts.moc"
