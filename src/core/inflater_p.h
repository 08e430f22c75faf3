// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a peer compressed, back to messages (RFC 7692 7.2.2), in steps that the caller bounds.
// Owned by the message reader, from the first compressed message on. Knows no frames and no limits.

#ifndef LOMOND_CORE_INFLATER_P_H
#define LOMOND_CORE_INFLATER_P_H

#include "core/zlibmemory_p.h"

#include <span>

namespace Lomond::Core {

class Inflater
{
public:
    // `windowBits`: 8 to 15. Without takeover each message stands alone.
    Inflater(int windowBits, bool contextTakeover);
    ~Inflater();
    Q_DISABLE_COPY(Inflater)

    enum class Status {
        NeedsInput, // what there was is inflated
        OutputFull, // there may be more: call again, with room
        MessageEnd, // the next call begins another message
        Broken, // not what RFC 7692 calls compressed; of no use any more
    };
    struct Step
    {
        Status status;
        size_t consumed; // octets of the input
        size_t produced; // octets of the output
    };
    // `last`: no octet of the message follows the input; say so until the message ends
    [[nodiscard]] Step inflate(std::span<const char> input, bool last, std::span<char> output);

    [[nodiscard]] qint64 memory() const { return m_memory.octets(); }
    // octets so far
    [[nodiscard]] qint64 consumed() const { return m_consumed; }
    [[nodiscard]] qint64 produced() const { return m_produced; }

private:
    [[nodiscard]] size_t run(std::span<const char> input); // returns how many octets it took
    [[nodiscard]] Status finish();
    [[nodiscard]] bool isComplete() const;
    void endMessage();

    ZlibMemory m_memory;
    z_stream m_stream = {};
    const bool m_contextTakeover;
    bool m_broken = false;
    bool m_messageBegun = false; // an octet of it was seen
    bool m_streamEnded = false; // and none has followed yet
    bool m_betweenBlocks = false;
    size_t m_tailConsumed = 0;
    qint64 m_consumed = 0;
    qint64 m_produced = 0;
};

} // namespace Lomond::Core

#endif
