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

/*!
    \qmlmethod bool LomondSocket::sendPart(var part, bool final)

    Sends the next part of the message that beginMessage() began: a string as its UTF-8; the octets of
    an \c ArrayBuffer, a typed array or a \c DataView. \a final ends the message. Returns false, and
    sends nothing, for any other value, for a string that is cut within a surrogate pair, and
    whenever LomondSocket::sendPart() would.
*/
bool QmlLomondSocket::sendPart(const QJSValue &part, bool final)
{
    if (part.isString()) {
        const QString text = part.toString();
        return text.isValidUtf16() && LomondSocket::sendPart(text.toUtf8(), final);
    }
    QJSEngine *engine = qjsEngine(this);
    const auto octets = engine ? Lomond::octetsOf(part, engine) : std::nullopt;
    return octets && LomondSocket::sendPart(*octets, final);
}

void QmlLomondSocket::classBegin()
{
    holdOpen();
}

void QmlLomondSocket::componentComplete()
{
    releaseOpen();
}
