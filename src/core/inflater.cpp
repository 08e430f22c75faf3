// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/inflater_p.h"

#include <array>

namespace Lomond::Core {

// RFC 7692 7.2.2: what the sender removed from the end of each message
static constexpr std::array<char, 4> Tail = {'\x00', '\x00', '\xFF', '\xFF'};

// zlib.h, of data_type: and no bit that is not used yet
static constexpr int BetweenBlocks = 128;

// Raw deflate is asked for by a negative number of window bits. No failure is looked for: without a
// context each step is broken.
Inflater::Inflater(int windowBits, bool contextTakeover)
    : m_contextTakeover(contextTakeover)
{
    m_memory.serve(m_stream);
    inflateInit2(&m_stream, -windowBits);
}

Inflater::~Inflater()
{
    inflateEnd(&m_stream);
}

Inflater::Step Inflater::inflate(std::span<const char> input, bool last, std::span<char> output)
{
    m_stream.next_out = reinterpret_cast<Bytef *>(output.data());
    m_stream.avail_out = uInt(output.size());
    m_messageBegun = m_messageBegun || !input.empty();

    Step step = {Status::NeedsInput, run(input), 0};
    if (m_broken)
        step.status = Status::Broken;
    else if (m_stream.avail_out == 0)
        step.status = Status::OutputFull;
    else if (last)
        step.status = finish();
    step.produced = output.size() - m_stream.avail_out;
    m_consumed += qint64(step.consumed);
    m_produced += qint64(step.produced);
    return step;
}

size_t Inflater::run(std::span<const char> input)
{
    // zlib only reads it, but does not say so
    m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(input.data()));
    m_stream.avail_in = uInt(input.size());
    m_streamEnded = m_streamEnded && input.empty();
    int status = Z_OK;
    do {
        status = ::inflate(&m_stream, Z_SYNC_FLUSH);
        if (status != Z_BUF_ERROR) // a call without effect changes what zlib says here
            m_betweenBlocks = m_stream.data_type == BetweenBlocks;
        if (status == Z_STREAM_END) {
            // RFC 7692 7.2.3.4: after a block with BFINAL set the message goes on, and so does the
            // window. Copying that out and in again would cost 64 KiB for each such block, of which
            // a peer can put one into two octets.
            inflateResetKeep(&m_stream);
            m_streamEnded = m_stream.avail_in == 0;
        }
    } while (status == Z_STREAM_END && m_stream.avail_in > 0);
    m_broken = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
    return input.size() - m_stream.avail_in;
}

// All of the message was inflated, but for what its sender removed.
Inflater::Status Inflater::finish()
{
    // Nearly always zlib waits for the length of a stored block now, and the tail would say that it
    // is empty, with no effect but this one. It takes less than to inflate the tail.
    if (m_tailConsumed == 0 && inflateSyncPoint(&m_stream) == 1) {
        inflateResetKeep(&m_stream);
        endMessage();
        return Status::MessageEnd;
    }
    if (m_tailConsumed > 0 || !isComplete())
        m_tailConsumed += run(std::span(Tail).subspan(m_tailConsumed));
    if (m_broken)
        return Status::Broken;
    if (m_stream.avail_out == 0)
        return Status::OutputFull;
    if (!isComplete())
        return Status::Broken;
    endMessage();
    return Status::MessageEnd;
}

// Nothing is left of a block. Some senders do not remove the tail, or end a message with a block
// that has BFINAL set and nothing behind it, or have no octets at all for an empty message: what
// they mean is certain.
bool Inflater::isComplete() const
{
    return !m_messageBegun || m_streamEnded || m_betweenBlocks;
}

void Inflater::endMessage()
{
    if (!m_contextTakeover)
        inflateReset(&m_stream);
    m_messageBegun = false;
    m_streamEnded = false;
    m_tailConsumed = 0;
}

} // namespace Lomond::Core
