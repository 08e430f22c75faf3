// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "utf8_p.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

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
constexpr qsizetype WordSize = sizeof(quint64);
constexpr qsizetype BlockSize = 2 * WordSize;

// The octets of a word that are not ASCII have their highest bit set.
quint64 nonAsciiOf(const char *from)
{
    quint64 word;
    std::memcpy(&word, from, sizeof(word));
    return word & NonAsciiOctets;
}

// How many octets of the word come before the first one that is not ASCII.
qsizetype asciiSize(quint64 nonAscii)
{
    if constexpr (std::endian::native == std::endian::little)
        return std::countr_zero(nonAscii) / 8;
    else
        return std::countl_zero(nonAscii) / 8;
}

// What comes of a run: nothing, …
struct Unwritten
{
    template<qsizetype Count>
    void writeAscii(const char *)
    {}
    void skip(qsizetype) {}
    void write(char32_t) {}
};

// … or UTF-16. There is room for as many units as there are octets, which is always enough.
struct Utf16
{
    // the loop has a fixed length, and so compilers make a few vector instructions of it
    template<qsizetype Count>
    void writeAscii(const char *from)
    {
        std::array<quint8, Count> octets;
        std::memcpy(octets.data(), from, sizeof(octets));
        std::array<char16_t, Count> units;
        for (size_t i = 0; i < size_t(Count); ++i)
            units[i] = octets[i];
        std::memcpy(to, units.data(), sizeof(units));
    }
    void skip(qsizetype units) { to += units; }
    void write(char32_t codePoint)
    {
        if (codePoint < 0x1'0000) {
            *to++ = char16_t(codePoint);
        } else {
            *to++ = QChar::highSurrogate(codePoint);
            *to++ = QChar::lowSurrogate(codePoint);
        }
    }

    char16_t *to;
};

bool isTail(char octet)
{
    return (quint8(octet) & 0xC0) == 0x80;
}

// The code point that is not ASCII and begins at `at`, and its octets (RFC 3629 3, 4); none if it
// is not valid, or not complete.
std::pair<char32_t, int> readCodePoint(const char *at, const char *end)
{
    constexpr std::pair<char32_t, int> None = {0, 0};
    const auto bits = [at](int i, int shift) { return char32_t(at[i] & 0x3F) << shift; };
    const auto first = quint8(*at);
    if (first < 0xE0) {
        if (first < 0xC2 || end - at < 2 || !isTail(at[1]))
            return None;
        return {char32_t(first & 0x1F) << 6 | bits(1, 0), 2};
    }
    if (first < 0xF0) {
        if (end - at < 3 || !isTail(at[1]) || !isTail(at[2]))
            return None;
        const char32_t codePoint = char32_t(first & 0x0F) << 12 | bits(1, 6) | bits(2, 0);
        const bool valid = codePoint >= 0x800 && !QChar::isSurrogate(codePoint);
        return valid ? std::pair(codePoint, 3) : None;
    }
    if (first > 0xF4 || end - at < 4 || !isTail(at[1]) || !isTail(at[2]) || !isTail(at[3]))
        return None;
    const char32_t codePoint = char32_t(first & 0x07) << 18 | bits(1, 12) | bits(2, 6) | bits(3, 0);
    const bool valid = codePoint >= 0x1'0000 && codePoint <= QChar::LastValidCodePoint;
    return valid ? std::pair(codePoint, 4) : None;
}

// Goes over code points that are valid and complete, however many there are. Returns where they end.
template<typename Output>
const char *run(const char *at, const char *end, Output &output)
{
    while (at != end) {
        for (; end - at >= BlockSize && !(nonAsciiOf(at) | nonAsciiOf(at + WordSize));
             at += BlockSize) {
            output.template writeAscii<BlockSize>(at);
            output.skip(BlockSize);
        }
        if (end - at >= WordSize) {
            const quint64 nonAscii = nonAsciiOf(at);
            const qsizetype size = nonAscii ? asciiSize(nonAscii) : WordSize;
            output.template writeAscii<WordSize>(at); // what is too much is written over
            output.skip(size);
            at += size;
        } else if (at != end && quint8(*at) < 0x80) {
            output.write(quint8(*at++));
        }
        while (at != end && quint8(*at) >= 0x80) {
            const auto [codePoint, size] = readCodePoint(at, end);
            if (size == 0)
                return at;
            output.write(codePoint);
            at += size;
        }
    }
    return at;
}

} // namespace

bool Utf8Validator::feed(QByteArrayView octets)
{
    const char *at = octets.data();
    const char *const end = at + octets.size();
    const auto stepWhile = [&](auto condition) {
        quint64 shift = m_state;
        for (; at != end && condition(shift & 63); ++at)
            shift = step(shift, *at);
        m_state = quint8(shift & 63);
    };
    // the rest of a code point, those that are complete, the beginning of one
    stepWhile([](quint64 shift) { return shift != shiftOf(Start) && shift != shiftOf(Invalid); });
    if (m_state == shiftOf(Start)) {
        Unwritten unwritten;
        at = run(at, end, unwritten);
        stepWhile([](quint64 shift) { return shift != shiftOf(Invalid); });
    }
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
    const char *const end = octets.data() + octets.size();
    Unwritten unwritten;
    return run(octets.data(), end, unwritten) == end;
}

std::optional<QString> decodeUtf8(QByteArrayView octets)
{
    QString text;
    if (!decodeUtf8(octets, text))
        return {};
    return text;
}

bool decodeUtf8(QByteArrayView octets, QString &text)
{
    if (!text.isDetached() || text.capacity() < octets.size())
        text = QString(octets.size(), Qt::Uninitialized);
    else if (text.size() != octets.size())
        text.resize(octets.size());
    const char *const end = octets.data() + octets.size();
    auto *const begin = reinterpret_cast<char16_t *>(text.data());
    Utf16 utf16 {begin};
    const bool valid = run(octets.data(), end, utf16) == end;
    if (const qsizetype size = utf16.to - begin; size < octets.size())
        text.truncate(size);
    return valid;
}

qsizetype cutOffSize(QByteArrayView utf8)
{
    qsizetype size = 1;
    while (isTail(utf8[utf8.size() - size])) // not the first of a code point
        ++size;
    return size;
}

} // namespace Lomond::Core
