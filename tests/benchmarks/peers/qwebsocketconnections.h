// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of many connections with QWebSocket: idle (C1), one after the other (C2).
// Made by qwebsocket.cpp, which runs the event loop; each ends the program by itself.

#ifndef BENCH_QWEBSOCKETCONNECTIONS_H
#define BENCH_QWEBSOCKETCONNECTIONS_H

#include "qwebsocketstream.h"

#include <memory>
#include <vector>

// COUNT connections, some of which are opened at a time.
class Together : public QObject
{
public:
    explicit Together(const Task &task);
    void open();

private:
    void openNext();
    void connected();
    void rest();

    Task m_task;
    Bench::Meter m_meter;
    std::vector<std::unique_ptr<QWebSocket>> m_sockets;
    double m_before = 0; // KiB
    quint64 m_open = 0;
};

class OneByOne : public QObject
{
public:
    explicit OneByOne(const Task &task);
    void open();

private:
    void connected();
    void disconnected();

    Task m_task;
    Bench::Meter m_meter;
    std::unique_ptr<QWebSocket> m_socket;
    quint64 m_connected = 0;
    quint64 m_closed = 0;
};

#endif
