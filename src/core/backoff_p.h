// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// When to try again (RFC 6455 7.2.3): which ends of a connection are worth another attempt, and how
// long to wait before it. A pure value: randomness and time come in as arguments.
// Called by the reconnector; the policy is the application's.

#ifndef LOMOND_CORE_BACKOFF_P_H
#define LOMOND_CORE_BACKOFF_P_H

#include "retryafter_p.h" // IWYU pragma: export: it fills AttemptEnd::retryAfter

#include <Lomond/lomondnamespace.h>
#include <Lomond/lomondreconnectpolicy.h>

#include <chrono>
#include <optional>

namespace Lomond::Core {

// How an attempt ended, as far as it matters for the next one.
struct AttemptEnd
{
    ErrorCode error = ErrorCode::NoError;
    bool tlsVerificationFailed = false; // of ErrorCode::TlsFail
    int httpStatus = 0; // of a refusal
    int receivedCloseCode = 0; // 1005 for an empty close frame; 0 if none arrived
    std::optional<std::chrono::milliseconds> retryAfter; // what the server asked for
    // since `ready`; nullopt: never became ready
    std::optional<std::chrono::milliseconds> openFor;
    // from `ready` to the last data or pong; nullopt: none came
    std::optional<std::chrono::milliseconds> lastUsefulAfter;
};

class LOMOND_PRIVATE_EXPORT Backoff
{
public:
    void setPolicy(const ReconnectPolicy &policy);
    // another URL, or the application began anew: forget everything
    void reset();

    // The wait before the next attempt; nullopt: give up. `random` is uniform over all its values.
    // To be called once for each attempt that ended.
    [[nodiscard]] std::optional<std::chrono::milliseconds> next(const AttemptEnd &end,
                                                                quint32 random);

private:
    [[nodiscard]] bool isWorthAnother(const AttemptEnd &end) const;
    [[nodiscard]] bool wasUseful(const AttemptEnd &end) const;
    [[nodiscard]] std::chrono::milliseconds wait(const AttemptEnd &end, quint32 random) const;
    [[nodiscard]] std::chrono::milliseconds minimumDelay() const;

    ReconnectPolicy m_policy;
    int m_failedAttempts = 0; // in a row; the end of a useful connection is not one
    int m_waits = 0; // since the last useful connection, this one included
    bool m_wasReady = false; // with this URL
};

} // namespace Lomond::Core

#endif
