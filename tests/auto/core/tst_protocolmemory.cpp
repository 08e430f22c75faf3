// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a peer can make Protocol hold, counted allocation by allocation: what arrived, the limit,
// and little more, whatever was claimed, cut or compressed.

#include "../../shared/allocationmeter.h"
#include "../../shared/deflatedata.h"
#include "core/frameencoder_p.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

static constexpr qint64 KiB = 1024;
static constexpr qint64 MiB = 1024 * KiB;
static constexpr qint64 Limit = 16 * MiB; // of a message, by default

static ProtocolOptions compressing()
{
    ProtocolOptions options;
    options.compression = CompressionOptions();
    options.maxFragments = 1 << 24;
    return options;
}

class tst_ProtocolMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void claimsCostNothing_data();
    void claimsCostNothing();
    void fragmentsCostNoMoreThanTheMessage();
    void emptyFragmentsCostNothing();
    void bombCostsNoMoreThanTheLimit_data();
    void bombCostsNoMoreThanTheLimit();
    void streamedBombCostsAPart();
    void streamedMessageCostsAPart_data();
    void streamedMessageCostsAPart();
    void contextsComeWithTheFirstMessage();
    void writtenHeadsAreNotKept();

private:
    static void addRoles();
};

void tst_ProtocolMemory::addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

// Reads `count` times `piece` as a socket would; the last event in words.
static QString readInPlace(Peer &peer, QByteArrayView piece, qint64 count)
{
    QString last;
    for (qint64 i = 0; i < count; ++i) {
        for (QByteArrayView left = piece; !left.isEmpty();) {
            const std::span<char> room = peer->receiveBuffer();
            const qsizetype size = qMin(qsizetype(room.size()), left.size());
            std::memcpy(room.data(), left.data(), size_t(size));
            peer->commit(size);
            left = left.sliced(size);
            while (const auto event = peer->nextEvent()) {
                last = inWords(*event);
                if (peer->state() == Protocol::State::Closed)
                    return last;
            }
        }
    }
    return last;
}

void tst_ProtocolMemory::claimsCostNothing_data()
{
    QTest::addColumn<RawFrame>("frame");
    QTest::newRow("A.7 2^64-1") << binary({}).claiming(~quint64(0));
    QTest::newRow("A.7 2^63") << binary({}).claiming(quint64(1) << 63);
    QTest::newRow("A.8 2^63-1") << binary({}).claiming((quint64(1) << 63) - 1);
    QTest::newRow("A.8 2^62") << binary({}).claiming(quint64(1) << 62);
    QTest::newRow("A.8 2^32") << binary({}).claiming(quint64(1) << 32);
    QTest::newRow("A.8 2^32+5") << binary({}).claiming((quint64(1) << 32) + 5);
    QTest::newRow("A.8 limit + 1") << binary({}).claiming(quint64(Limit + 1));
    QTest::newRow("A.8 limit") << binary({}).claiming(quint64(Limit));
    QTest::newRow("2^63-1, compressed")
            << binary({}).withReserved(4).claiming((quint64(1) << 63) - 1);
    QTest::newRow("limit, compressed") << binary({}).withReserved(4).claiming(quint64(Limit));
}

void tst_ProtocolMemory::claimsCostNothing()
{
    QFETCH(const RawFrame, frame);
    for (const Role role : {Role::Client, Role::Server}) {
        for (const bool streaming : {false, true}) {
            ProtocolOptions options = compressing();
            options.streaming = streaming;
            Peer peer(role, options);
            const QByteArray header = peer.octets({frame});
            AllocationMeter::begin();
            const qint64 before = AllocationMeter::live();
            static_cast<void>(readInPlace(peer, header, 1));
            // the chunk to read to, and the words of a failure
            const qint64 growth = AllocationMeter::peak() - before;
            QVERIFY2(growth < 80 * KiB, QByteArray::number(growth));
        }
    }
}

// The threat of a million small objects: what a message holds is as long in one frame or in many.
void tst_ProtocolMemory::fragmentsCostNoMoreThanTheMessage()
{
    constexpr qint64 Size = 1'048'576;
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, compressing());
        const QByteArray fragment = peer.octets({more0("x")});
        AllocationMeter::begin();
        const qint64 before = AllocationMeter::live();
        static_cast<void>(readInPlace(peer, peer.octets({binary0({})}), 1));
        static_cast<void>(readInPlace(peer, fragment, Size));
        const qint64 held = AllocationMeter::live() - before;
        QVERIFY2(held < 2 * Size + 64 * KiB, QByteArray::number(held)); // it grows by doubling
        const qint64 growth = AllocationMeter::peak() - before;
        QVERIFY2(growth < 3 * Size + 128 * KiB, QByteArray::number(growth));
    }
}

void tst_ProtocolMemory::emptyFragmentsCostNothing()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, compressing());
        const QByteArray fragment = peer.octets({more0({})});
        static_cast<void>(readInPlace(peer, peer.octets({binary0({})}), 1));
        AllocationMeter::begin();
        const qint64 before = AllocationMeter::live();
        static_cast<void>(readInPlace(peer, fragment, 131'073));
        const qint64 growth = AllocationMeter::peak() - before;
        QVERIFY2(growth < 66 * KiB, QByteArray::number(growth));
    }
}

void tst_ProtocolMemory::bombCostsNoMoreThanTheLimit_data()
{
    QTest::addColumn<qint64>("size"); // once inflated
    QTest::addColumn<QString>("event");
    const QString refused = u"Failed PayloadTooLarge 1009"_s;
    QTest::newRow("A.27 the limit") << Limit << u"Binary "_s;
    QTest::newRow("A.27 the limit + 1") << Limit + 1 << refused;
    QTest::newRow("A.27 10 GiB") << 10'240 * MiB << refused;
}

// 1028 to 1
void tst_ProtocolMemory::bombCostsNoMoreThanTheLimit()
{
    QFETCH(const qint64, size);
    QFETCH(const QString, event);
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        Peer sender(other, compressing());
        Peer peer(role, compressing());
        // the same million of zeros again and again, as long as anybody takes it
        const QByteArray zeros(qsizetype(MiB), '\0');
        QCOMPARE(sender->beginMessage(Opcode::Binary), ErrorCode::NoError);
        AllocationMeter::begin();
        const qint64 before = AllocationMeter::live();
        QString last;
        for (qint64 left = size; left > 0 && last.isEmpty(); left -= MiB) {
            const auto part = QByteArrayView(zeros).first(qsizetype(qMin(left, MiB)));
            QCOMPARE(sender->sendFragment(part, left <= MiB), ErrorCode::NoError);
            last = readInPlace(peer, sender.output(), 1);
        }
        const qint64 growth = AllocationMeter::peak() - before;
        QVERIFY2(last.startsWith(event), qPrintable(last));
        QVERIFY2(growth < 2 * Limit + MiB, QByteArray::number(growth));
    }
}

void tst_ProtocolMemory::streamedBombCostsAPart()
{
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        ProtocolOptions options = compressing();
        options.streaming = true;
        Peer sender(other, compressing());
        Peer peer(role, options);
        QCOMPARE(sender->sendBinary(QByteArray(qsizetype(64 * MiB), '\0')), ErrorCode::NoError);
        const QByteArray wire = sender.output();
        AllocationMeter::begin();
        const qint64 before = AllocationMeter::live();
        QVERIFY(readInPlace(peer, wire, 1).startsWith(u"BinaryPart '"_s));
        const qint64 growth = AllocationMeter::peak() - before;
        QVERIFY2(growth < 300 * KiB, QByteArray::number(growth));
        QCOMPARE(peer->compressionStatistics().receivedPlain, 64 * MiB);
    }
}

void tst_ProtocolMemory::streamedMessageCostsAPart_data()
{
    addRoles();
}

void tst_ProtocolMemory::streamedMessageCostsAPart()
{
    QFETCH(const Role, role);
    ProtocolOptions options;
    options.streaming = true;
    Peer peer(role, options);
    const QByteArray megabyte = noise(qsizetype(MiB));
    static_cast<void>(readInPlace(peer, peer.octets({binary({}).claiming(quint64(256 * MiB))}), 1));
    AllocationMeter::begin();
    const qint64 before = AllocationMeter::live();
    QVERIFY(readInPlace(peer, megabyte, 256).startsWith(u"BinaryPart '"_s));
    const qint64 growth = AllocationMeter::peak() - before;
    QVERIFY2(growth < 300 * KiB, QByteArray::number(growth));
}

void tst_ProtocolMemory::contextsComeWithTheFirstMessage()
{
    Peer client(Role::Client, compressing());
    Peer server(Role::Server, compressing());
    const qint64 before = AllocationMeter::live();
    QCOMPARE(client->sendText(u"short"), ErrorCode::NoError);
    QVERIFY(readInPlace(server, client.output(), 1).startsWith(u"Text"_s));
    QVERIFY(AllocationMeter::live() - before < 2 * KiB);
    QCOMPARE(client->sendBinary(prose(1'000)), ErrorCode::NoError);
    QVERIFY(readInPlace(server, client.output(), 1).startsWith(u"Binary"_s));
    const qint64 contexts = client->compressionStatistics().contextMemory
                            + server->compressionStatistics().contextMemory;
    const qint64 growth = AllocationMeter::live() - before;
    QVERIFY2(growth >= contexts && growth < contexts + 200 * KiB, QByteArray::number(growth));
}

void tst_ProtocolMemory::writtenHeadsAreNotKept()
{
    constexpr qsizetype Size = 300;
    Core::FrameEncoder encoder(Role::Server, nullptr, nullptr, 16);
    encoder.appendHead(QByteArray(Size, 'h'));
    const qint64 before = AllocationMeter::live();
    QCOMPARE(encoder.output().size(), Size);
    encoder.outputWritten(Size);
    QVERIFY(before - AllocationMeter::live() > Size);
}

QTEST_APPLESS_MAIN(tst_ProtocolMemory)
#include "tst_protocolmemory.moc"
