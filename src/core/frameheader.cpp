// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "frameheader_p.h"

#include <QtCore/qendian.h>

#include <cstring>

namespace Lomond::Core {

namespace {

// RFC 6455 5.2
constexpr quint8 FinalBit = 0x80;
constexpr quint8 OpcodeBits = 0x0F;
constexpr quint8 MaskBit = 0x80;
constexpr quint8 LengthBits = 0x7F;
constexpr quint8 SixteenBitLength = 126;
constexpr quint8 SixtyFourBitLength = 127;
constexpr quint64 MaximumSixteenBitLength = 0xFFFF;

constexpr quint8 lengthForm(quint64 payloadLength)
{
    if (payloadLength < SixteenBitLength)
        return quint8(payloadLength);
    return payloadLength <= MaximumSixteenBitLength ? SixteenBitLength : SixtyFourBitLength;
}

constexpr qsizetype headerSize(quint8 lengthForm, bool masked)
{
    const qsizetype extension = lengthForm == SixteenBitLength     ? qsizetype(sizeof(quint16))
                                : lengthForm == SixtyFourBitLength ? qsizetype(sizeof(quint64))
                                                                   : 0;
    return 2 + extension + (masked ? qsizetype(sizeof(quint32)) : 0);
}

} // namespace

qsizetype FrameHeader::sizeOf(const char *firstTwo)
{
    const quint8 second = quint8(firstTwo[1]);
    return headerSize(second & LengthBits, second & MaskBit);
}

FrameHeader FrameHeader::read(const char *octets)
{
    const quint8 first = quint8(octets[0]);
    const quint8 second = quint8(octets[1]);
    octets += 2;

    FrameHeader header;
    header.final = first & FinalBit;
    header.reserved = (first >> 4) & 0x7;
    header.opcode = Opcode(first & OpcodeBits);
    header.masked = second & MaskBit;
    header.payloadLength = second & LengthBits;
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

qsizetype FrameHeader::size() const
{
    return headerSize(lengthForm(payloadLength), masked);
}

char *FrameHeader::write(char *octets) const
{
    const quint8 form = lengthForm(payloadLength);
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

} // namespace Lomond::Core
