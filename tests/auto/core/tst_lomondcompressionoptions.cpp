// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The options as a value: their defaults are published, so they are tested.

#include <Lomond/LomondCompressionOptions>

#include <QtTest/QtTest>

using Lomond::CompressionOptions;

class tst_LomondCompressionOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasThePublishedDefaults_data();
    void hasThePublishedDefaults();
    void isWrittenByNameAsFromQml_data() { hasThePublishedDefaults_data(); }
    void isWrittenByNameAsFromQml();
};

static QMetaProperty propertyOf(const char *name)
{
    const QMetaObject &meta = CompressionOptions::staticMetaObject;
    return meta.property(meta.indexOfProperty(name));
}

void tst_LomondCompressionOptions::hasThePublishedDefaults_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QVariant>("standard");
    QTest::addColumn<QVariant>("other");

    const auto row = [](const char *name, const QVariant &standard, const QVariant &other) {
        QTest::newRow(name) << QByteArray(name) << standard << other;
    };
    row("serverNoContextTakeover", false, true);
    row("clientNoContextTakeover", false, true);
    row("serverMaxWindowBits", 15, 8);
    row("clientMaxWindowBits", 15, 9);
    row("threshold", 64, 0);
    row("level", 6, 1);
    row("memoryLevel", 8, 9);
}

void tst_LomondCompressionOptions::hasThePublishedDefaults()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QVariant, standard);

    const CompressionOptions options;
    QCOMPARE(propertyOf(name).readOnGadget(&options), standard);
}

void tst_LomondCompressionOptions::isWrittenByNameAsFromQml()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QVariant, other);

    CompressionOptions options;
    QVERIFY(propertyOf(name).writeOnGadget(&options, other));
    QCOMPARE(propertyOf(name).readOnGadget(&options), other);
    QVERIFY(!(options == CompressionOptions()));
}

QTEST_APPLESS_MAIN(tst_LomondCompressionOptions)
#include "tst_lomondcompressionoptions.moc"
