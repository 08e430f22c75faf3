// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What bench_lomond and bench_qwebsocket have in common: what is to be done, how it ends, and the
// same text for both to send. It knows neither socket.

#ifndef BENCH_QTTASK_H
#define BENCH_QTTASK_H

#include "measure.h"
#include "works.h"

#include <QtCore/qstring.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qsslconfiguration.h>

#include <chrono>

constexpr qint64 TextsQueued = 1024 * 1024; // octets
constexpr qint64 BinariesQueued = 4 * 1024 * 1024;
constexpr int TextsAtOnce = 256; // between two looks at how much is queued
constexpr std::uint64_t OpenedAtOnce = 32; // more would overflow the listening socket's queue
constexpr std::chrono::milliseconds Rest(500); // until the memory of idle connections is measured

struct Task
{
    Bench::Work work;
    QUrl server; // without a path
    const char *peer = nullptr; // who does it

    [[nodiscard]] QUrl url() const;
};

// Ends the program if the arguments are of no use.
[[nodiscard]] Task parseTask(const char *peer, int argc, char *argv[]);

// With the authority that BENCH_CA names, if it names one.
[[nodiscard]] QSslConfiguration tlsConfiguration();

[[nodiscard]] QString sampleText(quint64 size);

// Each prints, and ends the program at once: what destructors take is not measured.
[[noreturn]] void succeed(const Task &task, const Bench::Meter &meter,
                          double kibi = Bench::statusKiB("VmHWM"));
[[noreturn]] void fail(const QString &reason);
[[noreturn]] void leaveOut(); // there is no such work for this peer

#endif
