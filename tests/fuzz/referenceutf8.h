// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8 by the grammar of RFC 3629 4, row by row, without a line of the library: what the targets
// compare its tables with.

#ifndef LOMOND_TESTS_FUZZ_REFERENCEUTF8_H
#define LOMOND_TESTS_FUZZ_REFERENCEUTF8_H

#include <QtCore/qbytearrayview.h>
#include <QtCore/qstringview.h>

#include <array>

namespace Lomond::Fuzz {

class ReferenceUtf8
{
public:
    // false: no text goes on with this octet
    [[nodiscard]] bool take(quint8 octet)
    {
        if (m_missing > 0) {
            if (octet < m_least || octet > m_most)
                return false;
            --m_missing;
            ++m_pending;
            m_least = 0x80;
            m_most = 0xBF;
            return true;
        }
        for (const Row &row : Rows) {
            if (octet < row.first || octet > row.last)
                continue;
            m_missing = row.tail;
            m_pending = 1;
            m_least = row.leastSecond;
            m_most = row.mostSecond;
            return true;
        }
        return false;
    }
    [[nodiscard]] bool take(QByteArrayView octets)
    {
        for (const char octet : octets) {
            if (!take(quint8(octet)))
                return false;
        }
        return true;
    }
    [[nodiscard]] bool isComplete() const { return m_missing == 0; }
    // octets of the code point that is not complete
    [[nodiscard]] int pending() const { return isComplete() ? 0 : m_pending; }

    [[nodiscard]] static bool isValid(QByteArrayView octets)
    {
        ReferenceUtf8 reader;
        return reader.take(octets) && reader.isComplete();
    }

private:
    struct Row
    {
        quint8 first; // octet, from
        quint8 last; // to
        int tail; // octets that follow
        quint8 leastSecond;
        quint8 mostSecond;
    };
    static constexpr std::array<Row, 9> Rows = {{
            {0x00, 0x7F, 0, 0x80, 0xBF}, // UTF8-1
            {0xC2, 0xDF, 1, 0x80, 0xBF}, // UTF8-2
            {0xE0, 0xE0, 2, 0xA0, 0xBF}, // UTF8-3
            {0xE1, 0xEC, 2, 0x80, 0xBF},
            {0xED, 0xED, 2, 0x80, 0x9F},
            {0xEE, 0xEF, 2, 0x80, 0xBF},
            {0xF0, 0xF0, 3, 0x90, 0xBF}, // UTF8-4
            {0xF1, 0xF3, 3, 0x80, 0xBF},
            {0xF4, 0xF4, 3, 0x80, 0x8F},
    }};

    int m_missing = 0;
    int m_pending = 0;
    quint8 m_least = 0x80;
    quint8 m_most = 0xBF;
};

// RFC 3629 3: UTF-8 has none of these, be it in a pair or alone; in UTF-16, pairs are what it takes
[[nodiscard]] inline bool hasLoneSurrogate(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size()
                          && text[i + 1].isLowSurrogate();
        if (!pair && text[i].isSurrogate())
            return true;
        i += pair;
    }
    return false;
}

} // namespace Lomond::Fuzz

#endif
