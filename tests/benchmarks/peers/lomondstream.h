// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of one connection: to receive (R, D1), to send (S, D2), to be answered (E1).
// Made by lomond.cpp, which runs the event loop; each ends the program by itself.

#ifndef BENCH_LOMONDSTREAM_H
#define BENCH_LOMONDSTREAM_H

#include "lomondsetup.h"

#include <QtCore/qlist.h>
#include <QtCore/qobject.h>

class Stream : public QObject
{
public:
    explicit Stream(const Task &task);
    void open() { m_socket.open(); }

protected:
    [[nodiscard]] const Bench::Work &work() const { return m_task.work; }
    [[nodiscard]] bool isDone() const { return m_count == m_task.work.messages; }
    void count(bool right);
    void stop() { m_meter.stop(); }

    LomondSocket m_socket;

private:
    void finish(const QString &reason, bool graceful);

    Task m_task;
    Bench::Meter m_meter;
    quint64 m_count = 0; // of the messages that were proven to arrive
    bool m_wrong = false;
};

class Receiving : public Stream
{
public:
    explicit Receiving(const Task &task);

private:
    void connectSome(int signalCount);
};

class Sending : public Stream
{
public:
    explicit Sending(const Task &task);

private:
    void fill();
    [[nodiscard]] bool sendNext();

    QList<QString> m_texts; // sent in turn
    qsizetype m_turn = -1;
    QByteArray m_binary;
    quint64 m_sent = 0;
};

class Echoing : public Stream
{
public:
    explicit Echoing(const Task &task);
};

#endif
