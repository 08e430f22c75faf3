// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What both endpoints of the conformance tester do: send each message back as it came, say nothing
// else, and leave when the tester does. They judge nothing: that is the tester's part.

#ifndef LOMOND_CONFORMANCE_ECHOING_H
#define LOMOND_CONFORMANCE_ECHOING_H

#include <Lomond/LomondSocket>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qsocketnotifier.h>

#include <array>
#include <chrono>

#include <unistd.h>

namespace Lomond::Conformance {

// Fast rather than small: how well we compress is nothing that a peer could find wrong.
inline CompressionOptions compression()
{
    CompressionOptions options;
    options.level = 1;
    return options;
}

// A machine with much else to do stops a process for longer than a server waits by default.
inline constexpr std::chrono::minutes OpenTimeout {1};

inline void echo(LomondSocket *socket)
{
    socket->setPingInterval(0); // the tester counts every frame
    QObject::connect(socket, &LomondSocket::text, socket, &LomondSocket::sendText);
    QObject::connect(socket, &LomondSocket::binary, socket, &LomondSocket::sendBinary);
}

// The tester holds the other end of stdin: so nothing is left running when it was killed.
inline void quitWithTester(QSocketNotifier *notifier)
{
    QObject::connect(notifier, &QSocketNotifier::activated, notifier, [notifier] {
        std::array<char, 256> ignored;
        if (read(STDIN_FILENO, ignored.data(), ignored.size()) > 0)
            return;
        notifier->setEnabled(false);
        QCoreApplication::quit();
    });
}

} // namespace Lomond::Conformance

#endif
