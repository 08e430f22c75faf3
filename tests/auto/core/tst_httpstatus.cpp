// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/httpstatus_p.h"

#include <QtTest/qtest.h>

using Lomond::Core::statusPhrase;

class tst_HttpStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownStatusesHaveTheirWords();
    void unknownStatusesHaveNone();
};

void tst_HttpStatus::knownStatusesHaveTheirWords()
{
    // RFC 9110 15
    QCOMPARE(statusPhrase(300), "Multiple Choices");
    QCOMPARE(statusPhrase(403), "Forbidden");
    QCOMPARE(statusPhrase(426), "Upgrade Required");
    QCOMPARE(statusPhrase(431), "Request Header Fields Too Large"); // RFC 6585 5
    QCOMPARE(statusPhrase(511), "Network Authentication Required"); // RFC 6585 6
}

void tst_HttpStatus::unknownStatusesHaveNone()
{
    for (const int status : {-1, 0, 200, 299, 499, 599, 1000})
        QVERIFY(statusPhrase(status).isEmpty());
}

QTEST_APPLESS_MAIN(tst_HttpStatus)
#include "tst_httpstatus.moc"
