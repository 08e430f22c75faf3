// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The policy as a value: its defaults are published, so they are tested.

#include <Lomond/LomondReconnectPolicy>

#include <QtTest/QtTest>

using Lomond::ReconnectPolicy;

class tst_LomondReconnectPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasThePublishedDefaults_data();
    void hasThePublishedDefaults();
    void isWrittenByNameAsFromQml_data() { hasThePublishedDefaults_data(); }
    void isWrittenByNameAsFromQml();
    void takesNegativeTimesForZero();
    void travelsInAVariant();
};

namespace {

QMetaProperty propertyOf(const char *name)
{
    const QMetaObject &meta = ReconnectPolicy::staticMetaObject;
    return meta.property(meta.indexOfProperty(name));
}

} // namespace

void tst_LomondReconnectPolicy::hasThePublishedDefaults_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QVariant>("standard");
    QTest::addColumn<QVariant>("other");

    const auto row = [](const char *name, const QVariant &standard, const QVariant &other) {
        QTest::newRow(name) << QByteArray(name) << standard << other;
    };
    row("firstDelay", 5'000, 1);
    row("firstDelayAfterRestart", 30'000, 2);
    row("minimumDelay", 500, 3);
    row("maximumDelay", 120'000, 4);
    row("resetAfter", 60'000, 5);
    row("maximumAttempts", 0, 6);
    row("respectRetryAfter", true, false);
}

void tst_LomondReconnectPolicy::hasThePublishedDefaults()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QVariant, standard);

    const ReconnectPolicy policy;
    QCOMPARE(propertyOf(name).readOnGadget(&policy), standard);
}

void tst_LomondReconnectPolicy::isWrittenByNameAsFromQml()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QVariant, other);

    ReconnectPolicy policy;
    QVERIFY(propertyOf(name).writeOnGadget(&policy, other));
    QCOMPARE(propertyOf(name).readOnGadget(&policy), other);
    QVERIFY(policy != ReconnectPolicy());
}

void tst_LomondReconnectPolicy::takesNegativeTimesForZero()
{
    ReconnectPolicy policy;
    for (const char *name : {"firstDelay", "firstDelayAfterRestart", "minimumDelay", "maximumDelay",
                             "resetAfter", "maximumAttempts"}) {
        QVERIFY(propertyOf(name).writeOnGadget(&policy, -1));
        QCOMPARE(propertyOf(name).readOnGadget(&policy), QVariant(0));
    }
}

void tst_LomondReconnectPolicy::travelsInAVariant()
{
    ReconnectPolicy policy;
    policy.setFirstDelay(7);
    QVERIFY(QVariant::fromValue(policy).value<ReconnectPolicy>() == policy);
}

QTEST_APPLESS_MAIN(tst_LomondReconnectPolicy)
#include "tst_lomondreconnectpolicy.moc"
