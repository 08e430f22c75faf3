// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client that is connected to a LomondServer but not let in yet: its connection, listened to
// until the request is answered. Destroys itself, by its LomondUpgrade, when that is done.

#ifndef LOMOND_NET_LOMONDUPGRADE_P_H
#define LOMOND_NET_LOMONDUPGRADE_P_H

#include "net/lomondserver_p.h"

class LomondUpgradePrivate final : public Lomond::Net::ConnectionListener
{
public:
    using Connection = Lomond::Net::Connection;

    LomondUpgradePrivate(LomondServerPrivate *server,
                         std::unique_ptr<Lomond::Net::Transport> transport);
    ~LomondUpgradePrivate();

    void start(LomondUpgrade *upgrade);
    [[nodiscard]] bool accept(const Lomond::AcceptOptions &options);
    [[nodiscard]] bool reject(int status, const Lomond::Headers &headers, const QByteArray &body);
    [[nodiscard]] const Lomond::Net::Transport *transport() const;

    Lomond::Request request;

private:
    void connectionUpgradeRequested(const Lomond::Request &theRequest) override;
    void connectionEnded(const Lomond::Net::ConnectionEnd &end) override;

    LomondServerPrivate *m_server;
    LomondUpgrade *m_upgrade = nullptr;
    Lomond::Net::SocketSettings m_settings;
    std::unique_ptr<Connection> m_connection;
};

#endif
