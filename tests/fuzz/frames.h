// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// An open connection of either role that reads any octets, in any pieces: it goes on or says why
// not, keeps to its limits, and to the contract that the referee knows. For fuzz_clientframes and
// fuzz_serverframes.

#ifndef LOMOND_TESTS_FUZZ_FRAMES_H
#define LOMOND_TESTS_FUZZ_FRAMES_H

#include "memorybound.h"
#include "referee.h"

namespace Lomond::Fuzz {

class FrameReading
{
public:
    FrameReading(Octets octets, Role role)
        : m_setup(readSetup(octets, role))
        , m_wire(octets.rest())
        , m_peer(m_setup.peer())
        , m_referee(m_setup)
    {
        m_peer->setTextDecoding(m_setup.decodesTexts);
    }

    void run()
    {
        Pieces pieces(m_setup.pieces);
        for (QByteArrayView left = m_wire; !left.isEmpty() && m_referee.events() < MostEvents;) {
            const QByteArrayView piece = left.first(pieces.next(left.size()));
            left = left.sliced(m_memory.during([&] { return readInPlace(*m_peer, piece); }));
            pull();
        }
        if (m_setup.endsStream) {
            m_memory.during([&] { m_peer->commitEof(); });
            pull();
            require(m_peer->state() == Protocol::State::Closed, "the end of the stream ends all");
        }
    }

private:
    // a piece that is cut once more for each event is a slow input, and nothing new
    static constexpr qint64 MostEvents = 20'000;
    static constexpr qint64 KiB = 1024;

    void pull()
    {
        while (m_referee.events() < MostEvents) {
            const auto event = m_memory.during([&] { return m_peer->nextEvent(); });
            if (!event)
                break;
            m_referee.judge(*m_peer, *event);
            if (m_setup.takePayloads)
                m_memory.during([&] { static_cast<void>(m_peer->takePayload()); });
            else if (m_setup.decodesTexts && std::holds_alternative<Protocol::Text>(*event))
                m_memory.during([&] { static_cast<void>(m_peer->takeText()); });
            closeInTime();
            judgeProgress();
        }
        m_memory.during([&] { m_referee.judgeOutput(m_peer.output()); });
        judgeMemory();
    }

    void closeInTime()
    {
        if (m_referee.events() != m_setup.closesAfter || m_peer->state() != Protocol::State::Open)
            return;
        const ErrorCode error = m_memory.during([&] { return m_peer->close(1000, u"enough"); });
        require(error == ErrorCode::NoError, "an open connection can be closed");
        m_referee.closes();
    }

    // a frame has two octets at least, and a part is not empty: no event comes from nothing
    void judgeProgress()
    {
        const qint64 inflated = m_peer->compressionStatistics().receivedPlain;
        require(m_referee.events() <= m_wire.size() + inflated + 3, "events come from octets");
    }

    // The message, of which the next longer buffer takes the place; a chunk to read to, one to
    // inflate to; zlib; the words of a failure and what is sent.
    void judgeMemory() const
    {
        constexpr qint64 Chunks = 2 * 64 * KiB;
        constexpr qint64 Context = 48 * KiB;
        constexpr qint64 Little = 16 * KiB;
        const qint64 most = m_setup.options.maxMessageSize;
        const qint64 message = m_setup.options.streaming ? qBound(4, most, 64 * KiB) : most;
        // as UTF-16: a text of one chunk, and then the next; or one that is converted when it is taken
        const qint64 text = m_setup.decodesTexts ? Chunks : 0;
        const qint64 nextText = m_setup.decodesTexts ? qMax(Chunks, 2 * most) : 0;
        m_memory.require(message + text + Chunks + Context + Little,
                         2 * message + text + nextText + Chunks + Context + Little);
    }

    const Setup m_setup;
    const QByteArrayView m_wire;
    Test::Peer m_peer;
    Referee m_referee;
    MemoryBound m_memory;
};

} // namespace Lomond::Fuzz

#endif
