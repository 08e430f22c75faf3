// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "lomondconnections.h"

#include <QtCore/qtimer.h>

using namespace Qt::StringLiterals;

Together::Together(const Task &task)
    : m_task(task)
{
    Bench::raiseFileLimit();
}

void Together::open()
{
    m_before = Bench::statusKiB("VmRSS");
    m_meter.start();
    for (std::uint64_t i = 0; i < std::min(OpenedAtOnce, m_task.work.connections); ++i)
        openNext();
}

void Together::openNext()
{
    LomondSocket *socket = m_sockets.emplace_back(std::make_unique<LomondSocket>()).get();
    setUp(*socket, m_task);
    connect(socket, &LomondSocket::ready, this, &Together::becameReady);
    connect(socket, &LomondSocket::connectFailed, this, &fail);
    connect(socket, &LomondSocket::disconnected, this, &fail);
    if (m_task.work.kind == Bench::Work::Kind::Receive)
        connect(socket, &LomondSocket::text, this, &Together::received);
    socket->open();
}

void Together::becameReady()
{
    if (m_sockets.size() < m_task.work.connections)
        openNext();
    if (++m_ready < m_task.work.connections)
        return;
    if (m_task.work.kind == Bench::Work::Kind::Idle) {
        m_meter.stop();
        QTimer::singleShot(Rest, this, &Together::rest);
    } else {
        m_meter.start(); // the server begins now
    }
}

void Together::received(const QString &text)
{
    if (text.size() != qsizetype(m_task.work.units))
        fail(u"a message has the wrong length"_s);
    if (++m_received == m_task.work.messages) {
        m_meter.stop();
        succeed(m_task, m_meter);
    }
}

void Together::rest()
{
    const double grown = Bench::statusKiB("VmRSS") - m_before;
    succeed(m_task, m_meter, grown / double(m_task.work.connections));
}

OneByOne::OneByOne(const Task &task)
    : m_task(task)
{}

// A new socket each time, as the peers have it. The first is not counted: it starts Qt's network.
void OneByOne::open()
{
    m_socket = std::make_unique<LomondSocket>();
    setUp(*m_socket, m_task);
    connect(m_socket.get(), &LomondSocket::ready, m_socket.get(), &LomondSocket::close);
    connect(m_socket.get(), &LomondSocket::connectFailed, this, &fail);
    // queued, as the next open() deletes the sender
    connect(m_socket.get(), &LomondSocket::disconnected, this, &OneByOne::disconnected,
            Qt::QueuedConnection);
    m_socket->open();
}

void OneByOne::disconnected(const QString &reason, bool graceful)
{
    if (!graceful)
        fail(reason);
    if (m_closed++ == 0)
        m_meter.start();
    if (m_closed <= m_task.work.messages) {
        open();
        return;
    }
    m_meter.stop();
    succeed(m_task, m_meter);
}
