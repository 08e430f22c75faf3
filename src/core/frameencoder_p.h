// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames to octets (RFC 6455 5): header, payload and mask written once, into what goes to the wire.
// Called by the message writer, and by Protocol for control frames. Small frames share a buffer, a
// large one has an exact one of its own; pongs wait apart, so that they overtake large messages and
// a flood of pings cannot pile them up. The octets go out in pieces of whole frames.

#ifndef LOMOND_CORE_FRAMEENCODER_P_H
#define LOMOND_CORE_FRAMEENCODER_P_H

#include "core/frameheader_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qstringview.h>

#include <array>
#include <span>

namespace Lomond::Core {

class FrameEncoder
{
public:
    using FillRandom = void (*)(void *context, std::span<quint32> words);

    // a client masks, and needs `fillRandom` for it (RFC 6455 5.3)
    FrameEncoder(Role role, FillRandom fillRandom, void *context, int maxPendingPongs);
    Q_DISABLE_COPY(FrameEncoder) // no masking key is used twice

    void appendHead(const QByteArray &octets); // of HTTP: goes before any frame
    struct Fragment // of a message, or all of it
    {
        Opcode opcode; // Continuation unless it is the first one
        bool final = true;
        bool compressed = false; // the first one tells
    };
    // in frames of at most `fragmentSize` octets; 0: in one
    void appendMessage(Fragment fragment, QByteArrayView payload, qsizetype fragmentSize);
    void appendText(QStringView text, qsizetype utf8Size); // in one frame
    // the same in one pass; false: nothing happened, for it is not ASCII, or too long for that
    [[nodiscard]] bool appendAscii(QStringView text);
    void appendControl(Opcode opcode, QByteArrayView payload);
    void queuePong(QByteArrayView payload); // overtakes all but a head; none after a close frame

    // the next octets for the wire, valid until they are written or taken; empty: nothing is left
    [[nodiscard]] QByteArrayView output();
    void outputWritten(qsizetype octets); // so many of output()
    [[nodiscard]] QByteArray take(); // output(), as an array; null: nothing is left
    [[nodiscard]] qint64 pending() const { return m_pending; } // octets

private:
    static constexpr qsizetype OwnBufferSize = 16 * 1024; // frames from here on have their own
    // Then the next buffer begins. More than 64 KiB and a small frame: who writes when it has
    // 64 KiB has them in one piece.
    static constexpr qsizetype SharedBufferSize = 80 * 1024;
    static constexpr qsizetype KeptBufferSize = 512; // while nothing waits: enough for a dialogue

    [[nodiscard]] quint32 nextKey();
    [[nodiscard]] FrameHeader makeHeader(Fragment fragment, qsizetype payloadSize);
    void appendFrame(Fragment fragment, QByteArrayView payload);
    // room for the payload of a frame; the header is written already
    [[nodiscard]] char *beginFrame(const FrameHeader &header);
    [[nodiscard]] char *smallRoom(qsizetype size); // behind the small frames; not theirs yet
    void growSmall(qsizetype size);
    void finishSmall();
    void beginPiece();
    [[nodiscard]] QByteArray takePongs();
    [[nodiscard]] qsizetype pongSize(const QByteArray &payload) const;

    Role m_role;
    FillRandom m_fillRandom;
    void *m_fillRandomContext;
    int m_maxPendingPongs;
    std::array<quint32, 16> m_keys {}; // drawn in batches, which costs less
    size_t m_nextKey = m_keys.size();
    qint64 m_pending = 0;
    QByteArray m_piece; // what goes out now: from m_pieceBegin to m_pieceEnd
    qsizetype m_pieceBegin = 0;
    qsizetype m_pieceEnd = 0;
    bool m_pieceIsBuffer = false; // and may be one again
    QByteArray m_head;
    QList<QByteArray> m_finished; // before m_small
    QByteArray m_small; // longer than m_smallSize: the rest is room
    qsizetype m_smallSize = 0;
    QList<QByteArray> m_pongs; // payloads
};

// Inline: these are for each message.

inline quint32 FrameEncoder::nextKey()
{
    if (m_nextKey == m_keys.size()) {
        m_fillRandom(m_fillRandomContext, m_keys);
        m_nextKey = 0;
    }
    return m_keys[m_nextKey++];
}

} // namespace Lomond::Core

#endif
