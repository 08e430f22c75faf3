// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-16 to UTF-8 (RFC 3629), into where the octets are to stay. Called by the frame encoder, the
// message writer and the socket. What is ASCII, as most texts are, takes one pass, masking included.

#ifndef LOMOND_CORE_UTF8ENCODER_P_H
#define LOMOND_CORE_UTF8ENCODER_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qstringview.h>

namespace Lomond::Core {

// octets that encodeUtf8() will write; -1 if `text` holds a lone surrogate
[[nodiscard]] LOMOND_PRIVATE_EXPORT qsizetype utf8Size(QStringView text);
// Returns the end of what was written. A lone surrogate becomes three octets that are no UTF-8.
LOMOND_PRIVATE_EXPORT char *encodeUtf8(char *to, QStringView text);

// Writes `text` as octets masked with `key` (0: as they are). False: it is not ASCII, and what was
// written means nothing.
[[nodiscard]] bool encodeAscii(char *to, QStringView text, quint32 key);

} // namespace Lomond::Core

#endif
