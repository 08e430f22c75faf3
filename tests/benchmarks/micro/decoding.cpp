// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Frames to events, by a client's Protocol: NAME/SIZE of the messages, of which there are as many as
// 64 KiB have room for. Octets come as from a socket, into the buffer that Protocol has for them.

#include "texts.h"

#include "../../auto/core/protocolharness.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

using namespace Lomond;

namespace {

constexpr qsizetype BlockSize = 64 * 1024;

// Returns how many messages came of it.
qsizetype receive(Protocol &protocol, QByteArrayView wire)
{
    qsizetype messages = 0;
    while (!wire.isEmpty()) {
        const std::span<char> room = protocol.receiveBuffer();
        const qsizetype size = std::min(wire.size(), qsizetype(room.size()));
        std::memcpy(room.data(), wire.data(), size_t(size)); // the kernel does it elsewhere
        protocol.commit(size);
        wire = wire.sliced(size);
        while (const auto event = protocol.nextEvent()) {
            messages += std::holds_alternative<Protocol::Failed>(*event) ? 0 : 1;
            if (std::holds_alternative<Protocol::Binary>(*event)) {
                QByteArray payload = protocol.takePayload();
                benchmark::DoNotOptimize(payload);
            }
        }
    }
    return messages;
}

void decode(benchmark::State &state, Test::RawFrame (*frame)(const QByteArray &))
{
    const auto size = qsizetype(state.range(0));
    const qsizetype count = std::max<qsizetype>(1, BlockSize / size);
    const QByteArray payload = Bench::prose(Bench::Prose::Ascii, size);
    const QByteArray wire = frame(payload).octets(false).repeated(count);
    Test::Peer client(Role::Client);
    for (auto _ : state) {
        if (receive(*client, wire) != count)
            return state.SkipWithError("messages are missing");
    }
    state.SetItemsProcessed(state.iterations() * count);
    state.SetBytesProcessed(state.iterations() * count * size);
}

Test::RawFrame text(const QByteArray &payload)
{
    return Test::text(payload);
}

Test::RawFrame binary(const QByteArray &payload)
{
    return Test::binary(payload);
}

BENCHMARK_CAPTURE(decode, text, &text)->Arg(64)->Arg(256)->Arg(16384);
BENCHMARK_CAPTURE(decode, binary, &binary)->Arg(64)->Arg(1 << 20);

} // namespace
