// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The peer of the QML tests: a LomondServer that sends back what it gets, or does what a text that
// begins with "!" says: "!close 4001 bye", "!drop", "!flood 100". It refuses the path /refused.

#ifndef LOMOND_TESTS_QML_ECHOSERVER_H
#define LOMOND_TESTS_QML_ECHOSERVER_H

#include <Lomond/LomondServer>

#include <QtQml/qqml.h>

class EchoServer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QUrl url READ url CONSTANT FINAL)
    Q_PROPERTY(QUrl refused READ refused CONSTANT FINAL)
    Q_PROPERTY(QUrl nobody READ nobody CONSTANT FINAL)
    Q_PROPERTY(int accepted READ accepted NOTIFY acceptedChanged FINAL)
    Q_PROPERTY(QString lastText READ lastText NOTIFY received FINAL)
    Q_PROPERTY(QByteArray lastBinary READ lastBinary NOTIFY received FINAL)

public:
    explicit EchoServer(QObject *parent = nullptr);

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] QUrl refused() const;
    [[nodiscard]] QUrl nobody() const; // a port where nobody listens
    [[nodiscard]] int accepted() const { return m_accepted; }
    [[nodiscard]] QString lastText() const { return m_lastText; }
    [[nodiscard]] QByteArray lastBinary() const { return m_lastBinary; }

    Q_INVOKABLE void dropAll();
    Q_INVOKABLE void sendToAll(const QString &text);

Q_SIGNALS:
    void acceptedChanged();
    void received();

private:
    void welcome(LomondSocket *socket);
    static void obey(LomondSocket *socket, const QStringList &words);

    LomondServer m_server;
    quint16 m_nobodysPort = 0;
    int m_accepted = 0;
    QString m_lastText;
    QByteArray m_lastBinary;
};

#endif
