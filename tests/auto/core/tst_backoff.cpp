// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The persistence policy: one row for each line of the table in backoff.cpp, the windows at both
// ends, the spread within them, and a year of failures.

#include "core/backoff_p.h"

#include <QtTest/QtTest>

#include <array>
#include <limits>

using Lomond::ErrorCode;
using Lomond::ReconnectPolicy;
using namespace Lomond::Core;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr quint32 Least = 0;
constexpr quint32 Most = std::numeric_limits<quint32>::max();

AttemptEnd failedWith(ErrorCode error)
{
    AttemptEnd end;
    end.error = error;
    return end;
}

AttemptEnd refusedWith(int httpStatus, std::optional<milliseconds> retryAfter = {})
{
    AttemptEnd end = failedWith(ErrorCode::HandshakeError);
    end.httpStatus = httpStatus;
    end.retryAfter = retryAfter;
    return end;
}

AttemptEnd closedWith(int code, milliseconds openFor = 1s)
{
    AttemptEnd end;
    end.receivedCloseCode = code;
    end.openFor = openFor;
    return end;
}

struct Window
{
    milliseconds least = -1ms;
    milliseconds most = -1ms;
};

// What the wait after `end` may be; the backoff itself stays as it is.
Window windowAfter(const Backoff &backoff, const AttemptEnd &end)
{
    Backoff forLeast = backoff;
    Backoff forMost = backoff;
    return {forLeast.next(end, Least).value_or(-1ms), forMost.next(end, Most).value_or(-1ms)};
}

Backoff backoffAfter(int failures, const ReconnectPolicy &policy = {})
{
    Backoff backoff;
    backoff.setPolicy(policy);
    for (int i = 0; i < failures; ++i)
        (void) backoff.next(failedWith(ErrorCode::ConnectFail), Least);
    return backoff;
}

void compareWindow(const Window &window, milliseconds least, milliseconds most)
{
    QCOMPARE(window.least.count(), least.count());
    QCOMPARE(window.most.count(), most.count());
}

enum class Verdict { Retry, GiveUp, RetryIfReadyBefore };

} // namespace

class tst_Backoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decidesByHowTheAttemptEnded_data();
    void decidesByHowTheAttemptEnded();
    void forgetsReadinessOnReset();
    void doublesTheWindowUpToTheMaximum_data();
    void doublesTheWindowUpToTheMaximum();
    void waitsLongerAfterARestart_data();
    void waitsLongerAfterARestart();
    void respectsRetryAfter_data();
    void respectsRetryAfter();
    void countsAnewAfterAUsefulConnection_data();
    void countsAnewAfterAUsefulConnection();
    void givesUpAfterTheAllowedAttempts();
    void neverWaitsLongerThanTheMaximum_data();
    void neverWaitsLongerThanTheMaximum();
    void spreadsTheWaitsEvenly();
    void survivesAYearOfFailures();
};

void tst_Backoff::decidesByHowTheAttemptEnded_data()
{
    QTest::addColumn<AttemptEnd>("end");
    QTest::addColumn<Verdict>("verdict");

    const auto row = [](const QByteArray &name, const AttemptEnd &end, Verdict verdict) {
        QTest::newRow(name.constData()) << end << verdict;
    };
    row("invalid URL", failedWith(ErrorCode::InvalidUrl), Verdict::GiveUp);

    for (const ErrorCode error :
         {ErrorCode::ProtocolError, ErrorCode::CriticalProtocolError, ErrorCode::PayloadTooLarge,
          ErrorCode::CompressionParameterError}) {
        const QByteArray name = QMetaEnum::fromType<ErrorCode>().valueToKey(int(error));
        row("our failure: " + name, failedWith(error), Verdict::Retry);
        AttemptEnd echoed = closedWith(1002);
        echoed.error = error;
        row("our failure, echoed by the peer: " + name, echoed, Verdict::Retry);
    }
    for (const ErrorCode error :
         {ErrorCode::NoError, ErrorCode::HostNotFound, ErrorCode::ConnectFail, ErrorCode::ProxyFail,
          ErrorCode::TlsFail, ErrorCode::Timeout, ErrorCode::TransportFail,
          ErrorCode::HandshakeError, ErrorCode::Unresponsive}) {
        const QByteArray name = QMetaEnum::fromType<ErrorCode>().valueToKey(int(error));
        row("no close frame: " + name, failedWith(error), Verdict::Retry);
    }

    for (const int code : {1000, 1001, 1005, 1011, 1012, 1013, 1014})
        row("7.4 received " + QByteArray::number(code), closedWith(code), Verdict::Retry);
    for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 3000, 3999, 4000, 4999})
        row("7.4 received " + QByteArray::number(code), closedWith(code), Verdict::GiveUp);
    AttemptEnd closedThenReset = closedWith(4001);
    closedThenReset.error = ErrorCode::TransportFail;
    row("7.4 received 4001, then a reset", closedThenReset, Verdict::GiveUp);

    for (const int status :
         {101, 200, 204, 301, 302, 307, 408, 425, 429, 500, 501, 502, 503, 504, 505, 511, 599})
        row("HTTP " + QByteArray::number(status), refusedWith(status), Verdict::Retry);
    for (const int status : {400, 401, 403, 404, 407, 410, 418, 426, 431, 451, 499})
        row("HTTP " + QByteArray::number(status), refusedWith(status), Verdict::RetryIfReadyBefore);
    AttemptEnd certificate = failedWith(ErrorCode::TlsFail);
    certificate.tlsVerificationFailed = true;
    row("certificate not accepted", certificate, Verdict::RetryIfReadyBefore);
}

void tst_Backoff::decidesByHowTheAttemptEnded()
{
    QFETCH(const AttemptEnd, end);
    QFETCH(const Verdict, verdict);

    Backoff fresh;
    QCOMPARE(fresh.next(end, Most).has_value(), verdict == Verdict::Retry);
    Backoff readyBefore;
    QVERIFY(readyBefore.next(closedWith(1000), Most));
    QCOMPARE(readyBefore.next(end, Most).has_value(), verdict != Verdict::GiveUp);
}

void tst_Backoff::forgetsReadinessOnReset()
{
    Backoff backoff;
    QVERIFY(backoff.next(closedWith(1000), Most));
    QVERIFY(backoff.next(refusedWith(404), Most));
    backoff.reset();
    compareWindow(windowAfter(backoff, failedWith(ErrorCode::ConnectFail)), 0ms, 5s);
    QVERIFY(!backoff.next(refusedWith(404), Most));
}

void tst_Backoff::doublesTheWindowUpToTheMaximum_data()
{
    QTest::addColumn<int>("number"); // of the failure
    QTest::addColumn<milliseconds>("most");

    QTest::newRow("7.2.3 first") << 1 << milliseconds(5s);
    QTest::newRow("7.2.3 second") << 2 << milliseconds(10s);
    QTest::newRow("fifth") << 5 << milliseconds(80s);
    QTest::newRow("sixth") << 6 << milliseconds(120s);
    for (const int number : {7, 32, 33, 34, 64, 65, 66, 1000})
        QTest::addRow("%dth", number) << number << milliseconds(120s);
}

void tst_Backoff::doublesTheWindowUpToTheMaximum()
{
    QFETCH(const int, number);
    QFETCH(const milliseconds, most);

    const Backoff backoff = backoffAfter(number - 1);
    const milliseconds least = number == 1 ? 0ms : 500ms;
    compareWindow(windowAfter(backoff, failedWith(ErrorCode::ConnectFail)), least, most);
}

void tst_Backoff::waitsLongerAfterARestart_data()
{
    QTest::addColumn<AttemptEnd>("end");
    QTest::addColumn<bool>("restart");

    for (const int code : {1001, 1012, 1013})
        QTest::addRow("received %d", code) << closedWith(code) << true;
    for (const int code : {1000, 1005, 1011, 1014})
        QTest::addRow("received %d", code) << closedWith(code) << false;
    QTest::newRow("HTTP 503") << refusedWith(503) << true;
    QTest::newRow("HTTP 503, Retry-After: 0") << refusedWith(503, 0ms) << true;
    QTest::newRow("HTTP 429") << refusedWith(429) << false;
    QTest::newRow("no close frame") << failedWith(ErrorCode::TransportFail) << false;
}

void tst_Backoff::waitsLongerAfterARestart()
{
    QFETCH(const AttemptEnd, end);
    QFETCH(const bool, restart);

    compareWindow(windowAfter(backoffAfter(0), end), restart ? 5s : 0s, restart ? 30s : 5s);
    // only the first time
    compareWindow(windowAfter(backoffAfter(1), end), 500ms, 10s);
    // a lower maximum leaves a spread
    ReconnectPolicy quick;
    quick.setMaximumDelay(3'000);
    compareWindow(windowAfter(backoffAfter(0, quick), end), restart ? 500ms : 0ms, 3s);
}

void tst_Backoff::respectsRetryAfter_data()
{
    QTest::addColumn<int>("httpStatus");
    QTest::addColumn<milliseconds>("retryAfter");
    QTest::addColumn<milliseconds>("least");
    QTest::addColumn<milliseconds>("most");

    const auto row = [](const char *name, int status, auto asked, auto least, auto most) {
        QTest::newRow(name) << status << milliseconds(asked) << milliseconds(least)
                            << milliseconds(most);
    };
    row("503 for 20 s", 503, 20s, 20s, 25s);
    row("429 for 20 s", 429, 20s, 20s, 25s);
    row("503 for 60 s", 503, 60s, 60s, 75s);
    row("503 for 10 min, above the maximum", 503, 10min, 10min, 10min + 15s);
    row("503 for 1 h", 503, 1h, 1h, 1h + 15s);
    row("503 for a day: 1 h", 503, 24h, 1h, 1h + 15s);
    row("503 for ever: 1 h", 503, milliseconds::max(), 1h, 1h + 15s);
    row("503 for 100 ms: the minimum", 503, 100ms, 500ms, 525ms);
    row("429 for 0 s asks for nothing", 429, 0ms, 500ms, 20s);
    row("429 for a negative time asks for nothing", 429, -1h, 500ms, 20s);
    row("500 may not ask", 500, 20s, 500ms, 20s);
    row("408 may not ask", 408, 20s, 500ms, 20s);
}

void tst_Backoff::respectsRetryAfter()
{
    QFETCH(const int, httpStatus);
    QFETCH(const milliseconds, retryAfter);
    QFETCH(const milliseconds, least);
    QFETCH(const milliseconds, most);

    const Backoff third = backoffAfter(2);
    compareWindow(windowAfter(third, refusedWith(httpStatus, retryAfter)), least, most);
    ReconnectPolicy deaf;
    deaf.setRespectRetryAfter(false);
    compareWindow(windowAfter(backoffAfter(2, deaf), refusedWith(httpStatus, retryAfter)), 500ms,
                  20s);
}

void tst_Backoff::countsAnewAfterAUsefulConnection_data()
{
    QTest::addColumn<milliseconds>("openFor");
    QTest::addColumn<std::optional<milliseconds>>("lastUsefulAfter");
    QTest::addColumn<bool>("useful");

    using Useful = std::optional<milliseconds>;
    QTest::newRow("open for 0 s") << milliseconds(0) << Useful() << false;
    QTest::newRow("open for 59.999 s") << milliseconds(59'999) << Useful() << false;
    QTest::newRow("open for 60 s") << milliseconds(60s) << Useful() << true;
    QTest::newRow("data after 9.999 s") << milliseconds(20s) << Useful(9'999ms) << false;
    QTest::newRow("data after 10 s") << milliseconds(20s) << Useful(10s) << true;
}

void tst_Backoff::countsAnewAfterAUsefulConnection()
{
    QFETCH(const milliseconds, openFor);
    QFETCH(const std::optional<milliseconds>, lastUsefulAfter);
    QFETCH(const bool, useful);

    AttemptEnd end = closedWith(1000, openFor);
    end.lastUsefulAfter = lastUsefulAfter;
    Backoff backoff = backoffAfter(3);
    compareWindow(windowAfter(backoff, end), useful ? 0ms : 500ms, useful ? 5s : 40s);
    // and goes on from there
    QVERIFY(backoff.next(end, Least));
    compareWindow(windowAfter(backoff, failedWith(ErrorCode::ConnectFail)), 500ms,
                  useful ? 10s : 80s);
}

void tst_Backoff::givesUpAfterTheAllowedAttempts()
{
    ReconnectPolicy policy;
    policy.setMaximumAttempts(3);
    Backoff backoff = backoffAfter(0, policy);
    const AttemptEnd failed = failedWith(ErrorCode::ConnectFail);
    QVERIFY(backoff.next(failed, Least));
    QVERIFY(backoff.next(failed, Least));
    QVERIFY(!backoff.next(failed, Least));
    QVERIFY(!backoff.next(failed, Least));

    // the end of a useful connection is no failed attempt, one that was only accepted is
    QVERIFY(backoff.next(closedWith(1000, 60s), Least));
    QVERIFY(backoff.next(failed, Least));
    QVERIFY(backoff.next(closedWith(1000, 1s), Least));
    QVERIFY(!backoff.next(failed, Least));

    backoff.reset();
    QVERIFY(backoff.next(failed, Least));
}

void tst_Backoff::neverWaitsLongerThanTheMaximum_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("minimum");
    QTest::addColumn<int>("maximum");

    QTest::newRow("all zero") << 0 << 0 << 0;
    QTest::newRow("maximum zero") << 5'000 << 500 << 0;
    QTest::newRow("maximum below the minimum") << 5'000 << 500 << 100;
    QTest::newRow("maximum below the first") << 5'000 << 500 << 1'000;
    QTest::newRow("minimum above the first") << 100 << 2'000 << 120'000;
    QTest::newRow("first zero") << 0 << 500 << 120'000;
    QTest::newRow("largest") << INT_MAX << INT_MAX << INT_MAX;
}

void tst_Backoff::neverWaitsLongerThanTheMaximum()
{
    QFETCH(const int, first);
    QFETCH(const int, minimum);
    QFETCH(const int, maximum);

    ReconnectPolicy policy;
    policy.setFirstDelay(first);
    policy.setFirstDelayAfterRestart(first);
    policy.setMinimumDelay(minimum);
    policy.setMaximumDelay(maximum);
    Backoff backoff = backoffAfter(0, policy);
    for (int failures = 0; failures < 100; ++failures) {
        const milliseconds least(failures == 0 ? 0 : qMin(minimum, maximum));
        for (const AttemptEnd &end : {failedWith(ErrorCode::ConnectFail), closedWith(1012)}) {
            const Window window = windowAfter(backoff, end);
            QVERIFY(window.least >= least && window.least <= window.most);
            QVERIFY(window.most <= milliseconds(maximum));
        }
        QVERIFY(backoff.next(failedWith(ErrorCode::ConnectFail), Most));
    }
}

void tst_Backoff::spreadsTheWaitsEvenly()
{
    constexpr int Samples = 100'000;
    constexpr int Bins = 20;
    constexpr double Expected = double(Samples) / Bins;
    QRandomGenerator generator(1); // the same numbers in each run
    const AttemptEnd end = failedWith(ErrorCode::ConnectFail);
    for (const int failures : {0, 1, 5}) {
        const Backoff backoff = backoffAfter(failures);
        const Window window = windowAfter(backoff, end);
        const qint64 values = (window.most - window.least).count() + 1;
        std::array<int, Bins> counts = {};
        for (int i = 0; i < Samples; ++i) {
            const milliseconds wait = *Backoff(backoff).next(end, generator.generate());
            QVERIFY(wait >= window.least && wait <= window.most);
            ++counts[size_t((wait - window.least).count() * Bins / values)];
        }
        double chiSquare = 0;
        for (const int count : counts)
            chiSquare += (count - Expected) * (count - Expected) / Expected;
        // 19 degrees of freedom: 43.8 is exceeded once in a thousand times
        QVERIFY2(chiSquare < 43.8, QByteArray::number(chiSquare));
    }
}

void tst_Backoff::survivesAYearOfFailures()
{
    constexpr milliseconds Year = 8'760h;
    QRandomGenerator generator(2);
    Backoff backoff;
    const AttemptEnd end = failedWith(ErrorCode::ConnectFail);
    milliseconds total = 0ms;
    milliseconds widest = 0ms;
    int attempts = 0;
    for (; total < Year; ++attempts) {
        const Window window = windowAfter(backoff, end);
        const std::optional<milliseconds> wait = backoff.next(end, generator.generate());
        QVERIFY(wait && *wait >= window.least && *wait <= window.most);
        QVERIFY(window.most >= widest); // never shrinks
        widest = window.most;
        total += *wait;
    }
    QCOMPARE(widest.count(), milliseconds(120s).count());
    // a mean wait of 60.25 s
    QVERIFY(qAbs(attempts - Year / 60'250ms) < 5'000);
}

QTEST_APPLESS_MAIN(tst_Backoff)
#include "tst_backoff.moc"
