// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A market that does not exist: products whose prices follow a correlated geometric Brownian motion
// with calm and busy times. FeedServer asks it for one trade after another. It has no clock and no
// timer, and the same seed gives the same trades.

#ifndef MARKET_H
#define MARKET_H

#include <QtCore/qdatetime.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

#include <random>

class Market
{
public:
    explicit Market(quint32 seed);

    [[nodiscard]] QStringList products() const;

    // The next trade, seconds after the one before; `time` is what it is stamped with.
    QJsonObject trade(double seconds, const QDateTime &time);
    // The last trade of a product once more, for who has just subscribed; empty if it is unknown.
    [[nodiscard]] QJsonObject snapshot(const QString &product, const QDateTime &time) const;

private:
    struct Product
    {
        QString id;
        double mid = 0; // between bid and ask
        double volatility = 0; // of the logarithm, in the square root of a year
        double activity = 0; // share of the trades
        int decimals = 2;
        double price = 0;
        double open = 0;
        double low = 0;
        double high = 0;
        double volume = 0;
        double size = 0;
        bool buy = true;
        qint64 tradeId = 0;
        double lastTime = 0;
        double marketSeen = 0;
        double busyUntil = 0;
    };

    double normal();
    double uniform();
    Product &choose();
    void move(Product &product);
    void execute(Product &product);
    [[nodiscard]] QJsonObject message(const Product &product, const QDateTime &time) const;

    std::mt19937 m_random;
    std::normal_distribution<double> m_normal;
    QList<Product> m_products;
    double m_time = 0;
    double m_marketMove = 0; // what all products share
    qint64 m_sequence = 1'000'000;
};

#endif
