// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Retry-After in both of its forms.

#include "core/retryafter_p.h"

#include <QtTest/QtTest>

#include <chrono>

using std::chrono::milliseconds;
using namespace Lomond::Core;
using namespace Qt::StringLiterals;

class tst_RetryAfter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSecondsAndDates_data();
    void readsSecondsAndDates();
    void refusesWhatIsNeither_data();
    void refusesWhatIsNeither();
    void countsFromAnyTimeZone();
};

namespace {

// a minute before the date that RFC 9110 has in its examples
const QDateTime Now(QDate(1994, 11, 6), QTime(8, 48, 37), Qt::UTC);

} // namespace

void tst_RetryAfter::readsSecondsAndDates_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("expected"); // milliseconds

    const auto row = [](const char *name, const QByteArray &value, qint64 expected) {
        QTest::newRow(name) << value << expected;
    };
    row("10.2.3 seconds", "120", 120'000);
    row("10.2.3 zero", "0", 0);
    row("5.5 blanks around it", " 120 \t", 120'000);
    row("leading zeros", "0000000000000000000000005", 5'000);
    row("2^63", "9223372036854775808", 1'000'000'000'000);
    row("a thousand digits", QByteArray(1000, '9'), 1'000'000'000'000);
    row("5.6.7 IMF-fixdate", "Sun, 06 Nov 1994 08:49:37 GMT", 60'000);
    row("5.6.7 rfc850-date", "Sunday, 06-Nov-94 08:49:37 GMT", 60'000);
    row("5.6.7 asctime-date", "Sun Nov  6 08:49:37 1994", 60'000);
    row("5.6.7 asctime-date, two digits", "Wed Nov 16 08:48:37 1994", 864'000'000);
    row("in the past", "Sun, 06 Nov 1994 08:48:36 GMT", 0);
    row("long ago", "Thu, 01 Jan 1970 00:00:00 GMT", 0);
    row("leap day", "Thu, 29 Feb 1996 08:48:37 GMT", 480LL * 86'400'000);
    row("5.6.7 two digits: 50 years ahead", "Sunday, 06-Nov-44 08:48:37 GMT", 18'263LL * 86'400'000);
    row("5.6.7 two digits: 51 years ahead is the past", "Monday, 06-Nov-45 08:48:37 GMT", 0);
}

void tst_RetryAfter::readsSecondsAndDates()
{
    QFETCH(const QByteArray, value);
    QFETCH(const qint64, expected);

    const std::optional<milliseconds> wait = retryAfter(value, Now);
    QVERIFY(wait);
    QCOMPARE(qint64(wait->count()), expected);
}

void tst_RetryAfter::refusesWhatIsNeither_data()
{
    QTest::addColumn<QByteArray>("value");

    const auto row = [](const char *name, const QByteArray &value) { QTest::newRow(name) << value; };
    row("empty", "");
    row("blanks", "  ");
    row("negative", "-5");
    row("signed", "+5");
    row("fraction", "1.5");
    row("unit", "5 s");
    row("two values", "5, 6");
    row("no time zone", "Sun, 06 Nov 1994 08:49:37");
    row("another time zone", "Sun, 06 Nov 1994 08:49:37 CET");
    row("no such month", "Sun, 06 Nev 1994 08:49:37 GMT");
    row("month across two names", "Sun, 06 anF 1994 08:49:37 GMT");
    row("no such day", "Sun, 31 Nov 1994 08:49:37 GMT");
    row("no leap day", "Wed, 29 Feb 1995 08:49:37 GMT");
    row("no such hour", "Sun, 06 Nov 1994 24:49:37 GMT");
    row("no such minute", "Sun, 06 Nov 1994 08:60:37 GMT");
    row("year of two letters", "Sun, 06 Nov xx 08:49:37 GMT");
    row("year in words", "Sun, 06 Nov never 08:49:37 GMT");
    row("time in words", "Sun, 06 Nov 1994 noon GMT");
    row("huge day", "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT");
    row("long", QByteArray(8000, '-'));
    row("octets", QByteArray("\xFF\x00\xFE", 3));
}

void tst_RetryAfter::refusesWhatIsNeither()
{
    QFETCH(const QByteArray, value);
    QVERIFY(!retryAfter(value, Now));
}

void tst_RetryAfter::countsFromAnyTimeZone()
{
    const QDateTime east = Now.toOffsetFromUtc(9 * 3600);
    const auto wait = retryAfter("Sun, 06 Nov 1994 08:49:37 GMT", east);
    QVERIFY(wait);
    QCOMPARE(qint64(wait->count()), 60'000);
}

QTEST_APPLESS_MAIN(tst_RetryAfter)
#include "tst_retryafter.moc"
