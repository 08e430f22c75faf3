// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A WebSocket client over a plain socket. Sends each message and waits a while for an answer,
// pings, closes. Texts that come go to standard output; what happens is told on standard error.

#include "connection.h"
#include "linereader.h"
#include "randombits.h"

#include <QtCore/qurl.h>

#include <unistd.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Lomond::ErrorCode;
using Lomond::Protocol;

namespace {

constexpr auto OpenTime = 20s;
constexpr auto AnswerTime = 5s;
constexpr auto CloseTime = 10s;

void say(const QString &text)
{
    std::fprintf(stderr, "%s\n", text.toUtf8().constData());
}

// ---- the arguments

struct Arguments
{
    QUrl url;
    bool compress = false;
    int closeCode = 1000;
    QList<QByteArray> messages; // none: lines of standard input
};

std::optional<Arguments> parse(const QList<QByteArray> &words)
{
    Arguments arguments;
    for (const QByteArray &word : words) {
        if (word == "--compress")
            arguments.compress = true;
        else if (word.startsWith("--close="))
            arguments.closeCode = word.mid(8).toInt();
        else if (arguments.url.isEmpty())
            arguments.url = QUrl(QString::fromLocal8Bit(word));
        else
            arguments.messages.append(word);
    }
    // TLS would be a stream of another kind; the protocol above it is the same
    if (arguments.url.scheme() != "ws"_L1 || arguments.url.host().isEmpty())
        return {};
    return arguments;
}

Lomond::ProtocolOptions optionsOf(const Arguments &arguments)
{
    Lomond::ProtocolOptions options;
    options.url = arguments.url;
    options.agent = "sansio-client";
    options.key = randomKey();
    options.fillRandom = fillRandom;
    if (arguments.compress)
        options.compression.emplace();
    return options;
}

// ---- the conversation

class Client
{
public:
    Client(const Arguments &arguments, TcpStream &stream)
        : m_arguments(arguments)
        , m_protocol(Lomond::Role::Client, optionsOf(arguments))
        , m_connection(stream, m_protocol)
        , m_readsLines(arguments.messages.isEmpty())
    {}
    bool run(); // true: it ended with both close frames

private:
    bool waitFor(const bool &sign, std::chrono::milliseconds atMost);
    bool open();
    bool sendAll();
    bool send(QByteArrayView message);
    bool ping();
    void close();
    void sayWhatWasSaved() const;
    [[nodiscard]] std::optional<QByteArray> nextMessage();

    void handle(const Protocol::Accepted &event);
    void handle(const Protocol::Rejected &event);
    void handle(const Protocol::Text &event);
    void handle(const Protocol::Binary &event);
    void handle(const Protocol::Ping &event);
    void handle(const Protocol::Pong &event);
    void handle(const Protocol::CloseReceived &event);
    void handle(const Protocol::Closed &event);
    void handle(const Protocol::Failed &event);
    template<typename Event>
    void handle(const Event &)
    {} // of a server, or of messages in parts: they do not come here

    Arguments m_arguments;
    Protocol m_protocol;
    Connection m_connection;
    LineReader m_lines {STDIN_FILENO};
    bool m_readsLines;
    bool m_opened = false;
    bool m_answered = false;
    bool m_ponged = false;
    bool m_closed = false;
};

bool Client::run()
{
    if (open() && sendAll() && ping())
        close();
    m_connection.finish();
    if (m_protocol.supportsCompression())
        sayWhatWasSaved();
    return m_closed;
}

// Handles what comes until the sign is there; false: it is not, in time or at all.
bool Client::waitFor(const bool &sign, std::chrono::milliseconds atMost)
{
    const Connection::Clock::time_point deadline = Connection::Clock::now() + atMost;
    while (!sign) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline
                                                                       - Connection::Clock::now());
        const std::optional<Connection::Event> event = m_connection.waitForEvent(left);
        if (!event)
            return false;
        std::visit([this](const auto &some) { handle(some); }, *event);
    }
    return true;
}

bool Client::open()
{
    if (waitFor(m_opened, OpenTime))
        return true;
    if (!m_connection.isOver())
        say(u"the server does not answer the request"_s);
    return false;
}

bool Client::sendAll()
{
    while (const std::optional<QByteArray> message = nextMessage()) {
        if (!send(*message))
            return false;
    }
    return !m_connection.isOver();
}

bool Client::send(QByteArrayView message)
{
    const ErrorCode error = m_protocol.sendUtf8(message);
    if (error != ErrorCode::NoError) {
        say(u"cannot send: "_s + Lomond::errorString(error));
        return false;
    }
    m_answered = false;
    waitFor(m_answered, AnswerTime);
    return !m_connection.isOver(); // a server need not answer
}

// From the arguments; or from standard input, and while that is awaited, the connection lives on.
std::optional<QByteArray> Client::nextMessage()
{
    if (!m_arguments.messages.isEmpty())
        return m_arguments.messages.takeFirst();
    if (!m_readsLines)
        return {};
    while (!m_connection.isOver() && !m_lines.atEnd()) {
        if (std::optional<QByteArray> line = m_lines.takeLine())
            return line;
        const auto event = m_connection.waitForEvent(1h, m_lines.descriptor());
        if (event)
            std::visit([this](const auto &some) { handle(some); }, *event);
        else if (!m_connection.isOver())
            m_lines.read();
    }
    return {};
}

bool Client::ping()
{
    const Connection::Clock::time_point sent = Connection::Clock::now();
    if (m_protocol.sendPing("are you there?") != ErrorCode::NoError)
        return false;
    if (waitFor(m_ponged, AnswerTime)) {
        const std::chrono::duration<double, std::milli> time = Connection::Clock::now() - sent;
        say(u"pong after %1 ms"_s.arg(time.count(), 0, 'f', 1));
    }
    return !m_connection.isOver();
}

void Client::close()
{
    const ErrorCode error = m_protocol.close(m_arguments.closeCode, u"goodbye");
    if (error != ErrorCode::NoError)
        say(u"cannot close like that: "_s + Lomond::errorString(error));
    else if (!waitFor(m_closed, CloseTime) && !m_connection.isOver())
        say(u"the server does not answer the close frame"_s);
}

void Client::sayWhatWasSaved() const
{
    const Lomond::CompressionStatistics octets = m_protocol.compressionStatistics();
    say(u"compression: sent %1 octets as %2, received %3 as %4"_s.arg(octets.sentPlain)
                .arg(octets.sentCompressed)
                .arg(octets.receivedPlain)
                .arg(octets.receivedCompressed));
}

// ---- the events

void Client::handle(const Protocol::Accepted &event)
{
    const QString extensions = event.extensions.join(u", "_s);
    say(u"connected"_s + (extensions.isEmpty() ? QString() : u" with "_s + extensions));
    m_opened = true;
}

void Client::handle(const Protocol::Rejected &event)
{
    say(u"rejected: "_s + event.reason);
    if (!event.response.body().isEmpty())
        say(QString::fromUtf8(event.response.body()).trimmed());
}

void Client::handle(const Protocol::Text &event)
{
    std::fwrite(event.payload.data(), 1, size_t(event.payload.size()), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
    m_answered = true;
}

void Client::handle(const Protocol::Binary &event)
{
    say(u"a binary message of %1 octets"_s.arg(event.payload.size()));
    m_answered = true;
}

void Client::handle(const Protocol::Ping &)
{
    say(u"pinged"_s); // the pong is on its way already
}

void Client::handle(const Protocol::Pong &)
{
    m_ponged = true;
}

void Client::handle(const Protocol::CloseReceived &)
{
    say(u"the server closes"_s); // with the next event it is answered
}

void Client::handle(const Protocol::Closed &event)
{
    say(u"closed: %1 %2"_s.arg(event.code).arg(event.reason).trimmed());
    m_closed = true;
}

void Client::handle(const Protocol::Failed &event)
{
    say(u"failed: "_s + event.text);
}

} // namespace

int main(int argc, char *argv[])
{
    const std::optional<Arguments> arguments = parse(QList<QByteArray>(argv + 1, argv + argc));
    if (!arguments) {
        std::fputs("sansio-client ws://host[:port]/path [--compress] [--close=CODE] [message…]\n"
                   "Without a message, the lines of standard input are sent.\n",
                   stderr);
        return 2;
    }
    QByteArray error;
    TcpStream stream = TcpStream::connectTo(arguments->url.host(QUrl::FullyEncoded).toLatin1(),
                                            quint16(arguments->url.port(80)), &error);
    if (!stream.isOpen()) {
        std::fprintf(stderr, "%s\n", error.constData());
        return 1;
    }
    return Client(*arguments, stream).run() ? 0 : 1;
}
