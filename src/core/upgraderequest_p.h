// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The request of a client that wants a WebSocket (RFC 6455 4.1), as octets. Called by the client's
// handshake. Refuses a URL or a value that cannot be sent as it is; it never strips or repairs one.

#ifndef LOMOND_CORE_UPGRADEREQUEST_P_H
#define LOMOND_CORE_UPGRADEREQUEST_P_H

#include <Lomond/lomondprotocol.h>

namespace Lomond::Core {

struct UpgradeRequest
{
    QByteArray octets; // null if there is an error
    // InvalidUrl, CompressionParameterError or HandshakeError
    ErrorCode error = ErrorCode::NoError;
    QString reason; // of the error, for people
};

[[nodiscard]] UpgradeRequest makeUpgradeRequest(const ProtocolOptions &options);

} // namespace Lomond::Core

#endif
