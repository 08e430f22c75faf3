// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverstream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>

namespace Bench {

TlsContext makeTlsContext(const char *certificate, const char *key)
{
    TlsContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    if (!context || SSL_CTX_use_certificate_chain_file(context.get(), certificate) != 1
        || SSL_CTX_use_PrivateKey_file(context.get(), key, SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        std::exit(1);
    }
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

ServerStream::ServerStream(int descriptor, SSL_CTX *context)
    : m_descriptor(descriptor)
    , m_tls(context ? SSL_new(context) : nullptr, &SSL_free)
{
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // one that does not pace what it sends, whatever the machine's default
    constexpr std::string_view congestion = "reno";
    setsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, congestion.data(), congestion.size());
    // Nothing waits in the kernel for room in the client's window: with the acknowledgment that
    // makes room, loopback would send it at the client's cost.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &on, sizeof on);
    if (m_tls) {
        SSL_set_fd(m_tls.get(), descriptor);
        SSL_set_accept_state(m_tls.get());
    }
}

ServerStream::~ServerStream()
{
    ::close(m_descriptor);
}

long ServerStream::read(char *octets, std::size_t size)
{
    if (m_tls) {
        ERR_clear_error();
        return tlsResult(SSL_read(m_tls.get(), octets, int(std::min<std::size_t>(size, INT_MAX))));
    }
    const ssize_t result = ::recv(m_descriptor, octets, size, 0);
    return result >= 0 ? result : errno == EAGAIN || errno == EINTR ? NotNow : Broken;
}

long ServerStream::write(std::string_view octets)
{
    if (m_tls) {
        ERR_clear_error();
        const std::size_t size = std::min<std::size_t>(octets.size(), INT_MAX);
        return tlsResult(SSL_write(m_tls.get(), octets.data(), int(size)));
    }
    const ssize_t result = ::send(m_descriptor, octets.data(), octets.size(), MSG_NOSIGNAL);
    return result >= 0 ? result : errno == EAGAIN || errno == EINTR ? NotNow : Broken;
}

void ServerStream::endWriting()
{
    if (m_tls)
        SSL_shutdown(m_tls.get());
    ::shutdown(m_descriptor, SHUT_WR);
}

long ServerStream::tlsResult(int result)
{
    if (result > 0)
        return result;
    switch (SSL_get_error(m_tls.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return NotNow;
    case SSL_ERROR_ZERO_RETURN:
        return End;
    default:
        return Broken;
    }
}

} // namespace Bench
