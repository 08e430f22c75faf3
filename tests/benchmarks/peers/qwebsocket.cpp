// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// bench_qwebsocket WORK URL COUNT: does a work of works.h with QWebSocket against benchserver, as
// bench_lomond does it with LomondSocket. It has no permessage-deflate, so no D1 and D2.

#include "qwebsocketconnections.h"
#include "qwebsocketstream.h"

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
    const bool together = task.work.kind == Kind::Receive && task.work.connections > 1;
    if (task.work.compressed || task.work.signalCount >= 0 || together)
        leaveOut();
    switch (task.work.kind) {
    case Kind::Receive:
        return run<Receiving>(task);
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
    return run(parseTask("qwebsocket", argc, argv));
}
