// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "qwebsocketconnections.h"

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
    QWebSocket *socket = m_sockets.emplace_back(std::make_unique<QWebSocket>()).get();
    setUp(*socket, m_task);
    connect(socket, &QWebSocket::connected, this, &Together::connected);
    connect(socket, &QWebSocket::disconnected, this, [] { fail(u"a connection was lost"_s); });
    socket->open(m_task.url());
}

void Together::connected()
{
    if (m_sockets.size() < m_task.work.connections)
        openNext();
    if (++m_open < m_task.work.connections)
        return;
    m_meter.stop();
    QTimer::singleShot(Rest, this, &Together::rest);
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
    m_socket = std::make_unique<QWebSocket>();
    setUp(*m_socket, m_task);
    connect(m_socket.get(), &QWebSocket::connected, this, &OneByOne::connected);
    // queued, as the next open() deletes the sender
    connect(m_socket.get(), &QWebSocket::disconnected, this, &OneByOne::disconnected,
            Qt::QueuedConnection);
    m_socket->open(m_task.url());
}

void OneByOne::connected()
{
    ++m_connected;
    m_socket->close();
}

void OneByOne::disconnected()
{
    if (++m_closed != m_connected)
        fail(m_socket->errorString());
    if (m_closed == 1)
        m_meter.start();
    if (m_closed <= m_task.work.messages) {
        open();
        return;
    }
    m_meter.stop();
    succeed(m_task, m_meter);
}
