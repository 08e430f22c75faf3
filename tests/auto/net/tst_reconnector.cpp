// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/reconnector_p.h"

#include "shared/fakeenvironment.h"

#include <QtCore/qobject.h>
#include <QtTest/qtest.h>

using namespace std::chrono_literals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_Reconnector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void planAsksChanceAndPolicy();
    void planForgetsNothingUntilReset();
    void retriesOnceWhenTheDelayIsOver();
    void cancelledWaitsDoNotRetry();
    void retryMayDestroyIt();
    void startAnewReplacesTheWait();

private:
    [[nodiscard]] static Core::AttemptEnd refused()
    {
        Core::AttemptEnd end;
        end.error = ErrorCode::ConnectFail;
        return end;
    }
};

void tst_Reconnector::planAsksChanceAndPolicy()
{
    FakeEnvironment world;
    Net::Reconnector reconnector([] {});
    ReconnectPolicy policy;
    policy.setFirstDelay(1000);
    world.random->next = {0, 0x80000000u, 0xFFFFFFFFu};
    // RFC 6455 7.2.3: at random between nothing and the first delay
    QVERIFY(reconnector.plan(refused(), policy, world.environment()) == 0ms);
    QCOMPARE(world.random->drawn, 1);
    reconnector.reset();
    QVERIFY(reconnector.plan(refused(), policy, world.environment()) == 500ms);
    reconnector.reset();
    QVERIFY(reconnector.plan(refused(), policy, world.environment()) == 1000ms);
}

void tst_Reconnector::planForgetsNothingUntilReset()
{
    FakeEnvironment world;
    Net::Reconnector reconnector([] {});
    ReconnectPolicy policy;
    policy.setMaximumAttempts(2);
    QVERIFY(reconnector.plan(refused(), policy, world.environment()));
    QVERIFY(!reconnector.plan(refused(), policy, world.environment()));
    reconnector.reset();
    QVERIFY(reconnector.plan(refused(), policy, world.environment()));
    reconnector.cancel();
    QVERIFY(!reconnector.plan(refused(), policy, world.environment()));
}

void tst_Reconnector::retriesOnceWhenTheDelayIsOver()
{
    FakeEnvironment world;
    int retries = 0;
    Net::Reconnector reconnector([&] { ++retries; });
    reconnector.start(3s, world.environment(), nullptr);
    world.clock->advance(3s - 1ns);
    QCOMPARE(retries, 0);
    world.clock->advance(1ns);
    QCOMPARE(retries, 1);
    QCOMPARE(world.clock->runningTimers(), 0);
    world.clock->advance(1h);
    QCOMPARE(retries, 1);
}

void tst_Reconnector::cancelledWaitsDoNotRetry()
{
    FakeEnvironment world;
    int retries = 0;
    Net::Reconnector reconnector([&] { ++retries; });
    reconnector.start(3s, world.environment(), nullptr);
    reconnector.cancel();
    QCOMPARE(world.clock->runningTimers(), 0);
    reconnector.start(3s, world.environment(), nullptr);
    reconnector.reset();
    QCOMPARE(world.clock->runningTimers(), 0);
    world.clock->advance(1h);
    QCOMPARE(retries, 0);
}

void tst_Reconnector::retryMayDestroyIt()
{
    FakeEnvironment world;
    std::unique_ptr<Net::Reconnector> reconnector;
    reconnector = std::make_unique<Net::Reconnector>([&] { reconnector.reset(); });
    reconnector->start(1s, world.environment(), nullptr);
    world.clock->advance(1s);
    QVERIFY(!reconnector);
}

void tst_Reconnector::startAnewReplacesTheWait()
{
    FakeEnvironment world;
    int retries = 0;
    Net::Reconnector reconnector([&] { ++retries; });
    reconnector.start(1s, world.environment(), nullptr);
    reconnector.start(5s, world.environment(), nullptr);
    QCOMPARE(world.clock->runningTimers(), 1);
    world.clock->advance(4s);
    QCOMPARE(retries, 0);
    world.clock->advance(1s);
    QCOMPARE(retries, 1);
}

QTEST_GUILESS_MAIN(tst_Reconnector)
#include "tst_reconnector.moc"
