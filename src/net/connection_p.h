// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// One attempt: one transport, one protocol, one timer; opened once and never reused.
// Owned by LomondSocket's private part (or, until a request is answered, by the server's); tells it
// what happens through ConnectionListener. Knows nothing of other attempts, and nothing of frames.

#ifndef LOMOND_NET_CONNECTION_P_H
#define LOMOND_NET_CONNECTION_P_H

#include "core/backoff_p.h"
#include "core/keepalive_p.h"
#include "net/deadlines_p.h"
#include "net/deliverybudget_p.h"
#include "net/environment_p.h"
#include "net/outgoing_p.h"
#include "net/secondlook_p.h"
#include "net/socketsettings_p.h"

#include <Lomond/lomondmessage.h>
#include <Lomond/lomondprotocol.h>

#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>

namespace Lomond::Net {

// How it ended. Exactly one of these is told, and nothing after it.
struct ConnectionEnd
{
    QString reason; // for people
    Error error; // none if it went as it was asked to
    bool connected = false; // there was a connection
    bool graceful = false; // both close frames were exchanged
    int closeCode = int(CloseCode::AbnormalClosure);
    QString closeReason;
    int unsentMessages = 0;
    qint64 unsentOctets = 0;
    CompressionStatistics compression;
    Core::AttemptEnd attempt;
};

// Called from the event loop, but for connectionEnded(), which abort() calls, too.
// Each may destroy the connection.
class ConnectionListener
{
public:
    virtual void connectionConnected() {}
    virtual void connectionUpgradeRequested(const Request &) {} // server
    virtual void connectionRejected(const Response &, const QString & /*reason*/) {}
    virtual void connectionReady(const Protocol::Accepted &) {}
    // which has the QString; returns it, or anything, for its memory to be used again
    virtual QString connectionText(Protocol &, QByteArrayView /*utf8*/) { return {}; }
    virtual void connectionBinary(Protocol &) {} // which has the payload
    virtual void connectionTextPart(Protocol &, bool /*final*/) {}
    virtual void connectionBinaryPart(Protocol &, bool /*final*/) {} // which has it
    virtual void connectionPing(const QByteArray &) {}
    virtual void connectionPong(const QByteArray &) {}
    virtual void connectionClosing(int /*code*/, const QString & /*reason*/) {}
    virtual void connectionClosed(int /*code*/, const QString & /*reason*/) {}
    virtual void connectionProtocolError(const QString & /*error*/, bool /*critical*/) {}
    virtual void connectionUnresponsive() {}
    virtual void connectionPoll() {}
    virtual void connectionDrained() {}
    virtual void connectionBytesToWriteChanged() {}
    virtual void connectionLatency(std::chrono::nanoseconds /*roundTrip*/) {}
#if QT_CONFIG(ssl)
    virtual void connectionSslErrors(const QList<QSslError> &) {}
#endif
    virtual void connectionEnded(const ConnectionEnd &) = 0;
    [[nodiscard]] virtual bool wantsPoll() const
    {
        return false;
    } // is anybody listening?

protected:
    ~ConnectionListener() = default;
};

class Connection
    : public QObject
    , private TransportListener
    , private DeliveryBudget::Client
{
public:
    Connection(Role role, const Environment &environment, const SocketSettings &settings,
               std::unique_ptr<Transport> transport, ConnectionListener *listener);
    ~Connection() override;

    void open(); // client: to settings.url
    void serve(); // server: the transport is connected

    // another owner, with settings of its own, who hears nothing before the turn after beginDelivery()
    void handOver(const SocketSettings &settings, ConnectionListener *listener);
    void beginDelivery();

    // compressed: if that was agreed on, and is worth it
    [[nodiscard]] ErrorCode sendText(QStringView text);
    [[nodiscard]] ErrorCode sendUtf8(QByteArrayView utf8, bool compressed = true);
    [[nodiscard]] ErrorCode sendBinary(QByteArrayView data, bool compressed = true);
    [[nodiscard]] ErrorCode beginMessage(Message::Type type, bool compressed);
    [[nodiscard]] ErrorCode sendPart(QByteArrayView octets, bool final);
    [[nodiscard]] ErrorCode sendPing(QByteArrayView payload);
    [[nodiscard]] ErrorCode sendPong(QByteArrayView payload);
    [[nodiscard]] ErrorCode close(int code, QStringView reason);
    void abort(const QString &reason); // ends it now, in these words
    void flush();

    // server, when a request waits
    [[nodiscard]] ErrorCode accept(const AcceptOptions &options);
    [[nodiscard]] ErrorCode reject(int httpStatus, const Headers &headers, const QByteArray &body);

    void pause();
    void resume();
    void settingsChanged();
    void setTextDecoding(bool on) { m_protocol.setTextDecoding(on); } // texts are taken as QString

    [[nodiscard]] Protocol::State state() const { return m_protocol.state(); }
    [[nodiscard]] bool supportsCompression() const { return m_protocol.supportsCompression(); }
    [[nodiscard]] CompressionStatistics compressionStatistics() const
    {
        return m_protocol.compressionStatistics();
    }
    [[nodiscard]] qint64 bytesToWrite() const { return m_outgoing.bytesToWrite(); }
    [[nodiscard]] qint64 notifiedBytesToWrite() const { return m_notifiedBytesToWrite; }
    [[nodiscard]] Transport &transport() { return *m_transport; }

protected:
    bool event(QEvent *event) override;

private:
    using Milliseconds = std::chrono::milliseconds;

    // a reset would destroy what we said last: the peer has so long to read it
    static constexpr Milliseconds FailureLinger {1'000};
    static constexpr qint64 FlushNowSize = 64 * 1024;

    void transportConnected() override;
    void transportFailed(const TransportFailure &failure) override;
    void transportReadyRead() override;
    void transportBytesWritten() override;
#if QT_CONFIG(ssl)
    void transportSslErrors(const QList<QSslError> &errors) override;
#endif
    void resumeDelivery() override
    {
        deliver();
    }

    // reading
    void deliver();
    [[nodiscard]] bool readSome();
    [[nodiscard]] bool lookAgain();
    [[nodiscard]] bool readBeforeWriting();
    [[nodiscard]] bool isHeld() const;
    void handle(const Protocol::Event &event);
    void handleText(const Protocol::Text &text, const QPointer<Connection> &alive);
    void handlePong(const QByteArray &payload);
    void handleRejection(const Protocol::Rejected &rejected);
    void handleClosed(const Protocol::Closed &closed);
    void handleFailure(const Protocol::Failed &failed);

    // writing
    template<typename Send>
    [[nodiscard]] ErrorCode queueMessage(bool compressed, Send send);
    template<typename Send>
    [[nodiscard]] ErrorCode queueControl(Send send);
    [[nodiscard]] bool isFull(qint64 waiting) const;
    qint64 queued(); // returns bytesToWrite()
    qint64 passOn(qint64 waiting);
    void noteProgress(qint64 waiting); // bytesToWrite()
    void tellProgress(qint64 waiting);
    void postTurn();
    void deliverInTurn();

    // time
    void startOpenTimeout();
    void startCloseTimeout();
    void startLinger(Milliseconds patience);
    void opened();
    void schedule();
    void timerExpired();
    void openTimedOut();
    void checkPoll(Clock::Time now);
    void checkKeepalive(Clock::Time now);
    [[nodiscard]] QByteArray pingPayload() const;
    void ping();
    void pingWritten(); // to the kernel
    [[nodiscard]] Environment &world() // of this thread
    {
        if (!m_environment.budget)
            m_environment = Environment::system();
        return m_environment;
    }
    void leaveThread();

    void finish(const Error &error, const QString &reason = {});
    [[nodiscard]] Stage stage() const;
    [[nodiscard]] QString peer() const; // "the server" or "the client"
    [[nodiscard]] ProtocolOptions protocolOptions(Role role);

    Environment m_environment;
    const SocketSettings *m_settings;
    ConnectionListener *m_listener;
    std::unique_ptr<Transport> m_transport;
    Protocol m_protocol;
    Outgoing m_outgoing;
    Core::Keepalive m_keepalive;
    Deadlines m_deadlines;
    std::unique_ptr<Timer> m_timer;
    std::optional<Clock::Time> m_timerDue;
    Milliseconds m_pollInterval {0}; // of the poll that is due

    ConnectionEnd m_end; // as far as it is known
    std::optional<Clock::Time> m_openSince;
    std::optional<Clock::Time> m_lastUseful;
    Clock::Time m_lastRead {};
    bool m_paused = false;
    bool m_turnPosted = false;
    bool m_deliverInTurn = false; // by then
    bool m_readAll = false; // by the last read
    bool m_answerAtOnce = false; // all was read, and nothing written since
    SecondLook m_secondLook;
    bool m_handedOver = false; // delivery waits for beginDelivery()
    bool m_requestSeen = false; // server
    bool m_endOfStream = false;
    bool m_writingShutDown = false;
    bool m_closing = false; // either side sent a close frame
    bool m_aboveDrainMark = false;
    qint64 m_notifiedBytesToWrite = 0;
    std::optional<qint64> m_pingEnd; // position of a ping that is not with the kernel yet
    quint32 m_pingNumber = 0; // payload of our last ping
    std::optional<Clock::Time> m_pingTime; // when it went, until it is answered
};

// Inline: most messages of a turn are passed on with the others.
inline qint64 Connection::queued()
{
    const qint64 waiting = bytesToWrite();
    const bool goesInTurn = m_turnPosted && !m_answerAtOnce && waiting < FlushNowSize;
    return goesInTurn ? waiting : passOn(waiting);
}

} // namespace Lomond::Net

#endif
