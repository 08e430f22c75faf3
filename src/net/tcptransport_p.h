// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Plain TCP as a transport, on an unbuffered QTcpSocket: octets go straight from the kernel into the
// core's buffer, and an idle connection holds none.
// The traps of that mode end here: a read that meets the end of the stream closes the socket without
// a signal, and so does a write that fails. Made by the transport factory for ws:, and by the server.

#ifndef LOMOND_NET_TCPTRANSPORT_P_H
#define LOMOND_NET_TCPTRANSPORT_P_H

#include "net/sockettransport_p.h"

namespace Lomond::Net {

class TcpTransport final : public SocketTransport
{
public:
    explicit TcpTransport(std::shared_ptr<Resolver> resolver);
    // A connection that a server accepted; the descriptor belongs to the transport from now on.
    explicit TcpTransport(qintptr connectedDescriptor);

    [[nodiscard]] qint64 read(char *data, qint64 maxSize) override;
    void write(const char *data, qint64 size) override;
    [[nodiscard]] bool tellsOfMore() const override { return true; } // epoll is level-triggered
    [[nodiscard]] qint64 bytesToWrite() const override;
    [[nodiscard]] bool isSecure() const override { return false; }
#if QT_CONFIG(ssl)
    void ignoreSslErrors(const QList<QSslError> &) override {}
#endif

private:
    [[nodiscard]] std::unique_ptr<QTcpSocket> createSocket() override;
    [[nodiscard]] QIODevice::OpenMode openMode() const override;
    void tcpConnected() override;
    void readable() override
    {
        announceReadyRead();
    }
    void socketBroken() override;
    void finishWriting() override;
    void noteBreak();

    QString m_breakReason;
    mutable qint64 m_unwritten = 0; // octets, when we looked last
    bool m_watchesWriting = false;
    bool m_broken = false; // nothing more comes from the kernel
};

} // namespace Lomond::Net

#endif
