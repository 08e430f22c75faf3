// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames written and read by hand (RFC 6455 5.2), right or wrong, without a line of the library:
// what a test sends to it, and how a test reads what it sent. Header only, for every kind of test.

#ifndef LOMOND_TESTS_RAWFRAMES_H
#define LOMOND_TESTS_RAWFRAMES_H

#include <QtCore/qbytearray.h>
#include <QtCore/qendian.h>
#include <QtCore/qlist.h>

#include <optional>

namespace Lomond::Test {

struct RawFrame
{
    int opcode = 0;
    QByteArray payload = {};
    bool final = true;
    int reserved = 0; // RSV1 is 4
    int lengthForm = 0; // 126 or 127: this one, even if a shorter one would do
    std::optional<quint64> claimedLength = {}; // in the header, whatever the payload's
    std::optional<bool> masked = {}; // whatever the sender's role asks for

    [[nodiscard]] RawFrame notFinal() const;
    [[nodiscard]] RawFrame withReserved(int bits) const;
    [[nodiscard]] RawFrame withLengthForm(int form) const;
    [[nodiscard]] RawFrame claiming(quint64 length) const;
    [[nodiscard]] RawFrame withMask(bool on) const;

    [[nodiscard]] QByteArray octets(bool maskedByRole) const;
};

inline RawFrame RawFrame::notFinal() const
{
    RawFrame frame = *this;
    frame.final = false;
    return frame;
}

inline RawFrame RawFrame::withReserved(int bits) const
{
    RawFrame frame = *this;
    frame.reserved = bits;
    return frame;
}

inline RawFrame RawFrame::withLengthForm(int form) const
{
    RawFrame frame = *this;
    frame.lengthForm = form;
    return frame;
}

inline RawFrame RawFrame::claiming(quint64 length) const
{
    RawFrame frame = *this;
    frame.claimedLength = length;
    return frame;
}

inline RawFrame RawFrame::withMask(bool on) const
{
    RawFrame frame = *this;
    frame.masked = on;
    return frame;
}

inline QByteArray RawFrame::octets(bool maskedByRole) const
{
    const bool mask = masked.value_or(maskedByRole);
    const quint64 length = claimedLength.value_or(quint64(payload.size()));
    int form = lengthForm;
    if (form == 0)
        form = length < 126 ? int(length) : length < 65536 ? 126 : 127;

    QByteArray octets;
    octets.append(char((final ? 0x80 : 0) | reserved << 4 | opcode));
    octets.append(char((mask ? 0x80 : 0) | form));
    const int lengthOctets = form == 127 ? 8 : form == 126 ? 2 : 0;
    for (int i = lengthOctets - 1; i >= 0; --i)
        octets.append(char(length >> (8 * i)));
    if (!mask)
        return octets + payload;
    static const QByteArray key = QByteArray::fromHex("37fa213d"); // of RFC 6455 5.7
    octets += key;
    octets += payload;
    char *at = octets.data() + octets.size() - payload.size();
    for (qsizetype i = 0; i < payload.size(); ++i)
        at[i] = char(at[i] ^ key[i % 4]);
    return octets;
}

// ---- the frames of a peer; a final 0 in a name: FIN is not set

inline RawFrame text(const QByteArray &payload)
{
    return {1, payload};
}
inline RawFrame text0(const QByteArray &payload)
{
    return {1, payload, false};
}
inline RawFrame binary(const QByteArray &payload)
{
    return {2, payload};
}
inline RawFrame binary0(const QByteArray &payload)
{
    return {2, payload, false};
}
inline RawFrame more(const QByteArray &payload)
{
    return {0, payload};
}
inline RawFrame more0(const QByteArray &payload)
{
    return {0, payload, false};
}
inline RawFrame ping(const QByteArray &payload)
{
    return {9, payload};
}
inline RawFrame pong(const QByteArray &payload)
{
    return {10, payload};
}
inline RawFrame closeBody(const QByteArray &payload)
{
    return {8, payload};
}
inline RawFrame closing(int code, const QByteArray &reason = {})
{
    QByteArray payload;
    payload.append(char(code >> 8));
    payload.append(char(code));
    return closeBody(payload + reason);
}

// `octets` as frames; nullopt if they are anything but whole frames in their shortest form
inline std::optional<QList<RawFrame>> readRawFrames(QByteArrayView octets)
{
    QList<RawFrame> frames;
    while (!octets.isEmpty()) {
        if (octets.size() < 2)
            return {};
        const quint8 first = quint8(octets[0]);
        const bool mask = octets[1] & 0x80;
        quint64 length = octets[1] & 0x7F;
        const qsizetype lengthOctets = length == 127 ? 8 : length == 126 ? 2 : 0;
        const qsizetype headerSize = 2 + lengthOctets + (mask ? 4 : 0);
        if (octets.size() < headerSize)
            return {};
        if (lengthOctets == 2)
            length = qFromBigEndian<quint16>(octets.data() + 2);
        else if (lengthOctets == 8)
            length = qFromBigEndian<quint64>(octets.data() + 2);
        if (quint64(octets.size() - headerSize) < length)
            return {};
        QByteArray payload = octets.sliced(headerSize, qsizetype(length)).toByteArray();
        for (qsizetype i = 0; mask && i < payload.size(); ++i)
            payload[i] = char(payload[i] ^ octets[headerSize - 4 + i % 4]);
        RawFrame frame {first & 0xF, payload, (first & 0x80) != 0, first >> 4 & 7};
        frame.masked = mask;
        if (frame.octets(mask).size() != headerSize + payload.size())
            return {}; // a longer form of the length than necessary
        frames.append(frame);
        octets = octets.sliced(headerSize + qsizetype(length));
    }
    return frames;
}

} // namespace Lomond::Test

#endif
