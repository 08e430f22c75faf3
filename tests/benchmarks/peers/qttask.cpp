// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "qttask.h"

#include <QtNetwork/qsslcertificate.h>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

QUrl Task::url() const
{
    return QUrl(server.toString() + QString::fromStdString(work.path));
}

Task parseTask(const char *peer, int argc, char *argv[])
{
    const quint64 count = argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 0;
    if (count == 0) {
        std::fprintf(stderr, "Usage: bench_%s WORK URL COUNT\n", peer);
        std::exit(2);
    }
    Task task {Bench::findWork(argv[1], count), QUrl(QString::fromLocal8Bit(argv[2])), peer};
    if (task.work.kind == Bench::Work::Kind::Unknown)
        leaveOut();
    return task;
}

QSslConfiguration tlsConfiguration()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (const QString authority = qEnvironmentVariable("BENCH_CA"); !authority.isEmpty())
        configuration.setCaCertificates(QSslCertificate::fromPath(authority));
    return configuration;
}

QString sampleText(quint64 size)
{
    return u"The price of everything and the value of nothing, 0123456789. "_s.repeated(8).left(
            qsizetype(size));
}

void succeed(const Task &task, const Bench::Meter &meter, double kibi)
{
    Bench::printResult(task.work.name, task.peer, task.work.messages,
                       task.work.messages * task.work.size, meter, kibi);
    std::_Exit(0);
}

void fail(const QString &reason)
{
    std::fprintf(stderr, "%s\n", qPrintable(reason));
    std::_Exit(1);
}

void leaveOut()
{
    std::fprintf(stderr, "unsupported\n");
    std::exit(3); // the runner knows it
}
