// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "utf8_p.h"

#include "utf8block_p.h"

#include <array>
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

constexpr qsizetype BlockSize = Utf8Block::Size;
constexpr qsizetype LongBlockSize = 4 * BlockSize;
// Units from where is written to what is fetched to be written next. What is read a processor
// fetches by itself, but it waits for where it writes.
constexpr qsizetype WriteAhead = 128;

// Has a bit set for each that is not ASCII, or where another one of them has.
template<qsizetype Size>
Q_ALWAYS_INLINE quint64 nonAscii(const char *octets)
{
    if constexpr (Size > sizeof(quint64)) {
        return nonAscii<Size / 2>(octets) | nonAscii<Size / 2>(octets + Size / 2);
    } else {
        quint64 word;
        std::memcpy(&word, octets, sizeof(word));
        return word & 0x8080'8080'8080'8080;
    }
}

// What comes of octets: nothing, …
struct Unwritten
{
    template<qsizetype Size>
    void writeAscii(const char *, qsizetype)
    {}
    void fetch(qsizetype) {}
    void skip(qsizetype) {}
    void write(const Utf8Block &) {}
    void write(char32_t) {}
};

// … or UTF-16. There is room for as many units as there are octets, which is always enough.
struct Utf16
{
    template<qsizetype Size>
    Q_ALWAYS_INLINE void writeAscii(const char *from, qsizetype offset)
    {
        if constexpr (Size > BlockSize) {
            writeAscii<Size / 2>(from, offset);
            writeAscii<Size / 2>(from + Size / 2, offset + Size / 2);
        } else {
            // compilers make a few vector instructions of a loop of fixed length
            std::array<quint8, Size> octets;
            std::memcpy(octets.data(), from, sizeof(octets));
            for (size_t i = 0; i < octets.size(); ++i)
                to[offset + qsizetype(i)] = octets[i];
        }
    }
    void skip(qsizetype units) { to += units; }
    // Without a branch: what ends no code point is written over by the next.
    void write(const Utf8Block &block)
    {
        char16_t *at = to;
        const auto write = [&](size_t i) {
            *at = block.units[i];
            at += block.ends[i];
        };
        size_t i = 0;
        for (; i + 4 <= block.size; i += 4) {
            write(i);
            write(i + 1);
            write(i + 2);
            write(i + 3);
        }
        for (; i < block.size; ++i)
            write(i);
        to = at;
    }
    void write(char32_t codePoint)
    {
        if (codePoint < 0x1'0000) {
            *to++ = char16_t(codePoint);
        } else {
            *to++ = QChar::highSurrogate(codePoint);
            *to++ = QChar::lowSurrogate(codePoint);
        }
    }

    // a long block, `offset` units from here
    void fetch([[maybe_unused]] qsizetype offset)
    {
#ifdef Q_CC_GNU
        __builtin_prefetch(to + offset, 1);
        __builtin_prefetch(to + offset + LongBlockSize / 2, 1);
#endif
    }

    char16_t *to;
};

bool isTail(char octet)
{
    return (quint8(octet) & 0xC0) == 0x80;
}

// The code point that begins at `at`, and its octets (RFC 3629 3, 4); none if it is not valid, or
// not complete.
std::pair<char32_t, int> readCodePoint(const char *at, const char *end)
{
    constexpr std::pair<char32_t, int> None = {0, 0};
    const auto bits = [at](int i, int shift) { return char32_t(at[i] & 0x3F) << shift; };
    const auto first = quint8(*at);
    if (first < 0x80)
        return {first, 1};
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

// Goes over what is ASCII, in blocks.
template<typename Output>
Q_ALWAYS_INLINE const char *takeAscii(const char *const begin, const char *const end, Output &output)
{
    const qsizetype size = end - begin;
    qsizetype done = 0;
    for (; done <= size - LongBlockSize - WriteAhead && !nonAscii<LongBlockSize>(begin + done);
         done += LongBlockSize) {
        output.fetch(done + WriteAhead);
        output.template writeAscii<LongBlockSize>(begin + done, done);
    }
    for (; done <= size - LongBlockSize && !nonAscii<LongBlockSize>(begin + done);
         done += LongBlockSize)
        output.template writeAscii<LongBlockSize>(begin + done, done);
    for (; done <= size - BlockSize && !nonAscii<BlockSize>(begin + done); done += BlockSize)
        output.template writeAscii<BlockSize>(begin + done, done);
    if (done == size) {
        output.skip(size);
        return end;
    }
    // the last block, of which a part is done
    const qsizetype last = size - BlockSize;
    if (last >= 0 && done > last && !nonAscii<BlockSize>(begin + last)) {
        output.template writeAscii<BlockSize>(begin + last, last);
        done = size;
    }
    output.skip(done);
    return begin + done;
}

// Goes over blocks, until one is too much for them, or much is ASCII. Two octets are there before
// `at`. Returns where the last code point ends that is complete.
template<typename Output>
const char *takeBlocks(const char *at, const char *end, Output &output)
{
    while (end - at >= BlockSize) {
        const Utf8Block block = readUtf8Block(at);
        output.write(block);
        at += block.size;
        if (block.size < Utf8Block::Size
            || (end - at >= LongBlockSize && !nonAscii<LongBlockSize>(at)))
            break;
    }
    if (quint8(at[-1]) >= 0xC0)
        return at - 1;
    return quint8(at[-2]) >= 0xE0 ? at - 2 : at;
}

// Goes over code points that are valid and complete, from `at` on, where one begins, and returns
// where they end. One by one it takes only what is at the edges, or has four octets.
template<typename Output>
const char *run(const char *begin, const char *at, const char *end, Output &output)
{
    while (at != end) {
        at = takeAscii(at, end, output);
        do {
            if (at == end)
                return at;
            const auto [codePoint, size] = readCodePoint(at, end);
            if (size == 0)
                return at;
            output.write(codePoint);
            at += size;
        } while (end - at < BlockSize || quint8(*at) >= 0xF0);
        if (at - begin >= qsizetype(Utf8Block::Before))
            at = takeBlocks(at, end, output);
    }
    return at;
}

// What most messages do not need is in functions of its own, so that they do not pay for it.
Q_NEVER_INLINE void makeRoom(QString &text, qsizetype size)
{
    if (!text.isDetached() || text.capacity() < size)
        text = QString(size, Qt::Uninitialized);
    else
        text.resize(size);
}

// The text is ASCII before `at`.
Q_NEVER_INLINE bool decodeRest(QByteArrayView octets, const char *at, QString &text)
{
    const char *const end = octets.data() + octets.size();
    auto *const begin = reinterpret_cast<char16_t *>(text.data());
    Utf16 utf16 {begin + (at - octets.data())};
    const bool valid = run(octets.data(), at, end, utf16) == end;
    text.truncate(utf16.to - begin);
    return valid;
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
        at = run(at, at, end, unwritten);
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
    return run(octets.data(), octets.data(), end, unwritten) == end;
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
    if (!text.isDetached() || text.size() != octets.size())
        makeRoom(text, octets.size());
    const char *const end = octets.data() + octets.size();
    Utf16 utf16 {reinterpret_cast<char16_t *>(text.data())};
    const char *const at = takeAscii(octets.data(), end, utf16);
    return at == end || decodeRest(octets, at, text);
}

qsizetype cutOffSize(QByteArrayView utf8)
{
    qsizetype size = 1;
    while (isTail(utf8[utf8.size() - size])) // not the first of a code point
        ++size;
    return size;
}

} // namespace Lomond::Core
