// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client and the way in which a server's response arrives: its size, its end, what follows it.
// H18, H19, H21, H22, H24, H26. H23, the slow one, is openTimeoutIsNotExtendedByOctets of
// tst_lomondsockettimeouts.cpp: the core knows no time.

#include "responserows.h"

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using namespace HandshakeAnswers;

class tst_ServerResponseStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientBoundsTheHead_data();
    void clientBoundsTheHead();
    void clientTellsTheStatusOfWhatIsTooBig_data();
    void clientTellsTheStatusOfWhatIsTooBig();
    void clientReadsNoBodyOfAnUpgrade_data();
    void clientReadsNoBodyOfAnUpgrade();
    void clientReadsFramesBehindTheHead_data();
    void clientReadsFramesBehindTheHead();
    void clientNeverOpensWithoutTheWholeHead_data();
    void clientNeverOpensWithoutTheWholeHead();
};

namespace {

QByteArray field(qsizetype size)
{
    return "X: " + QByteArray(size - 3, 'a');
}

// an upgrade whose head has that many octets
QByteArray upgradeOf(qsizetype size)
{
    const QList<QByteArray> lines(4, field(8'000));
    return upgradeAnd(lines + QList {field(size - upgradeAnd(lines).size() - 2)});
}

} // namespace

void tst_ServerResponseStream::clientBoundsTheHead_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QString longField = u"a header field is longer than 8192 octets"_s;
    const QByteArray noEnd = upgradeAnd().chopped(2);

    addResponse("H18 100 fields", opens(upgradeAnd(QList<QByteArray>(97, "X: a"))));
    addResponse("H18 101 fields", fails(upgradeAnd(QList<QByteArray>(98, "X: a")),
                                        u"its header has more than 100 fields"_s, 101));
    addResponse("H18 field of 8192 octets", opens(upgradeAnd({field(8'192)})));
    addResponse("H18 field of 8193 octets", fails(upgradeAnd({field(8'193)}), longField, 101));
    addResponse("H18 field of 8193 octets in folds",
                fails(upgradeAnd({field(8'000), " " + QByteArray(195, 'b')}), longField, 101));
    addResponse("H18 status line of 8192 octets",
                opens(upgradeWithStatusLine("HTTP/1.1 101 " + QByteArray(8'192 - 13, 'a'))));
    addResponse("H18 status line of 8193 octets",
                fails(upgradeWithStatusLine("HTTP/1.1 101 " + QByteArray(8'193 - 13, 'a')),
                      u"its first line is longer than 8192 octets"_s));
    QCOMPARE(upgradeOf(32'768).size(), 32'768);
    addResponse("H18 head of 32768 octets", opens(upgradeOf(32'768)));
    ServerResponse tooBig = fails(upgradeOf(32'769), u"its header is larger than 32768 octets"_s,
                                  101);
    tooBig.toldAfter = 32'768;
    addResponse("H18 head of 32769 octets", tooBig);
    ServerResponse endless = fails(noEnd + field(10'000), longField, 101);
    endless.toldAfter = noEnd.size() + 8'194; // with room for CR LF
    addResponse("H18 field without an end", endless);
    addResponse("H18 head without an end", fails(noEnd + (field(1'000) + "\r\n").repeated(40),
                                                 u"its header is larger than 32768 octets"_s, 101));
}

void tst_ServerResponseStream::clientBoundsTheHead()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStream::clientTellsTheStatusOfWhatIsTooBig_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QByteArray start = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n";
    const auto row = [](const char *tag, const QByteArray &octets, const QString &why) {
        addResponse("H18 503, "_ba + tag,
                    fails(octets,
                          u"the server answered 503 Busy, but the answer could not be read: "_s
                                  + why,
                          503));
    };
    row("then 101 fields", start + QByteArray("X: a\r\n").repeated(100) + "\r\n",
        u"its header has more than 100 fields"_s);
    row("then a field of 8193 octets", start + field(8'193) + "\r\n\r\n",
        u"a header field is longer than 8192 octets"_s);
    row("then 33 KiB", start + (field(1'022) + "\r\n").repeated(33) + "\r\n",
        u"its header is larger than 32768 octets"_s);
}

void tst_ServerResponseStream::clientTellsTheStatusOfWhatIsTooBig()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStream::clientReadsNoBodyOfAnUpgrade_data()
{
    QTest::addColumn<ServerResponse>("response");
    // RFC 9112 6.3: a 101 has no body, whatever it says; the frame behind it is one
    addResponse("H19 Content-Length: 5", opens(upgradeAnd({"Content-Length: 5"})));
    addResponse("H19 Transfer-Encoding: chunked",
                opens(upgradeAnd({"Transfer-Encoding: chunked"})));
    addResponse("H19 both", opens(upgradeAnd({"Content-Length: 5", "Transfer-Encoding: chunked"})));
    addResponse("H24 silence behind the head", opens(upgradeAnd()));
}

void tst_ServerResponseStream::clientReadsNoBodyOfAnUpgrade()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStream::clientReadsFramesBehindTheHead_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QStringList>("events");
    QTest::addColumn<QStringList>("sent");
    const QByteArray frames = text("first").octets(false) + closing(1000).octets(false);
    QTest::newRow("H21 message and close")
            << frames
            << QStringList {u"Accepted"_s, u"Text 'first'"_s, u"CloseReceived 1000 ''"_s,
                            u"Closed 1000 ''"_s}
            << QStringList {u"Close 1000"_s};
    QTest::newRow("H26 page of HTML")
            << "<!DOCTYPE html><html>It works!</html>"_ba
            << QStringList {u"Accepted"_s, u"Failed CriticalProtocolError 1002"_s}
            << QStringList {u"Close 1002"_s};
}

void tst_ServerResponseStream::clientReadsFramesBehindTheHead()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const QStringList, events);
    QFETCH(const QStringList, sent);
    const QByteArray wire = upgradeAnd() + octets;
    for (const qsizetype step : {wire.size(), qsizetype(1), upgradeAnd().size()}) {
        AnsweredClient client;
        client.feed(wire, step);
        QCOMPARE(client.events, events);
        QCOMPARE(outputInWords(client->takeOutput(), Role::Client), sent);
        QCOMPARE(client->pendingOutput(), 0);
        QCOMPARE(client->state(), Protocol::State::Closed);
    }
}

void tst_ServerResponseStream::clientNeverOpensWithoutTheWholeHead_data()
{
    QTest::addColumn<qsizetype>("size");
    for (qsizetype size = 0; size < upgradeAnd().size(); ++size)
        QTest::addRow("H22 end of the stream after %d octets", int(size)) << size;
}

// By FIN or by RST: the core is told the same.
void tst_ServerResponseStream::clientNeverOpensWithoutTheWholeHead()
{
    QFETCH(const qsizetype, size);
    const qsizetype statusLine = StatusLine.size() + 2;
    for (const qsizetype step : {qsizetype(1), upgradeAnd().size()}) {
        AnsweredClient client;
        client.feed(upgradeAnd().first(size), step);
        QCOMPARE(client.events, QStringList());
        QCOMPARE(client->state(), Protocol::State::Connecting);
        client.end();
        QCOMPARE(client.events, QStringList(u"Failed HandshakeError 0"_s));
        const auto &failed = std::get<Protocol::Failed>(*client.first);
        QCOMPARE(failed.httpStatus, size < statusLine ? 0 : 101);
        QVERIFY(failed.text.contains(u"closed the connection"));
        QCOMPARE(client->state(), Protocol::State::Closed);
        QCOMPARE(client->transport(), Protocol::Transport::CloseWhenFlushed);
        QCOMPARE(client->pendingOutput(), 0);
        client.feed(upgradeAnd().sliced(size)); // too late
        QCOMPARE(client.events.size(), 1);
    }
}

QTEST_APPLESS_MAIN(tst_ServerResponseStream)
#include "tst_serverresponsestream.moc"
