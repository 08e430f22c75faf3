// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The frame header against the figures of RFC 6455 5.2 and 5.7, written as octets.

#include "core/frameheader_p.h"

#include <QtTest/QtTest>

using Lomond::Opcode;
using Lomond::Core::FrameHeader;

class tst_FrameHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesTheSameOctets_data();
    void readsAndWritesTheSameOctets();
    void readsEveryFirstOctet();
    void tellsTheSizeFromEverySecondOctet();
    void noticesLengthsThatAreNotMinimal_data();
    void noticesLengthsThatAreNotMinimal();
    void writesTheShortestLength_data();
    void writesTheShortestLength();
    void keepsTheMostSignificantBitOfTheLength();
    void writesNoMoreBitsThanAFieldHas();
    void isEqualIfEachFieldIs();
    void knowsControlFrames();
};

void tst_FrameHeader::readsAndWritesTheSameOctets_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<Opcode>("opcode");
    QTest::addColumn<bool>("final");
    QTest::addColumn<int>("reserved");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<quint64>("length");

    const auto row = [](const char *name, const char *octets, Opcode opcode, bool final,
                        int reserved, const char *key, quint64 length) {
        QTest::newRow(name) << QByteArray::fromHex(octets) << opcode << final << reserved
                            << QByteArray::fromHex(key) << length;
    };
    row("5.7 unmasked text", "8105", Opcode::Text, true, 0, "", 5);
    row("5.7 masked text", "818537fa213d", Opcode::Text, true, 0, "37fa213d", 5);
    row("5.7 first fragment", "0103", Opcode::Text, false, 0, "", 3);
    row("5.7 last fragment", "8002", Opcode::Continuation, true, 0, "", 2);
    row("5.7 unmasked ping", "8905", Opcode::Ping, true, 0, "", 5);
    row("5.7 masked pong", "8a8537fa213d", Opcode::Pong, true, 0, "37fa213d", 5);
    row("5.7 binary of 256 octets", "827e0100", Opcode::Binary, true, 0, "", 256);
    row("5.7 binary of 64 KiB", "827f0000000000010000", Opcode::Binary, true, 0, "", 65536);
    row("5.2 empty close", "8800", Opcode::Close, true, 0, "", 0);
    row("5.2 length of 125 octets", "827d", Opcode::Binary, true, 0, "", 125);
    row("5.2 length of 126 octets", "827e007e", Opcode::Binary, true, 0, "", 126);
    row("5.2 length of 65535 octets", "827effff", Opcode::Binary, true, 0, "", 65535);
    row("5.2 masked, sixteen bits", "82fe1234deadbeef", Opcode::Binary, true, 0, "deadbeef", 0x1234);
    row("5.2 masked, sixty-four bits", "82ff0102030405060708deadbeef", Opcode::Binary, true, 0,
        "deadbeef", 0x0102030405060708);
    row("5.2 RSV1", "c100", Opcode::Text, true, 4, "", 0);
    row("5.2 RSV2", "a100", Opcode::Text, true, 2, "", 0);
    row("5.2 RSV3", "9100", Opcode::Text, true, 1, "", 0);
    row("5.2 reserved opcode", "8300", Opcode(3), true, 0, "", 0);
}

void tst_FrameHeader::readsAndWritesTheSameOctets()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const Opcode, opcode);
    QFETCH(const bool, final);
    QFETCH(const int, reserved);
    QFETCH(const QByteArray, key);
    QFETCH(const quint64, length);

    QCOMPARE(FrameHeader::sizeOf(octets.data()), octets.size());
    const FrameHeader header = FrameHeader::read(octets.data());
    QCOMPARE(header.opcode, opcode);
    QCOMPARE(header.final, final);
    QCOMPARE(int(header.reserved), reserved);
    QCOMPARE(header.masked, !key.isEmpty());
    if (header.masked) {
        const auto *keyOctets = reinterpret_cast<const char *>(&header.maskingKey);
        QCOMPARE(QByteArray(keyOctets, sizeof(header.maskingKey)), key);
    }
    QCOMPARE(header.payloadLength, length);
    QVERIFY(header.minimalLength);

    QCOMPARE(header.size(), octets.size());
    QByteArray written(FrameHeader::MaximumSize, '\xEE');
    QCOMPARE(header.write(written.data()) - written.data(), octets.size());
    QCOMPARE(written.first(octets.size()), octets);
    QVERIFY(written.count('\xEE') >= FrameHeader::MaximumSize - octets.size());
}

void tst_FrameHeader::readsEveryFirstOctet()
{
    for (int first = 0; first < 256; ++first) {
        const char octets[] = {char(first), 0};
        const FrameHeader header = FrameHeader::read(octets);
        QCOMPARE(header.final, first >= 128);
        QCOMPARE(int(header.reserved), (first / 16) % 8);
        QCOMPARE(int(header.opcode), first % 16);
        char written[FrameHeader::MaximumSize];
        QCOMPARE(header.write(written) - written, 2);
        QCOMPARE(written[0], char(first));
    }
}

void tst_FrameHeader::tellsTheSizeFromEverySecondOctet()
{
    for (int second = 0; second < 256; ++second) {
        const char octets[] = {'\x82', char(second)};
        const int length = second % 128;
        const qsizetype unmasked = length == 126 ? 4 : length == 127 ? 10 : 2;
        QCOMPARE(FrameHeader::sizeOf(octets), second < 128 ? unmasked : unmasked + 4);
        QVERIFY(FrameHeader::sizeOf(octets) <= FrameHeader::MaximumSize);
    }
}

void tst_FrameHeader::noticesLengthsThatAreNotMinimal_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<bool>("minimal");

    const auto row = [](const char *name, const char *octets, quint64 length, bool minimal) {
        QTest::newRow(name) << QByteArray::fromHex(octets) << length << minimal;
    };
    row("5.2 sixteen bits for 0", "827e0000", 0, false);
    row("5.2 sixteen bits for 125", "827e007d", 125, false);
    row("5.2 sixteen bits for 126", "827e007e", 126, true);
    row("5.2 sixteen bits for 65535", "827effff", 65535, true);
    row("5.2 sixty-four bits for 0", "827f0000000000000000", 0, false);
    row("5.2 sixty-four bits for 125", "827f000000000000007d", 125, false);
    row("5.2 sixty-four bits for 126", "827f000000000000007e", 126, false);
    row("5.2 sixty-four bits for 65535", "827f000000000000ffff", 65535, false);
    row("5.2 sixty-four bits for 65536", "827f0000000000010000", 65536, true);
}

void tst_FrameHeader::noticesLengthsThatAreNotMinimal()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const quint64, length);
    QFETCH(const bool, minimal);

    const FrameHeader header = FrameHeader::read(octets.data());
    QCOMPARE(header.payloadLength, length);
    QCOMPARE(header.minimalLength, minimal);
}

void tst_FrameHeader::writesTheShortestLength_data()
{
    QTest::addColumn<quint64>("length");
    QTest::addColumn<qsizetype>("size");

    QTest::newRow("5.2 0") << quint64(0) << qsizetype(2);
    QTest::newRow("5.2 125") << quint64(125) << qsizetype(2);
    QTest::newRow("5.2 126") << quint64(126) << qsizetype(4);
    QTest::newRow("5.2 65535") << quint64(65535) << qsizetype(4);
    QTest::newRow("5.2 65536") << quint64(65536) << qsizetype(10);
    QTest::newRow("5.2 2^63 - 1") << (quint64(1) << 63) - 1 << qsizetype(10);
}

void tst_FrameHeader::writesTheShortestLength()
{
    QFETCH(const quint64, length);
    QFETCH(const qsizetype, size);

    FrameHeader header;
    header.opcode = Opcode::Binary;
    header.payloadLength = length;
    for (const bool masked : {false, true}) {
        header.masked = masked;
        header.maskingKey = masked ? 0x01020304 : 0;
        char octets[FrameHeader::MaximumSize];
        QCOMPARE(header.size(), masked ? size + 4 : size);
        QCOMPARE(header.write(octets) - octets, header.size());
        QCOMPARE(FrameHeader::sizeOf(octets), header.size());
        QVERIFY(FrameHeader::read(octets) == header);
    }
}

// Whether it may be set is the decoder's question.
void tst_FrameHeader::keepsTheMostSignificantBitOfTheLength()
{
    const QByteArray octets = QByteArray::fromHex("827fffffffffffffffff");
    const FrameHeader header = FrameHeader::read(octets.data());
    QCOMPARE(header.payloadLength, ~quint64(0));
    QVERIFY(header.minimalLength);
}

void tst_FrameHeader::writesNoMoreBitsThanAFieldHas()
{
    FrameHeader header;
    header.final = false;
    header.reserved = 0xF8;
    header.opcode = Opcode(0xF0);
    char octets[FrameHeader::MaximumSize];
    header.write(octets);
    QCOMPARE(octets[0], char(0));
}

void tst_FrameHeader::isEqualIfEachFieldIs()
{
    const FrameHeader header {Opcode::Text, true, 0, false, true, 0, 0};
    QVERIFY(header == (FrameHeader {Opcode::Text, true, 0, false, true, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Binary, true, 0, false, true, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, false, 0, false, true, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, true, 4, false, true, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, true, 0, true, true, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, true, 0, false, false, 0, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, true, 0, false, true, 1, 0}));
    QVERIFY(header != (FrameHeader {Opcode::Text, true, 0, false, true, 0, 1}));
}

void tst_FrameHeader::knowsControlFrames()
{
    for (int opcode = 0; opcode < 16; ++opcode)
        QCOMPARE(Lomond::Core::isControl(Opcode(opcode)), opcode >= 8);
}

QTEST_APPLESS_MAIN(tst_FrameHeader)
#include "tst_frameheader.moc"
