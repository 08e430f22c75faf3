// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "market.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr double SecondsPerYear = 365.25 * 86'400;
constexpr double MarketVolatility = 0.5; // of all products together
constexpr double BusyTimesPerHour = 40; // of each product
constexpr double BusyVolatility = 4;
constexpr double BusyActivity = 6;

double tickSize(int decimals)
{
    return std::pow(10.0, -decimals);
}

QString written(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

} // namespace

Market::Market(quint32 seed)
    : m_random(seed)
{
    struct Listing
    {
        const char16_t *id;
        double price;
        double volatility;
        double activity;
        int decimals;
        double volume;
    };
    static constexpr Listing listings[] = {
            {u"BTC-USD", 67'120, 0.45, 5, 2, 11'400},   {u"ETH-USD", 3'512.4, 0.60, 4, 2, 96'000},
            {u"SOL-USD", 152.31, 0.85, 3, 2, 1.4e6},    {u"XRP-USD", 0.5214, 0.75, 2, 4, 8.1e7},
            {u"LTC-USD", 84.17, 0.65, 1, 2, 310'000},   {u"AVAX-USD", 36.42, 0.95, 1.2, 2, 920'000},
            {u"LINK-USD", 17.884, 0.80, 1.5, 3, 1.2e6}, {u"DOT-USD", 7.163, 0.80, 1, 3, 1.1e6},
            {u"ADA-USD", 0.4587, 0.75, 1.5, 4, 5.6e7},  {u"DOGE-USD", 0.15873, 0.95, 2.5, 5, 4.3e8},
    };
    for (const Listing &listing : listings) {
        Product product;
        product.id = QString::fromUtf16(listing.id);
        product.mid = listing.price;
        product.volatility = listing.volatility;
        product.activity = listing.activity;
        product.decimals = listing.decimals;
        product.volume = listing.volume;
        product.tradeId = 40'000'000 + qint64(uniform() * 1e6);
        // the day so far: as far from its open as the volatility makes likely
        const double daily = listing.volatility / std::sqrt(365.25);
        product.open = listing.price * std::exp(daily * normal());
        execute(product);
        product.low = qMin(product.open, product.price) * (1 - 0.6 * daily * uniform());
        product.high = qMax(product.open, product.price) * (1 + 0.6 * daily * uniform());
        m_products.append(product);
    }
}

QStringList Market::products() const
{
    QStringList ids;
    for (const Product &product : m_products)
        ids.append(product.id);
    return ids;
}

QJsonObject Market::trade(double seconds, const QDateTime &time)
{
    m_time += seconds;
    m_marketMove += MarketVolatility * std::sqrt(seconds / SecondsPerYear) * normal();
    for (Product &product : m_products) {
        if (uniform() < seconds * BusyTimesPerHour / 3'600)
            product.busyUntil = m_time + 1 + 4 * uniform();
    }
    Product &product = choose();
    move(product);
    execute(product);
    ++m_sequence;
    return message(product, time);
}

QJsonObject Market::snapshot(const QString &product, const QDateTime &time) const
{
    for (const Product &candidate : m_products) {
        if (candidate.id == product)
            return message(candidate, time);
    }
    return {};
}

double Market::normal()
{
    return m_normal(m_random);
}

double Market::uniform()
{
    return std::uniform_real_distribution<double>(0, 1)(m_random);
}

Market::Product &Market::choose()
{
    const auto weight = [this](const Product &product) {
        return product.activity * (product.busyUntil > m_time ? BusyActivity : 1);
    };
    double total = 0;
    for (const Product &product : std::as_const(m_products))
        total += weight(product);
    double point = total * uniform();
    for (Product &product : m_products) {
        point -= weight(product);
        if (point < 0)
            return product;
    }
    return m_products.last();
}

// Geometric Brownian motion: the market's move since this product's last trade and one of its own.
void Market::move(Product &product)
{
    const double years = (m_time - product.lastTime) / SecondsPerYear;
    const double sigma = product.volatility * (product.busyUntil > m_time ? BusyVolatility : 1);
    const double shared = m_marketMove - product.marketSeen;
    product.mid *= std::exp(shared - 0.5 * sigma * sigma * years
                            + sigma * std::sqrt(years) * normal());
    product.mid = qMax(product.mid, 10 * tickSize(product.decimals));
    product.lastTime = m_time;
    product.marketSeen = m_marketMove;
}

// Somebody buys at the ask or sells at the bid.
void Market::execute(Product &product)
{
    const double tick = tickSize(product.decimals);
    const double half = qMax(0.5 * tick, 1e-5 * product.mid);
    product.buy = uniform() < 0.5;
    product.price = std::round((product.buy ? product.mid + half : product.mid - half) / tick)
                    * tick;
    product.size = std::exp(1.2 * normal()) * 900 / product.price;
    product.volume += product.size;
    product.low = qMin(product.low, product.price);
    product.high = qMax(product.high, product.price);
    ++product.tradeId;
}

QJsonObject Market::message(const Product &product, const QDateTime &time) const
{
    const int decimals = product.decimals;
    const double tick = tickSize(decimals);
    const double spread = qMax(tick, std::round(2e-5 * product.mid / tick) * tick);
    const double bid = product.buy ? product.price - spread : product.price;
    return {
            {u"type"_s, u"ticker"_s},
            {u"sequence"_s, m_sequence},
            {u"product_id"_s, product.id},
            {u"price"_s, written(product.price, decimals)},
            {u"open_24h"_s, written(product.open, decimals)},
            {u"volume_24h"_s, written(product.volume, 8)},
            {u"low_24h"_s, written(product.low, decimals)},
            {u"high_24h"_s, written(product.high, decimals)},
            {u"best_bid"_s, written(bid, decimals)},
            {u"best_ask"_s, written(bid + spread, decimals)},
            {u"side"_s, product.buy ? u"buy"_s : u"sell"_s},
            {u"time"_s, time.toUTC().toString(Qt::ISODateWithMs)},
            {u"trade_id"_s, product.tradeId},
            {u"last_size"_s, written(product.size, 8)},
    };
}
