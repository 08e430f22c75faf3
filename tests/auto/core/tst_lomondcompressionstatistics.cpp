// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The statistics as a value that QML reads.

#include <Lomond/LomondCompressionStatistics>

#include <QtTest/QtTest>

using Lomond::CompressionStatistics;

class tst_LomondCompressionStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadByNameAsFromQml();
};

void tst_LomondCompressionStatistics::isReadByNameAsFromQml()
{
    const CompressionStatistics statistics {1, 2, 3, 4, 5};
    const QMetaObject &meta = CompressionStatistics::staticMetaObject;
    qint64 expected = 0;
    for (const char *name :
         {"sentPlain", "sentCompressed", "receivedPlain", "receivedCompressed", "contextMemory"}) {
        const QVariant value = meta.property(meta.indexOfProperty(name)).readOnGadget(&statistics);
        QCOMPARE(value, QVariant(++expected));
    }
    QCOMPARE(statistics, (CompressionStatistics {1, 2, 3, 4, 5}));
    QVERIFY(!(statistics == CompressionStatistics()));
}

QTEST_APPLESS_MAIN(tst_LomondCompressionStatistics)
#include "tst_lomondcompressionstatistics.moc"
