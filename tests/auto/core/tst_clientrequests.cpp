// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A server and the requests of clients, each as one block, octet by octet, and with more in the
// same block: a frame behind what is accepted, a second request behind what is not. Tags number the
// kinds of requests, R1 to R30. R27, the slow one, is slowRequestIsRefused of
// tst_protocolhandshake.cpp and serverEndsSlowRequests of tst_lomondserverwire.cpp; whose requests
// are welcome, by Origin and Host, is in tst_requestpolicy.cpp.

#include "handshakerequests.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using namespace HandshakeRequests;
using State = Protocol::State;
using Transport = Protocol::Transport;

namespace {

struct ClientRequest
{
    QByteArray octets = {};
    int status = 101; // of the answer; 101 if it may be accepted
    Headers fields = {}; // of the answer, besides those that each has
    QStringList protocols = {}; // offered
    ProtocolOptions limits = {};
};

// A server, and what it makes of the octets.
class AskedServer
{
public:
    explicit AskedServer(const ProtocolOptions &limits)
        : m_protocol(Role::Server, limits)
    {}

    Protocol *operator->() { return &m_protocol; }

    void feed(QByteArrayView octets, qsizetype step)
    {
        for (qsizetype at = 0; at < octets.size(); at += step) {
            m_protocol.feed(octets.sliced(at, qMin(step, octets.size() - at)));
            pull();
        }
    }
    void pull()
    {
        while (const std::optional<Protocol::Event> event = m_protocol.nextEvent()) {
            events.append(inWords(*event));
            if (const auto *asked = std::get_if<Protocol::UpgradeRequest>(&*event))
                request = asked->request;
        }
    }

    QByteArray output()
    {
        QByteArray octets;
        while (m_protocol.pendingOutput() > 0)
            octets += m_protocol.takeOutput();
        return octets;
    }

    QStringList events;
    Request request;

private:
    Protocol m_protocol;
};

void compareTaken(AskedServer &server, const ClientRequest &expected, bool withFrame)
{
    QCOMPARE(server.events, QStringList(u"UpgradeRequest"_s));
    QCOMPARE(server.request.path(), u"/chat"_s);
    QCOMPARE(server.request.query(), u"room=5"_s);
    QCOMPARE(server.request.protocols(), expected.protocols);
    QCOMPARE(server->state(), State::Connecting);
    QCOMPARE(server->transport(), Transport::KeepOpen);
    QCOMPARE(server->pendingOutput(), 0);
    QCOMPARE(server->accept(), ErrorCode::NoError);
    QCOMPARE(server->state(), State::Open);
    if (!withFrame)
        server.feed(text("early").octets(true), 1);
    server.pull();
    QCOMPARE(server.events.value(1), u"Text 'early'"_s);
    QCOMPARE(server.output(), SampleResponse);
    QCOMPARE(server->transport(), Transport::KeepOpen);
}

void compareAnswer(const QByteArray &answer, const ClientRequest &expected)
{
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(expected.status) + ' '), answer);
    QCOMPARE(answer.count("HTTP/1.1 "), 1);
    const qsizetype headSize = answer.indexOf("\r\n\r\n") + 4;
    const QByteArray head = answer.first(headSize);
    Headers fields = expected.fields;
    const bool upgrade = fields.contains("Upgrade"); // RFC 9110 7.8: then Connection says so
    fields.append("Connection", upgrade ? "close, Upgrade" : "close");
    fields.append("Content-Length", QByteArray::number(answer.size() - headSize));
    fields.append("Content-Type", "text/plain; charset=utf-8");
    for (const Headers::Field &field : fields)
        QVERIFY2(head.contains("\r\n" + field.name + ": " + field.value + "\r\n"), head);
    QCOMPARE(head.count("\r\n"), fields.size() + 2); // no other field
    QVERIFY(answer.size() > headSize);
}

// Nothing that follows is looked at: what a proxy took for a body could be another request.
void compareRefused(AskedServer &server, const ClientRequest &expected)
{
    QCOMPARE(server.events, QStringList(u"Failed HandshakeError 0"_s));
    compareAnswer(server.output(), expected);
    QCOMPARE(server->state(), State::Closed);
    QCOMPARE(server->transport(), Transport::CloseWhenFlushed);
    server.feed(requestAnd(), 100);
    server->commitEof();
    QVERIFY(!server->nextEvent());
    QCOMPARE(server.events.size(), 1);
    QCOMPARE(server->accept(), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->reject(404), ErrorCode::WebSocketUnavailable);
    QCOMPARE(server->pendingOutput(), 0);
}

} // namespace

class tst_ClientRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverJudgesTheRequestLine_data();
    void serverJudgesTheRequestLine() { compareRequest(); }
    void serverJudgesTheFields_data();
    void serverJudgesTheFields() { compareRequest(); }
    void serverJudgesTheUpgrade_data();
    void serverJudgesTheUpgrade() { compareRequest(); }
    void serverJudgesTheProtocols_data();
    void serverJudgesTheProtocols() { compareRequest(); }
    void serverBoundsTheHead_data();
    void serverBoundsTheHead() { compareRequest(); }

private:
    static void add(const QByteArray &tag, const ClientRequest &request)
    {
        QTest::newRow(tag) << request;
    }
    static void refused(const QByteArray &tag, const QByteArray &octets, int status,
                        const Headers &fields = {})
    {
        add(tag, {.octets = octets, .status = status, .fields = fields});
    }
    static void compareRequest();
};

void tst_ClientRequests::compareRequest()
{
    QFETCH(const ClientRequest, request);
    const bool isTaken = request.status == 101;
    const QByteArray more = isTaken ? text("early").octets(true) : requestAnd();
    for (const qsizetype step : {request.octets.size(), qsizetype(1)}) {
        AskedServer server(request.limits);
        server.feed(request.octets, step);
        isTaken ? compareTaken(server, request, false) : compareRefused(server, request);
        if (QTest::currentTestFailed())
            return;
    }
    for (const qsizetype step : {request.octets.size() + more.size(), qsizetype(1)}) {
        AskedServer server(request.limits);
        server.feed(request.octets + more, step);
        isTaken ? compareTaken(server, request, true) : compareRefused(server, request);
        if (QTest::currentTestFailed())
            return;
    }
}

void tst_ClientRequests::serverJudgesTheRequestLine_data()
{
    QTest::addColumn<ClientRequest>("request");
    const Headers allow = {{"Allow", "GET"}};
    add("R1 GET", {.octets = requestAnd()});
    refused("R2 POST", requestWithLine("POST /chat HTTP/1.1"), 405, allow);
    refused("R2 HEAD", requestWithLine("HEAD /chat HTTP/1.1"), 405, allow);
    refused("R2 OPTIONS", requestWithLine("OPTIONS /chat HTTP/1.1"), 405, allow);
    refused("R3 CONNECT", requestWithLine("CONNECT a.test:81 HTTP/1.1"), 405, allow);
    refused("R4 get", requestWithLine("get /chat HTTP/1.1"), 405, allow);
    refused("R5 HTTP/1.0", requestWithLine("GET /chat HTTP/1.0"), 505);
    refused("R5 HTTP/2.0", "PRI * HTTP/2.0\r\n\r\n", 505);
    add("R5 HTTP/1.2", {.octets = requestWithLine("GET /chat?room=5 HTTP/1.2")}); // RFC 9110 2.5
    for (const char *target : {"http://a.test:81/chat?room=5", "WS://a.test:81/chat?room=5"})
        add(QByteArray("R6 target ") + target,
            {.octets = requestWithLine(QByteArray("GET ") + target + " HTTP/1.1")});
    for (const char *target : {"*", "chat", "a.test:81", "ftp://a.test/", "http:///x", "/a#b"})
        refused(QByteArray("R6 target ") + target,
                requestWithLine(QByteArray("GET ") + target + " HTTP/1.1"), 400);
    refused("R30 TLS hello", "\x16\x03\x01\x02", 400);
    refused("R30 frame first", text("hello").octets(true) + "\r\n\r\n", 400);
}

void tst_ClientRequests::serverJudgesTheFields_data()
{
    QTest::addColumn<ClientRequest>("request");
    refused("R7 Host missing", requestWithout(Host), 400);
    refused("R7 Host empty", requestWith("Host:"), 400);
    refused("R7 Host with user info", requestWith("Host: me@a.test"), 400);
    add("R7 Host by IPv6", {.octets = requestWith("Host: [::1]:81")});
    refused("R8 Host twice, equal", requestAnd({Host}), 400);
    refused("R8 Host twice, different", requestAnd({"Host: b.test"}), 400);

    refused("R25 Content-Length: 5", requestAnd({"Content-Length: 5"}) + "hello", 400);
    refused("R25 Content-Length of a request", // what smuggling is made of
            requestAnd({"Content-Length: " + QByteArray::number(requestAnd().size())}), 400);
    add("R25 Content-Length: 0", {.octets = requestAnd({"Content-Length: 0"})});
    refused("R25 Content-Length: x", requestAnd({"Content-Length: x"}), 400);
    refused("R25 Content-Length: +0", requestAnd({"Content-Length: +0"}), 400);
    refused("R25 Content-Length twice", requestAnd({"Content-Length: 0", "Content-Length: 5"}), 400);
    refused("R25 Transfer-Encoding", requestAnd({"Transfer-Encoding: chunked"}) + "0\r\n\r\n", 400);
    refused("R25 both", requestAnd({"Content-Length: 0", "Transfer-Encoding: identity"}), 400);

    add("R26 frame before our 101", {.octets = requestAnd()});
    add("R26 names in any case",
        {.octets = requestAnd().replace("Sec-WebSocket", "sec-websocket")});
    refused("R30 blank before a colon", requestAnd({"X : a"}), 400);
    refused("R30 folded line", requestAnd({"X: a", " b"}), 400); // RFC 9112 5.2
    refused("R30 blank before the first field",
            request({RequestLine, " X: a", Host, Upgrade, Connection, Key, Version}), 400);
    refused("R30 bare LF", requestAnd().replace("\r\n", "\n"), 400);
    refused("R30 bare CR", requestAnd({"X: a\rb"}), 400);
    refused("R30 NUL in a value", requestAnd({"X: a\0b"_ba}), 400);
    refused("R30 no colon", requestAnd({"X"}), 400);
}

void tst_ClientRequests::serverJudgesTheUpgrade_data()
{
    QTest::addColumn<ClientRequest>("request");
    const Headers upgrade = {{"Upgrade", "websocket"}};
    refused("R9 Upgrade missing", requestWithout(Upgrade), 426, upgrade);
    refused("R9 Upgrade: h2c, websockets", requestWith("Upgrade: h2c, websockets"), 426, upgrade);
    add("R9 Upgrade: h2c, WebSocket", {.octets = requestWith("Upgrade: h2c, WebSocket")});
    refused("R10 Connection missing", requestWithout(Connection), 400);
    refused("R10 Connection: keep-alive", requestWith("Connection: keep-alive, Upgraded"), 400);
    add("R10 Connection: keep-alive, uPGRADE",
        {.octets = requestWith("Connection: keep-alive, uPGRADE")});
    add("R10 Connection twice", {.octets = requestAnd({"Connection: keep-alive"})});

    const auto key = [](const char *tag, const QByteArray &value) {
        refused(tag, requestWith("Sec-WebSocket-Key: " + value), 400);
    };
    refused("R11 key missing", requestWithout(Key), 400);
    key("R11 key empty", "");
    refused("R12 key twice, equal", requestAnd({Key}), 400);
    refused("R12 key twice, different", requestAnd({"Sec-WebSocket-Key: YWFhYWFhYWFhYWFhYWFhYQ=="}),
            400);
    key("R13 key of 15 octets", "YWFhYWFhYWFhYWFhYWFh");
    key("R14 key of 17 octets", "YWFhYWFhYWFhYWFhYWFhYWE=");
    key("R15 key that is no base64", "dGhlIHNhbXBsZSBub25jZ!==");
    key("R15 key with a blank", "dGhlIHNhbXBs ZSBub25jZQ==");
    key("R15 key without its padding", "dGhlIHNhbXBsZSBub25jZQ");
    key("R16 key with padding bits", "dGhlIHNhbXBsZSBub25jZR==");

    const auto version = [](const char *tag, const QByteArray &octets) {
        refused(tag, octets, 426, {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}});
    };
    refused("R17 version missing", requestWithout(Version), 400);
    version("R18 version 8", requestWith("Sec-WebSocket-Version: 8"));
    version("R19 version 12", requestWith("Sec-WebSocket-Version: 12"));
    version("R20 version 13, 8", requestWith("Sec-WebSocket-Version: 13, 8"));
    version("R20 version 13 and 8", requestAnd({"Sec-WebSocket-Version: 8"}));
    version("R20 version 013", requestWith("Sec-WebSocket-Version: 013"));
    version("R20 version empty", requestWith("Sec-WebSocket-Version:"));
}

void tst_ClientRequests::serverJudgesTheProtocols_data()
{
    QTest::addColumn<ClientRequest>("request");
    const auto taken = [](const char *tag, const QList<QByteArray> &values,
                          const QStringList &protocols, qsizetype maxHeadLine = 8 * 1024) {
        QList<QByteArray> lines;
        for (const QByteArray &value : values)
            lines.append("Sec-WebSocket-Protocol: " + value);
        ClientRequest request = {.octets = requestAnd(lines), .protocols = protocols};
        request.limits.maxHeadLine = maxHeadLine;
        add(tag, request);
    };
    const auto bad = [](const char *tag, const QByteArray &value) {
        refused(tag, requestAnd({"Sec-WebSocket-Protocol: " + value}), 400);
    };
    const QStringList both = {u"a"_s, u"b"_s};
    taken("R21 two subprotocols", {"a, b"}, both);
    taken("R21 two subprotocols in two fields", {"a", "b"}, both);
    const QByteArray commas = "a" + QByteArray(10'000, ',') + "b";
    taken("R21 10,000 commas, if a line may be so long", {commas}, both, 16 * 1024);
    refused("R21 10,000 commas", requestAnd({"Sec-WebSocket-Protocol: " + commas}), 431);
    taken("R22 empty elements", {",a,, ,b,"}, both);
    bad("R22 only empty elements", ", ,");
    bad("R22 empty", "");
    bad("R23 a subprotocol twice", "a, b, a");
    refused("R23 a subprotocol twice in two fields",
            requestAnd({"Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: a"}), 400);
    taken("R23 two that differ by case", {"a, A"}, {u"a"_s, u"A"_s});
    bad("R24 subprotocol with a blank", "a b");
    bad("R24 subprotocol in quotes", "\"a\"");
    bad("R24 subprotocol with a parameter", "a;b");
    bad("R24 subprotocol in UTF-8", "\xC3\xA9");
}

void tst_ClientRequests::serverBoundsTheHead_data()
{
    QTest::addColumn<ClientRequest>("request");
    const auto field = [](qsizetype size) { return "X: " + QByteArray(size - 3, 'a'); };
    add("R28 100 fields", {.octets = requestAnd(QList<QByteArray>(95, "X: a"))});
    refused("R28 101 fields", requestAnd(QList<QByteArray>(96, "X: a")), 431);
    add("R28 field of 8192 octets", {.octets = requestAnd({field(8'192)})});
    refused("R28 field of 8193 octets", requestAnd({field(8'193)}), 431);
    refused("R28 field without an end", requestAnd().chopped(2) + field(9'000), 431);

    const QList<QByteArray> big(4, field(8'000));
    const qsizetype rest = 32'768 - requestAnd(big).size() - 2;
    add("R28 head of 32768 octets", {.octets = requestAnd(big + QList {field(rest)})});
    refused("R28 head of 32769 octets", requestAnd(big + QList {field(rest + 1)}), 431);
    refused("R28 head of 33 KiB", requestAnd(QList<QByteArray>(33, field(1'022))), 431);

    const auto line = [](qsizetype size) {
        return requestWithLine("GET /chat?room=5" + QByteArray(size - 25, '&') + " HTTP/1.1");
    };
    QCOMPARE(line(8'192).indexOf('\r'), 8'192);
    refused("R29 request line of 8193 octets", line(8'193), 414);
    refused("R29 request line without an end", QByteArray(9'000, 'A'), 414);
}

QTEST_APPLESS_MAIN(tst_ClientRequests)
#include "tst_clientrequests.moc"
