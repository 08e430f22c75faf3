// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/framedecoder_p.h"

#include "core/closecode_p.h"
#include "core/masking_p.h"

#include <algorithm>
#include <utility>

namespace Lomond::Core {

using namespace Qt::StringLiterals;

// RFC 6455 5.2: 0 to 2 and 8 to 10
static bool isKnown(Opcode opcode)
{
    constexpr int Known = 0b0000'0111'0000'0111;
    return Known >> int(opcode) & 1;
}

static Violation brokenFraming(const QString &text)
{
    return {CloseCode::ProtocolError, ErrorCode::CriticalProtocolError, text};
}

std::optional<FrameDecoder::WholeMessage> FrameDecoder::takeWholeMessage(ReceiveBuffer &buffer,
                                                                         qsizetype longest)
{
    const std::span<char> unread = buffer.unread();
    if (unread.size() < 2)
        return {};
    const auto headerSize = size_t(FrameHeader::sizeOf(unread.data()));
    if (unread.size() < headerSize)
        return {};
    const FrameHeader header = FrameHeader::read(unread.data());
    const bool isMessage = header.opcode == Opcode::Text || header.opcode == Opcode::Binary;
    const bool compressed = m_compression && header.reserved == FrameHeader::Reserved1;
    const bool expected = isMessage && header.final && (header.reserved == 0 || compressed)
                          && header.minimalLength && header.masked == (m_role == Role::Server);
    const size_t here = std::min(unread.size() - headerSize, size_t(longest));
    if (!expected || header.payloadLength > here)
        return {};
    const std::span<char> payload = unread.subspan(headerSize, size_t(header.payloadLength));
    if (header.masked)
        applyMask(payload.data(), qsizetype(payload.size()), header.maskingKey);
    buffer.consume(qsizetype(headerSize) + qsizetype(payload.size()));
    if (compressed) // and perhaps gone back into
        m_header = FrameHeader::read(unread.data());
    return WholeMessage {header.opcode, compressed, payload};
}

const FrameHeader *FrameDecoder::goBackInto(ReceiveBuffer &buffer, size_t used)
{
    m_remaining = m_header.payloadLength - used;
    buffer.unconsume(qsizetype(m_remaining));
    m_unmasked = m_header.masked ? size_t(m_remaining) : 0;
    return &m_header;
}

const FrameHeader *FrameDecoder::readHeader(ReceiveBuffer &buffer)
{
    const std::span<char> unread = buffer.unread();
    if (unread.size() < 2)
        return nullptr;
    // two octets tell most of what can be wrong: no need to wait for a length that is not to come
    const qsizetype size = FrameHeader::sizeOf(unread.data());
    const bool complete = qsizetype(unread.size()) >= size;
    m_header = complete ? FrameHeader::read(unread.data())
                        : FrameHeader::readFirstTwo(unread.data());
    m_violation = judge(m_header);
    if (m_violation || !complete)
        return nullptr;
    buffer.consume(size);
    m_remaining = m_header.payloadLength;
    return &m_header;
}

std::optional<Violation> FrameDecoder::judge(const FrameHeader &header) const
{
    // RFC 7692 6: RSV1 of the first frame of a message tells that it is compressed
    const bool begins = header.opcode == Opcode::Text || header.opcode == Opcode::Binary;
    const quint8 allowed = m_compression && begins ? FrameHeader::Reserved1 : 0;
    // RFC 6455 5.2: reserved bits are 0 unless an extension gives them a meaning
    if ((header.reserved & ~allowed) != 0)
        return brokenFraming(u"a frame has reserved bits set"_s);
    // RFC 6455 5.2: an unknown opcode fails the connection
    if (!isKnown(header.opcode))
        return brokenFraming(u"a frame has the reserved opcode %1"_s.arg(int(header.opcode)));
    // RFC 6455 5.1: a client masks every frame, a server none
    if (header.masked && m_role == Role::Client)
        return brokenFraming(u"the server sent a masked frame"_s);
    if (!header.masked && m_role == Role::Server)
        return brokenFraming(u"the client sent a frame that is not masked"_s);
    // RFC 6455 5.5: control frames are not fragmented and carry at most 125 octets
    if (isControl(header.opcode) && !header.final)
        return brokenFraming(u"a control frame is fragmented"_s);
    const bool isLong = header.payloadLength > quint64(MaximumControlPayload)
                        || !header.minimalLength;
    if (isControl(header.opcode) && isLong)
        return brokenFraming(u"a control frame carries more than 125 octets"_s);
    // RFC 6455 5.2: the most significant bit of a 64-bit length is 0
    if (header.payloadLength >> 63)
        return brokenFraming(u"a frame claims a length of more than 63 bits"_s);
    // RFC 6455 5.2: the minimal number of octets encodes the length
    if (!header.minimalLength)
        return brokenFraming(u"the length of a frame is not in its shortest form"_s);
    return {};
}

std::span<char> FrameDecoder::payload(ReceiveBuffer &buffer)
{
    std::span<char> octets = buffer.unread();
    octets = octets.first(size_t(std::min<quint64>(octets.size(), m_remaining)));
    if (m_header.masked)
        unmask(octets.subspan(std::exchange(m_unmasked, octets.size())));
    return octets;
}

void FrameDecoder::takePayload(std::span<char> octets)
{
    if (m_header.masked)
        unmask(octets);
    m_remaining -= octets.size();
}

void FrameDecoder::unmask(std::span<char> octets)
{
    applyMask(octets.data(), qsizetype(octets.size()), m_header.maskingKey);
    m_header.maskingKey = advancedKey(m_header.maskingKey, octets.size());
}

} // namespace Lomond::Core
