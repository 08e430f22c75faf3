// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client and the status of a server's response: H1 to H10. What is not a 101 of HTTP/1.1 opens
// nothing; a refusal is told with its status, its fields and its body; no redirect is followed.

#include "responserows.h"

#include "core/backoff_p.h"
#include "core/retryafter_p.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;
using namespace HandshakeAnswers;

class tst_ServerResponseStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientReadsTheStatusLine_data();
    void clientReadsTheStatusLine();
    void clientTellsRefusals_data();
    void clientTellsRefusals();
    void clientFollowsNoRedirects_data();
    void clientFollowsNoRedirects();
    void clientPassesChallengesOn_data();
    void clientPassesChallengesOn();
    void clientPassesRetryAfterOn_data();
    void clientPassesRetryAfterOn();
    void clientSkipsInterimResponses_data();
    void clientSkipsInterimResponses();
};

namespace {

// "HTTP/1.1 404 Some words", further fields, and a body of a known length
ServerResponse refusal(const QByteArray &statusLine, const Headers &fields)
{
    QByteArray octets = statusLine + "\r\nContent-Length: 4\r\n";
    for (const Headers::Field &field : fields)
        octets += field.name + ": " + field.value + "\r\n";
    ServerResponse response = rejected(octets + "\r\ngone",
                                       u"the server answered "_s
                                               + QLatin1StringView(statusLine.sliced(9)));
    response.statusCode = statusLine.sliced(9, 3).toInt();
    response.fields = fields;
    response.body = "gone";
    return response;
}

} // namespace

void tst_ServerResponseStatus::clientReadsTheStatusLine_data()
{
    QTest::addColumn<ServerResponse>("response");
    const auto line = [](const QByteArray &statusLine) { return upgradeWithStatusLine(statusLine); };

    addResponse("H1 plain", opens(upgradeAnd()));
    // RFC 9112 4 wants the second blank also if no words follow; many a server leaves it out
    addResponse("H2 no words", opens(line("HTTP/1.1 101 ")));
    addResponse("H2 no words and no blank", opens(line("HTTP/1.1 101")));
    addResponse("H3 HTTP/1.0", fails(line("HTTP/1.0 101 Switching Protocols"),
                                     u"101 Switching Protocols, but in HTTP/1.0"_s, 101));

    const QString malformedVersion = u"its version of HTTP is malformed"_s;
    const QString noStatusLine = u"its first line is no status line"_s;
    addResponse("H4 HTTP/2 101", fails(line("HTTP/2 101 X"), malformedVersion));
    addResponse("H4 HTTP/2.0 101",
                fails(line("HTTP/2.0 101 X"), u"its version of HTTP is not 1.1"_s));
    addResponse("H4 HTTP/1.2 101", opens(line("HTTP/1.2 101 X"))); // RFC 9110 2.5
    addResponse("H4 http/1.1 101", fails(line("http/1.1 101 X"), u"it is not HTTP"_s));
    addResponse("H4 1O1", fails(line("HTTP/1.1 1O1 X"), noStatusLine));
    addResponse("H4 1010", fails(line("HTTP/1.1 1010 X"), noStatusLine));
    addResponse("H4 -101", fails(line("HTTP/1.1 -101 X"), noStatusLine));

    const auto foreign = [](const QByteArray &octets, qsizetype toldAfter) {
        ServerResponse response = fails(octets, u"it is not HTTP"_s);
        response.toldAfter = toldAfter;
        return response;
    };
    addResponse("H5 garbage first", foreign("hello there\r\n\r\n", 1));
    addResponse("H5 TLS alert", foreign("\x15\x03\x01", 1));
    addResponse("H5 SSH banner", foreign("SSH-2.0-OpenSSH_9.2\r\n", 1));
    addResponse("H5 empty line first", foreign("\r\n" + upgradeAnd(), 1));
    addResponse("H5 frame first", foreign(FirstFrame, 1));
    addResponse("H5 1 MiB of A without LF", foreign(QByteArray(1024 * 1024, 'A'), 1));
    ServerResponse endless = fails("HTTP/1.1 101 " + QByteArray(1024 * 1024, 'A'),
                                   u"its first line is longer than 8192 octets"_s);
    endless.toldAfter = 8'194; // with room for CR LF
    addResponse("H5 status line of 1 MiB without LF", endless);
}

void tst_ServerResponseStatus::clientReadsTheStatusLine()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStatus::clientTellsRefusals_data()
{
    QTest::addColumn<ServerResponse>("response");

    ServerResponse all = rejected(upgradeWithStatusLine("HTTP/1.1 200 OK"),
                                  u"the server answered 200 OK"_s);
    all.statusCode = 200;
    all.hasEnd = false;
    addResponse("H6 200 with all that a 101 needs", all);

    for (const int status : {400, 403, 404, 426, 429, 500, 502, 503}) {
        const QByteArray code = QByteArray::number(status);
        const QByteArray line = "HTTP/1.1 " + code + " Some words";
        const ServerResponse byLength = refusal(line, {{"X", "y"}});
        addResponse("H7 " + code + ", body by length", byLength);

        ServerResponse chunked = byLength;
        chunked.octets = line
                         + "\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "1\r\ng\r\n3;x\r\none\r\n0\r\nZ: z\r\n\r\n";
        addResponse("H7 " + code + ", body in chunks", chunked);

        ServerResponse toTheEnd = byLength;
        toTheEnd.octets = line + "\r\nX: y\r\n\r\ngone";
        toTheEnd.hasEnd = false;
        addResponse("H7 " + code + ", body to the end", toTheEnd);
    }
    for (const QByteArray status : {"204 No Content", "304 Not Modified"}) {
        // RFC 9112 6.3: whatever the length says, there is no body
        ServerResponse bodiless = refusal("HTTP/1.1 " + status, {});
        bodiless.body.clear();
        addResponse("H7 " + status.first(3) + ", no body", bodiless);
    }

    ServerResponse cutOff = refusal("HTTP/1.1 404 Not Found", {});
    cutOff.octets.chop(1);
    cutOff.octets.replace("Content-Length: 4", "Content-Length: 40");
    cutOff.body.chop(1);
    cutOff.hasEnd = false;
    addResponse("H7 404, body cut off", cutOff);

    const QByteArray page(70'000, 'x');
    ServerResponse big = refusal("HTTP/1.1 404 Not Found", {});
    big.octets = "HTTP/1.1 404 Not Found\r\n\r\n" + page;
    big.body = page.first(64 * 1024);
    addResponse("H7 404, the first 64 KiB of a body", big);
}

void tst_ServerResponseStatus::clientTellsRefusals()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStatus::clientFollowsNoRedirects_data()
{
    QTest::addColumn<ServerResponse>("response");
    const auto locations = [](const char *tag, const QList<QByteArray> &values) {
        Headers fields;
        for (const QByteArray &value : values)
            fields.append("Location", value);
        addResponse("H8 "_ba + tag, refusal("HTTP/1.1 302 Found", fields));
    };
    for (const QByteArray line : {"301 Moved Permanently", "302 Found", "303 See Other",
                                  "307 Temporary Redirect", "308 Permanent Redirect"})
        addResponse("H8 " + line.first(3),
                    refusal("HTTP/1.1 " + line, {{"Location", "ws://b.test/"}}));
    locations("302 to http", {"http://b.test/"});
    locations("302 to https", {"https://b.test/"});
    locations("302 to wss", {"wss://a.test/"});
    locations("302 to a path", {"/elsewhere"});
    locations("302 to a host", {"//b.test/"});
    locations("302 to a file", {"file:///etc/passwd"});
    locations("302 to itself", {"ws://a.test/"});
    locations("302 to an empty place", {""});
    locations("302 without Location", {});
    locations("302 with two Locations", {"ws://b.test/", "ws://c.test/"});
}

void tst_ServerResponseStatus::clientFollowsNoRedirects()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStatus::clientPassesChallengesOn_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QByteArray basic = "Basic realm=\"x\"";
    const QByteArray digest = "Digest realm=\"x\", nonce=\"y\"";
    const auto row = [](const char *tag, const QList<QByteArray> &values) {
        Headers fields;
        for (const QByteArray &value : values)
            fields.append("WWW-Authenticate", value);
        addResponse("H9 401 "_ba + tag, refusal("HTTP/1.1 401 Unauthorized", fields));
    };
    row("Basic", {basic});
    row("Digest", {digest});
    row("Negotiate", {"Negotiate"});
    row("two schemes in a field", {basic + ", " + digest});
    row("two schemes in two fields", {basic, digest});
    row("without a challenge", {});
}

void tst_ServerResponseStatus::clientPassesChallengesOn()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

void tst_ServerResponseStatus::clientPassesRetryAfterOn_data()
{
    QTest::addColumn<ServerResponse>("response");
    QTest::addColumn<std::optional<std::chrono::milliseconds>>("wait"); // till the next attempt
    const auto row = [](const char *tag, const QByteArray &value,
                        std::optional<std::chrono::milliseconds> wait) {
        QTest::newRow(tag) << refusal("HTTP/1.1 503 Busy", {{"Retry-After", value}}) << wait;
    };
    row("H7 503 Retry-After: 7", "7", 7s);
    row("H7 503 Retry-After: a date", "Sun, 06 Nov 1994 08:49:37 GMT", 60s);
    row("H7 503 Retry-After: garbage", "soon", std::nullopt);
    row("H7 503 Retry-After: 10^12", "1000000000000", 1h); // as long as anybody waits
}

void tst_ServerResponseStatus::clientPassesRetryAfterOn()
{
    QFETCH(const ServerResponse, response);
    QFETCH(const std::optional<std::chrono::milliseconds>, wait);
    compareResponse(response);

    const QDateTime now(QDate(1994, 11, 6), QTime(8, 48, 37), Qt::UTC);
    Core::AttemptEnd end;
    end.error = ErrorCode::HandshakeError;
    end.httpStatus = 503;
    end.retryAfter = Core::retryAfter(response.fields.value("Retry-After"), now);
    QCOMPARE(end.retryAfter.has_value(), wait.has_value());
    Core::Backoff backoff;
    if (wait)
        QCOMPARE(backoff.next(end, 0), wait);
}

void tst_ServerResponseStatus::clientSkipsInterimResponses_data()
{
    QTest::addColumn<ServerResponse>("response");
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nUpgrade: h2c\r\n\r\n";
    addResponse("H10 100 Continue first", opens("HTTP/1.1 100 Continue\r\n\r\n" + upgradeAnd()));
    addResponse("H10 103 Early Hints first", opens(hints + upgradeAnd()));
    addResponse("H10 100, 102, 103 and 199 first",
                opens("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + hints
                      + "HTTP/1.1 199 X\r\n\r\n" + upgradeAnd()));
    addResponse("H10 eight of them", opens(hints.repeated(8) + upgradeAnd()));
    addResponse("H10 nine of them", fails(hints.repeated(9) + upgradeAnd(),
                                          u"the server sent more than 8 interim responses"_s));
    ServerResponse refused = refusal("HTTP/1.1 404 Not Found", {{"Y", "z"}});
    refused.octets.prepend(hints);
    addResponse("H10 a refusal after one", refused);
}

void tst_ServerResponseStatus::clientSkipsInterimResponses()
{
    QFETCH(const ServerResponse, response);
    compareResponse(response);
}

QTEST_APPLESS_MAIN(tst_ServerResponseStatus)
#include "tst_serverresponsestatus.moc"
