// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client for tests that knows octets and nothing of WebSockets: it sends what it is told and keeps
// what comes. The counterpart of RawServer, for tests of LomondServer. Lives in the test's event loop.

#ifndef LOMOND_TESTS_RAWCLIENT_H
#define LOMOND_TESTS_RAWCLIENT_H

#include "shared/rawframes.h"
#include "shared/waitfor.h"

#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qtcpsocket.h>

#include <sys/socket.h>

namespace Lomond::Test {

class RawClient
{
public:
    explicit RawClient(quint16 port,
                       const QHostAddress &address = QHostAddress(QHostAddress::LocalHost))
    {
        QObject::connect(&m_socket, &QIODevice::readyRead, &m_socket,
                         [this] { m_received += m_socket.readAll(); });
        m_socket.connectToHost(address, port);
    }

    // RFC 6455 1.3: the example, with further lines that end in CR LF each
    [[nodiscard]] static QByteArray request(const QByteArray &fields = {},
                                            const QByteArray &host = "localhost",
                                            const QByteArray &target = "/")
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host
               + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
               + fields + "\r\n";
    }

    void send(const QByteArray &octets) { m_socket.write(octets); }
    void closeWriting() // TCP's FIN; goes on reading
    {
        const auto written = [this] {
            return m_socket.state() == QAbstractSocket::ConnectedState
                   && m_socket.bytesToWrite() == 0;
        };
        if (waitFor(written))
            ::shutdown(int(m_socket.socketDescriptor()), SHUT_WR);
    }
    void close() { m_socket.abort(); }

    [[nodiscard]] QTcpSocket &socket() { return m_socket; }
    [[nodiscard]] QByteArray received() const { return m_received; }
    [[nodiscard]] bool ended() const // the server's FIN came
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }
    // of the response; 0: it is not there yet
    [[nodiscard]] int status() const
    {
        return hasHead() && m_received.startsWith("HTTP/1.1 ") ? m_received.mid(9, 3).toInt() : 0;
    }
    [[nodiscard]] bool hasHead() const { return m_received.contains("\r\n\r\n"); }
    [[nodiscard]] QByteArray head() const
    {
        return m_received.first(m_received.indexOf("\r\n\r\n") + 4);
    }
    [[nodiscard]] QByteArray afterHead() const
    {
        return m_received.mid(m_received.indexOf("\r\n\r\n") + 4);
    }
    // nullopt: not (only) whole frames
    [[nodiscard]] std::optional<QList<RawFrame>> frames() const
    {
        return readRawFrames(afterHead());
    }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace Lomond::Test

#endif
