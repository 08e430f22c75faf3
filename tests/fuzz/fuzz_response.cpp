// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a client makes of any answer to its request, in any pieces: the same in each; no connection
// without what RFC 6455 4.1 asks of the answer; and no more memory than the limits.

#include "memorybound.h"
#include "record.h"
#include "referencehead.h"
#include "setup.h"

namespace Lomond::Fuzz { namespace {

struct Outcome
{
    Records events;
    QStringList extensions;
    QString protocol;
    Protocol::State state = Protocol::State::Connecting;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

ProtocolOptions clientOptions(quint8 switches, quint32 *keys)
{
    ProtocolOptions options = Test::clientOptions(keys);
    if (switches & 1)
        options.compression = CompressionOptions();
    if (switches & 2)
        options.protocols = {QStringLiteral("chat"), QStringLiteral("superchat")};
    if (switches & 4) {
        options.maxHeadSize = 1'024;
        options.maxHeadLine = 128;
        options.maxHeadFields = 8;
        options.maxRejectionBody = 16;
    }
    return options;
}

class Client
{
public:
    explicit Client(quint8 switches)
        : m_options(clientOptions(switches, &m_keys))
        , m_protocol(Role::Client, m_options)
    {
        static_cast<void>(output(m_protocol));
    }

    // up to the answer's judgement: frames are the affair of other targets
    [[nodiscard]] Outcome read(QByteArrayView octets, Pieces *pieces)
    {
        while (!octets.isEmpty() && !m_answered) {
            QByteArrayView piece = pieces ? octets.first(pieces->next(octets.size())) : octets;
            piece = piece.first(m_memory.during([&] { return readInPlace(m_protocol, piece); }));
            octets = octets.sliced(piece.size());
            pullAnswer();
        }
        if (!m_answered) {
            m_protocol.commitEof();
            pullAnswer();
        }
        require(m_answered, "the end of the stream ends all");
        // the chunk to read to; the head, of which there are copies; the body
        constexpr qint64 Chunk = 64 * 1024;
        const qint64 most = Chunk + 4 * m_options.maxHeadSize + 4 * m_options.maxRejectionBody
                            + 256 * m_options.maxHeadFields + 16 * 1024;
        m_memory.require(most, most);
        return m_outcome;
    }

private:
    void pullAnswer()
    {
        const auto event = m_memory.during([&] { return m_protocol.nextEvent(); });
        if (!event)
            return;
        m_answered = true;
        m_outcome.events.push_back(recordOf(*event));
        m_outcome.state = m_protocol.state();
        if (const auto *accepted = std::get_if<Protocol::Accepted>(&*event)) {
            m_outcome.extensions = accepted->extensions;
            m_outcome.protocol = accepted->protocol;
        }
    }

    quint32 m_keys = 0;
    const ProtocolOptions m_options;
    Protocol m_protocol;
    MemoryBound m_memory;
    Outcome m_outcome;
    bool m_answered = false;
};

// RFC 6455 4.1, the six conditions of a valid answer
void judge(const Outcome &outcome, const QByteArray &octets, quint8 switches)
{
    const bool opened = outcome.events.back().kind == Record::Kind::Accepted;
    require(opened == (outcome.state == Protocol::State::Open), "only who is accepted is open");
    if (!opened)
        return;
    // answers before it are no answer (RFC 9110 15.2)
    QByteArray rest = octets;
    ReferenceHead head(rest);
    while (head.size() > 0 && head.startLine().mid(9, 1) == "1"
           && head.startLine().mid(9, 3) != "101") {
        rest = rest.sliced(head.size());
        head = ReferenceHead(rest);
    }
    const QByteArray status = head.startLine();
    require(status.startsWith("HTTP/1.") && status.mid(9, 3) == "101" && status[7] != '0',
            "the answer is 101", status);
    require(head.lists("Upgrade", "websocket"), "the answer says Upgrade: websocket", rest);
    require(head.lists("Connection", "upgrade"), "the answer says Connection: upgrade", rest);
    require(head.values("Sec-WebSocket-Accept")
                    == QList<QByteArray> {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
            "the answer has read our key", rest);
    const auto extensions = head.values("Sec-WebSocket-Extensions");
    require(switches & 1 || !extensions.join().contains("permessage"), "no extension unasked", rest);
    require(outcome.extensions.size() <= 1, "one extension at most");
    const auto protocols = head.values("Sec-WebSocket-Protocol");
    require(outcome.protocol == QLatin1StringView(protocols.value(0)),
            "the protocol is the answer's");
    require(protocols.isEmpty() || protocols == QList<QByteArray> {"chat"}
                    || protocols == QList<QByteArray> {"superchat"},
            "the protocol is one of ours", rest);
    require(protocols.isEmpty() || switches & 2, "no protocol unasked", rest);
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const quint8 switches = octets.octet();
    Pieces pieces(octets.octet());
    const QByteArray answer = octets.rest().toByteArray();
    const Outcome whole = Client(switches).read(answer, nullptr);
    const Outcome cut = Client(switches).read(answer, &pieces);
    require(whole == cut, "the pieces make no difference",
            inWords("whole", whole.events, "in pieces", cut.events));
    judge(whole, answer, switches);
    return 0;
}
