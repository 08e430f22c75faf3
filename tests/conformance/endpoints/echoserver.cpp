// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// echoserver: LomondServer as an endpoint under test, on a free port of the loopback interface,
// which is the first line it prints. Agrees to compression where it is offered.

#include "echoing.h"

#include <Lomond/LomondServer>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    Lomond::Conformance::quitWithTester(&notifier);

    LomondServer server;
    server.setOpenTimeout(Lomond::Conformance::OpenTimeout);
    server.setCompress(true);
    server.setCompression(Lomond::Conformance::compression());
    QObject::connect(&server, &LomondServer::newConnection, &server, &Lomond::Conformance::echo);
    if (!server.listen()) {
        std::fprintf(stderr, "%s\n", qPrintable(server.errorString()));
        return 1;
    }
    std::printf("%d\n", int(server.serverPort()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
