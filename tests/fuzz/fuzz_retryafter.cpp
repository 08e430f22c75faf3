// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Retry-After: each date in each of the three forms of RFC 9110 5.6.7, seconds of any number, and
// any text at all.

#include "core/retryafter_p.h"
#include "target.h"

#include <QtCore/qlocale.h>

namespace Lomond::Fuzz { namespace {

using namespace Qt::StringLiterals;
using Core::retryAfter;
using std::chrono::milliseconds;

QDateTime readDate(Octets &octets)
{
    const qint64 seconds = qint64(octets.word()) << 16 | octets.word(); // up to 2106
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

QByteArray formatted(const QDateTime &date, const QString &format)
{
    return QLocale::c().toString(date, format).toLatin1();
}

milliseconds from(const QDateTime &now, const QDateTime &date)
{
    return milliseconds(qMax(qint64(0), now.msecsTo(date)));
}

// RFC 9110 5.6.7: two digits mean a year that is at most 50 years ahead
QDateTime withShortYear(const QDateTime &date, const QDateTime &now)
{
    int year = now.date().year() + 50;
    while (year % 100 != date.date().year() % 100)
        --year;
    const QDate day(year, date.date().month(), date.date().day());
    return day.isValid() ? QDateTime(day, date.time(), Qt::UTC) : QDateTime();
}

void checkDates(const QDateTime &date, const QDateTime &now)
{
    const QByteArray fixed = formatted(date, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    require(retryAfter(fixed, now) == from(now, date), "IMF-fixdate", fixed);

    const QByteArray day = QByteArray::number(date.date().day()).rightJustified(2, ' ');
    const QByteArray asctime = formatted(date, u"ddd MMM "_s) + day
                               + formatted(date, u" HH:mm:ss yyyy"_s);
    require(retryAfter(asctime, now) == from(now, date), "asctime-date", asctime);

    const QByteArray shortYear = formatted(date, u"dddd, dd-MMM-yy HH:mm:ss 'GMT'"_s);
    const QDateTime meant = withShortYear(date, now);
    const auto wait = retryAfter(shortYear, now);
    require(wait.has_value() == meant.isValid(), "rfc850-date", shortYear);
    require(!wait || *wait == from(now, meant), "rfc850-date", shortYear);
}

// a date has a day, three numbers of a time, and a year; nobody looks at its weekday
int numbers(QByteArrayView text)
{
    int count = 0;
    bool within = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        count += digit && !within;
        within = digit;
    }
    return count;
}

void checkText(QByteArrayView text, const QDateTime &now)
{
    const auto wait = retryAfter(text, now);
    if (!wait)
        return;
    require(*wait >= milliseconds(0), "nobody waits for the past", text);
    const int count = numbers(text);
    require(count == 1 || count >= 5, "what is waited for is a number or a date", text);
}

}} // namespace Lomond::Fuzz

int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    using namespace Lomond::Fuzz;
    Octets octets(data, size);
    const QDateTime now = readDate(octets);
    const QDateTime date = readDate(octets);
    checkDates(date, now);
    const quint32 seconds = octets.word();
    require(retryAfter(QByteArray::number(seconds), now) == std::chrono::seconds(seconds),
            "seconds");
    checkText(octets.rest(), now);
    return 0;
}
