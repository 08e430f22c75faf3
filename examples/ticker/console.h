// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The ticker without a window: a line of text for each tick and for each turn of the connection,
// all on standard output. Made by main() for --console; needs no display.

#ifndef CONSOLE_H
#define CONSOLE_H

#include "connectionstatus.h"
#include "tick.h"

#include <Lomond/LomondSocket>

#include <QtCore/qobject.h>

#include <chrono>

class Feed;

class Console : public QObject
{
    Q_OBJECT

public:
    explicit Console(std::chrono::milliseconds maximumDelay, QObject *parent = nullptr);
    ~Console() override;

    void watch(const QUrl &url);
    void watch(Feed *feed);
    [[nodiscard]] qint64 tickCount() const { return m_tickCount; }

    [[nodiscard]] static QString line(const Tick &tick); // without the time

Q_SIGNALS:
    void gaveUp(); // nothing will come any more
    void outputClosed(); // nobody reads what is printed

private:
    void receive(const QJsonObject &message);
    void announceConnection();
    void print(const QDateTime &time, const QString &text);
    void write();

    LomondSocket m_socket;
    ConnectionStatus m_status;
    QByteArray m_output; // written once per turn of the event loop
    qint64 m_tickCount = 0;
};

#endif
