// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How the ticker writes numbers: grouped, with as many decimals as the exchange gives, signed where
// a change is meant. The window takes a true minus sign, the console one that other programs read.

#ifndef FORMAT_H
#define FORMAT_H

#include <QtCore/qstring.h>

inline constexpr QChar MinusSign = u'\u2212';

QString formatPrice(double price, int decimals); // 67,123.45
QString formatChange(double change, int decimals, QChar minus = MinusSign); // +812.30
QString formatPercent(double percent, QChar minus = MinusSign); // +1.23 %

#endif
