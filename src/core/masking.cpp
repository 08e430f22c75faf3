// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "masking_p.h"

#include <array>
#include <cstring>

namespace Lomond::Core {

namespace {

// The key twice. Both halves are alike, so the order of octets within a word does not matter.
constexpr quint64 wideKey(quint32 key)
{
    return quint64(key) << 32 | key;
}

constexpr qsizetype WordSize = sizeof(quint64);
constexpr qsizetype BlockSize = 4 * WordSize;

// memcpy, since a payload may begin anywhere; the loop has a fixed length: so compilers make a few
// unaligned vector instructions of it.
void maskBlock(char *to, const char *from, quint64 wideKey)
{
    std::array<quint64, BlockSize / WordSize> words;
    std::memcpy(words.data(), from, sizeof(words));
    for (quint64 &word : words)
        word ^= wideKey;
    std::memcpy(to, words.data(), sizeof(words));
}

// The last, less than eight octets.
void maskTail(char *to, const char *from, qsizetype size, quint32 key)
{
    char keyOctets[sizeof(quint64)];
    const quint64 wide = wideKey(key);
    std::memcpy(keyOctets, &wide, sizeof(wide));
    for (qsizetype i = 0; i < size; ++i)
        to[i] = char(from[i] ^ keyOctets[i]);
}

} // namespace

void applyMask(char *data, qsizetype size, quint32 key)
{
    copyMasked(data, data, size, key);
}

void copyMasked(char *to, const char *from, qsizetype size, quint32 key)
{
    const quint64 wide = wideKey(key);
    for (; size >= BlockSize; size -= BlockSize, to += BlockSize, from += BlockSize)
        maskBlock(to, from, wide);
    for (; size >= WordSize; size -= WordSize, to += WordSize, from += WordSize) {
        quint64 word;
        std::memcpy(&word, from, sizeof(word));
        word ^= wide;
        std::memcpy(to, &word, sizeof(word));
    }
    maskTail(to, from, size, key);
}

} // namespace Lomond::Core
