// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What every benchmark program measures and prints: its own CPU time and memory, as one line of
// JSON. C++17, header only, no Qt: for the programs of all peers. It knows no WebSocket.

#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace Bench {

// What this process used between start() and stop(), in seconds.
class Meter
{
public:
    void start()
    {
        m_used = used();
        m_begin = std::chrono::steady_clock::now();
    }

    void stop()
    {
        const Used now = used();
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - m_begin;
        m_used = {now.user - m_used.user, now.system - m_used.system};
        m_wall = wall.count();
    }

    [[nodiscard]] double user() const { return m_used.user; }
    [[nodiscard]] double system() const { return m_used.system; }
    [[nodiscard]] double wall() const { return m_wall; }

private:
    struct Used
    {
        double user = 0;
        double system = 0;
    };

    static double seconds(const timeval &time)
    {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    }

    static Used used()
    {
        rusage usage = {};
        getrusage(RUSAGE_SELF, &usage);
        return {seconds(usage.ru_utime), seconds(usage.ru_stime)};
    }

    Used m_used;
    std::chrono::steady_clock::time_point m_begin;
    double m_wall = 0;
};

// A field of /proc/self/status in KiB: "VmHWM" (the most memory so far), "VmRSS" (now); or -1.
inline double statusKiB(const char *field)
{
    std::FILE *status = std::fopen("/proc/self/status", "re");
    if (!status)
        return -1;
    double value = -1;
    char line[256];
    const std::size_t length = std::strlen(field);
    while (value < 0 && std::fgets(line, sizeof line, status)) {
        if (std::strncmp(line, field, length) == 0 && line[length] == ':')
            std::sscanf(line + length + 1, "%lf", &value);
    }
    std::fclose(status);
    return value;
}

// So that 10,000 connections may be open at once.
inline void raiseFileLimit()
{
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// The line that a program ends with. `rss` in KiB: VmHWM, or what each connection takes (C1).
inline void printResult(const std::string &work, const char *peer, std::uint64_t messages,
                        std::uint64_t octets, const Meter &meter, double rss = statusKiB("VmHWM"))
{
    std::printf("{\"work\": \"%s\", \"peer\": \"%s\", \"messages\": %llu, \"octets\": %llu, "
                "\"cpu\": %.6f, \"user\": %.6f, \"system\": %.6f, \"wall\": %.6f, \"rss\": %.3f}\n",
                work.c_str(), peer, static_cast<unsigned long long>(messages),
                static_cast<unsigned long long>(octets), meter.user() + meter.system(),
                meter.user(), meter.system(), meter.wall(), rss);
    std::fflush(stdout);
}

} // namespace Bench

#endif
