// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Sixteen octets of UTF-8 (RFC 3629 4) at once, for utf8.cpp: where the code points of one to three
// octets end, which they are, and up to where all is valid. Each octet is judged by itself and the
// two before it, by arithmetic alone: in text of many scripts a processor cannot foretell how long
// the next code point is, and each wrong guess would cost it more than a block does. The loop has a
// fixed length and no branch, and so compilers make vector instructions of it.

#ifndef LOMOND_CORE_UTF8BLOCK_P_H
#define LOMOND_CORE_UTF8BLOCK_P_H

#include <QtCore/qglobal.h>

#include <array>
#include <bit>
#include <cstring>

namespace Lomond::Core {

struct Utf8Block
{
    static constexpr size_t Size = 16;
    static constexpr size_t Before = 2; // octets before the block that are read, too

    std::array<char16_t, Size> units; // the code point that ends with an octet, …
    std::array<quint8, Size> ends; // … and 1 if there is one, else 0
    // Octets before the first that cannot be where it is, or begins a code point of four octets.
    size_t size;
};

namespace Utf8BlockDetails {

using Octets = std::array<quint8, Utf8Block::Size>;

// all bits, or none
constexpr quint8 allIf(bool condition)
{
    return quint8(-quint8(condition));
}

inline Octets load(const char *from)
{
    Octets octets;
    std::memcpy(octets.data(), from, sizeof(octets));
    return octets;
}

// how many octets come before the first that is not zero
inline size_t zerosBefore(const Octets &octets)
{
    const auto words = std::bit_cast<std::array<quint64, 2>>(octets);
    if ((words[0] | words[1]) == 0)
        return octets.size();
    const size_t skipped = words[0] == 0 ? 1 : 0;
    const bool little = std::endian::native == std::endian::little;
    const int bits = little ? std::countr_zero(words[skipped]) : std::countl_zero(words[skipped]);
    return skipped * sizeof(quint64) + size_t(bits) / 8;
}

} // namespace Utf8BlockDetails

Q_ALWAYS_INLINE Utf8Block readUtf8Block(const char *at)
{
    using namespace Utf8BlockDetails;
    const Octets octets = load(at);
    const Octets previous = load(at - 1);
    const Octets secondPrevious = load(at - 2);

    Utf8Block block;
    Octets wrong;
    Octets low; // half of a unit
    Octets high;
    for (size_t i = 0; i < Utf8Block::Size; ++i) {
        const quint8 octet = octets[i];
        const quint8 before = previous[i];
        const quint8 isTail = allIf(qint8(octet) < qint8(0xC0)); // 80-BF
        const quint8 isThird = allIf(secondPrevious[i] >= 0xE0);
        const quint8 mustBeTail = quint8(allIf(before >= 0xC0) | isThird);
        // before A0 shorter forms exist of what E0 begins, and from there on ED begins surrogates
        const quint8 badBefore = quint8(0xE0 | (allIf(octet >= 0xA0) & 0x0D));
        wrong[i] = quint8((isTail ^ mustBeTail) | allIf(before == badBefore)
                          | allIf((octet & 0xFE) == 0xC0) | allIf(octet >= 0xF0));

        block.ends[i] = quint8(allIf(octet < 0xC0) & allIf(before < 0xE0) & 1);
        const quint8 fromBefore = quint8((before << 6) ^ 0x80); // and without the bit of a tail
        low[i] = quint8(octet ^ (isTail & fromBefore));
        const quint8 fromFirst = quint8(isThird & (secondPrevious[i] << 4));
        high[i] = quint8(isTail & ((before >> 2 & 0x0F) | fromFirst));
    }
    for (size_t i = 0; i < Utf8Block::Size; ++i)
        block.units[i] = char16_t(low[i] | high[i] << 8);
    block.size = zerosBefore(wrong);
    return block;
}

} // namespace Lomond::Core

#endif
