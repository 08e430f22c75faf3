// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messageassembler_p.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace Lomond::Core {

using namespace Qt::StringLiterals;

static constexpr qsizetype FirstReservation = 64 * 1024;

std::optional<Violation> MessageAssembler::beginFrame(const FrameHeader &header)
{
    const bool continues = header.opcode == Opcode::Continuation;
    // RFC 6455 5.4: only a message that was begun continues, and no other begins within it
    if (continues && m_fragments == 0)
        return Violation {.text = u"a continuation frame continues no message"_s};
    if (!continues && m_fragments != 0)
        return Violation {.text = u"a message begins within a fragmented message"_s};
    // empty fragments count: they cost time, too
    if (m_fragments >= m_maxFragments)
        return Violation {CloseCode::PolicyViolation, ErrorCode::ProtocolError,
                          u"a message has more than %1 fragments"_s.arg(m_maxFragments)};
    if (!continues) {
        m_opcode = header.opcode;
        m_limit = std::max<qsizetype>(0, m_maxMessageSize);
    }
    // RFC 6455 10.4: refused by its header, before an octet of it is kept
    if (header.payloadLength > quint64(m_limit - m_announced))
        return Violation {CloseCode::MessageTooBig, ErrorCode::PayloadTooLarge,
                          u"a message is longer than %1 octets"_s.arg(m_limit)};
    ++m_fragments;
    m_announced += qsizetype(header.payloadLength);
    m_lastFrame = header.final;
    return {};
}

std::optional<Violation> MessageAssembler::append(std::span<const char> piece)
{
    const auto size = qsizetype(piece.size());
    reserve(m_size + size);
    char *end = m_message.data() + m_size;
    if (piece.data() != end && size > 0)
        std::memcpy(end, piece.data(), piece.size());
    m_size += size;
    return checkText({end, size});
}

std::optional<Violation> MessageAssembler::endFrame()
{
    if (!m_lastFrame)
        return {};
    // RFC 6455 8.1: a text must not end within a code point
    if (m_opcode == Opcode::Text && !m_utf8.isComplete())
        return Violation {CloseCode::InvalidPayload, ErrorCode::ProtocolError,
                          u"a text message ends within a UTF-8 sequence"_s};
    m_complete = true;
    return {};
}

std::optional<Violation> MessageAssembler::takeWhole(std::span<const char> payload)
{
    if (auto violation = checkText({payload.data(), qsizetype(payload.size())}))
        return violation;
    return endFrame();
}

std::optional<Violation> MessageAssembler::checkText(QByteArrayView octets)
{
    // RFC 6455 8.1: failed as soon as it is known, not at the end of the message
    if (m_opcode == Opcode::Text && !m_utf8.feed(octets))
        return Violation {CloseCode::InvalidPayload, ErrorCode::ProtocolError,
                          u"a text message is not valid UTF-8"_s};
    return {};
}

// Grows with what arrived, not with what was announced: at most twofold.
void MessageAssembler::reserve(qsizetype size)
{
    if (size <= m_message.size())
        return;
    const qsizetype doubled = 2 * m_message.size();
    qsizetype grown = std::min(std::max(FirstReservation, doubled), m_announced);
    if (!m_lastFrame) // more is to come: many small fragments must not mean many small steps
        grown = std::max(grown, std::min(doubled, m_limit));
    grown = std::max(grown, size);
    m_message.reserve(grown); // resize() alone would round up to a power of two
    m_message.resize(grown);
}

std::span<char> MessageAssembler::room(quint64 wanted)
{
    if (m_committed == 0 && m_size == m_message.size())
        reserve(m_size + 1);
    const qsizetype used = m_size + m_committed;
    const auto free = quint64(m_message.size() - used);
    return {m_message.data() + used, size_t(std::min(free, wanted - quint64(m_committed)))};
}

void MessageAssembler::commit(qsizetype size)
{
    Q_ASSERT(size <= m_message.size() - m_size - m_committed);
    m_committed += size;
}

std::span<char> MessageAssembler::takeCommitted()
{
    return {m_message.data() + m_size, size_t(std::exchange(m_committed, 0))};
}

QByteArray MessageAssembler::takePayload()
{
    m_message.truncate(m_size);
    m_size = 0;
    return std::exchange(m_message, {});
}

void MessageAssembler::reset()
{
    m_message = {};
    m_size = 0;
    m_committed = 0;
    m_announced = 0;
    m_fragments = 0;
    m_complete = false;
    m_utf8.reset();
}

} // namespace Lomond::Core
