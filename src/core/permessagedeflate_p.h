// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The negotiation of permessage-deflate (RFC 7692 5, 7.1), of either role: what a client offers,
// how it judges the answer, what a server chooses. Called by the opening handshakes. Each rule is a
// table in the .cpp. It compresses nothing, and settles for nothing that was not asked for.

#ifndef LOMOND_CORE_PERMESSAGEDEFLATE_P_H
#define LOMOND_CORE_PERMESSAGEDEFLATE_P_H

#include <Lomond/lomondcompressionoptions.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

#include <optional>

namespace Lomond::Core {

// What both sides agreed on (RFC 7692 7.1), named as on the wire.
struct DeflateParameters
{
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    int serverMaxWindowBits = 15;
    int clientMaxWindowBits = 15;

    friend bool operator==(const DeflateParameters &, const DeflateParameters &) = default;
};

// What one side says of it: a client's offer, a server's answer. A number that is not there is not
// the same as the largest one: it allows the other side less, or more.
struct DeflateElement
{
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    std::optional<int> serverMaxWindowBits = {};
    std::optional<int> clientMaxWindowBits = {}; // of an offer, 15: the parameter has no value

    friend bool operator==(const DeflateElement &, const DeflateElement &) = default;
};

// why nothing can be compressed as `options` say, in words for people; null if it can
[[nodiscard]] QString problemOfCompression(const CompressionOptions &options);

// ---- as a client

[[nodiscard]] DeflateElement deflateOfferOf(const CompressionOptions &options);
[[nodiscard]] QByteArray serialised(const DeflateElement &element);

// At most one of `agreed` and `problem` is set; neither: the server wants no compression.
struct DeflateAnswer
{
    std::optional<DeflateParameters> agreed = {};
    QByteArray element = {}; // as the server sent it, but for blanks and quotes
    QString problem = {}; // why the handshake fails, in words for people
};

[[nodiscard]] DeflateAnswer judgeDeflateAnswer(const QList<QByteArray> &fieldValues,
                                               const std::optional<DeflateElement> &offered);

// ---- as a server

struct DeflateChoice
{
    std::optional<DeflateParameters> agreed = {}; // none: all offers are declined
    QByteArray element = {}; // of the response
    bool malformed = false; // the request is: 400
};

// without `options`, nothing is chosen, but the request is judged
[[nodiscard]] DeflateChoice chooseDeflateOffer(const QList<QByteArray> &fieldValues,
                                               const std::optional<CompressionOptions> &options);

} // namespace Lomond::Core

#endif
