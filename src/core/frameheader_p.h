// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The header of a frame as on the wire (RFC 6455 5.2): octets to struct and back.
// Called by the frame decoder and encoder. Judges nothing but the coding of the length itself.

#ifndef LOMOND_CORE_FRAMEHEADER_P_H
#define LOMOND_CORE_FRAMEHEADER_P_H

#include <Lomond/lomondnamespace.h>

namespace Lomond::Core {

struct FrameHeader
{
    static constexpr qsizetype MaximumSize = 14;
    static constexpr quint8 Reserved1 = 4; // of `reserved`

    Opcode opcode = Opcode::Continuation;
    bool final = true;
    quint8 reserved = 0; // RSV1 is 4, RSV2 is 2, RSV3 is 1
    bool masked = false;
    bool minimalLength = true; // false: a shorter form of the length would have done
    quint32 maskingKey = 0; // in the order of the wire, whatever the machine's
    quint64 payloadLength = 0;

    // octets of the whole header, told from its first two
    [[nodiscard]] static qsizetype sizeOf(const char *firstTwo);
    // `octets` holds all of the header
    [[nodiscard]] static FrameHeader read(const char *octets);

    [[nodiscard]] qsizetype size() const;
    // writes size() octets and returns the end of them
    char *write(char *octets) const;

    friend bool operator==(const FrameHeader &, const FrameHeader &) = default;
};

// RFC 6455 5.5: the most significant bit of the opcode tells
[[nodiscard]] constexpr bool isControl(Opcode opcode)
{
    return (quint8(opcode) & 0x8) != 0;
}

} // namespace Lomond::Core

#endif
