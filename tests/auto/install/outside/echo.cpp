// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A server and a client over a real connection, with Lomond::Net. Leaves with 0 if the echo came
// back and both closed in good order.

#include <Lomond/LomondServer>
#include <Lomond/LomondSocket>

#include <QtCore/QCoreApplication>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    LomondServer server;
    if (!server.listen())
        return 1;
    QObject::connect(&server, &LomondServer::newConnection, &app, [](LomondSocket *peer) {
        QObject::connect(peer, &LomondSocket::text, peer, &LomondSocket::sendText);
    });

    LomondSocket socket(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(server.serverPort())));
    bool echoed = false;
    QObject::connect(&socket, &LomondSocket::ready, &socket,
                     [&] { socket.sendText(QStringLiteral("echo")); });
    QObject::connect(&socket, &LomondSocket::text, &socket, [&](const QString &text) {
        echoed = text == QStringLiteral("echo");
        socket.close();
    });
    QObject::connect(&socket, &LomondSocket::connectFailed, &app, [] { QCoreApplication::exit(2); });
    QObject::connect(&socket, &LomondSocket::disconnected, &app,
                     [&](const QString &, bool graceful) {
                         QCoreApplication::exit(echoed && graceful ? 0 : 3);
                     });
    socket.open();
    return QCoreApplication::exec();
}
