// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Masking of payloads (RFC 6455 5.3), in place or while copying. Masking and unmasking are the
// same. Keys are held in the order of the wire: their first octet in memory masks the first octet.

#ifndef LOMOND_CORE_MASKING_P_H
#define LOMOND_CORE_MASKING_P_H

#include <QtCore/qsysinfo.h>

#include <bit>

namespace Lomond::Core {

void applyMask(char *data, qsizetype size, quint32 key);
// `to` and `from` are the same, or do not overlap
void copyMasked(char *to, const char *from, qsizetype size, quint32 key);

// The key that continues a payload of which `octets` octets were masked already.
[[nodiscard]] constexpr quint32 advancedKey(quint32 key, quint64 octets)
{
    // RFC 6455 5.3: octet i is masked with octet i modulo 4 of the key
    const int bits = int(octets % 4) * 8;
    if constexpr (Q_BYTE_ORDER == Q_LITTLE_ENDIAN)
        return std::rotr(key, bits);
    else
        return std::rotl(key, bits);
}

} // namespace Lomond::Core

#endif
