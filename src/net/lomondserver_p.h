// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a LomondServer is made of: the listener, the policy, and the clients that are not let in yet.

#ifndef LOMOND_NET_LOMONDSERVER_P_H
#define LOMOND_NET_LOMONDSERVER_P_H

#include <Lomond/lomondserver.h>

#include "net/connection_p.h"
#include "net/requestpolicy_p.h"

#include <QtNetwork/qtcpserver.h>

class LomondServerPrivate
{
public:
    using Connection = Lomond::Net::Connection;

    explicit LomondServerPrivate(LomondServer *q)
        : q(q)
    {}

    [[nodiscard]] bool listen(const QHostAddress &address, quint16 port);
    // a client is connected; it has to make its request
    void greet(std::unique_ptr<Lomond::Net::Transport> transport);
    // its request came: refuses it, asks the application, or accepts it
    void judge(LomondUpgrade *upgrade);
    // it was accepted
    void welcome(std::unique_ptr<Connection> connection, const Lomond::Request &request,
                 const QString &protocol);

    LomondServer *const q;
    std::unique_ptr<QTcpServer> listener;
    QString errorString;
    QStringList protocols; // best first
    Lomond::Net::RequestPolicy policy;
    Lomond::Net::SocketSettings settings; // of its sockets
    std::chrono::milliseconds openTimeout {10'000};

private:
    void introduce(LomondSocket *socket);
    [[nodiscard]] Lomond::AcceptOptions defaultAnswer(const Lomond::Request &request) const;
    [[nodiscard]] std::unique_ptr<QTcpServer> createListener();
};

#endif
