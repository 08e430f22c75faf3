// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Masking of payloads (RFC 6455 5.3), in place or while copying. Masking and unmasking are the
// same. Keys are held in the order of the wire: their first octet in memory masks the first octet.

#ifndef LOMOND_CORE_MASKING_P_H
#define LOMOND_CORE_MASKING_P_H

#include <QtCore/qglobal.h>

namespace Lomond::Core {

void applyMask(char *data, qsizetype size, quint32 key);
// `to` and `from` are the same, or do not overlap
void copyMasked(char *to, const char *from, qsizetype size, quint32 key);

// The key that continues a payload of which `octets` octets were masked already.
[[nodiscard]] quint32 advancedKey(quint32 key, quint64 octets);

} // namespace Lomond::Core

#endif
