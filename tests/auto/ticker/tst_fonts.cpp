// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The font of the numbers: the digits of what is chosen have equal advance, whatever is preferred.

#include "fonts.h"

#include <QtGui/qfontdatabase.h>
#include <QtGui/qfontmetrics.h>
#include <QtGui/qguiapplication.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_Fonts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesDigitsOfEqualAdvance_data();
    void choosesDigitsOfEqualAdvance();
    void keepsAPreferredFontThatWillDo();
};

void tst_Fonts::choosesDigitsOfEqualAdvance_data()
{
    QTest::addColumn<int>("pixelSize");
    for (const int size : {12, 15, 24, 48})
        QTest::addRow("%d pixels", size) << size;
}

void tst_Fonts::choosesDigitsOfEqualAdvance()
{
    QFETCH(const int, pixelSize);
    QFont font = tabularFont(QGuiApplication::font());
    font.setPixelSize(pixelSize);
    for (const QFont::Weight weight : {QFont::Normal, QFont::DemiBold}) {
        font.setWeight(weight);
        const QFontMetricsF metrics(font);
        const qreal one = metrics.horizontalAdvance(u"1,111.11"_s);
        for (const QChar digit : u"023456789"_s) {
            QString price = u"1,111.11"_s;
            price.replace(u'1', digit);
            QCOMPARE(metrics.horizontalAdvance(price), one);
        }
    }
}

void tst_Fonts::keepsAPreferredFontThatWillDo()
{
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    QVERIFY(hasTabularDigits(fixed));
    QCOMPARE(tabularFont(fixed).families(), fixed.families());
}

QTEST_MAIN(tst_Fonts)
#include "tst_fonts.moc"
