// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messageassembler_p.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace Lomond::Core {

using namespace Qt::StringLiterals;

static constexpr quint64 LargestFirstReservation = 64 * 1024;
// Parts are no longer, so that memory is bounded, and no shorter than the longest code point.
static constexpr qsizetype LongestPart = 64 * 1024;
static constexpr qsizetype ShortestPart = 4;

// What deflate may need for `size` octets, whatever its settings: nine bits for an octet, and what
// zlib's deflateBound() adds to that.
static constexpr qsizetype deflatedBound(qsizetype size)
{
    size = std::min(size, std::numeric_limits<qsizetype>::max() / 2);
    return size + size / 8 + size / 64 + 16;
}

std::optional<Violation> MessageAssembler::beginFrame(const FrameHeader &header)
{
    const bool continues = header.opcode == Opcode::Continuation;
    // RFC 6455 5.4: only a message that was begun continues, and no other begins within it
    if (continues && !m_begun)
        return Violation {.text = u"a continuation frame continues no message"_s};
    if (!continues && m_begun)
        return Violation {.text = u"a message begins within a fragmented message"_s};
    if (!continues)
        beginMessage(header);
    if (m_streaming && header.payloadLength > 0)
        m_fragments = 0;
    // empty fragments count: they cost time, too
    if (m_fragments >= m_maxFragments)
        return Violation {CloseCode::PolicyViolation, ErrorCode::ProtocolError,
                          u"a message has more than %1 fragments"_s.arg(m_maxFragments)};
    // RFC 6455 10.4: refused by its header, before an octet of it is kept
    if (isTooLong(header.payloadLength))
        return tooLong();
    ++m_fragments;
    if (!m_streaming)
        m_announced += qsizetype(header.payloadLength);
    m_firstReservation = qsizetype(std::min(header.payloadLength, LargestFirstReservation));
    m_lastFrame = header.final;
    return {};
}

void MessageAssembler::beginMessage(const FrameHeader &header)
{
    m_begun = true;
    m_opcode = header.opcode;
    m_compressed = header.reserved != 0; // no other extension has a use for these bits
    m_streaming = m_streamNext;
    m_limit = m_maxMessageSize;
    m_partLimit = std::clamp(m_limit, ShortestPart, LongestPart);
}

// Of what is on the wire.
bool MessageAssembler::isTooLong(quint64 further) const
{
    const qsizetype limit = m_compressed ? deflatedBound(m_limit) : m_limit;
    return !m_streaming && further > quint64(limit - m_announced);
}

Violation MessageAssembler::tooLong() const
{
    return {CloseCode::MessageTooBig, ErrorCode::PayloadTooLarge,
            u"a message is longer than %1 octets"_s.arg(m_limit)};
}

std::optional<Violation> MessageAssembler::append(std::span<const char> piece)
{
    const auto size = qsizetype(piece.size());
    if (auto violation = checkText(withinLimit(piece)))
        return violation;
    // what is compressed on the wire tells its length only now
    if (!m_streaming && size > m_limit - m_size)
        return tooLong();
    reserve(m_size + size);
    char *end = m_message.data() + m_size;
    if (piece.data() != end && size > 0)
        std::memcpy(end, piece.data(), piece.size());
    m_size += size;
    return {};
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

// What comes before the limit is judged first: so the first octet of a message that is wrong
// decides, and not the pieces in which it comes.
QByteArrayView MessageAssembler::withinLimit(std::span<const char> piece) const
{
    const auto size = qsizetype(piece.size());
    return {piece.data(), m_streaming ? size : std::min(size, m_limit - m_size)};
}

std::optional<Violation> MessageAssembler::checkText(QByteArrayView octets)
{
    // RFC 6455 8.1: failed as soon as it is known, not at the end of the message
    if (m_opcode == Opcode::Text && !m_utf8.feed(octets))
        return Violation {CloseCode::InvalidPayload, ErrorCode::ProtocolError,
                          u"a text message is not valid UTF-8"_s};
    return {};
}

// Grows with what arrived, not with what was announced: at most twofold, and not in many small steps.
void MessageAssembler::reserve(qsizetype size)
{
    if (size <= m_message.size())
        return;
    const qsizetype wanted = std::max(m_firstReservation, 2 * m_message.size());
    const qsizetype grown = std::max(size, std::min(wanted, longest()));
    m_message.reserve(grown); // resize() alone would round up to a power of two
    m_message.resize(grown);
}

// What the buffer may come to, as far as that is known.
qsizetype MessageAssembler::longest() const
{
    if (m_streaming)
        return m_partLimit;
    return m_lastFrame && !m_compressed ? m_announced : m_limit;
}

qsizetype MessageAssembler::free() const
{
    return m_streaming ? m_partLimit - m_size : std::numeric_limits<qsizetype>::max();
}

std::span<char> MessageAssembler::room(quint64 wanted)
{
    if (m_committed == 0 && m_size == m_message.size())
        reserve(m_size + 1);
    const qsizetype used = m_size + m_committed;
    const auto unused = quint64(m_message.size() - used);
    return {m_message.data() + used, size_t(std::min(unused, wanted - quint64(m_committed)))};
}

void MessageAssembler::commit(qsizetype size)
{
    Q_ASSERT(size <= m_message.size() - m_size - m_committed);
    m_committed += size;
}

std::span<char> MessageAssembler::takeCommitted()
{
    if (m_committed == 0)
        return {};
    return {m_message.data() + m_size, size_t(std::exchange(m_committed, 0))};
}

// Octets at the end of the buffer that belong to a code point of which more is to come.
qsizetype MessageAssembler::cutOff() const
{
    const bool cut = m_opcode == Opcode::Text && !m_utf8.isComplete();
    return cut ? cutOffSize(payload()) : 0;
}

void MessageAssembler::beginPart()
{
    const qsizetype size = m_size - cutOff();
    m_cutOff = payload().sliced(size).toByteArray();
    m_size = size;
}

void MessageAssembler::endPart()
{
    m_message = std::exchange(m_cutOff, {});
    m_size = m_message.size();
}

QByteArray MessageAssembler::takePayload()
{
    m_message.truncate(std::exchange(m_size, 0));
    // what was not foretold may have grown to twice of what is in it
    if (m_message.capacity() - m_message.size() > m_message.size() / 4)
        m_message.squeeze();
    return std::exchange(m_message, {});
}

void MessageAssembler::reset()
{
    m_begun = false;
    m_complete = false;
    m_fragments = 0;
    m_announced = 0;
    m_utf8.reset();
    if (!m_message.isNull()) // most messages are not copied
        m_message = QByteArray();
    m_size = 0;
    m_committed = 0;
    if (!m_cutOff.isNull())
        m_cutOff = QByteArray();
}

} // namespace Lomond::Core
