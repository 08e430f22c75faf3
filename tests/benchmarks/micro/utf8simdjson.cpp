// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The check of UTF-8 by simdjson, where that is installed: what can be had of a text at once by the
// widest instructions of the processor. By itself, and before the conversion that has to follow.

#include "texts.h"

#include <QtCore/qstring.h>

#include <benchmark/benchmark.h>
#include <simdjson.h>

using Lomond::Bench::Prose;

namespace {

void utf8CheckBySimdjson(benchmark::State &state, Prose kind)
{
    const QByteArray utf8 = Lomond::Bench::prose(kind, state.range(0));
    for (auto _ : state) {
        const bool valid = simdjson::validate_utf8(utf8.data(), size_t(utf8.size()));
        benchmark::DoNotOptimize(valid);
    }
    state.SetBytesProcessed(state.iterations() * utf8.size());
}

void utf8ReceiveBySimdjson(benchmark::State &state, Prose kind)
{
    const QByteArray utf8 = Lomond::Bench::prose(kind, state.range(0));
    for (auto _ : state) {
        const bool valid = simdjson::validate_utf8(utf8.data(), size_t(utf8.size()));
        QString text = valid ? QString::fromUtf8(utf8) : QString();
        benchmark::DoNotOptimize(text);
    }
    state.SetBytesProcessed(state.iterations() * utf8.size());
}

void sizes(benchmark::internal::Benchmark *benchmark)
{
    benchmark->ArgsProduct({{64, 256, 4096, 16384, 1 << 20}});
}

BENCHMARK_CAPTURE(utf8CheckBySimdjson, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8CheckBySimdjson, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8ReceiveBySimdjson, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8ReceiveBySimdjson, multilingual, Prose::Multilingual)->Apply(sizes);

} // namespace
