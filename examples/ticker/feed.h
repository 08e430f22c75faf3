// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The embedded exchange as the window and the console see it: it can be started, killed and brought
// back. All work is done by a FeedServer in a thread of its own; the calls return at once.

#ifndef FEED_H
#define FEED_H

#include <QtCore/qobject.h>
#include <QtCore/qthread.h>
#include <QtCore/qurl.h>
#include <QtQml/qqmlregistration.h>

class FeedServer;

class Feed : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool running READ isRunning NOTIFY runningChanged FINAL)
    Q_PROPERTY(QUrl url READ url NOTIFY urlChanged FINAL)
    QML_ELEMENT
    QML_UNCREATABLE("made by the program if no URL is given")

public:
    static constexpr int MinimumRate = 1;
    static constexpr int MaximumRate = 5'000;

    explicit Feed(int rate, quint32 seed, QObject *parent = nullptr); // messages per second
    ~Feed() override;

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QUrl url() const { return m_url; } // empty until it has run once

public Q_SLOTS:
    void start(); // the second time on the same port
    void kill(); // drops every connection without a close frame, and listens no more

Q_SIGNALS:
    void runningChanged();
    void urlChanged();
    void failed(const QString &reason);

private:
    void setRunning(bool running);

    QThread m_thread;
    FeedServer *m_server; // lives in m_thread
    QUrl m_url;
    bool m_running = false;
};

#endif
