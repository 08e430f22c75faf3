// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "handshakeanswers.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace HandshakeAnswers;
using Lomond::Core::ClientHandshake;
using Status = ClientHandshake::Status;

class tst_ClientHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badOptionsFailBeforeAnythingIsSent();
    void requestIsThatOfTheOptions();
    void clientOpens_data();
    void clientOpens();
    void clientRefuses_data();
    void clientRefuses();
    void clientFails_data();
    void clientFails();
    void protocolIsTheOneAgreed_data();
    void protocolIsTheOneAgreed();
};

void tst_ClientHandshake::badOptionsFailBeforeAnythingIsSent()
{
    ProtocolOptions badUrl = options();
    badUrl.url = QUrl(u"http://a.test/"_s);
    ClientHandshake handshake(badUrl);
    QCOMPARE(handshake.status(), Status::Failed);
    QCOMPARE(handshake.errorCode(), ErrorCode::InvalidUrl);
    QCOMPARE(handshake.reason(), u"the URL's scheme is \"http\", not \"ws\" or \"wss\""_s);
    QVERIFY(handshake.request().isNull());
    QCOMPARE(handshake.feed(upgradeAnd()), 0);

    ProtocolOptions badHeader = options();
    badHeader.headers = {{"X", "a\r\nHost: b"}};
    ClientHandshake other(badHeader);
    QCOMPARE(other.status(), Status::Failed);
    QCOMPARE(other.errorCode(), ErrorCode::HandshakeError);
    QVERIFY(other.request().isNull());
}

void tst_ClientHandshake::requestIsThatOfTheOptions()
{
    const ClientHandshake handshake(options({u"soap"_s}));
    QCOMPARE(handshake.status(), Status::Pending);
    QCOMPARE(handshake.request(),
             "GET / HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Protocol: soap\r\n\r\n");
}

void tst_ClientHandshake::clientOpens_data()
{
    QTest::addColumn<QByteArray>("response");
    const auto row = [](const char *tag, const QByteArray &response) {
        QTest::newRow(tag) << response;
    };
    row("4.2.2 plain", upgradeAnd());
    row("no reason", upgradeWithStatusLine("HTTP/1.1 101 "));
    row("no reason and no blank", upgradeWithStatusLine("HTTP/1.1 101"));
    row("9110 2.5 HTTP/1.2", upgradeWithStatusLine("HTTP/1.2 101 X"));
    row("9110 15.2.1 100 before", "HTTP/1.1 100 Continue\r\n\r\n" + upgradeAnd());
    row("9110 15.2 102, 103, 199 before",
        "HTTP/1.1 102 X\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 199 X\r\n\r\n"
                + upgradeAnd());
    row("4.1 2. WebSocket", upgradeWithUpgrade("Upgrade: WebSocket"));
    row("4.1 2. WEBSOCKET", upgradeWithUpgrade("UPGRADE: WEBSOCKET"));
    row("4.1 3. upgrade", upgradeWithConnection("Connection: upgrade"));
    row("4.1 3. keep-alive, Upgrade", upgradeWithConnection("Connection: keep-alive, Upgrade"));
    row("4.1 3. Upgrade, close", upgradeWithConnection("Connection: Upgrade, close"));
    row("4.1 3. two fields",
        upgradeWithConnection("Connection: keep-alive\r\nConnection: Upgrade"));
    row("4.1 4. blanks around the Accept",
        upgradeWithAccept("Sec-WebSocket-Accept: \t s3pPLMBiTxaQ9kYGzzhZRbK+xOo= "));
    row("Sec-WebSocket-Version in the answer", upgradeAnd({"Sec-WebSocket-Version: 13"}));
    row("9112 6.3 Content-Length on 101", upgradeAnd({"Content-Length: 5"}));
    row("9112 6.3 Transfer-Encoding on 101", upgradeAnd({"Transfer-Encoding: chunked"}));
    row("9112 5.2 folded line", upgradeAnd({"X: a", " b"}));
    row("9110 5.5 tab and UTF-8 in a value", upgradeAnd({"X: a\tb", "Y: \xC3\xA9"}));
    row("9110 5.1 names in any case",
        answer({StatusLine, "uPGRADE: websocket", "CONNECTION: Upgrade",
                "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}));
    row("9110 5.3 harmless fields twice", upgradeAnd({"Server: a", "Server: b"}));
}

void tst_ClientHandshake::clientOpens()
{
    QFETCH(const QByteArray, response);
    for (const QByteArray &octets : {response, response + FirstFrame}) {
        for (const qsizetype step : {octets.size(), qsizetype(1)}) {
            ClientHandshake handshake(options());
            QCOMPARE(feed(handshake, octets, step), response.size()); // frames are not its own
            QCOMPARE(handshake.status(), Status::Accepted);
            QCOMPARE(handshake.errorCode(), ErrorCode::NoError);
            QVERIFY(handshake.reason().isEmpty());
            QCOMPARE(handshake.response().statusCode(), 101);
            QVERIFY(handshake.protocol().isEmpty());
            QVERIFY(handshake.extensions().isEmpty());
            QCOMPARE(handshake.feed(FirstFrame), 0);
            handshake.feedEof();
            QCOMPARE(handshake.status(), Status::Accepted);
        }
    }
}

void tst_ClientHandshake::clientRefuses_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<int>("statusCode");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *tag, const QByteArray &response, const QString &reason,
                        int statusCode = 101) {
        QTest::newRow(tag) << response << statusCode << reason;
    };

    row("200 with all that a 101 needs", upgradeWithStatusLine("HTTP/1.1 200 OK") + "not a frame",
        u"the server answered 200 OK"_s, 200);
    for (const int status : {204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 426, 429, 500,
                             502, 503, 599, 999}) {
        const QByteArray code = QByteArray::number(status);
        row("9110 15 status " + code,
            "HTTP/1.1 " + code + " Some words\r\nContent-Length: 0\r\n\r\n",
            u"the server answered %1 Some words"_s.arg(status), status);
    }
    row("no words", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", u"the server answered 404"_s, 404);
    row("words that would rewrite a terminal",
        "HTTP/1.0 404 \xE2\x80\xAEx\r\nContent-Length: 0\r\n\r\n",
        u"the server answered 404 \uFFFDx"_s, 404);

    const QString noUpgrade = u"the server answered 101 without \"Upgrade: websocket\""_s;
    row("4.1 2. no Upgrade", answer({StatusLine, Connection, Accept}), noUpgrade);
    for (const char *line :
         {"Upgrade:", "Upgrade: websockets", "Upgrade: h2c, websocket",
          "Upgrade: websocket, websocket", "Upgrade: websocket\r\nUpgrade: websocket",
          "Upgrade: websocket/13", "Upgrade: \"websocket\"", "Upgrade: web socket"})
        row("4.1 2. " + QByteArray(line).toPercentEncoding(" :,/\""), upgradeWithUpgrade(line),
            noUpgrade);

    const QString noConnection = u"the server answered 101 without \"Connection: Upgrade\""_s;
    row("4.1 3. no Connection", answer({StatusLine, Upgrade, Accept}), noConnection);
    for (const char *line :
         {"Connection:", "Connection: keep-alive", "Connection: Upgraded",
          "Connection: \"Upgrade\"", "Connection: close\r\nConnection: x-upgrade"})
        row("4.1 3. " + QByteArray(line).toPercentEncoding(" :,\""), upgradeWithConnection(line),
            noConnection);

    row("4.1 4. no Accept", answer({StatusLine, Upgrade, Connection}),
        u"the server answered 101 without Sec-WebSocket-Accept"_s);
    const QString wrongAccept = u"the server's Sec-WebSocket-Accept does not belong to our key"_s;
    for (const char *value : {"", "wrong", "HSmrc0sMlYUkAGmm5OPpG2HaGWk=", // for another key
                              "s3pplmbitxaq9kygzzhzrbk+xoo=", "\"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"",
                              "s3pPLMBiTxaQ9kYGzzhZRbK+xOo", "dGhlIHNhbXBsZSBub25jZQ==",
                              "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, s3pPLMBiTxaQ9kYGzzhZRbK+xOo="})
        row("4.1 4. Accept " + QByteArray(value),
            upgradeWithAccept("Sec-WebSocket-Accept: " + QByteArray(value)), wrongAccept);
    const QString manyAccepts = u"the server sent Sec-WebSocket-Accept more than once"_s;
    row("4.1 4. the right Accept twice", upgradeAnd({Accept}), manyAccepts);
    row("4.1 4. a wrong Accept too", upgradeAnd({"Sec-WebSocket-Accept: x"}), manyAccepts);

    row("4.1 5. extension that was not offered",
        upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate"}),
        u"the server chose the extension \"permessage-deflate\", which was not offered"_s);
    row("4.1 5. malformed extensions", upgradeAnd({"Sec-WebSocket-Extensions: ,"}),
        u"the server chose the extension \"\", which was not offered"_s);
    row("4.1 6. subprotocol though none was offered", upgradeAnd({"Sec-WebSocket-Protocol: soap"}),
        u"the server chose the subprotocol \"soap\", which was not offered"_s);
    row("4.1 6. empty subprotocol", upgradeAnd({"Sec-WebSocket-Protocol:"}),
        u"the server chose the subprotocol \"\", which was not offered"_s);
}

void tst_ClientHandshake::clientRefuses()
{
    QFETCH(const QByteArray, response);
    for (const qsizetype step : {response.size(), qsizetype(1)}) {
        ClientHandshake handshake(options());
        feed(handshake, response, step);
        handshake.feedEof();
        QCOMPARE(handshake.status(), Status::Rejected);
        QTEST(handshake.reason(), "reason");
        QTEST(handshake.response().statusCode(), "statusCode");
        QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
        QVERIFY(!handshake.response().headers().isEmpty());
        QVERIFY(handshake.protocol().isEmpty());
        QVERIFY(!handshake.isReadingBody());
        QCOMPARE(handshake.feed(FirstFrame), 0);
    }
}

void tst_ClientHandshake::clientFails_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QString>("reason"); // its end
    const auto row = [](const char *tag, const QByteArray &response, const QString &reason) {
        QTest::newRow(tag) << response << reason;
    };

    row("4.2.2 HTTP/1.0", upgradeWithStatusLine("HTTP/1.0 101 Switching Protocols"),
        u"the server answered 101 Switching Protocols, but in HTTP/1.0"_s);
    row("HTTP/2", upgradeWithStatusLine("HTTP/2 101 X"), u"its version of HTTP is malformed"_s);
    row("HTTP/2.0", upgradeWithStatusLine("HTTP/2.0 101 X"), u"its version of HTTP is not 1.1"_s);
    row("http/1.1", upgradeWithStatusLine("http/1.1 101 X"), u"it is not HTTP"_s);
    for (const char *line : {"HTTP/1.1 1O1 X", "HTTP/1.1 1010 X", "HTTP/1.1 -101 X"})
        row(line, upgradeWithStatusLine(line), u"its first line is no status line"_s);
    row("empty line first", "\r\n" + upgradeAnd(), u"it is not HTTP"_s);
    row("garbage", "hello there\r\n\r\n", u"it is not HTTP"_s);
    row("TLS alert", "\x15\x03\x01", u"it is not HTTP"_s);
    row("SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", u"it is not HTTP"_s);
    row("frame", FirstFrame, u"it is not HTTP"_s);
    row("1 MiB without an end", QByteArray(1024 * 1024, 'A'), u"it is not HTTP"_s);
    row("status line without an end", "HTTP/1.1 101 " + QByteArray(1024 * 1024, 'A'),
        u"its first line is longer than 8192 octets"_s);

    const QString name = u"a header field has an invalid name"_s;
    row("9112 5.1 blank before the colon", upgradeAnd({"X : a"}), name);
    row("9112 5 empty name", upgradeAnd({": a"}), name);
    row("9112 5 control in a name", upgradeAnd({"X\x01: a"}), name);
    row("9112 5 UTF-8 in a name", upgradeAnd({"\xC3\xA9: a"}), name);
    row("9112 5 no colon", upgradeAnd({"X"}), u"a header field has no colon"_s);
    row("9112 2.2 bare LF", upgradeAnd().replace("\r\n", "\n"),
        u"a line of it does not end in CR LF"_s);
    const QString value = u"a header field has an invalid value"_s;
    row("9112 2.2 bare CR", upgradeAnd({"X: a\rb"}), value);
    row("9110 5.5 NUL in a value", upgradeAnd({"X: a\0b"_ba}), value);
    row("9110 5.5 DEL in a value", upgradeAnd({"X: a\x7F"}), value);
    row("9112 2.2 blank before the first field", answer({StatusLine, " X: a", Upgrade}),
        u"a line of its header begins with a blank"_s);

    row("nine interim responses",
        QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(9) + upgradeAnd(),
        u"the server sent more than 8 interim responses"_s);
}

void tst_ClientHandshake::clientFails()
{
    QFETCH(const QByteArray, response);
    QFETCH(const QString, reason);
    for (const QByteArray &octets : {response, response + FirstFrame}) {
        for (const qsizetype step : {octets.size(), qsizetype(1)}) {
            ClientHandshake handshake(options());
            QVERIFY(feed(handshake, octets, step) <= 8'194);
            QCOMPARE(handshake.status(), Status::Failed);
            QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
            QVERIFY2(handshake.reason().endsWith(reason), qPrintable(handshake.reason()));
            QCOMPARE(handshake.feed(FirstFrame), 0);
        }
    }
}

void tst_ClientHandshake::protocolIsTheOneAgreed_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<QString>("protocol"); // null: refused
    const auto row = [](const char *tag, const QList<QByteArray> &values, const QString &protocol) {
        QList<QByteArray> fields;
        for (const QByteArray &value : values)
            fields.append("Sec-WebSocket-Protocol: " + value);
        QTest::newRow(tag) << fields << protocol;
    };
    row("4.1 6. the first", {"a"}, u"a"_s);
    row("4.1 6. the second", {"b"}, u"b"_s);
    row("4.1 6. blanks around it", {"  b\t"}, u"b"_s);
    row("4.2.2 none", {}, u""_s);
    row("4.1 6. another", {"c"}, {});
    row("4.1 6. in capitals", {"A"}, {});
    row("4.1 6. both", {"a, b"}, {});
    row("4.1 6. twice", {"a", "a"}, {});
    row("4.1 6. empty", {""}, {});
    row("4.1 6. with a comma", {"a,"}, {});
}

void tst_ClientHandshake::protocolIsTheOneAgreed()
{
    QFETCH(const QList<QByteArray>, fields);
    QFETCH(const QString, protocol);
    ClientHandshake handshake(options({u"a"_s, u"b"_s}));
    feed(handshake, upgradeAnd(fields), 1);
    QCOMPARE(handshake.status(), protocol.isNull() ? Status::Rejected : Status::Accepted);
    QCOMPARE(handshake.protocol(), protocol);
}

QTEST_APPLESS_MAIN(tst_ClientHandshake)
#include "tst_clienthandshake.moc"
