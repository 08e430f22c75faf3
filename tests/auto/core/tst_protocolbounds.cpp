// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What a peer can make Protocol hold and do: memory and work are bounded by what arrived, whatever
// it claims; nothing is copied that need not be; and no state goes round without consuming.

#include "core/receivebuffer_p.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using Core::ReceiveBuffer;
using State = Protocol::State;
using Transport = Protocol::Transport;

static constexpr qsizetype ChunkSize = ReceiveBuffer::ChunkSize;

class tst_ProtocolBounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void claimedLengthAllocatesNothing_data();
    void claimedLengthAllocatesNothing();
    void idleConnectionHoldsNoReceiveBuffer();
    void manyFragmentsAreAllowed_data();
    void manyFragmentsAreAllowed();
    void pingsPileUpNoPongs();
    void largeMessageIsHandedOver();
    void viewsAreValidUntilTheNextPull();
    void manyMessagesFedAtOnce();
    void workGrowsWithTheOctetsOnly();
    void notPullingIsBackPressure();
    void afterPullingThereIsRoom();
    void octetsAfterTheCloseAreDiscarded_data();
    void octetsAfterTheCloseAreDiscarded();
    void octetsBeforeTheAnswerWait();

private:
    static void addRoles();
};

void tst_ProtocolBounds::addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

void tst_ProtocolBounds::claimedLengthAllocatesNothing_data()
{
    QTest::addColumn<quint64>("length");
    QTest::addColumn<int>("closeCode"); // 0: allowed
    QTest::newRow("A.7 2^64-1") << ~quint64(0) << 1002;
    QTest::newRow("A.8 2^63-1") << (quint64(1) << 63) - 1 << 1009;
    QTest::newRow("A.8 2^32") << (quint64(1) << 32) << 1009;
    QTest::newRow("A.8 limit + 1") << quint64(16 * 1024 * 1024 + 1) << 1009;
    QTest::newRow("A.8 limit") << quint64(16 * 1024 * 1024) << 0;
}

void tst_ProtocolBounds::claimedLengthAllocatesNothing()
{
    QFETCH(const quint64, length);
    QFETCH(const int, closeCode);
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        const QByteArray header = peer.octets({binary({}).claiming(length)});
        std::memcpy(peer->receiveBuffer().data(), header.data(), size_t(header.size()));
        peer->commit(header.size());
        const QStringList events = peer.events();
        if (closeCode == 0) {
            QCOMPARE(events, QStringList());
            QCOMPARE(qsizetype(peer->receiveBuffer().size()), ChunkSize); // to begin with
            continue;
        }
        QCOMPARE(events.size(), 1);
        QVERIFY(events.first().endsWith(QString::number(closeCode)));
        QCOMPARE(peer.sent(), QStringList(u"Close %1"_s.arg(closeCode)));
    }
}

void tst_ProtocolBounds::idleConnectionHoldsNoReceiveBuffer()
{
    // there is one spare chunk in the thread: who holds none gets the same as the others
    Peer first(Role::Server);
    Peer second(Role::Client);
    const void *chunk = first->receiveBuffer().data();
    first->commit(0);
    QCOMPARE(first.events(), QStringList());
    QCOMPARE(static_cast<void *>(second->receiveBuffer().data()), chunk);
    second.feed({text("x"), text("y")});
    QCOMPARE(second.events(), QStringList({u"Text 'x'"_s, u"Text 'y'"_s}));
    for (const QList<RawFrame> &frames :
         {QList<RawFrame> {text0("x")}, {ping("y")}, {more("z")}, {binary0({})}}) {
        first.feed(frames); // within a message, too
        static_cast<void>(first.events());
        QCOMPARE(static_cast<const void *>(second->receiveBuffer().data()), chunk);
        QCOMPARE(second.events(), QStringList());
    }
}

void tst_ProtocolBounds::manyFragmentsAreAllowed_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("A.11 65,536 of one octet") << 65'536 << QByteArray("x") << true;
    QTest::newRow("A.11 131,072 of one octet") << 131'072 << QByteArray("x") << true;
    QTest::newRow("A.11 131,073 of one octet") << 131'073 << QByteArray("x") << false;
    QTest::newRow("A.12 131,072 empty") << 131'072 << QByteArray() << true;
    QTest::newRow("A.12 131,073 empty") << 131'073 << QByteArray() << false;
}

void tst_ProtocolBounds::manyFragmentsAreAllowed()
{
    QFETCH(const int, count);
    QFETCH(const QByteArray, payload);
    QFETCH(const bool, allowed);
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        const QByteArray fragment = peer.octets({more0(payload)});
        peer.feed({text0(payload)});
        peer->feed(fragment.repeated(count - 2));
        QCOMPARE(peer.events(), QStringList());
        peer.feed({more(payload)});
        const QByteArray message = payload.repeated(count);
        const Outcome expected = allowed ? openWith({EventWriter::payload("Text", message)})
                                         : failedWith({}, {}, ErrorCode::ProtocolError, 1008);
        QCOMPARE(peer.events(), expected.events);
        QCOMPARE(peer.sent(), expected.sent);
    }
}

void tst_ProtocolBounds::pingsPileUpNoPongs()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        QStringList expected;
        for (int i = 0; i < 10'000; ++i) {
            peer.feed({ping(QByteArray(121, 'x') + QByteArray::number(1000 + i % 9000))});
            QVERIFY(peer->nextEvent());
            QVERIFY(peer->pendingOutput() <= 16 * (2 + 4 + 125));
            if (i >= 10'000 - 16)
                expected.append(u"Pong '%1%2'"_s.arg(QString(121, u'x')).arg(1000 + i % 9000));
        }
        QVERIFY(!peer->nextEvent());
        QCOMPARE(peer.sent(), expected);
    }
}

void tst_ProtocolBounds::largeMessageIsHandedOver()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        const QByteArray payload(1'000'000, 'x');
        const QByteArray wire = peer.octets({text(payload)});
        qsizetype at = 0;
        std::optional<Protocol::Event> event;
        while (!event && at < wire.size()) {
            const std::span<char> room = peer->receiveBuffer();
            const qsizetype size = std::min(
                    {qsizetype(room.size()), wire.size() - at, qsizetype(10'000)});
            std::memcpy(room.data(), wire.data() + at, size_t(size));
            peer->commit(size);
            at += size;
            event = peer->nextEvent();
        }
        const QByteArrayView view = std::get<Protocol::Text>(event.value()).payload;
        const QByteArray taken = peer->takePayload();
        QCOMPARE(static_cast<const void *>(taken.constData()),
                 static_cast<const void *>(view.data()));
        QVERIFY(taken == payload);
        QCOMPARE(taken.capacity(), payload.size());
        QVERIFY(peer->takePayload().isEmpty());
        peer.feed({text("next")});
        QCOMPARE(peer.events(), QStringList(u"Text 'next'"_s));
        QVERIFY(taken == payload);
    }
}

void tst_ProtocolBounds::viewsAreValidUntilTheNextPull()
{
    Peer peer(Role::Server);
    const QByteArray large(100'000, 'x');
    peer.feed({text("one"), ping("two"), binary0("th"), more("ree"), binary(large), pong("five")});
    for (const QByteArray &expected :
         {QByteArray("one"), QByteArray("two"), QByteArray("three"), large, QByteArray("five")}) {
        const auto event = peer->nextEvent().value();
        QVERIFY(peer->sendText(u"an answer") == ErrorCode::NoError); // touches no input
        QVERIFY(!peer->takeOutput().isNull());
        QCOMPARE(inWords(event).section(u' ', 1), u"'%1'"_s.arg(inWords(expected)));
        QVERIFY(peer->takePayload() == expected);
    }
}

void tst_ProtocolBounds::manyMessagesFedAtOnce()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        const QByteArray message = peer.octets({text(QByteArray(100, 'x'))});
        const qsizetype count = 10 * 1024 * 1024 / message.size();
        peer->feed(message.repeated(count));
        qsizetype seen = 0;
        while (const auto event = peer->nextEvent())
            seen += std::get<Protocol::Text>(event.value()).payload.size() == 100;
        QCOMPARE(seen, count);
        QCOMPARE(peer.sent(), QStringList());
    }
}

// The same octets as one message and as ever smaller fragments and pieces: twice as many cost about
// twice as much. The factor of 16 in octets must not become 256.
void tst_ProtocolBounds::workGrowsWithTheOctetsOnly()
{
    const auto run = [](qsizetype count) {
        ProtocolOptions limits;
        limits.maxFragments = 1 << 24;
        Peer peer(Role::Client, limits);
        const QByteArray fragments = peer.octets({binary0({})})
                                     + peer.octets({more0("x")}).repeated(count);
        const std::clock_t begin = std::clock(); // of this process, whatever else runs
        peer->feed(fragments); // at once
        static_cast<void>(peer.events());
        for (qsizetype i = 0; i < count; ++i) { // and one octet at a time
            peer->feed(QByteArrayView(fragments).sliced(2 + i % 3 + 3 * (i / 3), 1));
            if (i % 3 == 2 && peer->nextEvent())
                return std::clock_t(-1);
        }
        return std::clock() - begin;
    };
    static_cast<void>(run(1 << 13));
    std::clock_t small = run(1 << 13);
    std::clock_t large = run(1 << 17);
    for (int i = 0; i < 4; ++i) { // the quickest of some, since others use the caches
        small = std::min(small, run(1 << 13));
        large = std::min(large, run(1 << 17));
    }
    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < 64 * small, qPrintable(u"%1 and %2 ticks"_s.arg(small).arg(large)));
}

void tst_ProtocolBounds::notPullingIsBackPressure()
{
    Peer peer(Role::Client);
    const QByteArray message = peer.octets({text("0123456789")});
    qsizetype taken = 0;
    for (;;) {
        const std::span<char> room = peer->receiveBuffer();
        if (room.empty())
            break;
        for (char &octet : room)
            octet = message[taken++ % message.size()];
        peer->commit(qsizetype(room.size()));
        QVERIFY(taken <= ChunkSize);
    }
    QCOMPARE(taken, ChunkSize);
    QCOMPARE(peer.events().size(), ChunkSize / message.size());
    QVERIFY(!peer->receiveBuffer().empty());
}

// Whatever was fed: when there are no events any more, there is room, and asking again changes
// nothing.
void tst_ProtocolBounds::afterPullingThereIsRoom()
{
    for (const Role role : {Role::Client, Role::Server}) {
        for (const QList<RawFrame> &frames : {QList<RawFrame> {text("x")},
                                              {text0("x")},
                                              {binary(QByteArray(100'000, 'x'))},
                                              {binary({}).claiming(100'000)},
                                              {text("x").claiming(5)},
                                              {ping("x").claiming(125)},
                                              {closing(1000)},
                                              {text("\xFF")},
                                              {text("x"), closing(1000), text("x")}}) {
            Peer peer(role);
            peer.feed(frames);
            static_cast<void>(peer.events());
            const State state = peer->state();
            static_cast<void>(peer.output());
            for (int i = 0; i < 3; ++i) {
                QVERIFY(!peer->nextEvent());
                QVERIFY(!peer->receiveBuffer().empty());
                QCOMPARE(peer->state(), state);
                QCOMPARE(peer->pendingOutput(), 0);
            }
        }
    }
}

void tst_ProtocolBounds::octetsAfterTheCloseAreDiscarded_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<QList<RawFrame>>("end");
    for (const Role role : {Role::Client, Role::Server}) {
        const char *who = role == Role::Client ? "client" : "server";
        QTest::addRow("%s: close frame", who) << role << QList<RawFrame> {closing(1000)};
        QTest::addRow("%s: violation", who) << role << QList<RawFrame> {RawFrame {3, {}}};
    }
}

// A.15, whether events are pulled or not
void tst_ProtocolBounds::octetsAfterTheCloseAreDiscarded()
{
    QFETCH(const Role, role);
    QFETCH(const QList<RawFrame>, end);
    Peer peer(role);
    peer.feed(end);
    peer.feed({text(QByteArray(100'000, 'x'))});
    while (peer->nextEvent())
        ;
    static_cast<void>(peer.output());
    QVERIFY(peer->transport() != Transport::KeepOpen);
    qsizetype sizeOfRoom = 0;
    for (qsizetype size = 0; size < 1024 * 1024; size += sizeOfRoom) {
        const std::span<char> room = peer->receiveBuffer();
        sizeOfRoom = qsizetype(room.size());
        QCOMPARE(sizeOfRoom, ChunkSize);
        std::memset(room.data(), 'x', room.size());
        peer->commit(sizeOfRoom);
        peer->feed(QByteArray(1000, 'x'));
    }
    QVERIFY(!peer->nextEvent());
    QCOMPARE(peer->pendingOutput(), 0);
}

// A client that does not wait for the answer: its frames stay, as far as they have room.
void tst_ProtocolBounds::octetsBeforeTheAnswerWait()
{
    Peer server(Role::Server, {}, Peer::Begin::Connecting);
    const QByteArray wire = SampleRequest + server.octets({text("early"), ping("bird")});
    server->feed(wire.first(wire.size() - 3));
    QCOMPARE(server.events(), QStringList(u"UpgradeRequest"_s));
    server->feed(wire.last(3));
    QCOMPARE(server.events(), QStringList());
    std::span<char> room = server->receiveBuffer();
    const QByteArray many = server.octets({binary(QByteArray(70'000, 'x'))});
    QVERIFY(qsizetype(room.size()) < many.size());
    std::memcpy(room.data(), many.data(), room.size());
    server->commit(qsizetype(room.size()));
    QCOMPARE(server.events(), QStringList());
    QVERIFY(server->receiveBuffer().empty()); // until it is answered
    QCOMPARE(server->accept(), ErrorCode::NoError);
    QCOMPARE(server.events(), QStringList({u"Text 'early'"_s, u"Ping 'bird'"_s}));
    server->feed(many.sliced(qsizetype(room.size())));
    QCOMPARE(server.events(), QStringList(EventWriter::payload("Binary", QByteArray(70'000, 'x'))));
    QVERIFY(server.output().startsWith("HTTP/1.1 101 "));
}

QTEST_APPLESS_MAIN(tst_ProtocolBounds)
#include "tst_protocolbounds.moc"
