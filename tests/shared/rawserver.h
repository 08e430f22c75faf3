// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A server for tests that knows octets and nothing of WebSockets: each connection follows the same
// script, step by step, and records what it received. After the script it is silent but goes on
// recording. Over TCP, or over TLS if it is given a configuration. Lives in the test's event loop:
//
//     RawServer server;
//     server.readHead().acceptUpgrade().send("\x81\x02hi").closeWriting();
//     socket.openUrl(server.url());
//
// Script and manual control (server.connection()->send(…)) may be mixed.

#ifndef LOMOND_TESTS_RAWSERVER_H
#define LOMOND_TESTS_RAWSERVER_H

#include <QtCore/qbytearray.h>
#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qsslconfiguration.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QTcpServer;
class QTcpSocket;
QT_END_NAMESPACE

namespace Lomond::Test {

class RawConnection : public QObject
{
public:
    // true: done, go on with the next step; false: ask again when something happened
    using Step = std::function<bool(RawConnection &)>;

    RawConnection(QTcpSocket *socket, std::vector<Step> script);

    // Everything that came, also what the steps have dealt with.
    [[nodiscard]] QByteArray received() const { return m_received; }
    // What the steps have not dealt with yet.
    [[nodiscard]] QByteArray unread() const { return m_received.mid(m_taken); }
    [[nodiscard]] QByteArray head() const { return m_head; } // with its empty line
    [[nodiscard]] QByteArray headerValue(const QByteArray &name) const; // of the head
    [[nodiscard]] bool ended() const { return m_ended; } // the client's FIN or RST came
    [[nodiscard]] bool atEndOfScript() const { return m_next == m_script.size(); }
    [[nodiscard]] QTcpSocket *socket() const { return m_socket; }

    void send(const QByteArray &octets);
    void closeWriting(); // TCP's FIN, also under TLS, where that is a truncation; goes on reading
    void close(); // everything written, then (close_notify and) FIN
    void reset(); // RST, as by SO_LINGER 0
    void pauseReading(); // from now on the kernel's buffers fill, and the client's with them
    void resumeReading();

    void take(qsizetype octets) { m_taken += octets; }
    [[nodiscard]] bool takeHead(); // true once all of it was there
    void advance(); // goes on with the script

    qsizetype chopped = 0; // of the running chopping step
    bool waiting = false; // a wait is under way, or over
    bool waited = false;

private:
    void readAll();

    QPointer<QTcpSocket> m_socket;
    std::vector<Step> m_script;
    size_t m_next = 0;
    QByteArray m_received;
    QByteArray m_head;
    qsizetype m_taken = 0;
    bool m_ended = false;
    bool m_paused = false;
    bool m_advancing = false;
};

class RawServer
{
public:
    explicit RawServer(const QHostAddress &address = QHostAddress(QHostAddress::LocalHost));
    explicit RawServer(const QSslConfiguration &configuration,
                       const QHostAddress &address = QHostAddress(QHostAddress::LocalHost));
    ~RawServer();

    // The script; each returns the server, so that steps can be written in a row.
    RawServer &readHead(); // waits for the end of an HTTP head
    RawServer &readOctets(qsizetype count);
    RawServer &readToEnd(); // waits for the client's FIN
    // 101 with the right Sec-WebSocket-Accept; `fields` are further lines, each with its CR LF
    RawServer &acceptUpgrade(const QByteArray &fields = {});
    RawServer &send(const QByteArray &octets);
    RawServer &sendChopped(const QByteArray &octets, qsizetype size = 1); // a segment per turn
    RawServer &wait(std::chrono::milliseconds time);
    RawServer &closeWriting();
    RawServer &close();
    RawServer &reset();
    RawServer &step(RawConnection::Step step);

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QUrl url(const QString &path = {}) const; // ws: or wss:, by address
    [[nodiscard]] int connectionCount() const { return int(m_connections.size()); }
    [[nodiscard]] RawConnection *connection(int index = 0) const; // nullptr: not there yet
    [[nodiscard]] QByteArray received(int index = 0) const; // empty: not there yet
    void stop(); // listens no more; connections stay

    // RFC 6455 4.2.2
    [[nodiscard]] static QByteArray acceptFor(const QByteArray &key);

private:
    void listen(const QHostAddress &address);
    void takeConnections();

    std::unique_ptr<QTcpServer> m_server;
    std::vector<RawConnection::Step> m_script;
    std::vector<std::unique_ptr<RawConnection>> m_connections;
    bool m_secure = false;
};

} // namespace Lomond::Test

#endif
