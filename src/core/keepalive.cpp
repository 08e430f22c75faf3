// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "keepalive_p.h"

#include <algorithm>

namespace Lomond::Core {

using namespace std::chrono_literals;

namespace {

// Lets any number of milliseconds be counted in nanoseconds.
constexpr std::chrono::milliseconds LongestInterval = 24h * 365 * 100;

Keepalive::Time bounded(std::chrono::milliseconds interval)
{
    return std::clamp(interval, 0ms, LongestInterval);
}

Keepalive::Time after(Keepalive::Time start, Keepalive::Time interval)
{
    return start > Keepalive::Time::max() - interval ? Keepalive::Time::max() : start + interval;
}

} // namespace

void Keepalive::setIntervals(std::chrono::milliseconds interval, std::chrono::milliseconds timeout)
{
    m_interval = bounded(interval);
    m_timeout = bounded(timeout);
    if (m_interval == 0ns) {
        // else what was forgotten long ago would be judged when pings are turned on again
        m_unwritten.reset();
        m_unanswered.reset();
    }
    m_gone = m_gone && mayJudge();
}

void Keepalive::start(Time now)
{
    stop();
    m_running = true;
    m_lastPing = now;
}

void Keepalive::stop()
{
    m_running = false;
    m_suspended = false;
    m_gone = false;
    m_unwritten.reset();
    m_unanswered.reset();
}

void Keepalive::octetsReceived(Time now)
{
    m_unanswered.reset();
    signOfLife(now);
}

void Keepalive::octetsWritten(Time now)
{
    signOfLife(now);
}

void Keepalive::pingWritten(Time now)
{
    m_unwritten.reset();
    if (!m_unanswered && m_interval > 0ns)
        m_unanswered = now;
}

void Keepalive::suspend()
{
    m_suspended = true;
    m_gone = false;
}

void Keepalive::resume(Time now)
{
    m_suspended = false;
    signOfLife(now); // not one, but silence is counted from here
}

// What is still outstanding has its whole timeout again.
void Keepalive::signOfLife(Time now)
{
    m_gone = false;
    if (m_unwritten)
        m_unwritten = now;
    if (m_unanswered)
        m_unanswered = now;
}

std::optional<Keepalive::Time> Keepalive::silentSince() const
{
    return m_unanswered ? m_unanswered : m_unwritten;
}

bool Keepalive::maySendPing() const
{
    // a second one would say nothing that the first does not, and the link is stuck
    return m_running && m_interval > 0ns && !m_unwritten;
}

bool Keepalive::mayJudge() const
{
    return m_running && m_interval > 0ns && m_timeout > 0ns && !m_suspended && silentSince();
}

// Differences, since a sum may be more than the clock can hold.
Keepalive::Action Keepalive::check(Time now)
{
    if (m_gone || (mayJudge() && now - *silentSince() >= m_timeout)) {
        m_gone = true;
        return Action::PeerIsGone;
    }
    if (maySendPing() && now - m_lastPing >= m_interval) {
        m_lastPing = now;
        m_unwritten = now;
        return Action::SendPing;
    }
    return Action::None;
}

std::optional<Keepalive::Time> Keepalive::deadline() const
{
    if (m_gone)
        return std::nullopt; // the caller acts at once
    std::optional<Time> next;
    if (maySendPing())
        next = after(m_lastPing, m_interval);
    if (mayJudge()) {
        const Time judgement = after(*silentSince(), m_timeout);
        next = next ? std::min(*next, judgement) : judgement;
    }
    return next;
}

} // namespace Lomond::Core
