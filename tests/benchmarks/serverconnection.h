// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// One client of the benchmark's server: the handshake, then the work that its path names. Driven by
// server.cpp whenever epoll reports the socket. It never waits.

#ifndef BENCH_SERVERCONNECTION_H
#define BENCH_SERVERCONNECTION_H

#include "serverstream.h"
#include "serverworks.h"

#include <memory>
#include <string>
#include <vector>

namespace Bench {

class ServerConnection
{
public:
    ServerConnection(int descriptor, SSL_CTX *context);

    // Reads and writes as far as it goes. `buffer`: where to read to; between calls nothing is in
    // it. False: the connection is over.
    [[nodiscard]] bool go(std::vector<char> &buffer);
    [[nodiscard]] bool isHeldUp() const { return !m_left.empty(); } // for want of room
    // The path, if as many connections as its work wants are still waited for.
    [[nodiscard]] const std::string &waitsWith() const { return m_waitsWith; }
    [[nodiscard]] std::size_t together() const { return m_work ? m_work->together() : 0; }
    void begin() { m_waitsWith.clear(); }

private:
    [[nodiscard]] bool receive(std::vector<char> &buffer);
    void upgrade(std::string_view octets);
    [[nodiscard]] bool send();
    [[nodiscard]] bool fetch();

    ServerStream m_stream;
    std::unique_ptr<ServerWork> m_work;
    std::string m_request; // until its head is complete
    std::string m_waitsWith;
    std::string m_out; // what the work adds while something else is on its way
    std::string m_sending;
    std::string_view m_left; // of m_sending, or of a piece of the work
    bool m_refused = false;
    bool m_ended = false;
};

} // namespace Bench

#endif
