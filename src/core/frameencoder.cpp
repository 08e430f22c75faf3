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

inline FrameHeader FrameEncoder::makeHeader(Fragment fragment, qsizetype payloadSize)
{
    FrameHeader header;
    header.opcode = fragment.opcode;
    header.final = fragment.final;
    header.reserved = fragment.compressed ? FrameHeader::Reserved1 : 0;
    header.payloadLength = quint64(payloadSize);
    // RFC 6455 5.3: a new unpredictable key for every frame of a client
    if (m_role == Role::Client) {
        header.masked = true;
        header.maskingKey = nextKey();
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
    if (size >= OwnBufferSize) {
        finishSmall();
        m_finished.append(QByteArray(size, Qt::Uninitialized));
        return header.write(m_finished.last().data());
    }
    char *const room = smallRoom(size);
    m_smallSize += size;
    return header.write(room);
}

inline char *FrameEncoder::smallRoom(qsizetype size)
{
    if (m_smallSize + size > m_small.size())
        growSmall(size);
    return m_small.data() + m_smallSize;
}

void FrameEncoder::growSmall(qsizetype size)
{
    constexpr qsizetype FewFrames = 4 * 1024;
    if (m_smallSize + size > SharedBufferSize)
        finishSmall();
    // once there are more than a few, there will be many
    const qsizetype grown = m_small.size() < FewFrames ? 2 * m_small.size() : SharedBufferSize;
    m_small.reserve(std::max(m_smallSize + size, grown)); // resize() alone would round up
    m_small.resize(m_small.capacity());
}

// What comes next does not fit behind the small frames.
void FrameEncoder::finishSmall()
{
    if (m_smallSize == 0)
        return;
    m_small.truncate(std::exchange(m_smallSize, 0));
    m_finished.append(std::exchange(m_small, {}));
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

bool FrameEncoder::appendAscii(QStringView text)
{
    if (text.size() >= OwnBufferSize - FrameHeader::MaximumSize)
        return false;
    const FrameHeader header = makeHeader({Opcode::Text}, text.size());
    const qsizetype size = header.size() + text.size();
    if (!encodeAscii(header.write(smallRoom(size)), text, header.maskingKey))
        return false; // what was written is room again
    m_smallSize += size;
    m_pending += size;
    return true;
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

void FrameEncoder::beginPiece()
{
    m_pieceBegin = 0;
    m_pieceIsBuffer = false;
    if (!m_head.isEmpty()) {
        m_piece = std::exchange(m_head, {});
    } else if (!m_pongs.isEmpty()) { // here is a place for them, whatever waits behind
        m_piece = takePongs();
    } else if (!m_finished.isEmpty()) {
        m_piece = m_finished.takeFirst();
    } else { // the buffers take turns
        m_piece.swap(m_small);
        m_pieceIsBuffer = m_piece.size() <= KeptBufferSize;
        m_pieceEnd = std::exchange(m_smallSize, 0);
        return;
    }
    m_pieceEnd = m_piece.size();
}

QByteArrayView FrameEncoder::output()
{
    if (m_pieceBegin == m_pieceEnd)
        beginPiece();
    return {m_piece.constData() + m_pieceBegin, m_pieceEnd - m_pieceBegin};
}

void FrameEncoder::outputWritten(qsizetype octets)
{
    m_pending -= octets;
    m_pieceBegin += octets;
    if (m_pieceBegin == m_pieceEnd && !m_pieceIsBuffer)
        m_piece = {};
}

QByteArray FrameEncoder::take()
{
    const qsizetype size = output().size();
    if (size == 0)
        return {};
    m_pending -= size;
    m_piece.truncate(m_pieceEnd);
    m_piece.remove(0, std::exchange(m_pieceBegin, 0));
    m_pieceEnd = 0;
    return std::exchange(m_piece, {});
}

} // namespace Lomond::Core
