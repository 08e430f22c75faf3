// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The embedded exchange's worker: a LomondServer that speaks the ticker protocol to whoever
// subscribes. Lives in the thread of its Feed, which alone calls it; never touches the GUI.

#ifndef FEEDSERVER_H
#define FEEDSERVER_H

#include "market.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qhash.h>
#include <QtCore/qobject.h>
#include <QtCore/qset.h>
#include <QtCore/qtimer.h>

class LomondServer;
class LomondSocket;

class FeedServer : public QObject
{
    Q_OBJECT

public:
    FeedServer(int rate, quint32 seed);

public Q_SLOTS:
    void start();
    void kill();

Q_SIGNALS:
    void started(quint16 port);
    void killed();
    void failed(const QString &reason);

private:
    struct Pace
    {
        QElapsedTimer clock;
        qint64 sent = 0;
    };

    void welcome(LomondSocket *socket);
    void receive(LomondSocket *socket, const QString &text);
    void subscribe(LomondSocket *socket, const QJsonObject &request);
    void unsubscribe(LomondSocket *socket, const QJsonObject &request);
    void confirm(LomondSocket *socket);
    void sendDueTrades();
    void publish(const QJsonObject &trade);

    const int m_rate; // trades per second
    quint16 m_port = 0;
    LomondServer *m_server = nullptr;
    QTimer m_timer;
    Pace m_pace;
    Market m_market;
    QHash<LomondSocket *, QSet<QString>> m_subscribers;
};

#endif
