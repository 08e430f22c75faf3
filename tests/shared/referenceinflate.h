// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An inflater for tests, written from RFC 1951 alone and with nothing of zlib: slow, simple, and it
// tells how far back a sender really referred.

#ifndef LOMOND_TESTS_REFERENCEINFLATE_H
#define LOMOND_TESTS_REFERENCEINFLATE_H

#include <QtCore/qbytearray.h>

#include <array>
#include <vector>

namespace Lomond::Test {

class ReferenceInflater
{
public:
    // The octets of a compressed message (RFC 7692), without takeover after forget(). False: broken.
    bool inflate(QByteArray message)
    {
        m_in = message.append("\x00\x00\xFF\xFF", 4);
        m_bit = 0;
        m_messageBegin = m_out.size();
        while (m_bit < m_in.size() * 8) {
            if (!block())
                return false;
        }
        return true;
    }
    [[nodiscard]] QByteArray message() const { return m_out.sliced(m_messageBegin); }
    [[nodiscard]] qsizetype largestDistance() const { return m_largestDistance; }
    void forget() { m_out.clear(); }

private:
    // symbols in the order of their codes, as RFC 1951 3.2.2 makes these from lengths
    struct Code
    {
        std::array<int, 16> countOfLength = {};
        std::vector<int> symbols;

        explicit Code(const std::vector<int> &lengths)
        {
            for (int length = 1; length < 16; ++length) {
                for (size_t symbol = 0; symbol < lengths.size(); ++symbol) {
                    if (lengths[symbol] == length) {
                        ++countOfLength[size_t(length)];
                        symbols.push_back(int(symbol));
                    }
                }
            }
        }
    };

    int bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; ++i, ++m_bit) {
            if (m_bit >= m_in.size() * 8)
                return -1;
            value |= ((m_in[m_bit / 8] >> (m_bit % 8)) & 1) << i;
        }
        return value;
    }

    int symbol(const Code &code)
    {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length < 16; ++length) {
            const int next = bits(1);
            if (next < 0)
                return -1;
            value |= next;
            const int count = code.countOfLength[size_t(length)];
            if (value - count < first)
                return code.symbols[size_t(index + value - first)];
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        return -1;
    }

    bool block()
    {
        const bool final = bits(1) == 1;
        const int type = bits(2);
        bool fine = false;
        if (type == 0)
            fine = stored();
        else if (type == 1)
            fine = codes(Code(fixedLengths()), Code(std::vector<int>(30, 5)));
        else if (type == 2)
            fine = dynamic();
        if (fine && final)
            m_bit = (m_bit + 7) / 8 * 8;
        return fine;
    }

    bool stored()
    {
        m_bit = (m_bit + 7) / 8 * 8;
        const int length = bits(16);
        const int complement = bits(16);
        if (length < 0 || complement != (~length & 0xFFFF))
            return false;
        const qsizetype from = m_bit / 8;
        if (from + length > m_in.size())
            return false;
        m_out += m_in.sliced(from, length);
        m_bit += length * 8;
        return true;
    }

    static std::vector<int> fixedLengths()
    {
        std::vector<int> lengths(288, 8);
        std::fill(lengths.begin() + 144, lengths.begin() + 256, 9);
        std::fill(lengths.begin() + 256, lengths.begin() + 280, 7);
        return lengths;
    }

    bool dynamic()
    {
        static constexpr std::array<size_t, 19> Order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                         11, 4,  12, 3, 13, 2, 14, 1, 15};
        const int literals = bits(5) + 257;
        const int distances = bits(5) + 1;
        const int count = bits(4) + 4;
        std::vector<int> lengths(19, 0);
        for (int i = 0; i < count; ++i)
            lengths[Order[size_t(i)]] = bits(3);
        const Code lengthCode(lengths);
        lengths.clear();
        while (int(lengths.size()) < literals + distances) {
            const int next = symbol(lengthCode);
            if (next < 0 || (next == 16 && lengths.empty()))
                return false;
            if (next < 16)
                lengths.push_back(next);
            else if (next == 16)
                lengths.insert(lengths.end(), size_t(3 + bits(2)), int(lengths.back()));
            else
                lengths.insert(lengths.end(), size_t(next == 17 ? 3 + bits(3) : 11 + bits(7)), 0);
        }
        const auto middle = lengths.begin() + literals;
        return codes(Code({lengths.begin(), middle}), Code({middle, lengths.end()}));
    }

    bool codes(const Code &literals, const Code &distances)
    {
        static constexpr std::array<int, 29> Length = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
        static constexpr std::array<int, 29> LengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1,
                                                           1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
                                                           4, 4, 4, 4, 5, 5, 5, 5, 0};
        for (;;) {
            const int next = symbol(literals);
            if (next == 256)
                return true;
            if (next < 0 || next > 285)
                return false;
            if (next < 256) {
                m_out.append(char(next));
                continue;
            }
            const auto kind = size_t(next - 257);
            const int length = Length[kind] + bits(LengthBits[kind]);
            if (!copy(length, distance(symbol(distances))))
                return false;
        }
    }

    // RFC 1951 3.2.5: two codes for each number of further bits
    qsizetype distance(int code)
    {
        if (code < 0 || code > 29)
            return -1;
        const int further = code < 4 ? 0 : code / 2 - 1;
        const int base = code < 4 ? code : (2 + code % 2) << further;
        return base + 1 + bits(further);
    }

    bool copy(int length, qsizetype distance)
    {
        if (distance < 1 || distance > m_out.size())
            return false;
        m_largestDistance = std::max(m_largestDistance, distance);
        for (int i = 0; i < length; ++i)
            m_out.append(m_out[m_out.size() - distance]);
        return true;
    }

    QByteArray m_in;
    qsizetype m_bit = 0;
    QByteArray m_out;
    qsizetype m_messageBegin = 0;
    qsizetype m_largestDistance = 0;
};

} // namespace Lomond::Test

#endif
