// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// TcpTransport against real sockets on the loopback interface, with the traps of an unbuffered
// QTcpSocket: its silent end, its silent writes, its one readyRead.

#include "net/systemresolver_p.h"
#include "net/tcptransport_p.h"
#include "shared/fakeenvironment.h"
#include "shared/rawserver.h"
#include "shared/transportprobe.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace Qt::StringLiterals;

namespace {

enum class Callback { Connected, Failed, ReadyRead, BytesWritten };
enum class Action { Abort, Destroy, DestroyInNestedLoop };

TransportTarget targetOf(const RawServer &server)
{
    TransportTarget target;
    target.host = server.url().host();
    target.port = server.port();
    return target;
}

quint16 closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

class Client : public TransportProbe
{
public:
    explicit Client(std::shared_ptr<Resolver> resolver = std::make_shared<SystemResolver>())
        : TransportProbe(std::make_unique<TcpTransport>(std::move(resolver)))
    {}
    explicit Client(const RawServer &server)
        : Client()
    {
        transport->open(targetOf(server));
    }
    [[nodiscard]] bool waitForConnected()
    {
        return waitFor([this] { return connected == 1; });
    }
};

} // namespace

class tst_TcpTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientConnectsAndTalks();
    void clientHearsThatThePortIsRefused();
    void clientHearsThatTheNameIsUnknown();
    void clientHearsThatARealNameIsUnknown();
    void clientTriesTheNextAddress();
    void clientFailsOnceWhenAllAddressesFail();
    void readsInANestedEventLoop();
    void readsAllBeforeTheEnd();
    void tellsTheEndBehindAShortRead();
    void endsAtAReset();
    void keepsWhatCameBeforeAReset();
    void writeThatFitsTheKernelIsSilent();
    void writesMoreThanTheKernelTakes();
    void shutsDownWritingAfterTheLastOctetAndReadsOn();
    void serverAdoptsADescriptor();
    void isToldOnceIfItReadsNothing();
    void survivesItsEndInEachCallback_data();
    void survivesItsEndInEachCallback();
    void survivesItsEndWhileOpening();
    void movesToAnotherThread();
};

void tst_TcpTransport::clientConnectsAndTalks()
{
    RawServer server;
    server.readOctets(4).send("pong").close();
    Client client(server);
    QCOMPARE(client.connected, 0); // never from within open()
    QCOMPARE(client.readOnce(1), 0);
    client.onConnected = [&] { client.write("ping"); };
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.connected, 1);
    QCOMPARE(client.received, "pong"_ba);
    QCOMPARE(server.received(), "ping"_ba);
    QCOMPARE(client.transport->endReason(), QString());
    QCOMPARE(client.transport->read(nullptr, 1), -1); // still
    QCOMPARE(client.transport->peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(client.transport->peerPort(), server.port());
    QCOMPARE(client.transport->localAddress(), QHostAddress(QHostAddress::LocalHost));
    QVERIFY(client.transport->localPort() != 0);
    QVERIFY(!client.transport->isSecure());
    QCOMPARE(client.failed, 0);
}

void tst_TcpTransport::clientHearsThatThePortIsRefused()
{
    Client client;
    TransportTarget target;
    target.host = u"127.0.0.1"_s;
    target.port = closedPort();
    client.transport->open(target);
    QCOMPARE(client.failed, 0);
    QVERIFY(waitFor([&] { return client.failed == 1; }));
    QCOMPARE(client.failure.code, ErrorCode::ConnectFail);
    QCOMPARE(client.failure.stage, Stage::Connect);
    QCOMPARE(client.failure.text, u"connection refused"_s);
    QVERIFY(!client.failure.tlsVerificationFailed);
    letEverythingHappen();
    QCOMPARE(client.failed, 1);
    QCOMPARE(client.connected, 0);
}

void tst_TcpTransport::clientHearsThatTheNameIsUnknown()
{
    const auto resolver = std::make_shared<FakeResolver>();
    resolver->setError(u"a.test"_s, u"the host name a.test could not be found"_s);
    Client client(resolver);
    TransportTarget target;
    target.host = u"a.test"_s;
    client.transport->open(target);
    QVERIFY(waitFor([&] { return client.failed == 1; }));
    QCOMPARE(client.failure.code, ErrorCode::HostNotFound);
    QCOMPARE(client.failure.stage, Stage::Resolve);
    QCOMPARE(client.failure.text, u"the host name a.test could not be found"_s);
    QCOMPARE(resolver->running(), 0);
}

void tst_TcpTransport::clientHearsThatARealNameIsUnknown()
{
    Client client;
    TransportTarget target;
    target.host = u"nowhere.invalid"_s; // RFC 6761 6.4
    client.transport->open(target);
    QVERIFY(waitFor([&] { return client.failed == 1; }, std::chrono::seconds(60)));
    QCOMPARE(client.failure.code, ErrorCode::HostNotFound);
    QVERIFY2(client.failure.text.startsWith("the host name nowhere.invalid could not be "_L1),
             qPrintable(client.failure.text));
}

void tst_TcpTransport::clientTriesTheNextAddress()
{
    RawServer server;
    const auto resolver = std::make_shared<FakeResolver>();
    resolver->setAddresses(u"a.test"_s, {QHostAddress(u"127.0.0.2"_s), QHostAddress(u"127.0.0.3"_s),
                                         QHostAddress(QHostAddress::LocalHost)});
    Client client(resolver);
    TransportTarget target = targetOf(server);
    target.host = u"a.test"_s;
    client.transport->open(target);
    QVERIFY(client.waitForConnected());
    QCOMPARE(client.failed, 0);
    QCOMPARE(client.transport->peerAddress(), QHostAddress(QHostAddress::LocalHost));
}

void tst_TcpTransport::clientFailsOnceWhenAllAddressesFail()
{
    const auto resolver = std::make_shared<FakeResolver>();
    resolver->setAddresses(u"a.test"_s,
                           {QHostAddress(u"127.0.0.2"_s), QHostAddress(u"127.0.0.3"_s)});
    Client client(resolver);
    TransportTarget target;
    target.host = u"a.test"_s;
    target.port = closedPort();
    client.transport->open(target);
    QVERIFY(waitFor([&] { return client.failed > 0; }));
    letEverythingHappen();
    QCOMPARE(client.failed, 1);
    QCOMPARE(client.failure.text, u"connection refused"_s);
}

void tst_TcpTransport::readsInANestedEventLoop()
{
    RawServer server;
    Client client(server);
    QVERIFY(client.waitForConnected());
    client.onReadyRead = [&] {
        client.readAll();
        if (client.received == "outer") {
            server.connection()->send("inner");
            QVERIFY(waitFor([&] { return client.received == "outerinner"; }));
        }
    };
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->send("outer");
    QVERIFY(waitFor([&] { return !client.received.isEmpty(); }));
    QCOMPARE(client.received, "outerinner"_ba);
    // and once more when the loops are left
    server.connection()->send("after");
    QVERIFY(waitFor([&] { return client.received == "outerinnerafter"; }));
}

void tst_TcpTransport::readsAllBeforeTheEnd()
{
    RawServer server;
    const QByteArray much(1024 * 1024, 'm');
    server.send(much).close();
    Client client(server);
    int announced = 0;
    client.onReadyRead = [&] { ++announced; }; // reads nothing
    QVERIFY(waitFor([&] { return announced > 0; }));
    letEverythingHappen();
    QVERIFY(client.received.isEmpty());
    client.onReadyRead = nullptr;
    client.readAll();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received.size(), much.size());
    QCOMPARE(client.received, much);
    QCOMPARE(client.transport->endReason(), QString());
}

// Octets and FIN are there at once: a read may meet the end without saying so.
void tst_TcpTransport::tellsTheEndBehindAShortRead()
{
    RawServer server;
    server.send("last words").close();
    Client client(server);
    client.onReadyRead = [&] { client.readOnce(4096); };
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "last words"_ba);
}

void tst_TcpTransport::endsAtAReset()
{
    RawServer server;
    server.readOctets(1).reset();
    Client client(server);
    client.onConnected = [&] { client.write("x"); };
    QVERIFY(client.waitForEnd());
}

void tst_TcpTransport::keepsWhatCameBeforeAReset()
{
    RawServer server;
    server.send("before").wait(std::chrono::milliseconds(20)).reset();
    Client client(server);
    client.onReadyRead = [] {};
    QVERIFY(waitFor([&] { return server.connection() && server.connection()->atEndOfScript(); }));
    letEverythingHappen();
    client.onReadyRead = nullptr;
    client.readAll();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received, "before"_ba);
}

void tst_TcpTransport::writeThatFitsTheKernelIsSilent()
{
    RawServer server;
    Client client(server);
    QVERIFY(client.waitForConnected());
    client.write("hello");
    QCOMPARE(client.transport->bytesToWrite(), 0);
    QVERIFY(waitFor([&] { return server.received() == "hello"; }));
    QCOMPARE(client.bytesWritten, 0);
}

void tst_TcpTransport::writesMoreThanTheKernelTakes()
{
    RawServer server;
    Client client(server);
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->pauseReading();
    const QByteArray much(16 * 1024 * 1024, 'm');
    client.write(much);
    client.write("end");
    const qint64 waiting = client.transport->bytesToWrite();
    QVERIFY(waiting > 0);
    qint64 lowest = waiting;
    client.onBytesWritten = [&] {
        QVERIFY(client.transport->bytesToWrite() < lowest);
        lowest = client.transport->bytesToWrite();
    };
    server.connection()->resumeReading();
    QVERIFY(waitFor([&] { return server.received().size() == much.size() + 3; }));
    QCOMPARE(server.received(), much + "end");
    QCOMPARE(lowest, 0);
    QVERIFY(client.bytesWritten > 0);
}

void tst_TcpTransport::shutsDownWritingAfterTheLastOctetAndReadsOn()
{
    RawServer server;
    server.readToEnd().send("still read").close();
    Client client(server);
    QVERIFY(client.waitForConnected());
    QVERIFY(waitFor([&] { return server.connectionCount() == 1; }));
    server.connection()->pauseReading();
    const QByteArray much(16 * 1024 * 1024, 'm');
    client.write(much);
    client.transport->shutDownWriting();
    client.write("too late");
    QVERIFY(client.transport->bytesToWrite() > 0);
    letEverythingHappen();
    QVERIFY(!server.connection()->ended());
    server.connection()->resumeReading();
    QVERIFY(waitFor([&] { return server.connection()->ended(); }));
    QCOMPARE(server.received().size(), much.size());
}

void tst_TcpTransport::serverAdoptsADescriptor()
{
    class DescriptorServer : public QTcpServer
    {
    public:
        qintptr descriptor = -1;

    protected:
        void incomingConnection(qintptr accepted) override { descriptor = accepted; }
    } server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server.serverPort());
    client.write("early");
    QVERIFY(waitFor([&] { return server.descriptor != -1; }));
    letEverythingHappen();
    TransportProbe accepted(std::make_unique<TcpTransport>(server.descriptor));
    QVERIFY(waitFor([&] { return accepted.received == "early"; }));
    QCOMPARE(accepted.connected, 0);
    QCOMPARE(accepted.transport->peerPort(), client.localPort());
    accepted.write("answer");
    QVERIFY(waitFor([&] { return client.bytesAvailable() == 6; }));
    accepted.transport->shutDownWriting();
    QVERIFY(waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
    QCOMPARE(client.readAll(), "answer"_ba);
    QVERIFY(accepted.waitForEnd());
    QCOMPARE(accepted.transport->endReason(), QString());
}

// Or a listener that paused would turn the event loop into a busy one.
void tst_TcpTransport::isToldOnceIfItReadsNothing()
{
    RawServer server;
    server.send("0123456789");
    Client client(server);
    client.onReadyRead = [] {};
    QVERIFY(waitFor([&] { return client.readyRead > 0; }));
    server.connection()->send("abc");
    letEverythingHappen();
    QCOMPARE(client.readyRead, 1);
    client.readAll();
    QCOMPARE(client.received, "0123456789abc"_ba);
    client.onReadyRead = nullptr;
    server.connection()->send("def");
    QVERIFY(waitFor([&] { return client.received == "0123456789abcdef"; }));
}

void tst_TcpTransport::survivesItsEndInEachCallback_data()
{
    QTest::addColumn<Callback>("callback");
    QTest::addColumn<Action>("action");
    const std::pair<Callback, const char *> callbacks[] = {{Callback::Connected, "connected"},
                                                           {Callback::Failed, "failed"},
                                                           {Callback::ReadyRead, "readyRead"},
                                                           {Callback::BytesWritten,
                                                            "bytesWritten"}};
    const std::pair<Action, const char *> actions[] = {{Action::Abort, "abort"},
                                                       {Action::Destroy, "destroy"},
                                                       {Action::DestroyInNestedLoop, "nested"}};
    for (const auto &callback : callbacks) {
        for (const auto &action : actions)
            QTest::addRow("%s in %s", action.second, callback.second)
                    << callback.first << action.first;
    }
}

void tst_TcpTransport::survivesItsEndInEachCallback()
{
    QFETCH(Callback, callback);
    QFETCH(Action, action);
    RawServer server;
    server.send("greeting");
    auto client = std::make_unique<Client>();
    bool done = false;
    const auto end = [&] {
        switch (action) {
        case Action::Abort:
            client->transport->abort();
            QCOMPARE(client->transport->read(nullptr, 1), -1);
            client->write("nobody hears");
            QCOMPARE(client->transport->bytesToWrite(), 0);
            break;
        case Action::Destroy:
            client->transport.reset();
            break;
        case Action::DestroyInNestedLoop: {
            QEventLoop loop;
            QTimer::singleShot(0, &loop, [&] {
                client->transport.reset();
                loop.quit();
            });
            loop.exec();
            // what is deleted later must outlast this loop
            QTest::qWait(1);
            break;
        }
        }
        done = true;
    };
    TransportTarget target = targetOf(server);
    switch (callback) {
    case Callback::Connected:
        client->onConnected = end;
        break;
    case Callback::Failed:
        target.port = closedPort();
        client->onFailed = end;
        break;
    case Callback::ReadyRead:
        client->onReadyRead = end;
        break;
    case Callback::BytesWritten:
        client->onConnected = [&] { client->write(QByteArray(16 * 1024 * 1024, 'w')); };
        client->onBytesWritten = end;
        break;
    }
    client->transport->open(target);
    QVERIFY(waitFor([&] { return done; }));
    const int told = client->connected + client->failed + client->readyRead + client->bytesWritten;
    letEverythingHappen();
    QCOMPARE(client->connected + client->failed + client->readyRead + client->bytesWritten, told);
}

void tst_TcpTransport::survivesItsEndWhileOpening()
{
    RawServer server;
    for (int turns = 0; turns < 6; ++turns) {
        auto client = std::make_unique<Client>(server);
        for (int turn = 0; turn < turns; ++turn)
            QCoreApplication::processEvents(QEventLoop::AllEvents);
        if (turns % 2 == 0) {
            client->transport->abort();
            const int connected = client->connected;
            letEverythingHappen();
            QCOMPARE(client->connected, connected);
        }
    }
    letEverythingHappen();
}

void tst_TcpTransport::movesToAnotherThread()
{
    RawServer server;
    server.readOctets(1).send("pong");
    Client client(server);
    QVERIFY(client.waitForConnected());
    QThread thread;
    auto *mover = new QObject;
    client.transport->setParent(mover);
    std::atomic<QThread *> readIn = nullptr;
    client.onReadyRead = [&] {
        client.readAll();
        readIn = QThread::currentThread();
    };
    mover->moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(mover, [&] { client.write("x"); });
    QVERIFY(waitFor([&] { return readIn != nullptr; }));
    QCOMPARE(readIn.load(), &thread);
    QMetaObject::invokeMethod(
            mover,
            [&] {
                client.transport.reset();
                delete mover;
            },
            Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait());
    QCOMPARE(client.received, "pong"_ba);
}

QTEST_GUILESS_MAIN(tst_TcpTransport)
#include "tst_tcptransport.moc"
