// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A WebSocket connection as a QObject: a client that (if persistent) stays connected, and what
// LomondServer hands out for an accepted peer. Everything is told by signals, from the event loop.

#ifndef LOMOND_LOMONDSOCKET_H
#define LOMOND_LOMONDSOCKET_H

#include <Lomond/lomondcompressionoptions.h>
#include <Lomond/lomondcompressionstatistics.h>
#include <Lomond/lomonderror.h>
#include <Lomond/lomondevent.h>
#include <Lomond/lomondmessage.h>
#include <Lomond/lomondreconnectpolicy.h>
#include <Lomond/lomondrequest.h>
#include <Lomond/lomondresponse.h>

#include <QtCore/qjsonvalue.h>
#include <QtCore/qobject.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qhostaddress.h>
#if QT_CONFIG(ssl)
#    include <QtNetwork/qsslconfiguration.h>
#    include <QtNetwork/qsslerror.h>
#endif

#include <chrono>
#include <memory>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

class LomondSocketPrivate;

class LOMOND_NET_EXPORT LomondSocket : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QUrl url READ url WRITE setUrl NOTIFY urlChanged FINAL)
    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged FINAL)
    Q_PROPERTY(bool persistent READ isPersistent WRITE setPersistent NOTIFY persistentChanged FINAL)
    Q_PROPERTY(QStringList protocols READ protocols WRITE setProtocols NOTIFY protocolsChanged FINAL)
    Q_PROPERTY(QString protocol READ protocol NOTIFY protocolChanged FINAL)
    Q_PROPERTY(QString agent READ agent WRITE setAgent NOTIFY agentChanged FINAL)
    Q_PROPERTY(QVariantMap headers READ headers WRITE setHeaders NOTIFY headersChanged FINAL)
    Q_PROPERTY(Lomond::ReconnectPolicy reconnect READ reconnect WRITE setReconnect NOTIFY
                       reconnectChanged FINAL)
    Q_PROPERTY(bool compress READ compress WRITE setCompress NOTIFY compressChanged FINAL)
    Q_PROPERTY(Lomond::CompressionOptions compression READ compression WRITE setCompression NOTIFY
                       compressionChanged FINAL)
    Q_PROPERTY(int compressionThreshold READ compressionThreshold WRITE setCompressionThreshold
                       NOTIFY compressionThresholdChanged FINAL)
    Q_PROPERTY(bool supportsCompression READ supportsCompression NOTIFY supportsCompressionChanged
                       FINAL)
    Q_PROPERTY(bool streaming READ isStreaming WRITE setStreaming NOTIFY streamingChanged FINAL)
    Q_PROPERTY(bool autoPong READ autoPong WRITE setAutoPong NOTIFY autoPongChanged FINAL)
    Q_PROPERTY(int pollInterval READ pollInterval WRITE setPollInterval NOTIFY pollIntervalChanged
                       FINAL)
    Q_PROPERTY(int pingInterval READ pingInterval WRITE setPingInterval NOTIFY pingIntervalChanged
                       FINAL)
    Q_PROPERTY(int pingTimeout READ pingTimeout WRITE setPingTimeout NOTIFY pingTimeoutChanged FINAL)
    Q_PROPERTY(int openTimeout READ openTimeout WRITE setOpenTimeout NOTIFY openTimeoutChanged FINAL)
    Q_PROPERTY(int closeTimeout READ closeTimeout WRITE setCloseTimeout NOTIFY closeTimeoutChanged
                       FINAL)
    Q_PROPERTY(qint64 maxMessageSize READ maxMessageSize WRITE setMaxMessageSize NOTIFY
                       maxMessageSizeChanged FINAL)
    Q_PROPERTY(int deliveryBudget READ deliveryBudget WRITE setDeliveryBudget NOTIFY
                       deliveryBudgetChanged FINAL)
    Q_PROPERTY(qint64 sendBufferLimit READ sendBufferLimit WRITE setSendBufferLimit NOTIFY
                       sendBufferLimitChanged FINAL)
    Q_PROPERTY(bool secure READ isSecure NOTIFY secureChanged FINAL)
    Q_PROPERTY(qreal latency READ latency NOTIFY latencyChanged FINAL)
    Q_PROPERTY(qint64 bytesToWrite READ bytesToWrite NOTIFY bytesToWriteChanged FINAL)
    Q_PROPERTY(Lomond::Error lastError READ lastError NOTIFY lastErrorChanged FINAL)
    Q_PROPERTY(int closeCode READ closeCode NOTIFY closeCodeChanged FINAL)
    Q_PROPERTY(QString closeReason READ closeReason NOTIFY closeReasonChanged FINAL)

public:
    enum class State { Idle, Connecting, Ready, Closing, BackingOff };
    Q_ENUM(State)

    explicit LomondSocket(QObject *parent = nullptr);
    explicit LomondSocket(const QUrl &url, QObject *parent = nullptr);
    ~LomondSocket() override;

    [[nodiscard]] QUrl url() const;
    void setUrl(const QUrl &url);
    [[nodiscard]] State state() const;
    [[nodiscard]] bool isActive() const;
    void setActive(bool active);
    [[nodiscard]] bool isPersistent() const;
    void setPersistent(bool persistent);
    [[nodiscard]] QStringList protocols() const;
    void setProtocols(const QStringList &protocols);
    [[nodiscard]] QString protocol() const;
    [[nodiscard]] QString agent() const;
    void setAgent(const QString &agent);
    [[nodiscard]] QVariantMap headers() const;
    void setHeaders(const QVariantMap &headers);
    void setHeader(const QString &name, const QVariant &value);
    [[nodiscard]] Lomond::ReconnectPolicy reconnect() const;
    void setReconnect(const Lomond::ReconnectPolicy &policy);
    [[nodiscard]] bool compress() const;
    void setCompress(bool compress);
    [[nodiscard]] Lomond::CompressionOptions compression() const;
    void setCompression(const Lomond::CompressionOptions &options);
    [[nodiscard]] int compressionThreshold() const;
    void setCompressionThreshold(int octets);
    [[nodiscard]] bool supportsCompression() const;
    [[nodiscard]] Q_INVOKABLE Lomond::CompressionStatistics compressionStatistics() const;
    [[nodiscard]] bool isStreaming() const;
    void setStreaming(bool streaming);
    [[nodiscard]] bool autoPong() const;
    void setAutoPong(bool autoPong);
    [[nodiscard]] int pollInterval() const;
    void setPollInterval(int msecs);
    void setPollInterval(std::chrono::milliseconds interval);
    [[nodiscard]] int pingInterval() const;
    void setPingInterval(int msecs);
    void setPingInterval(std::chrono::milliseconds interval);
    [[nodiscard]] int pingTimeout() const;
    void setPingTimeout(int msecs);
    void setPingTimeout(std::chrono::milliseconds timeout);
    [[nodiscard]] int openTimeout() const;
    void setOpenTimeout(int msecs);
    void setOpenTimeout(std::chrono::milliseconds timeout);
    [[nodiscard]] int closeTimeout() const;
    void setCloseTimeout(int msecs);
    void setCloseTimeout(std::chrono::milliseconds timeout);
    [[nodiscard]] qint64 maxMessageSize() const;
    void setMaxMessageSize(qint64 octets);
    [[nodiscard]] int deliveryBudget() const;
    void setDeliveryBudget(int msecs);
    void setDeliveryBudget(std::chrono::milliseconds budget);
    [[nodiscard]] qint64 sendBufferLimit() const;
    void setSendBufferLimit(qint64 octets);
    [[nodiscard]] bool isSecure() const;
    [[nodiscard]] qreal latency() const; // -1: not known yet
    [[nodiscard]] qint64 bytesToWrite() const;
    [[nodiscard]] Lomond::Error lastError() const;
    [[nodiscard]] int closeCode() const;
    [[nodiscard]] QString closeReason() const;

#if QT_CONFIG(ssl)
    [[nodiscard]] QSslConfiguration sslConfiguration() const;
    void setSslConfiguration(const QSslConfiguration &configuration);
    void ignoreSslErrors(const QList<QSslError> &errors);
#endif
    [[nodiscard]] Lomond::Request request() const;
    [[nodiscard]] Lomond::Response response() const;
    [[nodiscard]] Lomond::Role role() const;
    [[nodiscard]] QHostAddress peerAddress() const;
    [[nodiscard]] quint16 peerPort() const;
    [[nodiscard]] QHostAddress localAddress() const;
    [[nodiscard]] quint16 localPort() const;
    void flush();
    void openOn(const QUrl &url, QIODevice *device);
    [[nodiscard]] static Lomond::ErrorCode lastSendError();

public Q_SLOTS:
    void open();
    void openUrl(const QUrl &url);
    bool sendText(const QString &text);
    bool sendUtf8(const QByteArray &utf8);
    bool sendBinary(const QByteArray &data);
    bool sendJson(const QJsonValue &value);
    bool send(const Lomond::Message &message);
    bool beginMessage(Lomond::Message::Type type, bool compressed = true);
    bool sendPart(const QByteArray &octets, bool final);
    bool sendPing(const QByteArray &data = {});
    bool sendPong(const QByteArray &data = {});
    void close();
    void closeWith(int code, const QString &reason);
    void abort();
    void pause();
    void resume();

Q_SIGNALS:
    void connecting(const QUrl &url, QPrivateSignal);
    void connectFailed(const QString &reason, QPrivateSignal);
    void connected(const QUrl &url, const QUrl &proxy, QPrivateSignal);
    void rejected(const Lomond::Response &response, const QString &reason, QPrivateSignal);
    void ready(const Lomond::Response &response, const QString &protocol,
               const QStringList &extensions, QPrivateSignal);
    void text(const QString &text, QPrivateSignal);
    void binary(const QByteArray &data, QPrivateSignal);
    void json(const QJsonValue &value, QPrivateSignal);
    void textPart(const QString &text, bool final, QPrivateSignal);
    void binaryPart(const QByteArray &data, bool final, QPrivateSignal);
    void ping(const QByteArray &data, QPrivateSignal);
    void pong(const QByteArray &data, QPrivateSignal);
    void closing(int code, const QString &reason, QPrivateSignal);
    void closed(int code, const QString &reason, QPrivateSignal);
    void disconnected(const QString &reason, bool graceful, QPrivateSignal);
    void protocolError(const QString &error, bool critical, QPrivateSignal);
    void errorOccurred(const Lomond::Error &error, QPrivateSignal);
    void unresponsive(QPrivateSignal);
    void backOff(int delay, QPrivateSignal);
    void gaveUp(QPrivateSignal);
    void poll(QPrivateSignal);
    void drained(QPrivateSignal);
    void unsent(int messages, qint64 octets, QPrivateSignal);
    void eventOccurred(const Lomond::Event &event, QPrivateSignal);
#if QT_CONFIG(ssl)
    void sslErrors(const QList<QSslError> &errors, QPrivateSignal);
#endif

    void urlChanged();
    void stateChanged();
    void activeChanged();
    void persistentChanged();
    void protocolsChanged();
    void protocolChanged();
    void agentChanged();
    void headersChanged();
    void reconnectChanged();
    void compressChanged();
    void compressionChanged();
    void compressionThresholdChanged();
    void supportsCompressionChanged();
    void streamingChanged();
    void autoPongChanged();
    void pollIntervalChanged();
    void pingIntervalChanged();
    void pingTimeoutChanged();
    void openTimeoutChanged();
    void closeTimeoutChanged();
    void maxMessageSizeChanged();
    void deliveryBudgetChanged();
    void sendBufferLimitChanged();
    void secureChanged();
    void latencyChanged();
    void bytesToWriteChanged();
    void lastErrorChanged();
    void closeCodeChanged();
    void closeReasonChanged();

protected:
    // For an item that is set property by property: open() waits until the hold ends.
    void holdOpen();
    void releaseOpen();

    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;

private:
    friend class LomondSocketPrivate;
    explicit LomondSocket(std::unique_ptr<LomondSocketPrivate> dd, QObject *parent);

    std::unique_ptr<LomondSocketPrivate> d;
};

#endif
