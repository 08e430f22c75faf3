// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Another implementation of WebSocket in a process of its own: it obeys orders and reports what it
// sees, both as lines of JSON (see peers/peer.py). The process ends with this object, at the latest.

#ifndef LOMOND_TESTS_PEERPROCESS_H
#define LOMOND_TESTS_PEERPROCESS_H

#include <QtCore/qjsonobject.h>
#include <QtCore/qlist.h>
#include <QtCore/qprocess.h>

#include <optional>

namespace Lomond::Test {

class PeerProcess
{
public:
    // how to start it, and the Debian package that it takes
    struct Kind
    {
        QString program;
        QString script; // in the folder peers
        QString package;
        QString nodePath;
    };

    PeerProcess(const Kind &kind, const QStringList &arguments);
    ~PeerProcess();
    Q_DISABLE_COPY_MOVE(PeerProcess)

    // Waits until it listens, or can be told to connect. Null, or what is wrong.
    [[nodiscard]] QString start();
    [[nodiscard]] quint16 port() const { return m_port; }

    void order(const QString &what, QJsonObject fields = {});
    // Waits for an event of this name; nullopt if it does not come.
    [[nodiscard]] std::optional<QJsonObject> take(const QString &event);
    // Events that nobody took, as a text that is empty if there are none.
    [[nodiscard]] QByteArray takeRest();

private:
    void readEvents();

    QProcess m_process;
    QString m_package;
    QList<QJsonObject> m_events;
    quint16 m_port = 0;
};

} // namespace Lomond::Test

#endif
