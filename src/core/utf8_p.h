// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8 (RFC 3629): checked as it arrives, made from UTF-16, turned into QString.
// Called by the message assembler, the protocol and the socket. Keeps a leading U+FEFF, which is
// a character of the message here (RFC 6455 5.6), where QString::fromUtf8() would drop it.

#ifndef LOMOND_CORE_UTF8_P_H
#define LOMOND_CORE_UTF8_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearrayview.h>
#include <QtCore/qstring.h>

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

// `utf8` is valid: what is not would come out as U+FFFD
[[nodiscard]] LOMOND_PRIVATE_EXPORT QString fromValidUtf8(QByteArrayView utf8);

// octets that encodeUtf8() will write; -1 if `text` holds a lone surrogate
[[nodiscard]] LOMOND_PRIVATE_EXPORT qsizetype utf8Size(QStringView text);
// Returns the end of what was written. A lone surrogate becomes three octets that are no UTF-8.
LOMOND_PRIVATE_EXPORT char *encodeUtf8(char *to, QStringView text);

} // namespace Lomond::Core

#endif
