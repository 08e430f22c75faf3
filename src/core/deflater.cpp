// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/deflater_p.h"

#include <algorithm>

namespace Lomond::Core {

// What a flush ends with, and RFC 7692 7.2.1 removes from the end of a message.
static constexpr qsizetype TailSize = 4;
// All of the empty block that a flush writes, and what zlib needs behind it to see that it is done.
static constexpr qsizetype FlushSize = 16;
// Grows from here: most messages are shorter, and a long one need not be compressible.
static constexpr qsizetype FirstReservation = 64 * 1024;
// What zlib is given at a time: its counters have 32 bits.
static constexpr qsizetype SliceSize = 1024 * 1024;

// zlib knows no raw deflate with a window of 8 bits. With 9 it reaches back 250 octets at most
// (the window, but for 262 octets to look ahead), and so stays within the 256 of 8.
static int zlibWindowBits(int windowBits)
{
    return std::max(9, windowBits);
}

Deflater::Deflater(const Settings &settings)
    : m_contextTakeover(settings.contextTakeover)
    , m_windowSize(qsizetype(1) << zlibWindowBits(settings.windowBits))
{
    m_memory.serve(m_stream);
    deflateInit2(&m_stream, settings.level, Z_DEFLATED, -zlibWindowBits(settings.windowBits),
                 settings.memoryLevel, Z_DEFAULT_STRATEGY);
}

Deflater::~Deflater()
{
    deflateEnd(&m_stream);
}

QByteArray Deflater::compress(QByteArrayView message)
{
    // A long message pushes all else out of the window: what was there is kept apart. After a short
    // one most of it is still there, and only taken out if it is needed.
    const bool isLong = message.size() > m_windowSize / 4;
    QByteArray kept = m_contextTakeover && isLong ? history() : QByteArray();
    QByteArray compressed = deflate(message);
    compressed.chop(TailSize);
    if (compressed.size() < message.size()) {
        m_consumed += message.size();
        m_produced += compressed.size();
        endMessage();
        return compressed;
    }
    if (!isLong)
        kept = history().chopped(message.size());
    restore(kept);
    return {};
}

QByteArray Deflater::compressFragment(QByteArrayView fragment, bool final)
{
    QByteArray compressed = deflate(fragment);
    if (final) {
        // RFC 7692 7.2.3.6: after a flush with nothing behind it, the begin of an empty block
        if (compressed.isEmpty())
            compressed = QByteArray(1, '\0');
        else
            compressed.chop(TailSize);
        endMessage();
    }
    m_consumed += fragment.size();
    m_produced += compressed.size();
    return compressed;
}

QByteArray Deflater::deflate(QByteArrayView octets)
{
    QByteArray compressed;
    const auto bound = qsizetype(deflateBound(&m_stream, uLong(octets.size()))) + FlushSize;
    compressed.reserve(std::min(bound, FirstReservation));
    for (qsizetype from = 0; from == 0 || from < octets.size(); from += SliceSize) {
        const QByteArrayView slice = octets.sliced(from, std::min(SliceSize, octets.size() - from));
        // zlib only reads it, but does not say so
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(slice.data()));
        m_stream.avail_in = uInt(slice.size());
        run(compressed, from + SliceSize < octets.size() ? Z_NO_FLUSH : Z_SYNC_FLUSH);
    }
    return compressed;
}

// Appends what comes of the input that was set.
void Deflater::run(QByteArray &to, int flush)
{
    do {
        const qsizetype size = to.size();
        const qsizetype room = std::clamp(to.capacity() - size, FlushSize, SliceSize);
        to.resize(size + room);
        m_stream.next_out = reinterpret_cast<Bytef *>(to.data()) + size;
        m_stream.avail_out = uInt(room);
        ::deflate(&m_stream, flush);
        to.truncate(size + room - qsizetype(m_stream.avail_out));
    } while (m_stream.avail_out == 0);
}

// What later messages could refer to.
QByteArray Deflater::history()
{
    QByteArray octets(m_windowSize, Qt::Uninitialized);
    uInt size = 0;
    deflateGetDictionary(&m_stream, reinterpret_cast<Bytef *>(octets.data()), &size);
    octets.truncate(qsizetype(size));
    return octets;
}

// As the peer still has it, who does not see what was compressed since.
void Deflater::restore(const QByteArray &history)
{
    deflateReset(&m_stream);
    deflateSetDictionary(&m_stream, reinterpret_cast<const Bytef *>(history.constData()),
                         uInt(history.size()));
}

void Deflater::endMessage()
{
    if (!m_contextTakeover)
        deflateReset(&m_stream);
}

} // namespace Lomond::Core
