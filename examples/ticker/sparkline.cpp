// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "sparkline.h"

#include <QtGui/qpainter.h>

#include <algorithm>

Sparkline::Sparkline(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
}

void Sparkline::setValues(const QList<qreal> &values)
{
    if (m_values == values)
        return;
    m_values = values;
    Q_EMIT valuesChanged();
    update();
}

void Sparkline::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    Q_EMIT colorChanged();
    update();
}

void Sparkline::setLineWidth(qreal width)
{
    if (m_lineWidth == width)
        return;
    m_lineWidth = width;
    Q_EMIT lineWidthChanged();
    update();
}

void Sparkline::paint(QPainter *painter)
{
    const qreal dot = 1.6 * m_lineWidth;
    const QRectF area = QRectF(QPointF(), size()).adjusted(dot, dot, -2 * dot, -dot);
    const QPolygonF points = line(m_values, area);
    if (points.isEmpty())
        return;

    QColor tint = m_color;
    QLinearGradient gradient(0, 0, 0, height());
    tint.setAlphaF(0.22F);
    gradient.setColorAt(0, tint);
    tint.setAlphaF(0);
    gradient.setColorAt(1, tint);
    QPolygonF below = points;
    below << QPointF(points.last().x(), height()) << QPointF(points.first().x(), height());
    painter->setPen(Qt::NoPen);
    painter->setBrush(gradient);
    painter->drawPolygon(below);

    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_color, m_lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(points);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_color);
    painter->drawEllipse(points.last(), dot, dot);
}

QPolygonF Sparkline::line(const QList<qreal> &values, const QRectF &area)
{
    QPolygonF points;
    if (values.size() < 2 || area.isEmpty())
        return points;
    const auto [low, high] = std::minmax_element(values.cbegin(), values.cend());
    const qreal range = *high - *low;
    const qreal step = area.width() / qreal(values.size() - 1);
    points.reserve(values.size() + 2);
    for (qsizetype i = 0; i < values.size(); ++i) {
        const qreal share = range > 0 ? (values.at(i) - *low) / range : 0.5;
        points.append({area.left() + qreal(i) * step, area.bottom() - share * area.height()});
    }
    return points;
}
