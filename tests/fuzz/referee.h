// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Judges what an open connection says and sends by the contract of docs/sansio.md: the order of
// events and states, the limits, what may be in a payload, and that the output is frames.

#ifndef LOMOND_TESTS_FUZZ_REFEREE_H
#define LOMOND_TESTS_FUZZ_REFEREE_H

#include "referenceclose.h"
#include "setup.h"

namespace Lomond::Fuzz {

class Referee
{
public:
    explicit Referee(const Setup &setup)
        : m_setup(setup)
    {}

    void closes() { m_closing = true; } // we do
    void judge(const Protocol &protocol, const Protocol::Event &event);
    void judgeOutput(const QByteArray &octets);
    [[nodiscard]] qint64 events() const { return m_events; }

private:
    void judgeMessage(QByteArrayView payload, bool text);
    void judgePart(QByteArrayView payload, bool text, bool final);
    void judgeControl(QByteArrayView payload);
    void judgeFrame(const Test::RawFrame &frame);

    const Setup m_setup;
    qint64 m_events = 0;
    bool m_closing = false;
    bool m_closeReceived = false;
    bool m_ended = false; // Closed, Failed
    bool m_closeSent = false;
    bool m_inMessage = false; // parts of it came
    bool m_textParts = false;
    QList<QByteArray> m_pings; // that are to be answered
};

inline void Referee::judge(const Protocol &protocol, const Protocol::Event &event)
{
    using P = Protocol;
    ++m_events;
    require(!m_ended, "no event follows the last one");
    require(!m_closeReceived || std::holds_alternative<P::Closed>(event)
                    || std::holds_alternative<P::Failed>(event),
            "after CloseReceived only the end comes");
    if (const auto *text = std::get_if<P::Text>(&event)) {
        judgeMessage(text->payload, true);
    } else if (const auto *binary = std::get_if<P::Binary>(&event)) {
        judgeMessage(binary->payload, false);
    } else if (const auto *textPart = std::get_if<P::TextPart>(&event)) {
        judgePart(textPart->payload, true, textPart->final);
    } else if (const auto *binaryPart = std::get_if<P::BinaryPart>(&event)) {
        judgePart(binaryPart->payload, false, binaryPart->final);
    } else if (const auto *ping = std::get_if<P::Ping>(&event)) {
        judgeControl(ping->payload);
        if (m_setup.options.autoPong && !m_closing)
            m_pings.append(ping->payload.toByteArray());
    } else if (const auto *pong = std::get_if<P::Pong>(&event)) {
        judgeControl(pong->payload);
    } else if (const auto *close = std::get_if<P::CloseReceived>(&event)) {
        require(!m_closing, "CloseReceived comes only if the peer closes first");
        require(isLegalCloseCode(close->code) || close->code == 1005, "the code is legal");
        m_closeReceived = true;
    } else {
        const bool closed = std::holds_alternative<P::Closed>(event);
        require(closed || std::holds_alternative<P::Failed>(event), "the upgrade was before");
        require(!closed || m_closing || m_closeReceived, "Closed needs both close frames");
        m_ended = true;
    }
    const P::State expected = m_ended           ? P::State::Closed
                              : m_closeReceived ? P::State::ClosingRemote
                              : m_closing       ? P::State::ClosingLocal
                                                : P::State::Open;
    require(protocol.state() == expected, "the state follows from the events");
    const bool keepsOpen = protocol.transport() == P::Transport::KeepOpen;
    require(keepsOpen == !m_ended, "the stream ends after the last event, and not before");
}

inline void Referee::judgeMessage(QByteArrayView payload, bool text)
{
    require(!m_setup.options.streaming && !m_inMessage, "messages are whole");
    require(payload.size() <= m_setup.options.maxMessageSize, "a message is within its limit");
    require(!text || ReferenceUtf8::isValid(payload), "a text is UTF-8");
}

inline void Referee::judgePart(QByteArrayView payload, bool text, bool final)
{
    require(m_setup.options.streaming, "messages come in parts");
    // no shorter than the longest code point
    const qsizetype limit = qBound(qsizetype(4), m_setup.options.maxMessageSize,
                                   qsizetype(64 * 1024));
    require(payload.size() <= limit, "a part is within its limit");
    require(final || !payload.isEmpty(), "a part brings something, or ends the message");
    require(!text || ReferenceUtf8::isValid(payload), "a part of a text has whole code points");
    require(!m_inMessage || m_textParts == text, "a message is of one kind");
    m_inMessage = !final;
    m_textParts = text;
}

inline void Referee::judgeControl(QByteArrayView payload)
{
    require(payload.size() <= 125, "control frames carry at most 125 octets");
}

inline void Referee::judgeOutput(const QByteArray &octets)
{
    const auto frames = Test::readRawFrames(octets);
    require(frames.has_value(), "the output is whole frames", octets.toHex());
    for (const Test::RawFrame &frame : *frames)
        judgeFrame(frame);
}

inline void Referee::judgeFrame(const Test::RawFrame &frame)
{
    require(!m_closeSent, "nothing follows our close frame");
    require(frame.masked == (m_setup.role == Role::Client),
            "a client masks, and a server does not");
    require(frame.final && frame.reserved == 0, "control frames are whole, and no bit is reserved");
    require(frame.opcode == 8 || frame.opcode == 10, "we send nothing but answers");
    require(frame.payload.size() <= 125, "control frames carry at most 125 octets");
    if (frame.opcode == 10) {
        // RFC 6455 5.5.3: the newest ones are answered, in their order
        const qsizetype ping = m_pings.indexOf(frame.payload);
        require(ping >= 0, "a pong answers a ping", frame.payload);
        m_pings.remove(0, ping + 1);
        return;
    }
    m_closeSent = true;
    require(readReferenceClose(frame.payload).failure == 0, "our close frame is a legal one",
            frame.payload);
}

} // namespace Lomond::Fuzz

#endif
