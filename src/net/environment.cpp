// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/environment_p.h"

#include "net/systemclock_p.h"
#include "net/systemrandom_p.h"
#include "net/systemresolver_p.h"
#include "net/systemtimer_p.h"
#include "net/tcptransport_p.h"
#include "net/tlstransport_p.h"

namespace Lomond::Net {

namespace {

class SystemTransportFactory : public TransportFactory
{
public:
    [[nodiscard]] std::unique_ptr<Transport> create(bool secure) override
    {
        if (!secure)
            return std::make_unique<TcpTransport>(m_resolver);
#if QT_CONFIG(ssl)
        return std::make_unique<TlsTransport>(m_resolver);
#else
        return nullptr;
#endif
    }

private:
    std::shared_ptr<Resolver> m_resolver = std::make_shared<SystemResolver>();
};

} // namespace

Environment Environment::system()
{
    // without state, but for the random bits
    static const auto clock = std::make_shared<SystemClock>();
    static const auto timers = std::make_shared<SystemTimerFactory>();
    static const auto transports = std::make_shared<SystemTransportFactory>();
    return {clock, timers, SystemRandom::ofThisThread(), transports, DeliveryBudget::ofThisThread()};
}

} // namespace Lomond::Net
