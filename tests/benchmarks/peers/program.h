// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a peer's program has around its library: the command line, the payloads that it sends, and
// how it fails. C++17, header only, no Qt. It measures nothing and knows no WebSocket.

#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include "tickers.h"
#include "works.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace Bench {

struct Task
{
    Work work;
    std::string url; // of the request
    std::string host;
    std::uint16_t port = 0;
    bool secure = false;
};

// A benchmark that lost something has measured nothing.
[[noreturn]] inline void fail(const char *what, const std::string &why)
{
    std::fprintf(stderr, "%s: %s\n", what, why.c_str());
    std::exit(1);
}

inline void check(bool isRight, const char *what)
{
    if (!isRight)
        fail(what, "not as expected");
}

// What the runner takes as "left out".
[[noreturn]] inline void leaveOut()
{
    std::fprintf(stderr, "unsupported\n");
    std::exit(3);
}

// WORK URL COUNT: the URL is ws://HOST:PORT or wss://HOST:PORT.
inline Task parseTask(int argc, char **argv)
{
    if (argc != 4)
        fail(argv[0], "WORK URL COUNT are needed");
    Task task;
    task.work = findWork(argv[1], std::strtoull(argv[3], nullptr, 10));
    const bool isConnecting = task.work.kind == Work::Kind::Idle
                              || task.work.kind == Work::Kind::Connect;
    if (task.work.kind == Work::Kind::Unknown || (task.work.connections > 1 && !isConnecting)
        || task.work.signalCount >= 0)
        leaveOut(); // how costs grow is asked of Lomond alone
    const std::string url = argv[2];
    const std::size_t host = url.find("://") + 3;
    const std::size_t port = url.rfind(':') + 1;
    if (host >= port)
        fail(argv[2], "not ws://HOST:PORT or wss://HOST:PORT");
    task.url = url + task.work.path;
    task.host = url.substr(host, port - 1 - host);
    task.port = static_cast<std::uint16_t>(std::strtoul(url.c_str() + port, nullptr, 10));
    task.secure = url.compare(0, 4, "wss:") == 0;
    return task;
}

// What a server has to answer in Sec-WebSocket-Extensions for a work that is named compressed.
inline void checkExtensions(const Work &work, const std::string &extensions)
{
    const bool isCompressed = extensions.compare(0, 18, "permessage-deflate") == 0
                              && extensions.find("no_context_takeover") == std::string::npos;
    check(work.compressed ? isCompressed : extensions.empty(), "permessage-deflate");
}

// What is sent, over and over from the first; nothing if the work sends nothing.
inline std::vector<std::string> payloads(const Work &work)
{
    if (work.kind != Work::Kind::Send && work.kind != Work::Kind::Echo)
        return {};
    if (work.compressed)
        return tickers();
    return {std::string(work.size, work.binary ? '\x5A' : 'L')};
}

// Keeps the compiler from leaving out a string because nobody reads it.
inline void use(const char *data)
{
    __asm__ volatile("" : : "r"(data) : "memory");
}

} // namespace Bench

#endif
