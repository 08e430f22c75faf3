// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8 against a decoder that follows RFC 3629 3 by arithmetic, where the code under test follows
// the grammar of its section 4; and against the cases of the Autobahn test suite's group 6.

#include "core/utf8_p.h"

#include "../../shared/utf8cases.h"

#include <QtTest/QtTest>

#include <array>
#include <vector>

using namespace Lomond::Core;
using namespace Qt::StringLiterals;

namespace {

// Octets of the code point that `octets` begin with; 0 if there is none, -1 if more are needed.
int decodedSize(QByteArrayView octets)
{
    const quint32 first = quint8(octets[0]);
    if (first < 0x80)
        return 1;
    const int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC0 || first >= 0xF8)
        return 0;
    quint32 codePoint = first & (0x7Fu >> size);
    for (int i = 1; i < size; ++i) {
        const bool missing = i >= octets.size();
        if (!missing && (quint8(octets[i]) & 0xC0) != 0x80)
            return 0;
        codePoint = codePoint << 6 | (missing ? 0 : quint8(octets[i]) & 0x3F);
    }
    // what the missing octets leave open
    const int missing = int(qMax(qsizetype(0), size - octets.size()));
    const quint32 least = codePoint;
    const quint32 most = codePoint | ((1u << (6 * missing)) - 1);
    constexpr std::array<quint32, 5> shortest = {0, 0, 0x80, 0x800, 0x1'0000};
    const quint32 from = qMax(least, shortest[size_t(size)]);
    const quint32 to = qMin(most, 0x10'FFFFu);
    const bool possible = from <= to && !(from >= 0xD800 && to <= 0xDFFF);
    if (!possible)
        return 0;
    return missing > 0 ? -1 : size;
}

enum class Verdict { Valid, Incomplete, Invalid };

Verdict expectedVerdict(QByteArrayView octets)
{
    while (!octets.isEmpty()) {
        const int size = decodedSize(octets);
        if (size <= 0)
            return size < 0 ? Verdict::Incomplete : Verdict::Invalid;
        octets = octets.sliced(size);
    }
    return Verdict::Valid;
}

Verdict verdictOf(const Utf8Validator &validator, bool fed)
{
    if (!fed)
        return Verdict::Invalid;
    return validator.isComplete() ? Verdict::Valid : Verdict::Incomplete;
}

Verdict verdict(QByteArrayView octets)
{
    Utf8Validator validator;
    const bool fed = validator.feed(octets);
    return verdictOf(validator, fed);
}

bool isJudgedRightly(QByteArrayView octets)
{
    const Verdict expected = expectedVerdict(octets);
    const bool valid = expected == Verdict::Valid;
    return verdict(octets) == expected && isValidUtf8(octets) == valid
           && decodeUtf8(octets).has_value() == valid;
}

// The edges of every range in the grammar, and their neighbours.
std::vector<char> boundaryOctets()
{
    std::vector<char> octets;
    for (const int octet : {0x00, 0x20, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x91, 0x9F, 0xA0, 0xA1, 0xBE,
                            0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
                            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF})
        octets.push_back(char(octet));
    return octets;
}

// A few octets before it move it over every position in a word; what follows fills one.
void checkAtEveryAlignment(QByteArrayView octets)
{
    const QByteArray whole = QByteArray(16, 'a') + octets.toByteArray() + "0123456789abcdef";
    for (qsizetype before = 0; before <= 16; ++before) {
        for (const QByteArrayView part : {QByteArrayView(whole).sliced(before).chopped(16),
                                          QByteArrayView(whole).sliced(before)}) {
            if (!isJudgedRightly(part))
                QFAIL(part.toByteArray().toHex().constData());
        }
    }
}

} // namespace

class tst_Utf8 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsCutOff();
    void judgesEveryOneAndTwoOctets();
    void judgesThreeOctetsAtAllBoundaries();
    void judgesFourOctetsAtAllBoundaries();
    void judgesGroup6_data();
    void judgesGroup6();
    void judgesTheSameAtEverySplit_data() { judgesGroup6_data(); }
    void judgesTheSameAtEverySplit();
    void failsAtTheFirstImpossibleOctet_data();
    void failsAtTheFirstImpossibleOctet();
    void staysFailedUntilReset();
    void findsABadOctetAnywhereInLongText();

    void convertsEveryCodePoint();
    void convertsAtEveryAlignment();
    void convertsIntoMemoryThatIsThere();
    void convertsOnlyWhatIsValid();
    void keepsLeadingByteOrderMarks_data();
    void keepsLeadingByteOrderMarks();
    void acceptsWhatIsEmpty();
};

void tst_Utf8::judgesEveryOneAndTwoOctets()
{
    for (int first = 0; first < 256; ++first) {
        const char one[] = {char(first)};
        checkAtEveryAlignment(QByteArrayView(one, 1));
        for (int second = 0; second < 256; ++second) {
            const char two[] = {char(first), char(second)};
            checkAtEveryAlignment(QByteArrayView(two, 2));
        }
    }
}

void tst_Utf8::judgesThreeOctetsAtAllBoundaries()
{
    const std::vector<char> boundaries = boundaryOctets();
    for (int first = 0x80; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            for (const char third : boundaries) {
                const char octets[] = {char(first), char(second), third};
                const QByteArrayView view(octets, 3);
                QVERIFY2(isJudgedRightly(view), view.toByteArray().toHex());
            }
        }
    }
}

void tst_Utf8::judgesFourOctetsAtAllBoundaries()
{
    const std::vector<char> boundaries = boundaryOctets();
    for (const char first : boundaries) {
        for (const char second : boundaries) {
            for (const char third : boundaries) {
                for (const char fourth : boundaries) {
                    const char octets[] = {first, second, third, fourth};
                    const QByteArrayView view(octets, 4);
                    QVERIFY2(isJudgedRightly(view), view.toByteArray().toHex());
                }
            }
        }
    }
}

void tst_Utf8::judgesGroup6_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("valid");
    for (const Utf8Case &row : autobahnGroup6())
        QTest::newRow(row.name.constData()) << row.octets << row.valid;
}

void tst_Utf8::judgesGroup6()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, valid);

    QCOMPARE(isValidUtf8(octets), valid);
    QCOMPARE(octets.isValidUtf8(), valid); // Qt agrees
    checkAtEveryAlignment(octets);
}

void tst_Utf8::judgesTheSameAtEverySplit()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, valid);

    const auto check = [valid](std::initializer_list<QByteArrayView> pieces) {
        Utf8Validator validator;
        bool fed = true;
        for (const QByteArrayView piece : pieces)
            fed = fed && validator.feed(piece);
        QCOMPARE(fed && validator.isComplete(), valid);
    };
    const QByteArrayView all(octets);
    for (qsizetype first = 0; first <= all.size(); ++first) {
        for (qsizetype second = first; second <= all.size(); ++second)
            check({all.first(first), all.sliced(first, second - first), all.sliced(second)});
    }
    Utf8Validator octetByOctet;
    bool fed = true;
    for (qsizetype i = 0; i < all.size(); ++i)
        fed = fed && octetByOctet.feed(all.sliced(i, 1));
    QCOMPARE(fed && octetByOctet.isComplete(), valid);
}

void tst_Utf8::failsAtTheFirstImpossibleOctet_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("position"); // of the first octet that no valid text can have there

    const auto row = [](const char *name, const char *hex, int position) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << position;
    };
    row("stray continuation", "80", 0);
    row("overlong of two octets", "c1bf", 0);
    row("overlong of two octets, of zero", "c080", 0);
    row("overlong of three octets", "e09fbf", 1);
    row("overlong of four octets", "f08fbfbf", 1);
    row("surrogate", "eda080", 1);
    row("pair of surrogates", "edafbfedbfbf", 1);
    row("6.4.2: above U+10FFFF", "f4908080", 1);
    row("start octet above F4", "f5808080", 0);
    row("start octet above F7", "ff", 0);
    row("two octets, cut by ASCII", "c241", 1);
    row("two octets, cut by a start octet", "c2c2a9", 1);
    row("three octets, cut by ASCII", "e28220", 2);
    row("three octets, cut at once", "e120bf", 1);
    row("three octets, cut by a start octet", "e282e282ac", 2);
    row("four octets, cut by a start octet", "f09f91c2", 3);
    row("four octets, cut at once", "f141", 1);
    row("continuation behind two octets", "c2a9bf", 2);
    row("continuation behind three octets", "e282acbf", 3);
    row("continuation behind four octets", "f09f918bbf", 4);
}

void tst_Utf8::failsAtTheFirstImpossibleOctet()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const int, position);

    for (const QByteArray &around : {"a"_ba, "µ"_ba, "€"_ba, "👋"_ba, "aµ€👋"_ba, "世界 мир "_ba}) {
        for (int times = 0; times < 30; ++times) {
            for (int behind = 0; behind < 20; ++behind) {
                const QByteArray before = around.repeated(times);
                const QByteArray text = before + octets + around.repeated(behind);
                QVERIFY2(!decodeUtf8(text) && !isValidUtf8(text), text.toHex());
                Utf8Validator validator;
                QVERIFY2(!validator.feed(text), text.toHex());
                validator.reset();
                const QByteArrayView valid = QByteArrayView(text).first(before.size() + position);
                QVERIFY2(validator.feed(valid), text.toHex());
                QVERIFY2(!validator.feed(QByteArrayView(text).sliced(valid.size(), 1)),
                         text.toHex());
            }
        }
    }
}

void tst_Utf8::staysFailedUntilReset()
{
    Utf8Validator validator;
    QVERIFY(!validator.feed("\xFF"));
    QVERIFY(!validator.feed("a"));
    QVERIFY(!validator.feed(""));
    QVERIFY(!validator.feed("0123456789abcdef"));
    QVERIFY(!validator.isComplete());
    validator.reset();
    QVERIFY(validator.isComplete());
    QVERIFY(validator.feed("a"));
    QVERIFY(validator.isComplete());
}

void tst_Utf8::findsABadOctetAnywhereInLongText()
{
    const QByteArray text = QByteArray("plain ASCII, then µ, € and 👋; ").repeated(10);
    QVERIFY(isValidUtf8(text));
    for (qsizetype i = 0; i < text.size(); ++i) {
        QByteArray bad = text;
        bad[i] = '\xFF';
        QVERIFY(!isValidUtf8(bad));
    }
}

void tst_Utf8::convertsEveryCodePoint()
{
    for (char32_t codePoint = 0; codePoint <= 0x10'FFFF; ++codePoint) {
        if (QChar::isSurrogate(codePoint))
            continue;
        const QString text = QString::fromUcs4(&codePoint, 1);
        const QByteArray octets = text.toUtf8();
        const bool right = isValidUtf8(octets) && decodeUtf8(octets) == text;
        QVERIFY2(right, QByteArray::number(uint(codePoint), 16));
    }
}

void tst_Utf8::convertsAtEveryAlignment()
{
    for (const QString &middle : {u""_s, u"µ"_s, u"€"_s, u"👋"_s, u"µx€y👋"_s, u"мир"_s}) {
        for (qsizetype before = 0; before < 34; ++before) {
            for (qsizetype after = 0; after < 34; ++after) {
                const QString text = QString(before, u'b') + middle + QString(after, u'a');
                QCOMPARE(decodeUtf8(text.toUtf8()), text);
            }
        }
    }
}

void tst_Utf8::convertsIntoMemoryThatIsThere()
{
    QString text;
    QVERIFY(decodeUtf8("a longer text", text));
    const void *memory = text.constData();
    for (const char *shorter : {"short", "gr\xC3\xBC\xC3\x9F", "", "shorter still"}) {
        QVERIFY(decodeUtf8(shorter, text));
        QCOMPARE(text, QString::fromUtf8(shorter));
        QCOMPARE(static_cast<const void *>(text.constData()), memory);
    }
    QVERIFY(!decodeUtf8("\xFF", text));
    const QString shared = text;
    QVERIFY(decodeUtf8("another", text));
    QCOMPARE(text, u"another"_s);
    QVERIFY(shared != text);
    QVERIFY(decodeUtf8("one that is longer than all the others", text));
    QCOMPARE(text, u"one that is longer than all the others"_s);
}

void tst_Utf8::convertsOnlyWhatIsValid()
{
    const QByteArray text = QByteArray("plain ASCII, then µ, € and 👋; ").repeated(3);
    QCOMPARE(decodeUtf8(text), QString::fromUtf8(text));
    for (qsizetype i = 0; i < text.size(); ++i) {
        QByteArray bad = text;
        bad[i] = '\xFF';
        QVERIFY(!decodeUtf8(bad));
        QCOMPARE(decodeUtf8(text.first(i)).has_value(), isValidUtf8(text.first(i)));
    }
}

void tst_Utf8::keepsLeadingByteOrderMarks_data()
{
    QTest::addColumn<QString>("text");
    for (int marks = 0; marks <= 3; ++marks) {
        const QString leading(marks, QChar::ByteOrderMark);
        QTest::addRow("%d alone", marks) << leading;
        QTest::addRow("%d before text", marks) << leading + u"text"_s;
        QTest::addRow("%d before text with another", marks) << leading + u"te\uFEFFxt\uFEFF"_s;
    }
    QTest::newRow("many") << QString(100'000, QChar::ByteOrderMark) + u'x';
}

void tst_Utf8::keepsLeadingByteOrderMarks()
{
    QFETCH(const QString, text);
    QCOMPARE(decodeUtf8(text.toUtf8()), text);
}

void tst_Utf8::acceptsWhatIsEmpty()
{
    QVERIFY(isValidUtf8({}));
    QCOMPARE(decodeUtf8({}), QString());
}

void tst_Utf8::tellsWhatIsCutOff()
{
    QCOMPARE(cutOffSize("abc\xC3"), 1);
    QCOMPARE(cutOffSize("\xE2\x82"), 2);
    QCOMPARE(cutOffSize("\xC3\xA9\xF0\x9F\x98"), 3);
}

QTEST_APPLESS_MAIN(tst_Utf8)
#include "tst_utf8.moc"
