// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "qmllomondsocket_p.h"

#include "javascriptvalue_p.h"

#include <QtCore/qpointer.h>
#include <QtQml/qjsengine.h>

QmlLomondSocket::QmlLomondSocket(QObject *parent)
    : LomondSocket(parent)
{}

/*!
    \qmlmethod bool LomondSocket::send(var value)

    Sends a string as a text message; an \c ArrayBuffer, a typed array or a \c DataView as a binary
    one; any other object, an array, a number, a boolean or \c null as JSON text, as
    \c JSON.stringify() makes it. Returns false, and sends nothing, for \c undefined, functions,
    QObjects and what has no JSON text, and whenever sendText() would.
*/
bool QmlLomondSocket::send(const QJSValue &value)
{
    if (value.isString())
        return sendText(value.toString());
    QJSEngine *engine = qjsEngine(this);
    if (!engine)
        return false;
    if (const auto octets = Lomond::octetsOf(value, engine))
        return sendBinary(*octets);
    const QPointer<QmlLomondSocket> alive(this); // toJSON() of the application runs in between
    const auto json = Lomond::jsonTextOf(value, engine);
    return json && alive && sendText(*json);
}

void QmlLomondSocket::classBegin()
{
    holdOpen();
}

void QmlLomondSocket::componentComplete()
{
    releaseOpen();
}
