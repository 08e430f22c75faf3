// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The octets of the peer to messages and control frames (RFC 6455 5), one at a time, on demand.
// Called by Protocol, which knows what they mean. Here the receive buffer, the frame decoder, the
// inflater and the message assembler meet: a small message is handed out from where it arrived, a
// large one is read to where it stays, and when streaming it comes in parts.

#ifndef LOMOND_CORE_MESSAGEREADER_P_H
#define LOMOND_CORE_MESSAGEREADER_P_H

#include "core/closecode_p.h"
#include "core/framedecoder_p.h"
#include "core/inflater_p.h"
#include "core/messageassembler_p.h"
#include "core/receivebuffer_p.h"

#include <array>
#include <memory>
#include <utility>

namespace Lomond::Core {

class MessageReader
{
public:
    MessageReader(Role role, qsizetype maxMessageSize, int maxFragments, bool streaming = false);
    void setMaxMessageSize(qsizetype octets) { m_assembler.setMaxMessageSize(octets); }
    void setStreaming(bool streaming) { m_assembler.setStreaming(streaming); }
    // whole texts are converted while they are checked
    void setTextDecoding(bool on) { m_decodesText = on; }
    // what the peer compresses with: RFC 7692 7.1, of its direction
    void setCompression(int windowBits, bool contextTakeover);

    // bytes in
    [[nodiscard]] std::span<char> room(); // empty: call next() first
    void commit(qsizetype size);
    [[nodiscard]] ReceiveBuffer &buffer() { return m_buffer; } // what precedes the first frame

    // messages out
    struct Message
    {
        Opcode opcode; // of a control frame, or of the message: Text (valid UTF-8), Binary
        QByteArrayView payload; // until anything else is called but takePayload()
        bool isPart = false; // of a message that is streamed
        bool final = true;
    };
    using MaybeMessage = std::optional<Message>;
    // nullopt: more octets are needed, unless there is a violation()
    [[nodiscard]] MaybeMessage next();
    [[nodiscard]] const std::optional<Violation> &violation() const { return m_violation; }
    [[nodiscard]] QByteArray takePayload(); // of the last message; large ones are not copied
    [[nodiscard]] QString takeText(); // of the last message, if it is one
    void recycleText(QString &&text) { m_text = std::move(text); } // its memory is used again

    // Between messages, and nothing is unread: next() has nothing to give.
    [[nodiscard]] bool isIdle() const
    {
        return !m_frame && m_buffer.isEmpty() && !m_buffer.hasOverflow() && m_assembler.isIdle();
    }
    void park(); // nothing more can be made of what is unread
    void clear(); // nothing is read any more

    [[nodiscard]] const Inflater *inflater() const { return m_inflater.get(); }

private:
    void releasePayload(); // of the last message
    [[nodiscard]] MaybeMessage wholeMessage(Opcode opcode, std::span<const char> payload);
    [[nodiscard]] MaybeMessage inflatedMessage(const FrameDecoder::WholeMessage &whole);
    [[nodiscard]] bool acceptsText(QByteArrayView text);
    [[nodiscard]] std::optional<Violation> judgeText(QByteArrayView text);
    [[nodiscard]] MaybeMessage assembledMessage();
    [[nodiscard]] bool readsDirectly() const;
    [[nodiscard]] bool beginFrame();
    [[nodiscard]] MaybeMessage continueControlFrame();
    [[nodiscard]] MaybeMessage continueDataFrame();
    [[nodiscard]] MaybeMessage endDataFrame();
    [[nodiscard]] MaybeMessage takePart();
    // each returns whether the frame is complete, unless it breaks a rule
    [[nodiscard]] bool readPayload();
    [[nodiscard]] bool inflatePayload();
    [[nodiscard]] Inflater &inflaterInUse();
    [[nodiscard]] bool appendInflated(const Inflater::Step &step); // false: it breaks a rule

    ReceiveBuffer m_buffer;
    FrameDecoder m_decoder;
    MessageAssembler m_assembler;
    int m_inflateWindowBits = 0;
    bool m_inflateContextTakeover = false;
    std::unique_ptr<Inflater> m_inflater; // from the first compressed message on
    Chunk m_inflated; // what is appended to a message, or is one
    const FrameHeader *m_frame = nullptr; // being received
    std::array<char, MaximumControlPayload> m_control; // payload of a control frame
    qsizetype m_controlSize = 0;
    QByteArrayView m_payload; // of the last message
    bool m_decodesText = false;
    bool m_decoded = false; // m_text is the last message
    QString m_text; // or has memory for another
    bool m_partIsOut = false; // m_payload is one, and the message goes on
    std::optional<Violation> m_violation;
};

} // namespace Lomond::Core

#endif
