// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messagereader_p.h"

#include "core/utf8_p.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lomond::Core {

// Below this, octets of a message go through the receive buffer: one read may bring many frames.
static constexpr quint64 DirectReadSize = 16 * 1024;
// UTF-16 units whose memory an idle connection keeps: enough for a dialogue of short texts.
static constexpr qsizetype LongestKeptText = 128;

MessageReader::MessageReader(Role role, qsizetype maxMessageSize, int maxFragments, bool streaming)
    : m_decoder(role)
    , m_assembler(maxMessageSize, maxFragments, streaming)
{}

// Within a large frame octets are read to where they stay, and so are never copied.
bool MessageReader::readsDirectly() const
{
    return m_frame && !isControl(m_frame->opcode) && !m_assembler.isCompressed()
           && m_decoder.remaining() >= DirectReadSize && m_buffer.isEmpty();
}

void MessageReader::setCompression(int windowBits, bool contextTakeover)
{
    m_inflateWindowBits = windowBits;
    m_inflateContextTakeover = contextTakeover;
    m_decoder.allowCompression();
}

std::span<char> MessageReader::room()
{
    releasePayload();
    if (!readsDirectly())
        return m_buffer.room();
    return m_assembler.room(std::min(m_decoder.remaining(), quint64(m_assembler.free())));
}

void MessageReader::commit(qsizetype size)
{
    if (readsDirectly())
        m_assembler.commit(size);
    else
        m_buffer.commit(size);
}

MessageReader::MaybeMessage MessageReader::next()
{
    releasePayload();
    if (!m_frame && m_assembler.isIdle()) {
        if (const auto whole = m_decoder.takeWholeMessage(m_buffer, m_assembler.maxMessageSize()))
            return whole->compressed ? inflatedMessage(*whole)
                                     : wholeMessage(whole->opcode, whole->payload);
    }
    return assembledMessage();
}

// One that stays where it is.
inline MessageReader::MaybeMessage MessageReader::wholeMessage(Opcode opcode,
                                                               std::span<const char> octets)
{
    const QByteArrayView payload(octets.data(), qsizetype(octets.size()));
    if (opcode == Opcode::Text && !acceptsText(payload)) {
        m_violation = judgeText(payload);
        return {};
    }
    m_payload = payload;
    return Message {opcode, payload};
}

// Nearly always one step inflates it.
MessageReader::MaybeMessage MessageReader::inflatedMessage(const FrameDecoder::WholeMessage &whole)
{
    m_inflated.acquire();
    const Inflater::Step step = inflaterInUse().inflate(whole.payload, true,
                                                        {m_inflated.data(), Chunk::Size});
    if (step.status == Inflater::Status::MessageEnd
        && step.produced <= size_t(m_assembler.maxMessageSize()))
        return wholeMessage(whole.opcode, {m_inflated.data(), step.produced});
    m_frame = m_decoder.goBackInto(m_buffer, step.consumed);
    m_violation = m_assembler.beginFrame(*m_frame);
    return appendInflated(step) ? assembledMessage() : MaybeMessage();
}

inline bool MessageReader::acceptsText(QByteArrayView text)
{
    if (!m_decodesText)
        return isValidUtf8(text);
    m_decoded = decodeUtf8(text, m_text);
    return m_decoded;
}

// It is not valid: the assembler knows why.
std::optional<Violation> MessageReader::judgeText(QByteArrayView text)
{
    FrameHeader header;
    header.opcode = Opcode::Text;
    header.payloadLength = quint64(text.size());
    std::optional<Violation> violation = m_assembler.beginFrame(header);
    if (!violation)
        violation = m_assembler.append({text.data(), size_t(text.size())});
    return violation ? violation : m_assembler.endFrame();
}

MessageReader::MaybeMessage MessageReader::assembledMessage()
{
    while (m_frame || beginFrame()) {
        const MaybeMessage message = isControl(m_frame->opcode) ? continueControlFrame()
                                                                : continueDataFrame();
        if (message || m_violation)
            return message;
        if (m_frame) // still not complete
            break;
    }
    return m_violation ? MaybeMessage() : takePart();
}

bool MessageReader::beginFrame()
{
    m_frame = m_decoder.readHeader(m_buffer);
    if (m_decoder.violation())
        m_violation = m_decoder.violation();
    else if (m_frame && !isControl(m_frame->opcode))
        m_violation = m_assembler.beginFrame(*m_frame);
    return m_frame && !m_violation;
}

MessageReader::MaybeMessage MessageReader::continueControlFrame()
{
    const std::span<char> piece = m_decoder.payload(m_buffer);
    std::copy(piece.begin(), piece.end(), m_control.begin() + m_controlSize);
    m_controlSize += qsizetype(piece.size());
    m_decoder.consume(m_buffer, piece.size());
    if (m_decoder.remaining() > 0)
        return {};
    if (MaybeMessage part = takePart()) // which came before it
        return part;
    m_payload = {m_control.data(), std::exchange(m_controlSize, 0)};
    return Message {std::exchange(m_frame, nullptr)->opcode, m_payload};
}

MessageReader::MaybeMessage MessageReader::continueDataFrame()
{
    const bool complete = m_assembler.isCompressed() ? inflatePayload() : readPayload();
    if (m_violation)
        return {};
    if (complete)
        return endDataFrame();
    return m_assembler.free() == 0 ? takePart() : MaybeMessage();
}

MessageReader::MaybeMessage MessageReader::endDataFrame()
{
    m_frame = nullptr;
    m_violation = m_assembler.endFrame();
    if (m_violation || !m_assembler.isMessageComplete())
        return {};
    m_payload = m_assembler.payload();
    return Message {m_assembler.opcode(), m_payload, m_assembler.isStreaming()};
}

// When streaming: what there is of a message that goes on.
MessageReader::MaybeMessage MessageReader::takePart()
{
    if (!m_assembler.hasPart())
        return {};
    m_assembler.beginPart();
    m_partIsOut = true;
    m_payload = m_assembler.payload();
    return Message {m_assembler.opcode(), m_payload, true, false};
}

bool MessageReader::readPayload()
{
    const std::span<char> committed = m_assembler.takeCommitted();
    if (!committed.empty()) {
        m_decoder.takePayload(committed);
        m_violation = m_assembler.append(committed);
        if (m_violation)
            return false;
    }
    std::span<char> piece = m_decoder.payload(m_buffer);
    piece = piece.first(std::min(piece.size(), size_t(m_assembler.free())));
    m_violation = m_assembler.append(piece);
    m_decoder.consume(m_buffer, piece.size());
    return m_decoder.remaining() == 0;
}

bool MessageReader::inflatePayload()
{
    using Status = Inflater::Status;
    m_inflated.acquire();
    Inflater::Step step = {Status::OutputFull, 0, 0};
    while (step.status == Status::OutputFull && m_assembler.free() > 0) {
        const std::span<char> input = m_decoder.payload(m_buffer);
        const bool last = m_frame->final && input.size() == m_decoder.remaining();
        const auto room = size_t(std::min(Chunk::Size, m_assembler.free()));
        step = inflaterInUse().inflate(input, last, {m_inflated.data(), room});
        m_decoder.consume(m_buffer, step.consumed);
        if (!appendInflated(step))
            return false;
    }
    return step.status == Status::MessageEnd
           || (step.status == Status::NeedsInput && m_decoder.remaining() == 0);
}

Inflater &MessageReader::inflaterInUse()
{
    if (!m_inflater)
        m_inflater = std::make_unique<Inflater>(m_inflateWindowBits, m_inflateContextTakeover);
    return *m_inflater;
}

bool MessageReader::appendInflated(const Inflater::Step &step)
{
    m_violation = m_assembler.append({m_inflated.data(), step.produced});
    // judged after what was inflated before it, whatever the steps
    if (!m_violation && step.status == Inflater::Status::Broken)
        m_violation = {CloseCode::InvalidPayload, ErrorCode::ProtocolError,
                       u"a compressed message cannot be inflated"_s};
    return !m_violation;
}

QByteArray MessageReader::takePayload()
{
    const QByteArrayView payload = std::exchange(m_payload, {});
    if (!payload.isEmpty() && payload.data() == m_assembler.payload().data())
        return m_assembler.takePayload();
    return payload.toByteArray();
}

QString MessageReader::takeText()
{
    if (!std::exchange(m_decoded, false) && !decodeUtf8(m_payload, m_text))
        return {};
    return std::exchange(m_text, {});
}

inline void MessageReader::releasePayload()
{
    m_payload = {};
    m_decoded = false;
    if (std::exchange(m_partIsOut, false))
        m_assembler.endPart();
    if (m_assembler.isMessageComplete())
        m_assembler.reset();
}

void MessageReader::park()
{
    releasePayload();
    m_buffer.park();
    m_inflated.giveBack();
    if (m_text.capacity() > LongestKeptText || (!m_text.isNull() && !m_text.isDetached()))
        m_text = QString();
}

void MessageReader::clear()
{
    m_frame = nullptr;
    m_buffer.clear();
    m_payload = {};
    m_partIsOut = false;
    m_assembler.reset();
    m_inflated.giveBack();
}

} // namespace Lomond::Core
