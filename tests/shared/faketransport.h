// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A transport without a network. The connection under test owns the FakeTransport; the test holds
// the FakePeer at its other end, which says what arrives and sees what leaves, at once and without
// an event loop. FakeTransportFactory::peers has the peers in the order of the attempts.

#ifndef LOMOND_TESTS_FAKETRANSPORT_H
#define LOMOND_TESTS_FAKETRANSPORT_H

#include "net/transport_p.h"

#include <QtCore/qbytearray.h>

#include <limits>
#include <memory>
#include <vector>

namespace Lomond::Test {

class FakeTransport;

class FakePeer
{
public:
    // What the transport tells its listener. Nothing happens when nobody listens any more.
    void connect(); // transportConnected()
    void fail(const Net::TransportFailure &failure);
    void send(const QByteArray &octets); // they arrive: transportReadyRead()
    void queue(const QByteArray &octets) { m_input += octets; } // without telling
    void notify(); // transportReadyRead()
    void queueEnd() { m_ended = true; } // FIN, without telling
    void end(const QString &reason =
                     {}); // FIN, or with a reason a broken connection; transportReadyRead()
#if QT_CONFIG(ssl)
    void sslErrors(const QList<QSslError> &errors);
#endif

    // A kernel that takes nothing until it is told to, then once so many octets at most.
    void block()
    {
        m_room = 0;
    }
    void unblock(qint64 octets = std::numeric_limits<qint64>::max()); // transportBytesWritten()

    [[nodiscard]] QByteArray received() const
    {
        return m_received;
    } // what reached the kernel
    [[nodiscard]] QByteArray takeReceived()
    {
        return std::exchange(m_received, {});
    }
    [[nodiscard]] qint64 unread() const
    {
        return m_input.size();
    }

    [[nodiscard]] bool isOpened() const
    {
        return m_opened;
    }
    [[nodiscard]] const Net::TransportTarget &target() const
    {
        return m_target;
    }
    [[nodiscard]] bool isWritingShutDown() const
    {
        return m_finished && m_pending.isEmpty();
    }
    [[nodiscard]] bool isAborted() const
    {
        return m_aborted;
    }
    [[nodiscard]] bool isDestroyed() const
    {
        return m_transport == nullptr;
    }
    [[nodiscard]] bool isDropped() const
    {
        return m_aborted || isDestroyed();
    }
#if QT_CONFIG(ssl)
    [[nodiscard]] QList<QSslError> ignoredSslErrors() const
    {
        return m_ignoredSslErrors;
    }
#endif

    int reads = 0;
    bool tellsOfMore = false;
    qint64 maxRead = std::numeric_limits<qint64>::max(); // octets that one read() gives at most
    bool secure = false;
    QHostAddress peerAddress {QHostAddress::LocalHost};
    quint16 peerPort = 80;
    QHostAddress localAddress {QHostAddress::LocalHost};
    quint16 localPort = 49152;

private:
    friend class FakeTransport;
    void flush();

    FakeTransport *m_transport = nullptr;
    Net::TransportListener *m_listener = nullptr;
    Net::TransportTarget m_target;
    QByteArray m_input;
    QByteArray m_pending; // written, not with the kernel yet
    QByteArray m_received;
    QString m_endReason;
    qint64 m_room = std::numeric_limits<qint64>::max();
    bool m_opened = false;
    bool m_ended = false;
    bool m_finished = false;
    bool m_aborted = false;
#if QT_CONFIG(ssl)
    QList<QSslError> m_ignoredSslErrors;
#endif
};

class FakeTransport : public Net::Transport
{
public:
    explicit FakeTransport(std::shared_ptr<FakePeer> peer);
    ~FakeTransport() override;

    void setListener(Net::TransportListener *listener) override;
    void open(const Net::TransportTarget &target) override;
    [[nodiscard]] qint64 read(char *data, qint64 maxSize) override;
    [[nodiscard]] bool tellsOfMore() const override { return m_peer->tellsOfMore; }
    [[nodiscard]] QString endReason() const override;
    void write(const char *data, qint64 size) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    void shutDownWriting() override;
    void abort() override;
    void setParent(QObject *) override {}
    [[nodiscard]] QHostAddress peerAddress() const override { return m_peer->peerAddress; }
    [[nodiscard]] quint16 peerPort() const override { return m_peer->peerPort; }
    [[nodiscard]] QHostAddress localAddress() const override { return m_peer->localAddress; }
    [[nodiscard]] quint16 localPort() const override { return m_peer->localPort; }
    [[nodiscard]] bool isSecure() const override { return m_peer->secure; }
#if QT_CONFIG(ssl)
    void ignoreSslErrors(const QList<QSslError> &errors) override;
#endif

private:
    std::shared_ptr<FakePeer> m_peer;
};

class FakeTransportFactory : public Net::TransportFactory
{
public:
    [[nodiscard]] std::unique_ptr<Net::Transport> create(bool secure) override;
    // one that is connected already, as a server gets them; its peer is peers.back()
    [[nodiscard]] std::unique_ptr<Net::Transport> createConnected();

    [[nodiscard]] FakePeer &peer() const { return *peers.back(); } // of the latest attempt

    std::vector<std::shared_ptr<FakePeer>> peers;
};

} // namespace Lomond::Test

#endif
