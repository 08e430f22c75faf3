// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Waits between the attempts of a persistent socket. Owned by LomondSocket's private part.
// How long, and whether at all, is Backoff's to say; chance and time are the environment's.

#ifndef LOMOND_NET_RECONNECTOR_P_H
#define LOMOND_NET_RECONNECTOR_P_H

#include "core/backoff_p.h"
#include "net/environment_p.h"

namespace Lomond::Net {

class Reconnector
{
public:
    explicit Reconnector(std::function<void()> retry)
        : m_retry(std::move(retry))
    {}

    // the wait before the next attempt; nullopt: no retry
    [[nodiscard]] std::optional<std::chrono::milliseconds> plan(const Core::AttemptEnd &end,
                                                                const ReconnectPolicy &policy,
                                                                const Environment &environment);
    // goes with `parent` to another thread
    void start(std::chrono::milliseconds delay, const Environment &environment, QObject *parent);
    void cancel(); // the wait
    void reset(); // forgets what happened, too

private:
    void expired();

    std::function<void()> m_retry;
    Core::Backoff m_backoff;
    std::unique_ptr<Timer> m_timer; // while it waits
};

} // namespace Lomond::Net

#endif
