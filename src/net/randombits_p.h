// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seam of chance: unpredictable bits for masking keys, nonces and waits.
// The real source is the operating system's, drawn in batches, since a call costs more than many keys.

#ifndef LOMOND_NET_RANDOMBITS_P_H
#define LOMOND_NET_RANDOMBITS_P_H

#include <QtCore/qglobal.h>

#include <span>

namespace Lomond::Net {

class RandomBits
{
public:
    virtual ~RandomBits() = default;
    virtual void fill(std::span<quint32> words) = 0;
};

} // namespace Lomond::Net

#endif
