// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "texts.h"

#include <QtCore/qbytearraylist.h>

#include <random>

namespace Lomond::Bench {

namespace {

constexpr char English[] =
        "All human beings are born free and equal in dignity and rights. They are "
        "endowed with reason and conscience. ";
constexpr char ManyTongues[] =
        "Все люди рождаются свободными и равными в своём достоинстве и правах. "
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. "
        "すべての人間は、生まれながらにして自由である。"
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. "
        "人人生而自由,在尊严和权利上一律平等。 "
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι 🕊️🌍. "
        "All human beings are born free, 10 € each. ";

// of `width` digits
QByteArray digits(std::mt19937 &random, int width)
{
    QByteArray text;
    for (int i = 0; i < width; ++i)
        text.append(char('0' + random() % 10));
    return text;
}

} // namespace

QByteArray prose(Prose kind, qsizetype size)
{
    std::mt19937 random(1);
    const QByteArray text = kind == Prose::Ascii ? English : ManyTongues;
    const QByteArrayList words = text.split(' ');
    QByteArray octets;
    while (octets.size() <= size) // in an order of chance: a processor learns by heart what repeats
        octets += words.at(qsizetype(random() % size_t(words.size()))) + ' ';
    qsizetype whole = size;
    while ((octets.at(whole) & 0xC0) == 0x80) // within a code point
        --whole;
    octets.truncate(whole);
    return octets.leftJustified(size, ' ');
}

QByteArray words(qsizetype size)
{
    std::mt19937 random(1);
    QByteArray text;
    while (text.size() < size)
        text += "word" + QByteArray::number(uint(random() % 5'000), 36) + ' ';
    text.truncate(size);
    return text;
}

QByteArray quote(int number)
{
    constexpr qsizetype Size = 302;
    std::mt19937 random {uint(number)};
    const QByteArray price = "61" + digits(random, 3);
    const QByteArray text = R"({"type":"ticker","sequence":)"
                            + QByteArray::number(4'000'000'000 + number)
                            + R"(,"product_id":"BTC-USD","price":")" + price + '.'
                            + digits(random, 2) + R"(","open_24h":"59321.07","volume_24h":")"
                            + digits(random, 5) + '.' + digits(random, 6) + R"(","best_bid":")"
                            + price + '.' + digits(random, 2) + R"(","best_ask":")" + price + '.'
                            + digits(random, 2) + R"(","side":")" + (random() % 2 ? "buy" : "sell")
                            + R"(","time":"2026-11-20T12:34:)" + digits(random, 2) + '.'
                            + digits(random, 6) + R"(Z","trade_id":)"
                            + QByteArray::number(70'000'000 + number) + R"(,"last_size":"0.)"
                            + digits(random, 8) + '"';
    return text.leftJustified(Size - 1) + '}';
}

} // namespace Lomond::Bench
