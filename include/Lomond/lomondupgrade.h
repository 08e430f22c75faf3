// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client's request to open a WebSocket, waiting for the server's answer: accept() or reject().
// Belongs to its LomondServer, which deletes it after the answer, and answers 503 at its deadline.

#ifndef LOMOND_LOMONDUPGRADE_H
#define LOMOND_LOMONDUPGRADE_H

#include <Lomond/lomondprotocol.h>

#include <QtCore/qobject.h>
#include <QtNetwork/qhostaddress.h>

namespace Lomond::Net {
class Connection;
}
class LomondServer;

class LOMOND_NET_EXPORT LomondUpgrade : public QObject
{
    Q_OBJECT

public:
    ~LomondUpgrade() override;

    [[nodiscard]] Lomond::Request request() const;
    [[nodiscard]] QHostAddress peerAddress() const;
    [[nodiscard]] quint16 peerPort() const;
    [[nodiscard]] QHostAddress localAddress() const;
    [[nodiscard]] quint16 localPort() const;

    bool accept(const Lomond::AcceptOptions &options = {});
    bool reject(int status, const Lomond::Headers &headers = {}, const QByteArray &body = {});

private:
    friend class LomondServerPrivate;
    explicit LomondUpgrade(std::unique_ptr<class LomondUpgradePrivate> dd, QObject *parent);

    std::unique_ptr<class LomondUpgradePrivate> d;
};

#endif
