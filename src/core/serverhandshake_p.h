// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The opening handshake as a server has it (RFC 6455 4.2): the judgement of a request, the answers.
// Called by Protocol. What is not a valid upgrade is answered by itself, with the right status.
// Whose requests are welcome (Origin, Host) is not judged here, but by the server.

#ifndef LOMOND_CORE_SERVERHANDSHAKE_P_H
#define LOMOND_CORE_SERVERHANDSHAKE_P_H

#include <Lomond/lomondprotocol.h>

#include "permessagedeflate_p.h"

namespace Lomond::Core {

class ServerHandshake
{
public:
    // Requested: accept() or reject() it. Refused: refusal() is to be sent, then the stream closed.
    enum class Status { Pending, Requested, Refused };

    explicit ServerHandshake(const ProtocolOptions &options);
    ~ServerHandshake();
    Q_DISABLE_COPY(ServerHandshake)

    qsizetype feed(QByteArrayView octets); // returns how many it took
    [[nodiscard]] Status status() const;
    [[nodiscard]] QString reason() const; // why Refused
    [[nodiscard]] QByteArray refusal() const; // the response to send
    [[nodiscard]] Request request() const; // Requested
    [[nodiscard]] std::optional<DeflateParameters> compression() const; // Requested: if accepted

    // the response to send; null if `options` name a protocol that was not offered, or a header
    // that is malformed or ours to set
    [[nodiscard]] QByteArray accept(const AcceptOptions &options) const;
    // null if the status is no refusal (300-599), or must not have a body but has one, or a header
    // is malformed or ours to set
    [[nodiscard]] static QByteArray reject(int httpStatus, const Headers &headers,
                                           QByteArrayView body);

private:
    std::unique_ptr<class ServerHandshakePrivate> d;
};

} // namespace Lomond::Core

#endif
