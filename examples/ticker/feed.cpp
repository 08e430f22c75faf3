// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "feed.h"

#include "feedserver.h"

using namespace Qt::StringLiterals;

Feed::Feed(int rate, quint32 seed, QObject *parent)
    : QObject(parent)
    , m_server(new FeedServer(qBound(MinimumRate, rate, MaximumRate), seed))
{
    m_thread.setObjectName("feed"_L1);
    m_server->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    connect(m_server, &FeedServer::started, this, [this](quint16 port) {
        if (m_url.isEmpty()) {
            m_url = QUrl(u"ws://127.0.0.1:%1"_s.arg(port));
            Q_EMIT urlChanged();
        }
        setRunning(true);
    });
    connect(m_server, &FeedServer::killed, this, [this] { setRunning(false); });
    connect(m_server, &FeedServer::failed, this, &Feed::failed);
    m_thread.start();
}

Feed::~Feed()
{
    m_thread.quit();
    m_thread.wait();
}

void Feed::start()
{
    QMetaObject::invokeMethod(m_server, &FeedServer::start);
}

void Feed::kill()
{
    QMetaObject::invokeMethod(m_server, &FeedServer::kill);
}

void Feed::setRunning(bool running)
{
    if (m_running == running)
        return;
    m_running = running;
    Q_EMIT runningChanged();
}
