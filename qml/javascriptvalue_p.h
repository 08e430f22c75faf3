// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Values of JavaScript as the payloads of messages: octets, or the text of JSON. Called by
// QmlLomondSocket::send(); knows nothing of sockets.

#ifndef LOMOND_QML_JAVASCRIPTVALUE_P_H
#define LOMOND_QML_JAVASCRIPTVALUE_P_H

#include <QtQml/qjsvalue.h>

#include <optional>

namespace Lomond {

// Of an ArrayBuffer, a typed array or a DataView; nullopt: it is none of these.
[[nodiscard]] std::optional<QByteArray> octetsOf(const QJSValue &value, QJSEngine *engine);
// As JSON.stringify() has it; nullopt: there is none, or toJSON() threw, or it refers to itself.
[[nodiscard]] std::optional<QString> jsonTextOf(const QJSValue &value, QJSEngine *engine);

} // namespace Lomond

#endif
