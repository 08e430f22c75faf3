// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages in parts over real sockets: between a LomondSocket and a LomondServer, plain, compressed
// and over TLS; and the order of the signals when they come, whatever way the connection ends.

#include "shared/deflatedata.h"
#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/serverfixture.h"
#include "shared/signallog.h"
#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

using Type = Message::Type;

namespace {

// Puts a message together again.
class Collector : public QObject
{
public:
    explicit Collector(LomondSocket *socket)
    {
        connect(socket, &LomondSocket::textPart, this, [this](const QString &text, bool final) {
            octets += text.toUtf8();
            complete += final ? 1 : 0;
        });
        connect(socket, &LomondSocket::binaryPart, this, [this](const QByteArray &data, bool final) {
            octets += data;
            complete += final ? 1 : 0;
        });
    }
    QByteArray octets;
    int complete = 0;
};

[[nodiscard]] bool sendInParts(LomondSocket *socket, Type type, const QByteArray &message)
{
    constexpr qsizetype PartSize = 10'007;
    if (!socket->beginMessage(type))
        return false;
    for (qsizetype from = 0; from < message.size(); from += PartSize) {
        if (!socket->sendPart(message.mid(from, PartSize), false))
            return false;
    }
    return socket->sendPart({}, true);
}

} // namespace

class tst_StreamedConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothSidesStream_data();
    void bothSidesStream();
    void oneSideStreams_data();
    void oneSideStreams();
    void orderOfTheSignals_data();
    void orderOfTheSignals();
    void aMessageThatBreaksOffIsForgotten();
};

static void addKinds()
{
    QTest::addColumn<bool>("secure");
    QTest::addColumn<bool>("compress");
    QTest::newRow("TCP") << false << false;
    QTest::newRow("TCP, compressed") << false << true;
    QTest::newRow("TLS") << true << false;
    QTest::newRow("TLS, compressed") << true << true;
}

static void connectPair(ServerFixture &fixture, LomondSocket &client)
{
    QFETCH(bool, secure);
    QFETCH(bool, compress);
    fixture.server->setCompress(compress);
    client.setCompress(compress);
    if (secure)
        fixture.server->setSslConfiguration(TestCertificates::instance().localServerConfiguration());
    client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
    fixture.listen();
    client.openUrl(fixture.url(u"/"_s, secure ? u"wss"_s : u"ws"_s));
    QVERIFY(waitFor(
            [&] { return client.state() == LomondSocket::State::Ready && fixture.socket(); }));
    QCOMPARE(client.supportsCompression(), compress);
}

void tst_StreamedConnection::bothSidesStream_data()
{
    addKinds();
}

void tst_StreamedConnection::bothSidesStream()
{
    ServerFixture fixture;
    connect(fixture.server.get(), &LomondServer::newConnection, this,
            [](LomondSocket *socket) { socket->setStreaming(true); });
    LomondSocket client;
    client.setStreaming(true);
    connectPair(fixture, client);
    if (QTest::currentTestFailed())
        return;
    Collector ofClient(&client);
    Collector ofServer(fixture.socket());
    const QByteArray text = QString(u"Grüße, κόσμε, 世界, \U0001F980 "_s).toUtf8().repeated(10'000);
    const QByteArray octets = noise(500'000) + prose(500'000);
    QVERIFY(sendInParts(&client, Type::Text, text));
    QVERIFY(sendInParts(fixture.socket(), Type::Binary, octets));
    QVERIFY(waitFor([&] { return ofClient.complete == 1 && ofServer.complete == 1; }));
    QVERIFY(ofServer.octets == text);
    QVERIFY(ofClient.octets == octets);
    QVERIFY(client.sendText(u"and whole ones"_s));
    QVERIFY(waitFor([&] { return ofServer.complete == 2; }));
    QVERIFY(ofServer.octets.endsWith("and whole ones"));
}

void tst_StreamedConnection::oneSideStreams_data()
{
    addKinds();
}

// What is sent in parts is a message like any other to whoever does not stream.
void tst_StreamedConnection::oneSideStreams()
{
    ServerFixture fixture;
    LomondSocket client;
    connectPair(fixture, client);
    if (QTest::currentTestFailed())
        return;
    QSignalSpy binary(fixture.socket(), &LomondSocket::binary);
    const QByteArray octets = prose(1'000'000);
    QVERIFY(sendInParts(&client, Type::Binary, octets));
    QVERIFY(waitFor([&] { return binary.count() == 1; }));
    QVERIFY(binary.first().first().toByteArray() == octets);

    client.setStreaming(true);
    Collector collector(&client);
    QVERIFY(fixture.socket()->sendBinary(octets));
    QVERIFY(waitFor([&] { return collector.complete == 1; }));
    QVERIFY(collector.octets == octets);
}

void tst_StreamedConnection::orderOfTheSignals_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<QStringList>("told");
    const QByteArray part = text0("a").octets(false);
    const QByteArray end = more("b").octets(false);
    const QByteArray bye = closing(1001).octets(false);
    const QStringList closed {u"closing 1001"_s, u"closed 1001"_s, u"disconnected graceful"_s};
    const QStringList lost {u"errorOccurred"_s, u"disconnected"_s};
    const QStringList broken {u"protocolError"_s, u"errorOccurred"_s, u"disconnected"_s};
    QTest::newRow("a message, and a close")
            << part + end + bye << false << QStringList {u"textPart ab."_s} + closed;
    QTest::newRow("5.4: a ping between")
            << part + ping("p").octets(false) + end + bye << false
            << QStringList {u"textPart a"_s, u"ping p"_s, u"textPart b."_s} + closed;
    QTest::newRow("5.5.1: a close within a message")
            << part + bye << false << QStringList {u"textPart a"_s} + closed;
    QTest::newRow("FIN within a message") << part << false << QStringList {u"textPart a"_s} + lost;
    QTest::newRow("RST within a message") << part << true << QStringList {u"textPart a"_s} + lost;
    QTest::newRow("5.4: a message within a message")
            << part + text("c").octets(false) << false
            << QStringList {u"protocolError critical"_s, u"errorOccurred"_s, u"disconnected"_s};
    QTest::newRow("8.1: text that is not UTF-8")
            << part + more("\xC0").octets(false) << false << broken;
}

void tst_StreamedConnection::orderOfTheSignals()
{
    QFETCH(QByteArray, octets);
    QFETCH(bool, reset);
    QFETCH(QStringList, told);
    RawServer server;
    server.readHead().acceptUpgrade().send(octets);
    LomondSocket socket(server.url());
    socket.setStreaming(true);
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s) && server.connection(); }));
    if (reset) {
        QVERIFY(waitFor([&] { return log.contains(u"textPart"_s); }));
        server.connection()->reset();
    } else {
        server.connection()->closeWriting();
    }
    QVERIFY(waitFor([&] { return log.ends() == 1; }));
    letEverythingHappen();
    QCOMPARE(log.signalList, (QStringList {u"connecting"_s, u"connected"_s, u"ready"_s} + told));
    QCOMPARE(log.events, log.names());
}

void tst_StreamedConnection::aMessageThatBreaksOffIsForgotten()
{
    RawServer server;
    server.readHead().acceptUpgrade().send(text0("\xC3").octets(false)).wait(5ms).reset();
    LomondSocket socket(server.url());
    socket.setStreaming(true);
    SignalLog log(&socket);
    connect(&socket, &LomondSocket::ready, &socket, [&socket] {
        QVERIFY(socket.beginMessage(Type::Text));
        QVERIFY(socket.sendPart("\xC3", false));
    });
    for (int attempt = 0; attempt < 2; ++attempt) {
        log.clear();
        socket.open();
        QVERIFY(waitFor([&] { return log.ends() == 1; }));
        QCOMPARE(log.names().mid(3),
                 (QStringList {u"unsent"_s, u"errorOccurred"_s, u"disconnected"_s}));
        QVERIFY(log.signalList.at(3).startsWith(u"unsent 1 "_s));
        QVERIFY(!socket.sendPart("\xBC", true));
        QCOMPARE(LomondSocket::lastSendError(), ErrorCode::WebSocketClosed);
    }
}

QTEST_GUILESS_MAIN(tst_StreamedConnection)
#include "tst_streamedconnection.moc"
