// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A LomondSocket and a LomondServer that compress (RFC 7692): over TCP and TLS, with each kind of
// options, and with one of the two that does not want to.

#include "shared/deflatedata.h"
#include "shared/fakeclient.h"
#include "shared/serverfixture.h"
#include "shared/testcertificates.h"
#include "shared/waitfor.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

namespace {

// Whom the client is connected to sends everything back.
class Pair : public ServerFixture
{
public:
    explicit Pair(bool secure = false)
    {
        if (secure)
            server->setSslConfiguration(TestCertificates::instance().localServerConfiguration());
        listen();
        client.setUrl(url(u"/"_s, secure ? u"wss"_s : u"ws"_s));
        client.setSslConfiguration(TestCertificates::instance().clientConfiguration());
        QObject::connect(server.get(), &LomondServer::newConnection, server.get(),
                         [](LomondSocket *peer) {
                             QObject::connect(peer, &LomondSocket::text, peer,
                                              &LomondSocket::sendText);
                             QObject::connect(peer, &LomondSocket::binary, peer,
                                              &LomondSocket::sendBinary);
                         });
    }
    void compress(bool theClient, bool theServer)
    {
        client.setCompress(theClient);
        server->setCompress(theServer);
    }
    [[nodiscard]] bool getReady()
    {
        client.open();
        return waitFor([&] { return client.state() == LomondSocket::State::Ready && socket(); });
    }
    // sends all of them, and waits for all of them
    [[nodiscard]] bool echoes(const QList<Message> &messages)
    {
        QList<Message> received;
        const QObject context;
        QObject::connect(&client, &LomondSocket::text, &context,
                         [&](const QString &text) { received.append(Message::text(text)); });
        QObject::connect(&client, &LomondSocket::binary, &context,
                         [&](const QByteArray &data) { received.append(Message::binary(data)); });
        for (const Message &message : messages) {
            if (!client.send(message))
                return false;
        }
        return waitFor([&] { return received.size() == messages.size(); }) && received == messages;
    }
    [[nodiscard]] bool echoes(const QByteArray &data) { return echoes({Message::binary(data)}); }

    LomondSocket client;
};

} // namespace

class tst_CompressedConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theServersPropertiesTellOnce();
    void echoesEverything_data();
    void echoesEverything();
    void compressesOnlyIfBothWantTo_data();
    void compressesOnlyIfBothWantTo();
    void aServerSetUpWronglySaysSo();
    void theServerLimitsWhatComesOfAMessage();
    void bothCountTheSame();
    void contextsAreMadeOnFirstUse();
};

void tst_CompressedConnection::theServersPropertiesTellOnce()
{
    LomondServer server;
    QVERIFY(!server.compress());
    QCOMPARE(server.compression(), CompressionOptions());
    QSignalSpy compress(&server, &LomondServer::compressChanged);
    QSignalSpy compression(&server, &LomondServer::compressionChanged);
    CompressionOptions options;
    options.memoryLevel = 4;
    for (int i = 0; i < 2; ++i) {
        QVERIFY(server.setProperty("compress", true));
        QVERIFY(server.setProperty("compression", QVariant::fromValue(options)));
    }
    QVERIFY(server.compress());
    QCOMPARE(server.compression(), options);
    QCOMPARE(compress.count(), 1);
    QCOMPARE(compression.count(), 1);
}

void tst_CompressedConnection::echoesEverything_data()
{
    QTest::addColumn<bool>("secure");
    QTest::addColumn<CompressionOptions>("ofClient");
    QTest::addColumn<CompressionOptions>("ofServer");
    CompressionOptions usual;
    CompressionOptions forgetful;
    forgetful.clientNoContextTakeover = forgetful.serverNoContextTakeover = true;
    CompressionOptions narrow;
    narrow.clientMaxWindowBits = narrow.serverMaxWindowBits = 8;
    narrow.memoryLevel = 1;
    CompressionOptions eager;
    eager.threshold = 0;
    eager.level = 1;
    for (const bool secure : {false, true}) {
        const auto row = [secure](const char *name, const CompressionOptions &ofClient,
                                  const CompressionOptions &ofServer) {
            QTest::addRow("%s, %s", secure ? "TLS" : "TCP", name) << secure << ofClient << ofServer;
        };
        row("defaults", usual, usual);
        row("7.1.1: the client wants no takeover", forgetful, usual);
        row("7.1.1: the server wants no takeover", usual, forgetful);
        row("7.1.2: the client wants windows of 8 bits", narrow, usual);
        row("7.1.2: the server wants windows of 8 bits", usual, narrow);
        row("every message, fast", eager, eager);
    }
}

void tst_CompressedConnection::echoesEverything()
{
    QFETCH(bool, secure);
    QFETCH(CompressionOptions, ofClient);
    QFETCH(CompressionOptions, ofServer);
    Pair pair(secure);
    pair.compress(true, true);
    pair.client.setCompression(ofClient);
    pair.server->setCompression(ofServer);
    QVERIFY(pair.getReady());
    QVERIFY(pair.client.supportsCompression());
    QVERIFY(pair.socket()->supportsCompression());
    QList<Message> messages;
    for (const QString &text :
         {u""_s, u"short"_s, u"Grüße, κόσμε, 世界 "_s.repeated(100), u"x"_s.repeated(70'000)})
        messages.append(Message::text(text));
    for (int i = 0; i < 20; ++i)
        messages.append(Message::utf8(quote(i)));
    for (const QByteArray &data : {""_ba, noise(100'000), prose(1024 * 1024)})
        messages.append(Message::binary(data));
    QVERIFY(pair.echoes(messages));
    const CompressionStatistics statistics = pair.client.compressionStatistics();
    QVERIFY(statistics.sentPlain > 1024 * 1024);
    QVERIFY(statistics.sentCompressed < statistics.sentPlain);
}

void tst_CompressedConnection::compressesOnlyIfBothWantTo_data()
{
    QTest::addColumn<bool>("theClient");
    QTest::addColumn<bool>("theServer");
    QTest::newRow("neither") << false << false;
    QTest::newRow("the client only") << true << false;
    QTest::newRow("the server only") << false << true;
    QTest::newRow("both") << true << true;
}

void tst_CompressedConnection::compressesOnlyIfBothWantTo()
{
    QFETCH(bool, theClient);
    QFETCH(bool, theServer);
    Pair pair;
    pair.compress(theClient, theServer);
    QSignalSpy ready(&pair.client, &LomondSocket::ready);
    QVERIFY(pair.getReady());
    const bool both = theClient && theServer;
    QCOMPARE(ready.first().at(2).toStringList().size(), both ? 1 : 0);
    QCOMPARE(pair.client.supportsCompression(), both);
    QCOMPARE(pair.socket()->supportsCompression(), both);
    QVERIFY(pair.echoes(prose(10'000)));
    QCOMPARE(pair.client.compressionStatistics().sentPlain, both ? 10'000 : 0);
    QCOMPARE(pair.socket()->compressionStatistics().sentPlain, both ? 10'000 : 0);
}

void tst_CompressedConnection::aServerSetUpWronglySaysSo()
{
    Pair pair;
    pair.compress(true, true);
    CompressionOptions options;
    options.serverMaxWindowBits = 16;
    pair.server->setCompression(options);
    SignalLog log(&pair.client);
    pair.client.open();
    QVERIFY(waitFor([&] { return log.ends() == 1; }));
    QVERIFY(log.contains(u"rejected"_s));
    QCOMPARE(pair.client.lastError().httpStatus(), 500);
    QVERIFY(pair.sockets.isEmpty());
}

void tst_CompressedConnection::theServerLimitsWhatComesOfAMessage()
{
    Pair pair;
    pair.compress(true, true);
    pair.server->setMaxMessageSize(10'000);
    QVERIFY(pair.getReady());
    QVERIFY(pair.echoes(prose(10'000)));
    QSignalSpy errors(pair.socket(), &LomondSocket::errorOccurred);
    QVERIFY(pair.client.sendBinary(QByteArray(10'001, 'x')));
    QVERIFY(waitFor([&] { return pair.client.state() == LomondSocket::State::Idle; }));
    QCOMPARE(pair.client.closeCode(), 1009);
    QVERIFY(waitFor([&] { return errors.count() == 1; }));
    QCOMPARE(errors.first().first().value<Error>().code(), ErrorCode::PayloadTooLarge);
}

void tst_CompressedConnection::bothCountTheSame()
{
    Pair pair;
    pair.compress(true, true);
    QVERIFY(pair.getReady());
    QVERIFY(pair.echoes(prose(100'000)));
    QVERIFY(pair.echoes(prose(50'000, 2)));
    const CompressionStatistics client = pair.client.compressionStatistics();
    const CompressionStatistics server = pair.socket()->compressionStatistics();
    QCOMPARE(client.sentPlain, 150'000);
    QCOMPARE(client.sentPlain, server.receivedPlain);
    QCOMPARE(client.sentCompressed, server.receivedCompressed);
    QCOMPARE(client.receivedPlain, server.sentPlain);
    QCOMPARE(client.receivedCompressed, server.sentCompressed);
}

void tst_CompressedConnection::contextsAreMadeOnFirstUse()
{
    Pair pair;
    pair.compress(true, true);
    QVERIFY(pair.getReady());
    QVERIFY(pair.echoes("short"_ba));
    QCOMPARE(pair.client.compressionStatistics().contextMemory, 0);
    QCOMPARE(pair.socket()->compressionStatistics().contextMemory, 0);
    QVERIFY(pair.echoes(prose(1000)));
    QVERIFY(pair.client.compressionStatistics().contextMemory > 0);
    QVERIFY(pair.socket()->compressionStatistics().contextMemory > 0);
}

QTEST_GUILESS_MAIN(tst_CompressedConnection)
#include "tst_compressedconnection.moc"
