// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The life of a LomondSocket over real sockets: messages, deletion at every stage, other devices,
// other threads; and that nothing is left of it.

#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/signallog.h"
#include "shared/waitfor.h"

#include <QtCore/qbuffer.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>
#include <QtNetwork/qlocalserver.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using State = LomondSocket::State;

class tst_LomondSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectsNothingByItself();
    void speaksWithAServer();
    void eventsOwnTheirFields();
    void jsonIsWhatIsJson();
    void mayBeDeletedAtAnyStage_data();
    void mayBeDeletedAtAnyStage();
    void anEndedConnectionLeavesNoSocket();
    void speaksOverALocalSocket();
    void aDeviceThatIsNotOpenFails();
    void aDeviceThatDiesIsNotReplacedByTcp();
    void aRunningSocketMovesToAnotherThread();
    void aWaitingSocketMovesToAnotherThread();
    void unsentIsToldAfterAReset();
};

void tst_LomondSocket::connectsNothingByItself()
{
    RawServer server;
    const LomondSocket socket(server.url());
    letEverythingHappen();
    QCOMPARE(server.connectionCount(), 0);
    QCOMPARE(socket.state(), State::Idle);
}

void tst_LomondSocket::speaksWithAServer()
{
    RawServer server;
    server.readHead().acceptUpgrade().send(text("h\xC3\xA9").octets(false)
                                           + binary("\x01\x02").octets(false));
    LomondSocket socket(server.url(u"/feed"_s));
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"binary"_s); }));
    QCOMPARE(log.signalList, (QStringList {u"connecting"_s, u"connected"_s, u"ready"_s,
                                           u"text h\u00e9"_s, u"binary 0102"_s}));
    QCOMPARE(log.events, log.names());
    QVERIFY(server.connection()->head().startsWith("GET /feed HTTP/1.1\r\n"));
    QCOMPARE(socket.peerPort(), server.port());
    QCOMPARE(socket.peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QVERIFY(socket.sendText(u"to you"_s));
    QVERIFY(waitFor([&] { return !server.connection()->unread().isEmpty(); }));
    const auto frames = readRawFrames(server.connection()->unread());
    QVERIFY(frames);
    QCOMPARE(frames->first().payload, "to you");
}

void tst_LomondSocket::eventsOwnTheirFields()
{
    RawServer server;
    server.readHead()
            .acceptUpgrade()
            .send(text("hi").octets(false) + closing(1001, "bye").octets(false))
            .wait(1ms)
            .close();
    LomondSocket socket(server.url());
    QList<Event> events;
    QObject::connect(&socket, &LomondSocket::eventOccurred, &socket,
                     [&](const Event &event) { events.append(event); });
    const QDateTime before = QDateTime::currentDateTimeUtc();
    socket.open();
    QVERIFY(waitFor([&] { return !events.isEmpty() && events.last().name() == u"disconnected"; }));
    QStringList fields;
    for (const Event &event : events) {
        QVERIFY(event.receivedTime() >= before);
        QVERIFY(event.receivedTime() <= QDateTime::currentDateTimeUtc());
        fields.append(event.name() + u':' + event.fields().keys().join(u','));
    }
    QCOMPARE(fields, (QStringList {u"connecting:url"_s, u"connected:proxy,url"_s,
                                   u"ready:extensions,protocol,response"_s, u"text:text"_s,
                                   u"closing:code,reason"_s, u"closed:code,reason"_s,
                                   u"disconnected:graceful,reason"_s}));
    QCOMPARE(events[3].fields().value(u"text"_s).toString(), u"hi"_s);
    QCOMPARE(events[4].fields().value(u"code"_s).toInt(), 1001);
    QCOMPARE(events[2].fields().value(u"response"_s).value<Response>().statusCode(), 101);
}

void tst_LomondSocket::jsonIsWhatIsJson()
{
    RawServer server;
    server.readHead().acceptUpgrade().send(text("{\"a\":1}").octets(false)
                                           + text("no json").octets(false)
                                           + text("7").octets(false));
    LomondSocket socket(server.url());
    QList<QJsonValue> values;
    QSignalSpy texts(&socket, &LomondSocket::text);
    QObject::connect(&socket, &LomondSocket::json, &socket,
                     [&](const QJsonValue &value) { values.append(value); });
    socket.open();
    QVERIFY(waitFor([&] { return texts.count() == 3; }));
    QCOMPARE(values, (QList<QJsonValue> {QJsonObject {{u"a"_s, 1}}, 7}));
}

void tst_LomondSocket::mayBeDeletedAtAnyStage_data()
{
    QTest::addColumn<QString>("stage");
    for (const char *stage : {"opened", "resolve", "TCP connect", "TLS handshake", "upgrade",
                              "open", "closing", "paused", "back-off", "linger"})
        QTest::newRow(stage) << QString::fromLatin1(stage);
}

// Without and with an event loop afterwards: the sanitizers see what is left.
void tst_LomondSocket::mayBeDeletedAtAnyStage()
{
    QFETCH(QString, stage);
    RawServer server;
    server.readHead();
    if (stage != u"upgrade")
        server.acceptUpgrade();
    if (stage == u"linger")
        server.send(RawFrame {3}.octets(false));
    auto socket = std::make_unique<LomondSocket>(server.url());
    SignalLog log(socket.get());
    socket->setPersistent(true);
    QUrl url = server.url();
    if (stage == u"resolve")
        url = QUrl(u"ws://name.invalid/"_s);
    else if (stage == u"TLS handshake")
        url.setScheme(u"wss"_s); // of a server that is silent
    else if (stage == u"back-off")
        server.stop();
    socket->openUrl(url);
    if (stage == u"resolve" || stage == u"TCP connect")
        QVERIFY(waitFor([&] { return log.contains(u"connecting"_s); }));
    else if (stage == u"TLS handshake")
        QVERIFY(waitFor([&] { return !server.received().isEmpty(); }));
    else if (stage == u"upgrade")
        QVERIFY(waitFor([&] { return log.contains(u"connected"_s); }));
    else if (stage == u"open" || stage == u"closing" || stage == u"paused")
        QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    else if (stage == u"linger")
        QVERIFY(waitFor([&] { return log.contains(u"protocolError"_s); }));
    else if (stage == u"back-off")
        QVERIFY(waitFor([&] { return log.contains(u"backOff"_s); }));
    if (stage == u"closing")
        socket->close();
    if (stage == u"paused")
        socket->pause();
    const QStringList told = log.signalList;
    socket.reset();
    QCOMPARE(log.signalList, told); // a destructor tells nothing
    if (stage == u"open" || stage == u"closing" || stage == u"paused" || stage == u"linger")
        QVERIFY(waitFor([&] { return server.connection()->ended(); }));
    QCOMPARE(log.signalList, told);
}

void tst_LomondSocket::anEndedConnectionLeavesNoSocket()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url());
    socket.open();
    QVERIFY(waitFor([&] { return socket.state() == State::Ready; }));
    const QPointer<QTcpSocket> tcp = socket.findChild<QTcpSocket *>();
    QVERIFY(tcp);
    server.connection()->closeWriting();
    QVERIFY(waitFor([&] { return socket.state() == State::Idle; }));
    QVERIFY(socket.findChildren<QObject *>().isEmpty());
    QVERIFY(waitFor([&] { return tcp.isNull(); }));
    QVERIFY(QCoreApplication::instance()->findChildren<QTcpSocket *>().isEmpty());
}

void tst_LomondSocket::speaksOverALocalSocket()
{
    QLocalServer server;
    server.setSocketOptions(QLocalServer::UserAccessOption);
    QVERIFY(server.listen(u"lomond-%1"_s.arg(QCoreApplication::applicationPid())));
    QLocalSocket device;
    device.connectToServer(server.fullServerName());
    QVERIFY(device.waitForConnected(5000));
    QVERIFY(server.waitForNewConnection(5000));
    QLocalSocket *peer = server.nextPendingConnection();

    LomondSocket socket;
    SignalLog log(&socket);
    socket.setPersistent(true);
    socket.openOn(QUrl(u"ws://local.test/feed"_s), &device);
    socket.open(); // does nothing, not even forget the device
    QByteArray head;
    QVERIFY(waitFor([&] {
        head += peer->readAll();
        return head.endsWith("\r\n\r\n");
    }));
    QVERIFY(head.contains("\r\nHost: local.test\r\n"));
    const QByteArray key = head.sliced(head.indexOf("Sec-WebSocket-Key: ") + 19, 24);
    peer->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: "
                + RawServer::acceptFor(key) + "\r\n\r\n" + text("hi").octets(false));
    QVERIFY(waitFor([&] { return log.contains(u"text"_s); }));
    QVERIFY(socket.sendText(u"hello"_s));
    QVERIFY(waitFor([&] { return peer->bytesAvailable() >= 11; }));
    QCOMPARE(readRawFrames(peer->readAll()).value_or(QList<RawFrame>()).value(0).payload, "hello");
    peer->disconnectFromServer();
    QVERIFY(waitFor([&] { return log.contains(u"gaveUp"_s); })); // never retried
    QCOMPARE(log.names(), (QStringList {u"connecting"_s, u"connected"_s, u"ready"_s, u"text"_s,
                                        u"errorOccurred"_s, u"disconnected"_s, u"gaveUp"_s}));
}

void tst_LomondSocket::aDeviceThatIsNotOpenFails()
{
    LomondSocket socket;
    SignalLog log(&socket);
    QBuffer closed;
    socket.openOn(QUrl(u"ws://local.test/"_s), &closed);
    QVERIFY(waitFor([&] { return log.ends() == 1; }));
    QCOMPARE(log.endReason, u"the device is not open for reading and writing"_s);
    socket.openOn(QUrl(u"ws://local.test/"_s), nullptr);
    QVERIFY(waitFor([&] { return log.ends() == 2; }));
    QCOMPARE(log.endReason, u"the device is not open for reading and writing"_s);
}

void tst_LomondSocket::aDeviceThatDiesIsNotReplacedByTcp()
{
    RawServer server;
    LomondSocket socket;
    SignalLog log(&socket);
    socket.setPersistent(true);
    auto device = std::make_unique<QBuffer>();
    QVERIFY(device->open(QIODevice::ReadWrite));
    socket.openOn(server.url(), device.get());
    device.reset(); // before the next turn
    QVERIFY(waitFor([&] { return log.contains(u"gaveUp"_s); }));
    letEverythingHappen();
    QCOMPARE(server.connectionCount(), 0);
    QCOMPARE(log.names(),
             (QStringList {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s, u"gaveUp"_s}));
}

void tst_LomondSocket::aRunningSocketMovesToAnotherThread()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    auto *socket = new LomondSocket(server.url());
    socket->setPingInterval(20ms);
    socket->open();
    QVERIFY(waitFor([&] { return socket->state() == State::Ready; }));
    QThread thread;
    thread.start();
    std::atomic<QThread *> heardIn = nullptr;
    std::atomic<int> texts = 0;
    QObject::connect(
            socket, &LomondSocket::text, socket,
            [&](const QString &text) {
                heardIn = QThread::currentThread();
                ++texts;
                (void) socket->sendText(u"got "_s + text);
            },
            Qt::DirectConnection);
    QObject::connect(&thread, &QThread::finished, socket, &QObject::deleteLater);
    socket->moveToThread(&thread);
    server.connection()->send(text("one").octets(false));
    QVERIFY(waitFor([&] { return server.connection()->unread().size() > 0 && texts == 1; }));
    QCOMPARE(heardIn.load(), &thread);
    // its timer is there as well: pings come
    const auto pings = [&] {
        const auto frames = readRawFrames(server.connection()->unread());
        return frames && std::any_of(frames->cbegin(), frames->cend(), [](const RawFrame &frame) {
                   return frame.opcode == 9;
               });
    };
    QVERIFY(waitFor(pings));
    thread.quit();
    QVERIFY(thread.wait(5000));
    QVERIFY(waitFor([&] { return server.connection()->ended(); }));
}

void tst_LomondSocket::aWaitingSocketMovesToAnotherThread()
{
    auto server = std::make_unique<RawServer>();
    auto *socket = new LomondSocket(server->url());
    server.reset(); // refuses
    ReconnectPolicy policy;
    policy.setFirstDelay(200);
    policy.setMinimumDelay(1);
    policy.setMaximumDelay(200);
    socket->setReconnect(policy);
    socket->setPersistent(true);
    socket->open();
    QVERIFY(waitFor([&] { return socket->state() == State::BackingOff; }));
    QThread thread;
    std::atomic<QThread *> heardIn = nullptr;
    QObject::connect(
            socket, &LomondSocket::connecting, socket, [&] { heardIn = QThread::currentThread(); },
            Qt::DirectConnection);
    QObject::connect(&thread, &QThread::finished, socket, &QObject::deleteLater);
    socket->moveToThread(&thread);
    thread.start();
    QVERIFY(waitFor([&] { return heardIn != nullptr; }));
    QCOMPARE(heardIn.load(), &thread);
    thread.quit();
    QVERIFY(thread.wait(5000));
}

// What the system had not taken yet is lost with the connection.
void tst_LomondSocket::unsentIsToldAfterAReset()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    server.connection()->pauseReading();
    for (int i = 0; i < 12; ++i)
        QVERIFY(socket.sendBinary(QByteArray(1'000'000, 'x')));
    letEverythingHappen();
    const qint64 waiting = socket.bytesToWrite();
    QVERIFY(waiting > 1'000'000);
    QSignalSpy unsent(&socket, &LomondSocket::unsent);
    server.connection()->reset();
    QVERIFY(waitFor([&] { return log.ends() == 1; }));
    QCOMPARE(unsent.count(), 1);
    QCOMPARE(unsent.first().at(1).toLongLong(), waiting);
    QCOMPARE(unsent.first().at(0).toInt(), int((waiting + 1'000'013) / 1'000'014));
}

QTEST_GUILESS_MAIN(tst_LomondSocket)
#include "tst_lomondsocket.moc"
