// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The state machine of a WebSocket connection: what Protocol is made of.
// What octets mean at the moment is one phase after the other (handshake, frames, the answer to a
// close, discarding): so that no state hides in flags.

#ifndef LOMOND_CORE_PROTOCOL_P_H
#define LOMOND_CORE_PROTOCOL_P_H

#include <Lomond/lomondprotocol.h>

#include "core/clienthandshake_p.h"
#include "core/closecode_p.h"
#include "core/frameencoder_p.h"
#include "core/messagereader_p.h"
#include "core/messagewriter_p.h"
#include "core/permessagedeflate_p.h"
#include "core/serverhandshake_p.h"

namespace Lomond {

class ProtocolPrivate
{
public:
    using Event = Protocol::Event;
    using State = Protocol::State;
    using Transport = Protocol::Transport;

    ProtocolPrivate(Role role, const ProtocolOptions &options);

    // bytes in
    [[nodiscard]] std::span<char> receiveBuffer();
    void commit(qsizetype size);
    void feed(QByteArrayView bytes);

    // events out
    [[nodiscard]] std::optional<Event> nextEvent();

    // bytes out
    [[nodiscard]] ErrorCode mayStartSending() const;
    [[nodiscard]] ErrorCode sendControl(Opcode opcode, QByteArrayView payload);
    void sendClose(const std::optional<Core::CloseBody> &body);

    [[nodiscard]] CompressionStatistics compressionStatistics() const;

    // server
    [[nodiscard]] bool awaitsAnswer() const;
    void opened(const std::optional<Core::DeflateParameters> &agreed);
    void refused();

    const Role role;
    State state = State::Connecting;
    Transport transport = Transport::KeepOpen;
    bool autoPong;
    bool eof = false; // the peer ended the stream
    std::unique_ptr<Core::ClientHandshake> clientHandshake; // each only while connecting
    std::unique_ptr<Core::ServerHandshake> serverHandshake;
    Core::FrameEncoder encoder;
    Core::MessageWriter writer;
    Core::MessageReader reader;
    bool compresses = false; // it was agreed on

private:
    // what nextEvent() does
    enum class Phase {
        RefuseOptions,
        ParseResponse,
        ParseRequest,
        AwaitAnswer,
        ParseFrames,
        AnswerClose,
        Discard,
    };

    [[nodiscard]] std::optional<Event> findEvent();
    [[nodiscard]] std::optional<Event> proceed();
    [[nodiscard]] std::optional<Event> refuseOptions();
    [[nodiscard]] std::optional<Event> parseResponse();
    [[nodiscard]] std::optional<Event> parseRequest();
    [[nodiscard]] std::optional<Event> awaitAnswer();
    [[nodiscard]] std::optional<Event> parseFrames();
    [[nodiscard]] std::optional<Event> answerClose();

    void startCompression(const Core::DeflateParameters &agreed);
    void setState(State next);
    [[nodiscard]] bool atEnd();
    [[nodiscard]] std::optional<Event> needMore(); // octets, or the end of the stream
    [[nodiscard]] Event closeEvent(QByteArrayView payload);
    [[nodiscard]] Event peerClosed(const Core::CloseBody &body);
    [[nodiscard]] Event fail(const Core::Violation &violation);
    [[nodiscard]] Event failHandshake(ErrorCode code, const QString &text, int httpStatus = 0);
    void startDiscarding();

    Phase m_phase;
    const CompressionOptions m_compression;
    Core::CloseBody m_peerClose;
};

// Inline: these are for each message.

inline std::optional<ProtocolPrivate::Event> ProtocolPrivate::nextEvent()
{
    if (m_phase != Phase::ParseFrames || !reader.isIdle() || eof)
        return findEvent();
    reader.park();
    return {};
}

inline ErrorCode ProtocolPrivate::mayStartSending() const
{
    switch (state) {
    case State::Connecting:
        return ErrorCode::WebSocketUnavailable;
    case State::Open:
    case State::ClosingRemote: // until the close is answered
        return ErrorCode::NoError;
    case State::ClosingLocal:
        return ErrorCode::WebSocketClosing;
    default: // Closed
        return ErrorCode::WebSocketClosed;
    }
}

} // namespace Lomond

#endif
