// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Data of the kinds that matter to compression, the same in each run.

#ifndef LOMOND_TESTS_DEFLATEDATA_H
#define LOMOND_TESTS_DEFLATEDATA_H

#include <QtCore/qbytearray.h>

#include <random>

namespace Lomond::Test {

inline QByteArray noise(qsizetype size, unsigned seed = 1)
{
    std::mt19937 random(seed);
    QByteArray octets(size, Qt::Uninitialized);
    for (char &octet : octets)
        octet = char(random());
    return octets;
}

// A quote of a ticker, as there are many of: alike, and never the same.
inline QByteArray quote(int number)
{
    return R"({"type":"ticker","product":"BTC-USD","sequence":)" + QByteArray::number(number)
           + R"(,"price":")" + QByteArray::number(6'000'000 + number * 7'919 % 10'007)
           + R"(","side":")" + (number % 3 ? "buy" : "sell") + R"("})";
}

// Text of words in which a sender finds something to refer to at any distance.
inline QByteArray prose(qsizetype size, unsigned seed = 1)
{
    std::mt19937 random(seed);
    QByteArray text;
    while (text.size() < size)
        text += "word" + QByteArray::number(random() % 5'000, 36) + ' ';
    text.truncate(size);
    return text;
}

} // namespace Lomond::Test

#endif
