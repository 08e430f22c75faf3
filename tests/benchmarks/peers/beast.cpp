// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of the benchmarks with Boost.Beast, as its documentation writes a client for speed: the
// synchronous calls, one flat_buffer that is used again and again, no timeouts, TCP_NODELAY, and
// only those options set that make a work faster. C1 alone reads asynchronously, since a blocked
// thread for each idle connection is not how anybody keeps 10,000 of them.

#include "measure.h"
#include "program.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <list>
#include <type_traits>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Bench::Meter;
using Bench::Task;
using Bench::Work;

namespace {

using PlainSocket = websocket::stream<tcp::socket>;
using SecureSocket = websocket::stream<beast::ssl_stream<tcp::socket>>;

void check(const beast::error_code &error, const char *what)
{
    if (error)
        Bench::fail(what, error.message());
}

template<typename Socket>
void setOptions(Socket &socket, const Work &work)
{
    if (work.compressed) {
        websocket::permessage_deflate deflate;
        deflate.client_enable = true;
        deflate.compLevel = 6;
        deflate.memLevel = 8;
        deflate.client_max_window_bits = 15;
        deflate.server_max_window_bits = 15;
        socket.set_option(deflate);
    }
    socket.read_message_max(0);
    socket.binary(work.binary);
    if (work.kind == Work::Kind::Send && work.binary) {
        // Tuned: one frame for the whole message, masked and written in pieces that stay in the
        // cache. By default it would be 256 frames of 4 KiB, with a write each.
        socket.auto_fragment(false);
        socket.write_buffer_bytes(64 * 1024);
    }
}

// A connection and the buffer that it is read into.
template<typename Socket>
class Client
{
public:
    Client(asio::io_context &loop, asio::ssl::context &tls)
        : m_socket(makeSocket(loop, tls))
    {}

    Socket &socket() { return m_socket; }
    beast::flat_buffer &buffer() { return m_buffer; }

    void open(const Task &task)
    {
        beast::error_code error;
        tcp::socket &transport = beast::get_lowest_layer(m_socket);
        transport.connect({asio::ip::make_address(task.host), task.port}, error);
        check(error, "connecting");
        transport.set_option(tcp::no_delay(true), error);
        check(error, "TCP_NODELAY");
        if constexpr (isSecure) {
            m_socket.next_layer().handshake(asio::ssl::stream_base::client, error);
            check(error, "the TLS handshake");
        }
        setOptions(m_socket, task.work);
        websocket::response_type answer;
        const std::string authority = task.host + ':' + std::to_string(task.port);
        m_socket.handshake(answer, authority, task.work.path, error);
        check(error, "the opening handshake");
        Bench::checkExtensions(task.work, std::string(answer["Sec-WebSocket-Extensions"]));
    }

    // The length of the next message. A text becomes a string of the application's own, as it does
    // with the other peers; binary data stay in the buffer, which is the application's as well.
    std::size_t read()
    {
        beast::error_code error;
        m_buffer.clear();
        m_socket.read(m_buffer, error);
        check(error, "reading");
        const auto data = m_buffer.cdata();
        if (m_socket.got_text()) {
            const std::string text(static_cast<const char *>(data.data()), data.size());
            Bench::use(text.data());
        }
        return data.size();
    }

    void write(const std::string &message)
    {
        beast::error_code error;
        m_socket.write(asio::buffer(message), error);
        check(error, "writing");
    }

    void expectClose()
    {
        beast::error_code error;
        m_buffer.clear();
        m_socket.read(m_buffer, error);
        Bench::check(error == websocket::error::closed, "the server's end");
        Bench::check(m_socket.reason().code == websocket::close_code::normal, "the close code");
    }

    void close()
    {
        beast::error_code error;
        m_socket.close(websocket::close_code::normal, error);
        check(error, "closing");
    }

private:
    static constexpr bool isSecure = std::is_same_v<Socket, SecureSocket>;

    static Socket makeSocket(asio::io_context &loop, asio::ssl::context &tls)
    {
        if constexpr (isSecure)
            return Socket(loop, tls);
        else
            return Socket(loop);
    }

    Socket m_socket;
    beast::flat_buffer m_buffer;
};

template<typename Socket>
void receive(Client<Socket> &client, const Work &work, Meter &meter)
{
    meter.start();
    for (std::uint64_t i = 0; i < work.messages; ++i)
        Bench::check(client.read() == work.size, "the length of a message");
    meter.stop();
    client.expectClose();
}

template<typename Socket>
void send(Client<Socket> &client, const Work &work, Meter &meter)
{
    const std::vector<std::string> messages = Bench::payloads(work);
    std::size_t next = 0;
    meter.start();
    for (std::uint64_t i = 0; i < work.messages; ++i) {
        client.write(messages[next]);
        next = next + 1 < messages.size() ? next + 1 : 0;
    }
    Bench::check(client.read() == 4, "the server's \"done\"");
    meter.stop();
    client.expectClose();
}

template<typename Socket>
void echo(Client<Socket> &client, const Work &work, Meter &meter)
{
    const std::string message = Bench::payloads(work).front();
    meter.start();
    for (std::uint64_t i = 0; i < work.messages; ++i) {
        client.write(message);
        Bench::check(client.read() == work.size, "the length of an echo");
    }
    meter.stop();
    client.close();
}

// One after the other, each with both handshakes.
template<typename Socket>
void connect(asio::io_context &loop, asio::ssl::context &tls, const Task &task, Meter &meter)
{
    meter.start();
    for (std::uint64_t i = 0; i < task.work.connections; ++i) {
        Client<Socket> client(loop, tls);
        client.open(task);
        client.close();
    }
    meter.stop();
}

// All at once, each waiting for a message. Returns what each takes, in KiB.
template<typename Socket>
double idle(asio::io_context &loop, asio::ssl::context &tls, const Task &task, Meter &meter)
{
    Bench::raiseFileLimit();
    const double before = Bench::statusKiB("VmRSS");
    meter.start();
    std::list<Client<Socket>> clients;
    for (std::uint64_t i = 0; i < task.work.connections; ++i) {
        Client<Socket> &client = clients.emplace_back(loop, tls);
        client.open(task);
        client.socket().async_read(client.buffer(), [](const beast::error_code &error, std::size_t) {
            if (error != asio::error::operation_aborted)
                check(error, "an idle connection");
        });
    }
    loop.poll();
    meter.stop();
    return (Bench::statusKiB("VmRSS") - before) / double(task.work.connections);
}

template<typename Socket>
void run(const Task &task)
{
    asio::io_context loop(1); // one thread
    asio::ssl::context tls(asio::ssl::context::tls_client);
    Meter meter;
    const Work &work = task.work;
    double rss = 0;
    if (work.kind == Work::Kind::Idle) {
        rss = idle<Socket>(loop, tls, task, meter);
    } else if (work.kind == Work::Kind::Connect) {
        connect<Socket>(loop, tls, task, meter);
    } else {
        Client<Socket> client(loop, tls);
        client.open(task);
        if (work.kind == Work::Kind::Receive)
            receive(client, work, meter);
        else if (work.kind == Work::Kind::Send)
            send(client, work, meter);
        else
            echo(client, work, meter);
    }
    if (work.kind != Work::Kind::Idle)
        rss = Bench::statusKiB("VmHWM");
    Bench::printResult(work.name, "beast", work.messages, work.messages * work.size, meter, rss);
}

} // namespace

int main(int argc, char **argv)
{
    const Task task = Bench::parseTask(argc, argv);
    if (task.secure)
        run<SecureSocket>(task);
    else
        run<PlainSocket>(task);
    return 0;
}
