// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The header of a frame as on the wire (RFC 6455 5.2): octets to struct and back.
// Called by the frame decoder and encoder. Judges nothing but the coding of the length itself.

#ifndef LOMOND_CORE_FRAMEHEADER_P_H
#define LOMOND_CORE_FRAMEHEADER_P_H

#include <Lomond/lomondnamespace.h>

#include <QtCore/qendian.h>

#include <cstring>

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
    // the length in its form: 126 and 127 stand for longer ones
    [[nodiscard]] static FrameHeader readFirstTwo(const char *octets);
    // `octets` holds all of the header
    [[nodiscard]] static FrameHeader read(const char *octets);

    [[nodiscard]] qsizetype size() const;
    // writes size() octets and returns the end of them
    char *write(char *octets) const;

    friend bool operator==(const FrameHeader &, const FrameHeader &) = default;

private:
    // RFC 6455 5.2
    static constexpr quint8 FinalBit = 0x80;
    static constexpr quint8 OpcodeBits = 0x0F;
    static constexpr quint8 MaskBit = 0x80;
    static constexpr quint8 LengthBits = 0x7F;
    static constexpr quint8 SixteenBitLength = 126;
    static constexpr quint8 SixtyFourBitLength = 127;
    static constexpr quint64 MaximumSixteenBitLength = 0xFFFF;

    [[nodiscard]] quint8 lengthForm() const;
    [[nodiscard]] static qsizetype sizeOf(quint8 lengthForm, bool masked);
};

// All inline: there is one of these for each message.

inline qsizetype FrameHeader::sizeOf(quint8 lengthForm, bool masked)
{
    const qsizetype extension = lengthForm == SixteenBitLength     ? qsizetype(sizeof(quint16))
                                : lengthForm == SixtyFourBitLength ? qsizetype(sizeof(quint64))
                                                                   : 0;
    return 2 + extension + (masked ? qsizetype(sizeof(maskingKey)) : 0);
}

inline qsizetype FrameHeader::sizeOf(const char *firstTwo)
{
    const auto second = quint8(firstTwo[1]);
    return sizeOf(second & LengthBits, second & MaskBit);
}

inline FrameHeader FrameHeader::readFirstTwo(const char *octets)
{
    const auto first = quint8(octets[0]);
    const auto second = quint8(octets[1]);
    FrameHeader header;
    header.final = first & FinalBit;
    header.reserved = (first >> 4) & 0x7;
    header.opcode = Opcode(first & OpcodeBits);
    header.masked = second & MaskBit;
    header.payloadLength = second & LengthBits;
    return header;
}

inline FrameHeader FrameHeader::read(const char *octets)
{
    FrameHeader header = readFirstTwo(octets);
    octets += 2;
    if (header.payloadLength == SixteenBitLength) {
        header.payloadLength = qFromBigEndian<quint16>(octets);
        octets += sizeof(quint16);
        // RFC 6455 5.2: "the minimal number of bytes MUST be used to encode the length"
        header.minimalLength = header.payloadLength >= SixteenBitLength;
    } else if (header.payloadLength == SixtyFourBitLength) {
        header.payloadLength = qFromBigEndian<quint64>(octets);
        octets += sizeof(quint64);
        header.minimalLength = header.payloadLength > MaximumSixteenBitLength;
    }
    if (header.masked)
        std::memcpy(&header.maskingKey, octets, sizeof(header.maskingKey));
    return header;
}

inline quint8 FrameHeader::lengthForm() const
{
    if (payloadLength < SixteenBitLength)
        return quint8(payloadLength);
    return payloadLength <= MaximumSixteenBitLength ? SixteenBitLength : SixtyFourBitLength;
}

inline qsizetype FrameHeader::size() const
{
    return sizeOf(lengthForm(), masked);
}

inline char *FrameHeader::write(char *octets) const
{
    const quint8 form = lengthForm();
    *octets++ = char((final ? FinalBit : 0) | (reserved & 0x7) << 4 | (quint8(opcode) & OpcodeBits));
    *octets++ = char((masked ? MaskBit : 0) | form);
    if (form == SixteenBitLength) {
        qToBigEndian(quint16(payloadLength), octets);
        octets += sizeof(quint16);
    } else if (form == SixtyFourBitLength) {
        qToBigEndian(payloadLength, octets);
        octets += sizeof(quint64);
    }
    if (masked) {
        std::memcpy(octets, &maskingKey, sizeof(maskingKey));
        octets += sizeof(maskingKey);
    }
    return octets;
}

[[nodiscard]] constexpr bool isControl(Opcode opcode)
{
    return (quint8(opcode) & 0x8) != 0;
}

} // namespace Lomond::Core

#endif
