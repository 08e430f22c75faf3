// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// permessage-deflate with context takeover, as a connection has it by default: quotes of 302
// octets, each different, and 64 KiB of prose. Octets are those of the messages, not of the wire.

#include "texts.h"

#include "core/deflater_p.h"
#include "core/inflater_p.h"

#include <QtCore/qlist.h>

#include <benchmark/benchmark.h>

#include <vector>

using namespace Lomond;

namespace {

constexpr int QuoteCount = 1000;
constexpr qsizetype ProseSize = 64 * 1024;

QList<QByteArray> quotes()
{
    QList<QByteArray> messages;
    for (int i = 0; i < QuoteCount; ++i)
        messages.append(Bench::quote(i));
    return messages;
}

QList<QByteArray> proseMessages()
{
    return {Bench::words(ProseSize)};
}

// Endlessly. What was compressed from the first on can be inflated anew after the last: nothing
// refers to what was before the first.
void compress(benchmark::State &state, const QList<QByteArray> &messages)
{
    Core::Deflater deflater({});
    qsizetype next = 0;
    for (auto _ : state) {
        QByteArray compressed = deflater.compress(messages.at(next));
        benchmark::DoNotOptimize(compressed);
        next = (next + 1) % messages.size();
    }
    state.SetBytesProcessed(state.iterations() * messages.first().size());
    state.counters["octets"] = double(deflater.produced()) / double(state.iterations());
}

void inflate(benchmark::State &state, const QList<QByteArray> &messages)
{
    Core::Deflater deflater({});
    QList<QByteArray> compressed;
    for (const QByteArray &message : messages)
        compressed.append(deflater.compress(message));
    Core::Inflater inflater(15, true);
    std::vector<char> room(ProseSize + 1);
    qsizetype next = 0;
    for (auto _ : state) {
        const QByteArray &message = compressed.at(next);
        const std::span<const char> input(message.data(), size_t(message.size()));
        const Core::Inflater::Step step = inflater.inflate(input, true, room);
        if (step.status != Core::Inflater::Status::MessageEnd)
            return state.SkipWithError("a message cannot be inflated");
        benchmark::ClobberMemory();
        next = (next + 1) % compressed.size();
    }
    state.SetBytesProcessed(state.iterations() * messages.first().size());
}

BENCHMARK_CAPTURE(compress, quotes, quotes());
BENCHMARK_CAPTURE(compress, prose, proseMessages());
BENCHMARK_CAPTURE(inflate, quotes, quotes());
BENCHMARK_CAPTURE(inflate, prose, proseMessages());

} // namespace
