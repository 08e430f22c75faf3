// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// One attempt by itself, with a listener that writes down what it is told. What a socket makes of
// it is in the tests of LomondSocket.

#include "net/connection_p.h"

#include "shared/fakeclient.h"

#include <QtCore/qset.h>
#include <QtTest/qtest.h>

#include <array>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;

class Listener final : public ConnectionListener
{
public:
    void connectionConnected() override { add(u"connected"_s); }
    void connectionUpgradeRequested(const Request &request) override
    {
        add(u"request "_s + QString::fromLatin1(request.target()));
    }
    void connectionReady(const Protocol::Accepted &) override { add(u"ready"_s); }
    QString connectionText(Protocol &, QByteArrayView utf8) override
    {
        add(u"text "_s + QString::fromUtf8(utf8));
        return {};
    }
    void connectionPing(const QByteArray &) override { add(u"ping"_s); }
    void connectionClosing(int code, const QString &) override { add(u"closing %1"_s.arg(code)); }
    void connectionClosed(int code, const QString &) override { add(u"closed %1"_s.arg(code)); }
    void connectionProtocolError(const QString &, bool) override { add(u"protocolError"_s); }
    void connectionEnded(const ConnectionEnd &how) override
    {
        end = how;
        add(u"ended"_s);
        connection.reset();
    }

    void add(const QString &what)
    {
        told.append(what);
        if (what == dieAt)
            connection.reset();
    }

    QStringList told;
    QString dieAt;
    ConnectionEnd end;
    std::unique_ptr<Connection> connection;
};

class tst_Connection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksForTheUrlOnceConnected();
    void targetsTheHostOfTheUrl_data();
    void targetsTheHostOfTheUrl();
    void refusesABadUrlBeforeASocketOpens();
    void tellsAFailedTransport();
    void headersOfListsAreRepeated();
    void deliversInTurnsOfTheBudget();
    void mayBeDestroyedInEachCallback_data();
    void mayBeDestroyedInEachCallback();
    void endsOnceAndDropsItsTransport();
    void serverAsksAndAnswers();
    void serverRefusesASlowRequest();
    void nonceAndMasksAreDrawn();
    void noncesDoNotRepeat();
    void isNeverReadyWithoutTheWholeHead_data();
    void isNeverReadyWithoutTheWholeHead();

private:
    void open(const QUrl &url = QUrl(u"ws://feed.test/a?b"_s));
    [[nodiscard]] QByteArray head() { return peer().received(); }
    [[nodiscard]] FakePeer &peer() { return world->transports->peer(); }
    void accept();

    std::unique_ptr<FakeEnvironment> world;
    std::unique_ptr<Listener> listener;
    SocketSettings settings;
};

void tst_Connection::init()
{
    listener = std::make_unique<Listener>();
    world = std::make_unique<FakeEnvironment>();
    settings = {};
}

void tst_Connection::open(const QUrl &url)
{
    settings.url = url;
    listener->connection = std::make_unique<Connection>(Role::Client, world->environment(),
                                                        settings,
                                                        world->transports->create(url.scheme()
                                                                                  == u"wss"),
                                                        listener.get());
    listener->connection->open();
    FakeClient::turn();
}

void tst_Connection::accept()
{
    const QByteArray request = head();
    const QByteArray key = request.sliced(request.indexOf("Sec-WebSocket-Key: ") + 19, 24);
    peer().send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: "
                + RawServer::acceptFor(key) + "\r\n\r\n");
    FakeClient::turn();
}

void tst_Connection::asksForTheUrlOnceConnected()
{
    open();
    QVERIFY(peer().isOpened());
    QCOMPARE(head(), QByteArray());
    peer().connect();
    QCOMPARE(listener->told, QStringList {u"connected"_s});
    QVERIFY(head().startsWith("GET /a?b HTTP/1.1\r\n"));
    QVERIFY(head().endsWith("\r\n\r\n"));
    accept();
    QCOMPARE(listener->told, (QStringList {u"connected"_s, u"ready"_s}));
    QCOMPARE(listener->connection->state(), Protocol::State::Open);
}

void tst_Connection::targetsTheHostOfTheUrl_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("secure");
    QTest::newRow("3: ws is on port 80") << QUrl(u"ws://a.test/"_s) << u"a.test"_s << 80 << false;
    QTest::newRow("3: wss is on port 443")
            << QUrl(u"wss://a.test/"_s) << u"a.test"_s << 443 << true;
    QTest::newRow("port") << QUrl(u"wss://a.test:8443/"_s) << u"a.test"_s << 8443 << true;
    QTest::newRow("IPv6") << QUrl(u"ws://[::1]:81/"_s) << u"::1"_s << 81 << false;
}

void tst_Connection::targetsTheHostOfTheUrl()
{
    QFETCH(QUrl, url);
    open(url);
    QTEST(peer().target().host, "host");
    QTEST(int(peer().target().port), "port");
    QTEST(peer().target().secure, "secure");
}

void tst_Connection::refusesABadUrlBeforeASocketOpens()
{
    open(QUrl(u"http://a.test/"_s));
    QVERIFY(!peer().isOpened());
    QCOMPARE(listener->told, QStringList {u"ended"_s});
    QVERIFY(!listener->end.connected);
    QCOMPARE(listener->end.error.code(), ErrorCode::InvalidUrl);
    QCOMPARE(listener->end.error.stage(), Stage::None);
    QCOMPARE(listener->end.attempt.error, ErrorCode::InvalidUrl);
}

void tst_Connection::tellsAFailedTransport()
{
    open();
    peer().fail({ErrorCode::TlsFail, Stage::Tls, u"the certificate expired"_s, true});
    QCOMPARE(listener->told, QStringList {u"ended"_s});
    QCOMPARE(listener->end.reason, u"the certificate expired"_s);
    QVERIFY(listener->end.attempt.tlsVerificationFailed);
    QCOMPARE(listener->end.closeCode, 1015);
    QVERIFY(!listener->end.connected);
}

void tst_Connection::headersOfListsAreRepeated()
{
    settings.headers = {{u"X-One"_s, u"1"_s},
                        {u"X-Two"_s, QVariantList {u"a"_s, QByteArray("b")}},
                        {u"X-Three"_s, QStringList {u"c"_s, u"d"_s}}};
    open();
    peer().connect();
    for (const char *line : {"\r\nX-One: 1\r\n", "\r\nX-Two: a\r\n", "\r\nX-Two: b\r\n",
                             "\r\nX-Three: c\r\n", "\r\nX-Three: d\r\n"})
        QVERIFY2(head().contains(line), line);
}

// When the budget is spent, delivery stops, and goes on a millisecond later.
void tst_Connection::deliversInTurnsOfTheBudget()
{
    open();
    peer().connect();
    accept();
    listener->told.clear();
    world->clock->advance(1ms);
    settings.deliveryBudget = 8ms;
    // somebody else used up the turn
    QVERIFY(world->budget->allows(8ms));
    world->clock->burn(8ms);
    peer().send(text("one").octets(false) + text("two").octets(false));
    QCOMPARE(listener->told, QStringList());
    world->clock->advance(1ms);
    QCOMPARE(listener->told, (QStringList {u"text one"_s, u"text two"_s}));
}

void tst_Connection::mayBeDestroyedInEachCallback_data()
{
    QTest::addColumn<QString>("callback");
    for (const char *name :
         {"connected", "ready", "text x", "ping", "closing 1000", "closed 1000", "protocolError"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void tst_Connection::mayBeDestroyedInEachCallback()
{
    QFETCH(QString, callback);
    listener->dieAt = callback;
    open();
    peer().connect();
    if (listener->connection)
        accept();
    const QByteArray last = callback == u"protocolError" ? RawFrame {3}.octets(false)
                                                         : closing(1000).octets(false);
    peer().send(text("x").octets(false) + ping("").octets(false) + last
                + text("too late").octets(false));
    FakeClient::turn();
    QVERIFY(!listener->connection);
    QCOMPARE(listener->told.last(), callback);
    QVERIFY(peer().isDestroyed());
    world->clock->advance(1ms); // the turn of delivery
    QCOMPARE(world->clock->runningTimers(), 0);
}

void tst_Connection::endsOnceAndDropsItsTransport()
{
    open();
    peer().connect();
    accept();
    listener->connection->abort(u"enough"_s);
    QCOMPARE(listener->told.count(u"ended"_s), 1);
    QCOMPARE(listener->end.reason, u"enough"_s);
    QVERIFY(!listener->end.error);
    QVERIFY(listener->end.connected);
    QVERIFY(!listener->end.graceful);
    QCOMPARE(listener->end.closeCode, 1006);
    QVERIFY(listener->end.attempt.openFor);
    QVERIFY(peer().isDestroyed());
}

void tst_Connection::serverAsksAndAnswers()
{
    listener->connection = std::make_unique<Connection>(Role::Server, world->environment(),
                                                        settings,
                                                        world->transports->createConnected(),
                                                        listener.get());
    peer().queue(
            "GET /feed HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    listener->connection->serve();
    QCOMPARE(listener->told, QStringList());
    FakeClient::turn();
    QCOMPARE(listener->told, QStringList {u"request /feed"_s});
    QCOMPARE(listener->connection->accept({}), ErrorCode::NoError);
    FakeClient::turn();
    // the example of RFC 6455 1.3
    QVERIFY(peer().received().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    peer().send(text("hi").octets(true));
    QCOMPARE(listener->told.last(), u"text hi"_s);
}

void tst_Connection::serverRefusesASlowRequest()
{
    listener->connection = std::make_unique<Connection>(Role::Server, world->environment(),
                                                        settings,
                                                        world->transports->createConnected(),
                                                        listener.get());
    listener->connection->serve();
    FakeClient::turn();
    peer().send("GET / HTTP/1.1\r\n");
    world->clock->advance(20s);
    FakeClient::turn();
    QVERIFY(peer().received().startsWith("HTTP/1.1 408 "));
    QVERIFY(peer().isWritingShutDown());
    world->clock->advance(1s);
    QCOMPARE(listener->told, QStringList {u"ended"_s});
}

// RFC 6455 4.1, 5.3: unpredictable, a new one for each connection and each frame
void tst_Connection::nonceAndMasksAreDrawn()
{
    world->random->next = {0x03020100u, 0x07060504u, 0x0b0a0908u, 0x0f0e0d0cu};
    open();
    peer().connect();
    QVERIFY(head().contains("Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"));
    accept();
    (void) peer().takeReceived();
    QCOMPARE(listener->connection->sendText(u"aaaa"), ErrorCode::NoError);
    QCOMPARE(listener->connection->sendText(u"aaaa"), ErrorCode::NoError);
    FakeClient::turn();
    const QByteArray frames = peer().takeReceived();
    QCOMPARE(frames.size(), 20);
    QVERIFY(frames.sliced(2, 4) != frames.sliced(12, 4));
}

// RFC 6455 4.1: "selected randomly for each connection"
void tst_Connection::noncesDoNotRepeat()
{
    constexpr qsizetype Count = 100'000;
    Environment environment = world->environment();
    environment.random = Environment::system().random;
    settings.url = QUrl(u"ws://feed.test/"_s);
    QSet<QByteArray> keys;
    for (qsizetype i = 0; i < Count; ++i) {
        Connection connection(Role::Client, environment, settings, world->transports->create(false),
                              listener.get());
        connection.open();
        peer().connect();
        const QByteArray request = head();
        const QByteArray key = request.sliced(request.indexOf("Sec-WebSocket-Key: ") + 19);
        QCOMPARE(key.sliced(22, 4), "==\r\n"); // 24 characters
        QCOMPARE(QByteArray::fromBase64(key.first(24)).size(), 16);
        keys.insert(key.first(24));
        world->transports->peers.clear();
    }
    QCOMPARE(keys.size(), Count);
}

void tst_Connection::isNeverReadyWithoutTheWholeHead_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("H22 FIN at each octet") << QString();
    QTest::newRow("H22 RST at each octet") << u"the connection was reset"_s;
}

void tst_Connection::isNeverReadyWithoutTheWholeHead()
{
    QFETCH(const QString, end);
    const QByteArray response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\n"
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    for (qsizetype size = 0; size <= response.size(); ++size) {
        init();
        std::array<quint32, 4> nonce; // RFC 6455 1.3
        std::memcpy(nonce.data(), "the sample nonce", sizeof nonce);
        world->random->next = {nonce.begin(), nonce.end()};
        open();
        peer().connect();
        const qsizetype sent = head().size();
        peer().send(response.first(size));
        const bool whole = size == response.size();
        QCOMPARE(listener->told.contains(u"ready"_s), whole);
        peer().end(end);
        FakeClient::turn();
        world->clock->advance(2s);
        QCOMPARE(listener->told.last(), u"ended"_s);
        QCOMPARE(listener->told.size(), whole ? 3 : 2);
        QCOMPARE(listener->end.error.code(),
                 whole ? ErrorCode::TransportFail : ErrorCode::HandshakeError);
        QCOMPARE(head().size(), sent); // nothing but the request
        QVERIFY(peer().isDropped());
    }
}

QTEST_GUILESS_MAIN(tst_Connection)
#include "tst_connection.moc"
