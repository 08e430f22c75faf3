// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "javascriptvalue_p.h"

#include <QtCore/qvariant.h>
#include <QtQml/qjsengine.h>

using namespace Qt::StringLiterals;

static QJSValue callGlobal(QJSEngine *engine, const QString &object, const QString &function,
                           const QJSValue &argument)
{
    return engine->globalObject().property(object).property(function).call({argument});
}

std::optional<QByteArray> Lomond::octetsOf(const QJSValue &value, QJSEngine *engine)
{
    if (!value.isObject() || value.isArray())
        return std::nullopt;
    const bool isView = callGlobal(engine, u"ArrayBuffer"_s, u"isView"_s, value).toBool();
    const QJSValue buffer = isView ? value.property(u"buffer"_s) : value;
    // retained: an object that is no buffer shall not be converted to find that out
    const QVariant variant = buffer.toVariant(QJSValue::RetainJSObjects);
    if (variant.typeId() != QMetaType::QByteArray)
        return std::nullopt;
    const QByteArray octets = variant.toByteArray();
    if (!isView)
        return octets;
    // a view may begin after its buffer does, and end before
    return octets.mid(value.property(u"byteOffset"_s).toInt(),
                      value.property(u"byteLength"_s).toInt());
}

std::optional<QString> Lomond::jsonTextOf(const QJSValue &value, QJSEngine *engine)
{
    if (value.isCallable() || value.isQObject() || value.isError())
        return std::nullopt;
    const QJSValue json = callGlobal(engine, u"JSON"_s, u"stringify"_s, value);
    if (!json.isString())
        return std::nullopt;
    return json.toString();
}
