// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the name of a work means: the path that is asked of the server, and what has to arrive.
// C++17, header only, no Qt: for the programs of all peers. It measures nothing.

#ifndef BENCH_WORKS_H
#define BENCH_WORKS_H

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace Bench {

// The server's text of many languages: the same words over and over, each time in another order.
constexpr std::uint64_t MixedOctets = 1024;
constexpr std::uint64_t MixedUnits = 679; // the same text in UTF-16
constexpr std::uint64_t JsonOctets = 302;

struct Work
{
    enum class Kind {
        Unknown,
        Receive, // `messages` come, then the server closes
        Send, // `messages` are sent; the text "done" says that they came
        Echo, // one at a time
        Idle, // `connections` that do nothing
        Connect, // `connections` one after the other
    };

    Kind kind = Kind::Unknown;
    std::string name;
    std::string path; // of the request
    std::uint64_t messages = 0; // all of them, over all connections
    std::uint64_t size = 0; // of a message, in octets
    std::uint64_t units = 0; // of a text, in UTF-16 units
    std::uint64_t connections = 1;
    bool binary = false;
    bool compressed = false; // with permessage-deflate and context takeover
    int signalCount = -1; // growth only: how many signals are connected; -1: the one that matters
};

inline std::uint64_t utf16Units(const std::string &kind, std::uint64_t size)
{
    if (kind != "mixed")
        return size;
    return size / MixedOctets * MixedUnits + size % MixedOctets; // filled up with ASCII
}

inline Work receiveWork(const std::string &kind, std::uint64_t size, std::uint64_t messages)
{
    Work work;
    work.kind = Work::Kind::Receive;
    work.path = "/send/" + kind + '/' + std::to_string(size) + '/' + std::to_string(messages);
    work.messages = messages;
    work.size = size;
    work.units = utf16Units(kind, size);
    work.binary = kind == "binary";
    return work;
}

inline Work otherWork(Work::Kind kind, const std::string &path, std::uint64_t size,
                      std::uint64_t messages)
{
    Work work;
    work.kind = kind;
    work.path = path;
    work.messages = messages;
    work.size = size;
    work.units = size;
    return work;
}

inline std::vector<std::string> splitName(const std::string &name)
{
    std::vector<std::string> parts(1);
    for (const char letter : name) {
        if (letter == '/')
            parts.emplace_back();
        else
            parts.back() += letter;
    }
    return parts;
}

// How costs grow: receive/KIND/SIZE[/FRAGMENTS], connections/NUMBER, signals/NUMBER.
inline Work growthWork(const std::string &name, std::uint64_t count)
{
    const std::vector<std::string> parts = splitName(name);
    const auto number = [&](std::size_t index) {
        return index < parts.size() ? std::strtoull(parts[index].c_str(), nullptr, 10) : 0;
    };
    Work work;
    if (parts[0] == "receive" && parts.size() >= 3) {
        work = receiveWork(parts[1], number(2), count);
        if (parts.size() > 3)
            work.path += "?fragments=" + parts[3];
    } else if (parts[0] == "connections" && number(1) > 0) {
        const std::uint64_t each = count / number(1);
        work = receiveWork("ascii", 64, each);
        work.path += "?together=" + parts[1];
        work.connections = number(1);
        work.messages = each * work.connections;
    } else if (parts[0] == "signals" && parts.size() == 2) {
        work = receiveWork("json", JsonOctets, count);
        work.signalCount = int(number(1));
    }
    return work;
}

// Kind::Unknown if there is no such work.
inline Work findWork(const std::string &name, std::uint64_t count)
{
    const std::uint64_t mebi = 1024 * 1024;
    const std::string take = "/take/" + std::to_string(count);
    Work work;
    if (name == "R1-64")
        work = receiveWork("ascii", 64, count);
    else if (name == "R1-256")
        work = receiveWork("ascii", 256, count);
    else if (name == "R2-ascii")
        work = receiveWork("ascii", 16 * 1024, count);
    else if (name == "R2-mixed")
        work = receiveWork("mixed", 16 * 1024, count);
    else if (name == "R3")
        work = receiveWork("binary", mebi, count);
    else if (name == "R4")
        work = receiveWork("binary", 256 * mebi, count);
    else if (name == "D1")
        work = receiveWork("json", JsonOctets, count);
    else if (name == "D2")
        work = otherWork(Work::Kind::Send, take, JsonOctets, count);
    else if (name == "S1")
        work = otherWork(Work::Kind::Send, take, 64, count);
    else if (name == "S2")
        work = otherWork(Work::Kind::Send, take, mebi, count);
    else if (name == "E1")
        work = otherWork(Work::Kind::Echo, "/echo", 64, count);
    else if (name == "C1" || name == "C2")
        work = otherWork(name == "C1" ? Work::Kind::Idle : Work::Kind::Connect, "/idle", 0, count);
    else
        work = growthWork(name, count);
    work.name = name;
    if (name == "S2")
        work.binary = true;
    if (name[0] == 'D')
        work.compressed = true;
    if (name[0] == 'C')
        work.connections = count;
    return work;
}

} // namespace Bench

#endif
