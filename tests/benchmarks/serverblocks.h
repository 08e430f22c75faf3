// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What /send sends: frames that are prepared once and then sent over and over, in pieces of at
// least 256 KiB, so that the server never is what a client waits for. Kept until the server ends.

#ifndef BENCH_SERVERBLOCKS_H
#define BENCH_SERVERBLOCKS_H

#include <cstdint>
#include <string>
#include <vector>

namespace Bench {

// What was agreed on; RFC 7692 7.1
struct Deflate
{
    bool agreed = false;
    bool takeover = true; // of the server's context
    int windowBits = 15; // the server's

    friend bool operator==(const Deflate &, const Deflate &) = default;
};

struct BlockKey
{
    std::string kind; // ascii, mixed, binary, json
    std::uint64_t size = 0; // of a message, in octets
    std::uint64_t fragments = 1; // of a message
    Deflate deflate; // for JSON only

    friend bool operator==(const BlockKey &, const BlockKey &) = default;
};

struct Block
{
    std::string octets;
    std::vector<std::size_t> ends; // of each message
};

// Null: there are no such messages.
const Block *findBlock(const BlockKey &key);

} // namespace Bench

#endif
