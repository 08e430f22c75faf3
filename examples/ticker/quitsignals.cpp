// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "quitsignals.h"

#include <QtCore/qglobal.h>

#ifdef Q_OS_UNIX

#    include <QtCore/qsocketnotifier.h>

#    include <cerrno>
#    include <csignal>
#    include <sys/socket.h>
#    include <unistd.h>

namespace {

int ends[2] = {-1, -1};

void handle(int)
{
    const int error = errno;
    const char octet = 0;
    [[maybe_unused]] const auto written = ::write(ends[0], &octet, 1);
    errno = error;
}

void setHandler(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = int(SA_RESTART | SA_RESETHAND); // the second Ctrl+C ends a stuck program
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace

QuitSignals::QuitSignals(QObject *parent)
    : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    auto *notifier = new QSocketNotifier(ends[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char octet = 0;
        if (::read(ends[1], &octet, 1) == 1)
            Q_EMIT received();
    });
    setHandler(handle);
}

QuitSignals::~QuitSignals()
{
    setHandler(SIG_DFL);
    ::close(ends[0]);
    ::close(ends[1]);
}

#else

QuitSignals::QuitSignals(QObject *parent)
    : QObject(parent)
{}

QuitSignals::~QuitSignals() = default;

#endif
