// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "feedserver.h"

#include <Lomond/LomondServer>

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds ShortestInterval = 4ms; // above 250 trades/s several at once
constexpr qint64 ReaderTooSlow = 256 * 1024; // octets

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void complain(LomondSocket *socket, const QString &message, const QString &reason = {})
{
    QJsonObject answer {{u"type"_s, u"error"_s}, {u"message"_s, message}};
    if (!reason.isEmpty())
        answer.insert("reason"_L1, reason);
    socket->sendUtf8(compact(answer));
}

// A channel is a name, or an object with a name.
bool namesTicker(const QJsonArray &channels)
{
    return std::any_of(channels.begin(), channels.end(), [](const QJsonValue &channel) {
        return (channel.isObject() ? channel["name"_L1] : channel) == "ticker"_L1;
    });
}

} // namespace

FeedServer::FeedServer(int rate, quint32 seed)
    : m_rate(rate)
    , m_server(new LomondServer(this))
    , m_timer(this)
    , m_market(seed)
{
    connect(m_server, &LomondServer::newConnection, this, &FeedServer::welcome);
    connect(&m_timer, &QTimer::timeout, this, &FeedServer::sendDueTrades);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(qMax(ShortestInterval, 1'000ms / m_rate));
}

void FeedServer::start()
{
    if (m_server->isListening())
        return;
    // the port of the first time, so that clients find the exchange where they left it
    if (!m_server->listen(QHostAddress::LocalHost, m_port)) {
        Q_EMIT failed(m_server->errorString());
        return;
    }
    m_port = m_server->serverPort();
    m_pace.clock.start();
    m_pace.sent = 0;
    m_timer.start();
    Q_EMIT started(m_port);
}

// As if the machine had lost power, but for the kernel, which tells the peers at once.
void FeedServer::kill()
{
    if (!m_server->isListening())
        return;
    m_timer.stop();
    m_server->close();
    const QList<LomondSocket *> sockets = m_server->sockets();
    for (LomondSocket *socket : sockets)
        socket->abort();
    m_subscribers.clear();
    Q_EMIT killed();
}

void FeedServer::welcome(LomondSocket *socket)
{
    connect(socket, &LomondSocket::text, this,
            [this, socket](const QString &text) { receive(socket, text); });
    connect(socket, &LomondSocket::disconnected, this,
            [this, socket] { m_subscribers.remove(socket); });
}

void FeedServer::receive(LomondSocket *socket, const QString &text)
{
    QJsonParseError error;
    const QJsonObject request = QJsonDocument::fromJson(text.toUtf8(), &error).object();
    const QString type = request.value("type"_L1).toString();
    if (error.error != QJsonParseError::NoError)
        complain(socket, u"Malformed JSON"_s, error.errorString());
    else if (type == "subscribe"_L1)
        subscribe(socket, request);
    else if (type == "unsubscribe"_L1)
        unsubscribe(socket, request);
    else
        complain(socket, u"Unknown request"_s, u"type must be subscribe or unsubscribe"_s);
}

void FeedServer::subscribe(LomondSocket *socket, const QJsonObject &request)
{
    if (!namesTicker(request.value("channels"_L1).toArray())) {
        complain(socket, u"Failed to subscribe"_s, u"the only channel is ticker"_s);
        return;
    }
    const QStringList listed = m_market.products();
    QStringList wanted;
    const QJsonArray ids = request.value("product_ids"_L1).toArray();
    for (const QJsonValue &id : ids) {
        if (!listed.contains(id.toString())) {
            complain(socket, u"Failed to subscribe"_s,
                     u"%1 is not a valid product"_s.arg(id.toString()));
            return;
        }
        wanted.append(id.toString());
    }
    if (wanted.isEmpty()) {
        complain(socket, u"Failed to subscribe"_s, u"product_ids is empty"_s);
        return;
    }
    QSet<QString> &subscribed = m_subscribers[socket];
    subscribed.unite(QSet<QString>(wanted.cbegin(), wanted.cend()));
    confirm(socket);
    for (const QString &product : std::as_const(wanted))
        socket->sendUtf8(compact(m_market.snapshot(product, QDateTime::currentDateTimeUtc())));
}

// Without product_ids: from everything.
void FeedServer::unsubscribe(LomondSocket *socket, const QJsonObject &request)
{
    const QJsonArray ids = request.value("product_ids"_L1).toArray();
    QSet<QString> &subscribed = m_subscribers[socket];
    if (ids.isEmpty())
        subscribed.clear();
    for (const QJsonValue &id : ids)
        subscribed.remove(id.toString());
    confirm(socket);
}

void FeedServer::confirm(LomondSocket *socket)
{
    QStringList products = m_subscribers.value(socket).values();
    products.sort();
    const QJsonObject channel {{u"name"_s, u"ticker"_s},
                               {u"product_ids"_s, QJsonArray::fromStringList(products)}};
    socket->sendUtf8(
            compact({{u"type"_s, u"subscriptions"_s}, {u"channels"_s, QJsonArray {channel}}}));
}

// Catches up with the clock, so that the rate is kept on average; but after a long sleep of the
// machine there is nothing to catch up with.
void FeedServer::sendDueTrades()
{
    qint64 due = m_pace.clock.elapsed() * m_rate / 1'000 - m_pace.sent;
    if (due > qMax(m_rate, 1)) {
        m_pace.clock.restart();
        m_pace.sent = 0;
        due = 1;
    } else {
        m_pace.sent += due;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (; due > 0; --due)
        publish(m_market.trade(1.0 / m_rate, now));
}

void FeedServer::publish(const QJsonObject &trade)
{
    const QString product = trade.value("product_id"_L1).toString();
    QByteArray message;
    for (auto it = m_subscribers.cbegin(); it != m_subscribers.cend(); ++it) {
        // an old price is worth nothing: who cannot keep up misses some
        if (!it->contains(product) || it.key()->bytesToWrite() > ReaderTooSlow)
            continue;
        if (message.isEmpty())
            message = compact(trade);
        it.key()->sendUtf8(message);
    }
}
