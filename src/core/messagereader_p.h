// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The octets of the peer to messages and control frames (RFC 6455 5), one at a time, on demand.
// Called by Protocol, which knows what they mean. Here the receive buffer, the frame decoder and
// the message assembler meet: a small message is handed out from where it arrived, a large one is
// read to where it stays.

#ifndef LOMOND_CORE_MESSAGEREADER_P_H
#define LOMOND_CORE_MESSAGEREADER_P_H

#include "core/closecode_p.h"
#include "core/framedecoder_p.h"
#include "core/messageassembler_p.h"
#include "core/receivebuffer_p.h"

#include <array>

namespace Lomond::Core {

class MessageReader
{
public:
    MessageReader(Role role, qsizetype maxMessageSize, int maxFragments)
        : m_decoder(role)
        , m_assembler(maxMessageSize, maxFragments)
    {}
    void setMaxMessageSize(qsizetype octets) { m_assembler.setMaxMessageSize(octets); }

    // bytes in
    [[nodiscard]] std::span<char> room(); // empty: call next() first
    void commit(qsizetype size);
    [[nodiscard]] ReceiveBuffer &buffer() { return m_buffer; } // what precedes the first frame
    [[nodiscard]] const ReceiveBuffer &buffer() const { return m_buffer; }

    // messages out
    struct Message
    {
        Opcode opcode; // of a control frame, or of the message: Text (valid UTF-8), Binary
        QByteArrayView payload; // until anything else is called but takePayload()
    };
    // nullopt: more octets are needed, unless there is a violation()
    [[nodiscard]] std::optional<Message> next();
    [[nodiscard]] const std::optional<Violation> &violation() const { return m_violation; }
    [[nodiscard]] QByteArray takePayload(); // of the last message; large ones are not copied
    void releasePayload(); // of the last message

    void clear(); // nothing is read any more

private:
    using MaybeMessage = std::optional<Message>;
    [[nodiscard]] bool readsDirectly() const;
    [[nodiscard]] bool beginFrame();
    [[nodiscard]] MaybeMessage continueControlFrame();
    [[nodiscard]] MaybeMessage continueDataFrame();
    [[nodiscard]] bool readPayload();

    ReceiveBuffer m_buffer;
    FrameDecoder m_decoder;
    MessageAssembler m_assembler;
    std::optional<FrameHeader> m_frame; // being received
    std::array<char, MaximumControlPayload> m_control; // payload of a control frame
    qsizetype m_controlSize = 0;
    QByteArrayView m_payload; // of the last message
    std::optional<Violation> m_violation;
};

} // namespace Lomond::Core

#endif
