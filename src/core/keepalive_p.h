// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// When to ping, and when silence means that the peer is gone. A pure value: time comes in.
// Called by the connection. Any octet received is life, and so is progress in writing; the timeout
// runs from the oldest ping that was handed to the kernel and is still unanswered.

#ifndef LOMOND_CORE_KEEPALIVE_P_H
#define LOMOND_CORE_KEEPALIVE_P_H

#include <Lomond/lomondglobal.h>

#include <chrono>
#include <optional>

namespace Lomond::Core {

class LOMOND_PRIVATE_EXPORT Keepalive
{
public:
    using Time = std::chrono::nanoseconds; // on a steady clock
    enum class Action { None, SendPing, PeerIsGone };

    // 0 turns either off; the timeout needs pings
    void setIntervals(std::chrono::milliseconds interval, std::chrono::milliseconds timeout);
    void start(Time now); // the connection is open
    void stop(); // it closes: no more pings, no judgement

    void octetsReceived(Time now);
    void octetsWritten(Time now);
    void pingWritten(Time now); // handed to the kernel
    // the application stopped reading: what the peer says can't be heard
    void suspend();
    void resume(Time now);

    // what to do now; PeerIsGone is repeated until octetsReceived(), so that one may read once more
    [[nodiscard]] Action check(Time now);
    [[nodiscard]] std::optional<Time> deadline() const; // of the next check()

private:
    // to be filled in
};

} // namespace Lomond::Core

#endif
