// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// LomondServer as a client sees it that knows octets only: refusals, and the rules of the server's role.

#include "shared/rawclient.h"
#include "shared/serverfixture.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

class tst_LomondServerWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverAnswersTheExample();
    void serverRefuses_data();
    void serverRefuses();
    void serverRefusesForeignPages_data();
    void serverRefusesForeignPages();
    void serverLetsListedPagesIn();
    void serverEndsSlowRequests();
    void serverFailsOnBadFrames_data();
    void serverFailsOnBadFrames();
    void serverClosesFirst_data();
    void serverClosesFirst();
    void serverClosesFirstAfterItsOwnClose();
};

// RFC 6455 1.3
void tst_LomondServerWire::serverAnswersTheExample()
{
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return client.hasHead(); }));
    QCOMPARE(client.received(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\n"
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"_ba);
}

void tst_LomondServerWire::serverRefuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field"); // that the response has
    const QByteArray good = RawClient::request();
    const auto but = [&](QByteArrayView what, const QByteArray &with) {
        return QByteArray(good).replace(what, with);
    };
    QTest::newRow("4.2.1 POST") << but("GET", "POST") << 405 << "Allow: GET"_ba;
    QTest::newRow("4.2.1 HTTP/1.0") << but("HTTP/1.1", "HTTP/1.0") << 505 << ""_ba;
    QTest::newRow("4.2.1 no Upgrade")
            << but("Upgrade: websocket\r\n", "") << 426 << "Upgrade: websocket"_ba;
    QTest::newRow("4.2.1 no Connection") << but("Connection: Upgrade\r\n", "") << 400 << ""_ba;
    QTest::newRow("4.2.1 no Host") << but("Host: localhost\r\n", "") << 400 << ""_ba;
    QTest::newRow("4.2.1 a short key") << but("dGhlIHNhbXBsZSBub25jZQ==", "dGhl") << 400 << ""_ba;
    QTest::newRow("4.4 version 8")
            << but("Version: 13", "Version: 8") << 426 << "Sec-WebSocket-Version: 13"_ba;
    QTest::newRow("RFC 9112 5.1 blank before a colon") << but("Host:", "Host :") << 400 << ""_ba;
    QTest::newRow("RFC 9112 6 a body")
            << RawClient::request("Content-Length: 5\r\n") << 400 << ""_ba;
    QTest::newRow("RFC 6585 5 a long head")
            << RawClient::request(("X: " + QByteArray(8'000, 'x') + "\r\n").repeated(5)) << 431
            << ""_ba;
    QTest::newRow("RFC 9110 15.5.15 a long target")
            << RawClient::request({}, "localhost", '/' + QByteArray(9'000, 'x')) << 414 << ""_ba;
    QTest::newRow("no HTTP at all") << "\x16\x03\x01\x02\r\n\r\n"_ba << 400 << ""_ba;
}

// Then TCP is closed, and what follows (a second request, a frame) is not looked at.
void tst_LomondServerWire::serverRefuses()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, field);
    ServerFixture fixture;
    fixture.listen();
    QSignalSpy asked(fixture.server.get(), &LomondServer::upgradeRequested);
    RawClient client(fixture.port());
    client.send(request + RawClient::request() + text("smuggled").octets(true));
    QVERIFY(waitFor([&] { return client.ended(); }));
    QTEST(client.status(), "status");
    QVERIFY(field.isEmpty() || client.head().contains("\r\n" + field + "\r\n"));
    QVERIFY(client.head().contains("\r\nConnection: close"));
    QCOMPARE(client.received().count("HTTP/1.1 "), 1);
    QVERIFY(fixture.sockets.isEmpty());
    QCOMPARE(asked.count(), 0);
    QVERIFY(waitFor([&] { return fixture.server->children().isEmpty(); }));
}

void tst_LomondServerWire::serverRefusesForeignPages_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("10.2 a foreign origin") << RawClient::request("Origin: http://evil.test\r\n");
    QTest::newRow("10.2 null") << RawClient::request("Origin: null\r\n");
    QTest::newRow("DNS rebinding")
            << RawClient::request("Origin: http://evil.test\r\n", "evil.test");
    QTest::newRow("a foreign host, no browser") << RawClient::request({}, "evil.test");
}

// Before the application is asked.
void tst_LomondServerWire::serverRefusesForeignPages()
{
    QFETCH(QByteArray, request);
    ServerFixture fixture;
    QSignalSpy asked(fixture.server.get(), &LomondServer::upgradeRequested);
    fixture.listen();
    RawClient client(fixture.port());
    client.send(request);
    QVERIFY(waitFor([&] { return client.ended(); }));
    QCOMPARE(client.status(), 403);
    QCOMPARE(asked.count(), 0);
    QVERIFY(fixture.sockets.isEmpty());
}

void tst_LomondServerWire::serverLetsListedPagesIn()
{
    ServerFixture fixture;
    fixture.server->setOrigins({u"https://app.test"_s});
    fixture.server->setHosts({u"dev.test"_s});
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request("Origin: https://app.test\r\n", "dev.test:8"));
    QVERIFY(waitFor([&] { return fixture.socket() && client.status() == 101; }));
}

void tst_LomondServerWire::serverEndsSlowRequests()
{
    ServerFixture fixture;
    fixture.server->setOpenTimeout(20);
    fixture.listen();
    RawClient silent(fixture.port());
    RawClient slow(fixture.port());
    slow.send("GET / HTTP/1.1\r\nHost: loc");
    QVERIFY(waitFor([&] { return silent.ended() && slow.ended(); }));
    QCOMPARE(silent.status(), 408);
    QCOMPARE(slow.status(), 408);
    QVERIFY(waitFor([&] { return fixture.server->children().isEmpty(); }));
}

void tst_LomondServerWire::serverFailsOnBadFrames_data()
{
    QTest::addColumn<RawFrame>("frame");
    QTest::addColumn<int>("code");
    QTest::newRow("5.1 not masked") << text("x").withMask(false) << 1002;
    QTest::newRow("5.1 a ping that is not masked") << ping("x").withMask(false) << 1002;
    QTest::newRow("5.2 RSV1") << text("x").withReserved(4) << 1002;
    QTest::newRow("5.2 an unknown opcode") << RawFrame {3, "x"} << 1002;
    QTest::newRow("5.4 a continuation of nothing") << more("x") << 1002;
    QTest::newRow("5.5 a long ping") << ping(QByteArray(126, 'x')) << 1002;
    QTest::newRow("8.1 not UTF-8") << text("\xFF") << 1007;
    QTest::newRow("10.4 too big") << binary({}).withLengthForm(127).claiming(1 << 30) << 1009;
}

void tst_LomondServerWire::serverFailsOnBadFrames()
{
    QFETCH(RawFrame, frame);
    QFETCH(int, code);
    ServerFixture fixture;
    fixture.listen();
    QStringList messages;
    QPointer<QSignalSpy> errors;
    connect(fixture.server.get(), &LomondServer::newConnection, this, [&](LomondSocket *socket) {
        connect(socket, &LomondSocket::text, this, [&](const QString &text) { messages << text; });
        errors = new QSignalSpy(socket, &LomondSocket::protocolError);
        errors->setParent(this);
    });
    RawClient client(fixture.port());
    client.send(RawClient::request() + text("first").octets(true) + frame.octets(true)
                + text("after").octets(true));
    QVERIFY(waitFor([&] {
        return client.ended() || client.frames().value_or(QList<RawFrame>()).size() > 0;
    }));
    client.closeWriting();
    QVERIFY(waitFor([&] { return client.ended() && !fixture.socket(); }));
    const auto frames = client.frames();
    QVERIFY(frames && frames->size() == 1);
    QCOMPARE(frames->first().opcode, 8);
    QCOMPARE(qFromBigEndian<quint16>(frames->first().payload.constData()), code);
    QCOMPARE(frames->first().masked, false); // RFC 6455 5.1
    QCOMPARE(messages, QStringList {u"first"_s});
    QCOMPARE(errors->count(), 1);
    delete errors;
}

void tst_LomondServerWire::serverClosesFirst_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("5.5.1 a code and a reason")
            << closing(1000, "bye").payload << closing(1000).payload;
    QTest::newRow("5.5.1 an application's code")
            << closing(4321, "bye").payload << closing(4321).payload;
    QTest::newRow("5.5.1 empty") << ""_ba
                                 << ""_ba;
}

// RFC 6455 7.1.1: the server closes TCP, and the client need not do anything for that
void tst_LomondServerWire::serverClosesFirst()
{
    QFETCH(QByteArray, payload);
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request() + closeBody(payload).octets(true));
    QVERIFY(waitFor([&] { return client.ended(); }));
    const auto frames = client.frames();
    QVERIFY(frames && frames->size() == 1);
    QCOMPARE(frames->first().opcode, 8);
    QTEST(frames->first().payload, "answer");
    QVERIFY(waitFor([&] { return !fixture.socket(); }));
}

void tst_LomondServerWire::serverClosesFirstAfterItsOwnClose()
{
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return fixture.socket(); }));
    QSignalSpy disconnected(fixture.socket(), &LomondSocket::disconnected);
    fixture.socket()->closeWith(4000, u"enough"_s);
    QVERIFY(waitFor([&] { return client.frames() && client.frames()->size() == 1; }));
    QCOMPARE(client.frames()->first().payload, closing(4000, "enough").payload);
    QVERIFY(!client.ended()); // before the answer
    client.send(closing(4000).octets(true));
    QVERIFY(waitFor([&] { return client.ended(); }));
    QVERIFY(waitFor([&] { return disconnected.count() == 1; }));
    QVERIFY(disconnected[0][1].toBool());
}

QTEST_GUILESS_MAIN(tst_LomondServerWire)
#include "tst_lomondserverwire.moc"
