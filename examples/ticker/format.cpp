// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "format.h"

#include <QtCore/qlocale.h>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

const QLocale &marketLocale()
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

// What rounds to zero has no sign.
QString formatSigned(double value, int decimals, QChar minus)
{
    const double smallest = 0.5 * std::pow(10.0, -decimals);
    const QString magnitude = marketLocale().toString(std::abs(value), 'f', decimals);
    if (std::abs(value) < smallest)
        return magnitude;
    return (value < 0 ? minus : QChar(u'+')) + magnitude;
}

} // namespace

QString formatPrice(double price, int decimals)
{
    return marketLocale().toString(price, 'f', decimals);
}

QString formatChange(double change, int decimals, QChar minus)
{
    return formatSigned(change, decimals, minus);
}

QString formatPercent(double percent, QChar minus)
{
    return formatSigned(percent, 2, minus) + u" %"_s;
}
