// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "shared/rawserver.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qsslserver.h>
#include <QtNetwork/qsslsocket.h>
#include <QtNetwork/qtcpserver.h>

#include <sys/socket.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

RawConnection::RawConnection(QTcpSocket *socket, std::vector<Step> script)
    : m_socket(socket)
    , m_script(std::move(script))
{
    socket->setParent(this);
    connect(socket, &QIODevice::readyRead, this, [this] { readAll(); });
    const auto ended = [this] {
        m_ended = true;
        advance();
    };
    connect(socket, &QIODevice::readChannelFinished, this, ended);
    connect(socket, &QAbstractSocket::disconnected, this, ended);
    QTimer::singleShot(0, this, [this] {
        readAll();
        advance();
    });
}

QByteArray RawConnection::headerValue(const QByteArray &name) const
{
    for (const QByteArray &line : m_head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

void RawConnection::send(const QByteArray &octets)
{
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_socket->write(octets);
    m_socket->flush();
}

void RawConnection::closeWriting()
{
    if (!m_socket)
        return;
    while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(1000)) {}
    ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
}

void RawConnection::close()
{
    if (m_socket)
        m_socket->disconnectFromHost();
}

void RawConnection::reset()
{
    if (!m_socket || m_socket->socketDescriptor() < 0)
        return;
    const linger now {1, 0};
    ::setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    // not QSslSocket::abort(): that would let a close_notify go first
    m_socket->blockSignals(true);
    m_socket->QAbstractSocket::abort();
    m_socket->blockSignals(false);
}

void RawConnection::pauseReading()
{
    m_paused = true;
    if (m_socket)
        m_socket->setReadBufferSize(1);
}

void RawConnection::resumeReading()
{
    m_paused = false;
    if (m_socket)
        m_socket->setReadBufferSize(0);
    readAll();
}

bool RawConnection::takeHead()
{
    const qsizetype end = m_received.indexOf("\r\n\r\n", m_taken);
    if (end < 0)
        return false;
    m_head = m_received.sliced(m_taken, end + 4 - m_taken);
    m_taken = end + 4;
    return true;
}

void RawConnection::advance()
{
    if (m_advancing)
        return;
    m_advancing = true;
    while (m_next < m_script.size() && m_script[m_next](*this)) {
        ++m_next;
        chopped = 0;
        waiting = waited = false;
    }
    m_advancing = false;
}

void RawConnection::readAll()
{
    if (m_paused || !m_socket || !m_socket->isReadable())
        return;
    m_received += m_socket->readAll();
    advance();
}

RawServer::RawServer(const QHostAddress &address)
    : m_server(std::make_unique<QTcpServer>())
{
    listen(address);
}

RawServer::RawServer(const QSslConfiguration &configuration, const QHostAddress &address)
    : m_secure(true)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(configuration);
    m_server = std::move(server);
    listen(address);
}

RawServer::~RawServer() = default;

void RawServer::listen(const QHostAddress &address)
{
    m_server->setListenBacklogSize(256);
    if (!m_server->listen(address))
        qFatal("cannot listen: %s", qPrintable(m_server->errorString()));
    QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(),
                     [this] { takeConnections(); });
}

void RawServer::takeConnections()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection())
        m_connections.push_back(std::make_unique<RawConnection>(socket, m_script));
}

RawServer &RawServer::readHead()
{
    return step([](RawConnection &connection) { return connection.takeHead(); });
}

RawServer &RawServer::readOctets(qsizetype count)
{
    return step([count](RawConnection &connection) {
        if (connection.unread().size() < count)
            return false;
        connection.take(count);
        return true;
    });
}

RawServer &RawServer::readToEnd()
{
    return step([](RawConnection &connection) { return connection.ended(); });
}

RawServer &RawServer::acceptUpgrade(const QByteArray &fields)
{
    return step([fields](RawConnection &connection) {
        connection.send("HTTP/1.1 101 Switching Protocols\r\n"
                        "Upgrade: websocket\r\n"
                        "Connection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: "
                        + acceptFor(connection.headerValue("Sec-WebSocket-Key")) + "\r\n" + fields
                        + "\r\n");
        return true;
    });
}

RawServer &RawServer::send(const QByteArray &octets)
{
    return step([octets](RawConnection &connection) {
        connection.send(octets);
        return true;
    });
}

RawServer &RawServer::sendChopped(const QByteArray &octets, qsizetype size)
{
    return step([octets, size](RawConnection &connection) {
        if (connection.chopped >= octets.size())
            return true;
        if (connection.waiting)
            return false;
        connection.send(octets.mid(connection.chopped, size));
        connection.chopped += size;
        connection.waiting = true;
        QTimer::singleShot(0, &connection, [&connection] {
            connection.waiting = false;
            connection.advance();
        });
        return false;
    });
}

RawServer &RawServer::wait(std::chrono::milliseconds time)
{
    return step([time](RawConnection &connection) {
        if (!connection.waiting) {
            connection.waiting = true;
            QTimer::singleShot(time, &connection, [&connection] {
                connection.waited = true;
                connection.advance();
            });
        }
        return connection.waited;
    });
}

RawServer &RawServer::closeWriting()
{
    return step([](RawConnection &connection) {
        connection.closeWriting();
        return true;
    });
}

RawServer &RawServer::close()
{
    return step([](RawConnection &connection) {
        connection.close();
        return true;
    });
}

RawServer &RawServer::reset()
{
    return step([](RawConnection &connection) {
        connection.reset();
        return true;
    });
}

RawServer &RawServer::step(RawConnection::Step step)
{
    m_script.push_back(std::move(step));
    return *this;
}

quint16 RawServer::port() const
{
    return m_server->serverPort();
}

QUrl RawServer::url(const QString &path) const
{
    QUrl url;
    url.setScheme(m_secure ? u"wss"_s : u"ws"_s);
    url.setHost(m_server->serverAddress().toString());
    url.setPort(port());
    url.setPath(path);
    return url;
}

RawConnection *RawServer::connection(int index) const
{
    return index < connectionCount() ? m_connections[size_t(index)].get() : nullptr;
}

QByteArray RawServer::received(int index) const
{
    const RawConnection *there = connection(index);
    return there ? there->received() : QByteArray();
}

void RawServer::stop()
{
    m_server->close();
}

QByteArray RawServer::acceptFor(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                    QCryptographicHash::Sha1)
            .toBase64();
}

} // namespace Lomond::Test
