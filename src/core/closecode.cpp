// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "closecode_p.h"

#include "utf8_p.h"

#include <QtCore/qendian.h>

namespace Lomond::Core {

bool mayBeOnTheWire(int closeCode)
{
    // RFC 6455 7.4.2: 3000-3999 are registered by libraries, 4000-4999 are private. What is below
    // is the protocol's: 1004 is reserved, 1005, 1006 and 1015 "MUST NOT be set" in a frame
    // (7.4.1), 1012-1014 were registered later.
    return (closeCode >= 1000 && closeCode <= 1003) || (closeCode >= 1007 && closeCode <= 1014)
           || (closeCode >= 3000 && closeCode <= 4999);
}

CloseBodyReading readCloseBody(QByteArrayView payload)
{
    const auto failure = [](CloseCode code) { return CloseBodyReading {{}, int(code)}; };
    if (payload.isEmpty())
        return {CloseBody {}, 0}; // RFC 6455 7.1.5: the code "is considered to be 1005"
    // RFC 6455 5.5.1: "If there is a body, the first two bytes of the body MUST be" the code
    if (payload.size() < 2)
        return failure(CloseCode::ProtocolError);
    const int code = qFromBigEndian<quint16>(payload.data());
    if (!mayBeOnTheWire(code))
        return failure(CloseCode::ProtocolError);
    // RFC 6455 8.1: an endpoint that finds no UTF-8 fails the connection; the reason is text too
    const std::optional<QString> reason = decodeUtf8(payload.sliced(2));
    if (!reason)
        return failure(CloseCode::InvalidPayload);
    return {CloseBody {code, *reason}, 0};
}

} // namespace Lomond::Core
