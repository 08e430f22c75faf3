// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The part of LomondSocket's private half that turns what a connection tells into signals: the one
// of that name first, then, if anybody listens to it, eventOccurred with the same in a value.

#include "net/lomondsocket_p.h"

#include "core/utf8_p.h"
#include "net/jsontext_p.h"

#include <QtCore/qmetaobject.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Qt::StringLiterals;

void LomondSocketPrivate::emitEvent(const char *name, const QVariantMap &fields)
{
    const QDateTime now = environment().clock->wallTime();
    Q_EMIT q->eventOccurred(Event(QString::fromLatin1(name), now, fields), {});
}

// isSignalConnected() costs more than a small message: asked only after somebody (dis)connected.
void LomondSocketPrivate::lookForListeners()
{
    if (!listenersChanged.load(std::memory_order_relaxed))
        return;
    listenersChanged = false;
    m_wanted.text = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::text));
    m_wanted.json = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::json));
    m_wanted.event = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::eventOccurred));
}

bool LomondSocketPrivate::wantsPoll() const
{
    return q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::poll))
           || q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::eventOccurred));
}

void LomondSocketPrivate::connectionConnected()
{
    const QPointer<LomondSocket> alive(q);
    const QUrl url = visibleUrl();
    Q_EMIT q->connected(url, {}, {});
    if (alive)
        tell("connected", [&] { return QVariantMap {{u"url"_s, url}, {u"proxy"_s, QUrl()}}; });
}

void LomondSocketPrivate::connectionRejected(const Response &refusal, const QString &reason)
{
    const QPointer<LomondSocket> alive(q);
    response = refusal;
    Q_EMIT q->rejected(refusal, reason, {});
    if (alive)
        tell("rejected", [&] {
            return QVariantMap {{u"response"_s, QVariant::fromValue(refusal)},
                                {u"reason"_s, reason}};
        });
}

void LomondSocketPrivate::connectionReady(const Protocol::Accepted &accepted)
{
    const QPointer<LomondSocket> alive(q);
    const Protocol::Accepted now = accepted; // ours, whatever the slots do
    response = now.response;
    update(protocol, now.protocol, &LomondSocket::protocolChanged);
    if (alive)
        update(lastError, Error(), &LomondSocket::lastErrorChanged);
    if (alive)
        update(latency, qreal(-1), &LomondSocket::latencyChanged);
    if (alive && connection)
        setState(State::Ready, true);
    if (!alive || !connection)
        return;
    Q_EMIT q->ready(now.response, now.protocol, now.extensions, {});
    if (alive)
        tell("ready", [&] {
            return QVariantMap {{u"response"_s, QVariant::fromValue(now.response)},
                                {u"protocol"_s, now.protocol},
                                {u"extensions"_s, now.extensions}};
        });
}

void LomondSocketPrivate::connectionText(QByteArrayView utf8)
{
    lookForListeners();
    const QPointer<LomondSocket> alive(q);
    // both before the first signal: the view is gone after it
    const QString text = m_wanted.text || m_wanted.event ? Core::fromValidUtf8(utf8) : QString();
    const std::optional<QJsonValue> json = m_wanted.json ? parseJson(utf8) : std::nullopt;
    if (m_wanted.text)
        Q_EMIT q->text(text, {});
    if (alive)
        tell("text", [&] { return QVariantMap {{u"text"_s, text}}; });
    if (!alive || !json)
        return;
    Q_EMIT q->json(*json, {});
    if (alive)
        tell("json", [&] { return QVariantMap {{u"value"_s, QVariant::fromValue(*json)}}; });
}

void LomondSocketPrivate::connectionBinary(Protocol &received)
{
    const QPointer<LomondSocket> alive(q);
    const QByteArray data = received.takePayload();
    Q_EMIT q->binary(data, {});
    if (alive)
        tell("binary", [&] { return QVariantMap {{u"data"_s, data}}; });
}

void LomondSocketPrivate::connectionPing(const QByteArray &payload)
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->ping(payload, {});
    if (alive)
        tell("ping", [&] { return QVariantMap {{u"data"_s, payload}}; });
}

void LomondSocketPrivate::connectionPong(const QByteArray &payload)
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->pong(payload, {});
    if (alive)
        tell("pong", [&] { return QVariantMap {{u"data"_s, payload}}; });
}

void LomondSocketPrivate::connectionClosing(int code, const QString &reason)
{
    const QPointer<LomondSocket> alive(q);
    const QPointer<Connection> current(connection.get());
    setState(State::Closing, active);
    if (!current)
        return;
    Q_EMIT q->closing(code, reason, {});
    if (alive)
        tell("closing", [&] { return QVariantMap {{u"code"_s, code}, {u"reason"_s, reason}}; });
}

void LomondSocketPrivate::connectionClosed(int code, const QString &reason)
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->closed(code, reason, {});
    if (alive)
        tell("closed", [&] { return QVariantMap {{u"code"_s, code}, {u"reason"_s, reason}}; });
}

void LomondSocketPrivate::connectionProtocolError(const QString &error, bool critical)
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->protocolError(error, critical, {});
    if (alive)
        tell("protocolError", [&] {
            return QVariantMap {{u"error"_s, error}, {u"critical"_s, critical}};
        });
}

void LomondSocketPrivate::connectionUnresponsive()
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->unresponsive({});
    if (alive)
        tell("unresponsive", [] { return QVariantMap(); });
}

void LomondSocketPrivate::connectionPoll()
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->poll({});
    if (alive)
        tell("poll", [] { return QVariantMap(); });
}

void LomondSocketPrivate::connectionDrained()
{
    const QPointer<LomondSocket> alive(q);
    Q_EMIT q->drained({});
    if (alive)
        tell("drained", [] { return QVariantMap(); });
}

void LomondSocketPrivate::connectionBytesToWriteChanged()
{
    Q_EMIT q->bytesToWriteChanged();
}

void LomondSocketPrivate::connectionLatency(std::chrono::nanoseconds roundTrip)
{
    update(latency, qreal(roundTrip.count()) / 1e6, &LomondSocket::latencyChanged);
}

#if QT_CONFIG(ssl)
void LomondSocketPrivate::connectionSslErrors(const QList<QSslError> &errors)
{
    Q_EMIT q->sslErrors(errors, {});
}
#endif
