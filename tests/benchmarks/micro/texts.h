// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What the micro-benchmarks work on: the same octets in every run, and of exactly the size that is
// asked for.

#ifndef LOMOND_BENCHMARKS_TEXTS_H
#define LOMOND_BENCHMARKS_TEXTS_H

#include <QtCore/qbytearray.h>

namespace Lomond::Bench {

enum class Prose { Ascii, Multilingual };

// UTF-8, words in an order of chance; whole code points, filled up with blanks
[[nodiscard]] QByteArray prose(Prose kind, qsizetype size);
// words in an order of chance: what deflate finds much in, but not everything
[[nodiscard]] QByteArray words(qsizetype size);
// 302 octets as a ticker sends them: alike, and never the same
[[nodiscard]] QByteArray quote(int number);

} // namespace Lomond::Bench

#endif
