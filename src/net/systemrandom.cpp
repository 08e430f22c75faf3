// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/systemrandom_p.h"

#include <QtCore/qrandom.h>

#include <algorithm>

#if defined(Q_OS_LINUX)
#    include <sys/random.h>
#endif

namespace Lomond::Net {

static void askSystem(std::span<quint32> words)
{
#if defined(Q_OS_LINUX)
    // The kernel gives them in half the time that the processor takes, which Qt would ask.
    if (::getrandom(words.data(), words.size_bytes(), 0) == ssize_t(words.size_bytes()))
        return;
#endif
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
}

std::shared_ptr<SystemRandom> SystemRandom::ofThisThread()
{
    static thread_local std::weak_ptr<SystemRandom> shared;
    std::shared_ptr<SystemRandom> random = shared.lock();
    if (!random) {
        random = std::make_shared<SystemRandom>();
        shared = random;
    }
    return random;
}

void SystemRandom::fill(std::span<quint32> words)
{
    while (!words.empty()) {
        if (m_left == 0) {
            askSystem(m_pool);
            m_left = m_pool.size();
        }
        const size_t count = std::min(words.size(), m_left);
        std::copy_n(m_pool.end() - qptrdiff(m_left), count, words.begin());
        m_left -= count;
        words = words.subspan(count);
    }
}

} // namespace Lomond::Net
