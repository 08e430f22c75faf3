// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// UTF-8, checked and converted as a received text is, and made from a QString as a sent one is;
// beside what Qt has for it. NAME/SIZE in octets of UTF-8.

#include "texts.h"

#include "core/utf8_p.h"
#include "core/utf8encoder_p.h"

#include <QtCore/qstringconverter.h>
#include <QtCore/qutf8stringview.h>

#include <benchmark/benchmark.h>

using namespace Lomond;
using Bench::Prose;

namespace {

// each octet of a text to work on, again and again
template<typename Work>
void withUtf8(benchmark::State &state, Prose kind, Work work)
{
    const QByteArray utf8 = Bench::prose(kind, state.range(0));
    for (auto _ : state) {
        auto result = work(utf8);
        benchmark::DoNotOptimize(result);
    }
    state.SetBytesProcessed(state.iterations() * utf8.size());
}

template<typename Work>
void withUtf16(benchmark::State &state, Prose kind, Work work)
{
    const QByteArray utf8 = Bench::prose(kind, state.range(0));
    const QString text = QString::fromUtf8(utf8);
    for (auto _ : state) {
        auto result = work(text);
        benchmark::DoNotOptimize(result);
    }
    state.SetBytesProcessed(state.iterations() * utf8.size());
}

void utf8Check(benchmark::State &state, Prose kind)
{
    withUtf8(state, kind, [](const QByteArray &utf8) { return Core::isValidUtf8(utf8); });
}

void utf8CheckByQt(benchmark::State &state, Prose kind)
{
    withUtf8(state, kind,
             [](const QByteArray &utf8) { return QUtf8StringView(utf8).isValidUtf8(); });
}

// what a received text goes through
void utf8Receive(benchmark::State &state, Prose kind)
{
    QString text; // used again and again, as a connection does
    withUtf8(state, kind, [&text](const QByteArray &utf8) { return Core::decodeUtf8(utf8, text); });
}

void utf8ConvertByQt(benchmark::State &state, Prose kind)
{
    withUtf8(state, kind, [](const QByteArray &utf8) { return QString::fromUtf8(utf8); });
}

void utf8DecodeByQt(benchmark::State &state, Prose kind)
{
    withUtf8(state, kind, [](const QByteArray &utf8) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(utf8);
        return decoder.hasError() ? QString() : text;
    });
}

// what a sent text goes through, but for its mask
void utf8Send(benchmark::State &state, Prose kind)
{
    QByteArray frame(state.range(0), Qt::Uninitialized);
    withUtf16(state, kind, [&frame](const QString &text) {
        const qsizetype size = Core::utf8Size(text);
        benchmark::DoNotOptimize(size);
        return Core::encodeUtf8(frame.data(), text);
    });
}

void utf8EncodeByQt(benchmark::State &state, Prose kind)
{
    withUtf16(state, kind, [](const QString &text) { return text.toUtf8(); });
}

void sizes(benchmark::internal::Benchmark *benchmark)
{
    benchmark->ArgsProduct({{64, 256, 4096, 16384, 1 << 20}});
}

BENCHMARK_CAPTURE(utf8Check, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Check, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8CheckByQt, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8CheckByQt, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Receive, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Receive, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8ConvertByQt, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8ConvertByQt, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8DecodeByQt, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8DecodeByQt, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Send, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8Send, multilingual, Prose::Multilingual)->Apply(sizes);
BENCHMARK_CAPTURE(utf8EncodeByQt, ascii, Prose::Ascii)->Apply(sizes);
BENCHMARK_CAPTURE(utf8EncodeByQt, multilingual, Prose::Multilingual)->Apply(sizes);

} // namespace
