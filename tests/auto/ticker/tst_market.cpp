// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The invented market: does it move as a market does, and always the same with the same seed?

#include "market.h"

#include <QtTest/qtest.h>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

double number(const QJsonObject &trade, QLatin1StringView key)
{
    bool ok = false;
    const double value = trade.value(key).toString().toDouble(&ok);
    return ok ? value : std::nan("");
}

} // namespace

class tst_Market : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameTradesWithTheSameSeed();
    void tradesWithinSense();
    void movesAsMuchAsItsVolatilitySays();
    void tradesEveryProduct();
    void knowsTheLastTradeOfAProduct();

private:
    const QDateTime m_time {QDate(2026, 3, 1), QTime(12, 0), Qt::UTC};
};

void tst_Market::givesTheSameTradesWithTheSameSeed()
{
    Market one(17);
    Market same(17);
    Market other(18);
    bool different = false;
    for (int i = 0; i < 500; ++i) {
        const QJsonObject trade = one.trade(0.05, m_time);
        QCOMPARE(same.trade(0.05, m_time), trade);
        different = different || other.trade(0.05, m_time) != trade;
    }
    QVERIFY(different);
}

void tst_Market::tradesWithinSense()
{
    Market market(3);
    qint64 sequence = 0;
    QHash<QString, qint64> tradeIds;
    for (int i = 0; i < 20'000; ++i) {
        const QJsonObject trade = market.trade(0.05, m_time);
        const double price = number(trade, "price"_L1);
        QVERIFY(price > 0);
        QVERIFY(number(trade, "low_24h"_L1) <= price);
        QVERIFY(number(trade, "high_24h"_L1) >= price);
        QVERIFY(number(trade, "low_24h"_L1) <= number(trade, "open_24h"_L1));
        QVERIFY(number(trade, "high_24h"_L1) >= number(trade, "open_24h"_L1));
        QVERIFY(number(trade, "best_bid"_L1) < number(trade, "best_ask"_L1));
        QVERIFY(number(trade, "last_size"_L1) > 0);
        QVERIFY(number(trade, "volume_24h"_L1) > 0);
        const bool buy = trade.value("side"_L1) == "buy"_L1;
        QCOMPARE(trade.value("price"_L1), trade.value(buy ? "best_ask"_L1 : "best_bid"_L1));
        QCOMPARE(trade.value("time"_L1).toString(), u"2026-03-01T12:00:00.000Z"_s);
        QVERIFY(trade.value("sequence"_L1).toInteger() > sequence);
        sequence = trade.value("sequence"_L1).toInteger();
        qint64 &tradeId = tradeIds[trade.value("product_id"_L1).toString()];
        QVERIFY(trade.value("trade_id"_L1).toInteger() > tradeId);
        tradeId = trade.value("trade_id"_L1).toInteger();
    }
}

// A day: most prices move by some percent, none by half or by nothing.
void tst_Market::movesAsMuchAsItsVolatilitySays()
{
    Market market(5);
    QHash<QString, double> first;
    QHash<QString, double> last;
    for (int i = 0; i < 14'400; ++i) {
        const QJsonObject trade = market.trade(6, m_time);
        const QString product = trade.value("product_id"_L1).toString();
        last.insert(product, number(trade, "price"_L1));
        if (!first.contains(product))
            first.insert(product, last.value(product));
    }
    double sum = 0;
    for (auto it = first.cbegin(); it != first.cend(); ++it) {
        const double move = std::abs(std::log(last.value(it.key()) / it.value()));
        QVERIFY2(move < 0.5, qPrintable(it.key()));
        sum += move;
    }
    const double mean = sum / double(first.size());
    QVERIFY2(mean > 0.005 && mean < 0.2, qPrintable(QString::number(mean)));
}

void tst_Market::tradesEveryProduct()
{
    Market market(1);
    QHash<QString, int> trades;
    for (int i = 0; i < 5'000; ++i)
        ++trades[market.trade(0.02, m_time).value("product_id"_L1).toString()];
    QStringList traded = trades.keys();
    QStringList listed = market.products();
    traded.sort();
    listed.sort();
    QCOMPARE(traded, listed);
    for (const int count : std::as_const(trades))
        QVERIFY(count > 50);
}

void tst_Market::knowsTheLastTradeOfAProduct()
{
    Market market(1);
    const QJsonObject trade = market.trade(1, m_time);
    QCOMPARE(market.snapshot(trade.value("product_id"_L1).toString(), m_time), trade);
    QCOMPARE(market.snapshot(u"XYZ-USD"_s, m_time), QJsonObject());
}

QTEST_APPLESS_MAIN(tst_Market)
#include "tst_market.moc"
