// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A LomondSocket's connection in words that a person understands: "live", "reconnecting in 3 s:
// connection refused". Used by the window's header and the console. Only listens to the socket.

#ifndef CONNECTIONSTATUS_H
#define CONNECTIONSTATUS_H

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>
#include <QtQml/qqmlregistration.h>

class LomondSocket;

class ConnectionStatus : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QObject *socket READ socket WRITE setSocket NOTIFY socketChanged FINAL)
    Q_PROPERTY(Phase phase READ phase NOTIFY changed FINAL)
    Q_PROPERTY(QString text READ text NOTIFY changed FINAL)
    QML_ELEMENT

public:
    enum class Phase { Offline, Connecting, Live, Waiting, GivenUp };
    Q_ENUM(Phase)

    explicit ConnectionStatus(QObject *parent = nullptr);

    [[nodiscard]] QObject *socket() const;
    void setSocket(QObject *socket);
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString text() const { return m_text; }

    // milliseconds until the next attempt; the reason the last one failed, or none
    [[nodiscard]] static QString describe(Phase phase, qint64 milliseconds, const QString &reason);

Q_SIGNALS:
    void socketChanged();
    void changed();
    void phaseEntered(); // unlike changed(), not for every second that is counted down

private:
    void listen();
    void enter(Phase phase);
    void countDown();
    void setText(const QString &text);
    void noteReason(const QString &reason);

    QPointer<LomondSocket> m_socket;
    QTimer m_timer;
    QDeadlineTimer m_nextAttempt;
    QString m_reason; // why the last attempt ended
    QString m_text;
    Phase m_phase = Phase::Offline;
    bool m_reasonKnown = false; // of the attempt that is running
};

#endif
