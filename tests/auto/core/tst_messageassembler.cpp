// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messageassembler_p.h"

#include "../../shared/utf8cases.h"

#include <QtTest/qtest.h>

#include <cstring>

using namespace Lomond;
using Core::FrameHeader;
using Core::MessageAssembler;
using Core::Violation;

static constexpr qsizetype Limit = 1000;
static constexpr int FragmentLimit = 5;

static FrameHeader frame(Opcode opcode, bool final, quint64 length)
{
    FrameHeader header;
    header.opcode = opcode;
    header.final = final;
    header.payloadLength = length;
    return header;
}

static int codeOf(const std::optional<Violation> &violation) // 0: no rule was broken
{
    return violation ? int(violation->closeCode) : 0;
}

// A whole frame; 0: it broke no rule.
static int add(MessageAssembler &assembler, Opcode opcode, bool final, const QByteArray &payload)
{
    auto violation = assembler.beginFrame(frame(opcode, final, quint64(payload.size())));
    if (!violation)
        violation = assembler.append(payload);
    if (!violation)
        violation = assembler.endFrame();
    return codeOf(violation);
}

class tst_MessageAssembler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messageOfOneFrame();
    void messageOfFragments();
    void emptyMessages();
    void idleBetweenMessagesThatComeWhole();
    void onlyABegunMessageContinues();
    void noMessageBeginsWithinAnother();
    void limitIsExact();
    void limitHoldsOverFragments();
    void hugeLengthsDoNotOverflow();
    void newLimitCountsFromTheNextMessage();
    void fragmentLimitIsExact();
    void emptyFragmentsCount();
    void textIsCheckedAsItArrives();
    void textMustNotEndWithinACodePoint();
    void autobahnTexts_data();
    void autobahnTexts();
    void binaryIsNotChecked();
    void nothingIsAllocatedOnTheWordOfAHeader();
    void largeMessageGetsNoMoreThanItsSize();
    void smallFragmentsGrowInFewSteps();
    void octetsReadDirectlyAreNotCopied();
    void roomIsNotLentTwice();
    void payloadIsHandedOver();
};

void tst_MessageAssembler::messageOfOneFrame()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, true, "hello"), 0);
    QVERIFY(assembler.isMessageComplete());
    QCOMPARE(assembler.opcode(), Opcode::Text);
    QCOMPARE(assembler.payload(), "hello");
    assembler.reset();
    QVERIFY(!assembler.isMessageComplete());
    QVERIFY(assembler.payload().isEmpty());
}

void tst_MessageAssembler::messageOfFragments()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    for (int i = 0; i < 3; ++i) { // the second and third time as the first
        QCOMPARE(add(assembler, Opcode::Binary, false, "one "), 0);
        QVERIFY(!assembler.isMessageComplete());
        QCOMPARE(add(assembler, Opcode::Continuation, false, "two "), 0);
        QVERIFY(!assembler.isMessageComplete());
        QCOMPARE(add(assembler, Opcode::Continuation, true, "three"), 0);
        QVERIFY(assembler.isMessageComplete());
        QCOMPARE(assembler.opcode(), Opcode::Binary);
        QCOMPARE(assembler.payload(), "one two three");
        assembler.reset();
    }
}

void tst_MessageAssembler::emptyMessages()
{
    MessageAssembler assembler(0, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, true, ""), 0);
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(assembler.payload().isEmpty());
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Text, false, ""), 0);
    QVERIFY(!assembler.isMessageComplete());
    QCOMPARE(add(assembler, Opcode::Continuation, true, ""), 0);
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(assembler.payload().isEmpty());
}

void tst_MessageAssembler::idleBetweenMessagesThatComeWhole()
{
    MessageAssembler assembler(5, FragmentLimit);
    QVERIFY(assembler.isIdle());
    QCOMPARE(add(assembler, Opcode::Text, false, ""), 0);
    QVERIFY(!assembler.isIdle());
    QCOMPARE(add(assembler, Opcode::Continuation, true, "x"), 0);
    QVERIFY(!assembler.isIdle());
    assembler.reset();
    QVERIFY(assembler.isIdle());
    assembler.setStreaming(true);
    QVERIFY(!assembler.isIdle());
}

void tst_MessageAssembler::onlyABegunMessageContinues()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    for (const bool final : {true, false}) {
        const auto violation = assembler.beginFrame(frame(Opcode::Continuation, final, 1));
        QCOMPARE(codeOf(violation), int(CloseCode::ProtocolError));
        QCOMPARE(violation.value().code, ErrorCode::CriticalProtocolError);
    }
    QCOMPARE(add(assembler, Opcode::Text, true, "x"), 0);
    assembler.reset();
    QVERIFY(assembler.beginFrame(frame(Opcode::Continuation, true, 1)));
}

void tst_MessageAssembler::noMessageBeginsWithinAnother()
{
    for (const Opcode opcode : {Opcode::Text, Opcode::Binary}) {
        MessageAssembler assembler(Limit, FragmentLimit);
        QCOMPARE(add(assembler, Opcode::Text, false, ""), 0);
        QCOMPARE(codeOf(assembler.beginFrame(frame(opcode, true, 0))),
                 int(CloseCode::ProtocolError));
    }
}

void tst_MessageAssembler::limitIsExact()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Binary, true, QByteArray(Limit, 'x')), 0);
    assembler.reset();
    const auto violation = assembler.beginFrame(frame(Opcode::Binary, true, Limit + 1));
    QCOMPARE(codeOf(violation), int(CloseCode::MessageTooBig));
    QCOMPARE(violation.value().code, ErrorCode::PayloadTooLarge);

    MessageAssembler nothing(-1, FragmentLimit);
    QCOMPARE(nothing.maxMessageSize(), 0);
    QVERIFY(!nothing.beginFrame(frame(Opcode::Binary, false, 0)));
    QVERIFY(nothing.beginFrame(frame(Opcode::Continuation, true, 1)));
}

void tst_MessageAssembler::limitHoldsOverFragments()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Binary, false, QByteArray(600, 'x')), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, true, QByteArray(400, 'x')), 0);
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Binary, false, QByteArray(600, 'x')), 0);
    QCOMPARE(codeOf(assembler.beginFrame(frame(Opcode::Continuation, true, 401))),
             int(CloseCode::MessageTooBig));
}

void tst_MessageAssembler::hugeLengthsDoNotOverflow()
{
    for (const quint64 length :
         {quint64(1) << 32, (quint64(1) << 32) + 5, quint64(1) << 62, (quint64(1) << 63) - 1}) {
        MessageAssembler assembler(Limit, FragmentLimit);
        QCOMPARE(add(assembler, Opcode::Binary, false, "x"), 0);
        QCOMPARE(codeOf(assembler.beginFrame(frame(Opcode::Continuation, true, length))),
                 int(CloseCode::MessageTooBig));
    }
}

void tst_MessageAssembler::newLimitCountsFromTheNextMessage()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Binary, false, "12345"), 0);
    assembler.setMaxMessageSize(7);
    QCOMPARE(add(assembler, Opcode::Continuation, true, "67890"), 0);
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Binary, true, "1234567"), 0);
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Binary, true, "12345678"), int(CloseCode::MessageTooBig));
}

void tst_MessageAssembler::fragmentLimitIsExact()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, false, "1"), 0);
    for (int i = 2; i < FragmentLimit; ++i)
        QCOMPARE(add(assembler, Opcode::Continuation, false, "2"), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, true, "3"), 0);
    QVERIFY(assembler.isMessageComplete());
    assembler.reset();

    QCOMPARE(add(assembler, Opcode::Text, false, "1"), 0);
    for (int i = 1; i < FragmentLimit; ++i)
        QCOMPARE(add(assembler, Opcode::Continuation, false, "2"), 0);
    const auto violation = assembler.beginFrame(frame(Opcode::Continuation, true, 1));
    QCOMPARE(codeOf(violation), int(CloseCode::PolicyViolation));
    QCOMPARE(violation.value().code, ErrorCode::ProtocolError);
}

void tst_MessageAssembler::emptyFragmentsCount()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, false, ""), 0);
    for (int i = 1; i < FragmentLimit; ++i)
        QCOMPARE(add(assembler, Opcode::Continuation, false, ""), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, false, ""), int(CloseCode::PolicyViolation));
}

void tst_MessageAssembler::textIsCheckedAsItArrives()
{
    // RFC 6455 8.1; a code point in three pieces and two frames, then an octet that cannot follow
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, false, "\xF0"), 0);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Continuation, false, 100)));
    QVERIFY(!assembler.append(QByteArray("\x9F\x98")));
    const auto violation = assembler.append(QByteArray("x"));
    QCOMPARE(codeOf(violation), int(CloseCode::InvalidPayload));
    QCOMPARE(violation.value().code, ErrorCode::ProtocolError);
}

void tst_MessageAssembler::textMustNotEndWithinACodePoint()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, false, "\xF0\x9F\x98"), 0); // a frame may
    QCOMPARE(add(assembler, Opcode::Continuation, true, ""), int(CloseCode::InvalidPayload));
    QVERIFY(!assembler.isMessageComplete());
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Text, true, "and nothing of it is left"), 0);
}

void tst_MessageAssembler::autobahnTexts_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("valid");
    for (const Utf8Case &one : autobahnGroup6())
        QTest::newRow(one.name) << one.octets << one.valid;
}

void tst_MessageAssembler::autobahnTexts()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, valid);
    const int expected = valid ? 0 : int(CloseCode::InvalidPayload);

    MessageAssembler whole(Limit, FragmentLimit);
    QCOMPARE(add(whole, Opcode::Text, true, octets), expected);

    MessageAssembler fragments(Limit, 1000);
    int seen = add(fragments, Opcode::Text, false, "");
    for (qsizetype i = 0; seen == 0 && i < octets.size(); ++i)
        seen = add(fragments, Opcode::Continuation, false, octets.sliced(i, 1));
    if (seen == 0)
        seen = add(fragments, Opcode::Continuation, true, "");
    QCOMPARE(seen, expected);
    if (valid)
        QCOMPARE(fragments.payload(), octets);
}

void tst_MessageAssembler::binaryIsNotChecked()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Text, false, "text"), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, true, ""), 0);
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Binary, false, "\xFF"), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, true, "\xC3"), 0);
    QCOMPARE(assembler.payload(), "\xFF\xC3");
}

void tst_MessageAssembler::nothingIsAllocatedOnTheWordOfAHeader()
{
    MessageAssembler assembler(Q_INT64_C(1) << 62, FragmentLimit);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, quint64(1) << 62)));
    QCOMPARE(assembler.payload().size(), 0);
    QCOMPARE(assembler.room(quint64(1) << 62).size(), size_t(64 * 1024));
    QVERIFY(!assembler.append(QByteArray(100, 'x')));
    QCOMPARE(assembler.takePayload().capacity(), 100); // what was not needed is given back
}

void tst_MessageAssembler::largeMessageGetsNoMoreThanItsSize()
{
    constexpr qsizetype Size = 5 * 1024 * 1024 + 321;
    MessageAssembler assembler(Size, FragmentLimit);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, Size)));
    const QByteArray piece(4321, 'x');
    int steps = 0;
    const char *data = nullptr;
    for (qsizetype left = Size; left > 0; left -= piece.size()) {
        QVERIFY(!assembler.append(QByteArrayView(piece).first(qMin(left, piece.size()))));
        if (std::exchange(data, assembler.payload().data()) != assembler.payload().data())
            ++steps;
    }
    QVERIFY(!assembler.endFrame());
    QVERIFY2(steps <= 10, qPrintable(QString::number(steps)));
    const QByteArray payload = assembler.takePayload();
    QCOMPARE(payload.size(), Size);
    QCOMPARE(payload.capacity(), Size);
}

void tst_MessageAssembler::smallFragmentsGrowInFewSteps()
{
    constexpr int Count = 100'000;
    MessageAssembler assembler(Count, Count);
    qsizetype capacity = 0;
    int steps = 0;
    QByteArray payload;
    for (int i = 0; i < Count; ++i) {
        const bool last = i == Count - 1;
        QCOMPARE(add(assembler, i == 0 ? Opcode::Binary : Opcode::Continuation, last, "x"), 0);
        // room up to what is there: how much has been allocated
        const qsizetype now = i + 1 + (last ? 0 : qsizetype(assembler.room(Count).size()));
        steps += now != capacity;
        if (!last)
            capacity = now;
        QVERIFY2(now <= 2 * (i + 1) + 1, "more than twice of what arrived");
    }
    QVERIFY2(steps < 40, qPrintable(QString::number(steps)));
    QCOMPARE(assembler.payload(), QByteArray(Count, 'x'));
}

void tst_MessageAssembler::octetsReadDirectlyAreNotCopied()
{
    MessageAssembler assembler(1'000'000, FragmentLimit);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 100'000)));
    const QByteArray beginning = "beginning";
    QVERIFY(!assembler.append(beginning));
    std::span<char> room = assembler.room(100'000 - 9);
    QCOMPARE(static_cast<const void *>(room.data()),
             static_cast<const void *>(assembler.payload().data() + 9));
    std::memset(room.data(), 'x', 1000);
    assembler.commit(1000);
    room = assembler.room(100'000 - 9);
    std::memset(room.data(), 'y', room.size());
    assembler.commit(qsizetype(room.size()));
    QVERIFY(assembler.room(100'000 - 9).empty());
    QCOMPARE(assembler.payload(), "beginning");
    const std::span<char> committed = assembler.takeCommitted();
    QCOMPARE(committed.size(), size_t(64 * 1024 - 9));
    QVERIFY(!assembler.append(committed));
    QCOMPARE(assembler.payload().size(), qsizetype(64 * 1024));
    QCOMPARE(assembler.payload().first(10), "beginningx");
    QCOMPARE(assembler.payload().sliced(1008, 2), "xy");
    QCOMPARE(assembler.room(100'000 - 64 * 1024).size(), size_t(100'000 - 64 * 1024));
}

void tst_MessageAssembler::roomIsNotLentTwice()
{
    MessageAssembler assembler(1000, FragmentLimit);
    QVERIFY(!assembler.beginFrame(frame(Opcode::Binary, true, 10)));
    QCOMPARE(assembler.room(10).size(), size_t(10));
    assembler.commit(4);
    QCOMPARE(assembler.room(10).size(), size_t(6));
    QVERIFY(!assembler.append(assembler.takeCommitted()));
    QVERIFY(assembler.takeCommitted().empty());
    QCOMPARE(assembler.room(6).size(), size_t(6));
}

void tst_MessageAssembler::payloadIsHandedOver()
{
    MessageAssembler assembler(Limit, FragmentLimit);
    QCOMPARE(add(assembler, Opcode::Binary, false, "one"), 0);
    QCOMPARE(add(assembler, Opcode::Continuation, true, "two"), 0);
    const void *data = assembler.payload().data();
    const QByteArray payload = assembler.takePayload();
    QCOMPARE(payload, "onetwo");
    QCOMPARE(static_cast<const void *>(payload.constData()), data);
    QVERIFY(assembler.payload().isEmpty());
    assembler.reset();
    QCOMPARE(add(assembler, Opcode::Binary, true, "next"), 0);
    QCOMPARE(payload, "onetwo");
}

QTEST_APPLESS_MAIN(tst_MessageAssembler)
#include "tst_messageassembler.moc"
