// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The grammar of Sec-WebSocket-Extensions (RFC 6455 9.1), from octets and back. Called by the
// negotiation of permessage-deflate, in both roles. It knows no extension, and judges none.
// Single pass, linear, no regular expressions: it reads what a stranger sends.

#ifndef LOMOND_CORE_EXTENSIONLIST_P_H
#define LOMOND_CORE_EXTENSIONLIST_P_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>

#include <optional>

namespace Lomond::Core {

// More of either than any peer has a use for: the parameters are those of 64 elements with all four
// that permessage-deflate knows. Both count over all fields together.
inline constexpr qsizetype MaximumExtensions = 64;
inline constexpr qsizetype MaximumExtensionParameters = 256;

struct ExtensionParameter
{
    QByteArray name;
    std::optional<QByteArray> value = {}; // a token: quotes and escapes are gone

    friend bool operator==(const ExtensionParameter &, const ExtensionParameter &) = default;
};

struct Extension
{
    QByteArray name;
    QList<ExtensionParameter> parameters = {}; // as they came: nothing is sorted, nothing is merged

    friend bool operator==(const Extension &, const Extension &) = default;
};

struct ExtensionList
{
    // Malformed: no such list. TooLong: more than the limits above; what follows was not read.
    enum class Status { Valid, Malformed, TooLong };

    Status status = Status::Valid;
    QList<Extension> extensions = {}; // Valid; none if the fields have empty elements only
};

[[nodiscard]] ExtensionList parseExtensions(const QList<QByteArray> &fieldValues);

// one element, as it is sent
[[nodiscard]] QByteArray serialised(const ExtensionParameter &parameter);
[[nodiscard]] QByteArray serialised(const Extension &extension);

} // namespace Lomond::Core

#endif
