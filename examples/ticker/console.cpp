// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "console.h"

#include "feed.h"
#include "format.h"

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Console::Console(std::chrono::milliseconds maximumDelay, QObject *parent)
    : QObject(parent)
    , m_socket(this)
    , m_status(this)
{
    Lomond::ReconnectPolicy policy;
    policy.setMaximumDelay(int(maximumDelay.count()));
    policy.setFirstDelay(qMin(policy.firstDelay(), policy.maximumDelay()));
    policy.setFirstDelayAfterRestart(qMin(policy.firstDelayAfterRestart(), policy.maximumDelay()));
    policy.setMinimumDelay(qMin(policy.minimumDelay(), policy.maximumDelay()));
    m_socket.setReconnect(policy);
    m_socket.setPersistent(true);
    m_socket.setPingInterval(5s);
    m_socket.setPingTimeout(15s);
    m_status.setSocket(&m_socket);

    // after every reconnect the exchange knows nothing of us: subscribe again
    connect(&m_socket, &LomondSocket::ready, this,
            [this] { m_socket.sendJson(subscription(defaultProducts())); });
    connect(&m_socket, &LomondSocket::json, this,
            [this](const QJsonValue &message) { receive(message.toObject()); });
    connect(&m_socket, &LomondSocket::gaveUp, this, &Console::gaveUp);
    connect(&m_status, &ConnectionStatus::phaseEntered, this, &Console::announceConnection);
}

Console::~Console()
{
    write();
}

void Console::watch(const QUrl &url)
{
    m_socket.openUrl(url);
}

void Console::watch(Feed *feed)
{
    const auto announce = [this](const QString &text) { print(QDateTime::currentDateTime(), text); };
    connect(feed, &Feed::urlChanged, this, [this, feed] { watch(feed->url()); });
    connect(feed, &Feed::runningChanged, this, [feed, announce] {
        announce(feed->isRunning() ? u"the feed is running at "_s + feed->url().toString()
                                   : u"the feed was killed"_s);
    });
    connect(feed, &Feed::failed, this, [this, feed, announce](const QString &reason) {
        announce(u"the feed cannot start: "_s + reason);
        if (feed->url().isEmpty())
            Q_EMIT gaveUp();
    });
    feed->start();
}

void Console::receive(const QJsonObject &message)
{
    if (const std::optional<Tick> tick = Tick::fromJson(message)) {
        ++m_tickCount;
        print(tick->time.isValid() ? tick->time.toLocalTime() : QDateTime::currentDateTime(),
              line(*tick));
    } else if (message.value("type"_L1) == "error"_L1) {
        const QString reason = message.value("reason"_L1).toString();
        print(QDateTime::currentDateTime(),
              u"the exchange says: "_s + message.value("message"_L1).toString()
                      + (reason.isEmpty() ? QString() : u": "_s + reason));
    }
}

QString Console::line(const Tick &tick)
{
    return u"%1  %2  %3"_s.arg(tick.product, -9)
            .arg(formatPrice(tick.price, qMax(2, tick.decimals)), 12)
            .arg(formatPercent(tick.percent(), u'-'), 9);
}

void Console::announceConnection()
{
    if (m_status.phase() == ConnectionStatus::Phase::Connecting)
        print(QDateTime::currentDateTime(),
              u"connecting to "_s + m_socket.url().toString(QUrl::RemoveUserInfo));
    else
        print(QDateTime::currentDateTime(), m_status.text());
}

void Console::print(const QDateTime &time, const QString &text)
{
    if (m_output.isEmpty())
        QMetaObject::invokeMethod(this, &Console::write, Qt::QueuedConnection);
    m_output += time.toString("HH:mm:ss.zzz"_L1).toUtf8() + "  " + text.toUtf8() + '\n';
}

void Console::write()
{
    const QByteArray output = std::exchange(m_output, {});
    const auto size = size_t(output.size());
    if (std::fwrite(output.constData(), 1, size, stdout) != size || std::fflush(stdout) != 0)
        Q_EMIT outputClosed();
}
