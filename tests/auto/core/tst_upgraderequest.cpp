// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The client's request octet by octet; and what cannot be asked for, down to the last attempt to
// smuggle a line into it.

#include "core/upgraderequest_p.h"

#include "../../shared/injections.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using Lomond::Core::makeUpgradeRequest;
using Lomond::Core::UpgradeRequest;

class tst_UpgradeRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainRequestIsExact();
    void fullRequestIsExact();
    void requestForAUrlIsExact_data();
    void requestForAUrlIsExact();
    void credentials_data();
    void credentials();
    void credentialsOfTheApplicationWin();
    void compressionIsOffered();
    void badUrlsAreRefused_data();
    void badUrlsAreRefused();
    void badUrlsAreNotQuoted();
    void badValuesAreRefused_data();
    void badValuesAreRefused();
    void injectionsAreRefused_data();
    void injectionsAreRefused();
    void badCompressionIsRefused();
    void oddButLegalValuesAreSentAsTheyAre();
};

namespace {

ProtocolOptions optionsFor(const QString &url)
{
    ProtocolOptions options;
    options.url = QUrl(url);
    options.key = "dGhlIHNhbXBsZSBub25jZQ==";
    return options;
}

QByteArray valueOf(const QByteArray &request, const QByteArray &name)
{
    for (const QByteArray &line : request.split('\n')) {
        if (line.startsWith(name + ": "))
            return line.sliced(name.size() + 2).chopped(1);
    }
    return {};
}

} // namespace

void tst_UpgradeRequest::plainRequestIsExact()
{
    const UpgradeRequest request = makeUpgradeRequest(optionsFor(u"ws://a.test"_s));
    QCOMPARE(request.error, ErrorCode::NoError);
    QVERIFY(request.reason.isEmpty());
    QCOMPARE(request.octets, "GET / HTTP/1.1\r\n"
                             "Host: a.test\r\n"
                             "Upgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                             "Sec-WebSocket-Version: 13\r\n"
                             "\r\n");
}

void tst_UpgradeRequest::fullRequestIsExact()
{
    ProtocolOptions options = optionsFor(u"wss://me:secret@a.test:8443/x/y?q=1"_s);
    options.protocols = {u"soap"_s, u"wamp"_s};
    options.compression.emplace();
    options.agent = "Ticker/1.0 (Lomond)";
    options.headers = {{"Cookie", "a=1"}, {"x-b", "2"}, {"Cookie", "c=3"}};
    QCOMPARE(makeUpgradeRequest(options).octets, "GET /x/y?q=1 HTTP/1.1\r\n"
                                                 "Host: a.test:8443\r\n"
                                                 "Upgrade: websocket\r\n"
                                                 "Connection: Upgrade\r\n"
                                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                                 "Sec-WebSocket-Version: 13\r\n"
                                                 "Sec-WebSocket-Protocol: soap, wamp\r\n"
                                                 "Sec-WebSocket-Extensions: permessage-deflate; "
                                                 "client_max_window_bits\r\n"
                                                 "User-Agent: Ticker/1.0 (Lomond)\r\n"
                                                 "Authorization: Basic bWU6c2VjcmV0\r\n"
                                                 "Cookie: a=1\r\n"
                                                 "x-b: 2\r\n"
                                                 "Cookie: c=3\r\n"
                                                 "\r\n");
}

void tst_UpgradeRequest::requestForAUrlIsExact_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("host");

    const auto row = [](const char *tag, const QString &url, const QByteArray &target,
                        const QByteArray &host) { QTest::newRow(tag) << url << target << host; };
    row("4.1 default port of ws", u"ws://a.test:80/"_s, "/", "a.test");
    row("4.1 default port of wss", u"wss://a.test:443/"_s, "/", "a.test");
    row("4.1 other scheme's port of ws", u"ws://a.test:443/"_s, "/", "a.test:443");
    row("4.1 other scheme's port of wss", u"wss://a.test:80/"_s, "/", "a.test:80");
    row("3 empty path", u"ws://a.test?q"_s, "/?q", "a.test");
    row("3 empty query", u"ws://a.test/?"_s, "/?", "a.test");
    row("3 query is kept", u"ws://a.test/a?b=c&d=%26?e"_s, "/a?b=c&d=%26?e", "a.test");
    row("3 blanks and UTF-8 in path and query", u"ws://a.test/é x?é y"_s, "/%C3%A9%20x?%C3%A9%20y",
        "a.test");
    row("percent-encoding is kept", u"ws://a.test/%2F%3F%23%25"_s, "/%2F%3F%23%25", "a.test");
    row("dots and slashes are kept", u"ws://a.test//x/../y/"_s, "//x/../y/", "a.test");
    row("line ends in a query are data", u"ws://a.test/?text=a%0D%0Ab"_s, "/?text=a%0D%0Ab",
        "a.test");
    row("raw line ends in a query are encoded", u"ws://a.test/?a\r\nb"_s, "/?a%0D%0Ab", "a.test");
    row("scheme and host in capitals", u"WS://A.Test/A"_s, "/A", "a.test");
    row("IDN", u"ws://bücher.test/"_s, "/", "xn--bcher-kva.test");
    row("IPv4", u"ws://127.0.0.1:81/"_s, "/", "127.0.0.1:81");
    row("3986 3.2.2 IPv6", u"ws://[::1]/"_s, "/", "[::1]");
    row("3986 3.2.2 IPv6 and port", u"ws://[2001:db8::1]:81/"_s, "/", "[2001:db8::1]:81");
    row("6874 4 IPv6 without its zone", u"ws://[fe80::1%25eth0]:81/"_s, "/", "[fe80::1]:81");
    row("user info is in neither", u"ws://me:secret@a.test/x"_s, "/x", "a.test");
}

void tst_UpgradeRequest::requestForAUrlIsExact()
{
    QFETCH(const QString, url);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, host);
    const UpgradeRequest request = makeUpgradeRequest(optionsFor(url));
    QCOMPARE(request.reason, QString());
    QByteArray expected = "GET " + target + " HTTP/1.1\r\nHost: " + host
                          + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Version: 13\r\n";
    if (url.contains(u'@')) // RFC 7617 2
        expected += "Authorization: Basic bWU6c2VjcmV0\r\n";
    QCOMPARE(request.octets, expected + "\r\n");
}

void tst_UpgradeRequest::credentials_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("userAndPassword"); // null: none sent

    QTest::newRow("none") << u"ws://a.test/"_s << QByteArray();
    QTest::newRow("empty") << u"ws://@a.test/"_s << QByteArray();
    QTest::newRow("7617 2 user and password") << u"ws://me:secret@a.test/"_s << "me:secret"_ba;
    QTest::newRow("7617 2 user only") << u"ws://me@a.test/"_s << "me:"_ba;
    QTest::newRow("7617 2 password only") << u"ws://:secret@a.test/"_s << ":secret"_ba;
    QTest::newRow("7617 2 colons in the password") << u"ws://me:a:b%3Ac@a.test/"_s << "me:a:b:c"_ba;
    QTest::newRow("7617 2.1 UTF-8")
            << u"ws://mé:pass%C3%A9@a.test/"_s << "m\xC3\xA9:pass\xC3\xA9"_ba;
    QTest::newRow("encoded delimiters") << u"ws://a%40b:c%2Fd%25@a.test/"_s << "a@b:c/d%"_ba;
    QTest::newRow("octets that are no UTF-8") << u"ws://a:%FF@a.test/"_s << "a:\xFF"_ba;
}

void tst_UpgradeRequest::credentials()
{
    QFETCH(const QString, url);
    QFETCH(const QByteArray, userAndPassword);
    const UpgradeRequest request = makeUpgradeRequest(optionsFor(url));
    QCOMPARE(request.reason, QString());
    QCOMPARE(valueOf(request.octets, "Authorization"),
             userAndPassword.isNull() ? QByteArray() : "Basic " + userAndPassword.toBase64());
}

void tst_UpgradeRequest::credentialsOfTheApplicationWin()
{
    ProtocolOptions options = optionsFor(u"ws://me:secret@a.test/"_s);
    options.headers = {{"authorization", "Bearer x"}};
    const QByteArray request = makeUpgradeRequest(options).octets;
    QVERIFY(request.contains("\r\nauthorization: Bearer x\r\n"));
    QVERIFY(!request.contains("Basic"));
}

void tst_UpgradeRequest::compressionIsOffered()
{
    ProtocolOptions options = optionsFor(u"ws://a.test/"_s);
    QVERIFY(!makeUpgradeRequest(options).octets.contains("Extensions"));
    options.compression = {.serverNoContextTakeover = true, .serverMaxWindowBits = 9};
    QCOMPARE(valueOf(makeUpgradeRequest(options).octets, "Sec-WebSocket-Extensions"),
             "permessage-deflate; server_no_context_takeover; server_max_window_bits=9; "
             "client_max_window_bits");
}

void tst_UpgradeRequest::badUrlsAreRefused_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *tag, const QString &url, const QString &reason) {
        QTest::newRow(tag) << QUrl(url) << reason;
    };
    const QString malformed = u"the URL is malformed"_s;
    const QString control = u"the URL's path has a control character"_s;
    row("no URL", QString(), u"there is no URL"_s);
    row("3 http", u"http://a.test/"_s, u"the URL's scheme is \"http\", not \"ws\" or \"wss\""_s);
    row("3 no scheme", u"a.test/x"_s, u"the URL's scheme is \"\", not \"ws\" or \"wss\""_s);
    row("3 no host", u"ws:///x"_s, u"the URL has no host"_s);
    row("3 no authority", u"ws:x"_s, u"the URL has no host"_s);
    row("3 fragment", u"ws://a.test/#x"_s, u"the URL has a fragment"_s);
    row("3 empty fragment", u"ws://a.test/#"_s, u"the URL has a fragment"_s);
    row("port 0", u"ws://a.test:0/"_s, u"the URL's port is 0"_s);
    row("port too large", u"ws://a.test:65536/"_s, malformed);
    row("port is no number", u"ws://a.test:8x/"_s, malformed);
    row("blank in the host", u"ws://a b/"_s, malformed);
    row("CR LF in the host, encoded", u"ws://a%0D%0Ab/"_s, malformed);
    row("NUL in the host, encoded", u"ws://a%00b/"_s, malformed);
    row("CR LF in the path, encoded", u"ws://a.test/a%0D%0Ab"_s, control);
    row("NUL in the path, encoded", u"ws://a.test/%00"_s, control);
    row("DEL in the path, encoded", u"ws://a.test/%7F"_s, control);
    row("7617 2 colon in the user name", u"ws://a%3Ab:c@a.test/"_s,
        u"the URL's user name has a colon"_s);
    row("7617 2 LF in the user name", u"ws://a%0Ab@a.test/"_s,
        u"the URL's user name or password has a control character"_s);
    row("7617 2 CR in the password", u"ws://a:b%0D@a.test/"_s,
        u"the URL's user name or password has a control character"_s);

    QUrl built;
    built.setScheme(u"ws"_s);
    built.setHost(u"a.test"_s);
    built.setPath(u"no slash"_s);
    QTest::newRow("relative path") << built << malformed;
}

void tst_UpgradeRequest::badUrlsAreRefused()
{
    ProtocolOptions options = optionsFor(QString());
    QFETCH(const QUrl, url);
    options.url = url;
    const UpgradeRequest request = makeUpgradeRequest(options);
    QCOMPARE(request.error, ErrorCode::InvalidUrl);
    QTEST(request.reason, "reason");
    QVERIFY(request.octets.isNull());
}

void tst_UpgradeRequest::badUrlsAreNotQuoted()
{
    for (const QStringView url : {u"ws://me:secret@a.test:99999/", u"http://me:secret@a.test/",
                                  u"ws://me:secret@a.test/#x", u"ws://m%3Ae:secret@a.test/"}) {
        const UpgradeRequest request = makeUpgradeRequest(optionsFor(url.toString()));
        QCOMPARE(request.error, ErrorCode::InvalidUrl);
        QVERIFY2(!request.reason.contains(u"secret"), qPrintable(request.reason));
    }
}

void tst_UpgradeRequest::badValuesAreRefused_data()
{
    QTest::addColumn<QStringList>("protocols");
    QTest::addColumn<QByteArray>("agent");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("key");

    const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ==";
    const auto protocols = [&](const QByteArray &tag, const QStringList &value) {
        QTest::newRow(tag) << value << QByteArray() << Headers() << key;
    };
    protocols("4.1 empty subprotocol", {QString()});
    protocols("4.1 subprotocol offered twice", {u"a"_s, u"b"_s, u"a"_s});
    for (const QStringView name : {u"a b", u"a,b", u"a;b", u"a/b", u"\"a\"", u"é", u"Ā"})
        protocols("4.1 subprotocol " + name.toUtf8().toPercentEncoding(), {name.toString()});

    for (const char octet : {'\x01', '\x1B', '\x1F'}) {
        QTest::addRow("5.5 agent with 0x%02X", octet)
                << QStringList() << QByteArray("a") + octet + "b" << Headers() << key;
        QTest::addRow("5.5 header value with 0x%02X", octet)
                << QStringList() << QByteArray() << Headers {{"X", QByteArray("a") + octet}} << key;
    }
    for (const char *name :
         {"", " ", "a b", "\xC3\xA9", "Host", "upgrade", "CONNECTION", "Sec-WebSocket-Key",
          "sec-websocket-extensions", "Content-Length", "Transfer-Encoding"})
        QTest::newRow("header named " + QByteArray(name).toPercentEncoding())
                << QStringList() << QByteArray() << Headers {{name, "1"}} << key;
    QTest::newRow("two user agents")
            << QStringList() << "a"_ba << Headers {{"user-agent", "b"}} << key;
    QTest::newRow("4.1 no key") << QStringList() << QByteArray() << Headers() << QByteArray();
    QTest::newRow("4.1 short key") << QStringList() << QByteArray() << Headers() << "YWJj"_ba;
    QTest::newRow("4.1 key with a line end")
            << QStringList() << QByteArray() << Headers() << key + "\r\n";
}

void tst_UpgradeRequest::badValuesAreRefused()
{
    ProtocolOptions options = optionsFor(u"ws://a.test/"_s);
    QFETCH(const QStringList, protocols);
    QFETCH(const QByteArray, agent);
    QFETCH(const Headers, headers);
    QFETCH(const QByteArray, key);
    options.protocols = protocols;
    options.agent = agent;
    options.headers = headers;
    options.key = key;
    const UpgradeRequest request = makeUpgradeRequest(options);
    QCOMPARE(request.error, ErrorCode::HandshakeError);
    QVERIFY(!request.reason.isEmpty());
    QVERIFY(request.octets.isNull());
}

void tst_UpgradeRequest::injectionsAreRefused_data()
{
    QTest::addColumn<ProtocolOptions>("options");
    QTest::addColumn<ErrorCode>("error");
    for (const Test::Injection &injection : Test::injections(u"a.test"_s, 81))
        QTest::newRow(injection.tag) << injection.options << injection.error;
}

void tst_UpgradeRequest::injectionsAreRefused()
{
    QFETCH(const ProtocolOptions, options);
    const UpgradeRequest request = makeUpgradeRequest(options);
    QTEST(request.error, "error");
    QVERIFY(!request.reason.isEmpty());
    QVERIFY(request.octets.isNull());
}

void tst_UpgradeRequest::badCompressionIsRefused()
{
    ProtocolOptions options = optionsFor(u"ws://a.test/"_s);
    options.compression = {.memoryLevel = 0};
    const UpgradeRequest request = makeUpgradeRequest(options);
    QCOMPARE(request.error, ErrorCode::CompressionParameterError);
    QCOMPARE(request.reason, u"the memoryLevel of the compression is 0, not one of 1 to 9"_s);
    QVERIFY(request.octets.isNull());
}

void tst_UpgradeRequest::oddButLegalValuesAreSentAsTheyAre()
{
    ProtocolOptions options = optionsFor(u"ws://a.test/"_s);
    options.protocols = {u"v1.a-b_c~!#$%&'*+^`|"_s, u"V1.A-B_C~!#$%&'*+^`|"_s};
    options.url.setPath(u"/a:b"_s);
    options.headers = {{"User-Agent", "mine: 1"}, {"X", "a\tb \xC3\xA9:"}, {"Y", ""}};
    const QByteArray request = makeUpgradeRequest(options).octets;
    QVERIFY(request.contains("\r\nSec-WebSocket-Protocol: "
                             "v1.a-b_c~!#$%&'*+^`|, V1.A-B_C~!#$%&'*+^`|\r\n"));
    QVERIFY(request.startsWith("GET /a:b HTTP/1.1\r\n"));
    QVERIFY(request.contains("\r\nUser-Agent: mine: 1\r\nX: a\tb \xC3\xA9:\r\nY: \r\n\r\n"));
    QVERIFY(!request.contains("Origin"));
}

QTEST_APPLESS_MAIN(tst_UpgradeRequest)
#include "tst_upgraderequest.moc"
