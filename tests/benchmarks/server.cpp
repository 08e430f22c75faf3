// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// benchserver [--tls CERTIFICATE KEY]: what all benchmarks talk to. Listens on 127.0.0.1, prints
// its port on a line, and runs until its standard input ends. One thread, epoll; serverworks.h
// tells what it does. While it has more to send than there is room for, it does not sleep: to wake
// it would cost the client, which is what is measured. It shares no code with Lomond.

#include "serverconnection.h"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

namespace {

constexpr std::size_t ReadSize = 256 * 1024;

class Server
{
public:
    explicit Server(SSL_CTX *context);
    void run();

private:
    void watch(int descriptor, std::uint32_t events);
    void accept();
    void go(int descriptor);
    void beginTogether(const std::string &path);

    SSL_CTX *m_context;
    int m_epoll = epoll_create1(EPOLL_CLOEXEC);
    int m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    std::vector<char> m_buffer = std::vector<char>(ReadSize);
    std::unordered_map<int, std::unique_ptr<Bench::ServerConnection>> m_connections;
    std::unordered_map<std::string, std::size_t> m_waiting; // how many, by their path
    std::size_t m_heldUp = 0; // connections
};

[[noreturn]] void giveUp(const char *what)
{
    std::fprintf(stderr, "benchserver: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

Server::Server(SSL_CTX *context)
    : m_context(context)
{
    sockaddr_in address = {};
    socklen_t length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0
        || listen(m_listener, 4096) != 0
        || getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
        giveUp("cannot listen");
    }
    watch(m_listener, EPOLLIN);
    watch(STDIN_FILENO, EPOLLIN);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
}

void Server::watch(int descriptor, std::uint32_t events)
{
    epoll_event event = {};
    event.events = events;
    event.data.fd = descriptor;
    if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        giveUp(descriptor == STDIN_FILENO ? "standard input has to be a pipe" : "cannot watch");
}

void Server::run()
{
    for (;;) {
        epoll_event events[256];
        const int count = epoll_wait(m_epoll, events, 256, m_heldUp > 0 ? 0 : -1);
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[i].data.fd;
            if (descriptor == m_listener) {
                accept();
            } else if (descriptor != STDIN_FILENO) {
                go(descriptor);
            } else if (read(STDIN_FILENO, m_buffer.data(), m_buffer.size()) <= 0) {
                return;
            }
        }
    }
}

void Server::accept()
{
    for (;;) {
        const int descriptor = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE)
                giveUp("too many connections");
            return;
        }
        m_connections[descriptor] = std::make_unique<Bench::ServerConnection>(descriptor, m_context);
        watch(descriptor, EPOLLIN | EPOLLOUT | EPOLLET);
    }
}

void Server::go(int descriptor)
{
    const auto found = m_connections.find(descriptor);
    if (found == m_connections.end())
        return; // ended by beginTogether() in this turn
    Bench::ServerConnection &connection = *found->second;
    const std::string before = connection.waitsWith();
    m_heldUp -= connection.isHeldUp();
    const bool goesOn = connection.go(m_buffer);
    m_heldUp += goesOn && connection.isHeldUp();
    const std::string path = connection.waitsWith();
    if (before.empty() && !path.empty())
        ++m_waiting[path];
    if (!goesOn) {
        m_connections.erase(found);
        if (!path.empty())
            --m_waiting[path];
    } else if (before.empty() && !path.empty() && m_waiting[path] == connection.together()) {
        beginTogether(path);
    }
}

void Server::beginTogether(const std::string &path)
{
    m_waiting.erase(path);
    std::vector<int> waiting;
    for (const auto &[descriptor, connection] : m_connections) {
        if (connection->waitsWith() == path) {
            connection->begin();
            waiting.push_back(descriptor);
        }
    }
    for (const int descriptor : waiting)
        go(descriptor);
}

} // namespace

int main(int argc, char *argv[])
{
    std::signal(SIGPIPE, SIG_IGN);
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    Bench::TlsContext context(nullptr, &SSL_CTX_free);
    if (argc == 4 && std::strcmp(argv[1], "--tls") == 0) {
        context = Bench::makeTlsContext(argv[2], argv[3]);
    } else if (argc != 1) {
        std::fprintf(stderr, "Usage: benchserver [--tls CERTIFICATE KEY]\n");
        return 2;
    }
    Server(context.get()).run();
    return 0;
}
