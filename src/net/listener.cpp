// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/listener_p.h"

#include "net/logging_p.h"
#include "net/tcptransport_p.h"

#include <QtCore/qtimer.h>
#if QT_CONFIG(ssl)
#    include "net/tlstransport_p.h"

#    include <QtNetwork/qsslserver.h>
#    include <QtNetwork/qsslsocket.h>
#endif

namespace Lomond::Net {

namespace {

using namespace std::chrono_literals;

// QTcpServer would wait until the application took these.
constexpr int MaximumPendingConnections = 1'000;
constexpr int Backlog = 1'000; // the kernel may cap it
// After accept() failed, most likely because the process has no descriptors left.
constexpr auto RetryDelay = 500ms;

// QTcpServer stops accepting for good when that fails once.
void prepare(QTcpServer *server)
{
    server->setListenBacklogSize(Backlog);
    server->setMaxPendingConnections(MaximumPendingConnections);
    QObject::connect(server, &QTcpServer::acceptError, server, [server] {
        QTimer::singleShot(RetryDelay, server, [server] {
            // not earlier: a log may need a descriptor, too
            qCWarning(lcServer) << "could not accept a connection:" << server->errorString();
            server->resumeAccepting();
        });
    });
}

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
    auto server = std::make_unique<TcpListener>(std::move(accepted));
    prepare(server.get());
    return server;
}

#if QT_CONFIG(ssl)
std::unique_ptr<QTcpServer> createTlsListener(const QSslConfiguration &configuration,
                                              std::chrono::milliseconds timeout, Accepted accepted)
{
    auto server = std::make_unique<QSslServer>();
    prepare(server.get());
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
