// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The small grammar of HTTP header fields (RFC 9110 5.5, 5.6): tokens, lists, legal values.
// Single pass, linear, no regular expressions: it reads what a stranger sends.

#ifndef LOMOND_CORE_HEADERTOKENS_P_H
#define LOMOND_CORE_HEADERTOKENS_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>

namespace Lomond::Core {

[[nodiscard]] bool isTokenChar(char c);
[[nodiscard]] bool isToken(QByteArrayView text);
// no control characters but HTAB; obs-text (0x80 and above) allowed
[[nodiscard]] bool isFieldValue(QByteArrayView text);
// without the spaces and tabs around it
[[nodiscard]] QByteArrayView trimmedBlanks(QByteArrayView text);
// the elements of comma-separated lists, in order, blanks around them removed, empty ones dropped
[[nodiscard]] QList<QByteArray> listElements(const QList<QByteArray> &values);
[[nodiscard]] bool containsTokenIgnoringCase(const QList<QByteArray> &values, QByteArrayView token);

} // namespace Lomond::Core

#endif
