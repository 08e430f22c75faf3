// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-16 to UTF-8, against what Qt makes of the same texts.

#include "core/utf8encoder_p.h"

#include <QtTest/QtTest>

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

QTEST_APPLESS_MAIN(tst_Utf8Encoder)
#include "tst_utf8encoder.moc"
