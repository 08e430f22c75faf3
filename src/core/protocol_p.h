// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The state machine of a WebSocket connection: what Protocol is made of.
// The parser of the moment is a function that is swapped as the connection goes on (handshake,
// frames, the answer to a close, discarding): so that no state hides in flags.

#ifndef LOMOND_CORE_PROTOCOL_P_H
#define LOMOND_CORE_PROTOCOL_P_H

#include <Lomond/lomondprotocol.h>

#include "core/clienthandshake_p.h"
#include "core/closecode_p.h"
#include "core/framedecoder_p.h"
#include "core/frameencoder_p.h"
#include "core/messageassembler_p.h"
#include "core/receivebuffer_p.h"
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
    [[nodiscard]] QByteArray takePayload();

    // bytes out
    [[nodiscard]] ErrorCode mayStartSending() const;
    [[nodiscard]] ErrorCode sendControl(Opcode opcode, QByteArrayView payload);
    void sendClose(const std::optional<Core::CloseBody> &body);

    // server
    [[nodiscard]] bool awaitsAnswer() const;
    void opened();
    void refused();

    const Role role;
    State state = State::Connecting;
    Transport transport = Transport::KeepOpen;
    bool autoPong;
    bool eof = false; // the peer ended the stream
    std::unique_ptr<Core::ClientHandshake> clientHandshake; // each only while connecting
    std::unique_ptr<Core::ServerHandshake> serverHandshake;
    Core::FrameEncoder encoder;
    Core::MessageAssembler assembler;

private:
    using Parser = std::optional<Event> (ProtocolPrivate::*)();

    [[nodiscard]] std::optional<Event> parseResponse();
    [[nodiscard]] std::optional<Event> parseRequest();
    [[nodiscard]] std::optional<Event> awaitAnswer();
    [[nodiscard]] std::optional<Event> parseFrames();
    [[nodiscard]] std::optional<Event> answerClose();
    [[nodiscard]] std::optional<Event> discard();

    void setState(State next);
    bool refill(); // true: octets went on from feed() to the receive buffer
    [[nodiscard]] std::optional<Event> needMore(); // octets, or the end of the stream
    [[nodiscard]] std::optional<Core::Violation> beginFrame();
    [[nodiscard]] std::optional<Event> continueDataFrame();
    [[nodiscard]] std::optional<Event> continueControlFrame();
    std::span<char> takeDirect();
    [[nodiscard]] Event closeEvent();
    [[nodiscard]] Event peerClosed(const Core::CloseBody &body);
    [[nodiscard]] Event fail(const Core::Violation &violation);
    [[nodiscard]] Event failHandshake(ErrorCode code, const QString &text);
    void startDiscarding();

    Parser m_parse;
    Core::ReceiveBuffer m_buffer;
    QByteArray m_fed; // by feed(), what the receive buffer had no room for
    qsizetype m_fedOffset = 0;
    Core::FrameDecoder m_decoder;
    std::optional<Core::FrameHeader> m_frame; // being received
    std::span<char> m_direct; // of the message, lent as receive buffer
    qsizetype m_directSize = 0; // committed there
    QByteArrayView m_payload; // of the last event
    std::array<char, Core::MaximumControlPayload> m_control; // payload of a control frame
    qsizetype m_controlSize = 0;
    Core::CloseBody m_peerClose;
};

} // namespace Lomond

#endif
