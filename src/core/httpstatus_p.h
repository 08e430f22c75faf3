// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The words that go with an HTTP status (RFC 9110 15, RFC 6585). Called when a refusal is written.
// Nothing ever depends on them: a peer's own words may be others.

#ifndef LOMOND_CORE_HTTPSTATUS_P_H
#define LOMOND_CORE_HTTPSTATUS_P_H

#include <QtCore/qbytearray.h>

namespace Lomond::Core {

[[nodiscard]] QByteArray statusPhrase(int httpStatus); // empty if unknown

} // namespace Lomond::Core

#endif
