// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The turns of delivery, by a clock in our hands.

#include "net/deliverybudget_p.h"
#include "shared/fakeenvironment.h"

#include <QtTest/qtest.h>

using namespace Lomond::Net;
using namespace Lomond::Test;
using namespace std::chrono_literals;

namespace {

// A connection with more messages than time: each takes `cost`.
class Flood : public DeliveryBudget::Client
{
public:
    Flood(DeliveryBudget &shared, FakeClock &clock, QString &log, QChar letter)
        : budget(shared)
        , m_clock(clock)
        , m_log(log)
        , m_letter(letter)
    {}
    ~Flood() { budget.forget(this); }

    void deliver()
    {
        while (left > 0) {
            if (!budget.allows(limit)) {
                budget.wait(this);
                return;
            }
            --left;
            m_log += m_letter;
            m_clock.burn(cost);
        }
    }
    void resumeDelivery() override
    {
        ++resumed;
        if (onResume)
            onResume();
        else
            deliver();
    }

    DeliveryBudget &budget;
    std::chrono::milliseconds limit = 8ms;
    std::chrono::nanoseconds cost = 2ms;
    int left = 1000;
    int resumed = 0;
    std::function<void()> onResume;

private:
    FakeClock &m_clock;
    QString &m_log;
    QChar m_letter;
};

} // namespace

class tst_DeliveryBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void allowsUntilTheTimeIsSpent();
    void turnsEndWithTheEventLoops();
    void whoWasRefusedEndsTheTurnByThePause();
    void quickMessagesAreNotTimedOneByOne();
    void nothingRunsWhenNothingHappens();
    void zeroIsNoLimit();
    void resumesWhoWaitsAfterThePause();
    void sharesOneTurnFairly();
    void eachSocketHasItsOwnLimit();
    void waitsOnlyOnce();
    void forgets();
    void clientsMayEndInResume();
    void theBudgetMayEndInResume();
    void bearsATurnWithinATurn();
    void waitersGoOnWhileASlotRunsAnEventLoop();

private:
    [[nodiscard]] std::unique_ptr<Flood> flood(char letter)
    {
        return std::make_unique<Flood>(*m_budget, *m_clock, m_log, QLatin1Char(letter));
    }

    std::shared_ptr<FakeClock> m_clock;
    std::unique_ptr<DeliveryBudget> m_budget;
    QString m_log;
};

void tst_DeliveryBudget::init()
{
    m_clock = std::make_shared<FakeClock>();
    m_budget = std::make_unique<DeliveryBudget>(m_clock,
                                                std::make_shared<FakeTimerFactory>(m_clock));
    m_log.clear();
}

void tst_DeliveryBudget::allowsUntilTheTimeIsSpent()
{
    QVERIFY(m_budget->allows(8ms));
    m_clock->burn(8ms - 1ns);
    QVERIFY(m_budget->allows(8ms));
    m_clock->burn(1ns);
    QVERIFY(!m_budget->allows(8ms));
    QVERIFY(!m_budget->allows(8ms));
}

void tst_DeliveryBudget::turnsEndWithTheEventLoops()
{
    for (int turn = 0; turn < 3; ++turn) {
        QVERIFY(m_budget->allows(8ms));
        m_clock->burn(7ms);
        QVERIFY(m_budget->allows(8ms));
        m_clock->advance(0ms);
    }
}

void tst_DeliveryBudget::whoWasRefusedEndsTheTurnByThePause()
{
    const auto a = flood('a');
    a->deliver();
    a->left = 0;
    m_clock->advance(1ms - 1ns);
    QVERIFY(!m_budget->allows(8ms)); // whoever asks
    m_clock->advance(1ns);
    QVERIFY(m_budget->allows(8ms));
}

void tst_DeliveryBudget::quickMessagesAreNotTimedOneByOne()
{
    const auto a = flood('a');
    a->left = 0;
    const auto allowedAtOnce = [&] { // when no time is left
        m_clock->burn(20ms);
        int count = 0;
        while (m_budget->allows(8ms))
            ++count;
        m_budget->wait(a.get());
        return count;
    };
    // each look that finds them quick is followed by twice as many, up to sixteen
    for (const auto &[quick, unnoticed] : {std::pair(0, 0), std::pair(1, 1), std::pair(3, 3),
                                           std::pair(7, 7), std::pair(15, 15), std::pair(31, 15)}) {
        m_clock->advance(1ms); // another turn
        QVERIFY(m_budget->allows(8ms));
        for (int i = 0; i < quick; ++i)
            QVERIFY(m_budget->allows(8ms));
        QCOMPARE(allowedAtOnce(), unnoticed);
    }
    // one that is not quick: the next is timed
    m_clock->advance(1ms);
    for (int i = 0; i < 1 + 31 + 15; ++i)
        QVERIFY(m_budget->allows(8ms));
    m_clock->burn(500us);
    QVERIFY(m_budget->allows(8ms));
    QCOMPARE(allowedAtOnce(), 0);
}

void tst_DeliveryBudget::nothingRunsWhenNothingHappens()
{
    const auto a = flood('a');
    a->left = 3;
    a->deliver();
    QCOMPARE(m_clock->runningTimers(), 0); // nobody had to stop
    a->left = 3;
    a->deliver();
    QCOMPARE(m_clock->untilNextTimer(), 1ms);
    m_clock->advance(1ms);
    QCOMPARE(a->left, 0);
    QCOMPARE(m_clock->runningTimers(), 0);
}

void tst_DeliveryBudget::zeroIsNoLimit()
{
    QVERIFY(m_budget->allows(0ms));
    QVERIFY(m_budget->allows(-1ms));
    QCOMPARE(m_clock->runningTimers(), 0);
    QVERIFY(m_budget->allows(1ms));
    m_clock->burn(1s);
    QVERIFY(!m_budget->allows(1ms));
    QVERIFY(m_budget->allows(0ms));
}

void tst_DeliveryBudget::resumesWhoWaitsAfterThePause()
{
    const auto a = flood('a');
    a->deliver();
    QCOMPARE(m_log, QStringLiteral("aaaa"));
    QCOMPARE(a->resumed, 0);
    QCOMPARE(m_clock->untilNextTimer(), 1ms); // from now, not from the start of the turn
    m_clock->advance(1ms - 1ns);
    QCOMPARE(a->resumed, 0);
    m_clock->advance(1ns);
    QCOMPARE(a->resumed, 1);
    QCOMPARE(m_log, QStringLiteral("aaaaaaaa"));
    a->left = 1;
    m_clock->advance(1ms);
    QCOMPARE(a->left, 0);
    m_clock->advance(10ms);
    QCOMPARE(a->resumed, 2);
    QCOMPARE(m_clock->runningTimers(), 0);
}

void tst_DeliveryBudget::sharesOneTurnFairly()
{
    const auto a = flood('a');
    const auto b = flood('b');
    const auto c = flood('c');
    a->left = 7;
    for (Flood *each : {a.get(), b.get(), c.get()})
        each->deliver();
    QCOMPARE(m_log, QStringLiteral("aaaa"));
    m_clock->advance(1ms); // a has little left, b gets the rest of the turn
    QCOMPARE(m_log, QStringLiteral("aaaaaaab"));
    m_clock->advance(1ms);
    m_clock->advance(1ms);
    m_clock->advance(1ms);
    QCOMPARE(m_log, QStringLiteral("aaaaaaab"
                                   "cccc"
                                   "bbbb"
                                   "cccc"));
}

void tst_DeliveryBudget::eachSocketHasItsOwnLimit()
{
    const auto brief = flood('b');
    const auto patient = flood('p');
    brief->limit = 2ms;
    patient->limit = 6ms;
    brief->deliver();
    patient->deliver();
    QCOMPARE(m_log, QStringLiteral("bpp"));
}

void tst_DeliveryBudget::waitsOnlyOnce()
{
    const auto a = flood('a');
    a->left = 0;
    m_budget->wait(a.get());
    m_budget->wait(a.get());
    m_clock->advance(5ms);
    QCOMPARE(a->resumed, 1);
}

void tst_DeliveryBudget::forgets()
{
    const auto a = flood('a');
    const auto b = flood('b');
    a->left = b->left = 0;
    m_budget->wait(a.get());
    m_budget->wait(b.get());
    m_budget->forget(a.get());
    m_budget->forget(a.get());
    m_clock->advance(1ms);
    QCOMPARE(a->resumed, 0);
    QCOMPARE(b->resumed, 1);
}

void tst_DeliveryBudget::clientsMayEndInResume()
{
    auto a = flood('a');
    auto b = flood('b');
    const auto c = flood('c');
    const auto d = flood('d');
    a->onResume = [&] {
        b.reset(); // the next one
        a.reset();
    };
    c->onResume = [&] { m_budget->forget(d.get()); };
    for (Flood *each : {a.get(), b.get(), c.get(), d.get()})
        m_budget->wait(each);
    m_clock->advance(1ms);
    QVERIFY(!a);
    QVERIFY(!b);
    QCOMPARE(c->resumed, 1);
    QCOMPARE(d->resumed, 0);
    QCOMPARE(m_clock->runningTimers(), 0);
}

void tst_DeliveryBudget::theBudgetMayEndInResume()
{
    class Last : public DeliveryBudget::Client
    {
    public:
        void resumeDelivery() override
        {
            ++resumed;
            budget.reset();
        }
        explicit Last(std::unique_ptr<DeliveryBudget> &owned)
            : budget(owned)
        {}
        std::unique_ptr<DeliveryBudget> &budget;
        int resumed = 0;
    };
    Last first(m_budget);
    Last second(m_budget);
    m_budget->wait(&first);
    m_budget->wait(&second);
    m_clock->advance(1ms);
    QVERIFY(!m_budget);
    QCOMPARE(first.resumed, 1);
    QCOMPARE(second.resumed, 0);
    QCOMPARE(m_clock->runningTimers(), 0);
}

// A slot that runs an event loop while it is called by resumeDelivery().
void tst_DeliveryBudget::bearsATurnWithinATurn()
{
    const auto a = flood('a');
    const auto b = flood('b');
    b->left = 6;
    a->onResume = [&] {
        a->onResume = nullptr;
        QVERIFY(m_budget->allows(8ms)); // a message, whose slot waits for something
        m_clock->advance(20ms);
        a->left = 1;
        a->deliver();
    };
    m_budget->wait(a.get());
    m_budget->wait(b.get());
    m_clock->advance(1ms);
    QCOMPARE(b->left, 0);
    QCOMPARE(a->left, 0);
    m_clock->advance(5ms);
    QCOMPARE(m_clock->runningTimers(), 0);
}

void tst_DeliveryBudget::waitersGoOnWhileASlotRunsAnEventLoop()
{
    const auto a = flood('a');
    const auto b = flood('b');
    b->left = 2;
    a->onResume = [&] {
        QVERIFY(m_budget->allows(8ms));
        m_clock->advance(1ms); // in its slot
        QCOMPARE(b->left, 0);
    };
    m_budget->wait(a.get());
    m_budget->wait(b.get());
    m_clock->advance(1ms);
    QCOMPARE(a->resumed, 1);
    QCOMPARE(b->resumed, 1);
}

QTEST_GUILESS_MAIN(tst_DeliveryBudget)
#include "tst_deliverybudget.moc"
