// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a listener hands out, and that nobody can keep it from accepting others.

#include "net/listener_p.h"
#include "shared/rawclient.h"
#include "shared/testcertificates.h"

#include <QtCore/qregularexpression.h>
#include <QtNetwork/qsslsocket.h>
#include <QtTest/qtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Listener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { m_accepted.clear(); }
    void handsOutTcp();
    void handsOutTlsAfterTheHandshake();
    void dropsWhoDoesNotSpeakTls();
    void dropsWhoDoesNotFinishTheHandshake();
    void stalledHandshakesDoNotKeepOthersOut();
    void acceptsAgainWhenThereAreDescriptors_data();
    void acceptsAgainWhenThereAreDescriptors();

private:
    [[nodiscard]] std::unique_ptr<QTcpServer> listen(bool tls, std::chrono::milliseconds timeout);

    std::vector<std::unique_ptr<Transport>> m_accepted;
};

std::unique_ptr<QTcpServer> tst_Listener::listen(bool tls, std::chrono::milliseconds timeout = 10s)
{
    const auto accepted = [this](std::unique_ptr<Transport> transport) {
        m_accepted.push_back(std::move(transport));
    };
    auto server = tls ? createTlsListener(TestCertificates::instance().localServerConfiguration(),
                                          timeout, accepted)
                      : createTcpListener(accepted);
    if (!server->listen(QHostAddress(QHostAddress::LocalHost)))
        qFatal("cannot listen: %s", qPrintable(server->errorString()));
    return server;
}

void tst_Listener::handsOutTcp()
{
    const auto server = listen(false);
    RawClient client(server->serverPort());
    client.send("hello");
    QVERIFY(waitFor([&] { return m_accepted.size() == 1; }));
    Transport &transport = *m_accepted.front();
    QVERIFY(!transport.isSecure());
    QCOMPARE(transport.peerPort(), client.socket().localPort());
    QCOMPARE(transport.localPort(), server->serverPort());
    char octets[8];
    qint64 size = 0;
    QVERIFY(waitFor([&] { return (size = transport.read(octets, sizeof octets)) != 0; }));
    QCOMPARE(QByteArray(octets, size), "hello"_ba);
    transport.write("hi", 2);
    QVERIFY(waitFor([&] { return client.received() == "hi"; }));
    m_accepted.clear();
    QVERIFY(waitFor([&] { return client.ended(); }));
}

void tst_Listener::handsOutTlsAfterTheHandshake()
{
    const auto server = listen(true);
    QSslSocket client;
    client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server->serverPort());
    QVERIFY(waitFor([&] { return client.state() == QAbstractSocket::ConnectedState; }));
    letEverythingHappen();
    QVERIFY(m_accepted.empty());
    client.setPeerVerifyName(u"localhost"_s);
    client.startClientEncryption();
    QVERIFY(waitFor([&] { return m_accepted.size() == 1 && client.isEncrypted(); }));
    QVERIFY(m_accepted.front()->isSecure());
    QCOMPARE(m_accepted.front()->peerPort(), client.localPort());
}

void tst_Listener::dropsWhoDoesNotSpeakTls()
{
    const auto server = listen(true);
    RawClient client(server->serverPort());
    client.send(RawClient::request());
    QVERIFY(waitFor([&] { return client.ended(); }));
    QVERIFY(m_accepted.empty());
    QVERIFY(waitFor([&] { return server->findChildren<QTcpSocket *>().isEmpty(); }));
}

void tst_Listener::dropsWhoDoesNotFinishTheHandshake()
{
    const auto server = listen(true, 20ms);
    RawClient client(server->serverPort());
    QVERIFY(waitFor([&] { return client.ended(); }));
    QVERIFY(m_accepted.empty());
    QVERIFY(waitFor([&] { return server->findChildren<QTcpSocket *>().isEmpty(); }));
}

void tst_Listener::stalledHandshakesDoNotKeepOthersOut()
{
    const auto server = listen(true);
    std::vector<std::unique_ptr<RawClient>> stalled;
    for (int i = 0; i < 100; ++i)
        stalled.push_back(std::make_unique<RawClient>(server->serverPort()));
    const auto allConnected = [&] {
        return std::all_of(stalled.begin(), stalled.end(), [](const auto &client) {
            return client->socket().state() == QAbstractSocket::ConnectedState;
        });
    };
    QVERIFY(waitFor(allConnected));
    QSslSocket client;
    client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
    client.connectToHostEncrypted(u"127.0.0.1"_s, server->serverPort());
    QVERIFY(waitFor([&] { return m_accepted.size() == 1; }, 5s));
}

void tst_Listener::acceptsAgainWhenThereAreDescriptors_data()
{
    QTest::addColumn<bool>("tls");
    QTest::newRow("TCP") << false;
    QTest::newRow("TLS") << true;
}

// QTcpServer stops accepting for good when accept() fails.
void tst_Listener::acceptsAgainWhenThereAreDescriptors()
{
    QFETCH(bool, tls);
    const auto server = listen(tls);
    QSslSocket client; // whose descriptor is the last one that there is
    client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
    rlimit before;
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int highest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    QVERIFY(highest >= 0);
    ::close(highest);
    rlimit tight = before;
    tight.rlim_cur = rlim_t(highest) + 1;

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"could not accept a connection"_s));
    bool failed = false;
    connect(server.get(), &QTcpServer::acceptError, this, [&] {
        failed = true;
        ::setrlimit(RLIMIT_NOFILE, &before);
    });
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    if (tls)
        client.connectToHostEncrypted(u"127.0.0.1"_s, server->serverPort());
    else
        client.connectToHost(u"127.0.0.1"_s, server->serverPort());
    const bool sawFailure = waitFor([&] { return failed; });
    ::setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY(sawFailure);
    QVERIFY(waitFor([&] { return m_accepted.size() == 1; }));
}

QTEST_GUILESS_MAIN(tst_Listener)
#include "tst_listener.moc"
