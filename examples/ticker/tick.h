// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The exchange's public ticker protocol, as far as the ticker speaks it: one trade as it arrives,
// and the request that asks for trades. Used by TickerModel and Console. Knows no connection.

#ifndef TICK_H
#define TICK_H

#include <QtCore/qdatetime.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qstring.h>

#include <optional>

struct Tick
{
    QString product;
    double price = 0;
    double open = 0; // 24 hours ago; 0: not told
    double low = 0;
    double high = 0;
    int decimals = 0; // of the price, as it was written
    QDateTime time;

    [[nodiscard]] double change() const { return open > 0 ? price - open : 0; }
    [[nodiscard]] double percent() const { return open > 0 ? 100 * (price - open) / open : 0; }

    // Nothing if the message is no ticker message or makes no sense.
    static std::optional<Tick> fromJson(const QJsonObject &message);
};

QStringList defaultProducts();
QString productName(const QString &product); // "Bitcoin" for "BTC-USD"; empty if unknown
QJsonObject subscription(const QStringList &products);

#endif
