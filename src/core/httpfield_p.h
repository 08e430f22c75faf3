// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Header fields on their way out: what an application gives is checked, never cleaned.
// Called by the request builder and the server's handshake, so that no value can end a line early.

#ifndef LOMOND_CORE_HTTPFIELD_P_H
#define LOMOND_CORE_HTTPFIELD_P_H

#include <Lomond/lomondheaders.h>

#include <QtCore/qstring.h>

namespace Lomond::Core {

// The fields that the opening handshake or the framing of HTTP itself sets (RFC 6455 4, RFC 9112 6)
[[nodiscard]] bool isHandshakeField(QByteArrayView name);
// The fields that say where an HTTP message ends, and what becomes of the connection
[[nodiscard]] bool isFramingField(QByteArrayView name);

// why `headers` of an application cannot be sent, in words for people; null if they can
[[nodiscard]] QString problemOfFields(const Headers &headers,
                                      bool (*isReserved)(QByteArrayView name));

void appendField(QByteArray &head, QByteArrayView name, QByteArrayView value);
void appendFields(QByteArray &head, const Headers &headers);

// some text of a peer or an application, short enough for a sentence
[[nodiscard]] QString excerpt(QByteArrayView text);

} // namespace Lomond::Core

#endif
