// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "handshakekey_p.h"

#include <QtCore/qcryptographichash.h>

namespace Lomond::Core {

namespace {

constexpr QByteArrayView Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr qsizetype NonceSize = 16;

} // namespace

bool isHandshakeKey(QByteArrayView key)
{
    const QByteArray octets = QByteArray::fromBase64(key.toByteArray());
    // RFC 4648 3.5: coded again, a key with stray characters or padding bits is another one
    const QByteArray again = octets.toBase64();
    return octets.size() == NonceSize && again == key;
}

QByteArray acceptFor(QByteArrayView key)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(key);
    hash.addData(Guid);
    return hash.result().toBase64();
}

} // namespace Lomond::Core
