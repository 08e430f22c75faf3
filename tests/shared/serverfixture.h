// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A LomondServer on a free port of 127.0.0.1 that keeps whom it let in, for tests.

#ifndef LOMOND_TESTS_SERVERFIXTURE_H
#define LOMOND_TESTS_SERVERFIXTURE_H

#include <Lomond/LomondServer>

#include <QtCore/qpointer.h>

namespace Lomond::Test {

class ServerFixture
{
public:
    ServerFixture()
    {
        QObject::connect(server.get(), &LomondServer::newConnection, server.get(),
                         [this](LomondSocket *socket) { sockets.append(socket); });
    }
    void listen()
    {
        if (!server->listen(QHostAddress(QHostAddress::LocalHost)))
            qFatal("cannot listen: %s", qPrintable(server->errorString()));
    }
    [[nodiscard]] quint16 port() const { return server->serverPort(); }
    [[nodiscard]] QUrl url(const QString &path = QStringLiteral("/"),
                           const QString &scheme = QStringLiteral("ws")) const
    {
        QUrl url(scheme + QStringLiteral("://127.0.0.1") + path);
        url.setPort(port());
        return url;
    }
    // the first that was let in; nullptr: nobody, or it is gone
    [[nodiscard]] LomondSocket *socket() const
    {
        return sockets.isEmpty() ? nullptr : sockets.constFirst().data();
    }

    std::unique_ptr<LomondServer> server = std::make_unique<LomondServer>();
    QList<QPointer<LomondSocket>> sockets;
};

} // namespace Lomond::Test

#endif
