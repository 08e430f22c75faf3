// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-16 to UTF-8, against what Qt makes of the same texts.

#include "core/utf8encoder_p.h"

#include <QtTest/QtTest>

#include <cstring>

using namespace Lomond::Core;
using namespace Qt::StringLiterals;

class tst_Utf8Encoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodesEveryCodePoint();
    void encodesAtEveryAlignment();
    void refusesLoneSurrogates_data();
    void refusesLoneSurrogates();
    void acceptsWhatIsEmpty();
    void masksAsciiOfAnyLength();
    void refusesWhatIsNotAscii_data();
    void refusesWhatIsNotAscii();
};

void tst_Utf8Encoder::encodesEveryCodePoint()
{
    for (char32_t codePoint = 0; codePoint <= 0x10'FFFF; ++codePoint) {
        if (QChar::isSurrogate(codePoint))
            continue;
        const QString text = QString::fromUcs4(&codePoint, 1);
        char encoded[4];
        const qsizetype size = encodeUtf8(encoded, text) - encoded;
        const bool right = size == utf8Size(text) && QByteArrayView(encoded, size) == text.toUtf8();
        QVERIFY2(right, QByteArray::number(uint(codePoint), 16));
    }
}

void tst_Utf8Encoder::encodesAtEveryAlignment()
{
    for (const QString &middle : {u""_s, u"µ"_s, u"€"_s, u"👋"_s, u"\uFFFF"_s, u"\u007F\u0080"_s}) {
        for (qsizetype before = 0; before < 18; ++before) {
            for (qsizetype after = 0; after < 18; ++after) {
                const QString text = QString(before, u'b') + middle + QString(after, u'a');
                const QByteArray expected = text.toUtf8();
                QCOMPARE(utf8Size(text), expected.size());
                QByteArray encoded(expected.size() + 8, '\xEE');
                QCOMPARE(encodeUtf8(encoded.data(), text) - encoded.data(), expected.size());
                QCOMPARE(encoded, expected + QByteArray(8, '\xEE'));
            }
        }
    }
}

void tst_Utf8Encoder::refusesLoneSurrogates_data()
{
    QTest::addColumn<QString>("surrogates");
    const QString high(QChar(0xD800));
    const QString low(QChar(0xDFFF));
    QTest::newRow("high") << high;
    QTest::newRow("low") << low;
    QTest::newRow("low before high") << low + high;
    QTest::newRow("two high") << high + high;
    QTest::newRow("two high, one low") << high + high + low;
    QTest::newRow("one high, two low") << high + low + low;
}

void tst_Utf8Encoder::refusesLoneSurrogates()
{
    QFETCH(const QString, surrogates);
    for (qsizetype before = 0; before < 18; ++before) {
        for (qsizetype after = 0; after < 18; ++after) {
            const QString text = QString(before, u'b') + surrogates + QString(after, u'a');
            QCOMPARE(utf8Size(text), -1);
            // three octets for each unit always suffice, and no validator takes them
            QByteArray encoded(text.size() * 3, Qt::Uninitialized);
            const qsizetype size = encodeUtf8(encoded.data(), text) - encoded.data();
            QVERIFY(size <= encoded.size());
            QVERIFY(!encoded.first(size).isValidUtf8());
        }
    }
}

void tst_Utf8Encoder::acceptsWhatIsEmpty()
{
    QCOMPARE(utf8Size({}), 0);
    char octet = 'x';
    QVERIFY(encodeUtf8(&octet, {}) == &octet);
}

// The key's octets in the order of the wire; 0 leaves the text as it is.
void tst_Utf8Encoder::masksAsciiOfAnyLength()
{
    const QByteArray ascii = [] {
        QByteArray octets(200, Qt::Uninitialized);
        for (qsizetype i = 0; i < octets.size(); ++i)
            octets[i] = char(i % 128);
        return octets;
    }();
    for (const quint32 key : {0x00000000u, 0xFF80017Fu, 0x12345678u}) {
        char keyOctets[sizeof key];
        std::memcpy(keyOctets, &key, sizeof key);
        for (qsizetype size = 0; size <= ascii.size(); ++size) {
            const QString text = QString::fromLatin1(ascii.last(size));
            QByteArray expected = ascii.last(size);
            for (qsizetype i = 0; i < size; ++i)
                expected[i] = char(expected[i] ^ keyOctets[i % 4]);
            QByteArray encoded(size + 2, '\xEE');
            QVERIFY(encodeAscii(encoded.data() + 1, text, key));
            QCOMPARE(encoded, '\xEE' + expected + '\xEE');
        }
    }
}

void tst_Utf8Encoder::refusesWhatIsNotAscii_data()
{
    QTest::addColumn<char16_t>("unit");
    QTest::newRow("U+0080") << u'\u0080';
    QTest::newRow("U+00FF") << u'\u00FF';
    QTest::newRow("U+0100") << u'\u0100';
    QTest::newRow("U+0141, whose low octet is ASCII") << u'\u0141';
    QTest::newRow("U+8000") << u'\u8000';
    QTest::newRow("a lone surrogate") << char16_t(0xD841);
    QTest::newRow("U+FFFF") << u'\uFFFF';
}

void tst_Utf8Encoder::refusesWhatIsNotAscii()
{
    QFETCH(const char16_t, unit);
    for (qsizetype size = 1; size <= 70; ++size) {
        for (qsizetype i = 0; i < size; ++i) {
            QString text(size, u'a');
            text[i] = unit;
            QByteArray encoded(size + 2, '\xEE');
            QVERIFY(!encodeAscii(encoded.data() + 1, text, 0x12345678));
            QCOMPARE(encoded.front(), '\xEE');
            QCOMPARE(encoded.back(), '\xEE');
        }
    }
}

QTEST_APPLESS_MAIN(tst_Utf8Encoder)
#include "tst_utf8encoder.moc"
