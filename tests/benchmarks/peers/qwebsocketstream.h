// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of one connection with QWebSocket: to receive (R), to send (S), to be answered (E1).
// Made by qwebsocket.cpp, which runs the event loop; each ends the program by itself.

#ifndef BENCH_QWEBSOCKETSTREAM_H
#define BENCH_QWEBSOCKETSTREAM_H

#include "qttask.h"

#include <QtCore/qobject.h>
#include <QtWebSockets/qwebsocket.h>

void setUp(QWebSocket &socket, const Task &task);

class Stream : public QObject
{
public:
    explicit Stream(const Task &task);
    void open() { m_socket.open(m_task.url()); }

protected:
    [[nodiscard]] const Bench::Work &work() const { return m_task.work; }
    [[nodiscard]] bool isDone() const { return m_count == m_task.work.messages; }
    void count(bool right);

    QWebSocket m_socket;

private:
    void finish();

    Task m_task;
    Bench::Meter m_meter;
    quint64 m_count = 0; // of the messages that were proven to arrive
    bool m_wrong = false;
};

class Receiving : public Stream
{
public:
    explicit Receiving(const Task &task);
};

class Sending : public Stream
{
public:
    explicit Sending(const Task &task);

private:
    void fill();

    QString m_text;
    QByteArray m_binary;
    quint64 m_sent = 0;
};

class Echoing : public Stream
{
public:
    explicit Echoing(const Task &task);
};

#endif
