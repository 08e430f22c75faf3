// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/deflater_p.h"

#include "../../shared/deflatedata.h"
#include "../../shared/referenceinflate.h"

#include <QtTest/qtest.h>

using Lomond::Core::Deflater;
using namespace Lomond::Test;

static Deflater::Settings settings(int windowBits = 15, bool contextTakeover = true)
{
    return {windowBits, contextTakeover, 6, 8};
}

class tst_Deflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sampleOfTheRfc();
    void keepsToTheWindow_data();
    void keepsToTheWindow();
    void eachMessageStandsAloneWithoutTakeover();
    void whatWouldNotBecomeShorterIsLeftAlone_data();
    void whatWouldNotBecomeShorterIsLeftAlone();
    void contextForgetsWhatWasNotSent_data();
    void contextForgetsWhatWasNotSent();
    void messagesOfAnyLength_data();
    void messagesOfAnyLength();
    void fragmentsCanBeInflatedAsTheyCome();
    void emptyFragments();
    void fragmentsAndMessagesShareTheContext();
    void levelAndMemoryAreAsAskedFor();
    void countsWhatItDid();
};

void tst_Deflater::sampleOfTheRfc()
{
    // RFC 7692 7.2.3.1, 7.2.3.2: too short to gain by it, but for fragments
    Deflater deflater(settings());
    QCOMPARE(deflater.compressFragment("Hello", true).toHex(), "f248cdc9c90700");
    QCOMPARE(deflater.compressFragment("Hello", true).toHex(), "f200110000");
}

void tst_Deflater::keepsToTheWindow_data()
{
    QTest::addColumn<int>("bits");
    for (int bits = 8; bits <= 15; ++bits)
        QTest::addRow("%d bits", bits) << bits;
}

void tst_Deflater::keepsToTheWindow()
{
    QFETCH(const int, bits);
    for (const int level : {1, 6, 9}) {
        for (const int memoryLevel : {1, 8, 9}) {
            Deflater deflater({bits, true, level, memoryLevel});
            ReferenceInflater reference;
            for (int i = 0; i < 12; ++i) {
                const QByteArray message = prose(9'000, unsigned(i % 5)); // the same ones again
                QVERIFY(reference.inflate(deflater.compress(message)));
                QCOMPARE(reference.message(), message);
            }
            // zlib knows no 8: what it does with 9 reaches no further back than 8 allows
            QVERIFY(reference.largestDistance() <= (1 << bits));
            QVERIFY(reference.largestDistance() > (1 << bits) / 3); // and makes use of it
        }
    }
}

void tst_Deflater::eachMessageStandsAloneWithoutTakeover()
{
    Deflater deflater(settings(15, false));
    const QByteArray first = deflater.compress(prose(1'000));
    QCOMPARE(deflater.compress(prose(1'000)), first);
    ReferenceInflater reference;
    QVERIFY(reference.inflate(first));
    QCOMPARE(reference.message(), prose(1'000));

    Deflater other(settings());
    QCOMPARE(other.compress(prose(1'000)), first);
    QVERIFY(other.compress(prose(1'000)).size() < first.size() / 10);
}

void tst_Deflater::whatWouldNotBecomeShorterIsLeftAlone_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one octet") << QByteArray("x");
    QTest::newRow("noise, short") << noise(100);
    QTest::newRow("noise, long") << noise(1'000'000);
}

void tst_Deflater::whatWouldNotBecomeShorterIsLeftAlone()
{
    QFETCH(const QByteArray, message);
    for (const bool takeover : {true, false}) {
        Deflater deflater(settings(15, takeover));
        QVERIFY(deflater.compress(message).isNull());
        QCOMPARE(deflater.consumed(), 0);
        QCOMPARE(deflater.produced(), 0);
    }
}

void tst_Deflater::contextForgetsWhatWasNotSent_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<qsizetype>("size");
    for (const int bits : {8, 9, 10, 12, 15}) {
        const qsizetype window = 1 << qMax(9, bits);
        for (const qsizetype size : {qsizetype(80), window / 4 - 1, window / 4, window / 4 + 1,
                                     window - 263, window - 262, window, 3 * window})
            QTest::addRow("%d bits, %lld octets", bits, size) << bits << size;
    }
}

void tst_Deflater::contextForgetsWhatWasNotSent()
{
    QFETCH(const int, bits);
    QFETCH(const qsizetype, size);
    // what was not sent is what comes next, so that a reference to it would be seen
    const QByteArray unsent = noise(size, 7);
    Deflater deflater(settings(bits));
    ReferenceInflater reference;
    for (int i = 0; i < 20; ++i) {
        const QByteArray message = quote(i);
        const QByteArray compressed = deflater.compress(message);
        QVERIFY(!compressed.isNull());
        QVERIFY(reference.inflate(compressed));
        QCOMPARE(reference.message(), message);
        // still with the context of the messages before
        if (i > 0)
            QVERIFY2(compressed.size() < message.size() / 2, qPrintable(QString::number(i)));
        QVERIFY(deflater.compress(unsent).isNull());
    }
    const QByteArray mixed = unsent.first(qMin<qsizetype>(size, 200)) + prose(200);
    QVERIFY(reference.inflate(deflater.compressFragment(mixed, true)));
    QCOMPARE(reference.message(), mixed);
}

void tst_Deflater::messagesOfAnyLength_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size :
         {64, 1'000, 65'535, 65'536, 100'000, 1'048'575, 1'048'576, 1'048'577, 3'000'000})
        QTest::addRow("%lld octets", size) << size;
}

void tst_Deflater::messagesOfAnyLength()
{
    QFETCH(const qsizetype, size);
    Deflater deflater(settings());
    ReferenceInflater reference;
    QVERIFY(reference.inflate(deflater.compressFragment(prose(size), true)));
    QCOMPARE(reference.message(), prose(size));
    QVERIFY(reference.inflate(deflater.compressFragment(noise(size), true)));
    QCOMPARE(reference.message(), noise(size));
}

void tst_Deflater::fragmentsCanBeInflatedAsTheyCome()
{
    for (const bool takeover : {true, false}) {
        Deflater deflater(settings(15, takeover));
        for (int round = 0; round < 2; ++round) {
            ReferenceInflater reference;
            if (takeover && round > 0) // it has to know the first message
                QVERIFY(reference.inflate(
                        Deflater(settings()).compressFragment(prose(2'500), true)));
            QByteArray wire;
            for (int i = 0; i < 5; ++i) {
                wire += deflater.compressFragment(prose(2'500).sliced(i * 500, 500), i == 4);
                if (i < 4) {
                    ReferenceInflater soFar = reference;
                    QVERIFY(wire.endsWith(QByteArray::fromHex("0000ffff")));
                    QVERIFY(soFar.inflate(wire.chopped(4)));
                    QCOMPARE(soFar.message(), prose(2'500).first((i + 1) * 500));
                }
            }
            QVERIFY(reference.inflate(wire));
            QCOMPARE(reference.message(), prose(2'500));
        }
    }
}

void tst_Deflater::emptyFragments()
{
    Deflater deflater(settings());
    QCOMPARE(deflater.compressFragment({}, true).toHex(), "00"); // RFC 7692 7.2.3.6
    QCOMPARE(deflater.compressFragment({}, true).toHex(), "00");
    ReferenceInflater reference;
    QByteArray wire = deflater.compressFragment(prose(300), false);
    wire += deflater.compressFragment({}, false);
    wire += deflater.compressFragment({}, false);
    wire += deflater.compressFragment({}, true);
    QVERIFY(reference.inflate(wire));
    QCOMPARE(reference.message(), prose(300));
}

void tst_Deflater::fragmentsAndMessagesShareTheContext()
{
    Deflater deflater(settings());
    ReferenceInflater reference;
    QVERIFY(reference.inflate(deflater.compressFragment(prose(1'000), true)));
    const QByteArray again = deflater.compress(prose(1'000));
    QVERIFY(again.size() < 100);
    QVERIFY(reference.inflate(again));
    QCOMPARE(reference.message(), prose(1'000));
}

void tst_Deflater::levelAndMemoryAreAsAskedFor()
{
    Deflater none({15, true, 0, 8});
    QVERIFY(none.compress(prose(1'000)).isNull()); // stored blocks alone
    Deflater fast({15, true, 1, 8});
    Deflater best({15, true, 9, 8});
    QVERIFY(best.compress(prose(50'000)).size() < fast.compress(prose(50'000)).size());

    // RFC 7692 says nothing of it; zconf.h does
    for (const int bits : {9, 12, 15}) {
        for (const int level : {1, 5, 9}) {
            const qint64 memory = Deflater({bits, true, 6, level}).memory();
            const qint64 expected = (1 << (bits + 2)) + (1 << (level + 9));
            QVERIFY(memory >= expected);
            QVERIFY(memory < expected + 16 * 1024);
        }
    }
}

void tst_Deflater::countsWhatItDid()
{
    Deflater deflater(settings());
    const qsizetype first = deflater.compress(prose(1'000)).size();
    QCOMPARE(deflater.consumed(), 1'000);
    QCOMPARE(deflater.produced(), first);
    const qsizetype second = deflater.compressFragment(prose(500), true).size();
    QVERIFY(deflater.compress(noise(100)).isNull());
    QCOMPARE(deflater.consumed(), 1'500);
    QCOMPARE(deflater.produced(), first + second);
}

QTEST_APPLESS_MAIN(tst_Deflater)
#include "tst_deflater.moc"
