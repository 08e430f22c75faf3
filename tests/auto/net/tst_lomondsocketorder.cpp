// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The order of LomondSocket's signals, over real sockets: for each way in which an attempt can go,
// the whole list of them, what went over the wire, and what is known afterwards.

#include "shared/rawframes.h"
#include "shared/rawserver.h"
#include "shared/signallog.h"
#include "shared/waitfor.h"

#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

namespace {

struct Known
{
    int closeCode = 1006;
    ErrorCode code = ErrorCode::NoError;
    Stage stage = Stage::None;
    QString reason;
    int httpStatus = 0;
    QByteArray closeOnTheWire; // the payload of the close frame that we sent
};

using Script = std::function<void(RawServer &)>;

const QByteArray NotFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone";
const QStringList Refused {u"connecting"_s, u"connected"_s, u"rejected"_s, u"errorOccurred"_s,
                           u"disconnected"_s};
const QStringList NoAnswer {u"connecting"_s, u"connected"_s, u"errorOccurred"_s, u"disconnected"_s};
const QStringList NotHttp {u"connecting"_s, u"connected"_s, u"protocolError"_s, u"errorOccurred"_s,
                           u"disconnected"_s};
const QStringList Lost {u"connecting"_s, u"connected"_s, u"ready"_s, u"errorOccurred"_s,
                        u"disconnected"_s};
const QStringList Broken {u"connecting"_s,    u"connected"_s,     u"ready"_s,
                          u"protocolError"_s, u"errorOccurred"_s, u"disconnected"_s};
const QStringList ClosedByServer {u"connecting"_s, u"connected"_s, u"ready"_s,
                                  u"closing"_s,    u"closed"_s,    u"disconnected"_s};
const QStringList ClosedByUs {u"connecting"_s, u"connected"_s, u"ready"_s, u"closed"_s,
                              u"disconnected"_s};

} // namespace

Q_DECLARE_METATYPE(Script)
Q_DECLARE_METATYPE(Known)

class tst_LomondSocketOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attemptsThatDoNotConnect_data();
    void attemptsThatDoNotConnect();
    void serversThatDoNotOpen_data();
    void serversThatDoNotOpen();
    void connectionsThatBreak_data();
    void connectionsThatBreak();
    void closingHandshakes_data();
    void closingHandshakes();
    void weCloseFirst();
    void bothCloseAtOnce();
    void messagesComeBeforeTheEnd();
    void theServerReadsOur1009WhileItStillWrites();

private:
    static void compare(const LomondSocket &socket, const SignalLog &log, const QStringList &names,
                        const Known &known);
    static QByteArray closePayload(const RawServer &server);
};

void tst_LomondSocketOrder::compare(const LomondSocket &socket, const SignalLog &log,
                                    const QStringList &names, const Known &known)
{
    QCOMPARE(log.names(), names);
    QCOMPARE(log.events, names);
    QCOMPARE(log.endReason, known.reason);
    QCOMPARE(socket.closeCode(), known.closeCode);
    QCOMPARE(socket.lastError().code(), known.code);
    QCOMPARE(socket.lastError().stage(), known.stage);
    QCOMPARE(socket.lastError().httpStatus(), known.httpStatus);
    if (known.code != ErrorCode::NoError)
        QCOMPARE(socket.lastError().text(), known.reason);
    QCOMPARE(log.count(u"errorOccurred"_s), known.code == ErrorCode::NoError ? 0 : 1);
    QCOMPARE(socket.state(), LomondSocket::State::Idle);
    QVERIFY(!socket.isActive());
    QCOMPARE(socket.bytesToWrite(), 0);
}

// Of the only connection; null: no close frame, or something that is not a frame.
QByteArray tst_LomondSocketOrder::closePayload(const RawServer &server)
{
    const auto frames = readRawFrames(server.connection()->unread());
    if (!frames || frames->isEmpty() || frames->last().opcode != 8)
        return {};
    return frames->last().payload;
}

void tst_LomondSocketOrder::attemptsThatDoNotConnect_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<Known>("known");
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const QUrl refused(u"ws://127.0.0.1:%1/"_s.arg(gone.serverPort()));
    gone.close();

    QTest::newRow("refused port") << refused << Known {1006,
                                                       ErrorCode::ConnectFail,
                                                       Stage::Connect,
                                                       u"connection refused"_s,
                                                       0,
                                                       {}};
    QTest::newRow("unresolvable name") // RFC 6761 6.4: never resolves
            << QUrl(u"ws://name.invalid/"_s)
            << Known {1006,
                      ErrorCode::HostNotFound,
                      Stage::Resolve,
                      u"the host name name.invalid could not be found"_s,
                      0,
                      {}};
    const auto wrong = [](const QString &reason) {
        return Known {1006, ErrorCode::InvalidUrl, Stage::None, reason, 0, {}};
    };
    QTest::newRow("wrong scheme") << QUrl(u"http://127.0.0.1/"_s)
                                  << wrong(u"the URL's scheme is \"http\", not \"ws\" or \"wss\""_s);
    QTest::newRow("no URL") << QUrl() << wrong(u"there is no URL"_s);
    QTest::newRow("3: no fragment")
            << QUrl(u"ws://127.0.0.1/#x"_s) << wrong(u"the URL has a fragment"_s);
}

void tst_LomondSocketOrder::attemptsThatDoNotConnect()
{
    QFETCH(QUrl, url);
    QFETCH(Known, known);
    LomondSocket socket(url);
    SignalLog log(&socket);
    socket.open();
    QCOMPARE(log.signalList, QStringList());
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    compare(socket, log, {u"connecting"_s, u"errorOccurred"_s, u"connectFailed"_s}, known);
}

void tst_LomondSocketOrder::serversThatDoNotOpen_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<Known>("known");
    const auto row = [](const char *name, const Script &script, const QStringList &names,
                        const QString &reason, int httpStatus = 0) {
        QTest::newRow(name) << script << names << Known {1006,           ErrorCode::HandshakeError,
                                                         Stage::Upgrade, reason,
                                                         httpStatus,     {}};
    };
    row(
            "FIN before an answer", [](RawServer &s) { s.readHead().closeWriting(); }, NoAnswer,
            u"the server closed the connection before it answered"_s);
    row(
            "FIN in the middle of the answer",
            [](RawServer &s) { s.readHead().send("HTTP/1.1 101 Sw").closeWriting(); }, NoAnswer,
            u"the server closed the connection in the middle of its answer"_s);
    row(
            "RST before an answer", [](RawServer &s) { s.readHead().reset(); }, NoAnswer,
            u"the server closed the connection before it answered"_s);
    row(
            "rubbish", [](RawServer &s) { s.readHead().send("SSH-2.0-OpenSSH_9.2\r\n"); }, NotHttp,
            u"the server's answer could not be read: it is not HTTP"_s);
    row(
            "404 with a body", [](RawServer &s) { s.readHead().send(NotFound); }, Refused,
            u"the server answered 404 Not Found"_s, 404);
    row(
            "404 with a body up to FIN",
            [](RawServer &s) {
                s.readHead().send("HTTP/1.1 404 Not Found\r\n\r\ngone").closeWriting();
            },
            Refused, u"the server answered 404 Not Found"_s, 404);
    row(
            "503 in chunks",
            [](RawServer &s) {
                s.readHead().send("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "4\r\ngone\r\n0\r\n\r\n");
            },
            Refused, u"the server answered 503 Busy"_s, 503);
    row(
            "4.1: wrong Accept",
            [](RawServer &s) {
                s.readHead().send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                  "Connection: Upgrade\r\n"
                                  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            },
            Refused, u"the server's Sec-WebSocket-Accept does not belong to our key"_s, 101);
}

void tst_LomondSocketOrder::serversThatDoNotOpen()
{
    QFETCH(Script, script);
    QFETCH(QStringList, names);
    QFETCH(Known, known);
    RawServer server;
    script(server);
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    compare(socket, log, names, known);
    if (known.httpStatus > 0) {
        QCOMPARE(log.rejectReason, known.reason);
        QCOMPARE(socket.response().statusCode(), known.httpStatus);
        QCOMPARE(socket.response().body(), known.httpStatus == 101 ? "" : "gone");
    }
    const RawConnection *peer = server.connection();
    QVERIFY(waitFor([&] {
        return peer->ended() || peer->socket()->state() == QAbstractSocket::UnconnectedState;
    }));
}

void tst_LomondSocketOrder::connectionsThatBreak_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<Known>("known");
    const auto lost = [](const QString &reason) {
        return Known {1006, ErrorCode::TransportFail, Stage::Open, reason, 0, {}};
    };
    QTest::newRow("FIN") << QByteArray() << false << Lost
                         << lost(u"the connection ended without a close frame"_s);
    QTest::newRow("RST") << QByteArray() << true << Lost
                         << lost(u"the connection ended without a close frame"_s);
    QTest::newRow("FIN within a frame") << text("hello").octets(false).chopped(1) << false << Lost
                                        << lost(u"the connection ended without a close frame"_s);

    const auto broken = [](const char *name, const QByteArray &octets, ErrorCode code,
                           int closeCode, const QString &reason) {
        QTest::newRow(name) << octets << false << Broken
                            << Known {1006,   code, Stage::Open,
                                      reason, 0,    closing(closeCode, reason.toUtf8()).payload};
    };
    broken("5.1: 1002 masked frame", text("x").octets(true), ErrorCode::CriticalProtocolError, 1002,
           u"the server sent a masked frame"_s);
    broken("5.2: 1002 reserved opcode", RawFrame {3, "x"}.octets(false),
           ErrorCode::CriticalProtocolError, 1002, u"a frame has the reserved opcode 3"_s);
    broken("8.1: 1007 text that is not UTF-8", text("\xC0\x80").octets(false),
           ErrorCode::ProtocolError, 1007, u"a text message is not valid UTF-8"_s);
    broken("7.4.1: 1009 message of more than 16 MiB",
           binary({}).claiming(16 * 1024 * 1024 + 1).octets(false), ErrorCode::PayloadTooLarge,
           1009, u"a message is longer than 16777216 octets"_s);
}

void tst_LomondSocketOrder::connectionsThatBreak()
{
    QFETCH(QByteArray, octets);
    QFETCH(bool, reset);
    QFETCH(QStringList, names);
    QFETCH(Known, known);
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    RawConnection *peer = server.connection();
    peer->send(octets);
    if (reset)
        peer->reset();
    else if (names == Lost)
        peer->closeWriting();
    else
        QVERIFY(waitFor([&] { return peer->ended(); }));
    if (names != Lost)
        peer->close();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    compare(socket, log, names, known);
    if (!known.closeOnTheWire.isEmpty())
        QCOMPARE(closePayload(server), known.closeOnTheWire);
}

void tst_LomondSocketOrder::closingHandshakes_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QByteArray>("echo");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("with a code") << closing(1001, "bye").octets(false) << closing(1001).payload
                                 << 1001 << u"bye"_s;
    QTest::newRow("7.1.5: without a code")
            << closeBody("").octets(false) << QByteArray("") << 1005 << QString();
    QTest::newRow("7.4.2: of the application")
            << closing(4321, "x").octets(false) << closing(4321).payload << 4321 << u"x"_s;
}

void tst_LomondSocketOrder::closingHandshakes()
{
    QFETCH(QByteArray, frame);
    QFETCH(QByteArray, echo);
    QFETCH(int, code);
    QFETCH(QString, reason);
    RawServer server;
    server.readHead().acceptUpgrade().send(frame).readOctets(6 + echo.size()).close();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    compare(socket, log, ClosedByServer, Known {code, {}, {}, u"closed"_s, 0, {}});
    QCOMPARE(socket.closeReason(), reason);
    const QString told = u"%1 %2"_s.arg(code).arg(reason).trimmed();
    QCOMPARE(log.signalList.mid(3),
             (QStringList {u"closing "_s + told, u"closed "_s + told, u"disconnected graceful"_s}));
    const QByteArray sent = server.received();
    const auto frames = readRawFrames(sent.sliced(sent.indexOf("\r\n\r\n") + 4));
    QVERIFY(frames);
    QCOMPARE(frames->size(), 1);
    QCOMPARE(frames->first().opcode, 8);
    QCOMPARE(frames->first().payload, echo);
}

void tst_LomondSocketOrder::weCloseFirst()
{
    RawServer server;
    // 1000 "goodbye", in a masked frame
    server.readHead().acceptUpgrade().readOctets(6 + 9).send(text("late").octets(false));
    server.send(closing(1000, "goodbye").octets(false)).close();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    QObject::connect(&socket, &LomondSocket::ready, &socket, &LomondSocket::close);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    QStringList names = ClosedByUs;
    names.insert(3, u"text"_s); // what was on its way
    compare(socket, log, names, Known {1000, {}, {}, u"closed"_s, 0, {}});
    QCOMPARE(log.last(), u"disconnected graceful"_s);
}

void tst_LomondSocketOrder::bothCloseAtOnce()
{
    RawServer server;
    server.readHead().acceptUpgrade().send(closing(1001).octets(false)).readOctets(6 + 9).close();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    QObject::connect(&socket, &LomondSocket::ready, &socket, &LomondSocket::close);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    compare(socket, log, ClosedByUs, Known {1001, {}, {}, u"closed"_s, 0, {}});
    QCOMPARE(log.last(), u"disconnected graceful"_s);
}

void tst_LomondSocketOrder::messagesComeBeforeTheEnd()
{
    RawServer server;
    QByteArray octets;
    for (int i = 0; i < 1000; ++i)
        octets += text("x").octets(false);
    server.readHead().acceptUpgrade().send(octets).reset();
    LomondSocket socket(server.url());
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    letEverythingHappen();
    QCOMPARE(log.count(u"text"_s), 1000);
    QCOMPARE(log.signalList.last(), u"disconnected"_s);
    QCOMPARE(log.ends(), 1);
}

// A drop at once would be a reset, and that would destroy the close frame on its way.
void tst_LomondSocketOrder::theServerReadsOur1009WhileItStillWrites()
{
    RawServer server;
    server.readHead().acceptUpgrade();
    LomondSocket socket(server.url());
    socket.setMaxMessageSize(1000);
    SignalLog log(&socket);
    socket.open();
    QVERIFY(waitFor([&] { return log.contains(u"ready"_s); }));
    RawConnection *peer = server.connection();
    peer->send(binary(QByteArray(4'000'000, 'x')).octets(false));
    QVERIFY(waitFor([&] { return peer->ended(); }));
    QVERIFY(closePayload(server).startsWith(closing(1009).payload));
    peer->close();
    QVERIFY(waitFor([&] { return log.ends() > 0; }));
    QCOMPARE(log.names(), Broken);
}

QTEST_GUILESS_MAIN(tst_LomondSocketOrder)
#include "tst_lomondsocketorder.moc"
