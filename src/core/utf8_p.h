// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8 (RFC 3629) from a peer: checked as it arrives, and turned into QString. Called by the
// message assembler, Protocol and the socket. A leading U+FEFF stays: it is a character of the
// message (RFC 6455 5.6), where QString::fromUtf8() would drop it.

#ifndef LOMOND_CORE_UTF8_P_H
#define LOMOND_CORE_UTF8_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearrayview.h>
#include <QtCore/qstring.h>

#include <optional>

namespace Lomond::Core {

// Fails at the first octet that no valid text can have there, whatever the pieces (RFC 6455 8.1).
class Utf8Validator
{
public:
    [[nodiscard]] bool feed(QByteArrayView octets);
    [[nodiscard]] bool isComplete() const; // no code point is cut off at the end
    void reset();

private:
    quint8 m_state = 0; // between code points
};

[[nodiscard]] bool isValidUtf8(QByteArrayView octets);
// Octets at the end of `utf8` that belong to a code point of which more is to come, where the
// validator has found that there is one.
[[nodiscard]] qsizetype cutOffSize(QByteArrayView utf8);

// Checks and converts in one pass; nullopt if `octets` are not valid.
[[nodiscard]] std::optional<QString> decodeUtf8(QByteArrayView octets);
// The same into `text`, whose memory is used again if nobody shares it; false: what is in it is not
// to be used.
[[nodiscard]] bool decodeUtf8(QByteArrayView octets, QString &text);

} // namespace Lomond::Core

#endif
