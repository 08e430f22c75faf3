// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/reconnector_p.h"

namespace Lomond::Net {

std::optional<std::chrono::milliseconds> Reconnector::plan(const Core::AttemptEnd &end,
                                                           const ReconnectPolicy &policy,
                                                           const Environment &environment)
{
    quint32 random = 0;
    environment.random->fill({&random, 1});
    m_backoff.setPolicy(policy);
    return m_backoff.next(end, random);
}

void Reconnector::start(std::chrono::milliseconds delay, const Environment &environment,
                        QObject *parent)
{
    m_timer = environment.timers->create(Timer::Precision::Coarse, [this] { expired(); });
    m_timer->setParent(parent);
    m_timer->start(delay);
}

void Reconnector::expired()
{
    m_timer.reset();
    m_retry();
}

void Reconnector::cancel()
{
    m_timer.reset();
}

void Reconnector::reset()
{
    cancel();
    m_backoff.reset();
}

} // namespace Lomond::Net
