// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "serverframes.h"

#include <algorithm>
#include <cstring>

namespace Bench {

void appendHead(std::string &out, const FrameHead &head)
{
    out += char((head.final ? 0x80 : 0) | (head.rsv1 ? 0x40 : 0) | head.opcode);
    int octets = 0;
    if (head.length < 126) {
        out += char(head.length);
    } else if (head.length < 65536) {
        out += char(126);
        octets = 2;
    } else {
        out += char(127);
        octets = 8;
    }
    while (octets-- > 0)
        out += char(head.length >> 8 * octets & 0xff);
}

void appendFrame(std::string &out, std::uint8_t opcode, std::string_view payload)
{
    FrameHead head;
    head.opcode = opcode;
    head.length = payload.size();
    appendHead(out, head);
    out += payload;
}

void appendClose(std::string &out, int code, std::string_view reason)
{
    std::string payload {char(code >> 8), char(code & 0xff)};
    payload += reason;
    appendFrame(out, Close, payload);
}

FrameReader::Step FrameReader::next(std::string_view &octets)
{
    if (!m_inPayload)
        return readHead(octets);
    if (octets.empty() && m_left > 0)
        return Step::More;
    m_part = octets.substr(0, std::size_t(std::min<std::uint64_t>(m_left, octets.size())));
    octets.remove_prefix(m_part.size());
    m_left -= m_part.size();
    m_inPayload = m_left > 0;
    return Step::Payload;
}

static std::size_t lengthOctetsOf(unsigned char octet)
{
    return (octet & 0x7f) == 127 ? 8 : (octet & 0x7f) == 126 ? 2 : 0;
}

FrameReader::Step FrameReader::readHead(std::string_view &octets)
{
    if (m_count == 0 && octets.size() >= sizeof m_octets) { // the common case: a head in one piece
        const auto *begin = reinterpret_cast<const unsigned char *>(octets.data());
        const std::size_t lengthOctets = lengthOctetsOf(begin[1]);
        octets.remove_prefix(2 + lengthOctets + 4);
        return parseHead(begin, lengthOctets);
    }
    while (!octets.empty()) {
        m_octets[m_count++] = static_cast<unsigned char>(octets.front());
        octets.remove_prefix(1);
        if (m_count < 2)
            continue;
        // An unmasked head is shorter, and wrong whatever else it says.
        const bool masked = m_octets[1] & 0x80;
        if (masked && m_count < 2 + lengthOctetsOf(m_octets[1]) + 4)
            continue;
        m_count = 0;
        return parseHead(m_octets, lengthOctetsOf(m_octets[1]));
    }
    return Step::More;
}

FrameReader::Step FrameReader::parseHead(const unsigned char *octets, std::size_t lengthOctets)
{
    m_head.final = octets[0] & 0x80;
    m_head.rsv1 = octets[0] & 0x40;
    m_head.opcode = octets[0] & 0x0f;
    m_head.length = lengthOctets ? 0 : octets[1] & 0x7f;
    for (std::size_t i = 0; i < lengthOctets; ++i)
        m_head.length = m_head.length << 8 | octets[2 + i];
    std::memcpy(m_head.mask, octets + 2 + lengthOctets, sizeof m_head.mask);
    m_error = octets[0] & 0x30   ? "RSV2 or RSV3 is set" // RFC 6455 5.2
              : octets[1] & 0x80 ? whatIsWrong(lengthOctets)
                                 : "a frame is not masked"; // RFC 6455 5.1
    if (m_error)
        return Step::Wrong;
    if (!m_head.isControl())
        m_inMessage = !m_head.final;
    m_left = m_head.length;
    m_inPayload = true;
    return Step::Head;
}

const char *FrameReader::whatIsWrong(std::size_t lengthOctets)
{
    // RFC 6455 5.2: the minimal number of octets encodes the length
    if ((lengthOctets == 2 && m_head.length < 126) || (lengthOctets == 8 && m_head.length < 65536))
        return "a length is not in its shortest form";
    if (m_head.length >> 63)
        return "a length has its highest bit set";
    if (m_head.isControl()) {
        if (m_head.opcode > Pong)
            return "an opcode is reserved";
        // RFC 6455 5.5: 125 octets at most, never in fragments
        if (!m_head.final || m_head.length > 125 || m_head.rsv1)
            return "a control frame is in fragments, too long or has RSV1 set";
        return nullptr;
    }
    if (m_head.opcode > Binary)
        return "an opcode is reserved";
    // RFC 6455 5.4
    if (m_inMessage != (m_head.opcode == Continuation))
        return "a fragment is out of order";
    // RFC 7692 6: only the first fragment says that a message is compressed
    if (m_head.rsv1 && (!m_rsv1 || m_inMessage))
        return "RSV1 is set";
    return nullptr;
}

} // namespace Bench
