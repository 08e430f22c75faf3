// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondServer by its interface: how it listens, and whom it hands out.

#include "shared/rawclient.h"
#include "shared/serverfixture.h"
#include "shared/testcertificates.h"

#include <QtCore/qthread.h>
#include <QtNetwork/qlocalserver.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

using State = LomondSocket::State;

class tst_LomondServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listensOnAFreePort();
    void tellsThatAnAddressIsInUse();
    void listensAgainOnTheSamePort();
    void closingLeavesConnections();
    void handsOutASocketThatIsReady();
    void messagesBeginInTheNextTurn();
    void tellsWhoAskedForWhat();
    void choosesTheProtocolThatItLikesBest_data();
    void choosesTheProtocolThatItLikesBest();
    void socketsAreDeletedAfterTheirEnd();
    void reparentedSocketsStay();
    void socketsMoveToAnotherThread();
    void limitsMessages();
    void speaksTls();
    void speaksOverADevice();
    void manyConnectionsLeaveNothing();
};

void tst_LomondServer::listensOnAFreePort()
{
    LomondServer server;
    QSignalSpy listening(&server, &LomondServer::listeningChanged);
    QVERIFY(!server.isListening());
    QCOMPARE(server.serverPort(), 0);
    QVERIFY(server.listen());
    QVERIFY(server.isListening());
    QVERIFY(server.serverPort() != 0);
    QCOMPARE(server.serverAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(listening.count(), 1);
    server.close();
    server.close();
    QVERIFY(!server.isListening());
    QCOMPARE(server.serverPort(), 0);
    QCOMPARE(listening.count(), 2);
}

void tst_LomondServer::tellsThatAnAddressIsInUse()
{
    LomondServer first;
    QVERIFY(first.listen());
    LomondServer second;
    QSignalSpy listening(&second, &LomondServer::listeningChanged);
    QVERIFY(!second.listen(QHostAddress(QHostAddress::LocalHost), first.serverPort()));
    QVERIFY(!second.isListening());
    QVERIFY(!second.errorString().isEmpty());
    QCOMPARE(listening.count(), 0);
    // what fails does not end what was there
    QVERIFY(second.listen());
    QVERIFY(second.errorString().isEmpty());
    const quint16 port = second.serverPort();
    QVERIFY(!second.listen(QHostAddress(QHostAddress::LocalHost), first.serverPort()));
    QCOMPARE(second.serverPort(), port);
}

void tst_LomondServer::listensAgainOnTheSamePort()
{
    ServerFixture fixture;
    fixture.listen();
    const quint16 port = fixture.port();
    LomondSocket client(fixture.url());
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    fixture.socket()->abort(); // the side that closes first is the one that waits (TIME_WAIT)
    QVERIFY(waitFor([&] { return client.state() == State::Idle; }));
    fixture.server->close();
    QVERIFY(fixture.server->listen(QHostAddress(QHostAddress::LocalHost), port));
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.sockets.size() == 2; }));
}

void tst_LomondServer::closingLeavesConnections()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    const QUrl url = fixture.url();
    fixture.server->close();
    QSignalSpy received(fixture.socket(), &LomondSocket::text);
    QVERIFY(client.sendText(u"still here"_s));
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    LomondSocket late(url);
    QSignalSpy failed(&late, &LomondSocket::connectFailed);
    late.open();
    QVERIFY(waitFor([&] { return failed.count() == 1; }));
}

void tst_LomondServer::handsOutASocketThatIsReady()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    QSignalSpy received(&client, &LomondSocket::text);
    bool sent = false;
    connect(fixture.server.get(), &LomondServer::newConnection, this, [&](LomondSocket *socket) {
        QCOMPARE(socket->state(), State::Ready);
        QVERIFY(socket->isActive());
        QCOMPARE(socket->role(), Role::Server);
        QCOMPARE(socket->parent(), fixture.server.get());
        QCOMPARE(fixture.server->sockets(), QList {socket});
        sent = socket->sendText(u"welcome"_s);
    });
    client.open();
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    QVERIFY(sent);
    QCOMPARE(received[0][0].toString(), u"welcome"_s);
}

void tst_LomondServer::messagesBeginInTheNextTurn()
{
    ServerFixture fixture;
    fixture.listen();
    QStringList order;
    connect(fixture.server.get(), &LomondServer::newConnection, this, [&](LomondSocket *socket) {
        connect(socket, &LomondSocket::text, this, [&](const QString &text) { order << text; });
        QMetaObject::invokeMethod(
                this, [&] { order << u"next turn"_s; }, Qt::QueuedConnection);
        order << u"newConnection"_s;
    });
    RawClient client(fixture.port()); // RFC 6455 4.1: a client should wait, but it did not
    client.send(RawClient::request() + text("early").octets(true));
    QVERIFY(waitFor([&] { return order.size() == 3; }));
    QCOMPARE(order.first(), u"newConnection"_s);
    QVERIFY(order.contains(u"early"_s));
}

void tst_LomondServer::tellsWhoAskedForWhat()
{
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request("Origin: http://localhost:5\r\nX-Test: 1\r\nX-Test: 2\r\n"
                                   "Sec-WebSocket-Protocol: a, b\r\n",
                                   "localhost:5", "/a%20b?c=%26&d"));
    QVERIFY(waitFor([&] { return fixture.socket(); }));
    const LomondSocket &socket = *fixture.socket();
    const Request request = socket.request();
    QCOMPARE(request.path(), u"/a%20b"_s);
    QCOMPARE(request.query(), u"c=%26&d"_s);
    QCOMPARE(request.host(), "localhost:5"_ba);
    QCOMPARE(request.origin(), "http://localhost:5"_ba);
    QCOMPARE(request.getList("x-test"), (QList {"1"_ba, "2"_ba}));
    QCOMPARE(request.protocols(), (QStringList {u"a"_s, u"b"_s}));
    QVERIFY(!socket.isSecure());
    QCOMPARE(socket.peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(socket.peerPort(), client.socket().localPort());
    QCOMPARE(socket.localAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(socket.localPort(), fixture.port());
}

void tst_LomondServer::choosesTheProtocolThatItLikesBest_data()
{
    QTest::addColumn<QStringList>("spoken");
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("chosen");
    const QStringList ab {u"a"_s, u"b"_s};
    QTest::newRow("4.2.2 the server's order") << QStringList {u"b"_s, u"a"_s} << ab << u"b"_s;
    QTest::newRow("4.2.2 one in common") << QStringList {u"c"_s, u"a"_s} << ab << u"a"_s;
    QTest::newRow("4.2.2 none in common") << QStringList {u"c"_s} << ab << QString();
    QTest::newRow("4.2.2 the case counts") << QStringList {u"A"_s} << ab << QString();
    QTest::newRow("4.2.2 none offered") << ab << QStringList() << QString();
}

void tst_LomondServer::choosesTheProtocolThatItLikesBest()
{
    QFETCH(QStringList, spoken);
    QFETCH(QStringList, offered);
    QFETCH(QString, chosen);
    ServerFixture fixture;
    fixture.server->setProtocols(spoken);
    fixture.listen();
    LomondSocket client(fixture.url());
    client.setProtocols(offered);
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    QCOMPARE(client.protocol(), chosen);
    QCOMPARE(fixture.socket()->protocol(), chosen);
}

void tst_LomondServer::socketsAreDeletedAfterTheirEnd()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    QSignalSpy disconnected(fixture.socket(), &LomondSocket::disconnected);
    client.close();
    QVERIFY(waitFor([&] { return !fixture.socket(); }));
    QCOMPARE(disconnected.count(), 1);
    QVERIFY(disconnected[0][1].toBool());
    QVERIFY(fixture.server->sockets().isEmpty());
    QVERIFY(waitFor([&] { return fixture.server->children().isEmpty(); }));
}

void tst_LomondServer::reparentedSocketsStay()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    std::unique_ptr<LomondSocket> socket(fixture.socket());
    socket->setParent(nullptr);
    QVERIFY(fixture.server->sockets().isEmpty());
    fixture.server.reset();
    QSignalSpy received(socket.get(), &LomondSocket::text);
    QVERIFY(client.sendText(u"outlived"_s));
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    client.close();
    QVERIFY(waitFor([&] { return socket->state() == State::Idle; }));
    letEverythingHappen();
    QVERIFY(fixture.socket()); // ours alone
}

void tst_LomondServer::socketsMoveToAnotherThread()
{
    ServerFixture fixture;
    fixture.listen();
    QThread thread;
    std::atomic<QThread *> seenIn = nullptr;
    connect(fixture.server.get(), &LomondServer::newConnection, this, [&](LomondSocket *socket) {
        connect(
                socket, &LomondSocket::text, socket,
                [&seenIn, socket](const QString &text) {
                    seenIn = QThread::currentThread();
                    socket->sendText(text + u'!');
                },
                Qt::DirectConnection);
        connect(socket, &LomondSocket::disconnected, socket, &QObject::deleteLater);
        socket->setParent(nullptr);
        socket->moveToThread(&thread);
    });
    LomondSocket client(fixture.url());
    QSignalSpy received(&client, &LomondSocket::text);
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    thread.start();
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready; }));
    client.sendText(u"there"_s);
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    // The first may have been read on the way; this one woke up the thread by itself.
    client.sendText(u"and back"_s);
    QVERIFY(waitFor([&] { return received.count() == 2; }));
    QCOMPARE(received[1][0].toString(), u"and back!"_s);
    QCOMPARE(seenIn.load(), &thread);
    client.close();
    QVERIFY(waitFor([&] { return disconnected.count() == 1; }));
    QVERIFY(disconnected[0][1].toBool());
    QVERIFY(waitFor([&] { return !fixture.socket(); }));
    thread.quit();
    thread.wait();
}

void tst_LomondServer::limitsMessages()
{
    ServerFixture fixture;
    fixture.server->setMaxMessageSize(10);
    fixture.listen();
    LomondSocket client(fixture.url());
    QSignalSpy closing(&client, &LomondSocket::closing);
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready; }));
    client.sendText(u"12345678901"_s);
    QVERIFY(waitFor([&] { return closing.count() == 1; }));
    QCOMPARE(closing[0][0].toInt(), int(CloseCode::MessageTooBig));
}

void tst_LomondServer::speaksTls()
{
    ServerFixture fixture;
    fixture.server->setSslConfiguration(TestCertificates::instance().localServerConfiguration());
    fixture.listen();
    LomondSocket client(fixture.url(u"/"_s, u"wss"_s));
    client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
    QSignalSpy received(&client, &LomondSocket::text);
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    QVERIFY(fixture.socket()->isSecure());
    QCOMPARE(fixture.socket()->peerPort(), client.localPort());
    connect(fixture.socket(), &LomondSocket::text, fixture.socket(), &LomondSocket::sendText);
    QVERIFY(client.sendText(QString(1'000'000, u'x')));
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    QCOMPARE(received[0][0].toString().size(), 1'000'000);
    client.close();
    QVERIFY(waitFor([&] { return disconnected.count() == 1 && !fixture.socket(); }));
    QVERIFY(disconnected[0][1].toBool());
}

void tst_LomondServer::speaksOverADevice()
{
    QLocalServer listener;
    QVERIFY(listener.listen(u"lomond-test-%1"_s.arg(QCoreApplication::applicationPid())));
    QLocalSocket device;
    device.connectToServer(listener.fullServerName());
    QVERIFY(waitFor([&] { return listener.hasPendingConnections(); }));
    std::unique_ptr<QLocalSocket> other(listener.nextPendingConnection());

    ServerFixture fixture;
    fixture.server->handle(nullptr); // is quiet
    fixture.server->handle(other.get());
    LomondSocket client;
    QSignalSpy received(&client, &LomondSocket::binary);
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    client.openOn(QUrl(u"ws://any.name/path"_s), &device);
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    QCOMPARE(fixture.socket()->request().path(), u"/path"_s);
    QCOMPARE(fixture.socket()->request().host(), "any.name"_ba);
    QVERIFY(fixture.socket()->peerAddress().isNull());
    connect(fixture.socket(), &LomondSocket::binary, fixture.socket(), &LomondSocket::sendBinary);
    const QByteArray data(1'000'000, '\0');
    QVERIFY(client.sendBinary(data));
    QVERIFY(waitFor([&] { return received.count() == 1; }));
    QCOMPARE(received[0][0].toByteArray(), data);
    client.close();
    QVERIFY(waitFor([&] { return disconnected.count() == 1 && !fixture.socket(); }));
    QVERIFY(disconnected[0][1].toBool());
}

void tst_LomondServer::manyConnectionsLeaveNothing()
{
    ServerFixture fixture;
    fixture.listen();
    constexpr int AtOnce = 100;
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<LomondSocket>> clients;
        int ready = 0;
        for (int i = 0; i < AtOnce; ++i) {
            clients.push_back(std::make_unique<LomondSocket>(fixture.url()));
            connect(clients.back().get(), &LomondSocket::ready, this, [&ready] { ++ready; });
            clients.back()->open();
        }
        QVERIFY(waitFor(
                [&] { return ready == AtOnce && fixture.server->sockets().size() == AtOnce; }));
        for (int i = 0; i < AtOnce; ++i) {
            if (i % 2)
                clients[size_t(i)]->close();
            else
                clients[size_t(i)].reset(); // without a close frame
        }
        QVERIFY(waitFor([&] { return fixture.server->children().isEmpty(); }));
    }
    QCOMPARE(fixture.sockets.size(), 10 * AtOnce);
}

QTEST_GUILESS_MAIN(tst_LomondServer)
#include "tst_lomondserver.moc"
