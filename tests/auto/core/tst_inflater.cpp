// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/inflater_p.h"

#include "../../shared/deflatedata.h"

#include <QtTest/qtest.h>

using Lomond::Core::Inflater;
using namespace Lomond::Test;

static constexpr char Sample[] = "Hello"; // RFC 7692 7.2.3

// A message in pieces of `inputSize`, inflated to pieces of `outputSize`; null: it is broken.
static QByteArray inflate(Inflater &inflater, const QByteArray &message, size_t inputSize = 1 << 20,
                          size_t outputSize = 1 << 16)
{
    std::vector<char> room(outputSize);
    QByteArray inflated = "";
    std::span<const char> left(message.constData(), size_t(message.size()));
    for (;;) {
        const auto input = left.first(qMin(inputSize, left.size()));
        const bool last = input.size() == left.size();
        const Inflater::Step step = inflater.inflate(input, last, room);
        inflated.append(room.data(), qsizetype(step.produced));
        left = left.subspan(step.consumed);
        switch (step.status) {
        case Inflater::Status::Broken:
            return {};
        case Inflater::Status::MessageEnd:
            return inflated;
        case Inflater::Status::NeedsInput:
            Q_ASSERT(step.consumed == input.size() && !last);
            break;
        case Inflater::Status::OutputFull:
            Q_ASSERT(step.produced == room.size());
            break;
        }
    }
}

// What zlib makes of a message, in blocks of any kind.
static QByteArray deflated(QByteArrayView message, int strategy = Z_DEFAULT_STRATEGY, int level = 6,
                           int flush = Z_SYNC_FLUSH)
{
    z_stream stream = {};
    deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy);
    QByteArray octets(message.size() * 2 + 100, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(message.data()));
    stream.avail_in = uInt(message.size());
    stream.next_out = reinterpret_cast<Bytef *>(octets.data());
    stream.avail_out = uInt(octets.size());
    deflate(&stream, flush);
    octets.chop(qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return octets;
}

static QByteArray withoutTail(QByteArray octets)
{
    return octets.chopped(4);
}

class tst_Inflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesOfTheRfc_data();
    void samplesOfTheRfc();
    void anyPiecesGiveTheSame_data();
    void anyPiecesGiveTheSame();
    void messagesThatEndOddlyAreUnderstood_data();
    void messagesThatEndOddlyAreUnderstood();
    void brokenMessages_data();
    void brokenMessages();
    void brokenOnesStayBroken();
    void contextIsTakenOver();
    void contextIsForgottenWithoutTakeover();
    void windowGoesOnBehindAFinalBlock();
    void messageOfFinalBlocksAlone();
    void aBombComesInSteps();
    void memoryIsThatOfTheWindow();
    void countsWhatItDid();
};

void tst_Inflater::samplesOfTheRfc_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("7.2.3.1 one block") << QByteArray::fromHex("f248cdc9c90700");
    QTest::newRow("7.2.3.3 no compression") << QByteArray::fromHex("000500faff48656c6c6f00");
    QTest::newRow("7.2.3.4 BFINAL") << QByteArray::fromHex("f348cdc9c9070000");
    QTest::newRow("7.2.3.5 two blocks") << QByteArray::fromHex("f248050000"
                                                               "00ffffcac9c90700");
}

void tst_Inflater::samplesOfTheRfc()
{
    QFETCH(const QByteArray, octets);
    for (const size_t piece : {1, 3, 100}) {
        Inflater inflater(15, true);
        QCOMPARE(inflate(inflater, octets, piece, 100), Sample);
        QCOMPARE(inflate(inflater, octets, piece, 1), Sample); // and once more
    }
    // 7.2.3.2: the second message refers to the first
    Inflater inflater(15, true);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f248cdc9c90700")), Sample);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f200110000")), Sample);
}

void tst_Inflater::anyPiecesGiveTheSame_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("octets");
    const QByteArray text = prose(5'000);
    const QByteArray random = noise(1'000);
    QTest::newRow("dynamic codes") << text << withoutTail(deflated(text));
    QTest::newRow("fixed codes") << text << withoutTail(deflated(text, Z_FIXED));
    QTest::newRow("stored") << random << withoutTail(deflated(random, Z_DEFAULT_STRATEGY, 0));
    QTest::newRow("literals alone") << text << withoutTail(deflated(text, Z_HUFFMAN_ONLY));
    QTest::newRow("runs") << QByteArray(5'000, 'x')
                          << withoutTail(deflated(QByteArray(5'000, 'x'), Z_RLE));
    QTest::newRow("empty, in one octet") << QByteArray("") << QByteArray(1, '\0');
}

void tst_Inflater::anyPiecesGiveTheSame()
{
    QFETCH(const QByteArray, message);
    QFETCH(const QByteArray, octets);
    for (const size_t input : {1, 2, 7, 1'000'000}) {
        for (const size_t output : {1, 3, 258, 1'000, 65'536}) {
            Inflater inflater(15, true);
            QCOMPARE(inflate(inflater, octets, input, output), message);
            QCOMPARE(inflate(inflater, octets, input, output), message);
        }
    }
}

void tst_Inflater::messagesThatEndOddlyAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("the tail was not removed") << deflated(Sample);
    QTest::newRow("BFINAL, and nothing behind it") << deflated(Sample, Z_FIXED, 6, Z_FINISH);
    QTest::newRow("BFINAL, then the tail that was not removed")
            << deflated(Sample, Z_FIXED, 6, Z_FINISH) + QByteArray::fromHex("000000ffff");
    QTest::newRow("BFINAL in the empty block at the end")
            << QByteArray::fromHex("f348cdc9c9070001");
    QTest::newRow("BFINAL, then the length of an empty block that was removed")
            << QByteArray::fromHex("f348cdc9c9070000");
    QTest::newRow("several empty blocks")
            << deflated(Sample) + QByteArray::fromHex("000000ffff000000ffff00");
}

void tst_Inflater::messagesThatEndOddlyAreUnderstood()
{
    QFETCH(const QByteArray, octets);
    for (const bool takeover : {true, false}) {
        for (const size_t piece : {1, 100}) {
            for (const size_t output : {1, 5, 100}) {
                Inflater inflater(15, takeover);
                for (int i = 0; i < 3; ++i)
                    QCOMPARE(inflate(inflater, octets, piece, output), Sample);
                QCOMPARE(inflate(inflater, ""), ""); // no octets at all
            }
        }
    }
}

void tst_Inflater::brokenMessages_data()
{
    QTest::addColumn<QByteArray>("octets");
    const QByteArray text = deflated(prose(500));
    QTest::newRow("block type 3") << QByteArray::fromHex("07");
    QTest::newRow("a stored block whose length is not confirmed")
            << QByteArray::fromHex("000500fafe");
    QTest::newRow("a distance behind the beginning") << QByteArray::fromHex("f200110000");
    QTest::newRow("too many code lengths") << QByteArray::fromHex("fcffff");
    QTest::newRow("cut off in a block") << text.first(text.size() / 2);
    QTest::newRow("cut off in a stored block") << QByteArray::fromHex("000500faff4865");
    QTest::newRow("cut off far from the end of a stored block")
            << QByteArray::fromHex("000002fffd4865");
    QTest::newRow("cut off in the header of a stored block") << QByteArray::fromHex("000500");
    // what it has is 5 letters and the beginning of a match; then the block ends, and another begins
    QTest::newRow("cut off in a distance that the tail completes")
            << QByteArray::fromHex("ecc4010900000080a0adfd3fe19100ac6a");
    QTest::newRow("random octets") << noise(1'000);
}

void tst_Inflater::brokenMessages()
{
    QFETCH(const QByteArray, octets);
    for (const size_t input : {1, 100'000}) {
        for (const size_t output : {1, 65'536}) {
            Inflater inflater(15, true);
            QVERIFY(inflate(inflater, octets, input, output).isNull());
        }
    }
}

void tst_Inflater::brokenOnesStayBroken()
{
    Inflater inflater(15, true);
    QVERIFY(inflate(inflater, QByteArray::fromHex("07")).isNull());
    QVERIFY(inflate(inflater, QByteArray::fromHex("f248cdc9c90700")).isNull());
}

void tst_Inflater::contextIsTakenOver()
{
    Inflater inflater(15, true);
    QVERIFY(inflate(inflater, QByteArray::fromHex("f200110000")).isNull()); // refers to nothing
    Inflater other(15, true);
    const QByteArray large = prose(100'000);
    QCOMPARE(inflate(other, withoutTail(deflated(large))), large);
    QCOMPARE(inflate(other, QByteArray::fromHex("f248cdc9c90700")), Sample);
    QCOMPARE(inflate(other, ""), "");
    QCOMPARE(inflate(other, QByteArray::fromHex("f200110000")), Sample);
}

void tst_Inflater::contextIsForgottenWithoutTakeover()
{
    Inflater inflater(15, false);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f248cdc9c90700")), Sample);
    QVERIFY(inflate(inflater, QByteArray::fromHex("f200110000")).isNull());
}

void tst_Inflater::windowGoesOnBehindAFinalBlock()
{
    Inflater inflater(15, true);
    // "Hello" with BFINAL, then a block that refers to it, in the same message and in the next
    const QByteArray both = QByteArray::fromHex("f348cdc9c90700")
                            + QByteArray::fromHex("f200110000");
    QCOMPARE(inflate(inflater, both), "HelloHello");
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f200110000")), Sample);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f348cdc9c90700")), Sample);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f200110000"), 1), Sample);
}

void tst_Inflater::messageOfFinalBlocksAlone()
{
    Inflater inflater(15, true);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("0300").repeated(100'000)), "");
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f248cdc9c90700")), Sample);
}

void tst_Inflater::aBombComesInSteps()
{
    constexpr qsizetype Size = 4 * 1024 * 1024;
    const QByteArray octets = withoutTail(deflated(QByteArray(Size, '\0'), Z_DEFAULT_STRATEGY, 9));
    QVERIFY(octets.size() < Size / 1'000);
    Inflater inflater(15, true);
    std::array<char, 10'000> room;
    std::span<const char> left(octets.constData(), size_t(octets.size()));
    for (int steps = 1;; ++steps) {
        const Inflater::Step step = inflater.inflate(left, true, room);
        left = left.subspan(step.consumed);
        QVERIFY(step.produced <= room.size());
        QVERIFY(inflater.memory() < 64 * 1024);
        if (step.status == Inflater::Status::MessageEnd) {
            QCOMPARE(steps, Size / int(room.size()) + 1);
            break;
        }
        QCOMPARE(step.status, Inflater::Status::OutputFull);
    }
    QCOMPARE(inflater.produced(), Size);
}

void tst_Inflater::memoryIsThatOfTheWindow()
{
    const QByteArray message = prose(100'000);
    qint64 before = 0;
    for (const int bits : {8, 9, 12, 15}) {
        Inflater inflater(bits, true);
        const qint64 fresh = inflater.memory();
        QVERIFY(fresh > 0);
        // a sender that keeps to the window
        QVERIFY(!inflate(inflater, withoutTail(deflated(message, Z_HUFFMAN_ONLY))).isNull());
        const qint64 window = inflater.memory() - fresh;
        QVERIFY(window >= (1 << bits));
        QVERIFY(window < (1 << bits) + 100);
        QVERIFY(inflater.memory() > before);
        before = inflater.memory();
    }
}

void tst_Inflater::countsWhatItDid()
{
    Inflater inflater(15, true);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f248cdc9c90700"), 2, 2), Sample);
    QCOMPARE(inflater.consumed(), 7);
    QCOMPARE(inflater.produced(), 5);
    QCOMPARE(inflate(inflater, QByteArray::fromHex("f200110000")), Sample);
    QCOMPARE(inflater.consumed(), 12);
    QCOMPARE(inflater.produced(), 10);
}

QTEST_APPLESS_MAIN(tst_Inflater)
#include "tst_inflater.moc"
