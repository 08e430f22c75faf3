// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/httphead_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using Lomond::Core::HttpHead;
using Lomond::Core::HttpHeadLimits;
using Kind = HttpHead::Kind;
using Status = HttpHead::Status;

class tst_HttpHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void responseIsRead();
    void requestIsRead();
    void nothingBehindTheHeadIsTaken();
    void everySplitReadsTheSame();
    void statusLines_data();
    void statusLines();
    void requestLines_data();
    void requestLines();
    void otherProtocolsAreToldAtOnce_data();
    void otherProtocolsAreToldAtOnce();
    void fields_data();
    void fields();
    void clientUnfoldsLines();
    void serverRefusesFoldedLines();
    void limits_data();
    void limits();
    void aLimitOfNothingAllowsNothing();
    void startLineStaysReadableAfterAFailure();
};

namespace {

// Feeds in pieces of `step` octets and returns how many were taken.
qsizetype feed(HttpHead &head, QByteArrayView octets, qsizetype step)
{
    qsizetype taken = 0;
    while (head.status() == Status::Incomplete && taken < octets.size())
        taken += head.feed(octets.sliced(taken, std::min(step, octets.size() - taken)));
    return taken;
}

HttpHead read(Kind kind, QByteArrayView octets, const HttpHeadLimits &limits = {})
{
    HttpHead head(kind, limits);
    feed(head, octets, octets.size());
    HttpHead slow(kind, limits);
    feed(slow, octets, 1);
    // how the octets arrive changes nothing
    if (slow.status() != head.status() || slow.errorStatus() != head.errorStatus()
        || slow.error() != head.error() || slow.headers() != head.headers()
        || slow.hasStartLine() != head.hasStartLine())
        qFatal("reads another head octet by octet");
    return head;
}

} // namespace

void tst_HttpHead::responseIsRead()
{
    const HttpHead head = read(Kind::Response,
                               "HTTP/1.1 404 Not  Found \r\nA: 1\r\nb:\r\na:\t2 3 \t\r\n\r\n");
    QCOMPARE(head.status(), Status::Complete);
    QVERIFY(head.hasStartLine());
    QCOMPARE(head.minorVersion(), 1);
    QCOMPARE(head.statusCode(), 404);
    QCOMPARE(head.reason(), "Not  Found");
    QCOMPARE(head.headers(), (Headers {{"A", "1"}, {"b", ""}, {"a", "2 3"}}));
    QVERIFY(head.error().isEmpty());
}

void tst_HttpHead::requestIsRead()
{
    const HttpHead head = read(Kind::Request, "GET /a?b=%20 HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(head.status(), Status::Complete);
    QCOMPARE(head.method(), "GET");
    QCOMPARE(head.target(), "/a?b=%20");
    QCOMPARE(head.minorVersion(), 1);
    QCOMPARE(head.headers(), (Headers {{"Host", "x"}}));
}

void tst_HttpHead::nothingBehindTheHeadIsTaken()
{
    const QByteArray octets = "HTTP/1.1 101 X\r\nA: 1\r\n\r\n";
    for (qsizetype step = 1; step <= octets.size() + 10; ++step) {
        HttpHead head(Kind::Response, {});
        QVERIFY(head.isEmpty());
        QCOMPARE(feed(head, octets + "\r\n\x81\x02hi\r\n", step), octets.size());
        QVERIFY(!head.isEmpty());
        QCOMPARE(head.status(), Status::Complete);
        QCOMPARE(head.feed("more"), 0);
    }
}

void tst_HttpHead::everySplitReadsTheSame()
{
    const QByteArray octets = "HTTP/1.1 101 X\r\nA: 1\r\n folded\r\nBcd: 2\r\n\r\n";
    for (qsizetype first = 0; first <= octets.size(); ++first) {
        for (qsizetype second = first; second <= octets.size(); ++second) {
            HttpHead head(Kind::Response, {});
            QCOMPARE(head.feed(octets.first(first)), first);
            QCOMPARE(head.feed(octets.sliced(first, second - first)), second - first);
            QCOMPARE(head.feed(octets.sliced(second)), octets.size() - second);
            QCOMPARE(head.status(), Status::Complete);
            QCOMPARE(head.statusCode(), 101);
            QCOMPARE(head.headers(), (Headers {{"A", "1 folded"}, {"Bcd", "2"}}));
        }
    }
}

void tst_HttpHead::statusLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("statusCode"); // 0: failed
    QTest::addColumn<int>("minorVersion");

    QTest::newRow("9112 4 usual") << "HTTP/1.1 101 Switching Protocols"_ba << 101 << 1;
    QTest::newRow("9112 4 no reason") << "HTTP/1.1 101 "_ba << 101 << 1;
    QTest::newRow("no blank behind the code") << "HTTP/1.1 101"_ba << 101 << 1;
    QTest::newRow("HTTP/1.0") << "HTTP/1.0 200 OK"_ba << 200 << 0;
    QTest::newRow("9110 2.5 higher minor version") << "HTTP/1.2 101 X"_ba << 101 << 2;
    QTest::newRow("UTF-8 in the reason") << "HTTP/1.1 404 \xC3\xA9"_ba << 404 << 1;
    QTest::newRow("highest code") << "HTTP/1.1 999 X"_ba << 999 << 1;
    for (const char *line : {"HTTP/2 101 X",
                             "HTTP/2.0 101 X",
                             "HTTP/0.9 101 X",
                             "HTTP/11 101 X",
                             "HTTP/1.10 101 X",
                             "HTTP/1. 101 X",
                             "HTTP/x.1 101 X",
                             "HTTP/1x1 101 X",
                             "HTTP/1.x 101 X",
                             "HTTP/.1 101 X",
                             "http/1.1 101 X",
                             "HTTP/1.1 1O1 X",
                             "HTTP/1.1 1010 X",
                             "HTTP/1.1 -101 X",
                             "HTTP/1.1 10 X",
                             "HTTP/1.1 099 X",
                             "HTTP/1.1  101 X",
                             "HTTP/1.1\t101 X",
                             " HTTP/1.1 101 X",
                             "HTTP/1.1 101X",
                             "HTTP/1.1",
                             "HTTP/1.1 ",
                             "",
                             "101 X",
                             "hello",
                             "HTTP/1.1 101 a\tb\x01",
                             "HTTP/1.1 101 a\rb",
                             "GET / HTTP/1.1"})
        QTest::newRow(QByteArray(line).toPercentEncoding(" /")) << QByteArray(line) << 0 << -1;
    QTest::newRow("NUL in the reason") << "HTTP/1.1 101 a\0b"_ba << 0 << -1;
}

void tst_HttpHead::statusLines()
{
    QFETCH(const QByteArray, line);
    QFETCH(const int, statusCode);
    const HttpHead head = read(Kind::Response, line + "\r\n\r\n");
    QCOMPARE(head.status(), statusCode == 0 ? Status::Failed : Status::Complete);
    QCOMPARE(head.statusCode(), statusCode);
    QCOMPARE(head.hasStartLine(), statusCode != 0);
    QTEST(head.minorVersion(), "minorVersion");
    QCOMPARE(head.error().isEmpty(), statusCode != 0);
}

void tst_HttpHead::requestLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("errorStatus"); // 0: none

    for (const char *line : {"GET / HTTP/1.1", "GET / HTTP/1.0", "get /x HTTP/1.9",
                             "POST * HTTP/1.1", "GET http://a/b HTTP/1.1", "CONNECT a:1 HTTP/1.1"})
        QTest::newRow(QByteArray(line).toPercentEncoding(" /")) << QByteArray(line) << 0;
    for (const char *line :
         {"GET  HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / x HTTP/1.1", "GET /",
          "GET HTTP/1.1", "GET", "", " GET / HTTP/1.1", "GET\t/ HTTP/1.1", "G@T / HTTP/1.1",
          "GET /\xC3\xA9 HTTP/1.1", "GET /\x7F HTTP/1.1", "GET /a\rb HTTP/1.1", "GET / HTTP/1.",
          "GET / http/1.1", "GET / HTTP/1.1 ", "GET / HTTP/1.12", "GET / FTP/1.1"})
        QTest::newRow(QByteArray(line).toPercentEncoding(" /")) << QByteArray(line) << 400;
    QTest::newRow("NUL in the target") << "GET /a\0b HTTP/1.1"_ba << 400;
    for (const char *line : {"GET / HTTP/2.0", "PRI * HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/3.0"})
        QTest::newRow(QByteArray(line).toPercentEncoding(" /")) << QByteArray(line) << 505;
}

void tst_HttpHead::requestLines()
{
    QFETCH(const QByteArray, line);
    QFETCH(const int, errorStatus);
    const HttpHead head = read(Kind::Request, line + "\r\n\r\n");
    QCOMPARE(head.status(), errorStatus == 0 ? Status::Complete : Status::Failed);
    QCOMPARE(head.errorStatus(), errorStatus);
    QCOMPARE(head.hasStartLine(), errorStatus == 0);
}

void tst_HttpHead::otherProtocolsAreToldAtOnce_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("octets");

    QTest::newRow("TLS alert for a client") << int(Kind::Response) << "\x15\x03\x01"_ba;
    QTest::newRow("SSH for a client") << int(Kind::Response) << "SSH-2.0-x"_ba;
    QTest::newRow("SSH and its line end for a client") << int(Kind::Response) << "SSH-2.0-x\n"_ba;
    QTest::newRow("lower case for a client") << int(Kind::Response) << "http/"_ba;
    QTest::newRow("TLS hello for a server") << int(Kind::Request) << "\x16\x03\x01"_ba;
    QTest::newRow("TLS hello with an LF for a server") << int(Kind::Request) << "\x16\x03\n"_ba;
    QTest::newRow("frame for a server") << int(Kind::Request) << "\x81\x02hi"_ba;
}

void tst_HttpHead::otherProtocolsAreToldAtOnce()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, octets);
    const HttpHead head = read(Kind(kind), octets); // no line end is ever sent
    QCOMPARE(head.status(), Status::Failed);
    QCOMPARE(head.error(), u"it is not HTTP"_s);
}

void tst_HttpHead::fields_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("value"); // of X, null if the head is refused

    QTest::newRow("9112 5 usual") << "X: a\r\n"_ba
                                  << "a"_ba;
    QTest::newRow("9112 5 no blank") << "X:a\r\n"_ba
                                     << "a"_ba;
    QTest::newRow("9112 5 empty") << "X:\r\n"_ba
                                  << ""_ba;
    QTest::newRow("9112 5 blanks only") << "X: \t \r\n"_ba
                                        << ""_ba;
    QTest::newRow("colon in the value") << "X: a:b\r\n"_ba
                                        << "a:b"_ba;
    QTest::newRow("9110 5.5 tab in the value") << "X: a\tb\r\n"_ba
                                               << "a\tb"_ba;
    QTest::newRow("9110 5.5 UTF-8 in the value") << "X: \xC3\xA9\r\n"_ba
                                                 << "\xC3\xA9"_ba;
    QTest::newRow("9112 5.1 blank before the colon") << "X : a\r\n"_ba << QByteArray();
    QTest::newRow("9112 5.1 tab before the colon") << "X\t: a\r\n"_ba << QByteArray();
    QTest::newRow("empty name") << ": a\r\n"_ba << QByteArray();
    QTest::newRow("control in the name") << "X\x01: a\r\n"_ba << QByteArray();
    QTest::newRow("UTF-8 in the name") << "X\xC3\xA9: a\r\n"_ba << QByteArray();
    QTest::newRow("no colon") << "X a\r\n"_ba << QByteArray();
    QTest::newRow("9112 2.2 blank before the first field") << " X: a\r\n"_ba << QByteArray();
    QTest::newRow("9112 2.2 bare LF") << "X: a\n"_ba << QByteArray();
    QTest::newRow("9112 2.2 bare LF at the end") << "X: a\r\n\n"_ba << QByteArray();
    QTest::newRow("9112 2.2 bare CR") << "X: a\rb\r\n"_ba << QByteArray();
    QTest::newRow("two CR") << "X: a\r\r\n"_ba << QByteArray();
    QTest::newRow("NUL in the value") << "X: a\0b\r\n"_ba << QByteArray();
    QTest::newRow("DEL in the value") << "X: a\x7F\r\n"_ba << QByteArray();
}

void tst_HttpHead::fields()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, value);
    for (const auto &[kind, startLine] : {std::pair(Kind::Request, "GET / HTTP/1.1\r\n"_ba),
                                          std::pair(Kind::Response, "HTTP/1.1 101 X\r\n"_ba)}) {
        const HttpHead head = read(kind, startLine + lines + "\r\n");
        QCOMPARE(head.status(), value.isNull() ? Status::Failed : Status::Complete);
        QCOMPARE(head.errorStatus(), value.isNull() ? 400 : 0);
        if (!value.isNull())
            QCOMPARE(head.headers(), (Headers {{"X", value}}));
    }
}

void tst_HttpHead::clientUnfoldsLines()
{
    // RFC 9112 5.2
    const HttpHead head = read(Kind::Response,
                               "HTTP/1.1 101 X\r\nX: a\r\n \t b\r\n\tc\r\nY:\r\n d\r\n \r\n\r\n");
    QCOMPARE(head.status(), Status::Complete);
    QCOMPARE(head.headers(), (Headers {{"X", "a b c"}, {"Y", "d"}}));
    QCOMPARE(read(Kind::Response, "HTTP/1.1 101 X\r\nX: a\r\n b\x01\r\n\r\n").status(),
             Status::Failed);
}

void tst_HttpHead::serverRefusesFoldedLines()
{
    // RFC 9112 5.2
    const HttpHead head = read(Kind::Request, "GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n");
    QCOMPARE(head.status(), Status::Failed);
    QCOMPARE(head.errorStatus(), 400);
}

void tst_HttpHead::limits_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("errorStatus"); // 0: none

    const QByteArray response = "HTTP/1.1 101 X\r\n";
    const QByteArray request = "GET / HTTP/1.1\r\n";
    const auto line = [](qsizetype size) { return "X: " + QByteArray(size - 3, 'a') + "\r\n"; };
    const auto start = [](qsizetype size) {
        return "GET /" + QByteArray(size - 14, 'a') + " HTTP/1.1\r\n";
    };
    const auto head = [&](qsizetype size) {
        const QByteArray part = response + line(8'000).repeated(4);
        return part + line(size - part.size() - 4) + "\r\n";
    };
    const int client = int(Kind::Response);
    const int server = int(Kind::Request);

    QTest::newRow("100 fields") << client << response + line(10).repeated(100) + "\r\n" << 0;
    QTest::newRow("101 fields") << client << response + line(10).repeated(101) + "\r\n" << 431;
    QTest::newRow("field of 8192") << client << response + line(8'192) + "\r\n" << 0;
    QTest::newRow("field of 8193") << client << response + line(8'193) + "\r\n" << 431;
    QTest::newRow("field of 8192 in folds")
            << client << response + line(8'000) + ' ' + QByteArray(195, 'b') + "\r\n\r\n"
            << 431;
    QTest::newRow("field without an end") << client << response + line(9'000).chopped(2) << 431;
    QTest::newRow("request line of 8192") << server << start(8'192) + "\r\n" << 0;
    QTest::newRow("request line of 8193") << server << start(8'193) + "\r\n" << 414;
    QTest::newRow("request line without an end") << server << QByteArray(1'000'000, 'A') << 414;
    QTest::newRow("head of 32768") << client << head(32'768) << 0;
    QTest::newRow("head of 32769") << client << head(32'769) << 431;
    QTest::newRow("head without an end") << server << request + line(1'000).repeated(40) << 431;
}

void tst_HttpHead::limits()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, octets);
    QFETCH(const int, errorStatus);
    const HttpHead head = read(Kind(kind), octets);
    QCOMPARE(head.status(), errorStatus == 0 ? Status::Complete : Status::Failed);
    QCOMPARE(head.errorStatus(), errorStatus);
    HttpHead again(Kind(kind), {});
    QVERIFY(feed(again, octets, 16'384) <= 32'768); // nothing is read beyond a limit
}

void tst_HttpHead::aLimitOfNothingAllowsNothing()
{
    for (const Kind kind : {Kind::Request, Kind::Response}) {
        HttpHead head(kind, {0, 100, 100});
        QCOMPARE(head.feed("GET / HTTP/1.1\r\n"), 0);
        QCOMPARE(head.status(), Status::Failed);
        QCOMPARE(head.errorStatus(), 431);
    }
}

void tst_HttpHead::startLineStaysReadableAfterAFailure()
{
    const HttpHead head = read(Kind::Response, "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nX: "
                                                       + QByteArray(10'000, 'a'));
    QCOMPARE(head.status(), Status::Failed);
    QVERIFY(head.hasStartLine());
    QCOMPARE(head.statusCode(), 503);
    QCOMPARE(head.reason(), "Busy");
    QCOMPARE(head.headers().value("Retry-After"), "7");
    QCOMPARE(head.error(), u"a header field is longer than 8192 octets"_s);
}

QTEST_APPLESS_MAIN(tst_HttpHead)
#include "tst_httphead.moc"
