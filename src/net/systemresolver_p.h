// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The system's name resolution: the real one behind the seam of resolver_p.h.
// Blocking look-ups in threads of their own, a new one for each attempt: QHostInfo::lookupHost()
// answers from a cache for 60 s, and leaks when it is abandoned. Address literals need none.

#ifndef LOMOND_NET_SYSTEMRESOLVER_P_H
#define LOMOND_NET_SYSTEMRESOLVER_P_H

#include "net/resolver_p.h"

namespace Lomond::Net {

class SystemResolver : public Resolver
{
public:
    // What asks the system, in a thread of the resolver; blocks.
    using Query = std::function<Resolution(const QString &host)>;

    explicit SystemResolver(Query query = ask);

    [[nodiscard]] std::unique_ptr<Lookup> lookUp(
            const QString &host, std::function<void(const Resolution &)> done) override;

private:
    [[nodiscard]] static Resolution ask(const QString &host);

    Query m_query;
};

} // namespace Lomond::Net

#endif
