// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "peerpair.h"

#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtCore/qjsonarray.h>
#include <QtTest/qtest.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

using State = LomondSocket::State;

const QStringList PeerPair::Protocols {u"chat.v2"_s, u"chat.v1"_s}; // the peers', too

PeerPair::Spies::Spies(LomondSocket *socket)
    : text(socket, &LomondSocket::text)
    , binary(socket, &LomondSocket::binary)
    , ping(socket, &LomondSocket::ping)
    , pong(socket, &LomondSocket::pong)
    , closing(socket, &LomondSocket::closing)
    , closed(socket, &LomondSocket::closed)
    , disconnected(socket, &LomondSocket::disconnected)
    , error(socket, &LomondSocket::errorOccurred)
{}

void PeerPair::initTestCase_data()
{
    QTest::addColumn<bool>("lomondServes");
    QTest::addColumn<bool>("tls");
    QTest::newRow("client, ws") << false << false;
    QTest::newRow("server, ws") << true << false;
    if (m_transports == Transports::Tcp)
        return;
    QTest::newRow("client, wss") << false << true;
    QTest::newRow("server, wss") << true << true;
}

void PeerPair::init()
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
    m_server->setCompress(lomondsCompression().has_value());
    m_server->setCompression(lomondsCompression().value_or(CompressionOptions()));
    if (tls)
        m_server->setSslConfiguration(TestCertificates::instance().localServerConfiguration());
    connect(m_server.get(), &LomondServer::newConnection, this, &PeerPair::watch);
    QVERIFY2(m_server->listen(), qPrintable(m_server->errorString()));
}

// One process serves all tests of its kind, one connection after the other.
QString PeerPair::startPeer(bool tls)
{
    QStringList arguments = peersOptions();
    arguments << (m_lomondServes ? u"client"_s : u"server"_s);
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

bool PeerPair::connectPair(const QStringList &offered)
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
        m_client->setCompress(lomondsCompression().has_value());
        m_client->setCompression(lomondsCompression().value_or(CompressionOptions()));
        m_client->setSslConfiguration(TestCertificates::instance().clientConfiguration());
        watch(m_client.get());
        m_client->open();
    }
    const std::optional<QJsonObject> open = m_peer->take(u"open"_s);
    if (!open || !waitFor([&] { return m_socket && m_socket->state() == State::Ready; })) {
        qWarning() << "no connection:" << m_peer->takeRest();
        return false;
    }
    m_open = *open;
    return m_open.value("path"_L1).toString() == "/room"_L1;
}

void PeerPair::watch(LomondSocket *socket)
{
    m_socket = socket;
    m_spies = std::make_unique<Spies>(socket);
}

// Each test ends in order, and nothing happened that it did not look at.
void PeerPair::cleanup()
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

void PeerPair::cleanupTestCase()
{
    m_peer.reset();
    m_peers.clear();
}

} // namespace Lomond::Test
