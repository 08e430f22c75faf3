// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames to messages (RFC 6455 5.4): the order of fragments, the limits, and the text's UTF-8 while
// it arrives. Called by Protocol. One growing buffer per message, nothing per fragment; nothing is
// allocated on the word of a header.

#ifndef LOMOND_CORE_MESSAGEASSEMBLER_P_H
#define LOMOND_CORE_MESSAGEASSEMBLER_P_H

#include "core/frameheader_p.h"
#include "core/utf8_p.h"
#include "core/violation_p.h"

#include <QtCore/qbytearray.h>

#include <optional>
#include <span>

namespace Lomond::Core {

class MessageAssembler
{
public:
    MessageAssembler(qsizetype maxMessageSize, int maxFragments)
        : m_maxMessageSize(maxMessageSize)
        , m_maxFragments(maxFragments)
    {}
    void setMaxMessageSize(qsizetype octets) { m_maxMessageSize = octets; } // of the next message

    // a data frame begins; everything that its header can break is checked here
    [[nodiscard]] std::optional<Violation> beginFrame(const FrameHeader &header);
    // octets of the frame, unmasked, in whatever pieces
    [[nodiscard]] std::optional<Violation> append(std::span<const char> piece);
    // the frame is complete; perhaps the message is, too
    [[nodiscard]] std::optional<Violation> endFrame();
    [[nodiscard]] bool isMessageComplete() const { return m_complete; }

    // a whole message that is `payload`, which stays where it is
    [[nodiscard]] std::optional<Violation> takeWhole(std::span<const char> payload);
    [[nodiscard]] bool isFirstFrame() const { return m_fragments == 1; }

    // Where octets of the frame may be read to directly, `wanted` of them at most: room(), commit(),
    // again until the room is empty; then append(takeCommitted()), after they were unmasked.
    [[nodiscard]] std::span<char> room(quint64 wanted);
    void commit(qsizetype size);
    [[nodiscard]] std::span<char> takeCommitted();

    [[nodiscard]] Opcode opcode() const { return m_opcode; }
    [[nodiscard]] QByteArrayView payload() const { return {m_message.constData(), m_size}; }
    [[nodiscard]] QByteArray takePayload();
    void reset(); // ready for the next message

private:
    [[nodiscard]] std::optional<Violation> checkText(QByteArrayView octets);
    void reserve(qsizetype size);

    qsizetype m_maxMessageSize;
    qsizetype m_limit = 0; // m_maxMessageSize when the message began
    int m_maxFragments;
    int m_fragments = 0; // of the message that is being received; 0: none
    bool m_lastFrame = false;
    bool m_complete = false;
    Opcode m_opcode = Opcode::Text;
    Utf8Validator m_utf8;
    QByteArray m_message; // longer than m_size: the rest is room
    qsizetype m_size = 0;
    qsizetype m_committed = 0; // in that room, not appended yet
    qsizetype m_announced = 0; // by the headers of its frames up to now, within the limit
};

} // namespace Lomond::Core

#endif
