// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of the benchmarks with websocketpp on Boost.Asio, configured for speed as its manual
// advises: no logging, no locks since there is one thread, TCP_NODELAY, a large read buffer,
// messages up to any size. Needs C++17, which is the last that websocketpp compiles with.

#include "measure.h"
#include "program.h"

#include <websocketpp/client.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/asio_client.hpp>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/logger/stub.hpp>

#include <sys/random.h>

#include <array>
#include <memory>

namespace asio = boost::asio;
using Bench::Meter;
using Bench::Task;
using Bench::Work;

namespace {

using PlainTransport = websocketpp::transport::asio::basic_socket::endpoint;
using SecureTransport = websocketpp::transport::asio::tls_socket::endpoint;
using websocketpp::config::core_client;

void check(const std::error_code &error, const char *what)
{
    if (error)
        Bench::fail(what, error.message());
}

// The library always offers client_no_context_takeover; D2 is about the context. Its memory level
// (4) is fixed.
struct Deflate
    : websocketpp::extensions::permessage_deflate::enabled<core_client::permessage_deflate_config>
{
    std::string generate_offer() const { return "permessage-deflate"; }
};

// Mask keys in batches from the kernel. By default each is asked of a std::random_device, that is
// of the processor, which on many is slow.
class MaskKeys
{
public:
    std::uint32_t operator()()
    {
        if (m_next == m_keys.size()) {
            const auto size = static_cast<ssize_t>(sizeof m_keys);
            Bench::check(getrandom(m_keys.data(), sizeof m_keys, 0) == size, "mask keys");
            m_next = 0;
        }
        return m_keys[m_next++];
    }

private:
    std::array<std::uint32_t, 64> m_keys = {}; // 256 octets, which never come in part
    std::size_t m_next = m_keys.size();
};

template<typename Transport, typename Compression, std::size_t ReadBuffer>
struct Config : core_client
{
    using type = Config;
    using concurrency_type = websocketpp::concurrency::none;
    using alog_type = websocketpp::log::stub;
    using elog_type = websocketpp::log::stub;
    using rng_type = MaskKeys;
    using permessage_deflate_type = Compression;

    static constexpr bool enable_multithreading = false;
    static constexpr std::size_t connection_read_buffer_size = ReadBuffer;
    static constexpr std::size_t max_message_size = std::size_t(1) << 30;

    struct transport_config : core_client::transport_config
    {
        using concurrency_type = Config::concurrency_type;
        using alog_type = Config::alog_type;
        using elog_type = Config::elog_type;
        using socket_type = Transport;
        static constexpr bool enable_multithreading = false;
    };
    using transport_type = websocketpp::transport::asio::endpoint<transport_config>;
};

using NoDeflate = core_client::permessage_deflate_type;
using Plain = Config<PlainTransport, NoDeflate, 64 * 1024>;
using PlainSmall = Config<PlainTransport, NoDeflate, 4 * 1024>; // for many connections
using PlainDeflate = Config<PlainTransport, Deflate, 64 * 1024>;
using Secure = Config<SecureTransport, NoDeflate, 64 * 1024>;

// Does one task. The handlers are called by the loop that run() runs.
template<typename Config>
class Program
{
public:
    explicit Program(const Task &task);
    void run();

private:
    using Client = websocketpp::client<Config>;
    using Handle = websocketpp::connection_hdl;
    using ConnectionPtr = typename Client::connection_ptr;
    using MessagePtr = typename Client::message_ptr;

    void open();
    void opened();
    void received(const MessagePtr &message);
    void closed(Handle handle);

    void openOneByOne();
    double openAll();
    void sendAll();
    void sendSome(std::size_t bound);
    void sendOne();

    const Task &m_task;
    const Work &m_work;
    const std::vector<std::string> m_payloads;
    Meter m_meter;
    Client m_client;
    ConnectionPtr m_connection; // the newest
    std::size_t m_nextPayload = 0;
    std::uint64_t m_opened = 0;
    std::uint64_t m_closed = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_received = 0;
    MessagePtr m_binary; // what is sent if it is no text
};

template<typename Config>
Program<Config>::Program(const Task &task)
    : m_task(task)
    , m_work(task.work)
    , m_payloads(Bench::payloads(task.work))
{
    m_client.init_asio();
    m_client.set_tcp_post_init_handler([this](Handle handle) {
        boost::system::error_code error;
        const ConnectionPtr connection = m_client.get_con_from_hdl(handle);
        connection->get_raw_socket().set_option(asio::ip::tcp::no_delay(true), error);
        Bench::check(!error, "TCP_NODELAY");
    });
    m_client.set_open_handler([this](Handle) { opened(); });
    m_client.set_close_handler([this](Handle handle) { closed(handle); });
    m_client.set_fail_handler([this](Handle handle) {
        Bench::fail("opening", m_client.get_con_from_hdl(handle)->get_ec().message());
    });
    m_client.set_message_handler([this](Handle, const MessagePtr &message) { received(message); });
    if constexpr (std::is_same_v<Config, Secure>) {
        m_client.set_tls_init_handler([](Handle) { // verifies nothing by default
            return std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
        });
    }
}

template<typename Config>
void Program<Config>::open()
{
    websocketpp::lib::error_code error;
    m_connection = m_client.get_connection(m_task.url, error);
    check(error, "the URL");
    m_client.connect(m_connection);
}

template<typename Config>
void Program<Config>::opened()
{
    ++m_opened;
    Bench::checkExtensions(m_work, m_connection->get_response_header("Sec-WebSocket-Extensions"));
    if (m_work.kind == Work::Kind::Idle)
        return;
    if (m_work.kind == Work::Kind::Connect) {
        m_connection->close(websocketpp::close::status::normal, std::string());
        return;
    }
    m_meter.start();
    if (m_work.kind == Work::Kind::Echo)
        sendOne();
}

template<typename Config>
void Program<Config>::received(const MessagePtr &message)
{
    ++m_received;
    const std::string &payload = message->get_payload();
    if (m_work.kind == Work::Kind::Send) {
        Bench::check(payload == "done", "the server's \"done\"");
        m_meter.stop();
        return;
    }
    Bench::check(payload.size() == m_work.size, "the length of a message");
    if (m_received == m_work.messages)
        m_meter.stop();
    if (m_work.kind != Work::Kind::Echo)
        return;
    if (m_received < m_work.messages)
        sendOne();
    else
        m_connection->close(websocketpp::close::status::normal, std::string());
}

template<typename Config>
void Program<Config>::closed(Handle handle)
{
    ++m_closed;
    const ConnectionPtr connection = m_client.get_con_from_hdl(handle);
    Bench::check(connection->get_remote_close_code() == websocketpp::close::status::normal,
                 "the close code");
}

template<typename Config>
void Program<Config>::sendOne()
{
    const std::string &payload = m_payloads[m_nextPayload];
    m_nextPayload = m_nextPayload + 1 < m_payloads.size() ? m_nextPayload + 1 : 0;
    ++m_sent;
    if (m_work.binary) // put together in the library's message, which saves a copy
        check(m_connection->send(m_binary), "sending");
    else
        check(m_connection->send(payload, websocketpp::frame::opcode::text), "sending");
}

template<typename Config>
void Program<Config>::sendSome(std::size_t bound)
{
    while (m_sent < m_work.messages && m_connection->get_buffered_amount() < bound)
        sendOne();
}

// There is no signal for a drained queue, but a single thread can look after each step of its loop.
template<typename Config>
void Program<Config>::sendAll()
{
    while (m_opened == 0)
        m_client.run_one();
    if (m_work.binary) {
        m_binary = m_connection->get_message(websocketpp::frame::opcode::binary, m_work.size);
        m_binary->append_payload(m_payloads.front());
    }
    // What is being written counts no more as buffered: half of what may be queued, twice.
    const std::size_t bound = (m_work.binary ? 4 : 1) * 1024 * 1024 / 2;
    sendOne(); // which starts a write: from then on sends are only queued
    while (m_sent < m_work.messages) {
        m_client.run_one();
        sendSome(bound);
    }
}

template<typename Config>
void Program<Config>::openOneByOne()
{
    m_meter.start();
    while (m_closed < m_work.connections) {
        open();
        m_client.run();
        m_client.reset();
    }
    m_meter.stop();
}

// Returns what each takes, in KiB.
template<typename Config>
double Program<Config>::openAll()
{
    Bench::raiseFileLimit();
    const double before = Bench::statusKiB("VmRSS");
    m_meter.start();
    while (m_opened < m_work.connections) {
        const std::uint64_t opened = m_opened;
        open();
        while (m_opened == opened)
            m_client.run_one();
    }
    m_client.poll();
    m_meter.stop();
    return (Bench::statusKiB("VmRSS") - before) / double(m_work.connections);
}

template<typename Config>
void Program<Config>::run()
{
    double rss = 0;
    if (m_work.kind == Work::Kind::Idle) {
        rss = openAll();
    } else if (m_work.kind == Work::Kind::Connect) {
        openOneByOne();
    } else {
        open();
        if (m_work.kind == Work::Kind::Send)
            sendAll();
        m_client.run(); // until the connection has ended
        const bool isSend = m_work.kind == Work::Kind::Send;
        Bench::check(m_received == (isSend ? 1 : m_work.messages), "the number of messages");
        Bench::check(m_closed == 1, "the end");
    }
    if (m_work.kind != Work::Kind::Idle)
        rss = Bench::statusKiB("VmHWM");
    Bench::printResult(m_work.name, "websocketpp", m_work.messages, m_work.messages * m_work.size,
                       m_meter, rss);
}

template<typename Config>
void run(const Task &task)
{
    const auto program = std::make_unique<Program<Config>>(task);
    program->run();
}

} // namespace

int main(int argc, char **argv)
{
    const Task task = Bench::parseTask(argc, argv);
    if (task.secure)
        run<Secure>(task);
    else if (task.work.compressed)
        run<PlainDeflate>(task);
    else if (task.work.kind == Work::Kind::Idle)
        run<PlainSmall>(task);
    else
        run<Plain>(task);
    std::fflush(stdout);
    std::_Exit(0); // 10,000 connections need not be taken down one by one
}
