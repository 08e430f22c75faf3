// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// TlsTransport after the handshake: how a stream ends, and how the transport does; writing.

#include "shared/rawserver.h"
#include "tlsclient.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qsslserver.h>

#include <unistd.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

enum class Callback { Connected, Failed, ReadyRead, BytesWritten, SslErrors };
enum class Action { Abort, Destroy, DestroyInNestedLoop };

QSslConfiguration localServer()
{
    return TestCertificates::instance().localServerConfiguration();
}

} // namespace

class tst_TlsStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAllBeforeTheEnd();
    void tellsAnOrderlyEnd();
    void tellsACutOffStream();
    void tellsAReset();
    void tellsAClosingAlertWithoutFin();
    void countsWhatIsNotWithTheKernel();
    void shutsDownWritingAfterTheLastOctet();
    void shutsDownWritingWhileThePeerSends();
    void serverAdoptsAnEncryptedSocket();
    void survivesItsEndInEachCallback_data();
    void survivesItsEndInEachCallback();
};

void tst_TlsStream::readsAllBeforeTheEnd()
{
    const QByteArray much(1024 * 1024, 'm');
    RawServer server(localServer());
    server.send(much).close();
    TlsClient client;
    client.onReadyRead = [] {}; // reads nothing
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    letEverythingHappen();
    client.onReadyRead = nullptr;
    client.readAll();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received.size(), much.size());
    QCOMPARE(client.received, much);
    QCOMPARE(client.transport->endReason(), QString());
}

void tst_TlsStream::tellsAnOrderlyEnd()
{
    RawServer server(localServer());
    server.send("bye").close();
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "bye"_ba);
    QCOMPARE(client.transport->endReason(), QString());
}

void tst_TlsStream::tellsACutOffStream()
{
    RawServer server(localServer()); // T16
    server.send("half a mess").closeWriting();
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "half a mess"_ba);
    QCOMPARE(client.transport->endReason(),
             u"the connection was cut off without TLS's closing alert"_s);
}

void tst_TlsStream::tellsAReset()
{
    RawServer server(localServer()); // T18
    server.readOctets(1).reset();
    TlsClient client;
    client.onConnected = [&] { client.write("x"); };
    client.open(server.port());
    QVERIFY(client.waitForEnd());
    QVERIFY(!client.transport->endReason().isEmpty());
}

void tst_TlsStream::tellsAClosingAlertWithoutFin()
{
    RawServer server(localServer()); // T17
    qintptr spare = -1;
    server.send("bye").step([&](RawConnection &connection) {
        spare = ::dup(int(connection.socket()->socketDescriptor()));
        connection.close();
        return true;
    });
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "bye"_ba);
    QCOMPARE(client.transport->endReason(), QString());
    QVERIFY(spare >= 0);
    ::close(int(spare));
}

void tst_TlsStream::countsWhatIsNotWithTheKernel()
{
    RawServer server(localServer());
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->pauseReading();
    const QByteArray much(16 * 1024 * 1024, 'm');
    client.write(much);
    QVERIFY(client.transport->bytesToWrite() > 1024 * 1024); // encrypted, but the kernel is full
    letEverythingHappen();
    QVERIFY(client.transport->bytesToWrite() > 1024 * 1024);
    server.connection()->resumeReading();
    QVERIFY(waitFor([&] { return client.transport->bytesToWrite() == 0; }));
    QVERIFY(client.bytesWritten > 0);
    QVERIFY(waitFor([&] { return server.received().size() == much.size(); }));
    QCOMPARE(server.received(), much);
}

void tst_TlsStream::shutsDownWritingAfterTheLastOctet()
{
    RawServer server(localServer());
    TlsClient client;
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    QStringList seen; // by the peer
    QTcpSocket *const socket = server.connection()->socket();
    QObject::connect(socket, &QAbstractSocket::errorOccurred, socket,
                     [&] { seen << socket->errorString(); });
    const QByteArray much(4 * 1024 * 1024, 'm');
    client.write(much);
    client.transport->shutDownWriting();
    client.write("too late");
    QVERIFY(waitFor([&] { return server.connection()->ended(); }));
    QCOMPARE(server.received().size(), much.size());
    QCOMPARE(seen.value(0), u"The TLS/SSL connection has been closed"_s); // by close_notify
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.transport->endReason(), QString());
}

// Without a half-close the kernel answers the peer's octets with RST, which destroys ours.
void tst_TlsStream::shutsDownWritingWhileThePeerSends()
{
    RawServer server(localServer());
    const QByteArray flood(8 * 1024 * 1024, 'f');
    server.send(flood);
    TlsClient client;
    client.onReadyRead = [] {}; // lets it pile up
    client.open(server.port());
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->pauseReading();
    client.write("the reason why");
    client.transport->shutDownWriting();
    client.onReadyRead = nullptr; // discards from now on
    client.readAll();
    letEverythingHappen();
    server.connection()->resumeReading();
    QVERIFY(waitFor([&] { return server.received() == "the reason why"; }));
    QVERIFY(client.waitForEnd());
}

void tst_TlsStream::serverAdoptsAnEncryptedSocket()
{
    QSslServer server;
    server.setSslConfiguration(localServer());
    QVERIFY(server.listen(QHostAddress::LocalHost));
    TlsClient client;
    client.onConnected = [&] { client.write("early"); };
    client.open(server.serverPort());
    QVERIFY(waitFor([&] { return server.hasPendingConnections(); }));
    auto *const socket = qobject_cast<QSslSocket *>(server.nextPendingConnection());
    QVERIFY(waitFor([&] { return socket->bytesAvailable() == 5; }));
    TransportProbe accepted(std::make_unique<TlsTransport>(std::unique_ptr<QSslSocket>(socket)));
    QVERIFY(waitFor([&] { return accepted.received == "early"; }));
    QCOMPARE(accepted.connected, 0);
    accepted.write("answer");
    accepted.transport->shutDownWriting();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "answer"_ba);
    QCOMPARE(client.transport->endReason(), QString());
    client.transport.reset();
    QVERIFY(accepted.waitForEnd());
}

void tst_TlsStream::survivesItsEndInEachCallback_data()
{
    QTest::addColumn<Callback>("callback");
    QTest::addColumn<Action>("action");
    const std::pair<Callback, const char *> callbacks[] = {
            {Callback::Connected, "connected"}, {Callback::Failed, "failed"},
            {Callback::ReadyRead, "readyRead"}, {Callback::BytesWritten, "bytesWritten"},
            {Callback::SslErrors, "sslErrors"},
    };
    const std::pair<Action, const char *> actions[] = {
            {Action::Abort, "abort"},
            {Action::Destroy, "destroy"},
            {Action::DestroyInNestedLoop, "nested"},
    };
    for (const auto &callback : callbacks) {
        for (const auto &action : actions)
            QTest::addRow("%s in %s", action.second, callback.second)
                    << callback.first << action.first;
    }
}

void tst_TlsStream::survivesItsEndInEachCallback()
{
    QFETCH(Callback, callback);
    QFETCH(Action, action);
    RawServer server(localServer());
    server.send("greeting");
    TlsClient client;
    bool done = false;
    const auto end = [&] {
        if (action == Action::Abort) {
            client.transport->abort();
            QCOMPARE(client.transport->read(nullptr, 1), -1);
            client.write("nobody hears");
            QCOMPARE(client.transport->bytesToWrite(), 0);
        } else if (action == Action::Destroy) {
            client.transport.reset();
        } else {
            QEventLoop loop;
            QTimer::singleShot(0, &loop, [&] {
                client.transport.reset();
                loop.quit();
            });
            loop.exec();
            QTest::qWait(1); // what is deleted later must outlast this loop
        }
        done = true;
    };
    QString host = u"localhost"_s;
    switch (callback) {
    case Callback::Connected:
        client.onConnected = end;
        break;
    case Callback::Failed:
        host = u"elsewhere.test"_s;
        client.onFailed = end;
        break;
    case Callback::ReadyRead:
        client.onReadyRead = end;
        break;
    case Callback::BytesWritten:
        client.onConnected = [&] { client.write(QByteArray(16 * 1024 * 1024, 'w')); };
        client.onBytesWritten = [&] {
            client.onBytesWritten = nullptr;
            end();
        };
        break;
    case Callback::SslErrors:
        host = u"elsewhere.test"_s;
        client.onSslErrors = end;
        break;
    }
    client.open(server.port(), host);
    QVERIFY(waitFor([&] { return done; }));
    const auto told = [&] {
        return client.connected + client.failed + client.readyRead + client.bytesWritten;
    };
    const int before = told();
    letEverythingHappen();
    QCOMPARE(told(), before);
}

QTEST_GUILESS_MAIN(tst_TlsStream)
#include "tst_tlsstream.moc"
