// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The part of Connection that time has in it: its deadlines, polls, and pings. One timer for all.

#include "net/connection_p.h"

#include <QtCore/qendian.h>
#include <QtCore/qpointer.h>

namespace Lomond::Net {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

void Connection::startOpenTimeout()
{
    if (m_settings->openTimeout > 0ms)
        m_deadlines.set(Deadlines::Open, m_environment.clock->now() + m_settings->openTimeout);
    schedule();
}

void Connection::startCloseTimeout()
{
    if (m_settings->closeTimeout > 0ms)
        m_deadlines.set(Deadlines::Close, m_environment.clock->now() + m_settings->closeTimeout);
    schedule();
}

// All was said: the peer has to end the stream.
void Connection::startLinger(Milliseconds patience)
{
    m_deadlines.clearAll();
    m_deadlines.set(Deadlines::Linger, m_environment.clock->now() + patience);
    schedule();
}

void Connection::opened()
{
    const Clock::Time now = m_environment.clock->now();
    m_openSince = now;
    m_deadlines.clearAll();
    m_keepalive.start(now);
    if (m_paused)
        m_keepalive.suspend();
    settingsChanged();
}

void Connection::settingsChanged()
{
    m_protocol.setStreaming(m_settings->streaming);
    m_protocol.setAutoPong(m_settings->autoPong);
    m_protocol.setMaxMessageSize(qsizetype(m_settings->maxMessageSize));
    m_keepalive.setIntervals(m_settings->pingInterval, m_settings->pingTimeout);
    const Protocol::State state = m_protocol.state();
    const bool delivers = state == Protocol::State::Open || state == Protocol::State::ClosingLocal;
    const bool polls = delivers && m_settings->pollInterval > 0ms && m_listener->wantsPoll();
    const Milliseconds interval = polls ? m_settings->pollInterval : 0ms;
    if (interval != std::exchange(m_pollInterval, interval)) {
        m_deadlines.clear(Deadlines::Poll);
        if (polls)
            m_deadlines.set(Deadlines::Poll, m_environment.clock->now() + interval);
    }
    schedule();
}

// Starts the timer anew only for something earlier: what moved away is seen when it expires.
void Connection::schedule()
{
    std::optional<Clock::Time> next = m_deadlines.next();
    if (const auto deadline = m_keepalive.deadline(); deadline && (!next || *deadline < *next))
        next = deadline;
    if (!next) {
        m_timer.reset();
        m_timerDue.reset();
        return;
    }
    if (m_timerDue && *m_timerDue <= *next)
        return;
    if (!m_timer)
        m_timer = world().timers->create(Timer::Precision::Coarse, [this] { timerExpired(); });
    m_timerDue = next;
    m_timer->start(std::max(0ns, *next - m_environment.clock->now()));
}

void Connection::timerExpired()
{
    const QPointer<Connection> alive(this);
    m_timerDue.reset();
    const Clock::Time now = m_environment.clock->now();
    if (m_deadlines.take(Deadlines::RefusalBody, now)) {
        m_protocol.commitEof(); // what came of the body is enough
        deliver();
    } else if (m_deadlines.take(Deadlines::Open, now)) {
        openTimedOut();
    } else if (m_deadlines.take(Deadlines::Close, now)) {
        const auto seconds = double(m_settings->closeTimeout.count()) / 1000;
        finish(Error(ErrorCode::Timeout, Stage::Closing,
                     u"%1 did not answer our close within %2 s"_s.arg(peer()).arg(seconds)));
    } else if (m_deadlines.take(Deadlines::Linger, now)) {
        finish({}, u"closed"_s);
    } else {
        checkPoll(now);
        if (alive)
            checkKeepalive(now);
    }
    if (alive)
        schedule();
}

void Connection::openTimedOut()
{
    // RFC 9110 15.5.9, 15.6.4: the client was too slow, or the application was
    if (m_protocol.role() == Role::Server
        && reject(m_requestSeen ? 503 : 408, {}, {}) == ErrorCode::NoError)
        return;
    const auto seconds = double(m_settings->openTimeout.count()) / 1000;
    const QString text = m_end.connected
                                 ? u"%1 did not complete the opening handshake within %2 s"_s
                                 : u"no connection to %1 could be made within %2 s"_s;
    finish(Error(ErrorCode::Timeout, stage(), text.arg(peer()).arg(seconds)));
}

void Connection::checkPoll(Clock::Time now)
{
    if (!m_deadlines.take(Deadlines::Poll, now))
        return;
    if (!m_listener->wantsPoll()) {
        m_pollInterval = 0ms;
        return;
    }
    m_deadlines.set(Deadlines::Poll, now + m_settings->pollInterval);
    m_listener->connectionPoll();
}

void Connection::checkKeepalive(Clock::Time now)
{
    const QPointer<Connection> alive(this);
    switch (m_keepalive.check(now)) {
    case Core::Keepalive::Action::None:
        return;
    case Core::Keepalive::Action::SendPing:
        ping();
        return;
    case Core::Keepalive::Action::PeerIsGone:
        break;
    }
    // One read before judging: a thread that was blocked must not kill its own connection. What is
    // still to be delivered is a sign of life, too.
    if (m_protocol.receiveBuffer().empty() || readSome()) {
        m_keepalive.octetsReceived(now);
        deliverInTurn();
        return;
    }
    m_listener->connectionUnresponsive();
    if (!alive)
        return;
    const auto seconds = double(m_settings->pingTimeout.count()) / 1000;
    finish(Error(ErrorCode::Unresponsive, Stage::Open,
                 u"no sign of life from %1 for %2 s"_s.arg(peer()).arg(seconds)));
}

QByteArray Connection::pingPayload() const
{
    QByteArray payload(qsizetype(sizeof m_pingNumber), Qt::Uninitialized);
    qToBigEndian(m_pingNumber, payload.data());
    return payload;
}

void Connection::ping()
{
    ++m_pingNumber;
    m_pingTime.reset();
    // whatever waits already: one does not find out otherwise whether anything moves
    if (m_protocol.sendPing(pingPayload()) != ErrorCode::NoError)
        return;
    m_pingEnd = m_outgoing.end();
    queued();
}

void Connection::pingWritten()
{
    m_pingEnd.reset();
    m_pingTime = m_environment.clock->now();
    m_keepalive.pingWritten(*m_pingTime);
    schedule();
}

// Timers, the budget and the pool of random bits belong to a thread: the old one's are let go, the
// new one's are taken up when they are needed there.
void Connection::leaveThread()
{
    m_environment.budget->forget(this);
    m_environment.budget.reset();
    m_timer.reset();
    m_timerDue.reset();
    deliverInTurn();
}

} // namespace Lomond::Net
