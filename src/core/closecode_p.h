// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Which close codes may be on the wire (RFC 6455 7.4 and the IANA registry), and the close frame's body.

#ifndef LOMOND_CORE_CLOSECODE_P_H
#define LOMOND_CORE_CLOSECODE_P_H

#include <Lomond/lomondnamespace.h>

#include <QtCore/qbytearrayview.h>

#include <optional>

namespace Lomond::Core {

inline constexpr qsizetype MaximumControlPayload = 125; // RFC 6455 5.5
inline constexpr qsizetype MaximumCloseReason = MaximumControlPayload - 2;

// 1000-1003, 1007-1014, 3000-4999: what a peer may send, and what an application may
[[nodiscard]] bool mayBeOnTheWire(int closeCode);

struct CloseBody
{
    int code = int(CloseCode::NoStatusReceived);
    QString reason;
};
// The body of a received close frame, or the code to fail the connection with:
// 1002 for one octet or a code that must not be sent, 1007 for a reason that is no UTF-8.
struct CloseBodyReading
{
    std::optional<CloseBody> body;
    int failure = 0;
};
[[nodiscard]] CloseBodyReading readCloseBody(QByteArrayView payload);

} // namespace Lomond::Core

#endif
