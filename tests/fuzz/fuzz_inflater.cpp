// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Compressed messages, inflated in steps of any size: each keeps to the room that it was given, and
// together they come to what zlib makes of the message in one piece, and what an inflater makes of
// it that was written from RFC 1951 alone.

#include "../shared/referenceinflate.h"
#include "core/inflater_p.h"
#include "oneshotinflate.h"
#include "target.h"

#include <optional>

namespace Lomond::Fuzz { namespace {

// octets of a message: more is a slow input, and nothing new
constexpr qsizetype Limit = 256 * 1024;

// What a sender of any kind may make of `plain`: with or without the end of a block, or BFINAL set.
class Compressor
{
public:
    Compressor(int windowBits, bool contextTakeover)
        : m_contextTakeover(contextTakeover)
    {
        // zlib has no raw deflate of 8
        deflateInit2(&m_stream, 6, Z_DEFLATED, -qMax(9, windowBits), 8, Z_DEFAULT_STRATEGY);
    }
    ~Compressor() { deflateEnd(&m_stream); }
    Q_DISABLE_COPY(Compressor)

    [[nodiscard]] QByteArray compress(QByteArrayView plain, int flush, bool keepsTail)
    {
        QByteArray octets(qsizetype(deflateBound(&m_stream, uLong(plain.size()))) + 64,
                          Qt::Uninitialized);
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
        m_stream.avail_in = uInt(plain.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(octets.data());
        m_stream.avail_out = uInt(octets.size());
        ::deflate(&m_stream, flush);
        octets.chop(qsizetype(m_stream.avail_out));
        if (flush == Z_FINISH || !m_contextTakeover)
            deflateReset(&m_stream);
        if (flush != Z_FINISH && !keepsTail)
            octets.chop(4);
        return octets;
    }

private:
    z_stream m_stream = {};
    const bool m_contextTakeover;
};

// nullopt: broken
std::optional<QByteArray> inflateInSteps(Core::Inflater &inflater, QByteArrayView compressed,
                                         Pieces &pieces)
{
    using Status = Core::Inflater::Status;
    QByteArray message;
    size_t input = 0; // octets of `compressed` that have arrived, and are not inflated
    for (qint64 steps = 0;; ++steps) {
        require(steps <= 2 * (compressed.size() + message.size()) + 16, "each step goes on");
        if (input == 0 && !compressed.isEmpty())
            input = size_t(pieces.next(compressed.size()));
        const bool last = qsizetype(input) == compressed.size();
        // in a block of its own, so that AddressSanitizer sees one octet more
        const auto room = size_t(pieces.next(64 * 1024));
        const auto output = std::make_unique<char[]>(room);
        const Core::Inflater::Step step = inflater.inflate({compressed.data(), input}, last,
                                                           {output.get(), room});
        require(step.consumed <= input && step.produced <= room,
                "a step keeps to what it was given");
        input -= step.consumed;
        compressed = compressed.sliced(qsizetype(step.consumed));
        message.append(output.get(), qsizetype(step.produced));
        if (message.size() > Limit) // and whatever is wrong behind that
            return message;
        if (step.status == Status::Broken)
            return {};
        if (step.status == Status::MessageEnd) {
            require(compressed.isEmpty(), "a message ends with its last octet");
            return message;
        }
        require(step.status != Status::OutputFull || step.produced == room, "what is full is full");
        require(step.status != Status::NeedsInput || (input == 0 && !last),
                "more is asked for when there is no more");
    }
}

class Comparison
{
public:
    Comparison(int windowBits, bool contextTakeover)
        : m_windowBits(windowBits)
        , m_contextTakeover(contextTakeover)
        , m_inflater(windowBits, contextTakeover)
        , m_oneShot(windowBits, contextTakeover)
    {}

    // false: nothing can follow
    [[nodiscard]] bool compare(const QByteArray &compressed, Pieces &pieces)
    {
        using Result = OneShotInflater::Result;
        const Result expected = m_oneShot.inflate(compressed, Limit);
        const bool isMessage = expected == Result::Message;
        const bool known = isMessage && isKnown(compressed);
        const auto message = inflateInSteps(m_inflater, compressed, pieces);
        if (!message) {
            // zlib takes a reference beyond the window, if it stays within one step
            const bool beyond = isMessage && m_reference.largestDistance() > 1 << m_windowBits;
            require(!isMessage || beyond, "what zlib inflates at once is inflated in steps");
            require(expected != Result::TooLong || m_windowBits < 15,
                    "what zlib inflates at once is inflated in steps");
            return false;
        }
        require(expected != Result::Broken || message->size() > Limit,
                "what is broken is not taken");
        if (!isMessage)
            return false;
        require(*message == m_oneShot.message(), "steps come to what zlib makes of it at once");
        return known;
    }

private:
    // The end that was not removed is no block of its own for the reference, and where there is
    // none a block is missing: an empty one goes before what it appends.
    bool isKnown(const QByteArray &compressed)
    {
        if (!m_contextTakeover)
            m_reference.forget();
        const QByteArray end = m_oneShot.tailUsed() ? QByteArray() : QByteArray(1, '\0');
        require(m_reference.inflate(compressed + end), "RFC 1951 has a meaning for it");
        require(m_reference.message() == m_oneShot.message(), "RFC 1951 has this meaning for it");
        return true;
    }

    const int m_windowBits;
    const bool m_contextTakeover;
    Core::Inflater m_inflater;
    OneShotInflater m_oneShot;
    Test::ReferenceInflater m_reference;
};

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const quint8 settings = octets.octet();
    const int windowBits = 8 + settings % 8;
    const bool contextTakeover = settings & 8;
    Pieces pieces(octets.word());

    Comparison comparison(windowBits, contextTakeover);
    Compressor compressor(windowBits, contextTakeover);
    // messages, each with an octet that says what it is, and its length
    while (!octets.atEnd()) {
        const quint8 kind = octets.octet();
        const auto given = octets.take(qsizetype(octets.word() % 4096));
        QByteArray compressed = given.toByteArray();
        if (kind & 1) {
            const int repetitions = kind & 2 ? 1 + octets.octet() : 1;
            const int flush = kind & 4 ? Z_FINISH : kind & 8 ? Z_FULL_FLUSH : Z_SYNC_FLUSH;
            compressed = compressor.compress(compressed.repeated(repetitions), flush, kind & 16);
            if (kind & 32 && !compressed.isEmpty()) {
                const auto at = qsizetype(octets.word()) % compressed.size();
                compressed[at] = char(compressed[at] ^ octets.octet());
            }
        }
        if (!comparison.compare(compressed, pieces))
            break;
    }
    return 0;
}
