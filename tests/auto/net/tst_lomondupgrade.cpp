// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A request that waits for the application's answer: answered now, later, wrongly, too late, or never.

#include "shared/rawclient.h"
#include "shared/serverfixture.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

using State = LomondSocket::State;

class tst_LomondUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsWhoAsks();
    void acceptsNow();
    void acceptsLater();
    void rejectsNow();
    void rejectsLater();
    void isAnsweredOnce();
    void refusesWrongAnswers_data();
    void refusesWrongAnswers();
    void isRejectedAtTheDeadline();
    void waitsForEverWithoutADeadline();
    void endsWithTheClient_data();
    void endsWithTheClient();
    void mayBeDeleted_data();
    void mayBeDeleted();

private:
    // what the application does in its slot; without: nothing
    std::function<void(LomondUpgrade &)> m_answer;
    std::unique_ptr<ServerFixture> m_fixture;
    QPointer<LomondUpgrade> m_upgrade; // the last one
};

void tst_LomondUpgrade::init()
{
    m_answer = nullptr;
    m_fixture = std::make_unique<ServerFixture>();
    m_fixture->listen();
    connect(m_fixture->server.get(), &LomondServer::upgradeRequested, this,
            [this](LomondUpgrade *upgrade) {
                m_upgrade = upgrade;
                if (m_answer)
                    m_answer(*upgrade);
            });
}

void tst_LomondUpgrade::cleanup()
{
    m_fixture.reset();
}

void tst_LomondUpgrade::tellsWhoAsks()
{
    RawClient client(m_fixture->port());
    client.send(RawClient::request("Sec-WebSocket-Protocol: a\r\n", "localhost", "/room?x"));
    QVERIFY(waitFor([&] { return m_upgrade; }));
    QCOMPARE(m_upgrade->request().path(), u"/room"_s);
    QCOMPARE(m_upgrade->request().query(), u"x"_s);
    QCOMPARE(m_upgrade->request().protocols(), QStringList {u"a"_s});
    QCOMPARE(m_upgrade->peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(m_upgrade->peerPort(), client.socket().localPort());
    QCOMPARE(m_upgrade->localAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(m_upgrade->localPort(), m_fixture->port());
    QCOMPARE(m_upgrade->parent(), m_fixture->server.get());
    QVERIFY(client.received().isEmpty());
}

void tst_LomondUpgrade::acceptsNow()
{
    m_answer = [this](LomondUpgrade &upgrade) {
        AcceptOptions options;
        options.protocol = u"b"_s;
        options.headers.append("Set-Cookie", "c=1");
        QVERIFY(upgrade.accept(options));
        QVERIFY(m_fixture->sockets.isEmpty()); // newConnection() comes in the next turn
    };
    LomondSocket client(m_fixture->url());
    client.setProtocols({u"a"_s, u"b"_s});
    client.open();
    QVERIFY(waitFor([&] { return client.state() == State::Ready; }));
    QCOMPARE(client.protocol(), u"b"_s);
    QCOMPARE(client.response().get("Set-Cookie"), "c=1"_ba);
    QCOMPARE(m_fixture->sockets.size(), 1);
    QCOMPARE(m_fixture->socket()->protocol(), u"b"_s);
    QVERIFY(waitFor([&] { return !m_upgrade; }));
}

// What the client sent meanwhile waits for it.
void tst_LomondUpgrade::acceptsLater()
{
    RawClient client(m_fixture->port());
    client.send(RawClient::request() + text("early").octets(true));
    QVERIFY(waitFor([&] { return m_upgrade; }));
    letEverythingHappen();
    QStringList received;
    connect(m_fixture->server.get(), &LomondServer::newConnection, this, [&](LomondSocket *socket) {
        connect(socket, &LomondSocket::text, this, [&](const QString &text) { received << text; });
    });
    QVERIFY(m_upgrade->accept());
    QVERIFY(waitFor([&] { return !received.isEmpty() && client.status() == 101; }));
    QCOMPARE(received, QStringList {u"early"_s});
}

void tst_LomondUpgrade::rejectsNow()
{
    m_answer = [](LomondUpgrade &upgrade) {
        QVERIFY(upgrade.reject(401, {{"WWW-Authenticate", "Basic realm=\"x\""}}, "Who are you?"));
    };
    LomondSocket client(m_fixture->url());
    QSignalSpy rejected(&client, &LomondSocket::rejected);
    client.open();
    QVERIFY(waitFor([&] { return rejected.count() == 1; }));
    const auto response = rejected[0][0].value<Response>();
    QCOMPARE(response.statusCode(), 401);
    QCOMPARE(response.get("WWW-Authenticate"), "Basic realm=\"x\""_ba);
    QCOMPARE(response.body(), "Who are you?"_ba);
    QVERIFY(waitFor([&] { return !m_upgrade; }));
    QVERIFY(m_fixture->sockets.isEmpty());
}

// Nothing that the client sent meanwhile is looked at.
void tst_LomondUpgrade::rejectsLater()
{
    RawClient client(m_fixture->port());
    client.send(RawClient::request() + RawClient::request());
    QVERIFY(waitFor([&] { return m_upgrade; }));
    letEverythingHappen();
    QVERIFY(m_upgrade->reject(404));
    QVERIFY(waitFor([&] { return client.ended() && !m_upgrade; }));
    QCOMPARE(client.status(), 404);
    QCOMPARE(client.received().count("HTTP/1.1"), 1);
}

void tst_LomondUpgrade::isAnsweredOnce()
{
    QList<bool> answers;
    m_answer = [&answers](LomondUpgrade &upgrade) {
        answers = {upgrade.accept(), upgrade.accept(), upgrade.reject(404)};
        QVERIFY(upgrade.peerAddress().isNull()); // the connection is the socket's now
    };
    RawClient accepted(m_fixture->port());
    accepted.send(RawClient::request());
    QVERIFY(waitFor([&] { return accepted.status() == 101; }));
    QCOMPARE(answers, (QList {true, false, false}));
    QCOMPARE(m_fixture->sockets.size(), 1);

    m_answer = [&answers](LomondUpgrade &upgrade) {
        answers = {upgrade.reject(404), upgrade.reject(500), upgrade.accept()};
    };
    RawClient rejected(m_fixture->port());
    rejected.send(RawClient::request());
    QVERIFY(waitFor([&] { return rejected.ended(); }));
    QCOMPARE(rejected.status(), 404);
    QCOMPARE(answers, (QList {true, false, false}));
    QCOMPARE(m_fixture->sockets.size(), 1);
}

void tst_LomondUpgrade::refusesWrongAnswers_data()
{
    using Answer = std::function<bool(LomondUpgrade &)>;
    QTest::addColumn<Answer>("answer");
    const auto accept = [](const AcceptOptions &options) {
        return Answer([options](LomondUpgrade &upgrade) { return upgrade.accept(options); });
    };
    const auto reject = [](int status, const Headers &headers) {
        return Answer([=](LomondUpgrade &upgrade) { return upgrade.reject(status, headers); });
    };
    QTest::newRow("4.2.2 a protocol that was not offered") << accept({u"c"_s, {}});
    QTest::newRow("a header with a line end") << accept({{}, {{"X", "a\r\nSet-Cookie: b"}}});
    QTest::newRow("a header without a name") << accept({{}, {{"", "a"}}});
    QTest::newRow("a header of ours") << accept({{}, {{"Sec-WebSocket-Accept", "a"}}});
    QTest::newRow("status 101") << reject(101, {});
    QTest::newRow("status 200") << reject(200, {});
    QTest::newRow("status 600") << reject(600, {});
    QTest::newRow("a refusal's header with a line end") << reject(404, {{"X", "a\nb"}});
    QTest::newRow("a refusal's framing") << reject(404, {{"Content-Length", "5"}});
}

// They change nothing: another answer may follow.
void tst_LomondUpgrade::refusesWrongAnswers()
{
    QFETCH(std::function<bool(LomondUpgrade &)>, answer);
    RawClient client(m_fixture->port());
    client.send(RawClient::request("Sec-WebSocket-Protocol: a\r\n"));
    QVERIFY(waitFor([&] { return m_upgrade; }));
    QVERIFY(!answer(*m_upgrade));
    QVERIFY(m_fixture->sockets.isEmpty());
    QVERIFY(m_upgrade->accept({u"a"_s, {}}));
    QVERIFY(waitFor([&] { return client.status() == 101; }));
    QVERIFY(client.head().contains("\r\nSec-WebSocket-Protocol: a\r\n"));
}

void tst_LomondUpgrade::isRejectedAtTheDeadline()
{
    m_fixture->server->setOpenTimeout(300);
    RawClient client(m_fixture->port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return client.ended(); }));
    QCOMPARE(client.status(), 503);
    QVERIFY(waitFor([&] { return !m_upgrade; }));
}

void tst_LomondUpgrade::waitsForEverWithoutADeadline()
{
    m_fixture->server->setOpenTimeout(0);
    RawClient client(m_fixture->port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return m_upgrade; }));
    letEverythingHappen();
    QVERIFY(m_upgrade);
    QVERIFY(m_upgrade->accept());
    QVERIFY(waitFor([&] { return client.status() == 101; }));
}

void tst_LomondUpgrade::endsWithTheClient_data()
{
    QTest::addColumn<bool>("orderly");
    QTest::newRow("FIN") << true;
    QTest::newRow("dropped") << false;
}

void tst_LomondUpgrade::endsWithTheClient()
{
    QFETCH(bool, orderly);
    RawClient client(m_fixture->port());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return m_upgrade; }));
    if (orderly)
        client.closeWriting();
    else
        client.close();
    QVERIFY(waitFor([&] { return !m_upgrade; }));
    QVERIFY(m_fixture->sockets.isEmpty());
}

void tst_LomondUpgrade::mayBeDeleted_data()
{
    QTest::addColumn<bool>("inSlot");
    QTest::newRow("in the slot") << true;
    QTest::newRow("later") << false;
}

void tst_LomondUpgrade::mayBeDeleted()
{
    QFETCH(bool, inSlot);
    if (inSlot)
        m_answer = [](LomondUpgrade &upgrade) { delete &upgrade; };
    RawClient client(m_fixture->port());
    client.send(RawClient::request());
    if (!inSlot) {
        QVERIFY(waitFor([&] { return m_upgrade; }));
        delete m_upgrade;
    }
    QVERIFY(waitFor([&] { return client.ended(); }));
    QVERIFY(client.received().isEmpty());
    QVERIFY(m_fixture->server->children().isEmpty());
}

QTEST_GUILESS_MAIN(tst_LomondUpgrade)
#include "tst_lomondupgrade.moc"
