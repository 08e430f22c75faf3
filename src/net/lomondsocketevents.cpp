// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The part of LomondSocket's private half that turns what a connection tells into signals: the one
// of that name first, then, if anybody listens to it, eventOccurred with the same in a value;
// unless the slots of the first ended the connection, for nothing follows its end.

#include "net/lomondsocket_p.h"

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
    m_wanted.textPart = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::textPart));
    m_wanted.json = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::json));
    m_wanted.event = q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::eventOccurred));
    if (connection)
        connection->setTextDecoding(m_wanted.text || m_wanted.event);
}

bool LomondSocketPrivate::wantsPoll() const
{
    return q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::poll))
           || q->isSignalConnected(QMetaMethod::fromSignal(&LomondSocket::eventOccurred));
}

void LomondSocketPrivate::connectionConnected()
{
    const QPointer<Connection> current(connection.get());
    const QUrl url = visibleUrl();
    Q_EMIT q->connected(url, {}, {});
    if (current)
        tell("connected", [&] { return QVariantMap {{u"url"_s, url}, {u"proxy"_s, QUrl()}}; });
}

void LomondSocketPrivate::connectionRejected(const Response &refusal, const QString &reason)
{
    const QPointer<Connection> current(connection.get());
    response = refusal;
    Q_EMIT q->rejected(refusal, reason, {});
    if (current)
        tell("rejected", [&] {
            return QVariantMap {{u"response"_s, QVariant::fromValue(refusal)},
                                {u"reason"_s, reason}};
        });
}

void LomondSocketPrivate::connectionReady(const Protocol::Accepted &accepted)
{
    const QPointer<Connection> current(connection.get());
    const Protocol::Accepted now = accepted; // ours, whatever the slots do
    response = now.response;
    update(protocol, now.protocol, &LomondSocket::protocolChanged);
    if (current)
        update(supportsCompression, connection->supportsCompression(),
               &LomondSocket::supportsCompressionChanged);
    if (current)
        update(lastError, Error(), &LomondSocket::lastErrorChanged);
    if (current)
        update(latency, qreal(-1), &LomondSocket::latencyChanged);
    if (current)
        setState(State::Ready, true);
    if (!current)
        return;
    Q_EMIT q->ready(now.response, now.protocol, now.extensions, {});
    if (current)
        tell("ready", [&] {
            return QVariantMap {{u"response"_s, QVariant::fromValue(now.response)},
                                {u"protocol"_s, now.protocol},
                                {u"extensions"_s, now.extensions}};
        });
}

QString LomondSocketPrivate::connectionText(Protocol &received, QByteArrayView utf8)
{
    lookForListeners();
    const bool wanted = m_wanted.text || m_wanted.event;
    // both before the first signal: the view is gone after it
    QString text = wanted ? received.takeText() : QString();
    const std::optional<QJsonValue> json = m_wanted.json ? parseJson(utf8) : std::nullopt;
    if (!m_wanted.event && !json) { // nothing follows
        Q_EMIT q->text(text, {});
        return text;
    }
    const QPointer<Connection> current(connection.get());
    if (m_wanted.text)
        Q_EMIT q->text(text, {});
    if (current)
        tell("text", [&] { return QVariantMap {{u"text"_s, text}}; });
    if (!current || !json)
        return text;
    Q_EMIT q->json(*json, {});
    if (current)
        tell("json", [&] { return QVariantMap {{u"value"_s, QVariant::fromValue(*json)}}; });
    return text;
}

void LomondSocketPrivate::connectionBinary(Protocol &received)
{
    const QPointer<Connection> current(connection.get());
    const QByteArray data = received.takePayload();
    Q_EMIT q->binary(data, {});
    if (current)
        tell("binary", [&] { return QVariantMap {{u"data"_s, data}}; });
}

void LomondSocketPrivate::connectionTextPart(Protocol &received, bool final)
{
    lookForListeners();
    const QPointer<Connection> current(connection.get());
    const bool wanted = m_wanted.textPart || m_wanted.event;
    const QString text = wanted ? received.takeText() : QString();
    if (m_wanted.textPart)
        Q_EMIT q->textPart(text, final, {});
    if (current)
        tell("textPart", [&] { return QVariantMap {{u"text"_s, text}, {u"final"_s, final}}; });
}

void LomondSocketPrivate::connectionBinaryPart(Protocol &received, bool final)
{
    const QPointer<Connection> current(connection.get());
    const QByteArray data = received.takePayload();
    Q_EMIT q->binaryPart(data, final, {});
    if (current)
        tell("binaryPart", [&] { return QVariantMap {{u"data"_s, data}, {u"final"_s, final}}; });
}

void LomondSocketPrivate::connectionPing(const QByteArray &payload)
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->ping(payload, {});
    if (current)
        tell("ping", [&] { return QVariantMap {{u"data"_s, payload}}; });
}

void LomondSocketPrivate::connectionPong(const QByteArray &payload)
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->pong(payload, {});
    if (current)
        tell("pong", [&] { return QVariantMap {{u"data"_s, payload}}; });
}

void LomondSocketPrivate::connectionClosing(int code, const QString &reason)
{
    const QPointer<Connection> current(connection.get());
    setState(State::Closing, active);
    if (!current)
        return;
    Q_EMIT q->closing(code, reason, {});
    if (current)
        tell("closing", [&] { return QVariantMap {{u"code"_s, code}, {u"reason"_s, reason}}; });
}

void LomondSocketPrivate::connectionClosed(int code, const QString &reason)
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->closed(code, reason, {});
    if (current)
        tell("closed", [&] { return QVariantMap {{u"code"_s, code}, {u"reason"_s, reason}}; });
}

void LomondSocketPrivate::connectionProtocolError(const QString &error, bool critical)
{
    const QPointer<Connection> current(connection.get());
    if (state == State::Ready)
        setState(State::Closing, active);
    if (!current)
        return;
    Q_EMIT q->protocolError(error, critical, {});
    if (current)
        tell("protocolError", [&] {
            return QVariantMap {{u"error"_s, error}, {u"critical"_s, critical}};
        });
}

void LomondSocketPrivate::connectionUnresponsive()
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->unresponsive({});
    if (current)
        tell("unresponsive", [] { return QVariantMap(); });
}

void LomondSocketPrivate::connectionPoll()
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->poll({});
    if (current)
        tell("poll", [] { return QVariantMap(); });
}

void LomondSocketPrivate::connectionDrained()
{
    const QPointer<Connection> current(connection.get());
    Q_EMIT q->drained({});
    if (current)
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
