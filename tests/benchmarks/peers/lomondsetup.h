// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How each socket of bench_lomond is set up: as it is by default, but for what the work is about.

#ifndef BENCH_LOMONDSETUP_H
#define BENCH_LOMONDSETUP_H

#include "qttask.h"

#include <Lomond/LomondSocket>

inline void setUp(LomondSocket &socket, const Task &task)
{
    socket.setUrl(task.url());
    socket.setCompress(task.work.compressed);
    if (qint64(task.work.size) > socket.maxMessageSize())
        socket.setMaxMessageSize(qint64(task.work.size));
    // What takes 8 ms, and then a pause, takes 50 times as long under valgrind.
    if (qEnvironmentVariableIsSet("BENCH_COUNTING"))
        socket.setDeliveryBudget(0);
    if (task.server.scheme() == QLatin1String("wss"))
        socket.setSslConfiguration(tlsConfiguration());
}

#endif
