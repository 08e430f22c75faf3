// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// That the system's bits are random is the system's business; that none is given twice is ours.

#include "net/systemrandom_p.h"

#include <QtCore/qset.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Lomond::Net;

class tst_SystemRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesNoWordTwice();
    void fillsAnySize();
    void hasNoSkew();
    void isOneForEachThread();
};

void tst_SystemRandom::givesNoWordTwice()
{
    SystemRandom random;
    QSet<quint64> seen;
    for (int i = 0; i < 20000; ++i) {
        quint32 words[2];
        random.fill(words);
        seen.insert(quint64(words[0]) << 32 | words[1]);
    }
    QCOMPARE(seen.size(), 20000);
}

void tst_SystemRandom::fillsAnySize()
{
    SystemRandom random;
    for (const size_t size : {0u, 1u, 63u, 511u, 512u, 513u, 2000u}) {
        std::vector<quint32> words(size + 2, 0);
        random.fill(std::span(words).subspan(1, size));
        QCOMPARE(words.front(), 0u);
        QCOMPARE(words.back(), 0u);
        // one zero word in 2^32
        QVERIFY(std::count(words.begin(), words.end(), 0u) <= 3);
    }
}

void tst_SystemRandom::hasNoSkew()
{
    SystemRandom random;
    constexpr int Draws = 64 * 1024;
    int ones[32] = {};
    for (int i = 0; i < Draws; ++i) {
        quint32 word = 0;
        random.fill({&word, 1});
        for (int bit = 0; bit < 32; ++bit)
            ones[bit] += word >> bit & 1;
    }
    for (const int count : ones) // 8 standard deviations
        QVERIFY(std::abs(count - Draws / 2) < 8 * std::sqrt(Draws) / 2);
}

void tst_SystemRandom::isOneForEachThread()
{
    const auto here = SystemRandom::ofThisThread();
    QCOMPARE(SystemRandom::ofThisThread(), here);
    std::shared_ptr<SystemRandom> there;
    const std::unique_ptr<QThread> thread(
            QThread::create([&] { there = SystemRandom::ofThisThread(); }));
    thread->start();
    QVERIFY(thread->wait());
    QVERIFY(there);
    QVERIFY(there != here);
}

QTEST_GUILESS_MAIN(tst_SystemRandom)
#include "tst_systemrandom.moc"
