// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The seam of names: a host name to addresses, without blocking the thread.

#ifndef LOMOND_NET_RESOLVER_P_H
#define LOMOND_NET_RESOLVER_P_H

#include <QtCore/qlist.h>
#include <QtCore/qstring.h>
#include <QtNetwork/qhostaddress.h>

#include <functional>
#include <memory>

namespace Lomond::Net {

struct Resolution
{
    QList<QHostAddress> addresses; // in the order to try them; empty: failed
    QString error; // for people
};

class Resolver
{
public:
    // A running look-up; destroying it cancels it: its answer never comes.
    class Lookup
    {
    public:
        virtual ~Lookup() = default;
    };

    virtual ~Resolver() = default;
    // `done` is called once, from the caller's event loop, never from here
    [[nodiscard]] virtual std::unique_ptr<Lookup> lookUp(
            const QString &host, std::function<void(const Resolution &)> done) = 0;
};

} // namespace Lomond::Net

#endif
