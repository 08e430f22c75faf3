// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages to masked frames, by a client's Protocol: NAME/SIZE of the messages, of which there are
// as many as 64 KiB have room for; then the output is taken.

#include "texts.h"

#include "../../auto/core/protocolharness.h"

#include <benchmark/benchmark.h>

#include <algorithm>

using namespace Lomond;

namespace {

constexpr qsizetype BlockSize = 64 * 1024;

template<typename Send>
void encode(benchmark::State &state, Send send)
{
    const auto size = qsizetype(state.range(0));
    const qsizetype count = std::max<qsizetype>(1, BlockSize / size);
    Test::Peer client(Role::Client);
    for (auto _ : state) {
        for (qsizetype i = 0; i < count; ++i) {
            if (send(*client) != ErrorCode::NoError)
                return state.SkipWithError("a message cannot be sent");
        }
        for (QByteArray output = client->takeOutput(); !output.isNull();
             output = client->takeOutput())
            benchmark::DoNotOptimize(output);
    }
    state.SetItemsProcessed(state.iterations() * count);
    state.SetBytesProcessed(state.iterations() * count * size);
}

void encodeText(benchmark::State &state)
{
    const QString text = QString::fromUtf8(Bench::prose(Bench::Prose::Ascii, state.range(0)));
    encode(state, [&text](Protocol &client) { return client.sendText(text); });
}

void encodeUtf8(benchmark::State &state)
{
    const QByteArray utf8 = Bench::prose(Bench::Prose::Ascii, state.range(0));
    encode(state, [&utf8](Protocol &client) { return client.sendUtf8(utf8); });
}

void encodeBinary(benchmark::State &state)
{
    const QByteArray octets(state.range(0), 'x');
    encode(state, [&octets](Protocol &client) { return client.sendBinary(octets); });
}

BENCHMARK(encodeText)->Arg(64)->Arg(256)->Arg(16384)->Arg(1 << 20);
BENCHMARK(encodeUtf8)->Arg(64)->Arg(256)->Arg(16384)->Arg(1 << 20);
BENCHMARK(encodeBinary)->Arg(64)->Arg(256)->Arg(16384)->Arg(1 << 20);

} // namespace
