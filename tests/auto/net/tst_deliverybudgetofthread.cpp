// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The budget that the connections of a thread share: with the real clock and a real event loop.

#include "net/deliverybudget_p.h"
#include "shared/waitfor.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace std::chrono_literals;

class tst_DeliveryBudgetOfThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSharedWithinAThread();
    void seesTheEventLoopTurn();
    void letsTimersThrough();
};

void tst_DeliveryBudgetOfThread::isSharedWithinAThread()
{
    const auto here = DeliveryBudget::ofThisThread();
    QCOMPARE(DeliveryBudget::ofThisThread(), here);
    std::shared_ptr<DeliveryBudget> there;
    bool ended = false;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        there = DeliveryBudget::ofThisThread();
        ended = there != here;
        there.reset();
    }));
    thread->start();
    QVERIFY(thread->wait());
    QVERIFY(ended);
}

void tst_DeliveryBudgetOfThread::seesTheEventLoopTurn()
{
    const auto budget = DeliveryBudget::ofThisThread();
    QVERIFY(budget->allows(1ms));
    const QDeadlineTimer spent(2ms);
    while (!spent.hasExpired()) {}
    QCoreApplication::processEvents();
    QVERIFY(budget->allows(1ms));
}

// Two floods do not starve a timer.
void tst_DeliveryBudgetOfThread::letsTimersThrough()
{
    class RealFlood : public DeliveryBudget::Client
    {
    public:
        void resumeDelivery() override
        {
            while (budget->allows(8ms)) {
                ++delivered;
                QThread::usleep(100);
            }
            budget->wait(this);
        }
        std::shared_ptr<DeliveryBudget> budget = DeliveryBudget::ofThisThread();
        int delivered = 0;
    } first, second;
    QCOMPARE(first.budget, second.budget);
    int ticks = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(4);
    first.resumeDelivery();
    second.resumeDelivery();
    QVERIFY(waitFor([&] { return ticks >= 20; }));
    QVERIFY(first.delivered > 0);
    QVERIFY(second.delivered > 0);
    first.budget->forget(&first);
    second.budget->forget(&second);
}

QTEST_GUILESS_MAIN(tst_DeliveryBudgetOfThread)
#include "tst_deliverybudgetofthread.moc"
