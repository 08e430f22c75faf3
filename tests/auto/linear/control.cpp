// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Work that is known: linear, and quadratic, which has to be noticed.

#include "work.h"

#include <QtCore/qbytearray.h>

#include <array>

namespace Lomond::Test {

static bool runLinear(qsizetype size)
{
    QByteArray octets;
    for (qsizetype i = 0; i < size; ++i)
        octets += 'x';
    return octets.size() == size;
}

// a parser that begins anew whenever an octet arrives
static bool runQuadratic(qsizetype size)
{
    QByteArray octets;
    bool found = false;
    for (qsizetype i = 0; i < size; ++i) {
        octets += 'x';
        for (const char octet : std::as_const(octets))
            found |= octet == '\n';
    }
    return !found;
}

std::span<const Work> controlWork()
{
    static constexpr std::array table = {
            Work {"linear", &runLinear},
            Work {"quadratic", &runQuadratic},
    };
    return table;
}

} // namespace Lomond::Test
