// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Listens for WebSocket clients, over TCP or TLS, and hands each out as a ready LomondSocket.

#ifndef LOMOND_LOMONDSERVER_H
#define LOMOND_LOMONDSERVER_H

#include <Lomond/lomondsocket.h>
#include <Lomond/lomondupgrade.h>

class LomondServerPrivate;

class LOMOND_NET_EXPORT LomondServer : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QStringList protocols READ protocols WRITE setProtocols NOTIFY protocolsChanged FINAL)
    Q_PROPERTY(QStringList origins READ origins WRITE setOrigins NOTIFY originsChanged FINAL)
    Q_PROPERTY(QStringList hosts READ hosts WRITE setHosts NOTIFY hostsChanged FINAL)
    Q_PROPERTY(bool compress READ compress WRITE setCompress NOTIFY compressChanged FINAL)
    Q_PROPERTY(Lomond::CompressionOptions compression READ compression WRITE setCompression NOTIFY
                       compressionChanged FINAL)
    Q_PROPERTY(qint64 maxMessageSize READ maxMessageSize WRITE setMaxMessageSize NOTIFY
                       maxMessageSizeChanged FINAL)
    Q_PROPERTY(int openTimeout READ openTimeout WRITE setOpenTimeout NOTIFY openTimeoutChanged FINAL)
    Q_PROPERTY(bool listening READ isListening NOTIFY listeningChanged FINAL)

public:
    explicit LomondServer(QObject *parent = nullptr);
    ~LomondServer() override;

    bool listen(const QHostAddress &address = QHostAddress::LocalHost, quint16 port = 0);
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] QHostAddress serverAddress() const;
    [[nodiscard]] quint16 serverPort() const;
    [[nodiscard]] QString errorString() const;
    void close();
    void shutdown(std::chrono::milliseconds deadline);
    void handle(QIODevice *device);
    [[nodiscard]] QList<LomondSocket *> sockets() const;

    [[nodiscard]] QStringList protocols() const;
    void setProtocols(const QStringList &protocols);
    [[nodiscard]] QStringList origins() const;
    void setOrigins(const QStringList &origins);
    [[nodiscard]] QStringList hosts() const;
    void setHosts(const QStringList &hosts);
    [[nodiscard]] bool compress() const;
    void setCompress(bool compress);
    [[nodiscard]] Lomond::CompressionOptions compression() const;
    void setCompression(const Lomond::CompressionOptions &options);
    [[nodiscard]] qint64 maxMessageSize() const;
    void setMaxMessageSize(qint64 octets);
    [[nodiscard]] int openTimeout() const;
    void setOpenTimeout(int msecs);
    void setOpenTimeout(std::chrono::milliseconds timeout);
#if QT_CONFIG(ssl)
    [[nodiscard]] QSslConfiguration sslConfiguration() const;
    void setSslConfiguration(const QSslConfiguration &configuration); // TLS if it has a certificate
#endif

Q_SIGNALS:
    void newConnection(LomondSocket *socket, QPrivateSignal);
    void upgradeRequested(LomondUpgrade *upgrade, QPrivateSignal);
    void protocolsChanged();
    void originsChanged();
    void hostsChanged();
    void compressChanged();
    void compressionChanged();
    void maxMessageSizeChanged();
    void openTimeoutChanged();
    void listeningChanged();

private:
    friend class LomondServerPrivate;
    std::unique_ptr<LomondServerPrivate> d;
};

#endif
