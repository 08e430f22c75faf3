// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How long a persistent socket waits between attempts, and when it gives up. All times in milliseconds.

#ifndef LOMOND_LOMONDRECONNECTPOLICY_H
#define LOMOND_LOMONDRECONNECTPOLICY_H

#include <Lomond/lomondglobal.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>

namespace Lomond {

class LOMOND_CORE_EXPORT ReconnectPolicy
{
    Q_GADGET_EXPORT(LOMOND_CORE_EXPORT)
    Q_PROPERTY(int firstDelay READ firstDelay WRITE setFirstDelay)
    Q_PROPERTY(int firstDelayAfterRestart READ firstDelayAfterRestart WRITE setFirstDelayAfterRestart)
    Q_PROPERTY(int minimumDelay READ minimumDelay WRITE setMinimumDelay)
    Q_PROPERTY(int maximumDelay READ maximumDelay WRITE setMaximumDelay)
    Q_PROPERTY(int resetAfter READ resetAfter WRITE setResetAfter)
    Q_PROPERTY(int maximumAttempts READ maximumAttempts WRITE setMaximumAttempts)
    Q_PROPERTY(bool respectRetryAfter READ respectRetryAfter WRITE setRespectRetryAfter)

public:
    [[nodiscard]] int firstDelay() const { return m_firstDelay; }
    void setFirstDelay(int msecs) { m_firstDelay = qMax(0, msecs); }
    [[nodiscard]] int firstDelayAfterRestart() const { return m_firstDelayAfterRestart; }
    void setFirstDelayAfterRestart(int msecs) { m_firstDelayAfterRestart = qMax(0, msecs); }
    [[nodiscard]] int minimumDelay() const { return m_minimumDelay; }
    void setMinimumDelay(int msecs) { m_minimumDelay = qMax(0, msecs); }
    [[nodiscard]] int maximumDelay() const { return m_maximumDelay; }
    void setMaximumDelay(int msecs) { m_maximumDelay = qMax(0, msecs); }
    [[nodiscard]] int resetAfter() const { return m_resetAfter; }
    void setResetAfter(int msecs) { m_resetAfter = qMax(0, msecs); }
    [[nodiscard]] int maximumAttempts() const { return m_maximumAttempts; }
    void setMaximumAttempts(int attempts) { m_maximumAttempts = qMax(0, attempts); }
    [[nodiscard]] bool respectRetryAfter() const { return m_respectRetryAfter; }
    void setRespectRetryAfter(bool respect) { m_respectRetryAfter = respect; }

    friend bool operator==(const ReconnectPolicy &, const ReconnectPolicy &) = default;

private:
    int m_firstDelay = 5'000;
    int m_firstDelayAfterRestart = 30'000;
    int m_minimumDelay = 500;
    int m_maximumDelay = 120'000;
    int m_resetAfter = 60'000;
    int m_maximumAttempts = 0; // 0: no limit
    bool m_respectRetryAfter = true;
};

} // namespace Lomond

Q_DECLARE_METATYPE(Lomond::ReconnectPolicy)

#endif
