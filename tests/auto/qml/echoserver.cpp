// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "echoserver.h"

#include <Lomond/LomondUpgrade>

#include <QtNetwork/qtcpserver.h>

using namespace Qt::StringLiterals;

static QUrl localUrl(quint16 port, const QString &path)
{
    return QUrl(u"ws://127.0.0.1:%1%2"_s.arg(port).arg(path));
}

EchoServer::EchoServer(QObject *parent)
    : QObject(parent)
{
    QTcpServer reserved;
    reserved.listen(QHostAddress::LocalHost);
    m_nobodysPort = reserved.serverPort();
    m_server.setCompress(true); // whoever offers it
    m_server.listen(QHostAddress::LocalHost);
    reserved.close();
    connect(&m_server, &LomondServer::newConnection, this, &EchoServer::welcome);
    connect(&m_server, &LomondServer::upgradeRequested, this, [](LomondUpgrade *upgrade) {
        if (upgrade->request().path() == "/refused"_L1)
            upgrade->reject(404, {{"X-Why", "not here"}}, "no such feed");
        else
            upgrade->accept({upgrade->request().protocols().value(0), {}});
    });
}

QUrl EchoServer::url() const
{
    return localUrl(m_server.serverPort(), u"/"_s);
}

QUrl EchoServer::refused() const
{
    return localUrl(m_server.serverPort(), u"/refused"_s);
}

QUrl EchoServer::nobody() const
{
    return localUrl(m_nobodysPort, u"/"_s);
}

void EchoServer::dropAll()
{
    for (LomondSocket *socket : m_server.sockets())
        socket->abort();
}

void EchoServer::sendToAll(const QString &text)
{
    for (LomondSocket *socket : m_server.sockets())
        socket->sendText(text);
}

void EchoServer::welcome(LomondSocket *socket)
{
    ++m_accepted;
    Q_EMIT acceptedChanged();
    connect(socket, &LomondSocket::text, this, [this, socket](const QString &text) {
        if (text.startsWith(u'!')) {
            obey(socket, text.split(u' '));
            return;
        }
        m_lastText = text;
        Q_EMIT received();
        socket->sendText(text);
    });
    connect(socket, &LomondSocket::binary, this, [this, socket](const QByteArray &data) {
        m_lastBinary = data;
        Q_EMIT received();
        socket->sendBinary(data);
    });
}

void EchoServer::obey(LomondSocket *socket, const QStringList &words)
{
    if (words.first() == "!close"_L1)
        socket->closeWith(words.at(1).toInt(), words.at(2));
    else if (words.first() == "!drop"_L1)
        socket->abort();
    else if (words.first() == "!flood"_L1)
        for (int i = 0; i < words.at(1).toInt(); ++i)
            socket->sendText(QString::number(i));
}
