// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/messageends_p.h"

#include <QtTest/qtest.h>

using Lomond::Net::MessageEnds;

class tst_MessageEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatIsBehindAPosition();
    void keepsTheOrderHoweverItGrows_data();
    void keepsTheOrderHoweverItGrows();
    void holdsNothingWhenItIsEmpty();
    void holdsNoMoreThanItNeeds();
};

void tst_MessageEnds::countsWhatIsBehindAPosition()
{
    MessageEnds ends;
    QVERIFY(ends.isEmpty());
    ends.removeUpTo(100);
    for (const qint64 position : {10, 20, 20, 30})
        ends.append(position);
    QCOMPARE(ends.count(), 4);
    ends.removeUpTo(9);
    QCOMPARE(ends.count(), 4);
    ends.removeUpTo(10);
    QCOMPARE(ends.count(), 3);
    ends.removeUpTo(5); // was passed already
    QCOMPARE(ends.count(), 3);
    ends.removeUpTo(20);
    QCOMPARE(ends.count(), 1);
    QVERIFY(!ends.isEmpty());
    ends.removeUpTo(29);
    QCOMPARE(ends.count(), 1);
    ends.removeUpTo(1000);
    QCOMPARE(ends.count(), 0);
    QVERIFY(ends.isEmpty());
    ends.append(1001);
    QCOMPARE(ends.count(), 1);
}

void tst_MessageEnds::keepsTheOrderHoweverItGrows_data()
{
    QTest::addColumn<int>("removed"); // of 10 that are appended
    QTest::newRow("most go at once") << 9;
    QTest::newRow("half of them") << 5;
    QTest::newRow("few") << 1;
    QTest::newRow("none") << 0;
}

void tst_MessageEnds::keepsTheOrderHoweverItGrows()
{
    QFETCH(const int, removed);
    MessageEnds ends;
    qint64 first = 0; // is still there
    qint64 next = 0;
    for (int turn = 0; turn < 1000; ++turn) {
        for (int i = 0; i < 10; ++i)
            ends.append(next++);
        first += removed;
        ends.removeUpTo(first - 1);
        QCOMPARE(ends.count(), next - first);
    }
    for (; first < next; ++first) { // each of them is there, once
        QCOMPARE(ends.count(), next - first);
        ends.removeUpTo(first);
    }
    QVERIFY(ends.isEmpty());
}

void tst_MessageEnds::holdsNothingWhenItIsEmpty()
{
    MessageEnds ends;
    QCOMPARE(ends.capacity(), 0u);
    for (int i = 0; i < 1000; ++i)
        ends.append(i);
    QVERIFY(ends.capacity() >= 1000);
    ends.removeUpTo(998);
    QVERIFY(ends.capacity() >= 1000);
    ends.removeUpTo(999);
    QCOMPARE(ends.capacity(), 0u);
}

// A stream that never drains does not grow it.
void tst_MessageEnds::holdsNoMoreThanItNeeds()
{
    MessageEnds ends;
    for (int i = 0; i < 100'000; ++i) {
        ends.append(i);
        ends.removeUpTo(i - 10);
    }
    QCOMPARE(ends.count(), 10);
    QVERIFY(ends.capacity() <= 64);
}

QTEST_APPLESS_MAIN(tst_MessageEnds)
#include "tst_messageends.moc"
