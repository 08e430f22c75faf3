// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/frameencoder_p.h"

#include "core/masking_p.h"
#include "core/utf8_p.h"

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

FrameHeader FrameEncoder::makeHeader(Opcode opcode, bool final, qsizetype payloadSize)
{
    FrameHeader header;
    header.opcode = opcode;
    header.final = final;
    header.payloadLength = quint64(payloadSize);
    // RFC 6455 5.3: a new unpredictable key for every frame of a client
    if (m_role == Role::Client) {
        header.masked = true;
        m_fillRandom(m_fillRandomContext, {&header.maskingKey, 1});
    }
    return header;
}

char *FrameEncoder::beginFrame(const FrameHeader &header)
{
    const qsizetype size = header.size() + qsizetype(header.payloadLength);
    m_pending += size;
    if (size < OwnBufferSize) {
        const qsizetype before = m_small.size();
        if (before + size > m_small.capacity())
            m_small.reserve(std::max(before + size, 2 * m_small.capacity()));
        m_small.resize(before + size);
        return header.write(m_small.data() + before);
    }
    if (!m_small.isEmpty())
        m_finished.append(std::exchange(m_small, {}));
    m_finished.append(QByteArray(size, Qt::Uninitialized));
    return header.write(m_finished.last().data());
}

void FrameEncoder::appendFrame(Opcode opcode, bool final, QByteArrayView payload)
{
    const FrameHeader header = makeHeader(opcode, final, payload.size());
    char *to = beginFrame(header);
    if (header.masked)
        copyMasked(to, payload.data(), payload.size(), header.maskingKey);
    else if (!payload.isEmpty())
        std::memcpy(to, payload.data(), size_t(payload.size()));
}

void FrameEncoder::appendMessage(Opcode opcode, QByteArrayView payload, qsizetype fragmentSize)
{
    // RFC 6455 5.4: the first fragment has the opcode, the others continue it
    while (fragmentSize > 0 && payload.size() > fragmentSize) {
        appendFrame(opcode, false, payload.first(fragmentSize));
        payload = payload.sliced(fragmentSize);
        opcode = Opcode::Continuation;
    }
    appendFrame(opcode, true, payload);
}

void FrameEncoder::appendText(QStringView text, qsizetype utf8Size)
{
    const FrameHeader header = makeHeader(Opcode::Text, true, utf8Size);
    char *to = beginFrame(header);
    encodeUtf8(to, text);
    if (header.masked)
        applyMask(to, utf8Size, header.maskingKey);
}

void FrameEncoder::appendControl(Opcode opcode, QByteArrayView payload)
{
    // nothing follows a close frame: what is owed goes before it
    if (opcode == Opcode::Close)
        flushPongs();
    appendFrame(opcode, true, payload);
}

void FrameEncoder::queuePong(QByteArrayView payload)
{
    // RFC 6455 5.5.3: it is enough to answer the most recent pings
    if (m_pongs.size() >= m_maxPendingPongs)
        m_pending -= m_pongs.takeFirst().size();
    m_pongs.append(payload.toByteArray());
    m_pending += payload.size();
}

void FrameEncoder::flushPongs()
{
    for (const QByteArray &payload : std::exchange(m_pongs, {})) {
        m_pending -= payload.size();
        appendFrame(Opcode::Pong, true, payload);
    }
}

QByteArray FrameEncoder::take()
{
    QByteArray octets;
    if (!m_head.isEmpty()) {
        octets = std::exchange(m_head, {});
    } else {
        // between two frames is a place for pongs, whatever waits behind them
        if (!m_pongs.isEmpty()) {
            const QList<QByteArray> later = std::exchange(m_finished, {});
            const QByteArray latest = std::exchange(m_small, {});
            flushPongs();
            octets = std::exchange(m_small, latest);
            m_finished = later;
        } else if (!m_finished.isEmpty()) {
            octets = m_finished.takeFirst();
        } else {
            octets = std::exchange(m_small, {});
        }
    }
    m_pending -= octets.size();
    return octets;
}

} // namespace Lomond::Core
