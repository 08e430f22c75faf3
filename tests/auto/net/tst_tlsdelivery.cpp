// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// When TlsTransport tells that there is something to read: in the turn that decrypts it, but never
// from within a call; and nothing that QSslSocket decrypts in turns of its own is forgotten.

#include "shared/rawserver.h"
#include "tlsclient.h"

#include <QtNetwork/qsslserver.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

QSslConfiguration localServer()
{
    return TestCertificates::instance().localServerConfiguration();
}

// A client, and what a server adopted.
struct Pair
{
    [[nodiscard]] bool connectBoth()
    {
        server.setSslConfiguration(localServer());
        if (!server.listen(QHostAddress::LocalHost))
            return false;
        client.open(server.serverPort());
        if (!waitFor([this] { return client.connected && server.hasPendingConnections(); }))
            return false;
        socket = qobject_cast<QSslSocket *>(server.nextPendingConnection());
        return socket;
    }
    void adopt()
    {
        accepted = std::make_unique<TransportProbe>(
                std::make_unique<TlsTransport>(std::unique_ptr<QSslSocket>(socket)));
    }

    QSslServer server;
    TlsClient client;
    QSslSocket *socket = nullptr;
    std::unique_ptr<TransportProbe> accepted;
};

} // namespace

class tst_TlsDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsInTheTurnThatReads_data();
    void tellsInTheTurnThatReads();
    void tellsOfWhatIsDecryptedLater_data();
    void tellsOfWhatIsDecryptedLater();
    void takesAShortMessageAtOnce();
    void readsInANestedEventLoop();
    void readsAllWhenTheListenerPauses();
};

void tst_TlsDelivery::tellsInTheTurnThatReads_data()
{
    QTest::addColumn<bool>("hidden");
    QTest::addColumn<int>("turns");
    QTest::newRow("the inner socket is found") << false << 0;
    QTest::newRow("the inner socket is not found") << true << 1;
}

void tst_TlsDelivery::tellsInTheTurnThatReads()
{
    QFETCH(bool, hidden);
    QFETCH(int, turns);
    Pair pair;
    QVERIFY(pair.connectBoth());
    int turn = 0;
    int turnOfDecryption = 0;
    int turnOfTelling = 0;
    QObject::connect(pair.socket, &QIODevice::readyRead, &pair.server, [&] {
        turnOfDecryption = turn;
        QMetaObject::invokeMethod(
                &pair.server, [&] { ++turn; }, Qt::QueuedConnection);
    });
    if (hidden)
        pair.socket->findChild<QTcpSocket *>()->setParent(nullptr);
    pair.adopt();
    letEverythingHappen();
    pair.accepted->onReadyRead = [&] {
        turnOfTelling = turn;
        pair.accepted->readAll();
    };
    pair.client.write("hello");
    QVERIFY(waitFor([&] { return pair.accepted->received == "hello"; }));
    QCOMPARE(turnOfTelling - turnOfDecryption, turns);
}

// QSslSocket decrypts some 256 KiB ahead, and its inner socket reads as much. That is decrypted
// without a signal of the inner socket.
void tst_TlsDelivery::tellsOfWhatIsDecryptedLater_data()
{
    QTest::addColumn<bool>("writes");
    QTest::newRow("after a read that met the end") << false;
    QTest::newRow("by a write") << true;
}

void tst_TlsDelivery::tellsOfWhatIsDecryptedLater()
{
    QFETCH(bool, writes);
    Pair pair;
    QVERIFY(pair.connectBoth());
    pair.adopt();
    pair.accepted->onReadyRead = [] {}; // reads nothing
    const qint64 decrypted = 300 * 1024;
    const QByteArray much(400 * 1024, 'm');
    pair.client.write(much.first(decrypted));
    QVERIFY(waitFor([&] { return pair.socket->bytesAvailable() == decrypted; }));
    pair.client.write(much.sliced(decrypted));
    QVERIFY(waitFor([&] { return pair.socket->encryptedBytesAvailable() > 100 * 1024; }));
    pair.accepted->readyRead = 0;
    QCOMPARE(pair.accepted->readOnce(writes ? decrypted : decrypted + 1), decrypted);
    if (writes)
        pair.accepted->write("x");
    QCOMPARE(pair.accepted->readyRead, 0); // not from within the call
    QVERIFY(waitFor([&] { return pair.accepted->readyRead > 0; }));
    pair.accepted->onReadyRead = nullptr;
    pair.accepted->readAll();
    QVERIFY(waitFor([&] { return pair.accepted->received == much; }));
}

void tst_TlsDelivery::takesAShortMessageAtOnce()
{
    RawServer server(localServer());
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    letEverythingHappen();
    client.bytesWritten = 0; // the end of the handshake
    client.write("now");
    QCOMPARE(client.transport->bytesToWrite(), 0);
    letEverythingHappen();
    QCOMPARE(server.received(), "now"_ba);
    QCOMPARE(client.bytesWritten, 0);
}

void tst_TlsDelivery::readsInANestedEventLoop()
{
    RawServer server(localServer());
    TlsClient client;
    client.onReadyRead = [&] {
        client.readAll();
        if (client.received == "outer") {
            server.connection()->send("inner");
            QVERIFY(waitFor([&] { return client.received == "outerinner"; }));
        }
    };
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->send("outer");
    QVERIFY(waitFor([&] { return client.received == "outerinner"; }));
    server.connection()->send("after");
    QVERIFY(waitFor([&] { return client.received == "outerinnerafter"; }));
}

void tst_TlsDelivery::readsAllWhenTheListenerPauses()
{
    QByteArray much(2 * 1024 * 1024 + 77, Qt::Uninitialized);
    for (qsizetype i = 0; i < much.size(); ++i)
        much[i] = char(i * 31 >> 3);
    RawServer server(localServer());
    server.send(much);
    TlsClient client;
    client.onReadyRead = [&] { client.readOnce(1000); };
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] {
        client.readOnce(50000); // as one who resumes
        return client.received.size() == much.size();
    }));

    QCOMPARE(client.received, much);
}

QTEST_GUILESS_MAIN(tst_TlsDelivery)
#include "tst_tlsdelivery.moc"
