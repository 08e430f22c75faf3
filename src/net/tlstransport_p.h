// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// TLS as a transport: a QSslSocket that verifies the peer always, with TLS 1.2 or newer, and
// nothing of the application leaves before that. Made by the transport factory for wss:, and by the
// server for those whose handshake is done.

#ifndef LOMOND_NET_TLSTRANSPORT_P_H
#define LOMOND_NET_TLSTRANSPORT_P_H

#include "net/sockettransport_p.h"

#if QT_CONFIG(ssl)

#    include <QtNetwork/qsslsocket.h>

namespace Lomond::Net {

class TlsTransport final : public SocketTransport
{
public:
    explicit TlsTransport(std::shared_ptr<Resolver> resolver);
    // A connection that a server accepted; encrypted already.
    explicit TlsTransport(std::unique_ptr<QSslSocket> encrypted);
    ~TlsTransport() override;

    [[nodiscard]] qint64 read(char *data, qint64 maxSize) override;
    void write(const char *data, qint64 size) override;
    // QSslSocket::readData() decrypts what is left of it, and tells; but an end is told once
    [[nodiscard]] bool tellsOfMore() const override { return !m_broken; }
    [[nodiscard]] qint64 bytesToWrite() const override;
    [[nodiscard]] bool isSecure() const override { return true; }
    void ignoreSslErrors(const QList<QSslError> &errors) override;

private:
    // What reads on, without understanding, when QSslSocket has closed: see finishWriting().
    class Remainder;

    [[nodiscard]] QSslSocket *sslSocket() const { return static_cast<QSslSocket *>(socket()); }
    [[nodiscard]] std::unique_ptr<QTcpSocket> createSocket() override;
    void tcpConnected() override;
    void encrypted();
    void judge();
    void readable() override;
    void watchReading();
    void watchWriting();
    void watchErrors();
    void innerReadable();
    void announceDecrypted();
    void noteError();
    [[nodiscard]] bool areIgnored(const QList<QSslError> &errors) const;
    [[nodiscard]] TransportFailure verificationFailure(const QList<QSslError> &errors) const;
    [[nodiscard]] TransportFailure failure() const override;
    void socketBroken() override;
    void finishWriting() override;
    void dropConnection() override;

    QList<QSslError> m_ignored; // these, of these certificates, and no others
    std::unique_ptr<Remainder> m_remainder;
    QString m_breakReason;
    bool m_tlsBegan = false;
    bool m_errorNoted = false;
    bool m_innerTells = false; // see watchReading()
    bool m_decrypted = false; // something, that was not announced yet
    bool m_writing = false;
    mutable qint64 m_unwritten = 0; // octets, when we looked last
    bool m_broken = false; // QSslSocket has ended, and so does the stream when it is read out
};

// `configuration` with what is not to be chosen: the peer is verified, TLS 1.2 is the least.
[[nodiscard]] QSslConfiguration secured(QSslConfiguration configuration);

} // namespace Lomond::Net

#endif

#endif
