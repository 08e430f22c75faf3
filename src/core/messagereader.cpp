// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messagereader_p.h"

#include <algorithm>
#include <utility>

namespace Lomond::Core {

// Below this, octets of a message go through the receive buffer: one read may bring many frames.
static constexpr quint64 DirectReadSize = 16 * 1024;

// Within a large frame octets are read to where they stay, and so are never copied.
bool MessageReader::readsDirectly() const
{
    return m_frame && !isControl(m_frame->opcode) && m_decoder.remaining() >= DirectReadSize
           && m_buffer.isEmpty();
}

std::span<char> MessageReader::room()
{
    return readsDirectly() ? m_assembler.room(m_decoder.remaining()) : m_buffer.room();
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
    while (m_frame || beginFrame()) {
        const MaybeMessage message = isControl(m_frame->opcode) ? continueControlFrame()
                                                                : continueDataFrame();
        if (message || m_violation)
            return message;
        if (m_frame) // still not complete
            break;
    }
    return {};
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
    const std::span<char> piece = m_decoder.readPayload(m_buffer);
    std::copy(piece.begin(), piece.end(), m_control.begin() + m_controlSize);
    m_controlSize += qsizetype(piece.size());
    if (m_decoder.remaining() > 0)
        return {};
    m_payload = {m_control.data(), std::exchange(m_controlSize, 0)};
    return Message {std::exchange(m_frame, {})->opcode, m_payload};
}

MessageReader::MaybeMessage MessageReader::continueDataFrame()
{
    if (!readPayload() || m_decoder.remaining() > 0)
        return {};
    m_frame.reset();
    if (m_payload.isNull())
        m_violation = m_assembler.endFrame();
    if (m_violation || !m_assembler.isMessageComplete())
        return {};
    if (m_payload.isNull())
        m_payload = m_assembler.payload();
    return Message {m_assembler.opcode(), m_payload};
}

// What there is of the frame's payload; false: it breaks a rule.
bool MessageReader::readPayload()
{
    const std::span<char> committed = m_assembler.takeCommitted();
    if (!committed.empty()) {
        m_decoder.unmask(committed);
        m_violation = m_assembler.append(committed);
        if (m_violation)
            return false;
    }
    const std::span<char> piece = m_decoder.readPayload(m_buffer);
    const bool whole = m_frame->final && m_assembler.isFirstFrame()
                       && piece.size() == m_frame->payloadLength;
    if (whole) // it stays where it is
        m_payload = {piece.data(), qsizetype(piece.size())};
    m_violation = whole ? m_assembler.takeWhole(piece) : m_assembler.append(piece);
    return !m_violation;
}

QByteArray MessageReader::takePayload()
{
    const QByteArrayView payload = std::exchange(m_payload, {});
    if (!payload.isEmpty() && payload.data() == m_assembler.payload().data())
        return m_assembler.takePayload();
    return payload.toByteArray();
}

void MessageReader::releasePayload()
{
    m_payload = {};
    if (m_assembler.isMessageComplete())
        m_assembler.reset();
}

void MessageReader::clear()
{
    m_frame.reset();
    m_buffer.clear();
    m_payload = {};
    m_assembler.reset();
}

} // namespace Lomond::Core
