// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A reader of frames written from RFC 6455 5 and RFC 7692 6, without a line of the library: all
// octets at once, frame by frame, copying as it likes. What it says of a conversation is compared
// with what the library says; `allows()` lists where both may differ, and why.

#ifndef LOMOND_TESTS_FUZZ_REFERENCEFRAMES_H
#define LOMOND_TESTS_FUZZ_REFERENCEFRAMES_H

#include "oneshotinflate.h"
#include "record.h"
#include "referenceclose.h"

#include <optional>

namespace Lomond::Fuzz {

struct ReferenceLimits
{
    Role reader = Role::Client;
    quint64 message = 0; // octets
    int fragments = 0;
    bool compression = false;
    int windowBits = 15;
    bool contextTakeover = true;
};

class ReferenceReader
{
public:
    explicit ReferenceReader(const ReferenceLimits &limits)
        : m_limits(limits)
        , m_inflater(limits.windowBits, limits.contextTakeover)
    {}

    void read(QByteArrayView wire)
    {
        while (!m_over && readFrame(wire)) {}
    }

    [[nodiscard]] const Records &events() const { return m_events; }
    [[nodiscard]] int failure() const { return m_failure; } // close code; 0: none

    // What the library says: `events`, and the code with which it failed.
    [[nodiscard]] bool allows(const Records &events, int failure) const
    {
        if (events == m_events && failure == m_failure)
            return true;
        // | difference                                        | reason |
        // |---------------------------------------------------|-------------------------------------|
        // | a compressed message fails before its last frame, | the library inflates what it has |
        // | before control frames or errors that come later   | (RFC 6455 8.1), this reader
        // inflates | |                                                   | at the end | | 1007 or
        // 1009, if both are true of it              | it is the one that is met first     | | 1009
        // for more octets on the wire than deflate     | nothing is gained by reading them   | |
        // needs for the limit                               |                                     |
        // | 1007 for a reference beyond a window that is      | zlib allows it within one step of |
        // | smaller than 15 bits                              | inflating, and not over two |
        const bool early = m_compressedBegan && (failure == 1007 || failure == 1009);
        return early && events.size() >= m_certain && events.size() <= m_events.size()
               && std::equal(events.begin(), events.end(), m_events.begin());
    }

private:
    struct Frame
    {
        bool final;
        int reserved;
        int opcode;
        bool masked;
        QByteArray payload; // what there is of it
        bool whole;
    };

    void fail(int code)
    {
        m_failure = code;
        m_over = true;
    }

    // false: there is no whole frame any more
    bool readFrame(QByteArrayView &wire)
    {
        if (wire.size() < 2)
            return false;
        const quint8 first = quint8(wire[0]);
        const quint8 second = quint8(wire[1]);
        Frame frame {(first & 0x80) != 0,
                     first >> 4 & 7,
                     first & 0xF,
                     (second & 0x80) != 0,
                     {},
                     true};
        quint64 length = second & 0x7F;
        if (!mayBegin(frame, length))
            return fail(1002), false;

        const qsizetype lengthSize = length == 126 ? 2 : length == 127 ? 8 : 0;
        const qsizetype headerSize = 2 + lengthSize + (frame.masked ? 4 : 0);
        if (wire.size() < headerSize)
            return false;
        if (lengthSize > 0 && !readLength(wire.sliced(2, lengthSize), length))
            return fail(1002), false;
        if (frame.opcode < 8 && !mayContinue(frame, length))
            return false;

        const QByteArrayView key = wire.first(headerSize).last(frame.masked ? 4 : 0);
        wire = wire.sliced(headerSize);
        frame.whole = quint64(wire.size()) >= length;
        const qsizetype size = frame.whole ? qsizetype(length) : wire.size();
        frame.payload = wire.first(size).toByteArray();
        wire = wire.sliced(size);
        for (qsizetype i = 0; frame.masked && i < size; ++i)
            frame.payload[i] = char(frame.payload[i] ^ key[i % 4]);
        if (frame.opcode < 8)
            takeData(frame);
        else if (frame.whole)
            takeControl(frame);
        return frame.whole && !m_over;
    }

    // what the first two octets tell
    [[nodiscard]] bool mayBegin(const Frame &frame, quint64 lengthCode) const
    {
        const bool control = frame.opcode >= 8;
        // RFC 6455 5.2: no opcode that is reserved
        if ((frame.opcode > 2 && frame.opcode < 8) || frame.opcode > 10)
            return false;
        // RFC 6455 5.2, RFC 7692 6: no reserved bit, but RSV1 of the first frame of a message
        const bool mayCompress = m_limits.compression && (frame.opcode == 1 || frame.opcode == 2);
        if (frame.reserved != 0 && !(frame.reserved == 4 && mayCompress))
            return false;
        // RFC 6455 5.1: a client masks, and a server does not
        if (frame.masked != (m_limits.reader == Role::Server))
            return false;
        // RFC 6455 5.5: control frames are not fragmented, and at most 125 octets long
        return !control || (frame.final && lengthCode <= 125);
    }

    // RFC 6455 5.2: the shortest form, and no most significant bit
    [[nodiscard]] static bool readLength(QByteArrayView octets, quint64 &length)
    {
        length = 0;
        for (const char octet : octets)
            length = length << 8 | quint8(octet);
        return octets.size() == 2 ? length > 125 : length > 0xFFFF && length >> 63 == 0;
    }

    // RFC 6455 5.4, and the limits
    [[nodiscard]] bool mayContinue(const Frame &frame, quint64 length)
    {
        if ((frame.opcode == 0) != m_opcode.has_value())
            return fail(1002), false;
        if (frame.opcode != 0) {
            m_opcode = frame.opcode;
            m_compressed = frame.reserved != 0;
            if (m_compressed && !m_compressedBegan)
                m_certain = m_events.size();
            m_compressedBegan = m_compressedBegan || m_compressed;
            m_message.clear();
            m_announced = 0;
            m_fragments = 0;
            m_utf8 = {};
        }
        if (++m_fragments > m_limits.fragments)
            return fail(1008), false;
        m_announced += length;
        if (!m_compressed && m_announced > m_limits.message)
            return fail(1009), false;
        return true;
    }

    void takeData(const Frame &frame)
    {
        m_message += frame.payload;
        // RFC 6455 8.1
        if (!m_compressed && *m_opcode == 1 && !m_utf8.take(frame.payload))
            return fail(1007);
        if (frame.whole && frame.final)
            endMessage();
    }

    void endMessage()
    {
        if (m_compressed) {
            constexpr quint64 Unlimited = 1 << 28;
            const auto longest = qsizetype(qMin(m_limits.message, Unlimited));
            const auto result = m_inflater.inflate(m_message, longest);
            m_message = m_inflater.message();
            if (result == OneShotInflater::Result::TooLong)
                return fail(1009);
            const bool text = *m_opcode == 1 && !m_utf8.take(m_message);
            if (result == OneShotInflater::Result::Broken || text)
                return fail(1007);
            // it was understood: what comes is to be the same, but for the last rows of the table
            if (m_limits.windowBits == 15 && m_announced <= m_limits.message)
                m_compressedBegan = false;
        }
        if (*m_opcode == 1 && !m_utf8.isComplete())
            return fail(1007);
        m_events.push_back({*m_opcode == 1 ? Record::Kind::Text : Record::Kind::Binary, m_message});
        m_opcode.reset();
        m_compressed = false;
    }

    void takeControl(const Frame &frame)
    {
        if (frame.opcode != 8) {
            const auto kind = frame.opcode == 9 ? Record::Kind::Ping : Record::Kind::Pong;
            m_events.push_back({kind, frame.payload});
            return;
        }
        const ReferenceClose close = readReferenceClose(frame.payload);
        if (close.failure != 0)
            return fail(close.failure);
        m_events.push_back({Record::Kind::CloseReceived, close.reason, close.code});
        m_events.push_back({Record::Kind::Closed, close.reason, close.code});
        m_over = true;
    }

    const ReferenceLimits m_limits;
    OneShotInflater m_inflater;
    Records m_events;
    int m_failure = 0;
    bool m_over = false;
    size_t m_certain = 0; // events before the last compressed message
    bool m_compressedBegan = false; // and was not understood yet

    // of the message that is being received
    std::optional<int> m_opcode;
    bool m_compressed = false;
    QByteArray m_message; // on the wire
    quint64 m_announced = 0;
    int m_fragments = 0;
    ReferenceUtf8 m_utf8;
};

} // namespace Lomond::Fuzz

#endif
