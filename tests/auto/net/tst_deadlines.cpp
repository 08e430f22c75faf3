// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/deadlines_p.h"

#include <QtTest/qtest.h>

using namespace std::chrono_literals;
using Lomond::Net::Deadlines;

class tst_Deadlines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDueAtFirst();
    void nextIsTheEarliest();
    void takeIsTrueOnceAndNotEarly();
    void clearedDeadlinesNeverCome();
};

void tst_Deadlines::nothingIsDueAtFirst()
{
    Deadlines deadlines;
    QVERIFY(!deadlines.next());
    for (int kind = 0; kind < Deadlines::KindCount; ++kind) {
        QVERIFY(!deadlines.isSet(Deadlines::Kind(kind)));
        QVERIFY(!deadlines.take(Deadlines::Kind(kind), 1000h));
    }
}

void tst_Deadlines::nextIsTheEarliest()
{
    Deadlines deadlines;
    deadlines.set(Deadlines::Open, 3s);
    deadlines.set(Deadlines::Poll, 1s);
    deadlines.set(Deadlines::Close, 2s);
    QVERIFY(deadlines.next() == 1s);
    deadlines.set(Deadlines::Poll, 5s); // anew, later
    QVERIFY(deadlines.next() == 2s);
    deadlines.clear(Deadlines::Close);
    QVERIFY(deadlines.next() == 3s);
}

void tst_Deadlines::takeIsTrueOnceAndNotEarly()
{
    Deadlines deadlines;
    deadlines.set(Deadlines::Linger, 2s);
    QVERIFY(!deadlines.take(Deadlines::Linger, 2s - 1ns));
    QVERIFY(!deadlines.take(Deadlines::Close, 2s)); // another kind
    QVERIFY(deadlines.take(Deadlines::Linger, 2s));
    QVERIFY(!deadlines.take(Deadlines::Linger, 2s));
    QVERIFY(!deadlines.next());
}

void tst_Deadlines::clearedDeadlinesNeverCome()
{
    Deadlines deadlines;
    deadlines.set(Deadlines::Open, 1s);
    deadlines.set(Deadlines::RefusalBody, 1s);
    deadlines.clear(Deadlines::Open);
    QVERIFY(!deadlines.take(Deadlines::Open, 9s));
    QVERIFY(deadlines.isSet(Deadlines::RefusalBody));
    deadlines.clearAll();
    QVERIFY(!deadlines.isSet(Deadlines::RefusalBody));
    QVERIFY(!deadlines.next());
}

QTEST_APPLESS_MAIN(tst_Deadlines)
#include "tst_deadlines.moc"
