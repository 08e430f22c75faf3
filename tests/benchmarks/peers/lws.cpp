// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of the benchmarks with libwebsockets, as its documentation writes a fast client: its
// own poll loop, 64 KiB read at a time, sending from the WRITEABLE callback until the socket takes
// no more, no logging. It checks the UTF-8 of texts, as the other peers do (by default it does
// not). It delivers messages in pieces, which an application has to put together.

#include "measure.h"
#include "program.h"

#include <libwebsockets.h>

#include <cstring>
#include <utility>

using Bench::Meter;
using Bench::Task;
using Bench::Work;

namespace {

constexpr std::size_t ReadOctets = 64 * 1024;
constexpr std::size_t SendOctets = 1024 * 1024;

// Does one task. callback() is called by the library's loop.
class Program
{
public:
    explicit Program(const Task &task);
    void run();

private:
    static int callback(lws *socket, lws_callback_reasons reason, void *user, void *data,
                        std::size_t size);

    void open();
    void checkAnswer(lws *socket) const;
    void opened(lws *socket);
    int received(lws *socket, const char *data, std::size_t size);
    void receivedMessage(lws *socket);
    int receivedDone(lws *socket);
    int writable(lws *socket);
    int close(lws *socket);
    void sendSome(lws *socket);
    void sendOne(lws *socket);
    void turn();

    void openOneByOne();
    double openAll();

    const Task &m_task;
    const Work &m_work;
    const std::vector<std::string> m_payloads;
    std::vector<unsigned char> m_out; // masked in place by the library
    std::string m_message; // as far as it has come
    lws_context *m_context = nullptr;
    Meter m_meter;
    std::size_t m_nextPayload = 0;
    std::uint64_t m_opened = 0;
    std::uint64_t m_closed = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_received = 0;
    bool m_isNormalClose = false;
};

Program::Program(const Task &task)
    : m_task(task)
    , m_work(task.work)
    , m_payloads(Bench::payloads(task.work))
    , m_out(LWS_PRE + (m_payloads.empty() ? 0 : m_work.size))
{
    lws_set_log_level(0, nullptr);
    Bench::raiseFileLimit(); // which the context looks at
    // Idle connections have a small buffer of their own.
    const bool isIdle = m_work.kind == Work::Kind::Idle;
    static lws_protocols protocols[2] = {};
    protocols[0].name = "bench";
    protocols[0].callback = callback;
    protocols[0].rx_buffer_size = isIdle ? 1024 : ReadOctets;
    protocols[0].tx_packet_size = SendOctets;
    static const lws_extension extensions[] = {
            {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate"},
            {},
    };
    lws_context_creation_info info = {};
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.protocols = protocols;
    info.extensions = m_work.compressed ? extensions : nullptr;
    info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8;
    info.pt_serv_buf_size = ReadOctets;
    info.user = this;
    m_context = lws_create_context(&info);
    Bench::check(m_context, "the context");
}

void Program::open()
{
    lws_client_connect_info info = {};
    info.context = m_context;
    info.address = m_task.host.c_str();
    info.port = m_task.port;
    info.path = m_work.path.c_str();
    info.host = info.address;
    info.local_protocol_name = "bench";
    if (m_task.secure) // verified by nobody
        info.ssl_connection = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE
                              | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
    Bench::check(lws_client_connect_via_info(&info), "connecting");
}

int Program::callback(lws *socket, lws_callback_reasons reason, void *, void *data, std::size_t size)
{
    lws_context *context = lws_get_context(socket);
    auto *program = static_cast<Program *>(lws_context_user(context));
    const char *octets = static_cast<const char *>(data);
    switch (reason) {
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        Bench::fail("opening", octets ? std::string(octets, size) : std::string());
    case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
        program->checkAnswer(socket);
        break;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        program->opened(socket);
        break;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return program->received(socket, octets, size);
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return program->writable(socket);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: // 1000, in network byte order
        program->m_isNormalClose = size >= 2 && std::memcmp(octets, "\x03\xE8", 2) == 0;
        break;
    case LWS_CALLBACK_CLIENT_CLOSED:
        ++program->m_closed;
        break;
    default:
        break;
    }
    return 0;
}

void Program::checkAnswer(lws *socket) const
{
    char extensions[256] = {};
    lws_hdr_copy(socket, extensions, sizeof extensions, WSI_TOKEN_EXTENSIONS);
    Bench::checkExtensions(m_work, extensions);
}

void Program::opened(lws *socket)
{
    ++m_opened;
    if (m_work.kind == Work::Kind::Idle)
        return;
    if (m_work.compressed) {
        const char *const name = "permessage-deflate";
        const bool isSet = lws_set_extension_option(socket, name, "compression_level", "6") == 0
                           && lws_set_extension_option(socket, name, "mem_level", "8") == 0;
        Bench::check(isSet, "permessage-deflate");
    }
    if (m_work.kind != Work::Kind::Connect)
        m_meter.start();
    if (m_work.kind != Work::Kind::Receive)
        lws_callback_on_writable(socket);
}

int Program::received(lws *socket, const char *data, std::size_t size)
{
    if (m_message.empty())
        m_message.reserve(size + lws_remaining_packet_payload(socket));
    m_message.append(data, size);
    if (!lws_is_final_fragment(socket))
        return 0;
    if (m_work.kind == Work::Kind::Send)
        return receivedDone(socket);
    receivedMessage(socket);
    return 0;
}

void Program::receivedMessage(lws *socket)
{
    Bench::check(m_message.size() == m_work.size, "the length of a message");
    if (lws_frame_is_binary(socket))
        m_message.clear();
    else // a string of the application's own, as with the other peers
        Bench::use(std::exchange(m_message, {}).data());
    if (++m_received == m_work.messages)
        m_meter.stop();
    if (m_work.kind == Work::Kind::Echo)
        lws_callback_on_writable(socket);
}

// Closes at once: with permessage-deflate the library (4.1) delivers a message that came without
// compression, as this one may, over and over until the connection ends.
int Program::receivedDone(lws *socket)
{
    m_meter.stop();
    Bench::check(m_message == "done" && m_sent == m_work.messages, "the server's \"done\"");
    m_received = m_sent;
    return close(socket);
}

int Program::writable(lws *socket)
{
    const bool isEchoed = m_work.kind == Work::Kind::Echo && m_received == m_work.messages;
    if (isEchoed || m_work.kind == Work::Kind::Connect)
        return close(socket);
    sendSome(socket);
    return 0;
}

// The status of a callback that ends its connection.
int Program::close(lws *socket)
{
    lws_close_reason(socket, LWS_CLOSE_STATUS_NORMAL, nullptr, 0);
    m_isNormalClose = true;
    return -1;
}

// One message as an echo, else as much as the socket takes.
void Program::sendSome(lws *socket)
{
    const bool isEcho = m_work.kind == Work::Kind::Echo;
    while (m_sent < m_work.messages) {
        sendOne(socket);
        if (isEcho)
            return;
        if (lws_partial_buffered(socket))
            break;
    }
    if (m_sent < m_work.messages)
        lws_callback_on_writable(socket);
}

// In one frame: fragments of 64 KiB were slower, though what the socket does not take at once is
// copied once more.
void Program::sendOne(lws *socket)
{
    const std::string &payload = m_payloads[m_nextPayload];
    m_nextPayload = m_nextPayload + 1 < m_payloads.size() ? m_nextPayload + 1 : 0;
    std::memcpy(m_out.data() + LWS_PRE, payload.data(), payload.size());
    const int written = lws_write(socket, m_out.data() + LWS_PRE, payload.size(),
                                  m_work.binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
    Bench::check(written >= 0, "writing");
    ++m_sent;
}

void Program::turn()
{
    Bench::check(lws_service(m_context, 0) >= 0, "the loop");
}

void Program::openOneByOne()
{
    m_meter.start();
    while (m_closed < m_work.connections) {
        const std::uint64_t closed = m_closed;
        open();
        while (m_closed == closed)
            turn();
    }
    m_meter.stop();
}

// Returns what each takes, in KiB.
double Program::openAll()
{
    const double before = Bench::statusKiB("VmRSS");
    m_meter.start();
    std::uint64_t begun = 0;
    while (m_opened < m_work.connections) {
        // Some at a time, since poll() looks at them all in each turn.
        for (; begun < m_work.connections && begun < m_opened + 64; ++begun)
            open();
        turn();
    }
    m_meter.stop();
    Bench::check(m_closed == 0, "all open at once");
    return (Bench::statusKiB("VmRSS") - before) / double(m_work.connections);
}

void Program::run()
{
    double rss = 0;
    if (m_work.kind == Work::Kind::Idle) {
        rss = openAll();
    } else if (m_work.kind == Work::Kind::Connect) {
        openOneByOne();
    } else {
        open();
        while (m_closed == 0)
            turn();
        Bench::check(m_received == m_work.messages, "the number of messages");
        Bench::check(m_isNormalClose, "the close code");
    }
    if (m_work.kind != Work::Kind::Idle)
        rss = Bench::statusKiB("VmHWM");
    Bench::printResult(m_work.name, "lws", m_work.messages, m_work.messages * m_work.size, m_meter,
                       rss);
}

} // namespace

int main(int argc, char **argv)
{
    const Task task = Bench::parseTask(argc, argv);
    Program program(task);
    program.run();
    return 0;
}
