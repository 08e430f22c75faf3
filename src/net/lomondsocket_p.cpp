// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/lomondsocket_p.h"

#include "net/devicetransport_p.h"
#include "net/logging_p.h"

#include <QtCore/qmetaobject.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Qt::StringLiterals;

static thread_local ErrorCode threadSendError = ErrorCode::NoError;

LomondSocketPrivate::LomondSocketPrivate()
{
    settings.agent = u"Lomond/" LOMOND_VERSION ""_s;
}

LomondSocketPrivate::~LomondSocketPrivate() = default;

LomondSocket *LomondSocketPrivate::create(const Environment &environment, QObject *parent)
{
    auto d = std::make_unique<LomondSocketPrivate>();
    d->m_environment = std::make_unique<Environment>(environment);
    return new LomondSocket(std::move(d), parent);
}

LomondSocket *LomondSocketPrivate::createAccepted(std::unique_ptr<Connection> connection,
                                                  const Request &request, const QString &protocol,
                                                  const SocketSettings &settings, QObject *parent)
{
    auto d = std::make_unique<LomondSocketPrivate>();
    d->role = Role::Server;
    d->settings = settings;
    d->state = State::Ready;
    d->active = true;
    d->request = request;
    d->protocol = protocol;
    d->supportsCompression = connection->supportsCompression();
    d->connection = std::move(connection);
    LomondSocketPrivate *dd = d.get();
    auto *socket = new LomondSocket(std::move(d), parent);
    dd->connection->setParent(socket); // follows it to another thread
    dd->connection->handOver(dd->settings, dd);
    return socket;
}

void LomondSocketPrivate::beginDelivery(LomondSocket *socket)
{
    if (socket->d->connection)
        socket->d->connection->beginDelivery();
}

Environment LomondSocketPrivate::environment() const
{
    return m_environment ? *m_environment : Environment::system();
}

bool LomondSocketPrivate::report(ErrorCode error)
{
    threadSendError = error;
    return error == ErrorCode::NoError;
}

ErrorCode LomondSocketPrivate::sendErrorOfThisThread()
{
    return threadSendError;
}

ErrorCode LomondSocketPrivate::unavailable() const
{
    const bool isOver = closeCode != 0 && !active;
    return isOver ? ErrorCode::WebSocketClosed : ErrorCode::WebSocketUnavailable;
}

bool LomondSocketPrivate::isSecure() const
{
    return connection && role == Role::Server ? connection->transport().isSecure()
                                              : settings.url.scheme() == "wss"_L1;
}

// RFC 3986 7.5: nobody but the server is to read a password
QUrl LomondSocketPrivate::visibleUrl() const
{
    return settings.url.adjusted(QUrl::RemoveUserInfo);
}

// ---- what the application asks for

void LomondSocketPrivate::open()
{
    if (active || role == Role::Server)
        return;
    m_reconnector.reset();
    startSoon();
}

void LomondSocketPrivate::setUrl(const QUrl &url)
{
    if (url == settings.url)
        return;
    const QPointer<LomondSocket> alive(q);
    const bool wasSecure = q->isSecure();
    settings.url = url;
    overDevice = false; // that one leads to another server
    m_reconnector.reset();
    Q_EMIT q->urlChanged();
    if (alive && wasSecure != q->isSecure())
        Q_EMIT q->secureChanged();
    if (!alive || !active)
        return;
    if (connection) {
        m_startNext = true;
        connection->abort(u"another URL was set"_s);
    } else {
        startSoon();
    }
}

// Each attempt tells its end before the next one begins.
void LomondSocketPrivate::startSoon()
{
    const int plan = ++m_plan;
    m_startNext = connection || m_ending;
    const bool busy = m_startNext;
    const QPointer<LomondSocket> alive(q);
    setState(connection ? state : State::Connecting, true);
    // a slot may have thought of something else
    if (alive && plan == m_plan && !busy)
        scheduleStart();
}

// In the next turn of the event loop: no signal of the attempt comes from within open().
void LomondSocketPrivate::scheduleStart()
{
    if (holds > 0)
        return;
    QMetaObject::invokeMethod(
            q,
            [this, plan = ++m_plan] {
                if (plan == m_plan && holds == 0)
                    start();
            },
            Qt::QueuedConnection);
}

void LomondSocketPrivate::start()
{
    const Environment world = environment();
    std::unique_ptr<Transport> transport;
    if (overDevice)
        transport = std::make_unique<DeviceTransport>(device);
    else
        transport = world.transports->create(settings.url.scheme() == "wss"_L1);
    auto attempt = std::make_unique<Connection>(Role::Client, world, settings, std::move(transport),
                                                this);
    attempt->setParent(q); // follows it to another thread
    const QPointer<Connection> alive(attempt.get());
    connection = std::move(attempt);
    listenersChanged = true; // it does not know of them yet

    qCDebug(lcConnection) << "connecting to" << visibleUrl();
    Q_EMIT q->connecting(visibleUrl(), {});
    if (alive)
        tell("connecting", [&] { return QVariantMap {{u"url"_s, visibleUrl()}}; });
    if (alive)
        alive->open();
}

void LomondSocketPrivate::retry()
{
    const int plan = ++m_plan;
    const QPointer<LomondSocket> alive(q);
    setState(State::Connecting, true);
    if (alive && plan == m_plan)
        start();
}

void LomondSocketPrivate::closeWith(int code, const QString &reason)
{
    const bool open = connection && (state == State::Ready || state == State::Closing);
    if (!open) {
        report(ErrorCode::NoError);
        abort();
        return;
    }
    const ErrorCode error = connection->close(code, reason);
    report(error);
    if (error == ErrorCode::FrameBuildError)
        return;
    m_startNext = false; // also if it is closing already
    setState(State::Closing, false);
}

void LomondSocketPrivate::abort()
{
    if (!active && !connection)
        return;
    ++m_plan;
    m_startNext = false;
    m_reconnector.reset();
    if (connection) {
        m_dropping = true;
        connection->abort(u"the application dropped the connection"_s);
    } else {
        setState(State::Idle, false);
    }
}

void LomondSocketPrivate::setPersistent(bool persistent)
{
    if (persistent == settings.persistent)
        return;
    settings.persistent = persistent;
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->persistentChanged();
    // leaving it while it waits ends the wait; while it is connected, it stays so
    if (alive && !settings.persistent && state == State::BackingOff)
        abort();
}

void LomondSocketPrivate::setState(State next, bool nowActive)
{
    const QPointer<LomondSocket> alive(q);
    const bool stateChanges = state != next;
    const bool activeChanges = active != nowActive;
    state = next;
    active = nowActive;
    if (stateChanges)
        Q_EMIT q->stateChanged();
    if (alive && activeChanges)
        Q_EMIT q->activeChanged();
}

void LomondSocketPrivate::releaseHold()
{
    if (--holds == 0 && state == State::Connecting && !connection)
        scheduleStart();
}

void LomondSocketPrivate::settingsChanged()
{
    if (connection)
        connection->settingsChanged();
}

// ---- how an attempt ended

void LomondSocketPrivate::connectionEnded(const ConnectionEnd &theirEnd)
{
    const ConnectionEnd end = theirEnd; // the connection goes now
    const bool hadOctets = connection->notifiedBytesToWrite() > 0;
    statistics = end.compression;
    connection.reset();
    const int plan = ++m_plan;
    const bool dropped = std::exchange(m_dropping, false);
    const bool retries = active && !dropped && !m_startNext && settings.persistent
                         && role == Role::Client;
    Delay delay;
    if (retries && !overDevice)
        delay = m_reconnector.plan(end.attempt, settings.reconnect, environment());

    const QPointer<LomondSocket> alive(q);
    m_ending = true;
    const State next = m_startNext ? State::Connecting : delay ? State::BackingOff : State::Idle;
    setState(next, m_startNext || delay);
    if (alive && hadOctets)
        Q_EMIT q->bytesToWriteChanged();
    if (alive)
        update(supportsCompression, false, &LomondSocket::supportsCompressionChanged);
    if (alive)
        emitLoss(end);
    if (!alive)
        return;
    m_ending = false;
    if (std::exchange(m_startNext, false))
        scheduleStart();
    emitEnd(end);
    // the application may have thought of something else in its slots
    if (alive && retries && plan == m_plan)
        goOn(delay);
}

// After the end of an attempt of a persistent socket.
void LomondSocketPrivate::goOn(const Delay &delay)
{
    const QPointer<LomondSocket> alive(q);
    if (!delay) {
        Q_EMIT q->gaveUp({});
        if (alive && !connection)
            tell("gaveUp", [] { return QVariantMap(); });
        return;
    }
    m_reconnector.start(*delay, environment(), q);
    const auto msecs = int(delay->count());
    Q_EMIT q->backOff(msecs, {});
    if (alive && !connection)
        tell("backOff", [&] { return QVariantMap {{u"delay"_s, msecs}}; });
}

// What is to be known of the end before its last signal.
void LomondSocketPrivate::emitLoss(const ConnectionEnd &end)
{
    const QPointer<LomondSocket> alive(q);
    qCDebug(lcConnection) << "ended:" << end.reason;
    update(closeCode, end.closeCode, &LomondSocket::closeCodeChanged);
    if (alive)
        update(closeReason, end.closeReason, &LomondSocket::closeReasonChanged);
    if (alive && end.unsentMessages > 0) {
        Q_EMIT q->unsent(end.unsentMessages, end.unsentOctets, {});
        if (alive)
            tell("unsent", [&] {
                return QVariantMap {{u"messages"_s, end.unsentMessages},
                                    {u"octets"_s, end.unsentOctets}};
            });
    }
    if (alive && end.error) {
        update(lastError, end.error, &LomondSocket::lastErrorChanged);
        if (alive)
            Q_EMIT q->errorOccurred(end.error, {});
        if (alive)
            tell("errorOccurred", [&] {
                return QVariantMap {{u"error"_s, QVariant::fromValue(end.error)}};
            });
    }
}

void LomondSocketPrivate::emitEnd(const ConnectionEnd &end)
{
    const QPointer<LomondSocket> alive(q);
    if (end.connected) {
        Q_EMIT q->disconnected(end.reason, end.graceful, {});
        if (alive && !connection)
            tell("disconnected", [&] {
                return QVariantMap {{u"reason"_s, end.reason}, {u"graceful"_s, end.graceful}};
            });
    } else {
        Q_EMIT q->connectFailed(end.reason, {});
        if (alive && !connection)
            tell("connectFailed", [&] { return QVariantMap {{u"reason"_s, end.reason}}; });
    }
}
