// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "headertokens_p.h"

#include <algorithm>
#include <array>

namespace Lomond::Core {

namespace {

// RFC 9110 5.6.2: tchar
constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table = {};
    for (int c = '0'; c <= '9'; ++c)
        table[size_t(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[size_t(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c)
        table[size_t(c)] = true;
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[uchar(c)] = true;
    return table;
}

constexpr std::array<bool, 256> tokenTable = makeTokenTable();

// Where the element that begins at `from` ends: at the comma, or where the list does. A comma in a
// quoted string separates nothing (RFC 9110 5.6.4); a string that is never closed has no end.
qsizetype endOfElement(QByteArrayView list, qsizetype from)
{
    bool quoted = false;
    for (qsizetype i = from; i < list.size(); ++i) {
        const char c = list[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\')
            ++i;
        else if (!quoted && c == ',')
            return i;
    }
    return list.size();
}

// Calls visit(element) for each element until it returns true; whether it did.
template<typename Visitor>
bool visitElements(const QList<QByteArray> &values, Visitor visit)
{
    for (const QByteArray &value : values) {
        const QByteArrayView list = value;
        for (qsizetype from = 0; from < list.size();) {
            const qsizetype end = endOfElement(list, from);
            const QByteArrayView element = trimmedBlanks(list.sliced(from, end - from));
            if (!element.isEmpty() && visit(element)) // RFC 9110 5.6.1.2: empty ones are ignored
                return true;
            from = end + 1;
        }
    }
    return false;
}

} // namespace

bool isTokenChar(char c)
{
    return tokenTable[static_cast<unsigned char>(c)];
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

bool isFieldValue(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet >= 0x20 && octet != 0x7F) || octet == '\t';
    });
}

QByteArrayView trimmedBlanks(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

QList<QByteArray> listElements(const QList<QByteArray> &values)
{
    QList<QByteArray> result;
    visitElements(values, [&result](QByteArrayView element) {
        result.append(element.toByteArray());
        return false;
    });
    return result;
}

bool containsTokenIgnoringCase(const QList<QByteArray> &values, QByteArrayView token)
{
    return visitElements(values, [token](QByteArrayView element) {
        return element.compare(token, Qt::CaseInsensitive) == 0;
    });
}

} // namespace Lomond::Core
