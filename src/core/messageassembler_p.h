// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames to messages (RFC 6455 5.4): the order of fragments, the limits, and the text's UTF-8 while
// it arrives. Called by the message reader, with octets that are unmasked and inflated. One growing
// buffer per message, nothing per fragment; nothing is allocated on the word of a header. When
// streaming, the buffer is handed out as a part of the message whenever the reader likes.

#ifndef LOMOND_CORE_MESSAGEASSEMBLER_P_H
#define LOMOND_CORE_MESSAGEASSEMBLER_P_H

#include "core/frameheader_p.h"
#include "core/utf8_p.h"
#include "core/violation_p.h"

#include <QtCore/qbytearray.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace Lomond::Core {

class MessageAssembler
{
public:
    MessageAssembler(qsizetype maxMessageSize, int maxFragments, bool streaming = false)
        : m_maxMessageSize(std::max<qsizetype>(0, maxMessageSize))
        , m_maxFragments(std::max(1, maxFragments))
        , m_streamNext(streaming)
    {}
    // of the next message
    void setMaxMessageSize(qsizetype octets) { m_maxMessageSize = std::max<qsizetype>(0, octets); }
    [[nodiscard]] qsizetype maxMessageSize() const { return m_maxMessageSize; }
    void setStreaming(bool streaming) { m_streamNext = streaming; }

    // Between messages, of which the next is not to come in parts: one that is here as a whole need
    // not be put together.
    [[nodiscard]] bool isIdle() const { return !m_begun && !m_streamNext; }

    // a data frame begins; everything that its header can break is checked here
    [[nodiscard]] std::optional<Violation> beginFrame(const FrameHeader &header);
    // octets of the message, in whatever pieces
    [[nodiscard]] std::optional<Violation> append(std::span<const char> piece);
    // the frame is complete; perhaps the message is, too
    [[nodiscard]] std::optional<Violation> endFrame();
    [[nodiscard]] bool isMessageComplete() const { return m_complete; }

    [[nodiscard]] Opcode opcode() const { return m_opcode; }
    [[nodiscard]] bool isCompressed() const { return m_compressed; } // on the wire
    [[nodiscard]] bool isStreaming() const { return m_streaming; }

    // Where octets of the frame may be read to directly, `wanted` of them at most: room(), commit(),
    // again until the room is empty; then append(takeCommitted()), after they were unmasked.
    [[nodiscard]] std::span<char> room(quint64 wanted);
    void commit(qsizetype size);
    [[nodiscard]] std::span<char> takeCommitted();

    // Streaming: append no more than free(), and take the part when that is 0, or earlier.
    [[nodiscard]] qsizetype free() const;
    [[nodiscard]] bool hasPart() const { return m_streaming && m_size > cutOff(); }
    void beginPart(); // payload() is it, until endPart(); what is cut off goes to the next one
    void endPart();

    [[nodiscard]] QByteArrayView payload() const { return {m_message.constData(), m_size}; }
    [[nodiscard]] QByteArray takePayload();
    void reset(); // ready for the next message

private:
    void beginMessage(const FrameHeader &header);
    [[nodiscard]] bool isTooLong(quint64 further) const;
    [[nodiscard]] Violation tooLong() const;
    [[nodiscard]] QByteArrayView withinLimit(std::span<const char> piece) const;
    [[nodiscard]] std::optional<Violation> checkText(QByteArrayView octets);
    [[nodiscard]] qsizetype cutOff() const;
    void reserve(qsizetype size);
    [[nodiscard]] qsizetype longest() const;

    qsizetype m_maxMessageSize;
    int m_maxFragments;
    bool m_streamNext;

    // of the message that is being received
    bool m_begun = false;
    bool m_compressed = false;
    bool m_streaming = false;
    bool m_lastFrame = false;
    bool m_complete = false;
    Opcode m_opcode = Opcode::Text;
    int m_fragments = 0; // when streaming: since the last that was not empty
    qsizetype m_limit = 0; // m_maxMessageSize when it began
    qsizetype m_partLimit = 0;
    qsizetype m_announced = 0; // by the headers of its frames up to now, if it is not streaming
    qsizetype m_firstReservation = 0; // of the current frame
    Utf8Validator m_utf8;
    QByteArray m_message; // longer than m_size: the rest is room
    qsizetype m_size = 0;
    qsizetype m_committed = 0; // in that room, not appended yet
    QByteArray m_cutOff; // behind the part that is handed out
};

} // namespace Lomond::Core

#endif
