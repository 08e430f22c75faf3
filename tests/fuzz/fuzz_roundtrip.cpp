// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Two protocols that opened a connection with each other: what one of them sends, whole or in parts,
// compressed or not, is what the other receives, and what a reader says that shares no line with them.

#include "record.h"
#include "referenceframes.h"
#include "setup.h"

namespace Lomond::Fuzz { namespace {

// Client and server, with settings of the input; open.
class Pair
{
public:
    explicit Pair(Octets &octets)
        : m_server(Role::Server, options(octets))
        , m_client(Role::Client, options(octets))
    {
        m_server.feed(output(m_client));
        require(bool(m_server.nextEvent()), "a server understands our request");
        require(m_server.accept() == ErrorCode::NoError, "it can be accepted");
        m_client.feed(output(m_server));
        const auto event = m_client.nextEvent();
        require(event && std::holds_alternative<Protocol::Accepted>(*event),
                "a client accepts what our server chose");
        require(m_client.supportsCompression() == m_server.supportsCompression(), "both agree");
    }

    [[nodiscard]] Protocol &of(Role role) { return role == Role::Client ? m_client : m_server; }

private:
    ProtocolOptions options(Octets &octets)
    {
        ProtocolOptions options = Test::clientOptions(&m_keys);
        const quint8 switches = octets.octet();
        options.streaming = switches & 2;
        options.maxFragments = 1 << 28; // senders may cut as they like
        if (switches & 1)
            return options;
        CompressionOptions compression;
        compression.serverNoContextTakeover = switches & 4;
        compression.clientNoContextTakeover = switches & 8;
        compression.threshold = switches & 16 ? 0 : 64;
        compression.level = octets.octet() % 10;
        compression.memoryLevel = 1 + octets.octet() % 9;
        const quint8 windows = octets.octet();
        compression.serverMaxWindowBits = 8 + windows % 8;
        compression.clientMaxWindowBits = 8 + windows / 8 % 8;
        options.compression = compression;
        return options;
    }

    quint32 m_keys = 0;
    Protocol m_server;
    Protocol m_client;
};

// Calls what the input says, and knows what is to come of it.
class Sender
{
public:
    Sender(Protocol &protocol, Octets &octets)
        : m_protocol(protocol)
        , m_octets(octets)
    {}

    void run()
    {
        constexpr int MostCalls = 64;
        for (int i = 0; i < MostCalls && !m_octets.atEnd(); ++i) {
            const quint8 call = m_octets.octet();
            callOnce(call % 8, call & 16);
            if (call & 8)
                m_wire += output(m_protocol);
        }
        m_wire += output(m_protocol);
    }
    [[nodiscard]] const Records &expected() const { return m_expected; }
    [[nodiscard]] const QByteArray &wire() const { return m_wire; }

private:
    using Kind = Record::Kind;

    void callOnce(int call, bool further)
    {
        switch (call) {
        case 0:
            return sendUtf8();
        case 1:
            return sendText();
        case 2:
            return sendBinary();
        case 3:
            return sendControl(Kind::Ping);
        case 4:
            return sendControl(Kind::Pong);
        case 5:
            return begin(further ? Kind::Text : Kind::Binary);
        default:
            return sendFragment(further);
        }
    }

    [[nodiscard]] QByteArray payload()
    {
        const quint8 length = m_octets.octet();
        QByteArray octets = m_octets.take(length % 128).toByteArray();
        if (length & 128) // longer than a frame, a window, a chunk
            octets = octets.repeated(qMin(1 + m_octets.octet() * 4, m_budget / 128));
        m_budget -= int(octets.size());
        return octets;
    }
    // for `payload`, of which a thousand fragments do
    [[nodiscard]] SendOptions options(const QByteArray &payload = {})
    {
        static constexpr std::array<qsizetype, 8> Sizes = {0,   1,     2,      125,
                                                           126, 1'000, 65'535, 65'536};
        const quint8 choice = m_octets.octet();
        const qsizetype size = Sizes[choice % 8];
        return {size == 0 ? 0 : qMax(size, payload.size() / 1'000), (choice & 8) == 0};
    }

    void expect(ErrorCode error, bool legal, Kind kind, const QByteArray &payload)
    {
        require((error == ErrorCode::NoError) == legal, "what is legal is sent, and nothing else");
        require(legal || error == ErrorCode::FrameBuildError, "the call says what is wrong");
        if (legal)
            m_expected.push_back({kind, payload});
    }
    void sendUtf8()
    {
        const QByteArray octets = payload();
        const ErrorCode error = m_protocol.sendUtf8(octets, options(octets));
        expect(error, !m_open && ReferenceUtf8::isValid(octets), Kind::Text, octets);
    }
    void sendText()
    {
        const QByteArray octets = payload();
        QString text(octets.size() / 2, Qt::Uninitialized);
        std::memcpy(text.data(), octets.data(), size_t(text.size()) * 2);
        const ErrorCode error = m_protocol.sendText(text, options(octets));
        expect(error, !m_open && !hasLoneSurrogate(text), Kind::Text, text.toUtf8());
    }
    void sendBinary()
    {
        const QByteArray octets = payload();
        const ErrorCode error = m_protocol.sendBinary(octets, options(octets));
        expect(error, !m_open, Kind::Binary, octets);
    }
    void sendControl(Kind kind)
    {
        const QByteArray octets = payload();
        const ErrorCode error = kind == Kind::Ping ? m_protocol.sendPing(octets)
                                                   : m_protocol.sendPong(octets);
        expect(error, octets.size() <= 125, kind, octets);
    }
    void begin(Kind kind)
    {
        const Opcode type = kind == Kind::Text ? Opcode::Text : Opcode::Binary;
        const ErrorCode error = m_protocol.beginMessage(type, options());
        require((error == ErrorCode::NoError) == !m_open, "one message at a time");
        if (m_open)
            return;
        m_open = Record {kind, {}};
        m_utf8 = {};
    }
    void sendFragment(bool final)
    {
        const QByteArray octets = payload();
        const ErrorCode error = m_protocol.sendFragment(octets, final);
        ReferenceUtf8 utf8 = m_utf8;
        const bool text = m_open && m_open->kind == Kind::Text;
        const bool legal = m_open
                           && (!text || (utf8.take(octets) && (!final || utf8.isComplete())));
        require((error == ErrorCode::NoError) == legal, "what is legal is sent, and nothing else");
        if (!legal)
            return;
        m_utf8 = utf8;
        m_open->payload += octets;
        if (final)
            m_expected.push_back(*std::exchange(m_open, {}));
    }

    Protocol &m_protocol;
    Octets &m_octets;
    Records m_expected;
    QByteArray m_wire;
    int m_budget = 256 * 1024; // octets: more is a slow input, and nothing new
    std::optional<Record> m_open; // the message in parts
    ReferenceUtf8 m_utf8;
};

// Messages whole, where they end; a message that does not is left out.
Records wholeMessages(const Records &events)
{
    Records result;
    QByteArray message;
    for (const Record &event : events) {
        message += isPart(event) ? event.payload : QByteArray();
        if (!isPart(event)) {
            result.push_back(event);
        } else if (event.final) {
            const bool text = event.kind == Record::Kind::TextPart;
            result.push_back(
                    {text ? Record::Kind::Text : Record::Kind::Binary, std::exchange(message, {})});
        }
    }
    return result;
}

void receive(Protocol &protocol, QByteArrayView wire, Pieces &pieces, const Records &expected)
{
    Records events;
    while (!wire.isEmpty()) {
        const QByteArrayView piece = wire.first(pieces.next(wire.size()));
        wire = wire.sliced(readInPlace(protocol, piece));
        pull(protocol, events);
    }
    events = wholeMessages(events);
    require(events == expected, "what is sent is received",
            inWords("received", events, "sent", expected));
}

void readByReference(QByteArrayView wire, Role reader, bool compression, const Records &expected)
{
    ReferenceReader reference({reader, ~quint64(0), 1 << 28, compression, 15, true});
    reference.read(wire);
    require(reference.allows(expected, 0), "what is sent is read by the reference reader",
            inWords("reference", reference.events(), "sent", expected));
}

// both ways: the answers to the pings, then the closing handshake
void close(Protocol &sender, Protocol &receiver, const Records &expected)
{
    QList<QByteArray> pings;
    for (const Record &record : expected) {
        if (record.kind == Record::Kind::Ping)
            pings.append(record.payload);
    }
    Records events;
    sender.feed(output(receiver));
    pull(sender, events);
    Records pongs;
    for (const QByteArray &ping : pings.last(qMin(pings.size(), qsizetype(16))))
        pongs.push_back({Record::Kind::Pong, ping});
    require(events == pongs, "the newest pings are answered", inWords("a", events, "b", pongs));

    require(sender.close(4000, u"done") == ErrorCode::NoError, "who is open can close");
    receiver.feed(output(sender));
    events.clear();
    pull(receiver, events);
    const Records closed = {{Record::Kind::CloseReceived, "done", 4000},
                            {Record::Kind::Closed, "done", 4000}};
    require(events == closed, "a close is received", inWords("a", events, "b", closed));
    sender.feed(output(receiver));
    events.clear();
    pull(sender, events);
    require(events == Records {{Record::Kind::Closed, {}, 4000}}, "and answered");
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond;
    using namespace Lomond::Fuzz;

    Octets octets(data, size);
    const Role from = octets.octet() & 1 ? Role::Server : Role::Client;
    const Role to = from == Role::Client ? Role::Server : Role::Client;
    Pieces pieces(octets.octet());
    Pair pair(octets);
    Sender sender(pair.of(from), octets);
    sender.run();
    receive(pair.of(to), sender.wire(), pieces, sender.expected());
    readByReference(sender.wire(), to, pair.of(to).supportsCompression(), sender.expected());
    close(pair.of(from), pair.of(to), sender.expected());
    return 0;
}
