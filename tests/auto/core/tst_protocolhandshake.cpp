// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What Protocol makes of the opening handshake, whose details are the tests' of the two handshakes:
// its events, what is sent, where frames begin, and every way in which it does not come about.

#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using State = Protocol::State;
using Transport = Protocol::Transport;

class tst_ProtocolHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientAsksAtOnce();
    void clientOpens();
    void clientTellsWhatWasAgreed();
    void clientReadsFramesBehindTheResponse();
    void clientIsRejected_data();
    void clientIsRejected();
    void bodyOfARefusalIsAwaited();
    void clientFails_data();
    void clientFails();
    void clientNeedsRandomBits();
    void clientNeedsAValidUrl();
    void serverOpens();
    void serverReadsFramesBehindTheRequest();
    void serverRejects();
    void serverRefusesByItself_data();
    void serverRefusesByItself();
    void serverIsLeftAlone_data();
    void serverIsLeftAlone();
    void serverAnswersOnce();
    void wrongAnswersChangeNothing();
    void slowRequestIsRefused();
    void clientAnswersNothing();
};

static Peer connecting(Role role)
{
    return Peer(role, {}, Peer::Begin::Connecting);
}

void tst_ProtocolHandshake::clientAsksAtOnce()
{
    Peer client = connecting(Role::Client);
    QCOMPARE(client->state(), State::Connecting);
    const QByteArray request = client.output();
    QVERIFY(request.startsWith("GET /chat HTTP/1.1\r\n"));
    QVERIFY(request.contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    QVERIFY(request.endsWith("\r\n\r\n"));
    QCOMPARE(client.events(), QStringList());
}

void tst_ProtocolHandshake::clientOpens()
{
    const QByteArray response = SampleResponse;
    for (qsizetype at = 0; at <= response.size(); ++at) {
        Peer client = connecting(Role::Client);
        static_cast<void>(client.output());
        client->feed(response.first(at));
        QStringList events = client.events();
        QCOMPARE(client->state(), at == response.size() ? State::Open : State::Connecting);
        client->feed(response.sliced(at));
        events += client.events();
        QCOMPARE(events, QStringList(u"Accepted"_s));
        QCOMPARE(client->state(), State::Open);
        QCOMPARE(client->pendingOutput(), 0);
    }
}

void tst_ProtocolHandshake::clientTellsWhatWasAgreed()
{
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.protocols = QStringList {u"a"_s, u"b"_s};
    Protocol client(Role::Client, options);
    QByteArray response = SampleResponse;
    client.feed(response.insert(response.size() - 2, "Sec-WebSocket-Protocol: b\r\nX-Also: 1\r\n"));
    const auto event = client.nextEvent().value();
    const auto &accepted = std::get<Protocol::Accepted>(event);
    QCOMPARE(accepted.protocol, u"b"_s);
    QCOMPARE(accepted.extensions, QStringList());
    QCOMPARE(accepted.response.statusCode(), 101);
    QCOMPARE(accepted.response.get("x-also"), "1");
}

void tst_ProtocolHandshake::clientReadsFramesBehindTheResponse()
{
    const QByteArray wire = SampleResponse + text("first").octets(false)
                            + binary(QByteArray(100'000, 'x')).octets(false)
                            + closing(1000).octets(false);
    for (const qsizetype piece : {qsizetype(1), qsizetype(100), wire.size()}) {
        Peer client = connecting(Role::Client);
        QStringList events;
        for (qsizetype at = 0; at < wire.size(); at += piece) {
            client->feed(wire.sliced(at, qMin(piece, wire.size() - at)));
            events += client.events();
        }
        QCOMPARE(events, QStringList({u"Accepted"_s, u"Text 'first'"_s,
                                      EventWriter::payload("Binary", QByteArray(100'000, 'x')),
                                      u"CloseReceived 1000 ''"_s, u"Closed 1000 ''"_s}));
    }
}

void tst_ProtocolHandshake::clientIsRejected_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("eof");
    const QByteArray wrongAccept = QByteArray(SampleResponse).replace("s3pP", "S3pP");
    QTest::newRow("404 with a body") << QByteArray("HTTP/1.1 404 Not Found\r\n"
                                                   "Content-Length: 4\r\n\r\nGone")
                                     << 404 << QByteArray("Gone") << false;
    QTest::newRow("503 up to the end of the stream")
            << QByteArray("HTTP/1.1 503 Busy\r\n\r\nLater") << 503 << QByteArray("Later") << true;
    QTest::newRow("cut body") << QByteArray("HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nWho")
                              << 401 << QByteArray("Who") << true;
    QTest::newRow("wrong Accept") << wrongAccept << 101 << QByteArray() << true;
}

void tst_ProtocolHandshake::clientIsRejected()
{
    QFETCH(const QByteArray, response);
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, eof);
    for (const bool octetByOctet : {false, true}) {
        Peer client = connecting(Role::Client);
        static_cast<void>(client.output());
        std::optional<Protocol::Event> event;
        for (qsizetype i = 0; octetByOctet && !event && i < response.size(); ++i) {
            client->feed(response.sliced(i, 1));
            event = client->nextEvent();
        }
        if (!octetByOctet)
            client->feed(response);
        if (eof)
            client->commitEof();
        if (!event)
            event = client->nextEvent();
        const auto &rejected = std::get<Protocol::Rejected>(event.value());
        QCOMPARE(rejected.response.statusCode(), status);
        QCOMPARE(rejected.response.body(), body);
        QVERIFY(!rejected.reason.isEmpty());
        QCOMPARE(client->state(), State::Closed);
        QCOMPARE(client->transport(), Transport::CloseWhenFlushed);
        client->feed("more of it");
        QCOMPARE(client.events(), QStringList());
        QCOMPARE(client->pendingOutput(), 0);
    }
}

void tst_ProtocolHandshake::bodyOfARefusalIsAwaited()
{
    Peer client = connecting(Role::Client);
    client->feed("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n");
    QCOMPARE(client.events(), QStringList());
    QCOMPARE(client->transport(), Transport::KeepOpen);
    client->feed("\r\nGo");
    QCOMPARE(client.events(), QStringList());
    QCOMPARE(client->transport(), Transport::AwaitPeer); // not for long: the answer is known
    client->feed("ne");
    QCOMPARE(client.events(), QStringList(u"Rejected 404"_s));
    QCOMPARE(client->transport(), Transport::CloseWhenFlushed);
}

void tst_ProtocolHandshake::clientFails_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<bool>("eof");
    QTest::addColumn<int>("status"); // as far as it was read
    QTest::newRow("nothing") << QByteArray() << true << 0;
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n") << false << 0;
    QTest::newRow("half a status line") << QByteArray("HTTP/1.1 10") << true << 0;
    QTest::newRow("half a head") << QByteArray(SampleResponse).chopped(1) << true << 101;
    QTest::newRow("frames only") << text("hello").octets(false) << true << 0;
}

void tst_ProtocolHandshake::clientFails()
{
    QFETCH(const QByteArray, response);
    QFETCH(const bool, eof);
    QFETCH(const int, status);
    Peer client = connecting(Role::Client);
    static_cast<void>(client.output());
    client->feed(response);
    if (eof)
        client->commitEof();
    const auto event = client->nextEvent().value();
    const auto &failed = std::get<Protocol::Failed>(event);
    QCOMPARE(failed.code, ErrorCode::HandshakeError);
    QCOMPARE(failed.closeCode, 0);
    QCOMPARE(failed.httpStatus, status);
    QVERIFY(!failed.text.isEmpty());
    QCOMPARE(client->state(), State::Closed);
    QCOMPARE(client->transport(), Transport::CloseWhenFlushed);
    QCOMPARE(client->pendingOutput(), 0);
    QCOMPARE(client.events(), QStringList());
}

void tst_ProtocolHandshake::clientNeedsRandomBits()
{
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.fillRandom = nullptr;
    Protocol client(Role::Client, options);
    QVERIFY(client.takeOutput().isNull());
    client.feed(SampleResponse);
    QCOMPARE(inWords(client.nextEvent().value()), u"Failed HandshakeError 0"_s);
    QCOMPARE(client.state(), State::Closed);
    QCOMPARE(client.sendText(u"x"), ErrorCode::WebSocketClosed);
    QVERIFY(!client.nextEvent());
    QVERIFY(client.takeOutput().isNull());
}

void tst_ProtocolHandshake::clientNeedsAValidUrl()
{
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.url = QUrl(u"http://example.com"_s);
    Protocol client(Role::Client, options);
    QVERIFY(client.takeOutput().isNull());
    QCOMPARE(inWords(client.nextEvent().value()), u"Failed InvalidUrl 0"_s);
    QCOMPARE(client.state(), State::Closed);
    QVERIFY(!client.nextEvent());
}

void tst_ProtocolHandshake::serverOpens()
{
    const QByteArray request = SampleRequest;
    for (qsizetype at = 0; at <= request.size(); ++at) {
        Peer server = connecting(Role::Server);
        server->feed(request.first(at));
        QStringList events = server.events();
        server->feed(request.sliced(at));
        events += server.events();
        QCOMPARE(events, QStringList(u"UpgradeRequest"_s));
        QCOMPARE(server->state(), State::Connecting);
        QCOMPARE(server->sendText(u"x"), ErrorCode::WebSocketUnavailable);
        QCOMPARE(server->accept(), ErrorCode::NoError);
        QCOMPARE(server->state(), State::Open);
        QCOMPARE(server->sendText(u"x"), ErrorCode::NoError);
        QCOMPARE(server.output(), QByteArray(SampleResponse) + text("x").octets(false));
    }
}

void tst_ProtocolHandshake::serverReadsFramesBehindTheRequest()
{
    Peer server = connecting(Role::Server);
    server->feed(SampleRequest + text("early").octets(true) + ping("p").octets(true));
    const auto event = server->nextEvent().value();
    QCOMPARE(std::get<Protocol::UpgradeRequest>(event).request.target(), "/chat");
    QVERIFY(!server->nextEvent());
    QCOMPARE(server->accept(), ErrorCode::NoError);
    QCOMPARE(server.events(), QStringList({u"Text 'early'"_s, u"Ping 'p'"_s}));
    const QByteArray output = server.output();
    QVERIFY(output.startsWith("HTTP/1.1 101 ")); // the pong stays behind it
    QVERIFY(output.endsWith("\r\n\r\n\x8A\x01p"));
}

void tst_ProtocolHandshake::serverRejects()
{
    Peer server = connecting(Role::Server);
    server->feed(SampleRequest);
    QCOMPARE(server.events(), QStringList(u"UpgradeRequest"_s));
    QCOMPARE(server->reject(403, {{"X-Why", "because"}}, "No."), ErrorCode::NoError);
    QCOMPARE(server->state(), State::Closed);
    QCOMPARE(server->transport(), Transport::CloseWhenFlushed);
    const QByteArray output = server.output();
    QVERIFY(output.startsWith("HTTP/1.1 403 "));
    QVERIFY(output.contains("\r\nX-Why: because\r\n"));
    QVERIFY(output.endsWith("\r\n\r\nNo."));
    server->feed(text("x").octets(true));
    QCOMPARE(server.events(), QStringList());
}

void tst_ProtocolHandshake::serverRefusesByItself_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray sample = SampleRequest;
    QTest::newRow("POST") << QByteArray(sample).replace("GET", "POST") << 405;
    QTest::newRow("no upgrade") << QByteArray(sample).replace("Upgrade: websocket\r\n", "") << 426;
    QTest::newRow("version 8") << QByteArray(sample).replace(": 13", ": 8") << 426;
    QTest::newRow("no HTTP") << text("hello").octets(true) + "\r\n\r\n" << 400;
}

void tst_ProtocolHandshake::serverRefusesByItself()
{
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    Peer server = connecting(Role::Server);
    server->feed(request);
    const QStringList events = server.events();
    QCOMPARE(events, QStringList(u"Failed HandshakeError 0"_s));
    QCOMPARE(server->state(), State::Closed);
    QCOMPARE(server->transport(), Transport::CloseWhenFlushed);
    QVERIFY(server.output().startsWith("HTTP/1.1 " + QByteArray::number(status)));
    QCOMPARE(server->accept(), ErrorCode::WebSocketUnavailable);
}

void tst_ProtocolHandshake::serverIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("requested");
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("half a request") << QByteArray(SampleRequest).chopped(1) << false;
    QTest::newRow("before it was answered") << QByteArray(SampleRequest) << true;
}

void tst_ProtocolHandshake::serverIsLeftAlone()
{
    QFETCH(const QByteArray, request);
    QFETCH(const bool, requested);
    Peer server = connecting(Role::Server);
    server->feed(request);
    server->commitEof();
    QStringList expected = {u"Failed HandshakeError 0"_s};
    if (requested)
        expected.prepend(u"UpgradeRequest"_s);
    QCOMPARE(server.events(), expected);
    QCOMPARE(server->state(), State::Closed);
    QCOMPARE(server->accept(), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->reject(503), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->pendingOutput(), 0);
}

void tst_ProtocolHandshake::serverAnswersOnce()
{
    Peer server = connecting(Role::Server);
    server->feed(SampleRequest);
    QCOMPARE(server.events(), QStringList(u"UpgradeRequest"_s));
    QCOMPARE(server->accept(), ErrorCode::NoError);
    static_cast<void>(server.output());
    QCOMPARE(server->accept(), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->reject(404), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->state(), State::Open);
    QCOMPARE(server->pendingOutput(), 0);
}

void tst_ProtocolHandshake::wrongAnswersChangeNothing()
{
    Peer server = connecting(Role::Server);
    server->feed(SampleRequest);
    QCOMPARE(server.events(), QStringList(u"UpgradeRequest"_s));
    QCOMPARE(server->accept({u"not offered"_s, {}}), ErrorCode::HandshakeError);
    QCOMPARE(server->accept({{}, {{"X", "a\r\nb"}}}), ErrorCode::HandshakeError);
    QCOMPARE(server->reject(200), ErrorCode::HandshakeError);
    QCOMPARE(server->reject(404, {{"a b", "c"}}), ErrorCode::HandshakeError);
    QCOMPARE(server->pendingOutput(), 0);
    QCOMPARE(server->state(), State::Connecting);
    QCOMPARE(server->accept(), ErrorCode::NoError);
    QCOMPARE(server.output(), SampleResponse);
}

void tst_ProtocolHandshake::slowRequestIsRefused()
{
    for (const QByteArray &request : {QByteArray(), QByteArray(SampleRequest).chopped(1)}) {
        Peer server = connecting(Role::Server);
        server->feed(request);
        QCOMPARE(server.events(), QStringList());
        QCOMPARE(server->accept(), ErrorCode::WebSocketUnavailable);
        QCOMPARE(server->reject(200), ErrorCode::HandshakeError);
        QCOMPARE(server->state(), State::Connecting);
        QCOMPARE(server->reject(408), ErrorCode::NoError);
        QCOMPARE(server->state(), State::Closed);
        QCOMPARE(server->transport(), Transport::CloseWhenFlushed);
        QVERIFY(server.output().startsWith("HTTP/1.1 408 "));
        server->feed("\n");
        QCOMPARE(server.events(), QStringList());
    }
}

void tst_ProtocolHandshake::clientAnswersNothing()
{
    Peer client = connecting(Role::Client);
    const qint64 pending = client->pendingOutput();
    QCOMPARE(client->accept(), ErrorCode::WebSocketUnavailable);
    QCOMPARE(client->reject(404), ErrorCode::WebSocketUnavailable);
    QCOMPARE(client->state(), State::Connecting);
    QCOMPARE(client->pendingOutput(), pending);
}

QTEST_APPLESS_MAIN(tst_ProtocolHandshake)
#include "tst_protocolhandshake.moc"
