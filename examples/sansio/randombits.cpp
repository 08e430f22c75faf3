// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "randombits.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

void fillRandom(void *, std::span<quint32> words)
{
    std::span<std::byte> left = std::as_writable_bytes(words);
    while (!left.empty()) {
        const ssize_t size = ::getrandom(left.data(), left.size(), 0);
        if (size < 0 && errno != EINTR)
            std::abort(); // a mask that can be guessed would be worse
        left = left.subspan(size_t(std::max<ssize_t>(size, 0)));
    }
}

QByteArray randomKey()
{
    std::array<quint32, 4> words;
    fillRandom(nullptr, words);
    return QByteArray::fromRawData(reinterpret_cast<const char *>(words.data()), sizeof words)
            .toBase64();
}
