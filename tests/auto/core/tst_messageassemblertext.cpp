// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The assembler that converts a whole text while it checks it.

#include "core/messageassembler_p.h"

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Qt::StringLiterals;
using Core::FrameHeader;
using Core::MessageAssembler;
using Core::Violation;

static FrameHeader frame(Opcode opcode, quint64 length, bool final = true)
{
    FrameHeader header;
    header.opcode = opcode;
    header.final = final;
    header.payloadLength = length;
    return header;
}

// As a message of one frame that is there at once.
static std::optional<Violation> take(MessageAssembler &assembler, const QByteArray &octets,
                                     Opcode opcode = Opcode::Text)
{
    assembler.reset();
    if (const auto violation = assembler.beginFrame(frame(opcode, quint64(octets.size()))))
        return violation;
    return assembler.takeWhole(octets);
}

class tst_MessageAssemblerText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void convertsOnlyIfAsked();
    void convertsTextsOnly();
    void convertsEachAnew();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
    void convertsNoParts();
    void holdsNothingWhenParked();
};

void tst_MessageAssemblerText::convertsOnlyIfAsked()
{
    MessageAssembler assembler(100, 10);
    QVERIFY(!take(assembler, "text"));
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(!assembler.hasText());
    assembler.setTextDecoding(true);
    QVERIFY(!take(assembler, "text"));
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(assembler.hasText());
    QCOMPARE(assembler.text(), u"text"_s);
    assembler.setTextDecoding(false);
    QVERIFY(!take(assembler, "other"));
    QVERIFY(!assembler.hasText());
}

void tst_MessageAssemblerText::convertsTextsOnly()
{
    MessageAssembler assembler(100, 10);
    assembler.setTextDecoding(true);
    QVERIFY(!take(assembler, "binary", Opcode::Binary));
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(!assembler.hasText());
}

void tst_MessageAssemblerText::convertsEachAnew()
{
    MessageAssembler assembler(100, 10);
    assembler.setTextDecoding(true);
    QStringList kept;
    for (const char *text : {"one", "", "three",
                             "vier ist gr\xC3\xB6\xC3\x9F"
                             "er",
                             "5"}) {
        QVERIFY(!take(assembler, text));
        QVERIFY(assembler.hasText());
        kept.append(assembler.text());
    }
    QCOMPARE(kept, QStringList({u"one"_s, u""_s, u"three"_s, u"vier ist größer"_s, u"5"_s}));
}

void tst_MessageAssemblerText::tellsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("text");
    QTest::newRow("8.1 no UTF-8") << QByteArray("ab\xFF"
                                                "c")
                                  << u"a text message is not valid UTF-8"_s;
    QTest::newRow("8.1 ends within a code point")
            << QByteArray("ab\xC3") << u"a text message ends within a UTF-8 sequence"_s;
    QTest::newRow("10.4 too long")
            << QByteArray(101, 'x') << u"a message is longer than 100 octets"_s;
}

void tst_MessageAssemblerText::tellsWhatIsWrong()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const QString, text);
    for (const bool decoding : {false, true}) {
        MessageAssembler assembler(100, 10);
        assembler.setTextDecoding(decoding);
        const auto violation = take(assembler, octets);
        QVERIFY(violation);
        QCOMPARE(violation->text, text);
        QVERIFY(!assembler.hasText());
    }
    // what was compressed tells its length only when it is there
    MessageAssembler assembler(100, 10);
    assembler.setTextDecoding(true);
    FrameHeader header = frame(Opcode::Text, 1);
    header.reserved = FrameHeader::Reserved1;
    QVERIFY(!assembler.beginFrame(header));
    const auto violation = assembler.takeWhole(octets);
    QVERIFY(violation);
    QCOMPARE(violation->text, text);
}

void tst_MessageAssemblerText::convertsNoParts()
{
    MessageAssembler assembler(100, 10, true);
    assembler.setTextDecoding(true);
    QVERIFY(!take(assembler, "text"));
    QVERIFY(assembler.isMessageComplete());
    QVERIFY(!assembler.hasText());
}

void tst_MessageAssemblerText::holdsNothingWhenParked()
{
    MessageAssembler assembler(100, 10);
    assembler.park();
    assembler.setTextDecoding(true);
    QVERIFY(!take(assembler, "text"));
    const QString text = assembler.text();
    QVERIFY(!text.isDetached());
    assembler.reset();
    assembler.park();
    QVERIFY(text.isDetached()); // nobody else has it
    QCOMPARE(text, u"text"_s);
}

QTEST_APPLESS_MAIN(tst_MessageAssemblerText)
#include "tst_messageassemblertext.moc"
