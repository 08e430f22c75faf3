// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// When to ping, and when silence means that the peer is gone. A pure value: time comes in.
// Called by the connection. Any octet received is life, and so is progress in writing; the timeout
// runs from the oldest ping that was handed to the kernel and is still unanswered. A ping that
// cannot be handed over counts from when it was asked for, so that a link on which nothing moves is
// found out at most one interval and two timeouts after its last sign of life.

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

    // 0 turns either off; without an interval there is no judgement either
    void setIntervals(std::chrono::milliseconds interval, std::chrono::milliseconds timeout);
    void start(Time now); // the connection is open
    void stop(); // it closes: no more pings, no judgement

    void octetsReceived(Time now);
    // Octets that had to wait went out: the peer made room. Not to be called for what the kernel
    // takes at once, which it does for a dead peer as well.
    void octetsWritten(Time now);
    void pingWritten(Time now); // handed to the kernel
    // the application stopped reading: what the peer says can't be heard; pings go on
    void suspend();
    void resume(Time now);

    // What to do now. SendPing comes once, and not again before pingWritten(). PeerIsGone is
    // repeated until there is a sign of life, so that one may read once more.
    [[nodiscard]] Action check(Time now);
    // Of the next check(); nullopt if there is nothing to wait for, as after PeerIsGone.
    [[nodiscard]] std::optional<Time> deadline() const;

private:
    void signOfLife(Time now);
    [[nodiscard]] std::optional<Time> silentSince() const;
    [[nodiscard]] bool maySendPing() const;
    [[nodiscard]] bool mayJudge() const;

    Time m_interval = {};
    Time m_timeout = {};
    Time m_lastPing = {}; // asked for; at first, when the connection opened
    std::optional<Time> m_unwritten; // when the ping that waits to be written was asked for
    std::optional<Time> m_unanswered; // when the oldest ping without an answer was written
    bool m_running = false;
    bool m_suspended = false;
    bool m_gone = false; // and said so
};

} // namespace Lomond::Core

#endif
