// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the works of bench_lomond have in common: how a socket is set up, and how a work ends.
// Called by lomondstream.cpp and lomondconnections.cpp. It sends and counts nothing.

#ifndef BENCH_LOMONDSETUP_H
#define BENCH_LOMONDSETUP_H

#include "measure.h"
#include "works.h"

#include <QtCore/qurl.h>

class LomondSocket;

struct Task
{
    Bench::Work work;
    QUrl server; // without a path
};

// Everything is left as it is by default, but for what the work is about.
void setUp(LomondSocket &socket, const Task &task);

// Prints the line, and ends the program at once: what the destructors take is not measured.
[[noreturn]] void succeed(const Task &task, const Bench::Meter &meter);
[[noreturn]] void succeed(const Task &task, const Bench::Meter &meter, double kibiPerConnection);
[[noreturn]] void fail(const QString &reason);

#endif
