// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A compressed message inflated by zlib in one piece (RFC 7692 7.2.2): what the steps of the
// library have to come to, however they are cut. Kept simple, and apart from it.

#ifndef LOMOND_TESTS_FUZZ_ONESHOTINFLATE_H
#define LOMOND_TESTS_FUZZ_ONESHOTINFLATE_H

#include <QtCore/qbytearray.h>

#include <zlib.h>

namespace Lomond::Fuzz {

class OneShotInflater
{
public:
    enum class Result { Message, Broken, TooLong };

    OneShotInflater(int windowBits, bool contextTakeover)
        : m_contextTakeover(contextTakeover)
    {
        inflateInit2(&m_stream, -windowBits);
    }
    ~OneShotInflater() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY(OneShotInflater)

    // After anything but Message it is of no use any more.
    [[nodiscard]] Result inflate(const QByteArray &compressed, qsizetype limit)
    {
        m_message.clear();
        m_tailUsed = false;
        bool ended = compressed.isEmpty(); // a message without an octet: certain what is meant
        if (!ended && !run(compressed, limit, ended))
            return m_message.size() > limit ? Result::TooLong : Result::Broken;
        if (!ended) {
            m_tailUsed = true;
            if (!run(QByteArray("\x00\x00\xFF\xFF", 4), limit, ended))
                return m_message.size() > limit ? Result::TooLong : Result::Broken;
        }
        if (!m_contextTakeover)
            inflateReset(&m_stream);
        return ended ? Result::Message : Result::Broken;
    }
    [[nodiscard]] const QByteArray &message() const { return m_message; }
    // the sender had removed the end of the message, as RFC 7692 has it
    [[nodiscard]] bool tailUsed() const { return m_tailUsed; }

private:
    // false: broken, or too long. `ended`: nothing is left of a block.
    bool run(QByteArray octets, qsizetype limit, bool &ended)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(octets.data());
        m_stream.avail_in = uInt(octets.size());
        for (;;) {
            const qsizetype before = m_message.size();
            const qsizetype room = qMin(limit + 1 - before, qMax(before, qsizetype(16 * 1024)));
            m_message.resize(before + room);
            m_stream.next_out = reinterpret_cast<Bytef *>(m_message.data() + before);
            m_stream.avail_out = uInt(room);
            const int status = ::inflate(&m_stream, Z_SYNC_FLUSH);
            m_message.truncate(before + room - qsizetype(m_stream.avail_out));
            if (status != Z_BUF_ERROR)
                ended = status == Z_STREAM_END || m_stream.data_type == 128;
            if (m_message.size() > limit
                || (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR))
                return false;
            if (status == Z_STREAM_END)
                inflateResetKeep(&m_stream); // RFC 7692 7.2.3.4: the message goes on
            if (m_stream.avail_in == 0 && m_stream.avail_out > 0)
                return true;
        }
    }

    z_stream m_stream = {};
    const bool m_contextTakeover;
    bool m_tailUsed = false;
    QByteArray m_message;
};

} // namespace Lomond::Fuzz

#endif
