// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The line of recent prices: its geometry, and that it is painted at all.

#include "sparkline.h"

#include <QtGui/qimage.h>
#include <QtGui/qpainter.h>
#include <QtTest/qtest.h>

class tst_Sparkline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsItsArea();
    void drawsAConstantPriceInTheMiddle();
    void needsTwoPrices();
    void paintsInItsColor();
};

void tst_Sparkline::fillsItsArea()
{
    const QPolygonF line = Sparkline::line({10, 20, 15}, QRectF(5, 5, 100, 40));
    QCOMPARE(line, QPolygonF({{5, 45}, {55, 5}, {105, 25}}));
}

void tst_Sparkline::drawsAConstantPriceInTheMiddle()
{
    QCOMPARE(Sparkline::line({7, 7}, QRectF(0, 0, 10, 10)), QPolygonF({{0, 5}, {10, 5}}));
}

void tst_Sparkline::needsTwoPrices()
{
    QVERIFY(Sparkline::line({}, QRectF(0, 0, 10, 10)).isEmpty());
    QVERIFY(Sparkline::line({7}, QRectF(0, 0, 10, 10)).isEmpty());
    QVERIFY(Sparkline::line({7, 8}, QRectF()).isEmpty());
}

void tst_Sparkline::paintsInItsColor()
{
    Sparkline sparkline;
    sparkline.setSize({60, 30});
    sparkline.setColor(Qt::red);
    sparkline.setValues({1, 1, 1});
    QImage image(60, 30, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::black);
    QPainter painter(&image);
    sparkline.paint(&painter);
    painter.end();
    QCOMPARE(image.pixelColor(30, 15), QColor(Qt::red));
    QCOMPARE(image.pixelColor(30, 3), QColor(Qt::black));
}

QTEST_MAIN(tst_Sparkline)
#include "tst_sparkline.moc"
