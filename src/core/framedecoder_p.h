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

    // Reads the next header; nullopt if it is not complete, or if it breaks a rule: see violation().
    [[nodiscard]] std::optional<FrameHeader> readHeader(ReceiveBuffer &buffer);
    [[nodiscard]] const std::optional<Violation> &violation() const { return m_violation; }

    // within a frame: what of its payload is in the buffer, unmasked and consumed there
    [[nodiscard]] std::span<char> readPayload(ReceiveBuffer &buffer);
    // the same for octets that were read to elsewhere, at most remaining()
    void unmask(std::span<char> payload);

    [[nodiscard]] quint64 remaining() const { return m_remaining; } // octets of the frame

private:
    [[nodiscard]] std::optional<Violation> judgeFirstTwo(const FrameHeader &header,
                                                         quint8 lengthCode) const;

    Role m_role; // our own
    bool m_masked = false;
    quint32 m_maskingKey = 0;
    quint64 m_remaining = 0;
    std::optional<Violation> m_violation;
};

} // namespace Lomond::Core

#endif
