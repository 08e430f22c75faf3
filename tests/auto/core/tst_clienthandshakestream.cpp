// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How an answer arrives and ends, whatever it says: limits, interim responses, ends of the stream,
// bodies. What it says is judged in tst_clienthandshake.cpp.

#include "handshakeanswers.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace HandshakeAnswers;
using Lomond::Core::ClientHandshake;
using Status = ClientHandshake::Status;

class tst_ClientHandshakeStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitsAreThoseOfTheOptions();
    void interimResponsesAreSkipped();
    void everyEndOfStreamFails();
    void statusIsReportedThoughTheHeadIsBroken();
    void bodyIsReadToItsEnd_data();
    void bodyIsReadToItsEnd();
    void bodyCanBeCutShort();
    void cookiesAreReadable();
    void bigAnswerInSingleOctetsIsCheap();
};

void tst_ClientHandshakeStream::limitsAreThoseOfTheOptions()
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

    // the defaults
    const auto line = [](qsizetype size) { return "X: " + QByteArray(size - 3, 'a'); };
    const QList<QByteArray> big(4, line(8'000));
    const auto sized = [&](qsizetype size) {
        return upgradeAnd(big + QList {line(size - upgradeAnd(big).size() - 2)});
    };
    QCOMPARE(statusOf(options(), upgradeAnd(QList<QByteArray>(97, "X: a"))), Status::Accepted);
    QCOMPARE(statusOf(options(), upgradeAnd(QList<QByteArray>(98, "X: a"))), Status::Failed);
    QCOMPARE(statusOf(options(), upgradeAnd({line(8'192)})), Status::Accepted);
    QCOMPARE(statusOf(options(), upgradeAnd({line(8'193)})), Status::Failed);
    QCOMPARE(sized(32'768).size(), 32'768);
    QCOMPARE(statusOf(options(), sized(32'768)), Status::Accepted);
    QCOMPARE(statusOf(options(), sized(32'769)), Status::Failed);
}

void tst_ClientHandshakeStream::interimResponsesAreSkipped()
{
    // RFC 9110 15.2
    const QByteArray interim = "HTTP/1.1 103 Early Hints\r\nUpgrade: h2c\r\nX: a\r\n\r\n";
    const QByteArray response = interim.repeated(8) + upgradeAnd();
    for (const qsizetype step : {response.size(), qsizetype(1), interim.size() + 1}) {
        ClientHandshake handshake(options());
        QCOMPARE(feed(handshake, response + FirstFrame, step), response.size());
        QCOMPARE(handshake.status(), Status::Accepted);
        QVERIFY(!handshake.response().headers().contains("X"));
    }
}

void tst_ClientHandshakeStream::everyEndOfStreamFails()
{
    const QByteArray response = upgradeAnd();
    for (qsizetype size = 0; size < response.size(); ++size) {
        ClientHandshake handshake(options());
        QCOMPARE(handshake.feed(response.first(size)), size);
        QCOMPARE(handshake.status(), Status::Pending);
        handshake.feedEof();
        QCOMPARE(handshake.status(), Status::Failed);
        QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
        const bool hasStatus = size >= response.indexOf("\r\n") + 2;
        QCOMPARE(handshake.response().statusCode(), hasStatus ? 101 : 0);
        if (size == 0)
            QCOMPARE(handshake.reason(), u"the server closed the connection before it answered"_s);
        else if (!hasStatus)
            QCOMPARE(handshake.reason(),
                     u"the server closed the connection in the middle of its answer"_s);
        else
            QCOMPARE(handshake.reason(),
                     u"the server answered 101 Switching Protocols, but closed the connection in "
                     u"the middle of it"_s);
    }
    ClientHandshake handshake(options());
    feed(handshake, "HTTP/1.1 100 Continue\r\n\r\n", 1);
    handshake.feedEof();
    QCOMPARE(handshake.reason(), u"the server closed the connection before it answered"_s);
}

void tst_ClientHandshakeStream::statusIsReportedThoughTheHeadIsBroken()
{
    ClientHandshake handshake(options());
    feed(handshake, "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nX: " + QByteArray(9'000, 'a'), 1'000);
    QCOMPARE(handshake.status(), Status::Failed);
    QCOMPARE(handshake.errorCode(), ErrorCode::HandshakeError);
    QCOMPARE(handshake.response().statusCode(), 503);
    QCOMPARE(handshake.response().reason(), u"Busy"_s);
    QCOMPARE(handshake.response().get("Retry-After"), "7");
    QCOMPARE(handshake.reason(),
             u"the server answered 503 Busy, but the answer could not be read: a header field is "
             u"longer than 8192 octets"_s);
}

void tst_ClientHandshakeStream::bodyIsReadToItsEnd_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("toldByItself");

    const QByteArray big(70'000, 'a');
    QTest::newRow("9112 6.3 by length") << "Content-Length: 4\r\n"_ba
                                        << "gonexx"_ba
                                        << "gone"_ba << true;
    QTest::newRow("9112 7.1 in chunks") << "Transfer-Encoding: chunked\r\n"_ba
                                        << "1\r\ng\r\n3\r\none\r\n0\r\n\r\nxx"_ba
                                        << "gone"_ba << true;
    QTest::newRow("9112 6.3 to the end") << ""_ba
                                         << "gone"_ba
                                         << "gone"_ba << false;
    QTest::newRow("cut off") << "Content-Length: 9\r\n"_ba
                             << "gone"_ba
                             << "gone"_ba << false;
    QTest::newRow("of 70000 octets, 64 KiB of it") << ""_ba << big << big.first(65'536) << true;
    QTest::newRow("none") << "Content-Length: 0\r\n"_ba
                          << ""_ba
                          << ""_ba << true;
}

void tst_ClientHandshakeStream::bodyIsReadToItsEnd()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, toldByItself);
    for (const char *status : {"400 A", "403 B", "404 C", "500 D", "503 E", "200 F", "302 G"}) {
        const QByteArray head = "HTTP/1.1 "_ba + status + "\r\nX: y\r\n" + fields + "\r\n";
        for (const qsizetype step : {head.size() + octets.size(), qsizetype(1)}) {
            ClientHandshake handshake(options());
            feed(handshake, head + octets, step);
            QCOMPARE(handshake.status(), toldByItself ? Status::Rejected : Status::Pending);
            QCOMPARE(handshake.isReadingBody(), !toldByItself);
            handshake.feedEof();
            QCOMPARE(handshake.status(), Status::Rejected);
            QTEST(handshake.response().body(), "body");
            QCOMPARE(handshake.response().get("X"), "y");
            QCOMPARE(handshake.reason(), u"the server answered "_s + QLatin1StringView(status));
        }
    }
}

void tst_ClientHandshakeStream::bodyCanBeCutShort()
{
    ClientHandshake handshake(options());
    handshake.feed("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n");
    QCOMPARE(handshake.status(), Status::Pending);
    QVERIFY(handshake.isReadingBody());
    QCOMPARE(handshake.response().statusCode(), 404); // known already
    handshake.feed("gone");
    handshake.feedEof();
    QCOMPARE(handshake.status(), Status::Rejected);
    QCOMPARE(handshake.response().body(), "gone");

    ProtocolOptions none = options();
    none.maxRejectionBody = 0;
    ClientHandshake other(none);
    other.feed("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\ngone");
    QCOMPARE(other.status(), Status::Rejected);
    QVERIFY(other.response().body().isEmpty());
}

void tst_ClientHandshakeStream::cookiesAreReadable()
{
    QList<QByteArray> lines;
    for (int i = 0; i < 20; ++i)
        lines.append("Set-Cookie: c" + QByteArray::number(i) + "=1; Path=/, x");
    ClientHandshake handshake(options());
    handshake.feed(upgradeAnd(lines));
    QCOMPARE(handshake.status(), Status::Accepted);
    const QList<QByteArray> cookies = handshake.response().headers().values("set-cookie");
    QCOMPARE(cookies.size(), 20);
    QCOMPARE(cookies.last(), "c19=1; Path=/, x");
}

void tst_ClientHandshakeStream::bigAnswerInSingleOctetsIsCheap()
{
    // 640 K octets of linear work; 10 G if each read began anew at the head's first octet
    const QByteArray response = upgradeAnd(QList<QByteArray>(90, "X: " + QByteArray(350, 'a')));
    QVERIFY(response.size() > 31'000 && response.size() <= 32'768);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i) {
        ClientHandshake handshake(options());
        QCOMPARE(feed(handshake, response, 1), response.size());
        QCOMPARE(handshake.status(), Status::Accepted);
    }
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(tst_ClientHandshakeStream)
#include "tst_clienthandshakestream.moc"
