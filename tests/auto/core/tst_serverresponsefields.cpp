// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client and the fields of a server's 101: H11 to H17, H20, H25. Each that the upgrade rests on is
// missing, wrong, or there twice; and each way to write a field that two readers could read as two.

#include "responserows.h"

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using namespace HandshakeAnswers;

class tst_ServerResponseFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientChecksTheUpgrade_data();
    void clientChecksTheUpgrade();
    void clientChecksTheAccept_data();
    void clientChecksTheAccept();
    void clientChecksWhatIsAgreed_data();
    void clientChecksWhatIsAgreed();
    void clientChecksEachField_data();
    void clientChecksEachField();
};

// RFC 6455 4.1, 2. and 3.
void tst_ServerResponseFields::clientChecksTheUpgrade_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QString noUpgrade = u"the server answered 101 without \"Upgrade: websocket\""_s;
    const auto upgrade = [&](const char *tag, const QByteArray &line, bool open) {
        const QByteArray octets = upgradeWithUpgrade(line);
        addResponse("H11 "_ba + tag, open ? opens(octets) : rejected(octets, noUpgrade));
    };
    addResponse("H11 Upgrade missing",
                rejected(answer({StatusLine, Connection, Accept}), noUpgrade));
    upgrade("Upgrade empty", "Upgrade:", false);
    upgrade("Upgrade: websockets", "Upgrade: websockets", false);
    upgrade("Upgrade: WebSocket", "Upgrade: WebSocket", true);
    upgrade("Upgrade: WEBSOCKET", "Upgrade: WEBSOCKET", true);
    upgrade("Upgrade: h2c, websocket", "Upgrade: h2c, websocket", false);
    upgrade("Upgrade: websocket, websocket", "Upgrade: websocket, websocket", false);
    upgrade("Upgrade twice", "Upgrade: websocket\r\nUpgrade: websocket", false);
    upgrade("Upgrade: websocket/13", "Upgrade: websocket/13", false);
    upgrade("Upgrade in quotes", "Upgrade: \"websocket\"", false);
    upgrade("Upgrade: web socket", "Upgrade: web socket", false);

    const QString noConnection = u"the server answered 101 without \"Connection: Upgrade\""_s;
    const auto connection = [&](const char *tag, const QByteArray &line, bool open) {
        const QByteArray octets = upgradeWithConnection(line);
        addResponse("H12 "_ba + tag, open ? opens(octets) : rejected(octets, noConnection));
    };
    addResponse("H12 Connection missing",
                rejected(answer({StatusLine, Upgrade, Accept}), noConnection));
    connection("Connection empty", "Connection:", false);
    connection("Connection: keep-alive", "Connection: keep-alive", false);
    connection("Connection: keep-alive, Upgrade", "Connection: keep-alive, Upgrade", true);
    connection("Connection: upgrade", "Connection: upgrade", true);
    connection("Connection: Upgrade, close", "Connection: Upgrade, close", true);
    connection("Connection twice", "Connection: keep-alive\r\nConnection: Upgrade", true);
    connection("Connection: Upgraded", "Connection: Upgraded", false);
    connection("Connection in quotes", "Connection: \"Upgrade\"", false);
    connection("Connection twice, neither of them", "Connection: close\r\nConnection: x-upgrade",
               false);
}

void tst_ServerResponseFields::clientChecksTheUpgrade()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

// RFC 6455 4.1, 4.
void tst_ServerResponseFields::clientChecksTheAccept_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QString wrong = u"the server's Sec-WebSocket-Accept does not belong to our key"_s;
    const QString tooMany = u"the server sent Sec-WebSocket-Accept more than once"_s;
    const QByteArray right = Accept.sliced(Accept.indexOf(' ') + 1);
    const auto refused = [&](const char *tag, const QByteArray &value) {
        addResponse("H13 accept "_ba + tag,
                    rejected(upgradeWithAccept("Sec-WebSocket-Accept: " + value), wrong));
    };
    addResponse("H13 accept missing",
                rejected(answer({StatusLine, Upgrade, Connection}),
                         u"the server answered 101 without Sec-WebSocket-Accept"_s));
    refused("empty", "");
    refused("wrong", "wrong");
    refused("right, but for another key", "HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
    refused("in lower case", right.toLower());
    addResponse("H13 accept with a blank behind it", opens(upgradeWithAccept(Accept + ' ')));
    addResponse("H13 accept with blanks before it",
                opens(upgradeWithAccept("Sec-WebSocket-Accept: \t " + right)));
    refused("in quotes", '"' + right + '"');
    refused("of 27 octets", right.chopped(1));
    refused("of 29 octets", right + '=');
    addResponse("H13 accept twice, equal", rejected(upgradeAnd({Accept}), tooMany));
    addResponse("H13 accept twice, different",
                rejected(upgradeAnd({"Sec-WebSocket-Accept: x"}), tooMany));
    refused("twice in a field", right + ", " + right);
    refused("is the key as it was sent", options().key);
    refused("is the key's octets", QByteArray::fromBase64(options().key));

    // of a cache, for a nonce that was somebody else's
    addResponse("H25 replayed",
                rejected("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         "Connection: Upgrade\r\nAge: 60\r\n"
                         "Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=\r\n\r\n",
                         wrong));
}

void tst_ServerResponseFields::clientChecksTheAccept()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

// RFC 6455 4.1, 5. and 6.
void tst_ServerResponseFields::clientChecksWhatIsAgreed_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QStringList both = {u"a"_s, u"b"_s};
    const auto protocol = [](const char *tag, const QStringList &offered,
                             const QList<QByteArray> &answers, const QString &agreed,
                             const QString &reason = {}) {
        QList<QByteArray> lines;
        for (const QByteArray &answer : answers)
            lines.append("Sec-WebSocket-Protocol: " + answer);
        ServerResponse response = reason.isNull() ? opens(upgradeAnd(lines))
                                                  : rejected(upgradeAnd(lines), reason);
        response.offered = offered;
        response.protocol = agreed;
        addResponse("H14 protocol "_ba + tag, response);
    };
    const auto notOffered = [](const QString &name) {
        return u"the server chose the subprotocol \"%1\", which was not offered"_s.arg(name);
    };
    protocol("none asked for, a answered", {}, {"a"}, {}, notOffered(u"a"_s));
    protocol("none asked for, an empty one answered", {}, {""}, {}, notOffered({}));
    protocol("a, b asked for, a answered", both, {"a"}, u"a"_s);
    protocol("a, b asked for, b answered in blanks", both, {"  b\t"}, u"b"_s);
    protocol("a, b asked for, c answered", both, {"c"}, {}, notOffered(u"c"_s));
    protocol("a, b asked for, A answered", both, {"A"}, {}, notOffered(u"A"_s));
    protocol("a, b asked for, both answered", both, {"a, b"}, {}, notOffered(u"a, b"_s));
    protocol("a, b asked for, a answered with a comma", both, {"a,"}, {}, notOffered(u"a,"_s));
    protocol("a, b asked for, a answered twice", both, {"a", "a"}, {},
             u"the server sent Sec-WebSocket-Protocol more than once"_s);
    protocol("a, b asked for, an empty one answered", both, {""}, {}, notOffered({}));
    protocol("none asked for, none answered", {}, {}, {});
    protocol("a, b asked for, none answered", both, {}, {});

    const QString extension =
            u"the server chose the extension \"permessage-deflate\", which was not offered"_s;
    addResponse("H15 extension not offered",
                rejected(upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate"}), extension));
    addResponse("H15 extension not offered, twice",
                rejected(upgradeAnd({"Sec-WebSocket-Extensions: permessage-deflate",
                                     "Sec-WebSocket-Extensions: permessage-deflate"}),
                         u"the server sent Sec-WebSocket-Extensions more than once"_s));
    // what of it is agreed is in tst_permessagedeflate.cpp
    const auto offered = [](ServerResponse response, const QStringList &extensions = {}) {
        response.compress = true;
        response.extensions = extensions;
        return response;
    };
    const QByteArray deflate = "Sec-WebSocket-Extensions: permessage-deflate";
    addResponse("H15 extension offered",
                offered(opens(upgradeAnd({deflate})), {u"permessage-deflate"_s}));
    addResponse("H15 extension offered, not answered", offered(opens(upgradeAnd())));
    addResponse("H15 extension offered, answered twice in a field",
                offered(rejected(upgradeAnd({deflate + ", permessage-deflate"}),
                                 u"the server chose the extension \"permessage-deflate\" twice"_s)));
    addResponse("H15 extension offered, answered in two fields",
                offered(rejected(upgradeAnd({deflate, deflate}),
                                 u"the server sent Sec-WebSocket-Extensions more than once"_s)));
    addResponse("H15 another extension than the one offered",
                offered(rejected(upgradeAnd({"Sec-WebSocket-Extensions: x-mux"}),
                                 u"\"x-mux\", which was not offered"_s)));
    addResponse("H16 Sec-WebSocket-Version in the answer",
                opens(upgradeAnd({"Sec-WebSocket-Version: 13"})));
}

void tst_ServerResponseFields::clientChecksWhatIsAgreed()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

// RFC 9112 5
void tst_ServerResponseFields::clientChecksEachField_data()
{
    QTest::addColumn<ServerResponse>("response");
    const auto failing = [](const char *tag, const QByteArray &line, const QString &reason) {
        addResponse("H17 "_ba + tag, fails(upgradeAnd({line}), reason, 101));
    };
    const auto opening = [](const char *tag, const QList<QByteArray> &lines, const Headers &fields) {
        ServerResponse response = opens(upgradeAnd(lines));
        response.fields = fields;
        addResponse(tag, response);
    };
    const QString name = u"a header field has an invalid name"_s;
    const QString value = u"a header field has an invalid value"_s;
    failing("blank before the colon", "X : a", name);
    failing("empty name", ": a", name);
    failing("control in a name", "X\x01: a", name);
    failing("UTF-8 in a name", "\xC3\xA9: a", name);
    failing("no colon", "X", u"a header field has no colon"_s);
    // RFC 9112 5.2: a client reads it as a blank, where a server has to refuse it
    opening("H17 folded line", {"X: a", " b"}, {{"X", "a b"}});
    addResponse("H17 blank before the first field",
                fails(answer({StatusLine, " X: a", Upgrade}),
                      u"a line of its header begins with a blank"_s, 101));
    addResponse("H17 bare LF",
                fails(upgradeAnd().replace("\r\n", "\n"), u"a line of it does not end in CR LF"_s));
    failing("bare LF in a field", "X: a\nY: b", u"a line of it does not end in CR LF"_s);
    failing("bare CR", "X: a\rb", value);
    failing("NUL in a value", "X: a\0b"_ba, value);
    failing("DEL in a value", "X: a\x7F", value);
    opening("H17 tab in a value", {"X: a\tb"}, {{"X", "a\tb"}});
    opening("H17 UTF-8 in a value", {"X: \xC3\xA9"}, {{"X", "\xC3\xA9"}});

    addResponse("H20 names in any case",
                opens(answer({StatusLine, "uPGRADE: websocket", "CONNECTION: Upgrade",
                              "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="})));
    opening("H20 harmless fields twice", {"Server: a", "server: b"},
            {{"Server", "a"}, {"Server", "b"}});
    Headers cookies;
    QList<QByteArray> lines;
    for (int i = 0; i < 20; ++i) {
        cookies.append("set-cookie", "c" + QByteArray::number(i) + "=1; Path=/, x");
        lines.append("Set-Cookie: c" + QByteArray::number(i) + "=1; Path=/, x");
    }
    opening("H20 Set-Cookie twenty times", lines, cookies);
}

void tst_ServerResponseFields::clientChecksEachField()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

QTEST_APPLESS_MAIN(tst_ServerResponseFields)
#include "tst_serverresponsefields.moc"
