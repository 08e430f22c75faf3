// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Blocks of UTF-8, by themselves against the validator, which steps from octet to octet, and in
// texts of any length, where they take turns with what is read otherwise.

#include "core/utf8_p.h"
#include "core/utf8block_p.h"

#include <QtTest/QtTest>

#include <algorithm>

using namespace Lomond::Core;
using namespace Qt::StringLiterals;

namespace {

// What stands around that at which a test looks. Octets of code points of each length come to stand
// at each place of a block.
const QByteArrayList Surroundings = {"a", "µ", "€", "👋", "aµ€👋", "世界 мир "};

// Octets of whole code points.
QByteArray filledWith(const QByteArray &text, qsizetype size)
{
    return QByteArray(size % text.size(), 'a') + text.repeated(size / text.size());
}

// Octets of the block that can stand where they do, and belong to no code point of four octets.
qsizetype expectedSize(QByteArrayView block)
{
    Utf8Validator validator;
    for (qsizetype i = 0; i < block.size(); ++i) {
        if (quint8(block[i]) >= 0xF0 || !validator.feed(block.sliced(i, 1)))
            return i;
    }
    return block.size();
}

QString unitsOf(const Utf8Block &block)
{
    QString text;
    for (size_t i = 0; i < block.size; ++i) {
        if (block.ends[i] == 1)
            text += QChar(block.units[i]);
    }
    return text;
}

// of the code points that are complete
QString expectedUnits(QByteArrayView octets)
{
    while (!octets.isEmpty() && !octets.isValidUtf8())
        octets.chop(1);
    return QString::fromUtf8(octets);
}

bool isReadRightly(const std::array<char, Utf8Block::Before + Utf8Block::Size> &octets)
{
    const QByteArrayView whole(octets.data() + Utf8Block::Before, Utf8Block::Size);
    const Utf8Block block = readUtf8Block(whole.data());
    const bool onlyOnes = std::all_of(block.ends.begin(), block.ends.end(),
                                      [](quint8 ends) { return ends <= 1; });
    return onlyOnes && qsizetype(block.size) == expectedSize(whole)
           && unitsOf(block) == expectedUnits(whole.first(expectedSize(whole)));
}

} // namespace

class tst_Utf8Block : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryThreeOctets();
    void readsAnyOctetsAnywhere();
    void goesOnWithTheCodePointBefore();
    void convertsEveryCodePoint();
    void convertsTextsOfAnyLength_data();
    void convertsTextsOfAnyLength();
    void convertsWhatIsRareInAnyPlace_data();
    void convertsWhatIsRareInAnyPlace();
};

void tst_Utf8Block::readsEveryThreeOctets()
{
    std::array<char, 18> octets;
    octets.fill('a');
    for (int first = 0; first < 256; ++first) {
        octets[5] = char(first);
        for (int second = 0; second < 256; ++second) {
            octets[6] = char(second);
            for (const int third : {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xFF}) {
                octets[7] = char(third);
                QVERIFY2(isReadRightly(octets), QByteArrayView(octets).toByteArray().toHex());
            }
        }
    }
}

void tst_Utf8Block::readsAnyOctetsAnywhere()
{
    constexpr std::array<quint8, 16> Octets = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                               0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0};
    for (const char around : {'a', '\x80'}) {
        for (size_t place = Utf8Block::Before; place < 15; ++place) {
            for (size_t number = 0; number < 16 * 16 * 16; ++number) {
                std::array<char, 18> octets;
                octets.fill(around);
                for (size_t i = 0; i < 3; ++i)
                    octets[place + i] = char(Octets[number >> (4 * i) & 15]);
                octets[0] = octets[1] = 'a';
                QVERIFY2(isReadRightly(octets), QByteArrayView(octets).toByteArray().toHex());
            }
        }
    }
}

void tst_Utf8Block::goesOnWithTheCodePointBefore()
{
    const auto size = [](const char *hex) {
        const QByteArray octets = QByteArray::fromHex(hex) + QByteArray(15, 'a');
        return readUtf8Block(octets.data() + 2).size;
    };
    QCOMPARE(size("61c2a9"), 16u);
    QCOMPARE(size("61c261"), 0u);
    QCOMPARE(size("c2a9a9"), 0u);
    QCOMPARE(size("e282ac"), 16u);
    QCOMPARE(size("e28261"), 0u);
    QCOMPARE(size("61e282ac"), 16u);
    QCOMPARE(size("61e28261"), 1u);
    QCOMPARE(size("61e09fbf"), 0u);
    QCOMPARE(size("61eda080"), 0u);
}

void tst_Utf8Block::convertsEveryCodePoint()
{
    const QString before = u"µ"_s;
    const QString behind(15, u'ß');
    for (char32_t codePoint = 0; codePoint <= 0x10'FFFF; ++codePoint) {
        if (QChar::isSurrogate(codePoint))
            continue;
        const QString text = before + QString::fromUcs4(&codePoint, 1) + behind;
        QVERIFY2(decodeUtf8(text.toUtf8()) == text, QByteArray::number(uint(codePoint), 16));
    }
}

void tst_Utf8Block::convertsTextsOfAnyLength_data()
{
    QTest::addColumn<QByteArray>("surrounding");
    for (const QByteArray &surrounding : Surroundings)
        QTest::newRow(surrounding.toHex().constData()) << surrounding;
}

void tst_Utf8Block::convertsTextsOfAnyLength()
{
    QFETCH(const QByteArray, surrounding);

    for (qsizetype size = 0; size <= 400; ++size) {
        const QByteArray text = filledWith(surrounding, size);
        QCOMPARE(decodeUtf8(text), QString::fromUtf8(text));
        for (qsizetype less = 0; less <= qMin<qsizetype>(4, size); ++less) {
            const QByteArray cutOff = text.chopped(less);
            QCOMPARE(decodeUtf8(cutOff).has_value(), cutOff.isValidUtf8());
            Utf8Validator validator;
            QVERIFY(validator.feed(cutOff));
            QCOMPARE(validator.isComplete(), cutOff.isValidUtf8());
        }
    }
}

void tst_Utf8Block::convertsWhatIsRareInAnyPlace_data()
{
    convertsTextsOfAnyLength_data();
}

void tst_Utf8Block::convertsWhatIsRareInAnyPlace()
{
    QFETCH(const QByteArray, surrounding);

    const QByteArray ascii(300, 'b');
    for (const QByteArray &middle : {"a"_ba, "µ"_ba, "€"_ba, "👋"_ba, "👋🏽"_ba, ascii}) {
        for (qsizetype before = 0; before < 70; ++before) {
            for (qsizetype behind = 0; behind < 70; ++behind) {
                const QByteArray text = filledWith(surrounding, before) + middle
                                        + filledWith(surrounding, behind);
                QCOMPARE(decodeUtf8(text), QString::fromUtf8(text));
                QVERIFY(isValidUtf8(text));
            }
        }
    }
}

QTEST_APPLESS_MAIN(tst_Utf8Block)
#include "tst_utf8block.moc"
