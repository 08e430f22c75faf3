// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The line of a product's recent prices. Painted, not made of geometry nodes, so that it renders
// with every scene graph back end, the software one included.

#ifndef SPARKLINE_H
#define SPARKLINE_H

#include <QtCore/qlist.h>
#include <QtGui/qcolor.h>
#include <QtQuick/qquickpainteditem.h>

class Sparkline : public QQuickPaintedItem
{
    Q_OBJECT
    Q_PROPERTY(QList<qreal> values READ values WRITE setValues NOTIFY valuesChanged FINAL)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged FINAL)
    Q_PROPERTY(qreal lineWidth READ lineWidth WRITE setLineWidth NOTIFY lineWidthChanged FINAL)
    QML_ELEMENT

public:
    explicit Sparkline(QQuickItem *parent = nullptr);

    [[nodiscard]] QList<qreal> values() const { return m_values; }
    void setValues(const QList<qreal> &values);
    [[nodiscard]] QColor color() const { return m_color; }
    void setColor(const QColor &color);
    [[nodiscard]] qreal lineWidth() const { return m_lineWidth; }
    void setLineWidth(qreal width);

    void paint(QPainter *painter) override;

    // The values as points within the rectangle: oldest left, highest at the top, a constant price
    // in the middle. Nothing for fewer than two values.
    [[nodiscard]] static QPolygonF line(const QList<qreal> &values, const QRectF &area);

Q_SIGNALS:
    void valuesChanged();
    void colorChanged();
    void lineWidthChanged();

private:
    QList<qreal> m_values;
    QColor m_color = Qt::gray;
    qreal m_lineWidth = 1.5;
};

#endif
