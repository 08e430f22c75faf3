// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "tcpstream.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

using namespace std::chrono_literals;

TcpStream::TcpStream(int descriptor)
    : m_descriptor(descriptor)
{
    // small messages are sent at once, not collected for the next acknowledgement
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

TcpStream::TcpStream(TcpStream &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

TcpStream::~TcpStream()
{
    if (isOpen())
        ::close(m_descriptor);
}

TcpStream TcpStream::connectTo(const QByteArray &host, quint16 port, QByteArray *error)
{
    addrinfo hints {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const int failure = ::getaddrinfo(host.constData(), QByteArray::number(port).constData(),
                                      &hints, &found);
    if (failure != 0) {
        *error = "cannot resolve " + host + ": " + ::gai_strerror(failure);
        return {};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> owner(found, ::freeaddrinfo);
    for (const addrinfo *address = found; address; address = address->ai_next) {
        const int descriptor = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor >= 0 && ::connect(descriptor, address->ai_addr, address->ai_addrlen) == 0)
            return TcpStream(descriptor);
        *error = "cannot connect to " + host + ": " + std::strerror(errno);
        if (descriptor >= 0)
            ::close(descriptor);
    }
    return {};
}

TcpStream::Readiness TcpStream::wait(bool read, bool write, std::chrono::milliseconds atMost,
                                     int otherDescriptor) const
{
    const auto wanted = short((read ? POLLIN : 0) | (write ? POLLOUT : 0));
    pollfd descriptors[] = {{m_descriptor, wanted, 0}, {otherDescriptor, POLLIN, 0}};
    const auto milliseconds = int(std::clamp(atMost, 0ms, 3'600'000ms).count());
    if (::poll(descriptors, 2, milliseconds) <= 0)
        return {};
    // an end or an error is found by reading, or by writing if nobody reads
    const bool over = (descriptors[0].revents & (POLLHUP | POLLERR)) != 0;
    return {.read = read && ((descriptors[0].revents & POLLIN) != 0 || over),
            .write = write && ((descriptors[0].revents & POLLOUT) != 0 || over),
            .other = descriptors[1].revents != 0};
}

qsizetype TcpStream::read(std::span<char> room) const
{
    const ssize_t size = ::recv(m_descriptor, room.data(), room.size(), 0);
    return size < 0 && errno == EINTR ? read(room) : size;
}

qsizetype TcpStream::write(QByteArrayView octets) const
{
    // never waits here: two programs that both wait to write would wait for ever
    const ssize_t size = ::send(m_descriptor, octets.data(), size_t(octets.size()),
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return 0;
    return size;
}

void TcpStream::endWriting() const
{
    ::shutdown(m_descriptor, SHUT_WR);
}
