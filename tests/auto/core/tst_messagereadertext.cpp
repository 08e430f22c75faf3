// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The reader that converts a whole text while it checks it.

#include "core/messagereader_p.h"

#include "../../shared/rawframes.h"

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;
using Core::MessageReader;

// A message, or what is left of it, in one read.
static MessageReader::MaybeMessage read(MessageReader &reader, const QByteArray &octets)
{
    reader.buffer().feed(octets);
    return reader.next();
}

class tst_MessageReaderText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takenTextIsTheMessage_data();
    void takenTextIsTheMessage();
    void textIsTakenOfTextsOnly();
    void keptTextsStay();
    void memoryOfARecycledTextIsUsedAgain();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
    void convertsNoParts();
    void sharesNothingWhenParked();
    void holdsLittleWhenParked_data();
    void holdsLittleWhenParked();
};

void tst_MessageReaderText::takenTextIsTheMessage_data()
{
    QTest::addColumn<bool>("decoding");
    QTest::newRow("converted while it is checked") << true;
    QTest::newRow("converted when it is taken") << false;
}

void tst_MessageReaderText::takenTextIsTheMessage()
{
    QFETCH(const bool, decoding);
    for (const Role role : {Role::Client, Role::Server}) {
        const bool masked = role == Role::Server;
        MessageReader reader(role, 1000, 10);
        reader.setTextDecoding(decoding);
        for (const QByteArray &octets : {QByteArray("one"), QByteArray(),
                                         QByteArray("gr\xC3\xB6\xC3\x9F"), QByteArray(1000, 'x')}) {
            const auto message = read(reader, text(octets).octets(masked));
            QVERIFY(message);
            QCOMPARE(message->opcode, Opcode::Text);
            QCOMPARE(message->payload, octets);
            QCOMPARE(reader.takeText(), QString::fromUtf8(octets));
            QCOMPARE(reader.takeText(), QString::fromUtf8(octets)); // again
            QCOMPARE(reader.takePayload(), octets);
        }
        QVERIFY(read(reader, text0("in two ").octets(masked) + more("frames").octets(masked)));
        QCOMPARE(reader.takeText(), u"in two frames"_s);
    }
}

void tst_MessageReaderText::textIsTakenOfTextsOnly()
{
    MessageReader reader(Role::Client, 100, 10);
    reader.setTextDecoding(true);
    QVERIFY(read(reader, text("text").octets(false)));
    QVERIFY(read(reader, binary("\xFF").octets(false))); // and the text before it is gone
    QVERIFY(reader.takeText().isEmpty());
}

void tst_MessageReaderText::keptTextsStay()
{
    MessageReader reader(Role::Client, 100, 10);
    reader.setTextDecoding(true);
    QStringList kept;
    for (const char *octets : {"one", "", "three", "4"}) {
        QVERIFY(read(reader, text(octets).octets(false)));
        QString taken = reader.takeText();
        kept.append(taken);
        reader.recycleText(std::move(taken)); // which is shared
    }
    QCOMPARE(kept, QStringList({u"one"_s, u""_s, u"three"_s, u"4"_s}));
}

void tst_MessageReaderText::memoryOfARecycledTextIsUsedAgain()
{
    MessageReader reader(Role::Client, 100, 10);
    reader.setTextDecoding(true);
    QVERIFY(read(reader, text("the longer one").octets(false)));
    QString taken = reader.takeText();
    const QChar *const memory = taken.constData();
    reader.recycleText(std::move(taken));
    QVERIFY(read(reader, text("shorter").octets(false)));
    taken = reader.takeText();
    QCOMPARE(taken, u"shorter"_s);
    QCOMPARE(taken.constData(), memory);
}

void tst_MessageReaderText::tellsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("reason");
    QTest::newRow("8.1 no UTF-8") << QByteArray("ab\xFF"
                                                "c")
                                  << u"a text message is not valid UTF-8"_s;
    QTest::newRow("8.1 ends within a code point")
            << QByteArray("ab\xC3") << u"a text message ends within a UTF-8 sequence"_s;
    QTest::newRow("10.4 too long")
            << QByteArray(101, 'x') << u"a message is longer than 100 octets"_s;
    QTest::newRow("10.4 too long by its header")
            << QByteArray(101, '\xFF') << u"a message is longer than 100 octets"_s;
}

void tst_MessageReaderText::tellsWhatIsWrong()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const QString, reason);
    for (const bool decoding : {false, true}) {
        for (const Role role : {Role::Client, Role::Server}) {
            MessageReader reader(role, 100, 10);
            reader.setTextDecoding(decoding);
            QVERIFY(!read(reader, text(octets).octets(role == Role::Server)));
            QVERIFY(reader.violation());
            QCOMPARE(reader.violation()->text, reason);
            QVERIFY(reader.takeText().isEmpty());
        }
    }
}

void tst_MessageReaderText::convertsNoParts()
{
    MessageReader reader(Role::Client, 100, 10, true);
    reader.setTextDecoding(true);
    const auto part = read(reader, text("text").octets(false));
    QVERIFY(part && part->isPart && part->final);
    QCOMPARE(reader.takeText(), u"text"_s);
}

void tst_MessageReaderText::sharesNothingWhenParked()
{
    MessageReader reader(Role::Client, 100, 10);
    reader.setTextDecoding(true);
    QVERIFY(read(reader, text("text").octets(false)));
    const QString kept = reader.takeText();
    reader.recycleText(QString(kept));
    QVERIFY(!kept.isDetached());
    QVERIFY(!reader.next());
    reader.park();
    QVERIFY(kept.isDetached()); // nobody else has it
    QCOMPARE(kept, u"text"_s);
}

void tst_MessageReaderText::holdsLittleWhenParked_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("kept");
    QTest::newRow("short: the next of a dialogue has its memory") << 64 << true;
    QTest::newRow("long") << 1000 << false;
}

void tst_MessageReaderText::holdsLittleWhenParked()
{
    QFETCH(const int, size);
    QFETCH(const bool, kept);
    MessageReader reader(Role::Client, 1000, 10);
    reader.setTextDecoding(true);
    QVERIFY(read(reader, text(QByteArray(size, 'x')).octets(false)));
    reader.recycleText(reader.takeText());
    QVERIFY(reader.isIdle());
    reader.park();
    QVERIFY(read(reader, text("next").octets(false)));
    const QString next = reader.takeText();
    QCOMPARE(next, u"next"_s);
    QCOMPARE(next.capacity() >= size, kept);
}

QTEST_APPLESS_MAIN(tst_MessageReaderText)
#include "tst_messagereadertext.moc"
