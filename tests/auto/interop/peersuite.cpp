// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "peersuite.h"

#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtCore/qjsonarray.h>
#include <QtTest/qtest.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

using State = LomondSocket::State;

static const QStringList Protocols {u"chat.v2"_s, u"chat.v1"_s}; // the peers', too

PeerSuite::Spies::Spies(LomondSocket *socket)
    : text(socket, &LomondSocket::text)
    , binary(socket, &LomondSocket::binary)
    , ping(socket, &LomondSocket::ping)
    , pong(socket, &LomondSocket::pong)
    , closing(socket, &LomondSocket::closing)
    , closed(socket, &LomondSocket::closed)
    , disconnected(socket, &LomondSocket::disconnected)
    , error(socket, &LomondSocket::errorOccurred)
{}

// ---- the pair

void PeerSuite::initTestCase_data()
{
    QTest::addColumn<bool>("lomondServes");
    QTest::addColumn<bool>("tls");
    QTest::newRow("client, ws") << false << false;
    QTest::newRow("client, wss") << false << true;
    QTest::newRow("server, ws") << true << false;
    QTest::newRow("server, wss") << true << true;
}

void PeerSuite::init()
{
    QFETCH_GLOBAL(bool, lomondServes);
    QFETCH_GLOBAL(bool, tls);
    m_lomondServes = lomondServes;
    m_tls = tls;
    const QString problem = startPeer(tls);
    QVERIFY2(problem.isNull(), qPrintable(problem));
    if (!lomondServes)
        return;
    m_server = std::make_unique<LomondServer>();
    m_server->setProtocols(Protocols);
    if (tls)
        m_server->setSslConfiguration(TestCertificates::instance().localServerConfiguration());
    connect(m_server.get(), &LomondServer::newConnection, this, &PeerSuite::watch);
    QVERIFY2(m_server->listen(), qPrintable(m_server->errorString()));
}

// One process serves all tests of its kind, one connection after the other.
QString PeerSuite::startPeer(bool tls)
{
    QStringList arguments {m_lomondServes ? u"client"_s : u"server"_s};
    if (tls && m_lomondServes) {
        arguments << TestCertificates::instance().root().certificateFile;
    } else if (tls) {
        const Identity identity = TestCertificates::instance().server({u"IP:127.0.0.1"_s});
        arguments << identity.chainFile << identity.keyFile;
    }
    std::shared_ptr<PeerProcess> &peer = m_peers[arguments.join(u' ')];
    if (!peer) {
        auto started = std::make_shared<PeerProcess>(m_kind, arguments);
        if (const QString problem = started->start(); !problem.isNull())
            return problem;
        peer = started;
    }
    m_peer = peer;
    return {};
}

bool PeerSuite::connectPair(const QStringList &offered)
{
    QUrl url(u"%1://127.0.0.1/room"_s.arg(m_tls ? u"wss"_s : u"ws"_s));
    if (m_lomondServes) {
        url.setPort(m_server->serverPort());
        m_peer->order(u"connect"_s, {{"url"_L1, url.toString()},
                                     {"protocols"_L1, QJsonArray::fromStringList(offered)}});
    } else {
        url.setPort(m_peer->port());
        m_client = std::make_unique<LomondSocket>(url);
        m_client->setProtocols(offered);
        m_client->setSslConfiguration(TestCertificates::instance().clientConfiguration());
        watch(m_client.get());
        m_client->open();
    }
    const std::optional<QJsonObject> open = m_peer->take(u"open"_s);
    if (!open || !waitFor([&] { return m_socket && m_socket->state() == State::Ready; })) {
        qWarning() << "no connection:" << m_peer->takeRest();
        return false;
    }
    m_agreed = open->value("protocol"_L1).toString();
    return open->value("path"_L1).toString() == "/room"_L1;
}

void PeerSuite::watch(LomondSocket *socket)
{
    m_socket = socket;
    m_spies = std::make_unique<Spies>(socket);
}

// Each test ends in order, and nothing happened that it did not look at.
void PeerSuite::cleanup()
{
    if (m_socket && m_socket->state() != State::Idle) {
        m_socket->close();
        QVERIFY(waitFor([&] { return m_spies->disconnected.count() == 1; }));
        QVERIFY(m_spies->disconnected[0][1].toBool());
        QVERIFY(m_peer->take(u"closed"_s));
    }
    m_client.reset();
    m_server.reset();
    QVERIFY(!m_spies || m_spies->error.isEmpty());
    m_spies.reset();
    if (m_peer)
        QCOMPARE(m_peer->takeRest(), ""_ba);
}

void PeerSuite::cleanupTestCase()
{
    m_peer.reset();
    m_peers.clear();
}

// ---- messages

void PeerSuite::exchangesText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("ASCII") << u"Hello"_s;
    QTest::newRow("empty") << u""_s;
    QTest::newRow("not ASCII") << u"Grüße, κόσμε, 世界, \U0001F980"_s;
    QTest::newRow("U+FEFF first") << u"\uFEFFmark"_s;
    QTest::newRow("NUL within") << QString(u"a"_s + QChar(0) + u'b');
    QTest::newRow("125 octets") << QString(125, u'x');
    QTest::newRow("126 octets") << QString(126, u'x');
    QTest::newRow("65,535 octets") << QString(65'535, u'x');
    QTest::newRow("65,536 octets") << QString(65'536, u'x');
    QTest::newRow("1 MiB") << QString(1024 * 1024, u'x');
}

void PeerSuite::exchangesText()
{
    QFETCH(QString, text);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendText(text));
    const auto heard = m_peer->take(u"text"_s);
    QVERIFY(heard && heard->value("data"_L1).toString() == text);
    m_peer->order(u"text"_s, {{"data"_L1, text}});
    QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
    QVERIFY(m_spies->text[0][0].toString() == text);
}

static QString base64(const QByteArray &data)
{
    return QString::fromLatin1(data.toBase64());
}

void PeerSuite::exchangesBinary_data()
{
    QTest::addColumn<QByteArray>("data");
    QByteArray all;
    for (int octet = 0; octet < 256; ++octet)
        all.append(char(octet));
    QTest::newRow("empty") << ""_ba;
    QTest::newRow("every octet") << all;
    QTest::newRow("1 MiB") << all.repeated(4096);
}

void PeerSuite::exchangesBinary()
{
    QFETCH(QByteArray, data);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendBinary(data));
    const auto heard = m_peer->take(u"binary"_s);
    QVERIFY(heard && heard->value("data"_L1).toString() == base64(data));
    m_peer->order(u"binary"_s, {{"data"_L1, base64(data)}});
    QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
    QVERIFY(m_spies->binary[0][0].toByteArray() == data);
}

void PeerSuite::keepsTheOrder()
{
    constexpr int Count = 1'000;
    QVERIFY(connectPair());
    for (int i = 0; i < Count; ++i)
        QVERIFY(m_socket->sendText(QString::number(i)));
    for (int i = 0; i < Count; ++i) {
        const auto heard = m_peer->take(u"text"_s);
        QVERIFY(heard);
        QCOMPARE(heard->value("data"_L1).toString(), QString::number(i));
    }
}

void PeerSuite::receivesFragments_data()
{
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("two") << QStringList {u"ab"_s, u"cd"_s};
    QTest::newRow("with empty ones") << QStringList {u""_s, u"Grü"_s, u""_s, u"ße"_s, u""_s};
    QTest::newRow("of different lengths")
            << QStringList {QString(125, u'a'), QString(126, u'b'), QString(65'536, u'c')};
}

void PeerSuite::receivesFragments()
{
    QFETCH(QStringList, parts);
    QVERIFY(connectPair());
    m_peer->order(u"textParts"_s, {{"parts"_L1, QJsonArray::fromStringList(parts)}});
    QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
    QVERIFY(m_spies->text[0][0].toString() == parts.join(QString()));
    QJsonArray binaryParts;
    for (const QString &part : parts)
        binaryParts.append(base64(part.toUtf8()));
    m_peer->order(u"binaryParts"_s, {{"parts"_L1, binaryParts}});
    QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
    QVERIFY(m_spies->binary[0][0].toByteArray() == parts.join(QString()).toUtf8());
    QCOMPARE(m_spies->text.count(), 1);
}

// ---- pings

void PeerSuite::answersPings_data()
{
    QTest::addColumn<QString>("data");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("some") << u"are you there?"_s;
    QTest::newRow("125 octets") << QString(125, u'p');
}

void PeerSuite::answersPings()
{
    QFETCH(QString, data);
    QVERIFY(connectPair());
    m_peer->order(u"ping"_s, {{"data"_L1, data}});
    const auto answer = m_peer->take(u"pong"_s);
    QVERIFY(answer);
    QCOMPARE(answer->value("data"_L1).toString(), data);
    QCOMPARE(m_spies->ping.count(), 1);
    QCOMPARE(m_spies->ping[0][0].toByteArray(), data.toUtf8());
}

void PeerSuite::itsPingsAreAnswered_data()
{
    answersPings_data();
}

void PeerSuite::itsPingsAreAnswered()
{
    QFETCH(QString, data);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendPing(data.toUtf8()));
    QVERIFY(waitFor([&] { return m_spies->pong.count() == 1; }));
    QCOMPARE(m_spies->pong[0][0].toByteArray(), data.toUtf8());
    const auto heard = m_peer->take(u"ping"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("data"_L1).toString(), data);
}

// ---- closing

void PeerSuite::closesFirst_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("7.4.1 normal") << 1000 << u"goodbye"_s;
    QTest::newRow("7.4.1 going away, no reason") << 1001 << u""_s;
    QTest::newRow("7.4.2 a library's code") << 3000 << u"déjà vu"_s;
    QTest::newRow("7.4.2 an application's code") << 4999 << u"x"_s.repeated(123);
}

void PeerSuite::closesFirst()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QVERIFY(connectPair());
    m_socket->closeWith(code, reason);
    const auto heard = m_peer->take(u"closed"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("code"_L1).toInt(), code);
    QCOMPARE(heard->value("reason"_L1).toString(), reason);
    QVERIFY(waitFor([&] { return m_spies->disconnected.count() == 1; }));
    QVERIFY(m_spies->disconnected[0][1].toBool());
    QCOMPARE(m_spies->closing.count(), 0);
    QCOMPARE(m_spies->closed.count(), 1);
    QCOMPARE(m_spies->closed[0][0].toInt(), code); // the peer's answer
}

void PeerSuite::peerClosesFirst_data()
{
    closesFirst_data();
    QTest::newRow("5.5.1 empty") << 1005 << u""_s;
}

void PeerSuite::peerClosesFirst()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QVERIFY(connectPair());
    if (code == int(CloseCode::NoStatusReceived))
        m_peer->order(u"closeEmpty"_s);
    else
        m_peer->order(u"close"_s, {{"code"_L1, code}, {"reason"_L1, reason}});
    QVERIFY(waitFor([&] { return m_spies->disconnected.count() == 1; }));
    QVERIFY(m_spies->disconnected[0][1].toBool());
    QCOMPARE(m_spies->closing.count(), 1);
    QCOMPARE(m_spies->closing[0].mid(0, 2), (QVariantList {code, reason}));
    QCOMPARE(m_spies->closed.count(), 1);
    QCOMPARE(m_spies->closed[0].mid(0, 2), (QVariantList {code, reason}));
    const auto heard = m_peer->take(u"closed"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("code"_L1).toInt(), code); // our answer repeats it
}

// ---- subprotocols

void PeerSuite::agreesOnAProtocol_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("agreed");
    QTest::newRow("4.2.2 none") << QStringList() << u""_s;
    QTest::newRow("4.2.2 one in common") << QStringList {u"other"_s, u"chat.v1"_s} << u"chat.v1"_s;
    QTest::newRow("4.2.2 both") << Protocols << u"chat.v2"_s;
}

void PeerSuite::agreesOnAProtocol()
{
    QFETCH(QStringList, offered);
    QFETCH(QString, agreed);
    QVERIFY(connectPair(offered));
    QCOMPARE(m_socket->protocol(), agreed);
    QCOMPARE(m_agreed, agreed);
}

} // namespace Lomond::Test
