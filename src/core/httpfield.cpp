// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "httpfield_p.h"

#include "headertokens_p.h"

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

namespace {

constexpr qsizetype MaximumExcerpt = 64;

bool isOneOf(std::initializer_list<QByteArrayView> names, QByteArrayView name)
{
    return std::any_of(names.begin(), names.end(), [name](QByteArrayView candidate) {
        return candidate.compare(name, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

bool isFramingField(QByteArrayView name)
{
    return isOneOf({"Connection", "Content-Length", "Transfer-Encoding"}, name);
}

bool isHandshakeField(QByteArrayView name)
{
    constexpr QByteArrayView prefix = "Sec-WebSocket-";
    return isFramingField(name) || isOneOf({"Host", "Upgrade"}, name)
           || name.first(std::min(name.size(), prefix.size())).compare(prefix, Qt::CaseInsensitive)
                      == 0;
}

QString problemOfFields(const Headers &headers, bool (*isReserved)(QByteArrayView name))
{
    for (const Headers::Field &field : headers) {
        if (!isToken(field.name))
            return u"\"%1\" is no name of a header field"_s.arg(excerpt(field.name));
        if (isReserved(field.name))
            return u"the header field \"%1\" cannot be set"_s.arg(excerpt(field.name));
        if (!isFieldValue(field.value))
            return u"the value of the header field \"%1\" has a control character"_s.arg(
                    excerpt(field.name));
    }
    return {};
}

void appendField(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
}

void appendFields(QByteArray &head, const Headers &headers)
{
    for (const Headers::Field &field : headers)
        appendField(head, field.name, field.value);
}

QString excerpt(QByteArrayView text)
{
    QString result = QString::fromUtf8(text.first(std::min(text.size(), MaximumExcerpt)));
    for (QChar &c : result) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    return text.size() > MaximumExcerpt ? result + u'…' : result;
}

} // namespace Lomond::Core
