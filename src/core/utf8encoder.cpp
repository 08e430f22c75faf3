// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/utf8encoder_p.h"

#include "core/masking_p.h"

#include <QtCore/qchar.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace Lomond::Core {

namespace {

// Most texts are ASCII for long stretches: they are looked at, and narrowed, so many units at a
// time. The loops have fixed lengths, and so compilers make a few vector instructions of each.
constexpr qsizetype BlockSize = 16;

quint64 loadWord(const char16_t *from)
{
    quint64 word;
    std::memcpy(&word, from, sizeof(word));
    return word;
}

bool isAsciiBlock(const char16_t *from)
{
    const quint64 all = loadWord(from) | loadWord(from + 4) | loadWord(from + 8)
                        | loadWord(from + 12);
    return !(all & 0xFF80'FF80'FF80'FF80);
}

// A masking key, as often as a block has room for it.
using BlockMask = std::array<char, BlockSize>;

BlockMask blockMask(quint32 key)
{
    BlockMask mask;
    for (size_t i = 0; i < mask.size(); i += sizeof(key))
        std::memcpy(mask.data() + i, &key, sizeof(key));
    return mask;
}

void narrowBlock(char *to, const char16_t *from, const BlockMask &mask)
{
    std::array<char16_t, BlockSize> units;
    std::memcpy(units.data(), from, sizeof(units));
    std::array<char, BlockSize> octets;
    for (size_t i = 0; i < octets.size(); ++i)
        octets[i] = char(char(units[i]) ^ mask[i]);
    std::memcpy(to, octets.data(), sizeof(octets));
}

// Texts that are shorter than a block.
bool encodeFewAscii(char *to, QStringView text, quint32 key)
{
    const BlockMask mask = blockMask(key);
    for (size_t i = 0; i < size_t(text.size()); ++i) {
        const char16_t unit = text.utf16()[i];
        if (unit >= 0x80)
            return false;
        to[i] = char(char(unit) ^ mask[i]);
    }
    return true;
}

char *encodeCodePoint(char *to, char32_t codePoint)
{
    const auto tail = [codePoint](int shift) { return char(0x80 | (codePoint >> shift & 0x3F)); };
    if (codePoint < 0x80) {
        *to++ = char(codePoint);
        return to;
    }
    if (codePoint < 0x800) {
        *to++ = char(0xC0 | codePoint >> 6);
    } else {
        if (codePoint < 0x1'0000) {
            *to++ = char(0xE0 | codePoint >> 12);
        } else {
            *to++ = char(0xF0 | codePoint >> 18);
            *to++ = tail(12);
        }
        *to++ = tail(6);
    }
    *to++ = tail(0);
    return to;
}

} // namespace

qsizetype utf8Size(QStringView text)
{
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    qsizetype size = 0;
    while (at != end) {
        if (end - at >= BlockSize && isAsciiBlock(at)) {
            at += BlockSize;
            size += BlockSize;
            continue;
        }
        const char16_t *const stop = at + std::min<qsizetype>(BlockSize, end - at);
        while (at < stop) {
            const char16_t unit = *at++;
            if (!QChar::isSurrogate(unit)) {
                size += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
            } else if (QChar::isHighSurrogate(unit) && at != end && QChar::isLowSurrogate(*at)) {
                ++at;
                size += 4;
            } else {
                return -1; // RFC 3629 3: UTF-8 has no surrogates
            }
        }
    }
    return size;
}

char *encodeUtf8(char *to, QStringView text)
{
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    while (at != end) {
        if (end - at >= BlockSize && isAsciiBlock(at)) {
            narrowBlock(to, at, {});
            at += BlockSize;
            to += BlockSize;
            continue;
        }
        const char16_t *const stop = at + std::min<qsizetype>(BlockSize, end - at);
        while (at < stop) {
            char32_t codePoint = *at++;
            if (QChar::isHighSurrogate(codePoint) && at != end && QChar::isLowSurrogate(*at))
                codePoint = QChar::surrogateToUcs4(char16_t(codePoint), *at++);
            to = encodeCodePoint(to, codePoint);
        }
    }
    return to;
}

bool encodeAscii(char *to, QStringView text, quint32 key)
{
    if (text.size() < BlockSize)
        return encodeFewAscii(to, text, key);
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    const BlockMask mask = blockMask(key);
    for (; end - at >= BlockSize; at += BlockSize, to += BlockSize) {
        if (!isAsciiBlock(at))
            return false;
        narrowBlock(to, at, mask);
    }
    const qsizetype rest = end - at;
    if (rest == 0)
        return true;
    // the last block begins within the one before
    const qsizetype back = BlockSize - rest;
    if (!isAsciiBlock(at - back))
        return false;
    narrowBlock(to - back, at - back, blockMask(advancedKey(key, quint64(rest))));
    return true;
}

} // namespace Lomond::Core
