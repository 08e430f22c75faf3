// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages to what RFC 7692 7.2.1 calls compressed. Owned by the message writer, from the first
// message that is worth it on. Knows no frames.

#ifndef LOMOND_CORE_DEFLATER_P_H
#define LOMOND_CORE_DEFLATER_P_H

#include "core/zlibmemory_p.h"

#include <QtCore/qbytearray.h>

namespace Lomond::Core {

class Deflater
{
public:
    struct Settings
    {
        int windowBits = 15; // 8 to 15
        bool contextTakeover = true; // without it each message stands alone
        int level = 6; // 0 to 9
        int memoryLevel = 8; // 1 to 9
    };
    explicit Deflater(const Settings &settings);
    ~Deflater();
    Q_DISABLE_COPY(Deflater)

    // A whole message; null if it would not become shorter: the peer is not to see it then, and it
    // leaves no trace in the context.
    [[nodiscard]] QByteArray compress(QByteArrayView message);
    // A message in fragments, each of which can be inflated when it arrives.
    [[nodiscard]] QByteArray compressFragment(QByteArrayView fragment, bool final);

    [[nodiscard]] qint64 memory() const { return m_memory.octets(); }
    // octets so far, of what was worth it
    [[nodiscard]] qint64 consumed() const { return m_consumed; }
    [[nodiscard]] qint64 produced() const { return m_produced; }

private:
    [[nodiscard]] QByteArray deflate(QByteArrayView octets);
    void run(QByteArray &to, int flush);
    [[nodiscard]] QByteArray history();
    void restore(const QByteArray &history);
    void endMessage();

    const bool m_contextTakeover;
    const qsizetype m_windowSize;
    ZlibMemory m_memory;
    z_stream m_stream = {};
    qint64 m_consumed = 0;
    qint64 m_produced = 0;
};

} // namespace Lomond::Core

#endif
