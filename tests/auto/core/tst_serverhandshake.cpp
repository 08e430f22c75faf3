// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a ServerHandshake owes to Protocol: the judgement of a request, its words, the answers to
// the octet. What clients ask for is in tst_clientrequests.cpp, kind by kind.

#include "core/clienthandshake_p.h"
#include "core/serverhandshake_p.h"

#include "handshakerequests.h"

#include <QtTest/qtest.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace HandshakeRequests;
using Lomond::Core::ClientHandshake;
using Lomond::Core::ServerHandshake;
using Status = ServerHandshake::Status;

class tst_ServerHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverTakesRequests_data();
    void serverTakesRequests();
    void serverRefusesRequests_data();
    void serverRefusesRequests();
    void refusalIsExact();
    void nothingIsParsedAfterARefusal();
    void limitsAreThoseOfTheOptions();
    void acceptIsExact();
    void onlyOfferedProtocolsAreAccepted();
    void compressionIsChosen();
    void badCompressionIsRefused();
    void badHeadersAreNotAccepted_data();
    void badHeadersAreNotAccepted();
    void nothingIsAcceptedBeforeARequest();
    void rejectIsExact();
    void rejectTakesRefusalsOnly_data();
    void rejectTakesRefusalsOnly();
    void clientUnderstandsTheServer();
};

namespace {

qsizetype feed(ServerHandshake &handshake, QByteArrayView octets, qsizetype step)
{
    qsizetype taken = 0;
    while (handshake.status() == Status::Pending && taken < octets.size())
        taken += handshake.feed(octets.sliced(taken, std::min(step, octets.size() - taken)));
    return taken;
}

QByteArray statusLineOf(const QByteArray &response)
{
    return response.first(response.indexOf("\r\n"));
}

} // namespace

void tst_ServerHandshake::serverTakesRequests_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QStringList>("protocols");
    const auto row = [](const char *tag, const QByteArray &octets,
                        const QStringList &protocols = {}) {
        QTest::newRow(tag) << octets << protocols;
    };
    row("4.1 plain", requestAnd());
    row("9112 3.2.2 absolute target",
        requestWithLine("GET https://a.test:81/chat?room=5 HTTP/1.1"));
    row("9112 3.2.2 absolute http target",
        requestWithLine("GET http://a.test/chat?room=5 HTTP/1.1"));
    row("9112 3.2.2 absolute ws target", requestWithLine("GET ws://a.test/chat?room=5 HTTP/1.1"));
    row("9112 3.2.2 absolute wss target", requestWithLine("GET WSS://a.test/chat?room=5 HTTP/1.1"));
    row("3986 3.2.2 all that a host is made of", requestWith("Host: aZ09.-_~!$&'()*+,;=%41[:]:81"));
    row("9110 8.6 Content-Length 0", requestAnd({"Content-Length: 0"}));
    row("origin is not judged here", requestAnd({"Origin: null"}));
    row("4.2.1 8. subprotocols", requestAnd({"Sec-WebSocket-Protocol: a, b"}), {u"a"_s, u"b"_s});
    row("4.2.1 9. extensions", requestAnd({"Sec-WebSocket-Extensions: permessage-deflate"}));
}

void tst_ServerHandshake::serverTakesRequests()
{
    QFETCH(const QByteArray, octets);
    const QByteArray firstFrame =
            "\x81\x82\1\2\3\4hi"; // RFC 6455 4.1 forbids it, but it is not lost
    for (const QByteArray &fed : {octets, octets + firstFrame}) {
        for (const qsizetype step : {fed.size(), qsizetype(1)}) {
            ServerHandshake handshake({});
            QCOMPARE(feed(handshake, fed, step), octets.size()); // frames are not its own
            QCOMPARE(handshake.reason(), QString());
            QCOMPARE(handshake.status(), Status::Requested);
            QVERIFY(handshake.refusal().isNull());
            QCOMPARE(handshake.request().method(), "GET");
            QCOMPARE(handshake.request().path(), u"/chat"_s);
            QCOMPARE(handshake.request().query(), u"room=5"_s);
            QTEST(handshake.request().protocols(), "protocols");
            QVERIFY(handshake.accept({}).startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
            QCOMPARE(handshake.feed(firstFrame), 0);
        }
    }
}

void tst_ServerHandshake::serverRefusesRequests_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("statusCode");
    QTest::addColumn<Headers>("fields"); // of the refusal
    const auto row = [](const char *tag, const QByteArray &octets, int statusCode,
                        const Headers &fields = {}) {
        QTest::newRow(tag) << octets << statusCode << fields;
    };

    row("4.2.1 1. method", requestWithLine("POST / HTTP/1.1"), 405, {{"Allow", "GET"}});
    row("4.2.1 1. HTTP/1.0", requestWithLine("GET / HTTP/1.0"), 505);
    for (const char *target :
         {"*", "chat", "a.test:81", "ftp://a.test/", "http:///x", "http://?x", "wss://?x",
          "http://me@a.test/", "http:/a.test/", "://a.test/", "/a#b"})
        row(QByteArray("9112 3.2 target ") + target,
            requestWithLine(QByteArray("GET ") + target + " HTTP/1.1"), 400);

    row("4.2.1 2. no Host", requestWithout(Host), 400);
    for (const char *host :
         {"", "a b", "me@a.test", "a/b", "a.test#", "http://a.test", "a\\b", "{a}", "\xC3\xA9"})
        row("9112 3.2 Host " + QByteArray(host).toPercentEncoding(" @/:#"),
            requestWith("Host: " + QByteArray(host)), 400);
    row("9112 6 Content-Length", requestAnd({"Content-Length: 5"}), 400);
    row("9112 6 Transfer-Encoding", requestAnd({"Transfer-Encoding: chunked"}), 400);

    row("4.2.1 3. no Upgrade", requestWithout(Upgrade), 426,
        {{"Upgrade", "websocket"}, {"Connection", "close, Upgrade"}});
    row("4.2.1 4. no Connection", requestWithout(Connection), 400);
    row("4.2.1 6. no version", requestWithout(Version), 400);
    const Headers version = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    row("4.4 version 8", requestWith("Sec-WebSocket-Version: 8"), 426, version);
    row("4.4 two versions", requestAnd({"Sec-WebSocket-Version: 8"}), 426, version);
    row("4.2.1 5. no key", requestWithout(Key), 400);
    row("4.2.1 5. no key of 16 octets", requestWith("Sec-WebSocket-Key: YWFh"), 400);

    row("4.1 10. no token", requestAnd({"Sec-WebSocket-Protocol: a b"}), 400);
    row("4.1 10. empty", requestAnd({"Sec-WebSocket-Protocol:"}), 400);
    row("4.1 10. a subprotocol twice", requestAnd({"Sec-WebSocket-Protocol: a, a"}), 400);
    row("9.1 malformed extensions", requestAnd({"Sec-WebSocket-Extensions: a;"}), 400);
    row("9112 5.1 blank before a colon", requestAnd({"X : a"}), 400);
    row("request line of 9000 octets",
        requestWithLine("GET /" + QByteArray(9'000, 'a') + " HTTP/1.1"), 414);
}

void tst_ServerHandshake::serverRefusesRequests()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const int, statusCode);
    QFETCH(const Headers, fields);
    for (const qsizetype step : {octets.size(), qsizetype(1)}) {
        ServerHandshake handshake({});
        feed(handshake, octets, step);
        QCOMPARE(handshake.status(), Status::Refused);
        QVERIFY(!handshake.reason().isEmpty());
        const QByteArray refusal = handshake.refusal();
        const QByteArray code = QByteArray::number(statusCode);
        QVERIFY2(refusal.startsWith("HTTP/1.1 " + code + ' '), refusal.constData());
        QVERIFY(refusal.contains("\r\nConnection: close"));
        for (const Headers::Field &field : fields)
            QVERIFY2(refusal.contains("\r\n" + field.name + ": " + field.value + "\r\n"),
                     refusal.constData());
        const QByteArray body = handshake.reason().toUtf8() + '\n';
        QVERIFY(refusal.contains("\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n"));
        QVERIFY(refusal.endsWith("\r\n\r\n" + body));
        QVERIFY(handshake.accept({}).isNull());
    }
}

void tst_ServerHandshake::refusalIsExact()
{
    ServerHandshake handshake({});
    feed(handshake, requestWith("Sec-WebSocket-Version: 8"), 10);
    QCOMPARE(handshake.reason(), u"the WebSocket version of the request is not 13"_s);
    QCOMPARE(handshake.refusal(), "HTTP/1.1 426 Upgrade Required\r\n"
                                  "Connection: close, Upgrade\r\n"
                                  "Content-Length: 47\r\n"
                                  "Upgrade: websocket\r\n"
                                  "Sec-WebSocket-Version: 13\r\n"
                                  "Content-Type: text/plain; charset=utf-8\r\n"
                                  "\r\n"
                                  "the WebSocket version of the request is not 13\n");
}

void tst_ServerHandshake::nothingIsParsedAfterARefusal()
{
    // else what a proxy takes for a body could be a second request
    ServerHandshake handshake({});
    const QByteArray refused = requestAnd({"Content-Length: 500"});
    QCOMPARE(feed(handshake, refused + requestAnd(), 1), refused.size());
    QCOMPARE(handshake.status(), Status::Refused);
    QCOMPARE(handshake.feed(requestAnd()), 0);
    QCOMPARE(handshake.status(), Status::Refused);
}

void tst_ServerHandshake::limitsAreThoseOfTheOptions()
{
    const auto statusOf = [](const ProtocolOptions &options) {
        ServerHandshake handshake(options);
        feed(handshake, requestAnd(), 10);
        return handshake.status();
    };
    ProtocolOptions options;
    options.maxHeadSize = requestAnd().size();
    options.maxHeadLine = Key.size();
    options.maxHeadFields = 5;
    QCOMPARE(statusOf(options), Status::Requested);
    --options.maxHeadSize;
    QCOMPARE(statusOf(options), Status::Refused);
    ++options.maxHeadSize;
    --options.maxHeadLine;
    QCOMPARE(statusOf(options), Status::Refused);
    ++options.maxHeadLine;
    --options.maxHeadFields;
    QCOMPARE(statusOf(options), Status::Refused);
}

void tst_ServerHandshake::acceptIsExact()
{
    ServerHandshake handshake({});
    feed(handshake, requestAnd({"Sec-WebSocket-Protocol: soap, wamp"}), 10);
    QCOMPARE(handshake.accept({}), "HTTP/1.1 101 Switching Protocols\r\n"
                                   "Upgrade: websocket\r\n"
                                   "Connection: Upgrade\r\n"
                                   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                                   "\r\n");
    QCOMPARE(handshake.accept({u"wamp"_s, {{"Server", "x"}, {"Set-Cookie", "a=1"}}}),
             "HTTP/1.1 101 Switching Protocols\r\n"
             "Upgrade: websocket\r\n"
             "Connection: Upgrade\r\n"
             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
             "Sec-WebSocket-Protocol: wamp\r\n"
             "Server: x\r\n"
             "Set-Cookie: a=1\r\n"
             "\r\n");
}

void tst_ServerHandshake::onlyOfferedProtocolsAreAccepted()
{
    ServerHandshake handshake({});
    feed(handshake, requestAnd({"Sec-WebSocket-Protocol: soap, wamp"}), 10);
    for (const QString &protocol : {u"mqtt"_s, u"SOAP"_s, u"soap, wamp"_s, u" soap"_s, u"a\r\nb"_s})
        QVERIFY2(handshake.accept({protocol, {}}).isNull(), qPrintable(protocol));
    QVERIFY(!handshake.accept({u"soap"_s, {}}).isNull());
}

void tst_ServerHandshake::compressionIsChosen()
{
    const QByteArray request = requestAnd(
            {"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9"});
    ProtocolOptions options;
    options.compression.emplace();
    ServerHandshake handshake(options);
    QVERIFY(!handshake.compression());
    feed(handshake, request, 10);
    QCOMPARE(handshake.compression(), Core::DeflateParameters {.serverMaxWindowBits = 9});
    QVERIFY(handshake.accept({}).endsWith(
            "\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n\r\n"));

    ServerHandshake plain({});
    feed(plain, request, 10);
    QVERIFY(!plain.compression());
    QVERIFY(!plain.accept({}).contains("Extensions"));
}

void tst_ServerHandshake::badCompressionIsRefused()
{
    ProtocolOptions options;
    options.compression = {.threshold = -1};
    ServerHandshake handshake(options);
    feed(handshake, requestAnd(), 10);
    QCOMPARE(handshake.status(), Status::Refused);
    QCOMPARE(handshake.reason(), u"the threshold of the compression is negative"_s);
    QVERIFY(handshake.refusal().startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

void tst_ServerHandshake::badHeadersAreNotAccepted_data()
{
    QTest::addColumn<Headers>("headers");
    for (const char *name :
         {"", "a b", "a:", "a\r\nb", "Upgrade", "connection", "Sec-WebSocket-Accept",
          "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"})
        QTest::newRow("named " + QByteArray(name).toPercentEncoding()) << Headers {{name, "1"}};
    for (const char octet : {'\r', '\n', '\0', '\x7F'})
        QTest::addRow("value with 0x%02X", octet) << Headers {{"X", QByteArray("a") + octet}};
}

void tst_ServerHandshake::badHeadersAreNotAccepted()
{
    QFETCH(const Headers, headers);
    ServerHandshake handshake({});
    feed(handshake, requestAnd(), 10);
    QVERIFY(handshake.accept({{}, headers}).isNull());
    QVERIFY(!handshake.accept({}).isNull());
}

void tst_ServerHandshake::nothingIsAcceptedBeforeARequest()
{
    ServerHandshake handshake({});
    QVERIFY(handshake.accept({}).isNull());
    feed(handshake, requestAnd().chopped(1), 10);
    QCOMPARE(handshake.status(), Status::Pending);
    QVERIFY(handshake.accept({}).isNull());
}

void tst_ServerHandshake::rejectIsExact()
{
    QCOMPARE(ServerHandshake::reject(403, {{"X", "y"}}, "no"), "HTTP/1.1 403 Forbidden\r\n"
                                                               "Connection: close\r\n"
                                                               "Content-Length: 2\r\n"
                                                               "X: y\r\n"
                                                               "\r\n"
                                                               "no");
    QCOMPARE(ServerHandshake::reject(599, {}, {}), "HTTP/1.1 599 \r\n"
                                                   "Connection: close\r\n"
                                                   "Content-Length: 0\r\n"
                                                   "\r\n");
}

void tst_ServerHandshake::rejectTakesRefusalsOnly_data()
{
    QTest::addColumn<int>("statusCode");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("taken");

    for (const int status : {300, 401, 503, 599})
        QTest::addRow("%d", status) << status << Headers() << "why"_ba << true;
    for (const int status : {-1, 0, 100, 101, 200, 204, 299, 600, 1000})
        QTest::addRow("%d", status) << status << Headers() << ""_ba << false;
    QTest::newRow("9110 15.4.5 304") << 304 << Headers() << ""_ba << true;
    QTest::newRow("9110 15.4.5 304 with a body") << 304 << Headers() << "x"_ba << false;
    QTest::newRow("Retry-After") << 503 << Headers {{"Retry-After", "7"}} << ""_ba << true;
    QTest::newRow("4.4 version") << 426 << Headers {{"Sec-WebSocket-Version", "13"}} << ""_ba
                                 << true;
    for (const char *name : {"", "a b", "Content-Length", "transfer-encoding", "CONNECTION"})
        QTest::newRow("header " + QByteArray(name))
                << 403 << Headers {{name, "1"}} << ""_ba << false;
    for (const char octet : {'\r', '\n', '\0', '\x7F'})
        QTest::addRow("value with 0x%02X", octet)
                << 403 << Headers {{"X", QByteArray("a") + octet}} << ""_ba << false;
}

void tst_ServerHandshake::rejectTakesRefusalsOnly()
{
    QFETCH(const int, statusCode);
    QFETCH(const Headers, headers);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, taken);
    const QByteArray response = ServerHandshake::reject(statusCode, headers, body);
    QCOMPARE(!response.isNull(), taken);
    if (taken)
        QVERIFY(statusLineOf(response).startsWith("HTTP/1.1 " + QByteArray::number(statusCode)));
}

void tst_ServerHandshake::clientUnderstandsTheServer()
{
    ProtocolOptions options;
    options.url = QUrl(u"wss://me:secret@bücher.test:81/é?q=a%0Ab"_s);
    options.key = "dGhlIHNhbXBsZSBub25jZQ==";
    options.protocols = {u"soap"_s, u"wamp"_s};

    ClientHandshake client(options);
    ServerHandshake server({});
    QCOMPARE(feed(server, client.request(), 7), client.request().size());
    QCOMPARE(server.status(), Status::Requested);
    QCOMPARE(server.request().host(), "xn--bcher-kva.test:81");
    QCOMPARE(server.request().target(), "/%C3%A9?q=a%0Ab");
    const QByteArray acceptance = server.accept({u"wamp"_s, {}});
    QCOMPARE(client.feed(acceptance), acceptance.size());
    QCOMPARE(client.status(), ClientHandshake::Status::Accepted);
    QCOMPARE(client.protocol(), u"wamp"_s);

    ClientHandshake rejected(options);
    rejected.feed(ServerHandshake::reject(403, {{"X", "y"}}, "no"));
    QCOMPARE(rejected.status(), ClientHandshake::Status::Rejected);
    QCOMPARE(rejected.reason(), u"the server answered 403 Forbidden"_s);
    QCOMPARE(rejected.response().body(), "no");
}

QTEST_APPLESS_MAIN(tst_ServerHandshake)
#include "tst_serverhandshake.moc"
