// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How a LomondServer ends: orderly, with shutdown(), and at any moment, deleted in any slot with
// all that belongs to it. What is deleted too early is seen under AddressSanitizer.

#include "shared/rawclient.h"
#include "shared/serverfixture.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using State = LomondSocket::State;

namespace {

// What a slot deletes.
enum class Victim { Server, Socket };

// A signal of an accepted socket, by what has to happen for it: `act` is done to the client and the
// server's socket when they are ready.
struct Occasion
{
    const char *signal;
    std::function<void(LomondSocket &client, LomondSocket &accepted)> act;
};

const QList<Occasion> &occasions()
{
    static const QList<Occasion> all {
            {SIGNAL(text(QString)), [](auto &client, auto &) { client.sendText(u"x"_s); }},
            {SIGNAL(binary(QByteArray)), [](auto &client, auto &) { client.sendBinary("x"); }},
            {SIGNAL(json(QJsonValue)), [](auto &client, auto &) { client.sendJson(1); }},
            {SIGNAL(ping(QByteArray)), [](auto &client, auto &) { client.sendPing("x"); }},
            {SIGNAL(pong(QByteArray)), [](auto &client, auto &) { client.sendPong("x"); }},
            {SIGNAL(closing(int, QString)), [](auto &client, auto &) { client.close(); }},
            {SIGNAL(closed(int, QString)), [](auto &client, auto &) { client.close(); }},
            {SIGNAL(disconnected(QString, bool)), [](auto &client, auto &) { client.close(); }},
            {SIGNAL(disconnected(QString, bool)), [](auto &, auto &accepted) { accepted.abort(); }},
            {SIGNAL(errorOccurred(Lomond::Error)), [](auto &client, auto &) { client.abort(); }},
            {SIGNAL(eventOccurred(Lomond::Event)),
             [](auto &client, auto &) { client.sendText(u"x"_s); }},
            {SIGNAL(protocolError(QString, bool)),
             [](auto &client, auto &accepted) {
                 accepted.setMaxMessageSize(1);
                 client.sendText(u"xx"_s);
             }},
            {SIGNAL(bytesToWriteChanged()),
             [](auto &, auto &accepted) { accepted.sendBinary(QByteArray(8'000'000, 'x')); }},
            {SIGNAL(stateChanged()), [](auto &, auto &accepted) { accepted.close(); }},
            {SIGNAL(activeChanged()), [](auto &, auto &accepted) { accepted.close(); }},
            {SIGNAL(closeCodeChanged()), [](auto &client, auto &) { client.close(); }},
            {SIGNAL(lastErrorChanged()), [](auto &client, auto &) { client.abort(); }},
    };
    return all;
}

} // namespace

class tst_LomondServerEnd : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void deleteVictim();

private Q_SLOTS:
    void shutsDown();
    void shutdownDropsWhoDoesNotAnswer();
    void shutdownAnswersWhoWaits();
    void shutdownSurvivesTheServer();
    void serverMayBeDeletedInNewConnection();
    void socketMayBeDeletedInNewConnection();
    void serverMayBeDeletedInUpgradeRequested_data();
    void serverMayBeDeletedInUpgradeRequested();
    void anythingMayBeDeletedInSignalsOfSockets_data();
    void anythingMayBeDeletedInSignalsOfSockets();
    void deletingTheServerDropsConnections();

private:
    std::function<void()> m_deleteVictim;
    int m_deleted = 0;
};

void tst_LomondServerEnd::shutsDown()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    QSignalSpy closing(&client, &LomondSocket::closing);
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    fixture.server->shutdown(10s);
    QVERIFY(!fixture.server->isListening());
    QVERIFY(waitFor([&] { return disconnected.count() == 1 && !fixture.socket(); }));
    QCOMPARE(closing[0][0].toInt(), int(CloseCode::GoingAway));
    QVERIFY(disconnected[0][1].toBool());
}

void tst_LomondServerEnd::shutdownDropsWhoDoesNotAnswer()
{
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return fixture.socket() && client.status() == 101; }));
    QSignalSpy disconnected(fixture.socket(), &LomondSocket::disconnected);
    fixture.server->shutdown(20ms);
    QVERIFY(waitFor([&] { return client.ended() && !fixture.socket(); }));
    QCOMPARE(disconnected.count(), 1);
    QVERIFY(!disconnected[0][1].toBool());
    const auto frames = client.frames();
    QVERIFY(frames && frames->size() == 1);
    QCOMPARE(frames->first().opcode, 8);
    QVERIFY(frames->first().payload.startsWith("\x03\xE9")); // 1001
}

void tst_LomondServerEnd::shutdownAnswersWhoWaits()
{
    ServerFixture fixture;
    fixture.listen();
    QPointer<LomondUpgrade> pending;
    connect(fixture.server.get(), &LomondServer::upgradeRequested, this,
            [&](LomondUpgrade *upgrade) { pending = upgrade; });
    RawClient client(fixture.port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return pending; }));
    fixture.server->shutdown(10s);
    QVERIFY(waitFor([&] { return client.ended() && !pending; }));
    QCOMPARE(client.status(), 503);
    QVERIFY(fixture.sockets.isEmpty());
}

// A slot of its signals deletes the server, with all sockets that are still to be closed.
void tst_LomondServerEnd::shutdownSurvivesTheServer()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket first(fixture.url());
    LomondSocket second(fixture.url());
    first.open();
    second.open();
    QVERIFY(waitFor([&] { return fixture.sockets.size() == 2; }));
    connect(fixture.sockets[0], &LomondSocket::stateChanged, this, [&] { fixture.server.reset(); });
    fixture.server->shutdown(10s);
    QVERIFY(!fixture.server && !fixture.sockets[0] && !fixture.sockets[1]);
}

void tst_LomondServerEnd::serverMayBeDeletedInNewConnection()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    connect(fixture.server.get(), &LomondServer::newConnection, this,
            [&] { fixture.server.reset(); });
    client.open();
    QVERIFY(waitFor([&] { return disconnected.count() == 1; }));
    QVERIFY(!fixture.server && !fixture.socket());
}

void tst_LomondServerEnd::socketMayBeDeletedInNewConnection()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    QSignalSpy disconnected(&client, &LomondSocket::disconnected);
    connect(fixture.server.get(), &LomondServer::newConnection, this,
            [](LomondSocket *socket) { delete socket; });
    client.open();
    QVERIFY(waitFor([&] { return disconnected.count() == 1; }));
    QVERIFY(waitFor([&] { return fixture.server->children().isEmpty(); }));
}

void tst_LomondServerEnd::serverMayBeDeletedInUpgradeRequested_data()
{
    QTest::addColumn<std::function<void(LomondUpgrade &)>>("answer");
    using Answer = std::function<void(LomondUpgrade &)>;
    QTest::newRow("unanswered") << Answer([](LomondUpgrade &) {});
    QTest::newRow("accepted") << Answer([](LomondUpgrade &upgrade) { QVERIFY(upgrade.accept()); });
    QTest::newRow("rejected") << Answer(
            [](LomondUpgrade &upgrade) { QVERIFY(upgrade.reject(404)); });
}

void tst_LomondServerEnd::serverMayBeDeletedInUpgradeRequested()
{
    QFETCH(std::function<void(LomondUpgrade &)>, answer);
    ServerFixture fixture;
    fixture.listen();
    RawClient client(fixture.port());
    client.send(RawClient::request());
    connect(fixture.server.get(), &LomondServer::upgradeRequested, this,
            [&](LomondUpgrade *upgrade) {
                answer(*upgrade);
                fixture.server.reset();
            });
    QVERIFY(waitFor([&] { return client.ended(); }));
    QVERIFY(!fixture.server && !fixture.socket());
}

void tst_LomondServerEnd::anythingMayBeDeletedInSignalsOfSockets_data()
{
    QTest::addColumn<qsizetype>("occasion");
    QTest::addColumn<Victim>("victim");
    for (qsizetype i = 0; i < occasions().size(); ++i) {
        const char *signal = occasions()[i].signal + 1; // without its kind
        QTest::addRow("%lld server in %s", qlonglong(i), signal) << i << Victim::Server;
        QTest::addRow("%lld socket in %s", qlonglong(i), signal) << i << Victim::Socket;
    }
}

void tst_LomondServerEnd::anythingMayBeDeletedInSignalsOfSockets()
{
    QFETCH(qsizetype, occasion);
    QFETCH(Victim, victim);
    ServerFixture fixture;
    fixture.listen();
    LomondSocket client(fixture.url());
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready && fixture.socket(); }));
    m_deleted = 0;
    m_deleteVictim = [&] {
        if (victim == Victim::Server)
            fixture.server.reset();
        else
            delete fixture.socket();
    };
    connect(fixture.socket(), occasions()[occasion].signal, this, SLOT(deleteVictim()));
    occasions()[occasion].act(client, *fixture.socket());
    QVERIFY(waitFor([&] { return m_deleted == 1; }));
    QVERIFY(!fixture.socket());
    letEverythingHappen();
    QCOMPARE(m_deleted, 1);
}

void tst_LomondServerEnd::deleteVictim()
{
    ++m_deleted;
    m_deleteVictim();
}

void tst_LomondServerEnd::deletingTheServerDropsConnections()
{
    ServerFixture fixture;
    fixture.listen();
    LomondSocket ready(fixture.url());
    QSignalSpy disconnected(&ready, &LomondSocket::disconnected);
    ready.open();
    RawClient halfway(fixture.port());
    halfway.send("GET / HTTP/1.1\r\n");
    QVERIFY(waitFor([&] { return ready.state() == State::Ready && fixture.socket(); }));
    QVERIFY(waitFor([&] { return fixture.server->findChildren<LomondUpgrade *>().size() == 1; }));
    QSignalSpy told(fixture.socket(), &LomondSocket::disconnected);
    fixture.server.reset();
    QVERIFY(waitFor([&] { return disconnected.count() == 1 && halfway.ended(); }));
    QCOMPARE(told.count(), 0); // a destructor emits nothing
}

QTEST_GUILESS_MAIN(tst_LomondServerEnd)
#include "tst_lomondserverend.moc"
