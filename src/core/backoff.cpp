// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "backoff_p.h"

#include <algorithm>
#include <limits>

namespace Lomond::Core {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds UsefulAfter = 10s; // data or a pong that late: more than a greeting
constexpr milliseconds LongestRetryAfter = 1h;
constexpr milliseconds LongestRetryAfterSpread = 60s;

// Uniform over the whole milliseconds from `least` to `most`, both included.
milliseconds uniform(milliseconds least, milliseconds most, quint32 random)
{
    const quint64 values = quint64((most - least).count())
                           + 1; // at most 2^31, by the policy's ints
    return least + milliseconds((values * random) >> 32);
}

void increment(int &counter)
{
    if (counter < std::numeric_limits<int>::max())
        ++counter;
}

bool isOurFailure(ErrorCode error)
{
    return error == ErrorCode::ProtocolError || error == ErrorCode::CriticalProtocolError
           || error == ErrorCode::PayloadTooLarge || error == ErrorCode::CompressionParameterError;
}

bool isFatalCloseCode(int code)
{
    switch (CloseCode(code)) {
    case CloseCode::ProtocolError:
    case CloseCode::UnsupportedData:
    case CloseCode::InvalidPayload:
    case CloseCode::PolicyViolation:
    case CloseCode::MessageTooBig:
    case CloseCode::MandatoryExtension:
        return true;
    default:
        return code >= 3000 && code <= 4999;
    }
}

bool isLastingRefusal(int httpStatus)
{
    // RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4: these ask for another attempt
    const bool passes = httpStatus == 408 || httpStatus == 425 || httpStatus == 429;
    return httpStatus >= 400 && httpStatus < 500 && !passes;
}

bool isRestart(const AttemptEnd &end)
{
    return end.receivedCloseCode == int(CloseCode::GoingAway)
           || end.receivedCloseCode == int(CloseCode::ServiceRestart)
           || end.receivedCloseCode == int(CloseCode::TryAgainLater) || end.httpStatus == 503;
}

// What the server asked for. Zero, or a date in the past, asks for nothing: taken literally, it
// would bring all clients back in step.
std::optional<milliseconds> askedFor(const AttemptEnd &end)
{
    const bool mayAsk = end.httpStatus == 429 || end.httpStatus == 503;
    if (!mayAsk || !end.retryAfter || *end.retryAfter <= 0ms)
        return std::nullopt;
    return std::min(*end.retryAfter, LongestRetryAfter);
}

} // namespace

void Backoff::setPolicy(const ReconnectPolicy &policy)
{
    m_policy = policy;
}

void Backoff::reset()
{
    m_failedAttempts = 0;
    m_waits = 0;
    m_wasReady = false;
}

std::optional<milliseconds> Backoff::next(const AttemptEnd &end, quint32 random)
{
    m_wasReady = m_wasReady || end.openFor;
    if (wasUseful(end)) {
        m_failedAttempts = 0;
        m_waits = 0;
    } else {
        increment(m_failedAttempts);
    }
    const int allowed = m_policy.maximumAttempts();
    if (!isWorthAnother(end) || (allowed > 0 && m_failedAttempts >= allowed))
        return std::nullopt;
    increment(m_waits);
    return wait(end, random);
}

// Which ends are worth another attempt. The first line that fits decides.
//
//   the URL is invalid                                     never
//   we failed the connection: ProtocolError,               yes; what the peer answers to that
//     CriticalProtocolError, PayloadTooLarge,                does not matter
//     CompressionParameterError
//   received 1002, 1003, 1007, 1008, 1009, 1010            no: the peer objects to what we do
//   received 3000-4999                                     no: the application's own codes
//   received another code: 1000, 1001, 1005, 1011-1014     yes
//   a certificate was not accepted                         only if this URL was ready before
//   HTTP 408, 425, 429                                     yes
//   another HTTP 4xx                                       only if this URL was ready before
//   anything else: DNS, TCP, proxy, TLS, timeouts,         yes: networks come back, restarted
//     Unresponsive, TransportFail, HandshakeError, 5xx,      servers too, and captive portals
//     2xx and 3xx, an end without a close frame              answer with 200 or 302
bool Backoff::isWorthAnother(const AttemptEnd &end) const
{
    if (end.error == ErrorCode::InvalidUrl)
        return false;
    if (isOurFailure(end.error))
        return true;
    if (end.receivedCloseCode != 0)
        return !isFatalCloseCode(end.receivedCloseCode);
    if (end.tlsVerificationFailed || isLastingRefusal(end.httpStatus))
        return m_wasReady;
    return true;
}

// A server that accepts and closes at once is not back, so `ready` alone starts nothing anew.
bool Backoff::wasUseful(const AttemptEnd &end) const
{
    return (end.openFor && *end.openFor >= milliseconds(m_policy.resetAfter()))
           || (end.lastUsefulAfter && *end.lastUsefulAfter >= UsefulAfter);
}

milliseconds Backoff::minimumDelay() const
{
    return milliseconds(std::min(m_policy.minimumDelay(), m_policy.maximumDelay()));
}

milliseconds Backoff::wait(const AttemptEnd &end, quint32 random) const
{
    const auto asked = m_policy.respectRetryAfter() ? askedFor(end) : std::nullopt;
    if (asked) // never earlier, and not all at once
        return std::max(*asked, minimumDelay())
               + uniform(0ms, std::min(*asked, LongestRetryAfterSpread) / 4, random);

    const milliseconds maximum(m_policy.maximumDelay());
    if (m_waits == 1 && isRestart(end)) {
        // the registration of 1012 at IANA: "a randomized delay of 5 - 30s"
        const milliseconds most = std::min(milliseconds(m_policy.firstDelayAfterRestart()), maximum);
        return uniform(most / 6, most, random);
    }
    // RFC 6455 7.2.3: the first wait "SHOULD be ... chosen randomly ... between 0 and 5 seconds";
    // for the following ones "truncated binary exponential backoff"
    const milliseconds first(m_policy.firstDelay());
    if (m_waits == 1)
        return uniform(0ms, std::min(first, maximum), random);
    const int doublings = std::min(m_waits - 1, 31); // 31 lift a millisecond above any maximum
    const milliseconds most = std::min(milliseconds(first * (qint64(1) << doublings)), maximum);
    return most > minimumDelay() ? uniform(minimumDelay(), most, random) : minimumDelay();
}

} // namespace Lomond::Core
