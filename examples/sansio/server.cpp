// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An echo server over plain sockets: one connection after the other, on the loopback interface.
// It is there for its protocol, not as a server for the world (LomondServer also looks at the
// Origin and the Host of a request). What happens is told on standard output.

#include "connection.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Lomond::ErrorCode;
using Lomond::Protocol;

namespace {

constexpr qint64 MostUnwritten = 1024 * 1024; // octets
constexpr auto OpenTime = 20s;
constexpr auto Silence = 30s; // then a ping; and if nothing came after as long again, the end

void say(const QString &text)
{
    std::printf("%s\n", text.toUtf8().constData());
    std::fflush(stdout);
}

Lomond::ProtocolOptions options()
{
    Lomond::ProtocolOptions options;
    options.compression.emplace(); // accepted if it is offered
    return options;
}

// ---- one client

class Echo
{
public:
    explicit Echo(TcpStream &stream)
        : m_connection(stream, m_protocol, MostUnwritten)
    {}
    void run();

private:
    [[nodiscard]] std::chrono::milliseconds patience() const;
    [[nodiscard]] bool outlivesSilence();
    void mustSend(ErrorCode error);

    void handle(const Protocol::UpgradeRequest &event);
    void handle(const Protocol::Text &event) { mustSend(m_protocol.sendUtf8(event.payload)); }
    void handle(const Protocol::Binary &event) { mustSend(m_protocol.sendBinary(event.payload)); }
    void handle(const Protocol::Closed &event);
    void handle(const Protocol::Failed &event) { say(u"failed: "_s + event.text); }
    template<typename Event>
    void handle(const Event &)
    {} // pings and close frames are answered by the protocol itself

    Protocol m_protocol {Lomond::Role::Server, options()};
    Connection m_connection;
    const Connection::Clock::time_point m_begin = Connection::Clock::now();
    Connection::Clock::time_point m_pinged;
};

void Echo::run()
{
    for (;;) {
        const std::optional<Connection::Event> event = m_connection.waitForEvent(patience());
        if (event)
            std::visit([this](const auto &some) { handle(some); }, *event);
        else if (m_connection.isOver() || !outlivesSilence())
            break;
    }
    m_connection.finish();
}

// Time is the driver's affair: the protocol has none.
std::chrono::milliseconds Echo::patience() const
{
    const Connection::Clock::time_point end = m_protocol.state() == Protocol::State::Connecting
                                                      ? m_begin + OpenTime
                                                      : std::max(m_connection.lastRead(), m_pinged)
                                                                + Silence;
    return std::chrono::ceil<std::chrono::milliseconds>(end - Connection::Clock::now());
}

// false: the client does not answer, not even a ping
bool Echo::outlivesSilence()
{
    if (m_protocol.state() == Protocol::State::Connecting)
        return m_protocol.reject(408) == ErrorCode::NoError;
    if (m_pinged > m_connection.lastRead())
        return false;
    m_pinged = Connection::Clock::now();
    return m_protocol.sendPing() == ErrorCode::NoError;
}

void Echo::mustSend(ErrorCode error)
{
    if (error != ErrorCode::NoError)
        say(u"cannot answer: "_s + Lomond::errorString(error));
}

void Echo::handle(const Protocol::UpgradeRequest &event)
{
    const QString path = event.request.path();
    if (path == "/"_L1) {
        say(u"a client"_s);
        mustSend(m_protocol.accept());
    } else {
        say(u"refused: "_s + path);
        mustSend(m_protocol.reject(404, {}, "There is nothing here.\n"));
    }
}

void Echo::handle(const Protocol::Closed &event)
{
    say(u"closed: %1 %2"_s.arg(event.code).arg(event.reason).trimmed());
}

// ---- the listener

int listenOn(quint16 port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0
        || ::listen(listener, SOMAXCONN) != 0
        || ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) != 0) {
        std::fprintf(stderr, "cannot listen on port %d: %s\n", port, std::strerror(errno));
        return -1;
    }
    say(u"listening on ws://127.0.0.1:%1/"_s.arg(ntohs(address.sin_port)));
    return listener;
}

} // namespace

int main(int argc, char *argv[])
{
    bool valid = true;
    const quint16 port = argc > 1 ? QByteArray(argv[1]).toUShort(&valid) : 0;
    if (!valid || argc > 2) {
        std::fputs("sansio-server [port]\nWithout a port, or with 0, a free one is taken.\n",
                   stderr);
        return 2;
    }
    const int listener = listenOn(port);
    if (listener < 0)
        return 1;
    for (;;) {
        const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor >= 0) {
            TcpStream stream(descriptor);
            Echo(stream).run();
        } else if (errno != EINTR && errno != ECONNABORTED) {
            std::perror("cannot accept");
            return 1;
        }
    }
}
