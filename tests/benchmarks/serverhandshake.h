// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The server's side of the opening handshake (RFC 6455 4.2), as the benchmark's server needs it.
// Called with the whole head of a request; it reads and writes no socket.

#ifndef BENCH_SERVERHANDSHAKE_H
#define BENCH_SERVERHANDSHAKE_H

#include "serverblocks.h"

#include <string>
#include <string_view>

namespace Bench {

struct Upgrade
{
    std::string path; // with the query; empty: refused
    std::string answer; // the head to send
    Deflate deflate;
};

[[nodiscard]] Upgrade answerRequest(std::string_view head);
[[nodiscard]] std::string refusal(std::string_view reason);

} // namespace Bench

#endif
