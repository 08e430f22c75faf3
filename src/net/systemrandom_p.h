// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The random bits of the operating system: the real source behind the seam of randombits_p.h.
// One call of the system for 512 words (RFC 6455 10.3: keys that nobody can predict, for each
// frame). Not shared between threads.

#ifndef LOMOND_NET_SYSTEMRANDOM_P_H
#define LOMOND_NET_SYSTEMRANDOM_P_H

#include "net/randombits_p.h"

#include <array>
#include <memory>

namespace Lomond::Net {

class SystemRandom : public RandomBits
{
public:
    // the calling thread's, shared as long as somebody holds it
    [[nodiscard]] static std::shared_ptr<SystemRandom> ofThisThread();

    void fill(std::span<quint32> words) override;

private:
    std::array<quint32, 512> m_pool;
    size_t m_left = 0; // at the end of m_pool
};

} // namespace Lomond::Net

#endif
