// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Octets to frames (RFC 6455 5): reads headers, judges them by the rules for the peer's role, and
// hands out the payload piece by piece, unmasked in place. Called by Protocol.
// Knows single frames only; what they make together is the message assembler's.

#ifndef LOMOND_CORE_FRAMEDECODER_P_H
#define LOMOND_CORE_FRAMEDECODER_P_H

#include "core/frameheader_p.h"
#include "core/receivebuffer_p.h"
#include "core/violation_p.h"

#include <optional>
#include <span>

namespace Lomond::Core {

class FrameDecoder
{
public:
    explicit FrameDecoder(Role role)
        : m_role(role)
    {}

    // What most messages are: a text or a binary in one frame, all of it in the buffer, and of at
    // most `longest` octets. Taken out in one step, unmasked where it lies; nullopt for all else,
    // also for what breaks a rule: nothing is consumed then, and readHeader() judges.
    struct WholeMessage
    {
        Opcode opcode;
        bool compressed;
        std::span<char> payload;
    };
    [[nodiscard]] std::optional<WholeMessage> takeWholeMessage(ReceiveBuffer &buffer,
                                                               qsizetype longest);
    // Of the message that was taken out only `used` octets were: returns the header of the frame,
    // and the rest is its payload, as after readHeader().
    [[nodiscard]] const FrameHeader *goBackInto(ReceiveBuffer &buffer, size_t used);

    // Reads the next header, valid until the one after it; nullptr if it is not complete, or if it
    // breaks a rule: see violation().
    [[nodiscard]] const FrameHeader *readHeader(ReceiveBuffer &buffer);
    [[nodiscard]] const std::optional<Violation> &violation() const { return m_violation; }
    // from now on RSV1 marks a message that is compressed (RFC 7692 6)
    void allowCompression() { m_compression = true; }

    // within a frame: what of its payload is in the buffer, unmasked there; then, how much of that
    // was made use of
    [[nodiscard]] std::span<char> payload(ReceiveBuffer &buffer);
    void consume(ReceiveBuffer &buffer, size_t size)
    {
        buffer.consume(qsizetype(size));
        if (m_header.masked)
            m_unmasked -= size;
        m_remaining -= size;
    }
    // octets of the payload that were read to elsewhere, at most remaining(), while none is in the
    // buffer: unmasked, and consumed
    void takePayload(std::span<char> octets);

    [[nodiscard]] quint64 remaining() const { return m_remaining; } // octets of the frame

private:
    [[nodiscard]] std::optional<Violation> judge(const FrameHeader &header) const;
    void unmask(std::span<char> octets);

    Role m_role; // our own
    bool m_compression = false;
    FrameHeader m_header; // its masking key goes with the payload
    quint64 m_remaining = 0;
    size_t m_unmasked = 0; // of these, in the buffer
    std::optional<Violation> m_violation;
};

} // namespace Lomond::Core

#endif
