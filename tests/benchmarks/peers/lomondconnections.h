// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of many connections: idle (C1), one after the other (C2), all receiving (growth).
// Made by lomond.cpp, which runs the event loop; each ends the program by itself.

#ifndef BENCH_LOMONDCONNECTIONS_H
#define BENCH_LOMONDCONNECTIONS_H

#include "lomondsetup.h"

#include <QtCore/qobject.h>

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
    void becameReady();
    void received(const QString &text);
    void rest();

    Task m_task;
    Bench::Meter m_meter;
    std::vector<std::unique_ptr<LomondSocket>> m_sockets;
    double m_before = 0; // KiB
    quint64 m_ready = 0;
    quint64 m_received = 0;
};

class OneByOne : public QObject
{
public:
    explicit OneByOne(const Task &task);
    void open();

private:
    void disconnected(const QString &reason, bool graceful);

    Task m_task;
    Bench::Meter m_meter;
    std::unique_ptr<LomondSocket> m_socket;
    quint64 m_closed = 0;
};

#endif
