// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/listener_p.h"

#include "net/tcptransport_p.h"
#if QT_CONFIG(ssl)
#    include "net/tlstransport_p.h"

#    include <QtNetwork/qsslserver.h>
#    include <QtNetwork/qsslsocket.h>
#endif

namespace Lomond::Net {

namespace {

// QTcpServer would open the sockets buffered.
class TcpListener : public QTcpServer
{
public:
    explicit TcpListener(Accepted accepted)
        : m_accepted(std::move(accepted))
    {}

protected:
    void incomingConnection(qintptr descriptor) override
    {
        m_accepted(std::make_unique<TcpTransport>(descriptor));
    }

private:
    Accepted m_accepted;
};

} // namespace

std::unique_ptr<QTcpServer> createTcpListener(Accepted accepted)
{
    return std::make_unique<TcpListener>(std::move(accepted));
}

#if QT_CONFIG(ssl)
std::unique_ptr<QTcpServer> createTlsListener(const QSslConfiguration &configuration,
                                              std::chrono::milliseconds timeout, Accepted accepted)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(configuration);
    if (timeout.count() > 0)
        server->setHandshakeTimeout(int(timeout.count()));
    QObject::connect(server.get(), &QTcpServer::pendingConnectionAvailable, server.get(),
                     [server = server.get(), accepted = std::move(accepted)] {
                         while (auto *socket = server->nextPendingConnection()) {
                             socket->setParent(nullptr);
                             std::unique_ptr<QSslSocket> secure(static_cast<QSslSocket *>(socket));
                             accepted(std::make_unique<TlsTransport>(std::move(secure)));
                         }
                     });
    return server;
}
#endif

} // namespace Lomond::Net
