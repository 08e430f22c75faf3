// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a ClientHandshake owes to Protocol: the request, which octets it takes, each reason in its
// words, the end of the stream. What servers answer is in tst_serverresponse*.cpp, kind by kind.

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
    void compressionIsTheOneAgreed();
    void compressionThatIsRefusedIsNotAgreed();
    void limitsAreThoseOfTheOptions();
    void endOfTheStreamFails_data();
    void endOfTheStreamFails();
    void bodyIsReadToItsEnd();
    void bodyCanBeCutShort();
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
    handshake.feedEof();
    QCOMPARE(handshake.errorCode(), ErrorCode::InvalidUrl);

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
    QTest::addColumn<QString>("protocol");
    QTest::newRow("4.2.2 plain") << upgradeAnd() << QString();
    QTest::newRow("4.2.2 with a subprotocol")
            << upgradeAnd({"Sec-WebSocket-Protocol: b"}) << u"b"_s;
    QTest::newRow("9110 15.2 behind an interim response")
            << "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + upgradeAnd() << QString();
}

void tst_ClientHandshake::clientOpens()
{
    QFETCH(const QByteArray, response);
    for (const qsizetype step : {response.size() + FirstFrame.size(), qsizetype(1)}) {
        ClientHandshake handshake(options({u"a"_s, u"b"_s}));
        QCOMPARE(feed(handshake, response + FirstFrame, step), response.size()); // no frame
        QCOMPARE(handshake.status(), Status::Accepted);
        QCOMPARE(handshake.errorCode(), ErrorCode::NoError);
        QVERIFY(handshake.reason().isEmpty());
        QCOMPARE(handshake.response().statusCode(), 101);
        QCOMPARE(handshake.response().httpVersion(), u"1.1"_s);
        QVERIFY(!handshake.response().headers().contains("X"));
        QTEST(handshake.protocol(), "protocol");
        QVERIFY(handshake.extensions().isEmpty());
        QVERIFY(!handshake.compression());
        QCOMPARE(handshake.feed(FirstFrame), 0);
        handshake.feedEof();
        QCOMPARE(handshake.status(), Status::Accepted);
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
    row("4.1 1. another status", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        u"the server answered 404 Not Found"_s, 404);
    row("no words", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", u"the server answered 404"_s, 404);
    row("words that would rewrite a terminal",
        "HTTP/1.0 404 \xE2\x80\xAEx\r\nContent-Length: 0\r\n\r\n",
        u"the server answered 404 \uFFFDx"_s, 404);
    const QString noUpgrade = u"the server answered 101 without \"Upgrade: websocket\""_s;
    row("4.1 2. two upgrades", upgradeWithUpgrade("Upgrade: h2c, websocket"), noUpgrade);
    row("4.1 2. another upgrade", upgradeWithUpgrade("Upgrade: h2c"), noUpgrade);
    row("4.1 3. another Connection", upgradeWithConnection("Connection: close"),
        u"the server answered 101 without \"Connection: Upgrade\""_s);
    row("4.1 4. no Accept", answer({StatusLine, Upgrade, Connection}),
        u"the server answered 101 without Sec-WebSocket-Accept"_s);
    row("4.1 4. two Accepts", upgradeAnd({Accept}),
        u"the server sent Sec-WebSocket-Accept more than once"_s);
    row("4.1 4. another Accept", upgradeWithAccept("Sec-WebSocket-Accept: x"),
        u"the server's Sec-WebSocket-Accept does not belong to our key"_s);
    row("4.1 5. an extension", upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate"}),
        u"the server chose the extension \"permessage-deflate\", which was not offered"_s);
    row("4.1 5. malformed extensions", upgradeAnd({"Sec-WebSocket-Extensions: ;"}),
        u"the server's Sec-WebSocket-Extensions is malformed"_s);
    row("4.1 6. another subprotocol", upgradeAnd({"Sec-WebSocket-Protocol: c"}),
        u"the server chose the subprotocol \"c\", which was not offered"_s);
    row("4.1 6. two subprotocols",
        upgradeAnd({"Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: a"}),
        u"the server sent Sec-WebSocket-Protocol more than once"_s);
}

void tst_ClientHandshake::clientRefuses()
{
    QFETCH(const QByteArray, response);
    for (const qsizetype step : {response.size() + FirstFrame.size(), qsizetype(1)}) {
        ClientHandshake handshake(options({u"a"_s, u"b"_s}));
        QCOMPARE(feed(handshake, response + FirstFrame, step), response.size());
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
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("statusCode");
    const auto row = [](const char *tag, const QByteArray &response, const QString &reason,
                        int statusCode) { QTest::newRow(tag) << response << reason << statusCode; };
    row("4.2.2 HTTP/1.0", upgradeWithStatusLine("HTTP/1.0 101 Switching Protocols"),
        u"the server answered 101 Switching Protocols, but in HTTP/1.0"_s, 101);
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n",
        u"the server's answer could not be read: it is not HTTP"_s, 0);
    row("9112 5 no colon", "HTTP/1.1 503 Busy\r\nX\r\n\r\n",
        u"the server answered 503 Busy, but the answer could not be read: a header field has no "
        u"colon"_s,
        503);
    row("nine interim responses",
        QByteArray("HTTP/1.1 100 Continue\r\n\r\n").repeated(9) + upgradeAnd(),
        u"the server sent more than 8 interim responses"_s, 0);
}

void tst_ClientHandshake::clientFails()
{
    QFETCH(const QByteArray, response);
    for (const qsizetype step : {response.size(), qsizetype(1)}) {
        ClientHandshake handshake(options());
        feed(handshake, response, step);
        QCOMPARE(handshake.status(), Status::Failed);
        QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
        QTEST(handshake.reason(), "reason");
        QTEST(handshake.response().statusCode(), "statusCode");
        QCOMPARE(handshake.feed(FirstFrame), 0);
    }
}

void tst_ClientHandshake::compressionIsTheOneAgreed()
{
    ProtocolOptions compressing = options();
    compressing.compression = {.clientNoContextTakeover = true, .clientMaxWindowBits = 10};
    ClientHandshake handshake(compressing);
    QVERIFY(handshake.request().contains("\r\nSec-WebSocket-Extensions: permessage-deflate; "
                                         "client_no_context_takeover; client_max_window_bits=10"
                                         "\r\n"));
    QVERIFY(!handshake.compression());
    feed(handshake,
         upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate;server_max_window_bits=\"9\""}),
         1);
    QCOMPARE(handshake.status(), Status::Accepted);
    QCOMPARE(handshake.extensions(), {u"permessage-deflate; server_max_window_bits=9"_s});
    // 7692 7.1.1.2, 7.1.2.2: what was said of our own frames holds, though the answer is silent
    const Core::DeflateParameters expected = {.clientNoContextTakeover = true,
                                              .serverMaxWindowBits = 9,
                                              .clientMaxWindowBits = 10};
    QCOMPARE(handshake.compression(), expected);
}

void tst_ClientHandshake::compressionThatIsRefusedIsNotAgreed()
{
    ProtocolOptions compressing = options();
    compressing.compression.emplace();
    ClientHandshake handshake(compressing);
    feed(handshake,
         upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: x"}),
         1);
    QCOMPARE(handshake.status(), Status::Rejected);
    QVERIFY(handshake.extensions().isEmpty());
    QVERIFY(!handshake.compression());
}

void tst_ClientHandshake::limitsAreThoseOfTheOptions()
{
    const auto statusOf = [](const ProtocolOptions &options, const QByteArray &response) {
        ClientHandshake handshake(options);
        feed(handshake, response + FirstFrame, 100);
        return handshake.status();
    };
    ProtocolOptions limited = options();
    const QByteArray response = upgradeAnd({"X: " + QByteArray(100, 'a')});
    limited.maxHeadSize = response.size();
    limited.maxHeadLine = 103;
    limited.maxHeadFields = 4;
    QCOMPARE(statusOf(limited, response), Status::Accepted);
    --limited.maxHeadSize;
    QCOMPARE(statusOf(limited, response), Status::Failed);
    ++limited.maxHeadSize;
    --limited.maxHeadLine;
    QCOMPARE(statusOf(limited, response), Status::Failed);
    ++limited.maxHeadLine;
    --limited.maxHeadFields;
    QCOMPARE(statusOf(limited, response), Status::Failed);
}

void tst_ClientHandshake::endOfTheStreamFails_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("reason");
    const QString before = u"the server closed the connection before it answered"_s;
    QTest::newRow("nothing") << QByteArray() << before;
    QTest::newRow("an interim response") << "HTTP/1.1 100 Continue\r\n\r\n"_ba << before;
    QTest::newRow("half a status line")
            << StatusLine << u"the server closed the connection in the middle of its answer"_s;
    QTest::newRow("half a head") << StatusLine + "\r\n"
                                 << u"the server answered 101 Switching Protocols, but closed the "
                                    u"connection in the middle of it"_s;
}

void tst_ClientHandshake::endOfTheStreamFails()
{
    QFETCH(const QByteArray, octets);
    ClientHandshake handshake(options());
    QCOMPARE(feed(handshake, octets, 7), octets.size());
    QCOMPARE(handshake.status(), Status::Pending);
    handshake.feedEof();
    QCOMPARE(handshake.status(), Status::Failed);
    QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
    QTEST(handshake.reason(), "reason");
}

void tst_ClientHandshake::bodyIsReadToItsEnd()
{
    const QByteArray head = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\n";
    for (qsizetype at = 0; at <= head.size() + 4; ++at) {
        const QByteArray octets = head + "gone" + FirstFrame;
        ClientHandshake handshake(options());
        QCOMPARE(handshake.feed(octets.first(at)), at);
        QCOMPARE(handshake.isReadingBody(), at >= head.size() && at < head.size() + 4);
        QCOMPARE(handshake.feed(octets.sliced(at)), head.size() + 4 - at);
        QCOMPARE(handshake.status(), Status::Rejected);
        QCOMPARE(handshake.response().body(), "gone");
    }
}

void tst_ClientHandshake::bodyCanBeCutShort()
{
    ClientHandshake handshake(options());
    handshake.feed("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n");
    QCOMPARE(handshake.status(), Status::Pending);
    QVERIFY(handshake.isReadingBody());
    QCOMPARE(handshake.response().statusCode(), 404); // known already
    handshake.feed("gone");
    handshake.feedEof();
    QCOMPARE(handshake.status(), Status::Rejected);
    QVERIFY(!handshake.isReadingBody());
    QCOMPARE(handshake.response().body(), "gone");

    ProtocolOptions none = options();
    none.maxRejectionBody = 0;
    ClientHandshake other(none);
    other.feed("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\ngone");
    QCOMPARE(other.status(), Status::Rejected);
    QVERIFY(other.response().body().isEmpty());
}

QTEST_APPLESS_MAIN(tst_ClientHandshake)
#include "tst_clienthandshake.moc"
