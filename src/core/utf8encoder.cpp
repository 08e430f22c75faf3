// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/utf8encoder_p.h"

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

void narrowBlock(char *to, const char16_t *from)
{
    std::array<char16_t, BlockSize> units;
    std::memcpy(units.data(), from, sizeof(units));
    std::array<char, BlockSize> octets;
    for (size_t i = 0; i < octets.size(); ++i)
        octets[i] = char(units[i]);
    std::memcpy(to, octets.data(), sizeof(octets));
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
            narrowBlock(to, at);
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

} // namespace Lomond::Core
