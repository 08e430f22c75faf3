// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/connection_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qpointer.h>

namespace Lomond::Net {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

static constexpr std::chrono::milliseconds PeerEndsTimeout = 2s; // after both close frames
static constexpr auto RefusalBodyTimeout = 1s;

Connection::Connection(Role role, const Environment &environment, const SocketSettings &settings,
                       std::unique_ptr<Transport> transport, ConnectionListener *listener)
    : m_environment(environment)
    , m_settings(&settings)
    , m_listener(listener)
    , m_transport(std::move(transport))
    , m_protocol(role, protocolOptions(role))
    , m_outgoing(m_protocol, *m_transport)
{
    m_transport->setListener(this);
}

Connection::~Connection()
{
    if (m_environment.budget)
        m_environment.budget->forget(this);
    m_transport->setListener(nullptr);
}

QString Connection::peer() const
{
    return m_protocol.role() == Role::Client ? u"the server"_s : u"the client"_s;
}

void Connection::open()
{
    // what cannot be asked for is refused before a socket opens
    if (const auto event = m_protocol.nextEvent()) {
        const auto &failed = std::get<Protocol::Failed>(*event);
        finish(Error(failed.code, Stage::None, failed.text));
        return;
    }
    TransportTarget target;
    target.host = m_settings->url.host();
    target.secure = m_settings->url.scheme() == "wss"_L1;
    target.port = quint16(m_settings->url.port(target.secure ? 443 : 80));
#if QT_CONFIG(ssl)
    target.sslConfiguration = m_settings->sslConfiguration;
    target.ignoredSslErrors = m_settings->ignoredSslErrors;
#endif
    startOpenTimeout();
    m_transport->open(target);
}

void Connection::serve()
{
    m_end.connected = true;
    m_transport->setParent(this);
    startOpenTimeout();
    deliverInTurn();
}

void Connection::handOver(const SocketSettings &settings, ConnectionListener *listener)
{
    m_settings = &settings;
    m_listener = listener;
    m_handedOver = true;
    settingsChanged();
}

void Connection::beginDelivery()
{
    m_handedOver = false;
    deliverInTurn();
}

// ---- reading

void Connection::transportConnected()
{
    const QPointer<Connection> alive(this);
    m_end.connected = true;
    m_transport->setParent(this); // goes with us to another thread
    m_listener->connectionConnected();
    if (alive)
        deliver(); // what a device had already
}

// A device may be readable before it is known to be connected.
void Connection::transportReadyRead()
{
    if (m_end.connected)
        deliver();
}

void Connection::transportFailed(const TransportFailure &failure)
{
    m_end.attempt.tlsVerificationFailed = failure.tlsVerificationFailed;
    if (failure.code == ErrorCode::TlsFail)
        m_end.closeCode = int(CloseCode::TlsHandshake);
    finish(Error(failure.code, failure.stage, failure.text));
}

#if QT_CONFIG(ssl)
void Connection::transportSslErrors(const QList<QSslError> &errors)
{
    m_listener->connectionSslErrors(errors);
}
#endif

inline void Connection::handleText(const Protocol::Text &text, const QPointer<Connection> &alive)
{
    m_lastUseful = m_lastRead;
    QString spare = m_listener->connectionText(m_protocol, text.payload);
    if (alive)
        m_protocol.recycleText(std::move(spare));
}

// Pulls events and reads octets, in turn, until there are none or time is up. A slot may do
// anything meanwhile: destroy the connection, or spin an event loop that comes back here.
void Connection::deliver()
{
    const QPointer<Connection> alive(this);
    bool all = false; // is read
    while (!isHeld()) {
        DeliveryBudget &budget = *world().budget;
        if (!budget.allows(m_settings->deliveryBudget)) {
            budget.wait(this);
            break;
        }
        if (const auto event = m_protocol.nextEvent()) {
            if (const auto *text = std::get_if<Protocol::Text>(&*event)) // most are
                handleText(*text, alive);
            else
                handle(*event);
            if (!alive)
                return;
        } else if (m_endOfStream) {
            finish({}, u"closed"_s);
            return;
        } else if (!(all ? lookAgain() : readSome())) {
            break;
        } else {
            all = m_answerAtOnce = m_readAll;
        }
    }
    m_answerAtOnce = false;
    // the body of a refusal is read to its end, but not for ever
    if (!m_openSince && m_protocol.state() == Protocol::State::Connecting
        && m_protocol.transport() == Protocol::Transport::AwaitPeer
        && !m_deadlines.isSet(Deadlines::RefusalBody)) {
        m_deadlines.set(Deadlines::RefusalBody, m_environment.clock->now() + RefusalBodyTimeout);
        schedule();
    }
    flush();
}

// What was answered may have brought the next message already. While an answer is not written,
// there is no look: one that meets the peer's FIN closes the socket.
bool Connection::lookAgain()
{
    const bool answered = !m_answerAtOnce;
    if (!answered || !m_secondLook.isDue() || bytesToWrite() > 0)
        return false;
    const bool found = readSome();
    m_secondLook.made(found);
    return found;
}

bool Connection::readBeforeWriting()
{
    return m_end.connected && !m_endOfStream && !isHeld() && readSome();
}

// What the application does not want to hear are messages: opening and the end go on.
bool Connection::isHeld() const
{
    const auto messagesMayCome = [](Protocol::State state) {
        return state == Protocol::State::Open || state == Protocol::State::ClosingLocal;
    };
    return m_handedOver || (m_paused && messagesMayCome(m_protocol.state()));
}

bool Connection::readSome()
{
    const std::span<char> buffer = m_protocol.receiveBuffer();
    const qint64 size = m_transport->read(buffer.data(), qint64(buffer.size()));
    m_protocol.commit(qsizetype(std::max<qint64>(0, size)));
    m_readAll = size > 0 && size < qint64(buffer.size()) && m_transport->tellsOfMore();
    if (size == 0)
        return false;
    if (size < 0) {
        m_endOfStream = true;
        m_protocol.commitEof();
        return true;
    }
    m_lastRead = m_environment.clock->now();
    m_keepalive.octetsReceived(m_lastRead);
    return true;
}

namespace {
template<typename... Functions>
struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template<typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;
} // namespace

void Connection::handle(const Protocol::Event &event)
{
    using P = Protocol;
    const auto useful = [this] { m_lastUseful = m_lastRead; };
    std::visit(Overloaded {
                       [](const P::Text &) {}, // handleText()
                       [&](const P::Binary &) {
                           useful();
                           m_listener->connectionBinary(m_protocol);
                       },
                       [&](const P::TextPart &part) {
                           useful();
                           m_listener->connectionTextPart(m_protocol, part.final);
                       },
                       [&](const P::BinaryPart &part) {
                           useful();
                           m_listener->connectionBinaryPart(m_protocol, part.final);
                       },
                       [&](const P::Ping &ping) {
                           m_listener->connectionPing(ping.payload.toByteArray());
                       },
                       [&](const P::Pong &pong) {
                           useful();
                           handlePong(pong.payload.toByteArray());
                       },
                       [&](const P::UpgradeRequest &upgrade) {
                           m_requestSeen = true;
                           m_listener->connectionUpgradeRequested(upgrade.request);
                       },
                       [&](const P::Accepted &accepted) {
                           opened();
                           m_listener->connectionReady(accepted);
                       },
                       [&](const P::Rejected &rejected) { handleRejection(rejected); },
                       [&](const P::CloseReceived &close) {
                           m_closing = true;
                           m_keepalive.stop();
                           m_deadlines.clear(Deadlines::Poll);
                           m_end.closeCode = m_end.attempt.receivedCloseCode = close.code;
                           m_end.closeReason = close.reason;
                           m_listener->connectionClosing(close.code, close.reason);
                       },
                       [&](const P::Closed &closed) { handleClosed(closed); },
                       [&](const P::Failed &failed) { handleFailure(failed); },
               },
               event);
}

void Connection::handlePong(const QByteArray &payload)
{
    const QPointer<Connection> alive(this);
    if (m_pingTime && payload == pingPayload()) {
        m_listener->connectionLatency(m_lastRead - *std::exchange(m_pingTime, {}));
        if (!alive)
            return;
    }
    m_listener->connectionPong(payload);
}

void Connection::handleRejection(const Protocol::Rejected &rejected)
{
    const QPointer<Connection> alive(this);
    const int status = rejected.response.statusCode();
    m_end.attempt.httpStatus = status;
    m_end.attempt.retryAfter = Core::retryAfter(rejected.response.get("Retry-After"),
                                                m_environment.clock->wallTime());
    const QString reason = rejected.reason; // ours: the listener may destroy us
    m_listener->connectionRejected(rejected.response, reason);
    if (alive)
        finish(Error(ErrorCode::HandshakeError, Stage::Upgrade, reason, status));
}

void Connection::handleClosed(const Protocol::Closed &closed)
{
    m_end.graceful = true;
    m_end.closeCode = m_end.attempt.receivedCloseCode = closed.code;
    m_end.closeReason = closed.reason;
    m_keepalive.stop();
    // at once: a read that meets the peer's FIN would close the socket before our answer is out
    m_outgoing.pump();
    const bool limited = m_settings->closeTimeout > 0ms;
    startLinger(limited ? std::min<Milliseconds>(m_settings->closeTimeout, PeerEndsTimeout)
                        : PeerEndsTimeout);
    m_listener->connectionClosed(closed.code, closed.reason);
}

void Connection::handleFailure(const Protocol::Failed &failed)
{
    QString text = failed.text;
    m_end.attempt.httpStatus = failed.httpStatus;
    if (m_endOfStream) {
        if (const QString reason = m_transport->endReason(); !reason.isEmpty())
            text = u"the connection was lost: %1"_s.arg(reason);
        finish(Error(failed.code, stage(), text, failed.httpStatus));
        return;
    }
    m_end.error = Error(failed.code, stage(), text, failed.httpStatus);
    m_keepalive.stop();
    m_outgoing.pump(); // as in handleClosed()
    startLinger(FailureLinger);
    const QPointer<Connection> alive(this);
    m_listener->connectionProtocolError(text, failed.code == ErrorCode::CriticalProtocolError
                                                      || !m_openSince);
    // a client has nothing to say about an answer that it does not understand
    if (alive && !m_openSince && m_protocol.role() == Role::Client)
        finish({});
}

Stage Connection::stage() const
{
    if (!m_openSince)
        return m_end.connected ? Stage::Upgrade : Stage::Connect;
    return m_closing ? Stage::Closing : Stage::Open;
}

void Connection::pause()
{
    m_paused = true;
    m_keepalive.suspend();
}

void Connection::resume()
{
    if (!m_paused)
        return;
    m_paused = false;
    m_keepalive.resume(m_environment.clock->now());
    schedule();
    deliverInTurn();
}

// ---- the end

void Connection::abort(const QString &reason)
{
    finish({}, reason);
}

void Connection::finish(const Error &error, const QString &reason)
{
    if (!m_end.error)
        m_end.error = error;
    m_end.reason = m_end.error ? m_end.error.text() : reason;
    m_end.unsentMessages = m_outgoing.unsentMessages();
    m_end.unsentOctets = m_end.unsentMessages > 0 ? bytesToWrite() : 0;
    m_end.compression = compressionStatistics();
    m_end.compression.contextMemory = 0; // they go with the connection
    m_end.attempt.error = m_end.error.code();
    const auto sinceOpen = [this](const std::optional<Clock::Time> &when) {
        return std::chrono::duration_cast<Milliseconds>(*when - *m_openSince);
    };
    if (m_openSince) {
        const std::optional<Clock::Time> now = m_environment.clock->now();
        m_end.attempt.openFor = sinceOpen(now);
        if (m_lastUseful)
            m_end.attempt.lastUsefulAfter = sinceOpen(m_lastUseful);
    }
    m_timer.reset();
    world().budget->forget(this);
    m_transport->setListener(nullptr);
    m_transport->abort();
    m_listener->connectionEnded(m_end);
}

} // namespace Lomond::Net
