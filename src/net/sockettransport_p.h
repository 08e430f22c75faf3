// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What TCP and TLS have in common as transports: resolving, connecting to one address after the
// other, the life of the QTcpSocket. Base of TcpTransport and TlsTransport.
// QSslSocket does not bear it when a slot of its signals closes it, deletes it or runs an event
// loop. So signals are taken from the event loop, but for a plain QTcpSocket's that there is
// something to read: the last thing that it does with a notification.

#ifndef LOMOND_NET_SOCKETTRANSPORT_P_H
#define LOMOND_NET_SOCKETTRANSPORT_P_H

#include "net/resolver_p.h"
#include "net/transport_p.h"

#include <QtCore/qpointer.h>
#include <QtNetwork/qtcpsocket.h>

namespace Lomond::Net {

class SocketTransport : public Transport
{
public:
    ~SocketTransport() override;
    Q_DISABLE_COPY_MOVE(SocketTransport)

    void setListener(TransportListener *listener) final;
    void open(const TransportTarget &target) final;
    [[nodiscard]] QString endReason() const final { return m_endReason; }
    void abort() final;
    void shutDownWriting() final;
    [[nodiscard]] QHostAddress peerAddress() const final { return m_peerAddress; }
    [[nodiscard]] quint16 peerPort() const final { return m_peerPort; }
    [[nodiscard]] QHostAddress localAddress() const final { return m_localAddress; }
    [[nodiscard]] quint16 localPort() const final { return m_localPort; }
    void setParent(QObject *parent) final;

protected:
    // While nobody reads, the peer shall feel it (Qt's own ring grows without limit).
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    explicit SocketTransport(std::shared_ptr<Resolver> resolver);
    SocketTransport() = default; // to adopt()

    // An own socket for each address that is tried.
    [[nodiscard]] virtual std::unique_ptr<QTcpSocket> createSocket() = 0;
    [[nodiscard]] virtual QIODevice::OpenMode openMode() const { return QIODevice::ReadWrite; }
    virtual void tcpConnected() = 0; // what follows is up to TCP or TLS
    [[nodiscard]] virtual TransportFailure failure() const; // why the socket's connecting failed
    // within the signal of the socket
    virtual void readable() { announceReadyReadLater(); }
    virtual void socketBroken() = 0; // an error or the end after announceConnected()
    virtual void finishWriting() = 0; // everything is written

    virtual void dropConnection() {} // what the derived class holds of it beside the socket

    // For the constructor of a server's transport; the socket is connected.
    void adopt(std::unique_ptr<QTcpSocket> socket);
    // The derived class goes on without it: it is closed, and listened to no more.
    void discardSocket();
    void announceConnected();
    bool announceReadyRead(); // false: the transport was destroyed
    // From the event loop, when the socket had to wait: announces it; then perhaps finishWriting().
    void bytesWereWritten();
    void announceReadyReadLater(); // from the event loop, once
    void fail(const TransportFailure &failure);
    void end(const QString &reason); // read() gave -1
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] bool isFinishing() const { return m_finishing; }
    [[nodiscard]] bool isConnected() const { return m_connected; }

    [[nodiscard]] QTcpSocket *socket() const { return m_socket; }
    [[nodiscard]] TransportListener *listener() const { return m_listener; }
    // before announceConnected()
    [[nodiscard]] const TransportTarget &target() const { return m_attempt->target; }

    // Calls `handler` after the signal, from the event loop, unless the socket is discarded by then.
    template<typename Sender, typename... Arguments, typename Handler>
    void on(Sender *sender, void (Sender::*signal)(Arguments...), Handler handler)
    {
        QObject::connect(
                sender, signal, m_context, [handler](Arguments...) { handler(); },
                Qt::QueuedConnection);
    }
    [[nodiscard]] QObject *context() const { return m_context; }
    // false: the transport was destroyed meanwhile
    template<typename Call>
    bool tell(Call call)
    {
        return survives([&] {
            if (m_listener)
                call(m_listener);
        });
    }

    // Runs `call` while the socket is on the stack: it may be discarded, but not deleted.
    template<typename Call>
    void withinSignal(Call call)
    {
        const bool outer = std::exchange(m_inSignal, true);
        if (survives(call))
            m_inSignal = outer;
    }

private:
    // What there is of it until it is connected.
    struct Attempt
    {
        std::shared_ptr<Resolver> resolver;
        std::unique_ptr<Resolver::Lookup> lookup;
        TransportTarget target;
        QList<QHostAddress> addresses; // still to be tried
    };

    template<typename Call>
    [[nodiscard]] bool survives(Call call)
    {
        bool destroyed = false;
        bool *const outer = std::exchange(m_destroyed, &destroyed);
        call();
        if (!destroyed)
            m_destroyed = outer;
        else if (outer)
            *outer = true;
        return !destroyed;
    }
    void takeAddresses(const Resolution &resolution);
    void tryNextAddress();
    void watch();
    void noteAddresses();
    void addressFailed(const TransportFailure &failure);
    void socketConnected();

    void renewContext();

    TransportListener *m_listener = nullptr;
    std::unique_ptr<Attempt> m_attempt;
    bool *m_destroyed = nullptr; // what survives() looks at
    QPointer<QTcpSocket> m_socket;
    QPointer<QObject> m_context; // of the connections to the socket's signals
    QHostAddress m_peerAddress;
    QHostAddress m_localAddress;
    QString m_endReason;
    quint16 m_peerPort = 0;
    quint16 m_localPort = 0;
    bool m_adopted = false;
    bool m_connected = false;
    bool m_ended = false;
    bool m_finishing = false;
    bool m_finished = false;
    bool m_readyReadPending = false;
    bool m_inSignal = false; // of the socket
};

// A socket's error for people: "connection refused"
[[nodiscard]] QString reasonOf(const QAbstractSocket &socket);

} // namespace Lomond::Net

#endif
