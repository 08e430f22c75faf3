// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "connectionstatus.h"

#include <Lomond/LomondSocket>

using namespace Qt::StringLiterals;

ConnectionStatus::ConnectionStatus(QObject *parent)
    : QObject(parent)
    , m_timer(this)
    , m_text(describe(Phase::Offline, 0, {}))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionStatus::countDown);
}

QObject *ConnectionStatus::socket() const
{
    return m_socket;
}

void ConnectionStatus::setSocket(QObject *socket)
{
    if (m_socket == socket)
        return;
    if (m_socket)
        m_socket->disconnect(this);
    m_socket = qobject_cast<LomondSocket *>(socket);
    if (m_socket)
        listen();
    Q_EMIT socketChanged();
}

void ConnectionStatus::listen()
{
    connect(m_socket, &LomondSocket::connecting, this, [this] {
        m_reasonKnown = false;
        enter(Phase::Connecting);
    });
    connect(m_socket, &LomondSocket::ready, this, [this] { enter(Phase::Live); });
    connect(m_socket, &LomondSocket::errorOccurred, this,
            [this](const Lomond::Error &error) { noteReason(error.text()); });
    const auto ended = [this](const QString &reason) {
        noteReason(reason);
        if (!m_socket->isActive())
            enter(Phase::Offline);
    };
    connect(m_socket, &LomondSocket::connectFailed, this, ended);
    connect(m_socket, &LomondSocket::disconnected, this, ended);
    connect(m_socket, &LomondSocket::backOff, this, [this](int delay) {
        m_nextAttempt.setRemainingTime(delay, Qt::PreciseTimer);
        enter(Phase::Waiting);
    });
    connect(m_socket, &LomondSocket::gaveUp, this, [this] { enter(Phase::GivenUp); });
}

// The first reason of an attempt is the cause, what follows are consequences.
void ConnectionStatus::noteReason(const QString &reason)
{
    if (m_reasonKnown)
        return;
    m_reasonKnown = true;
    m_reason = reason;
}

void ConnectionStatus::enter(Phase phase)
{
    m_phase = phase;
    m_timer.stop();
    countDown();
    Q_EMIT changed();
    Q_EMIT phaseEntered();
}

void ConnectionStatus::countDown()
{
    const qint64 remaining = m_phase == Phase::Waiting ? m_nextAttempt.remainingTime() : 0;
    setText(describe(m_phase, remaining, m_reason));
    if (remaining > 1'000)
        m_timer.start(int((remaining - 1) % 1'000 + 1)); // when the number of seconds changes
}

void ConnectionStatus::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    Q_EMIT changed();
}

QString ConnectionStatus::describe(Phase phase, qint64 milliseconds, const QString &reason)
{
    const QString because = reason.isEmpty() ? QString() : u": "_s + reason;
    switch (phase) {
    case Phase::Offline:
        return u"not connected"_s + because;
    case Phase::Connecting:
        return u"connecting…"_s;
    case Phase::Live:
        return u"live"_s;
    case Phase::Waiting:
        return u"reconnecting in %1 s"_s.arg(qMax<qint64>(1, (milliseconds + 999) / 1'000))
               + because;
    case Phase::GivenUp:
        return u"not connected, and not trying again"_s + because;
    }
    Q_UNREACHABLE();
}
