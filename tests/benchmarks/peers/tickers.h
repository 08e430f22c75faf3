// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The JSON messages of D1 and D2, 302 octets each: a ticker whose prices wander. The same 1000 for
// the server and for each program (one without C++ gets them from /send/json/302/1000).
// C++17, header only, no Qt. It compresses nothing.

#ifndef BENCH_TICKERS_H
#define BENCH_TICKERS_H

#include "works.h"

#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace Bench {

constexpr std::size_t TickerCount = 1000;

inline std::string ticker(unsigned number, const char *product, unsigned cents,
                          std::minstd_rand &dice)
{
    const auto roll = [&dice](unsigned sides) { return unsigned(dice() % sides); };
    const auto price = [](unsigned value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%05u.%02u", value / 100, value % 100);
        return std::string(digits);
    };
    // one after the other: the order in which arguments are evaluated is not defined
    const unsigned spread = roll(20);
    const unsigned volume = roll(1000000);
    const char *const side = roll(2) ? "sell" : "buy";
    const unsigned microseconds = roll(1000000);
    const unsigned size = roll(1000000);
    char text[512];
    std::snprintf(
            text, sizeof text,
            "{\"type\":\"ticker\",\"sequence\":%u,\"product_id\":\"%s\",\"price\":\"%s\","
            "\"depth\":50,\"volume_24h\":\"%05u.%06u\",\"low_24h\":\"41012.44\","
            "\"high_24h\":\"44980.10\",\"best_bid\":\"%s\",\"best_ask\":\"%s\",\"side\":\"%s\","
            "\"time\":\"2026-03-14T09:%02u:%02u.%06uZ\",\"trade_id\":%u,\"last_size\":\"0.%06u\"",
            1873000000u + number * 7, product, price(cents).c_str(), 11000u + number / 40, volume,
            price(cents - spread).c_str(), price(cents + 1).c_str(), side, number / 60 % 60,
            number % 60, microseconds, 48100000u + number, size);
    std::string message = text;
    message.resize(JsonOctets - 1, ' ');
    return message + '}';
}

inline std::vector<std::string> tickers()
{
    const char *const products[] = {"BTC-USD", "ETH-USD", "SOL-USD", "ADA-USD", "DOT-EUR"};
    unsigned cents[] = {4312345, 4198765, 4251199, 4467890, 4333333};
    std::minstd_rand dice(20260314);
    std::vector<std::string> messages;
    for (unsigned number = 0; number < TickerCount; ++number) {
        const unsigned product = unsigned(dice() % 5);
        cents[product] += unsigned(dice() % 201) - 100;
        messages.push_back(ticker(number, products[product], cents[product], dice));
    }
    return messages;
}

} // namespace Bench

#endif
