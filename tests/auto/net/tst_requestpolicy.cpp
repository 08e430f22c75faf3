// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Who is let in before the application is asked, by Host and Origin.

#include "net/requestpolicy_p.h"

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Net;
using namespace Qt::StringLiterals;

class tst_RequestPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverJudgesTheHost_data();
    void serverJudgesTheHost();
    void serverJudgesTheOrigin_data();
    void serverJudgesTheOrigin();
    void severalOriginsAreRefused();
};

static Request requestOf(const Headers &headers, const QByteArray &target = "/")
{
    return Request("GET", target, headers);
}

void tst_RequestPolicy::serverJudgesTheHost_data()
{
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QString>("localAddress");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("allowed");

    // against DNS rebinding: a page cannot make a browser send a loopback name for its own
    const auto loopback = [](const char *tag, const QByteArray &host, bool allowed) {
        QTest::addRow("loopback, %s", tag) << QStringList() << u"127.0.0.1"_s << host << allowed;
    };
    loopback("localhost", "localhost", true);
    loopback("localhost with a port", "localhost:8080", true);
    loopback("localhost in capitals", "LocalHost:80", true);
    loopback("127.0.0.1", "127.0.0.1:9001", true);
    loopback("[::1]", "[::1]:9001", true);
    loopback("a foreign name", "evil.example:9001", false);
    loopback("a foreign address", "192.0.2.1", false);
    loopback("a longer name", "localhost.evil.example", false);
    loopback("a trailing dot", "localhost.", false);
    loopback("a sub-domain", "x.localhost", false);
    loopback("another loopback address", "127.0.0.2", false);
    loopback("an impossible port", "localhost:99999", false);
    loopback("half an address", "[::1", false);
    QTest::newRow("loopback, its own address")
            << QStringList() << u"127.0.0.2"_s << "127.0.0.2:80"_ba << true;
    QTest::newRow("loopback by IPv6") << QStringList() << u"::1"_s << "[::1]"_ba << true;
    QTest::newRow("loopback by IPv6, a foreign name")
            << QStringList() << u"::1"_s << "evil.example"_ba << false;
    QTest::newRow("loopback by IPv4 in IPv6, a foreign name")
            << QStringList() << u"::ffff:127.0.0.1"_s << "evil.example"_ba << false;
    QTest::newRow("loopback by IPv4 in IPv6, its own address")
            << QStringList() << u"::ffff:127.0.0.2"_s << "127.0.0.2"_ba << true;

    const QStringList listed {u"dev.test"_s};
    QTest::newRow("loopback, a listed name") << listed << u"127.0.0.1"_s << "dev.test:1"_ba << true;
    QTest::newRow("loopback, a listed name in capitals")
            << listed << u"127.0.0.1"_s << "DEV.test"_ba << true;
    QTest::newRow("loopback, localhost beside a list")
            << listed << u"127.0.0.1"_s << "localhost"_ba << true;

    QTest::newRow("public, any name")
            << QStringList() << u"192.0.2.1"_s << "anything.example"_ba << true;
    QTest::newRow("public, a listed name") << listed << u"192.0.2.1"_s << "dev.test"_ba << true;
    QTest::newRow("public, a name that is not listed")
            << listed << u"192.0.2.1"_s << "localhost"_ba << false;
    QTest::newRow("public, a listed name with a port")
            << listed << u"192.0.2.1"_s << "dev.test:81"_ba << true;
    QTest::newRow("public, a sub-domain of a listed name")
            << listed << u"192.0.2.1"_s << "x.dev.test"_ba << false;
    QTest::newRow("public, a listed name with a trailing dot")
            << listed << u"192.0.2.1"_s << "dev.test."_ba << false;
    QTest::newRow("a device, any name") << QStringList() << QString() << "whatever"_ba << true;
    QTest::newRow("a device, a name that is not listed")
            << listed << QString() << "whatever"_ba << false;
}

void tst_RequestPolicy::serverJudgesTheHost()
{
    QFETCH(QStringList, hosts);
    QFETCH(QString, localAddress);
    QFETCH(QByteArray, host);
    RequestPolicy policy;
    policy.hosts = hosts;
    const QHostAddress address = localAddress.isEmpty() ? QHostAddress()
                                                        : QHostAddress(localAddress);
    QTEST(policy.allowsHost(requestOf({{"Host", host}}), address), "allowed");
    // RFC 9112 3.2.2: the host of an absolute target counts, not the field
    const Headers elsewhere {{"Host", "other.example"}};
    QTEST(policy.allowsHost(requestOf(elsewhere, "http://" + host + '/'), address), "allowed");
}

void tst_RequestPolicy::serverJudgesTheOrigin_data()
{
    QTest::addColumn<QStringList>("origins");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<std::optional<QByteArray>>("origin");
    QTest::addColumn<bool>("allowed");

    const auto row = [](const char *tag, const QStringList &origins, const QByteArray &host,
                        const std::optional<QByteArray> &origin, bool allowed) {
        QTest::newRow(tag) << origins << host << false << origin << allowed;
    };
    const QStringList none;
    row("missing: no browser", none, "a.test", {}, true);
    row("the same", none, "a.test", "http://a.test", true);
    row("the same with its port", none, "a.test:81", "http://a.test:81", true);
    row("the same, default port written once", none, "a.test:80", "http://a.test", true);
    row("the same in capitals", none, "a.test", "HTTP://A.Test", true);
    row("the same by address", none, "[::1]:81", "http://[::1]:81", true);
    row("behind a TLS proxy", none, "a.test", "https://a.test", true);
    row("another port", none, "a.test:81", "http://a.test:82", false);
    row("another port, default", none, "a.test:81", "http://a.test", false);
    row("another host", none, "a.test", "http://b.test", false);
    row("a sub-domain", none, "a.test", "http://x.a.test", false);
    row("the domain above", none, "x.a.test", "http://a.test", false);
    row("a longer domain", none, "a.test", "http://a.test.evil.test", false);
    row("a trailing dot", none, "a.test", "http://a.test.", false);
    row("null", none, "a.test", "null", false);
    row("empty", none, "a.test", "", false);
    row("a file", none, "a.test", "file://", false);
    row("an extension named like the host", none, "a.test", "chrome-extension://a.test", false);
    row("rubbish", none, "a.test", "http://%zz", false);
    row("without a scheme", none, "a.test", "a.test", false);
    row("an impossible port of ours", none, "a.test:99999", "http://a.test", false);

    const QStringList listed {u"https://b.test"_s, u"http://c.test:81/"_s, u"app://c"_s};
    row("listed", listed, "a.test", "https://b.test", true);
    row("listed, in capitals", listed, "a.test", "https://B.TEST", true);
    row("listed, with its default port", listed, "a.test", "https://b.test:443", true);
    row("listed, but with a trailing dot", listed, "a.test", "https://b.test.", false);
    row("listed with a slash", listed, "a.test", "http://c.test:81", true);
    row("listed without a port", listed, "a.test", "https://b.test:81", false);
    row("listed with another scheme", listed, "a.test", "http://b.test", false);
    row("listed, not of the web", listed, "a.test", "app://c", true);
    row("a sub-domain of one listed", listed, "a.test", "https://x.b.test", false);
    row("the same beside a list", listed, "a.test", "http://a.test", true);
    row("all, another host", {u"*"_s}, "a.test", "http://b.test", true);
    row("all, null", {u"*"_s}, "a.test", "null", true);
    row("null, listed", {u"null"_s}, "a.test", "null", true);

    const auto secure = [](const char *tag, const char *origin, bool allowed) {
        QTest::newRow(tag) << QStringList() << "a.test"_ba << true
                           << std::optional(QByteArray(origin)) << allowed;
    };
    secure("TLS, the same", "https://a.test", true);
    secure("TLS, the same but without TLS", "http://a.test", false);
    secure("TLS, the same but without TLS, its port", "http://a.test:443", false);
}

void tst_RequestPolicy::serverJudgesTheOrigin()
{
    QFETCH(QStringList, origins);
    QFETCH(QByteArray, host);
    QFETCH(bool, secure);
    QFETCH(std::optional<QByteArray>, origin);
    RequestPolicy policy;
    policy.origins = origins;
    Headers headers {{"Host", host}};
    if (origin)
        headers.append("Origin", *origin);
    QTEST(policy.allowsOrigin(requestOf(headers), secure), "allowed");
}

// RFC 6454 7.3: at most one
void tst_RequestPolicy::severalOriginsAreRefused()
{
    RequestPolicy policy;
    policy.origins = {u"http://b.test"_s};
    const Headers headers {{"Host", "a.test"},
                           {"Origin", "http://b.test"},
                           {"Origin", "http://c.test"}};
    QVERIFY(!policy.allowsOrigin(requestOf(headers), false));
}

QTEST_GUILESS_MAIN(tst_RequestPolicy)
#include "tst_requestpolicy.moc"
