// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a server asks for with Retry-After (RFC 9110 10.2.3). Called by whoever fills an AttemptEnd.
// Never reads a clock: `now` is an argument.

#ifndef LOMOND_CORE_RETRYAFTER_P_H
#define LOMOND_CORE_RETRYAFTER_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearrayview.h>
#include <QtCore/qdatetime.h>

#include <chrono>
#include <optional>

namespace Lomond::Core {

// Seconds or an HTTP date; 0 for a date in the past, nullopt if it is neither.
[[nodiscard]] LOMOND_PRIVATE_EXPORT std::optional<std::chrono::milliseconds> retryAfter(
        QByteArrayView value, const QDateTime &now);

} // namespace Lomond::Core

#endif
