// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// bench_kernel WORK URL COUNT: reads the octets of receive/KIND/SIZE[/FRAGMENTS], as soon as any
// come, and throws them away: what the kernel alone takes. It knows of WebSocket how long frames are.

#include "measure.h"
#include "works.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

static std::uint64_t framedOctets(const Bench::Work &work, std::uint64_t fragments)
{
    std::uint64_t octets = work.size;
    for (std::uint64_t i = 0; i < fragments; ++i) {
        const std::uint64_t each = work.size / fragments;
        const std::uint64_t size = i + 1 == fragments ? work.size - each * i : each;
        octets += size < 126 ? 2 : size < 65536 ? 4 : 10;
    }
    return octets * work.messages;
}

static int connectTo(const std::string &url, const std::string &path)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(std::atoi(url.c_str() + url.rfind(':') + 1)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    const std::string request =
            "GET " + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    if (connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0
        || send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
        std::exit(1);
    }
    for (std::uint32_t end = 0;
         end != 0x0d0a0d0a;) { // octet by octet, so that none is read too much
        unsigned char octet = 0;
        if (read(descriptor, &octet, 1) != 1)
            std::exit(1);
        end = end << 8 | octet;
    }
    return descriptor;
}

int main(int argc, char *argv[])
{
    if (argc != 4)
        return 2;
    const Bench::Work work = Bench::findWork(argv[1], std::strtoull(argv[3], nullptr, 10));
    const std::vector<std::string> parts = Bench::splitName(argv[1]);
    if (work.kind != Bench::Work::Kind::Receive || parts[0] != "receive")
        return 3;
    const std::uint64_t fragments = parts.size() > 3 ? std::strtoull(parts[3].c_str(), nullptr, 10)
                                                     : 1;
    std::vector<char> buffer(64 * 1024);
    const int descriptor = connectTo(argv[2], work.path);
    Bench::Meter meter;
    meter.start();
    for (std::uint64_t left = framedOctets(work, fragments); left > 0;) {
        const ssize_t size = read(descriptor, buffer.data(),
                                  std::size_t(std::min<std::uint64_t>(left, buffer.size())));
        if (size <= 0)
            return 1;
        left -= std::uint64_t(size);
    }
    meter.stop();
    Bench::printResult(work.name, "kernel", work.messages, work.messages * work.size, meter);
    return 0;
}
