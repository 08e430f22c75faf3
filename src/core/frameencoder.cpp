// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/frameencoder_p.h"

#include "core/masking_p.h"
#include "core/utf8encoder_p.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace Lomond::Core {

FrameEncoder::FrameEncoder(Role role, FillRandom fillRandom, void *context, int maxPendingPongs)
    : m_role(role)
    , m_fillRandom(fillRandom)
    , m_fillRandomContext(context)
    , m_maxPendingPongs(std::max(1, maxPendingPongs))
{}

void FrameEncoder::appendHead(const QByteArray &octets)
{
    m_head += octets;
    m_pending += octets.size();
}

FrameHeader FrameEncoder::makeHeader(Fragment fragment, qsizetype payloadSize)
{
    FrameHeader header;
    header.opcode = fragment.opcode;
    header.final = fragment.final;
    header.reserved = fragment.compressed ? FrameHeader::Reserved1 : 0;
    header.payloadLength = quint64(payloadSize);
    // RFC 6455 5.3: a new unpredictable key for every frame of a client
    if (m_role == Role::Client) {
        header.masked = true;
        m_fillRandom(m_fillRandomContext, {&header.maskingKey, 1});
    }
    return header;
}

static void writePayload(char *to, QByteArrayView payload, const FrameHeader &header)
{
    if (header.masked)
        copyMasked(to, payload.data(), payload.size(), header.maskingKey);
    else if (!payload.isEmpty())
        std::memcpy(to, payload.data(), size_t(payload.size()));
}

char *FrameEncoder::beginFrame(const FrameHeader &header)
{
    const qsizetype size = header.size() + qsizetype(header.payloadLength);
    m_pending += size;
    const bool own = size >= OwnBufferSize;
    if (m_smallSize > 0 && (own || m_smallSize + size > SharedBufferSize))
        m_finished.append(takeSmall());
    if (own) {
        m_finished.append(QByteArray(size, Qt::Uninitialized));
        return header.write(m_finished.last().data());
    }
    const qsizetype before = std::exchange(m_smallSize, m_smallSize + size);
    if (m_smallSize > m_small.size()) {
        const qsizetype grown = std::min(2 * m_small.size(), SharedBufferSize);
        m_small.reserve(std::max(m_smallSize, grown)); // resize() alone would round up
        m_small.resize(m_small.capacity());
    }
    return header.write(m_small.data() + before);
}

QByteArray FrameEncoder::takeSmall()
{
    m_small.truncate(std::exchange(m_smallSize, 0));
    return std::exchange(m_small, {});
}

void FrameEncoder::appendFrame(Fragment fragment, QByteArrayView payload)
{
    const FrameHeader header = makeHeader(fragment, payload.size());
    writePayload(beginFrame(header), payload, header);
}

void FrameEncoder::appendMessage(Fragment fragment, QByteArrayView payload, qsizetype fragmentSize)
{
    // RFC 6455 5.4: the first fragment has the opcode, the others continue it
    while (fragmentSize > 0 && payload.size() > fragmentSize) {
        appendFrame({fragment.opcode, false, fragment.compressed}, payload.first(fragmentSize));
        payload = payload.sliced(fragmentSize);
        fragment.opcode = Opcode::Continuation;
        fragment.compressed = false;
    }
    appendFrame(fragment, payload);
}

void FrameEncoder::appendText(QStringView text, qsizetype utf8Size)
{
    const FrameHeader header = makeHeader({Opcode::Text}, utf8Size);
    char *to = beginFrame(header);
    encodeUtf8(to, text);
    if (header.masked)
        applyMask(to, utf8Size, header.maskingKey);
}

void FrameEncoder::appendControl(Opcode opcode, QByteArrayView payload)
{
    appendFrame({opcode}, payload);
}

void FrameEncoder::queuePong(QByteArrayView payload)
{
    // RFC 6455 5.5.3: it is enough to answer the most recent pings
    if (m_pongs.size() >= m_maxPendingPongs)
        m_pending -= pongSize(m_pongs.takeFirst());
    m_pongs.append(payload.toByteArray());
    m_pending += pongSize(m_pongs.last());
}

qsizetype FrameEncoder::pongSize(const QByteArray &payload) const
{
    FrameHeader header;
    header.masked = m_role == Role::Client;
    header.payloadLength = quint64(payload.size());
    return header.size() + payload.size();
}

QByteArray FrameEncoder::takePongs()
{
    QByteArray octets;
    for (const QByteArray &payload : std::exchange(m_pongs, {})) {
        const FrameHeader header = makeHeader({Opcode::Pong}, payload.size());
        const qsizetype before = octets.size();
        octets.resize(before + header.size() + payload.size());
        writePayload(header.write(octets.data() + before), payload, header);
    }
    return octets;
}

QByteArray FrameEncoder::take()
{
    QByteArray octets;
    if (!m_head.isEmpty())
        octets = std::exchange(m_head, {});
    else if (!m_pongs.isEmpty()) // between two frames is a place for them, whatever waits behind
        octets = takePongs();
    else if (!m_finished.isEmpty())
        octets = m_finished.takeFirst();
    else
        octets = takeSmall();
    m_pending -= octets.size();
    return octets;
}

} // namespace Lomond::Core
