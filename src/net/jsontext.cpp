// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/jsontext_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

namespace Lomond::Net {

static std::optional<QJsonDocument> parseDocument(const QByteArray &utf8)
{
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(utf8, &error);
    if (error.error != QJsonParseError::NoError)
        return {};
    return document;
}

std::optional<QJsonValue> parseJson(QByteArrayView utf8)
{
    const QByteArrayView text = utf8.trimmed();
    if (text.startsWith('{') || text.startsWith('[')) {
        const auto document = parseDocument(QByteArray::fromRawData(text.data(), text.size()));
        if (!document)
            return {};
        return document->isArray() ? QJsonValue(document->array()) : QJsonValue(document->object());
    }
    // a lone value: the only element of an array
    const auto document = parseDocument('[' + text.toByteArray() + ']');
    if (!document || document->array().size() != 1)
        return {};
    return document->array().first();
}

QByteArray toJson(const QJsonValue &value)
{
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    const QByteArray array = QJsonDocument(QJsonArray {value}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

} // namespace Lomond::Net
