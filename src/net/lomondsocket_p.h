// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a LomondSocket is made of: its settings, what is known of the connection, the attempt that
// runs (if one does), and the wait for the next one. Turns what a Connection tells into signals.
// Every signal may destroy the socket: each is followed by a look at whether it is still there.

#ifndef LOMOND_NET_LOMONDSOCKET_P_H
#define LOMOND_NET_LOMONDSOCKET_P_H

#include <Lomond/lomondsocket.h>

#include "net/connection_p.h"
#include "net/reconnector_p.h"

#include <QtCore/qpointer.h>

#include <atomic>

class LomondSocketPrivate : public Lomond::Net::ConnectionListener
{
public:
    using State = LomondSocket::State;
    using Connection = Lomond::Net::Connection;
    using Environment = Lomond::Net::Environment;

    LomondSocketPrivate();
    virtual ~LomondSocketPrivate();

    // a client in a world of one's own
    [[nodiscard]] static LomondSocket *create(const Environment &environment,
                                              QObject *parent = nullptr);
    // the server's end of a connection that is open; silent until beginDelivery()
    [[nodiscard]] static LomondSocket *createAccepted(std::unique_ptr<Connection> connection,
                                                      const Lomond::Request &request,
                                                      const QString &protocol,
                                                      const Lomond::Net::SocketSettings &settings,
                                                      QObject *parent);
    static void beginDelivery(LomondSocket *socket);

    void open();
    void setUrl(const QUrl &url);
    void closeWith(int code, const QString &reason);
    void abort();
    void setPersistent(bool persistent);
    void releaseHold();
    void settingsChanged(); // of those that a running connection reads

    // true for none; remembers it for the calling thread
    static bool report(Lomond::ErrorCode error);
    [[nodiscard]] static Lomond::ErrorCode sendErrorOfThisThread();
    template<typename Send>
    [[nodiscard]] bool send(Send how)
    {
        return report(connection ? how(*connection) : unavailable());
    }
    [[nodiscard]] Lomond::ErrorCode unavailable() const; // without a connection
    [[nodiscard]] bool isSecure() const;

    // sets a member and tells, if it changes
    template<typename T>
    void update(T &member, const T &value, void (LomondSocket::*changed)())
    {
        if (member == value)
            return;
        member = value;
        Q_EMIT(q->*changed)();
    }
    // the same for a setting that a running connection reads
    template<typename T>
    void updateSetting(T &member, const T &value, void (LomondSocket::*changed)())
    {
        if (member == value)
            return;
        member = value;
        settingsChanged();
        Q_EMIT(q->*changed)();
    }

    LomondSocket *q = nullptr;
    Lomond::Net::SocketSettings settings;
    std::unique_ptr<Connection> connection;
    Lomond::Role role = Lomond::Role::Client;
    State state = State::Idle;
    bool active = false;
    QPointer<QIODevice> device; // of openOn(), which may die
    bool overDevice = false; // as openOn() asked for
    Lomond::Request request;
    Lomond::Response response;
    QString protocol;
    bool supportsCompression = false; // of the connection there is
    Lomond::CompressionStatistics statistics; // of the last connection, when it is over
    qreal latency = -1;
    Lomond::Error lastError;
    int closeCode = 0;
    QString closeReason;
    int holds = 0; // see LomondSocket::holdOpen()
    std::atomic<bool> listenersChanged = true;

private:
    // ConnectionListener
    void connectionConnected() override;
    void connectionRejected(const Lomond::Response &response, const QString &reason) override;
    void connectionReady(const Lomond::Protocol::Accepted &accepted) override;
    QString connectionText(Lomond::Protocol &protocol, QByteArrayView utf8) override;
    void connectionBinary(Lomond::Protocol &protocol) override;
    void connectionTextPart(Lomond::Protocol &protocol, bool final) override;
    void connectionBinaryPart(Lomond::Protocol &protocol, bool final) override;
    void connectionPing(const QByteArray &payload) override;
    void connectionPong(const QByteArray &payload) override;
    void connectionClosing(int code, const QString &reason) override;
    void connectionClosed(int code, const QString &reason) override;
    void connectionProtocolError(const QString &error, bool critical) override;
    void connectionUnresponsive() override;
    void connectionPoll() override;
    void connectionDrained() override;
    void connectionBytesToWriteChanged() override;
    void connectionLatency(std::chrono::nanoseconds roundTrip) override;
#if QT_CONFIG(ssl)
    void connectionSslErrors(const QList<QSslError> &errors) override;
#endif
    void connectionEnded(const Lomond::Net::ConnectionEnd &end) override;
    [[nodiscard]] bool wantsPoll() const override;

    using Delay = std::optional<std::chrono::milliseconds>; // nothing: no retry

    void startSoon();
    void scheduleStart();
    void start();
    void retry();
    void goOn(const Delay &delay);
    void setState(State next, bool nowActive);
    void emitLoss(const Lomond::Net::ConnectionEnd &end);
    void emitEnd(const Lomond::Net::ConnectionEnd &end);
    void emitEvent(const char *name, const QVariantMap &fields);
    // eventOccurred: its fields are made only if somebody listens
    template<typename Fields>
    void tell(const char *name, Fields fields)
    {
        lookForListeners();
        if (m_wanted.event)
            emitEvent(name, fields());
    }
    [[nodiscard]] QUrl visibleUrl() const; // without credentials
    void lookForListeners();

    std::unique_ptr<Environment> m_environment; // tests' own; otherwise the system's
    [[nodiscard]] Environment environment() const;
    Lomond::Net::Reconnector m_reconnector {[this] { retry(); }};
    // Each open, end and change of mind begins another: what was planned before is off.
    int m_plan = 0;
    bool m_startNext = false; // when the running attempt is over: another URL, or opened anew
    bool m_dropping = false; // the attempt ends by the application's wish
    bool m_ending = false; // the end of an attempt is being told: none may begin

    struct
    {
        bool text = false;
        bool textPart = false;
        bool json = false;
        bool event = false;
    } m_wanted;
};

#endif
