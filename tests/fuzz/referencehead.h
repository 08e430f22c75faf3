// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The head of an HTTP message, taken apart in the simplest manner (RFC 9112 2.1, 5): what has to be
// in one that opened a connection is looked for here, not in what the library made of it.

#ifndef LOMOND_TESTS_FUZZ_REFERENCEHEAD_H
#define LOMOND_TESTS_FUZZ_REFERENCEHEAD_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>

namespace Lomond::Fuzz {

class ReferenceHead
{
public:
    // `octets` begin with a head; it ends with the first empty line
    explicit ReferenceHead(const QByteArray &octets)
    {
        const qsizetype end = octets.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        m_size = end + 4;
        // RFC 9112 5.2: a folded line goes on with the one before
        QByteArray head = octets.first(end);
        head.replace("\r\n ", "  ").replace("\r\n\t", "  ");
        qsizetype begin = 0;
        while (begin <= head.size()) {
            qsizetype next = head.indexOf("\r\n", begin);
            next = next < 0 ? head.size() : next;
            m_lines.append(head.sliced(begin, next - begin));
            begin = next + 2;
        }
    }

    [[nodiscard]] qsizetype size() const { return m_size; } // octets; 0: there is no end
    [[nodiscard]] QByteArray startLine() const { return m_lines.value(0); }
    [[nodiscard]] const QList<QByteArray> &lines() const { return m_lines; }
    [[nodiscard]] QList<QByteArray> values(const QByteArray &name) const
    {
        QList<QByteArray> values;
        for (qsizetype i = 1; i < m_lines.size(); ++i) {
            const qsizetype colon = m_lines[i].indexOf(':');
            if (colon > 0 && m_lines[i].first(colon).toLower() == name.toLower())
                values.append(m_lines[i].sliced(colon + 1).trimmed());
        }
        return values;
    }
    // in any of the comma-separated lists of that name, letters of any case
    [[nodiscard]] bool lists(const QByteArray &name, const QByteArray &token) const
    {
        for (const QByteArray &value : values(name)) {
            for (const QByteArray &element : value.split(',')) {
                if (element.trimmed().toLower() == token)
                    return true;
            }
        }
        return false;
    }

private:
    qsizetype m_size = 0;
    QList<QByteArray> m_lines;
};

} // namespace Lomond::Fuzz

#endif
