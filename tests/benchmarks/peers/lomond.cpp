// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// bench_lomond WORK URL COUNT: does a work of works.h with LomondSocket, by its public API alone
// and with its defaults, against benchserver. Prints what it took as a line of JSON.

#include "lomondconnections.h"
#include "lomondstream.h"

#include <QtCore/qcoreapplication.h>

template<typename Client>
static int run(const Task &task)
{
    Client client(task);
    client.open();
    return QCoreApplication::exec(); // until succeed() or fail()
}

static int run(const Task &task)
{
    using Kind = Bench::Work::Kind;
    switch (task.work.kind) {
    case Kind::Receive:
        return task.work.connections > 1 ? run<Together>(task) : run<Receiving>(task);
    case Kind::Send:
        return run<Sending>(task);
    case Kind::Echo:
        return run<Echoing>(task);
    case Kind::Idle:
        return run<Together>(task);
    case Kind::Connect:
        return run<OneByOne>(task);
    case Kind::Unknown:
        break;
    }
    leaveOut();
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    return run(parseTask("lomond", argc, argv));
}
