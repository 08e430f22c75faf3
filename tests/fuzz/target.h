// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What every fuzz target is: one function that takes octets, and ends the program when a rule is
// broken. Called by libFuzzer, and by replay.cpp for inputs that are known already.

#ifndef LOMOND_TESTS_FUZZ_TARGET_H
#define LOMOND_TESTS_FUZZ_TARGET_H

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size);

namespace Lomond::Fuzz {

// `rule` in words; `detail`: what was seen
inline void require(bool holds, const char *rule, QByteArrayView detail = {})
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n%s\n", rule, detail.toByteArray().constData());
    std::abort();
}

// The input: a few octets that choose, then what the target is to read. Zeros follow its end.
class Octets
{
public:
    Octets(const quint8 *data, size_t size)
        : m_rest(reinterpret_cast<const char *>(data), qsizetype(size))
    {}

    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] quint8 octet()
    {
        if (m_rest.isEmpty())
            return 0;
        const auto octet = quint8(m_rest.front());
        m_rest = m_rest.sliced(1);
        return octet;
    }
    [[nodiscard]] quint32 word()
    {
        const quint32 high = octet();
        return high << 8 | octet();
    }
    template<typename T, size_t Count>
    [[nodiscard]] T oneOf(const std::array<T, Count> &values)
    {
        return values[octet() % Count];
    }
    // as many as there are, at most
    [[nodiscard]] QByteArrayView take(qsizetype size)
    {
        const QByteArrayView taken = m_rest.first(qMin(size, m_rest.size()));
        m_rest = m_rest.sliced(taken.size());
        return taken;
    }
    [[nodiscard]] QByteArrayView rest() { return take(m_rest.size()); }

private:
    QByteArrayView m_rest;
};

// Lengths of pieces, the same for the same seed: xorshift, mostly small, sometimes all there is.
class Pieces
{
public:
    explicit Pieces(quint32 seed)
        : m_state(seed * 2'654'435'761u + 1)
    {}

    // 1 to `most`
    [[nodiscard]] qsizetype next(qsizetype most)
    {
        static constexpr std::array<quint32, 8> Largest = {1, 2, 3, 7, 16, 130, 5'000, 1u << 20};
        m_state ^= m_state << 13;
        m_state ^= m_state >> 17;
        m_state ^= m_state << 5;
        const quint32 largest = Largest[m_state % Largest.size()];
        return qMin(most, qsizetype(1 + (m_state >> 3) % largest));
    }

private:
    quint32 m_state;
};

} // namespace Lomond::Fuzz

#endif
