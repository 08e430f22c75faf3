// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The opening handshake as a client has it (RFC 6455 4.1, 4.2.2): the request, and the judgement of
// the response. Called by Protocol. After a refusal it reads the body, so that people can see it.
// It takes no octet that follows the head of an accepted upgrade.

#ifndef LOMOND_CORE_CLIENTHANDSHAKE_P_H
#define LOMOND_CORE_CLIENTHANDSHAKE_P_H

#include <Lomond/lomondprotocol.h>

#include "permessagedeflate_p.h"

namespace Lomond::Core {

class ClientHandshake
{
public:
    // Pending: feed more. Accepted: the rest of the octets are frames.
    // Rejected: an HTTP response that does not open a WebSocket. Failed: no HTTP response at all.
    enum class Status { Pending, Accepted, Rejected, Failed };

    explicit ClientHandshake(const ProtocolOptions &options);
    ~ClientHandshake();
    Q_DISABLE_COPY(ClientHandshake)

    // Failed with InvalidUrl, CompressionParameterError or HandshakeError before anything is fed if
    // `options` cannot be a request
    [[nodiscard]] Status status() const;
    [[nodiscard]] ErrorCode errorCode() const;
    [[nodiscard]] QString reason() const; // why Rejected or Failed, in words for people

    [[nodiscard]] QByteArray request() const; // the octets to send

    qsizetype feed(QByteArrayView octets); // returns how many it took
    void feedEof(); // no more will come, or is waited for
    // Pending, but for the body of a refusal only: not worth waiting for long
    [[nodiscard]] bool isReadingBody() const;

    // Accepted, Rejected; if Failed, as far as it was read: its status code is 0 if nothing was
    [[nodiscard]] Response response() const;
    [[nodiscard]] QString protocol() const; // Accepted
    // Accepted: the elements of Sec-WebSocket-Extensions, without needless blanks and quotes
    [[nodiscard]] QStringList extensions() const;
    [[nodiscard]] std::optional<DeflateParameters> compression() const; // Accepted

private:
    std::unique_ptr<class ClientHandshakePrivate> d;
};

} // namespace Lomond::Core

#endif
