// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/httpbody_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using Lomond::Core::HttpBody;

class tst_HttpBody : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodiesAreRead_data();
    void bodiesAreRead();
    void everySplitReadsTheSame();
    void endOfStreamCompletesWhatCame();
    void nothingIsKeptBeyondTheLimit_data();
    void nothingIsKeptBeyondTheLimit();
    void nothingIsAllocatedOnTheWordOfAHeader();
    void endlessFramingIsGivenUp_data();
    void endlessFramingIsGivenUp();
};

namespace {

qsizetype feed(HttpBody &body, QByteArrayView octets, qsizetype step)
{
    qsizetype taken = 0;
    while (!body.isComplete() && taken < octets.size())
        taken += body.feed(octets.sliced(taken, std::min(step, octets.size() - taken)));
    return taken;
}

} // namespace

void tst_HttpBody::bodiesAreRead_data()
{
    QTest::addColumn<int>("statusCode");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<qsizetype>("rest"); // octets that are not taken
    QTest::addColumn<bool>("complete"); // without the end of the stream

    const auto row = [](const char *tag, int statusCode, const Headers &headers,
                        const QByteArray &octets, const QByteArray &body, qsizetype rest,
                        bool complete) {
        QTest::newRow(tag) << statusCode << headers << octets << body << rest << complete;
    };
    const Headers chunked = {{"Transfer-Encoding", "chunked"}};
    const auto length = [](const QByteArray &value) { return Headers {{"content-length", value}}; };

    row("9112 6.3 1. no body with 101", 101, length("5"), "hello", "", 5, true);
    row("9112 6.3 1. no body with 204", 204, length("5"), "hello", "", 5, true);
    row("9112 6.3 1. no body with 304", 304, chunked, "5\r\nhello", "", 8, true);
    row("9112 6.3 6. by length", 404, length("5"), "hello world", "hello", 6, true);
    row("9112 6.3 6. by length, cut off", 404, length("12"), "hello world", "hello world", 0, false);
    row("9112 6.3 6. of length 0", 404, length("0"), "hello", "", 5, true);
    row("9110 8.6 repeated length", 404, {{"Content-Length", "2, 2"}, {"Content-Length", "2"}},
        "hello", "he", 3, true);
    row("9112 6.3 5. two lengths", 404, length("2, 3"), "hello", "hello", 0, false);
    row("9112 6.3 5. negative length", 404, length("-2"), "hello", "hello", 0, false);
    row("9112 6.3 5. no number", 404, length("2x"), "hello", "hello", 0, false);
    row("length of 2^64 + 5", 404, length("18446744073709551621"), "hello", "hello", 0, false);
    row("9112 6.3 8. to the end", 404, {}, "hello", "hello", 0, false);

    row("9112 7.1 chunks", 500, chunked, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nx", "hello", 1, true);
    row("9112 7.1 hexadecimal size", 500, chunked, "00A\r\n0123456789\r\n0\r\n\r\n", "0123456789",
        0, true);
    row("9112 7.1 hexadecimal size in lower case", 500, chunked, "b\r\n0123456789x\r\n0\r\n\r\n",
        "0123456789x", 0, true);
    row("9112 7.1 size that is not hexadecimal", 500, chunked, "g\r\nhello\r\n", "", 7, true);
    row("9112 7.1.1 extension", 500, chunked, "5 ;a=\"b\"\r\nhello\r\n0;x\r\n\r\n", "hello", 0,
        true);
    row("9112 7.1.2 trailer", 500, chunked, "5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\nx", "hello", 1,
        true);
    row("line ends within a chunk", 500, chunked, "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", 0, true);
    row("9112 6.3 3. chunks win over a length", 500,
        {{"Content-Length", "1"}, {"transfer-encoding", "Chunked"}}, "1\r\na\r\n0\r\n\r\n", "a", 0,
        true);
    row("9112 6.3 4. last coding is chunked", 500, {{"Transfer-Encoding", "gzip, chunked"}},
        "1\r\na\r\n0\r\n\r\n", "a", 0, true);
    row("9112 6.3 4. last coding is another", 500, {{"Transfer-Encoding", "chunked, gzip"}},
        "1\r\na", "1\r\na", 0, false);
    row("size is no number", 500, chunked, "5\r\nhello\r\nx\r\n", "hello", 0, true);
    row("size is missing", 500, chunked, "\r\nhello\r\n", "", 7, true);
    row("size is negative", 500, chunked, "-1\r\nhello\r\n", "", 7, true);
    row("size of 2^64 + 5", 500, chunked, "10000000000000005\r\nhello", "hello", 0, false);
    row("chunk longer than it says", 500, chunked, "2\r\nhello\r\n0\r\n\r\n", "he", 5, true);
    row("bare LF", 500, chunked, "5\nhello\n0\n\n", "", 9, true);
}

void tst_HttpBody::bodiesAreRead()
{
    QFETCH(const int, statusCode);
    QFETCH(const Headers, headers);
    QFETCH(const QByteArray, octets);
    QFETCH(const qsizetype, rest);
    for (const qsizetype step : {octets.size(), qsizetype(1)}) {
        HttpBody body(statusCode, headers, 64 * 1024);
        QCOMPARE(feed(body, octets, step), octets.size() - rest);
        QTEST(body.octets(), "body");
        QTEST(body.isComplete(), "complete");
    }
}

void tst_HttpBody::everySplitReadsTheSame()
{
    const QByteArray octets = "2;x\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n";
    for (qsizetype first = 0; first <= octets.size(); ++first) {
        HttpBody body(500, {{"Transfer-Encoding", "chunked"}}, 100);
        QCOMPARE(body.feed(octets.first(first)), first);
        QCOMPARE(body.feed(octets.sliced(first)), octets.size() - first);
        QVERIFY(body.isComplete());
        QCOMPARE(body.octets(), "hello");
    }
}

void tst_HttpBody::endOfStreamCompletesWhatCame()
{
    for (const Headers &headers : {Headers {}, Headers {{"Content-Length", "9"}}}) {
        HttpBody body(404, headers, 100);
        body.feed("hello");
        QVERIFY(!body.isComplete());
        body.feedEof();
        QVERIFY(body.isComplete());
        QCOMPARE(body.octets(), "hello");
    }
    QVERIFY(HttpBody().isComplete());
}

void tst_HttpBody::nothingIsKeptBeyondTheLimit_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("octets");
    const QByteArray big(200'000, 'a');
    QTest::newRow("by length") << Headers {{"Content-Length", "200000"}} << big;
    QTest::newRow("to the end") << Headers {} << big;
    QTest::newRow("in a chunk") << Headers {{"Transfer-Encoding", "chunked"}} << "30D40\r\n" + big;
    QTest::newRow("in chunks") << Headers {{"Transfer-Encoding", "chunked"}}
                               << ("1000\r\n" + big.first(4096) + "\r\n").repeated(20);
}

void tst_HttpBody::nothingIsKeptBeyondTheLimit()
{
    QFETCH(const Headers, headers);
    QFETCH(const QByteArray, octets);
    for (const qsizetype step : {octets.size(), qsizetype(1), qsizetype(1'460)}) {
        HttpBody body(404, headers, 65'536);
        QVERIFY(feed(body, octets, step) < 66'000);
        QVERIFY(body.isComplete());
        QCOMPARE(body.octets().size(), 65'536);
        QCOMPARE(body.feed("more"), 0);
    }
    HttpBody none(404, headers, 0);
    QVERIFY(none.isComplete());
}

void tst_HttpBody::nothingIsAllocatedOnTheWordOfAHeader()
{
    HttpBody body(404, {{"Content-Length", "1000000000"}}, 1'000'000'000);
    body.feed("hello");
    QVERIFY(body.octets().capacity() < 1'000);
}

void tst_HttpBody::endlessFramingIsGivenUp_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("unit");
    QTest::newRow("extension") << "1;"_ba
                               << "a"_ba;
    QTest::newRow("extensions of chunks") << ""_ba
                                          << "1;" + QByteArray(1'000, 'x') + "\r\na\r\n";
    QTest::newRow("trailer") << "0\r\n"_ba
                             << "A: b\r\n"_ba;
}

void tst_HttpBody::endlessFramingIsGivenUp()
{
    QFETCH(const QByteArray, start);
    QFETCH(const QByteArray, unit);
    HttpBody body(404, {{"Transfer-Encoding", "chunked"}}, 1'000'000);
    body.feed(start);
    for (int i = 0; i < 100'000 && !body.isComplete(); ++i)
        body.feed(unit);
    QVERIFY(body.isComplete());
    QVERIFY(body.octets().size() < 1'000);
}

QTEST_APPLESS_MAIN(tst_HttpBody)
#include "tst_httpbody.moc"
