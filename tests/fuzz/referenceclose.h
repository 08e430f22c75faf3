// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The body of a close frame by RFC 6455 5.5.1 and 7.4, without a line of the library.

#ifndef LOMOND_TESTS_FUZZ_REFERENCECLOSE_H
#define LOMOND_TESTS_FUZZ_REFERENCECLOSE_H

#include "referenceutf8.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qendian.h>

namespace Lomond::Fuzz {

// RFC 6455 7.4.1, 7.4.2; 1012 to 1014 by the registry of IANA
[[nodiscard]] constexpr bool isLegalCloseCode(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
           || (code >= 3000 && code <= 4999);
}

struct ReferenceClose
{
    int code = 1005; // RFC 6455 7.1.5: of an empty body
    QByteArray reason = {};
    int failure = 0; // what to fail with: 1002, 1007; 0: nothing is wrong
};

[[nodiscard]] inline ReferenceClose readReferenceClose(QByteArrayView body)
{
    if (body.isEmpty())
        return {};
    if (body.size() == 1)
        return {.failure = 1002};
    const int code = qFromBigEndian<quint16>(body.data());
    if (!isLegalCloseCode(code))
        return {.failure = 1002};
    const QByteArrayView reason = body.sliced(2);
    if (!ReferenceUtf8::isValid(reason))
        return {.failure = 1007};
    return {code, reason.toByteArray()};
}

} // namespace Lomond::Fuzz

#endif
