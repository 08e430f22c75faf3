// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// JSON texts (RFC 8259) as messages: any value at the top, where QJsonDocument knows objects and
// arrays only. Called by LomondSocket.

#ifndef LOMOND_NET_JSONTEXT_P_H
#define LOMOND_NET_JSONTEXT_P_H

#include <QtCore/qbytearrayview.h>
#include <QtCore/qjsonvalue.h>

#include <optional>

namespace Lomond::Net {

[[nodiscard]] std::optional<QJsonValue> parseJson(QByteArrayView utf8); // nullopt: not JSON
[[nodiscard]] QByteArray toJson(const QJsonValue &value); // compact UTF-8

} // namespace Lomond::Net

#endif
