// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Masking, in place and while copying: NAME/SIZE/OFFSET, the offset from an address that is aligned.

#include "core/masking_p.h"

#include <QtCore/qbytearray.h>

#include <benchmark/benchmark.h>

#include <cstring>

using namespace Lomond;

namespace {

constexpr quint32 Key = 0x9E37'79B9;

void maskInPlace(benchmark::State &state)
{
    const auto size = qsizetype(state.range(0));
    QByteArray octets(size + 8, 'x');
    for (auto _ : state) {
        Core::applyMask(octets.data() + state.range(1), size, Key);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * size);
}

void maskWhileCopying(benchmark::State &state)
{
    const auto size = qsizetype(state.range(0));
    const QByteArray from(size, 'x');
    QByteArray to(size + 8, Qt::Uninitialized);
    for (auto _ : state) {
        Core::copyMasked(to.data() + state.range(1), from.data(), size, Key);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * size);
}

// what a copy costs by itself
void copyOnly(benchmark::State &state)
{
    const auto size = qsizetype(state.range(0));
    const QByteArray from(size, 'x');
    QByteArray to(size + 8, Qt::Uninitialized);
    for (auto _ : state) {
        std::memcpy(to.data() + state.range(1), from.data(), size_t(size));
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * size);
}

void sizesAndOffsets(benchmark::internal::Benchmark *benchmark)
{
    benchmark->ArgsProduct({{16, 64, 256, 4096, 65536, 1 << 20}, {0, 5}});
}

BENCHMARK(maskInPlace)->Apply(sizesAndOffsets);
BENCHMARK(maskWhileCopying)->Apply(sizesAndOffsets);
BENCHMARK(copyOnly)->Apply(sizesAndOffsets);

} // namespace
