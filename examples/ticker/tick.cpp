// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "tick.h"

#include <QtCore/qhash.h>
#include <QtCore/qjsonarray.h>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr int MaximumDecimals = 10;

// The exchange writes numbers as strings, so that no digit is lost; others write numbers.
double number(const QJsonValue &value)
{
    bool ok = value.isDouble();
    const double result = ok ? value.toDouble() : value.toString().toDouble(&ok);
    return ok && std::isfinite(result) && result > 0 ? result : 0;
}

int decimalsOf(const QJsonValue &value)
{
    const QString written = value.isString() ? value.toString()
                                             : QString::number(value.toDouble(), 'g', 12);
    const qsizetype point = written.indexOf(u'.');
    if (point < 0 || written.contains(u'e', Qt::CaseInsensitive))
        return 0;
    return int(qMin<qsizetype>(written.size() - point - 1, MaximumDecimals));
}

const QHash<QString, QString> &names()
{
    static const QHash<QString, QString> table {
            {u"BTC-USD"_s, u"Bitcoin"_s},    {u"ETH-USD"_s, u"Ether"_s},
            {u"SOL-USD"_s, u"Solana"_s},     {u"XRP-USD"_s, u"XRP"_s},
            {u"LTC-USD"_s, u"Litecoin"_s},   {u"AVAX-USD"_s, u"Avalanche"_s},
            {u"LINK-USD"_s, u"Chainlink"_s}, {u"DOT-USD"_s, u"Polkadot"_s},
            {u"ADA-USD"_s, u"Cardano"_s},    {u"DOGE-USD"_s, u"Dogecoin"_s},
    };
    return table;
}

} // namespace

std::optional<Tick> Tick::fromJson(const QJsonObject &message)
{
    if (message.value("type"_L1) != "ticker"_L1)
        return std::nullopt;
    const QJsonValue written = message.value("price"_L1);
    Tick tick;
    tick.product = message.value("product_id"_L1).toString();
    tick.price = number(written);
    if (tick.product.isEmpty() || tick.price <= 0)
        return std::nullopt;
    tick.decimals = decimalsOf(written);
    tick.open = number(message.value("open_24h"_L1));
    tick.low = number(message.value("low_24h"_L1));
    tick.high = number(message.value("high_24h"_L1));
    tick.time = QDateTime::fromString(message.value("time"_L1).toString(), Qt::ISODateWithMs);
    return tick;
}

QStringList defaultProducts()
{
    return {u"BTC-USD"_s,  u"ETH-USD"_s,  u"SOL-USD"_s, u"XRP-USD"_s, u"LTC-USD"_s,
            u"AVAX-USD"_s, u"LINK-USD"_s, u"DOT-USD"_s, u"ADA-USD"_s, u"DOGE-USD"_s};
}

QString productName(const QString &product)
{
    return names().value(product);
}

QJsonObject subscription(const QStringList &products)
{
    return {{u"type"_s, u"subscribe"_s},
            {u"product_ids"_s, QJsonArray::fromStringList(products)},
            {u"channels"_s, QJsonArray {u"ticker"_s}}};
}
