// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages that are longer than what is on the wire (RFC 7692 8): the limit is that of the message,
// it is seen at each step of inflation, and nothing is kept beyond it.

#include "../../shared/deflatedata.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

static RawFrame compressed(const RawFrame &frame)
{
    return frame.withReserved(4);
}

static ProtocolOptions compressing()
{
    ProtocolOptions options;
    options.compression = CompressionOptions();
    return options;
}

class tst_ProtocolInflation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitIsThatOfTheMessage_data();
    void limitIsThatOfTheMessage();
    void limitOfTheWireAllowsWhatDeflateNeeds();
    void bombIsRefusedEarly();
    void largeMessagesAreHandedOver();
};

static constexpr qsizetype Limit = 300'000;

void tst_ProtocolInflation::limitIsThatOfTheMessage_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("the limit") << Limit << true;
    QTest::newRow("the limit + 1") << Limit + 1 << false;
    QTest::newRow("a hundred times the limit") << 100 * Limit << false;
    QTest::newRow("the first step of inflation") << qsizetype(65'536) << true;
    QTest::newRow("one more than that") << qsizetype(65'537) << true;
}

// A.27
void tst_ProtocolInflation::limitIsThatOfTheMessage()
{
    QFETCH(const qsizetype, size);
    QFETCH(const bool, allowed);
    ProtocolOptions options = compressing();
    options.maxMessageSize = Limit;
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        for (const qsizetype fragmentSize : {0, 7}) {
            Peer sender(other, compressing());
            Peer peer(role, options);
            const QByteArray message(size, '\0');
            QCOMPARE(sender->sendBinary(message, {.fragmentSize = fragmentSize}),
                     ErrorCode::NoError);
            peer->feed(sender.output());
            const Outcome expected = allowed ? openWith({EventWriter::payload("Binary", message)})
                                             : failedWith({}, {}, ErrorCode::PayloadTooLarge, 1009);
            QCOMPARE(peer.events(), expected.events);
            QCOMPARE(peer.sent(), expected.sent);
        }
    }
}

void tst_ProtocolInflation::limitOfTheWireAllowsWhatDeflateNeeds()
{
    // noise in stored blocks of ten octets: as long as a sender may make it, and a bit more
    ProtocolOptions options = compressing();
    options.maxMessageSize = 10'000;
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, options);
        QByteArray blocks;
        for (int i = 0; i < 200; ++i)
            blocks += QByteArray::fromHex("003200cdff") + noise(50);
        peer.feed({compressed(binary(blocks + '\0'))});
        QCOMPARE(peer.events(),
                 QStringList(EventWriter::payload("Binary", noise(50).repeated(200))));

        for (const quint64 length : {quint64(11'423), (quint64(1) << 63) - 1}) {
            Peer other(role, options);
            other.feed({compressed(binary({}).claiming(length))}); // refused by its header
            QCOMPARE(other.events(), QStringList(u"Failed PayloadTooLarge 1009"_s));
        }
    }
}

void tst_ProtocolInflation::bombIsRefusedEarly()
{
    // 1028 to 1: 10 GiB would be 10 MiB on the wire; the first of them say enough
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        Peer sender(other, compressing());
        QCOMPARE(sender->sendBinary(QByteArray(32 * 1024 * 1024, '\0')), ErrorCode::NoError);
        const QByteArray wire = sender.output();
        QVERIFY(wire.size() < 40'000);
        Peer peer(role, compressing());
        qsizetype fed = 0;
        QStringList events;
        while (events.isEmpty() && fed < wire.size()) {
            peer->feed(QByteArrayView(wire).sliced(fed, qMin<qsizetype>(100, wire.size() - fed)));
            fed += 100;
            events = peer.events();
        }
        QCOMPARE(events, QStringList(u"Failed PayloadTooLarge 1009"_s));
        QVERIFY(fed < 17'000);
        QVERIFY(peer->compressionStatistics().receivedPlain <= 16 * 1024 * 1024 + 64 * 1024);
    }
}

void tst_ProtocolInflation::largeMessagesAreHandedOver()
{
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        Peer sender(other, compressing());
        Peer peer(role, compressing());
        const QByteArray message = prose(1'000'000);
        QCOMPARE(sender->sendBinary(message), ErrorCode::NoError);
        peer->feed(sender.output());
        const auto event = peer->nextEvent().value();
        const QByteArrayView view = std::get<Protocol::Binary>(event).payload;
        QVERIFY(view == message);
        const QByteArray taken = peer->takePayload();
        QVERIFY(taken == message);
        QVERIFY(taken.capacity() <= message.size() * 5 / 4);
        QVERIFY(peer.events().isEmpty());
    }
}

QTEST_APPLESS_MAIN(tst_ProtocolInflation)
#include "tst_protocolinflation.moc"
