// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What would end a line of the request early is refused by a LomondSocket before a socket opens: no
// octet leaves, and the server that listens there sees nobody.

#include "shared/fakeclient.h"
#include "shared/injections.h"
#include "shared/rawserver.h"
#include "shared/waitfor.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_LomondSocketInjection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void injectionsOpenNoSocket_data();
    void injectionsOpenNoSocket();
    void theSameWithoutThemIsSent();

private:
    RawServer m_server;
};

static void apply(LomondSocket &socket, const ProtocolOptions &options)
{
    socket.setUrl(options.url);
    socket.setProtocols(options.protocols);
    socket.setAgent(QString::fromLatin1(options.agent));
    for (const Headers::Field &field : options.headers)
        socket.setHeader(QString::fromLatin1(field.name), field.value);
}

void tst_LomondSocketInjection::injectionsOpenNoSocket_data()
{
    QTest::addColumn<ProtocolOptions>("options");
    QTest::addColumn<ErrorCode>("error");
    // by name: of an address with NUL behind it, QUrl keeps nothing but the address
    for (const Injection &injection : injections(u"localhost"_s, m_server.port()))
        QTest::newRow(injection.tag) << injection.options << injection.error;
}

void tst_LomondSocketInjection::injectionsOpenNoSocket()
{
    QFETCH(const ProtocolOptions, options);
    QFETCH(const ErrorCode, error);
    const QStringList names = {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s};

    FakeClient client;
    apply(*client.socket, options);
    client.socket->open();
    FakeClient::turn();
    QCOMPARE(client.log.names(), names);
    QCOMPARE(client.socket->lastError().code(), error);
    QVERIFY(client.attempts() == 0 || !client.peer().isOpened());

    LomondSocket socket;
    SignalLog log(&socket);
    apply(socket, options);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    QCOMPARE(log.names(), names);
    QCOMPARE(m_server.connectionCount(), 0);
}

void tst_LomondSocketInjection::theSameWithoutThemIsSent()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url(u"/a:b"_s));
    SignalLog log(&socket);
    socket.setProtocols({u"aX-Evil"_s});
    socket.setAgent(u"aX-Evil: b"_s);
    socket.setHeader(u"aX-Evil"_s, u"a: b"_s);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    QCOMPARE(server.connectionCount(), 1);
    QVERIFY(server.connection()->head().contains(
            "\r\nUser-Agent: aX-Evil: b\r\naX-Evil: a: b\r\n"));
}

QTEST_GUILESS_MAIN(tst_LomondSocketInjection)
#include "tst_lomondsocketinjection.moc"
