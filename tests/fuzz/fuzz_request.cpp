// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a server makes of any request, in any pieces: the same in each; an upgrade only with what
// RFC 6455 4.2.1 asks of it; one answer, whose lines are ours; and no more memory than the limits.

#include "memorybound.h"
#include "record.h"
#include "referencehead.h"
#include "setup.h"

namespace Lomond::Fuzz { namespace {

struct Outcome
{
    Records events;
    QByteArray answer;
    QStringList protocols;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

class Server
{
public:
    explicit Server(quint8 switches)
        : m_rejects(switches & 2)
        , m_options(serverOptions(switches))
        , m_protocol(Role::Server, m_options)
    {}

    [[nodiscard]] Outcome read(QByteArrayView octets, Pieces *pieces)
    {
        while (!octets.isEmpty() && m_outcome.events.empty()) {
            QByteArrayView piece = pieces ? octets.first(pieces->next(octets.size())) : octets;
            piece = piece.first(m_memory.during([&] { return readInPlace(m_protocol, piece); }));
            octets = octets.sliced(piece.size());
            pullRequest();
        }
        if (m_outcome.events.empty()) {
            m_protocol.commitEof();
            pullRequest();
        }
        require(!m_outcome.events.empty(), "the end of the stream ends all");
        m_outcome.answer = output(m_protocol);
        // the chunk to read to; the head, of which there are copies
        constexpr qint64 Chunk = 64 * 1024;
        const qint64 most = Chunk + 4 * m_options.maxHeadSize + 256 * m_options.maxHeadFields
                            + 16 * 1024;
        m_memory.require(most, most);
        return m_outcome;
    }

private:
    static ProtocolOptions serverOptions(quint8 switches)
    {
        ProtocolOptions options;
        if (switches & 1)
            options.compression = CompressionOptions();
        if (switches & 4) {
            options.maxHeadSize = 1'024;
            options.maxHeadLine = 128;
            options.maxHeadFields = 8;
        }
        return options;
    }

    void pullRequest()
    {
        const auto event = m_memory.during([&] { return m_protocol.nextEvent(); });
        if (!event)
            return;
        m_outcome.events.push_back(recordOf(*event));
        const auto *request = std::get_if<Protocol::UpgradeRequest>(&*event);
        if (!request) {
            require(m_protocol.state() == Protocol::State::Closed, "a refused one never opens");
            require(m_protocol.accept() == ErrorCode::WebSocketUnavailable,
                    "nor can it be made to");
            return;
        }
        m_outcome.protocols = request->request.protocols();
        AcceptOptions options;
        options.protocol = m_outcome.protocols.value(0);
        const ErrorCode error = m_rejects ? m_protocol.reject(403) : m_protocol.accept(options);
        require(error == ErrorCode::NoError, "a request can be answered",
                m_outcome.protocols.value(0).toUtf8());
        const bool open = m_protocol.state() == Protocol::State::Open;
        require(open != m_rejects, "only who is accepted is open");
    }

    const bool m_rejects;
    const ProtocolOptions m_options;
    Protocol m_protocol;
    MemoryBound m_memory;
    Outcome m_outcome;
};

// RFC 6455 4.2.1
void judgeRequest(const QByteArray &octets)
{
    const ReferenceHead head(octets);
    require(head.startLine().startsWith("GET "), "an upgrade is a GET", octets);
    const qsizetype version = head.startLine().lastIndexOf(" HTTP/1.");
    require(version > 0 && !head.startLine().endsWith("HTTP/1.0"), "it is HTTP/1.1", octets);
    require(head.values("Host").size() == 1, "it has one Host", octets);
    require(head.lists("Upgrade", "websocket"), "it says Upgrade: websocket", octets);
    require(head.lists("Connection", "upgrade"), "it says Connection: Upgrade", octets);
    require(head.values("Sec-WebSocket-Version") == QList<QByteArray> {"13"}, "it is version 13",
            octets);
    const auto keys = head.values("Sec-WebSocket-Key");
    require(keys.size() == 1 && QByteArray::fromBase64(keys[0]).size() == 16,
            "it has one key, of 16 octets", octets);
}

// What we answer is one head that has no line of the peer's.
void judgeAnswer(const Outcome &outcome)
{
    if (outcome.answer.isEmpty())
        return; // the peer has left
    const ReferenceHead head(outcome.answer);
    require(head.size() > 0 && head.startLine().startsWith("HTTP/1.1 "), "the answer is HTTP",
            outcome.answer);
    const bool upgraded = head.startLine().startsWith("HTTP/1.1 101 ");
    require(!upgraded || head.size() == outcome.answer.size(), "nothing follows a 101");
    for (const QByteArray &line : head.lines()) {
        for (const char c : line)
            require(quint8(c) >= 0x20 || c == '\t', "an answer has no control characters", line);
    }
    require(upgraded == (head.values("Sec-WebSocket-Accept").size() == 1), "a 101 proves the key");
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const quint8 switches = octets.octet();
    Pieces pieces(octets.octet());
    const QByteArray request = octets.rest().toByteArray();
    const Outcome whole = Server(switches).read(request, nullptr);
    const Outcome cut = Server(switches).read(request, &pieces);
    require(whole == cut, "the pieces make no difference",
            inWords("whole", whole.events, "in pieces", cut.events) + whole.answer + cut.answer);
    if (whole.events.back().kind == Record::Kind::UpgradeRequest)
        judgeRequest(request);
    judgeAnswer(whole);
    return 0;
}
