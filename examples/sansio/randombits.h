// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Unpredictable bits from the kernel: the protocol draws none by itself, and a client needs some
// for its key and for the mask of each frame (RFC 6455 4.1, 5.3).

#ifndef SANSIO_RANDOMBITS_H
#define SANSIO_RANDOMBITS_H

#include <QtCore/qbytearray.h>

#include <span>

// for ProtocolOptions::fillRandom; the context is not used
void fillRandom(void *context, std::span<quint32> words);

// for ProtocolOptions::key: 16 octets, in base64
[[nodiscard]] QByteArray randomKey();

#endif
