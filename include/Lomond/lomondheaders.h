// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The fields of an HTTP head: ordered, names compared without case. A value class.

#ifndef LOMOND_LOMONDHEADERS_H
#define LOMOND_LOMONDHEADERS_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>

#include <initializer_list>

namespace Lomond {

class LOMOND_CORE_EXPORT Headers
{
public:
    struct Field
    {
        QByteArray name;
        QByteArray value;

        friend bool operator==(const Field &, const Field &) = default;
    };

    Headers() = default;
    Headers(std::initializer_list<Field> fields)
        : m_fields(fields)
    {}

    void append(const QByteArray &name, const QByteArray &value);
    void set(const QByteArray &name, const QByteArray &value);
    void remove(QByteArrayView name);

    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] qsizetype count(QByteArrayView name) const;
    [[nodiscard]] QByteArray value(QByteArrayView name, const QByteArray &defaultValue = {}) const;
    [[nodiscard]] QList<QByteArray> values(QByteArrayView name) const;

    [[nodiscard]] bool isEmpty() const { return m_fields.isEmpty(); }
    [[nodiscard]] qsizetype size() const { return m_fields.size(); }
    [[nodiscard]] auto begin() const { return m_fields.cbegin(); }
    [[nodiscard]] auto end() const { return m_fields.cend(); }

    friend bool operator==(const Headers &, const Headers &) = default;

private:
    QList<Field> m_fields;
};

} // namespace Lomond

#endif
