// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Plain TCP as a transport. A QTcpSocket connects; then its descriptor goes on alone, so that an
// idle connection holds no buffers and octets go straight from the kernel into the core's buffer.
// (An unbuffered QTcpSocket would do that for clients, but not for accepted descriptors, and it
// closes the descriptor at the end of the stream, takes RST for FIN, drops unread octets after a
// failed write.) Made by the transport factory for ws:, and by the server for those who connect.

#ifndef LOMOND_NET_TCPTRANSPORT_P_H
#define LOMOND_NET_TCPTRANSPORT_P_H

#include "net/sockettransport_p.h"

#include <QtCore/qsocketnotifier.h>

namespace Lomond::Net {

class TcpTransport final : public SocketTransport
{
public:
    explicit TcpTransport(std::shared_ptr<Resolver> resolver);
    // A connection that a server accepted, as a descriptor (QTcpServer::incomingConnection()),
    // which belongs to the transport from now on, or as a socket.
    explicit TcpTransport(qintptr connectedDescriptor);
    explicit TcpTransport(std::unique_ptr<QTcpSocket> connected);
    ~TcpTransport() override;

    [[nodiscard]] qint64 read(char *data, qint64 maxSize) override;
    void write(const char *data, qint64 size) override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    [[nodiscard]] bool isSecure() const override { return false; }
#if QT_CONFIG(ssl)
    void ignoreSslErrors(const QList<QSslError> &) override {}
#endif

private:
    [[nodiscard]] std::unique_ptr<QTcpSocket> createSocket() override;
    void tcpConnected() override;
    void socketBroken() override {}
    void finishWriting() override;
    void dropConnection() override;

    bool takeDescriptor();
    void readable();
    void writable();
    [[nodiscard]] qint64 readRest(char *data, qint64 maxSize);
    [[nodiscard]] qint64 sendNow(const char *data, qint64 size);

    qintptr m_descriptor = -1;
    QPointer<QSocketNotifier> m_readNotifier; // children of context()
    QPointer<QSocketNotifier> m_writeNotifier; // made when the kernel is full for the first time
    QByteArray m_rest; // what an adopted socket had read already
    QByteArray m_pending; // what the kernel did not take yet, from m_pendingBegin on
    qsizetype m_pendingBegin = 0;
    QString m_breakReason;
    bool m_broken = false; // a write failed
    bool m_unread = false; // the listener was told, and did not come to the end of it yet
    bool m_drained = false; // a read was short: the next one in this callback would be in vain
};

} // namespace Lomond::Net

#endif
