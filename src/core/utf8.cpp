// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "utf8_p.h"

#include <array>
#include <cstring>

namespace Lomond::Core {

namespace {

// What the grammar of RFC 3629 section 4 lets follow, by what came before.
enum State : quint8 {
    Start, // between code points
    OneMore, // UTF8-tail
    TwoMore,
    ThreeMore,
    AfterE0, // A0-BF: shorter forms exist for what is below
    AfterED, // 80-9F: above are the surrogates
    AfterF0, // 90-BF: shorter forms exist for what is below
    AfterF4, // 80-8F: above is no Unicode
    Invalid, // for good
};
constexpr int StateCount = Invalid + 1;

constexpr State afterFirst(int octet)
{
    if (octet <= 0x7F)
        return Start;
    if (octet >= 0xC2 && octet <= 0xDF)
        return OneMore;
    if (octet == 0xE0)
        return AfterE0;
    if (octet == 0xED)
        return AfterED;
    if (octet >= 0xE1 && octet <= 0xEF)
        return TwoMore;
    if (octet == 0xF0)
        return AfterF0;
    if (octet >= 0xF1 && octet <= 0xF3)
        return ThreeMore;
    if (octet == 0xF4)
        return AfterF4;
    return Invalid;
}

constexpr State following(State state, int octet)
{
    const auto ifWithin = [octet](int first, int last, State next) {
        return octet >= first && octet <= last ? next : Invalid;
    };
    switch (state) {
    case Start:
        return afterFirst(octet);
    case OneMore:
        return ifWithin(0x80, 0xBF, Start);
    case TwoMore:
        return ifWithin(0x80, 0xBF, OneMore);
    case ThreeMore:
        return ifWithin(0x80, 0xBF, TwoMore);
    case AfterE0:
        return ifWithin(0xA0, 0xBF, OneMore);
    case AfterED:
        return ifWithin(0x80, 0x9F, OneMore);
    case AfterF0:
        return ifWithin(0x90, 0xBF, TwoMore);
    case AfterF4:
        return ifWithin(0x80, 0x8F, TwoMore);
    case Invalid:
        break;
    }
    return Invalid;
}

// All transitions of one octet fit into a word: six bits for each state, at six times its number,
// hold six times the number of the next one. So a step is one load and one shift, no branch.
constexpr int BitsPerState = 6;
static_assert(StateCount * BitsPerState <= 64);

constexpr quint8 shiftOf(State state)
{
    return quint8(state * BitsPerState);
}

constexpr std::array<quint64, 256> makeTransitions()
{
    std::array<quint64, 256> transitions = {};
    for (int octet = 0; octet < 256; ++octet) {
        for (int state = 0; state < StateCount; ++state) {
            const quint64 next = shiftOf(following(State(state), octet));
            transitions[size_t(octet)] |= next << shiftOf(State(state));
        }
    }
    return transitions;
}
constexpr std::array<quint64, 256> Transitions = makeTransitions();

constexpr quint64 step(quint64 shift, char octet)
{
    return Transitions[quint8(octet)] >> (shift & 63);
}

constexpr quint64 NonAsciiOctets = 0x8080'8080'8080'8080;
constexpr quint64 NonAsciiUnits = 0xFF80'FF80'FF80'FF80;
constexpr qsizetype OctetsPerWord = sizeof(quint64);
constexpr qsizetype UnitsPerWord = sizeof(quint64) / sizeof(char16_t);

template<typename T>
quint64 loadWord(const T *from)
{
    quint64 word;
    std::memcpy(&word, from, sizeof(word));
    return word;
}

// Four ASCII units to four octets. Right on either order of octets, which the word follows.
void storeAsAscii(char *to, quint64 units)
{
    units = (units | units >> 8) & 0x0000'FFFF'0000'FFFF;
    const quint32 octets = quint32(units | units >> 16);
    std::memcpy(to, &octets, sizeof(octets));
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

bool Utf8Validator::feed(QByteArrayView octets)
{
    const char *at = octets.data();
    const char *const end = at + octets.size();
    quint64 shift = m_state;
    for (; end - at >= OctetsPerWord; at += OctetsPerWord) {
        if ((shift & 63) == shiftOf(Start) && !(loadWord(at) & NonAsciiOctets))
            continue;
        for (qsizetype i = 0; i < OctetsPerWord; ++i)
            shift = step(shift, at[i]);
        if ((shift & 63) == shiftOf(Invalid))
            break; // the rest can't change it
    }
    for (; at != end && (shift & 63) != shiftOf(Invalid); ++at)
        shift = step(shift, *at);
    m_state = quint8(shift & 63);
    return m_state != shiftOf(Invalid);
}

bool Utf8Validator::isComplete() const
{
    return m_state == shiftOf(Start);
}

void Utf8Validator::reset()
{
    m_state = shiftOf(Start);
}

bool isValidUtf8(QByteArrayView octets)
{
    Utf8Validator validator;
    return validator.feed(octets) && validator.isComplete();
}

qsizetype cutOffSize(QByteArrayView utf8)
{
    qsizetype size = 1;
    while ((quint8(utf8[utf8.size() - size]) & 0xC0) == 0x80) // not the first of a code point
        ++size;
    return size;
}

QString fromValidUtf8(QByteArrayView utf8)
{
    constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");
    if (!utf8.startsWith(ByteOrderMark))
        return QString::fromUtf8(utf8);
    // QString::fromUtf8() takes the first of them for a signature and drops it.
    qsizetype marks = 0;
    for (; utf8.startsWith(ByteOrderMark); ++marks)
        utf8 = utf8.sliced(ByteOrderMark.size());
    return QString(marks, QChar::ByteOrderMark) + QString::fromUtf8(utf8);
}

qsizetype utf8Size(QStringView text)
{
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    qsizetype size = 0;
    while (at != end) {
        if (end - at >= UnitsPerWord && !(loadWord(at) & NonAsciiUnits)) {
            at += UnitsPerWord;
            size += UnitsPerWord;
            continue;
        }
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
    return size;
}

char *encodeUtf8(char *to, QStringView text)
{
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    while (at != end) {
        if (end - at >= UnitsPerWord) {
            const quint64 units = loadWord(at);
            if (!(units & NonAsciiUnits)) {
                storeAsAscii(to, units);
                at += UnitsPerWord;
                to += UnitsPerWord;
                continue;
            }
        }
        char32_t codePoint = *at++;
        if (QChar::isHighSurrogate(codePoint) && at != end && QChar::isLowSurrogate(*at))
            codePoint = QChar::surrogateToUcs4(char16_t(codePoint), *at++);
        to = encodeCodePoint(to, codePoint);
    }
    return to;
}

} // namespace Lomond::Core
