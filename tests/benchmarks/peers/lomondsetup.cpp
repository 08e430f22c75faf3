// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "lomondsetup.h"

#include <Lomond/LomondSocket>

#include <QtNetwork/qsslcertificate.h>

#include <cstdio>
#include <cstdlib>

void setUp(LomondSocket &socket, const Task &task)
{
    socket.setUrl(QUrl(task.server.toString() + QString::fromStdString(task.work.path)));
    socket.setCompress(task.work.compressed);
    if (qint64(task.work.size) > socket.maxMessageSize())
        socket.setMaxMessageSize(qint64(task.work.size));
    if (const QString authority = qEnvironmentVariable("BENCH_CA"); !authority.isEmpty()) {
        QSslConfiguration tls = socket.sslConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(authority));
        socket.setSslConfiguration(tls);
    }
}

static quint64 octets(const Bench::Work &work)
{
    return work.messages * work.size;
}

void succeed(const Task &task, const Bench::Meter &meter)
{
    Bench::printResult(task.work.name, "lomond", task.work.messages, octets(task.work), meter);
    std::_Exit(0);
}

void succeed(const Task &task, const Bench::Meter &meter, double kibiPerConnection)
{
    Bench::printResult(task.work.name, "lomond", task.work.messages, octets(task.work), meter,
                       kibiPerConnection);
    std::_Exit(0);
}

void fail(const QString &reason)
{
    std::fprintf(stderr, "bench_lomond: %s\n", qPrintable(reason));
    std::_Exit(1);
}
