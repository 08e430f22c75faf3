// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include <Lomond/lomondheaders.h>

#include <algorithm>

namespace Lomond {

/*!
    \class Lomond::Headers
    \inmodule Lomond
    \brief The fields of an HTTP head, in order.

    Names are compared without case (RFC 9110 5.1) and kept as they were given. The same name may
    occur more than once; the order of the fields is kept. Nothing is checked here: what cannot be
    on the wire is refused when the headers are used.

    Iterating yields \c {Headers::Field} values with a \c name and a \c value. All functions are
    reentrant.
*/

/*!
    \class Lomond::Headers::Field
    \inmodule Lomond
    \brief One line of an HTTP head: its name and its value, without blanks around them.
*/

/*!
    \fn Lomond::Headers::Headers()
    \fn Lomond::Headers::Headers(std::initializer_list<Field> fields)

    Makes headers of \a fields, in that order; or empty ones.
*/

/*!
    Adds a field at the end, even if one of that \a name is there already.
*/
void Headers::append(const QByteArray &name, const QByteArray &value)
{
    m_fields.append({name, value});
}

/*!
    Makes \a value the only value of \a name, at the place of the first field of that name, or at
    the end if there was none.
*/
void Headers::set(const QByteArray &name, const QByteArray &value)
{
    const auto named = [&name](const Field &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    };
    const auto first = std::find_if(m_fields.begin(), m_fields.end(), named);
    if (first == m_fields.end()) {
        append(name, value);
        return;
    }
    m_fields.erase(std::remove_if(first + 1, m_fields.end(), named), m_fields.end());
    *first = {name, value};
}

/*!
    Removes every field of that \a name.
*/
void Headers::remove(QByteArrayView name)
{
    m_fields.removeIf([name](const Field &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

/*!
    Returns true if there is a field of that \a name.
*/
bool Headers::contains(QByteArrayView name) const
{
    return std::any_of(m_fields.cbegin(), m_fields.cend(), [name](const Field &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

/*!
    Returns how many fields have that \a name.
*/
qsizetype Headers::count(QByteArrayView name) const
{
    return std::count_if(m_fields.cbegin(), m_fields.cend(), [name](const Field &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

/*!
    Returns the value of the first field of that \a name, or \a defaultValue if there is none.
*/
QByteArray Headers::value(QByteArrayView name, const QByteArray &defaultValue) const
{
    for (const Field &field : m_fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            return field.value;
    }
    return defaultValue;
}

/*!
    Returns the values of all fields of that \a name, in order.
*/
QList<QByteArray> Headers::values(QByteArrayView name) const
{
    QList<QByteArray> result;
    for (const Field &field : m_fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            result.append(field.value);
    }
    return result;
}

/*!
    \fn bool Lomond::Headers::isEmpty() const
    Returns true if there are no fields.

    \fn qsizetype Lomond::Headers::size() const
    Returns the number of fields.

    \fn auto Lomond::Headers::begin() const
    \fn auto Lomond::Headers::end() const
    Iterate over the fields, in order.
*/

} // namespace Lomond
