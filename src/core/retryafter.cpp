// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "retryafter_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>

#include <algorithm>

namespace Lomond::Core {

using namespace std::chrono_literals;

namespace {

// Ten times the longest date; what is longer is none.
constexpr qsizetype MaximumSize = 300;

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Sticks at a bound that no one waits for, whatever the number of digits.
std::chrono::seconds secondsFrom(QByteArrayView digits)
{
    constexpr qint64 Bound = 1'000'000'000;
    qint64 seconds = 0;
    for (const char digit : digits)
        seconds = qMin(Bound, seconds * 10 + (digit - '0'));
    return std::chrono::seconds(seconds);
}

int numberFrom(const QByteArray &digits)
{
    return isDigits(digits) ? int(secondsFrom(digits).count()) : -1;
}

int monthFrom(const QByteArray &name)
{
    constexpr QByteArrayView Names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const qsizetype index = name.size() == 3 ? Names.indexOf(name) : -1;
    return index % 3 == 0 ? int(index / 3) + 1 : 0;
}

QTime timeFrom(const QByteArray &text)
{
    const QList<QByteArray> fields = text.split(':');
    if (fields.size() != 3)
        return {};
    return QTime(numberFrom(fields[0]), numberFrom(fields[1]), numberFrom(fields[2]));
}

int yearFrom(const QByteArray &digits, const QDateTime &now)
{
    const int year = numberFrom(digits);
    if (year < 0)
        return 0; // which no date has, unlike -1
    if (digits.size() != 2)
        return year;
    // RFC 9110 5.6.7: what seems more than 50 years ahead is the past with the same last digits
    const int latest = now.date().year() + 50;
    return latest - (latest - year) % 100;
}

// RFC 9110 5.6.7: "A recipient ... MUST accept all three HTTP-date formats". The weekday says
// nothing new.
QDateTime dateFrom(QByteArrayView value, const QDateTime &now)
{
    const QByteArray blanks = value.toByteArray().replace(',', ' ').replace('-', ' ');
    const QList<QByteArray> fields = blanks.simplified().split(' ');
    QDate date;
    QTime time;
    if (fields.size() == 6 && fields[5] == "GMT") {
        // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
        date = QDate(yearFrom(fields[3], now), monthFrom(fields[2]), numberFrom(fields[1]));
        time = timeFrom(fields[4]);
    } else if (fields.size() == 5) {
        // Sun Nov  6 08:49:37 1994
        date = QDate(yearFrom(fields[4], now), monthFrom(fields[1]), numberFrom(fields[2]));
        time = timeFrom(fields[3]);
    }
    return date.isValid() && time.isValid() ? QDateTime(date, time, Qt::UTC) : QDateTime();
}

} // namespace

std::optional<std::chrono::milliseconds> retryAfter(QByteArrayView value, const QDateTime &now)
{
    value = value.trimmed();
    if (isDigits(value))
        return secondsFrom(value);
    if (value.size() > MaximumSize)
        return std::nullopt;
    const QDateTime date = dateFrom(value, now);
    if (!date.isValid())
        return std::nullopt;
    return std::max(0ms, std::chrono::milliseconds(now.msecsTo(date)));
}

} // namespace Lomond::Core
