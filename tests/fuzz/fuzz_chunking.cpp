// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The same octets, however they are cut and wherever they are read to, lead to the same events, the
// same output and the same state.

#include "record.h"
#include "setup.h"

namespace Lomond::Fuzz { namespace {

enum class Arrival { Fed, InPlace };

struct Outcome
{
    Records events;
    QByteArray output;
    Protocol::State state;
    Protocol::Transport transport;
};

// Which events a part of a message makes depends on the pieces; what they bring does not. So what
// follows each other is one part here, final if the message ended with it.
Records joined(const Records &events)
{
    Records result;
    for (const Record &event : events) {
        const bool continues = isPart(event) && !result.empty() && isPart(result.back())
                               && !result.back().final;
        if (continues) {
            result.back().payload += event.payload;
            result.back().final = event.final;
        } else {
            result.push_back(event);
        }
    }
    return result;
}

class ClosingPeer
{
public:
    explicit ClosingPeer(const Setup &setup)
        : m_setup(setup)
        , m_peer(setup.peer())
    {
        m_peer->setTextDecoding(setup.decodesTexts);
    }

    [[nodiscard]] Protocol &protocol() { return *m_peer; }
    void pull()
    {
        while (m_events.size() < MostEvents) {
            const auto event = m_peer->nextEvent();
            if (!event)
                return;
            m_events.push_back(recordOf(*event));
            if (event->index() == size_t(Record::Kind::Text))
                require(m_peer->takeText().toUtf8() == m_events.back().payload, "its text is it");
            // parts are not counted: their number depends on the pieces
            if (!m_setup.options.streaming && m_events.size() == m_setup.closesAfter)
                static_cast<void>(m_peer->close(1000, u"enough"));
        }
    }
    [[nodiscard]] bool isTired() const { return m_events.size() == MostEvents; }
    [[nodiscard]] Outcome outcome()
    {
        return {joined(m_events), m_peer.output(), m_peer->state(), m_peer->transport()};
    }

private:
    static constexpr size_t MostEvents = 20'000;

    const Setup m_setup;
    Test::Peer m_peer;
    Records m_events;
};

std::optional<Outcome> run(const Setup &setup, QByteArrayView wire, Arrival arrival, Pieces *pieces)
{
    ClosingPeer peer(setup);
    while (!wire.isEmpty()) {
        QByteArrayView piece = pieces ? wire.first(pieces->next(wire.size())) : wire;
        if (arrival == Arrival::Fed)
            peer.protocol().feed(piece);
        else
            piece = piece.first(readInPlace(peer.protocol(), piece));
        wire = wire.sliced(piece.size());
        peer.pull();
    }
    if (setup.endsStream) {
        peer.protocol().commitEof();
        peer.pull();
    }
    if (peer.isTired())
        return {};
    return peer.outcome();
}

// What a message in parts has brought when it fails depends on the pieces: one has a beginning of
// what the other has.
bool isBeginning(const Records &shorter, const Records &longer)
{
    if (shorter.empty() || longer.empty() || shorter.back() != longer.back()
        || shorter.back().kind != Record::Kind::Failed)
        return false;
    Records a(shorter.begin(), shorter.end() - 1);
    Records b(longer.begin(), longer.end() - 1);
    if (b.empty() || !isPart(b.back()) || b.back().final)
        return false;
    const Record last = b.back();
    b.pop_back();
    if (a.size() == b.size() + 1 && isPart(a.back()) && a.back().kind == last.kind
        && !a.back().final && last.payload.startsWith(a.back().payload))
        a.pop_back();
    return a == b;
}

// zlib does not hold a sender to a window that is smaller than what it inflates to at once: so a
// reference beyond the window that was agreed on is an error or is understood, as the pieces fall.
bool isBeyondWindow(const Setup &setup, const Outcome &a, const Outcome &b)
{
    const auto isBroken = [](const Outcome &outcome) {
        return !outcome.events.empty() && outcome.events.back().kind == Record::Kind::Failed
               && outcome.events.back().code == 1007;
    };
    return setup.options.compression && setup.windowBits < 15 && (isBroken(a) || isBroken(b));
}

void compare(const Setup &setup, const Outcome &whole, const Outcome &cut)
{
    if (isBeyondWindow(setup, whole, cut))
        return;
    const QByteArray words = inWords("whole", whole.events, "in pieces", cut.events);
    const bool same = whole.events == cut.events || isBeginning(whole.events, cut.events)
                      || isBeginning(cut.events, whole.events);
    require(same, "the pieces make no difference to the events", words);
    require(whole.output == cut.output, "the pieces make no difference to the output",
            words + whole.output.toHex() + '\n' + cut.output.toHex());
    require(whole.state == cut.state, "the pieces make no difference to the state", words);
    require(whole.transport == cut.transport, "the pieces make no difference to the stream", words);
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond;
    using namespace Lomond::Fuzz;

    Octets octets(data, size);
    const Role role = octets.octet() & 1 ? Role::Server : Role::Client;
    const Setup setup = readSetup(octets, role);
    const QByteArrayView wire = octets.rest();
    const auto whole = run(setup, wire, Arrival::Fed, nullptr);
    if (!whole)
        return 0;
    for (const Arrival arrival : {Arrival::Fed, Arrival::InPlace}) {
        Pieces pieces(setup.pieces + quint32(arrival));
        if (const auto cut = run(setup, wire, arrival, &pieces))
            compare(setup, *whole, *cut);
    }
    return 0;
}
