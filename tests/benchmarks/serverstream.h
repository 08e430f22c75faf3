// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An accepted TCP connection of the benchmark's server, with TLS on top if it has a context.
// It never waits, and knows no WebSocket.

#ifndef BENCH_SERVERSTREAM_H
#define BENCH_SERVERSTREAM_H

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string_view>

namespace Bench {

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// Ends the program with a message if the files are of no use.
[[nodiscard]] TlsContext makeTlsContext(const char *certificate, const char *key);

class ServerStream
{
public:
    enum Result : long { Broken = -2, NotNow = -1, End = 0 }; // or how many octets

    ServerStream(int descriptor, SSL_CTX *context); // takes the descriptor over
    ~ServerStream();
    ServerStream(const ServerStream &) = delete;
    ServerStream &operator=(const ServerStream &) = delete;

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] long read(char *octets, std::size_t size);
    [[nodiscard]] long write(std::string_view octets);
    void endWriting(); // the end of the stream, after what was written

private:
    [[nodiscard]] long tlsResult(int result);

    int m_descriptor;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_tls;
};

} // namespace Bench

#endif
