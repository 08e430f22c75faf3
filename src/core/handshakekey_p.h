// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The nonce of the opening handshake, and the proof that a server has read it (RFC 6455 1.3).
// Called by both handshakes. Draws no random octets: the nonce comes in.

#ifndef LOMOND_CORE_HANDSHAKEKEY_P_H
#define LOMOND_CORE_HANDSHAKEKEY_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

namespace Lomond::Core {

// RFC 6455 4.2.1: a Sec-WebSocket-Key is 16 octets in base64, and in no other spelling of them
[[nodiscard]] bool isHandshakeKey(QByteArrayView key);
// RFC 6455 4.2.2: the Sec-WebSocket-Accept that answers `key`
[[nodiscard]] QByteArray acceptFor(QByteArrayView key);

} // namespace Lomond::Core

#endif
