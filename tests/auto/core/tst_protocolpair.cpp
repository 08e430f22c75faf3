// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A client and a server in memory, both of them Protocol: they open, exchange messages of the sizes
// that matter, and close, whoever begins; and the octets between them come in pieces.

#include "protocolharness.h"

#include <QtTest/qtest.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using State = Protocol::State;
using Transport = Protocol::Transport;

static constexpr qsizetype Limit = 16 * 1024 * 1024;

// Both peers, and what is on its way between them.
class Pair
{
public:
    explicit Pair(qsizetype piece = 1 << 30)
        : m_piece(piece)
    {}

    Peer client {Role::Client, {}, Peer::Begin::Connecting};
    Peer server {Role::Server, {}, Peer::Begin::Connecting};
    QStringList clientEvents;
    QStringList serverEvents;

    Peer &peer(Role role) { return role == Role::Client ? client : server; }
    QStringList &events(Role role) { return role == Role::Client ? clientEvents : serverEvents; }

    // until nobody has anything to say
    void exchange()
    {
        bool more = true;
        while (more) {
            const QByteArray toServer = client.output();
            carry(toServer, server, serverEvents);
            const QByteArray toClient = server.output();
            carry(toClient, client, clientEvents);
            more = !toServer.isEmpty() || !toClient.isEmpty();
        }
    }
    void open()
    {
        exchange();
        clientEvents.clear();
        serverEvents.clear();
    }
    void carry(QByteArrayView octets, Peer &to, QStringList &events)
    {
        while (!octets.isEmpty()) {
            const std::span<char> room = to->receiveBuffer();
            const qsizetype size = std::min({m_piece, qsizetype(room.size()), octets.size()});
            std::memcpy(room.data(), octets.data(), size_t(size));
            to->commit(size);
            octets = octets.sliced(size);
            pull(to, events);
        }
    }

    bool echo = false; // messages are sent back by the server

private:
    void pull(Peer &peer, QStringList &events)
    {
        while (const auto event = peer->nextEvent()) {
            events.append(inWords(*event));
            ErrorCode error = ErrorCode::NoError;
            if (std::holds_alternative<Protocol::UpgradeRequest>(*event))
                error = peer->accept();
            else if (!echo || peer->role() == Role::Client)
                continue;
            else if (const auto *text = std::get_if<Protocol::Text>(&*event))
                error = peer->sendUtf8(text->payload);
            else if (const auto *binary = std::get_if<Protocol::Binary>(&*event))
                error = peer->sendBinary(binary->payload);
            if (error != ErrorCode::NoError)
                qFatal("the server cannot answer");
        }
    }

    qsizetype m_piece;
};

class tst_ProtocolPair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothOpen_data();
    void bothOpen();
    void messagesAreEchoed_data();
    void messagesAreEchoed();
    void largestMessageIsEchoed_data();
    void largestMessageIsEchoed();
    void oneOctetMoreIsRefusedByItsHeader_data();
    void oneOctetMoreIsRefusedByItsHeader();
    void textIsEchoedInFragments();
    void pingsAreAnswered();
    void eitherSideCloses_data();
    void eitherSideCloses();
    void bothCloseAtOnce();
    void dataCrossesAClose();
    void eachRoleRejectsItsOwnFrames();

private:
    static void addRoles();
};

void tst_ProtocolPair::addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

void tst_ProtocolPair::bothOpen_data()
{
    QTest::addColumn<qsizetype>("piece");
    for (const qsizetype piece : {1, 2, 7, 1000, 100'000})
        QTest::addRow("%lld octets at a time", piece) << piece;
}

void tst_ProtocolPair::bothOpen()
{
    QFETCH(const qsizetype, piece);
    Pair pair(piece);
    QCOMPARE(pair.client->state(), State::Connecting);
    QCOMPARE(pair.server->state(), State::Connecting);
    pair.exchange();
    QCOMPARE(pair.serverEvents, QStringList(u"UpgradeRequest"_s));
    QCOMPARE(pair.clientEvents, QStringList(u"Accepted"_s));
    for (const Role role : {Role::Client, Role::Server}) {
        QCOMPARE(pair.peer(role)->state(), State::Open);
        QCOMPARE(pair.peer(role)->transport(), Transport::KeepOpen);
    }
}

void tst_ProtocolPair::messagesAreEchoed_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<qsizetype>("piece");
    for (const int size : {0, 1, 125, 126, 127, 128, 65535, 65536, 200'000}) {
        for (const qsizetype piece : {1, 997, 1'000'000})
            QTest::addRow("%d octets, %lld at a time", size, piece) << size << piece;
    }
}

void tst_ProtocolPair::messagesAreEchoed()
{
    QFETCH(const int, size);
    QFETCH(const qsizetype, piece);
    Pair pair(piece);
    pair.open();
    pair.echo = true;
    const QString characters(size, u'*');
    QByteArray octets(size, Qt::Uninitialized);
    for (int i = 0; i < size; ++i)
        octets[i] = char(i % 251);
    QCOMPARE(pair.client->sendText(characters), ErrorCode::NoError);
    QCOMPARE(pair.client->sendBinary(octets), ErrorCode::NoError);
    QCOMPARE(pair.client->sendUtf8(characters.toUtf8()), ErrorCode::NoError);
    pair.exchange();
    const QString text = EventWriter::payload("Text", characters.toUtf8());
    const QStringList expected = {text, EventWriter::payload("Binary", octets), text};
    QCOMPARE(pair.serverEvents, expected);
    QCOMPARE(pair.clientEvents, expected);
}

void tst_ProtocolPair::largestMessageIsEchoed_data()
{
    QTest::addColumn<qsizetype>("fragmentSize");
    QTest::newRow("one frame") << qsizetype(0);
    QTest::newRow("frames of 64 KiB") << qsizetype(64 * 1024);
    QTest::newRow("frames of 1,000 octets") << qsizetype(1000);
}

void tst_ProtocolPair::largestMessageIsEchoed()
{
    QFETCH(const qsizetype, fragmentSize);
    Pair pair;
    pair.open();
    pair.echo = true;
    const QByteArray octets(Limit, 'x');
    QCOMPARE(pair.client->sendBinary(octets, {fragmentSize}), ErrorCode::NoError);
    pair.exchange();
    QCOMPARE(pair.serverEvents, QStringList(EventWriter::payload("Binary", octets)));
    QCOMPARE(pair.clientEvents, pair.serverEvents);
}

void tst_ProtocolPair::oneOctetMoreIsRefusedByItsHeader_data()
{
    addRoles();
}

void tst_ProtocolPair::oneOctetMoreIsRefusedByItsHeader()
{
    QFETCH(const Role, role);
    const Role other = role == Role::Client ? Role::Server : Role::Client;
    Pair pair;
    pair.open();
    QCOMPARE(pair.peer(role)->sendBinary(QByteArray(Limit + 1, 'x')), ErrorCode::NoError);
    const QByteArray octets = pair.peer(role).output();
    const qsizetype header = octets.size() - Limit - 1;
    pair.carry(octets.first(header - 1), pair.peer(other), pair.events(other));
    QCOMPARE(pair.events(other), QStringList());
    pair.carry(octets.sliced(header - 1, 1), pair.peer(other), pair.events(other));
    QCOMPARE(pair.events(other), QStringList(u"Failed PayloadTooLarge 1009"_s));
    QCOMPARE(pair.peer(other)->transport(), Transport::CloseWhenFlushed);
    pair.exchange();
    const QString reason = u"a message is longer than 16777216 octets"_s;
    QCOMPARE(pair.events(role), closedWith(role, {}, {}, 1009, reason).events);
}

void tst_ProtocolPair::textIsEchoedInFragments()
{
    Pair pair(3);
    pair.open();
    pair.echo = true;
    const QString text = u"Hello-µ@ßöäüàá-UTF-8!! κόσμε 😀"_s;
    for (qsizetype size = 1; size < 10; ++size)
        QCOMPARE(pair.client->sendText(text, {size}), ErrorCode::NoError);
    pair.exchange();
    const QString event = EventWriter::payload("Text", text.toUtf8());
    QCOMPARE(pair.clientEvents, QStringList(9, event));
}

void tst_ProtocolPair::pingsAreAnswered()
{
    Pair pair(10);
    pair.open();
    QStringList pings;
    QStringList pongs;
    for (int i = 0; i < 10; ++i) {
        const QByteArray payload = "ping " + QByteArray::number(i);
        QCOMPARE(pair.client->sendPing(payload), ErrorCode::NoError);
        QCOMPARE(pair.server->sendPing(payload), ErrorCode::NoError);
        pings.append(EventWriter::payload("Ping", payload));
        pongs.append(EventWriter::payload("Pong", payload));
    }
    QCOMPARE(pair.client->sendPing(QByteArray(125, 'x')), ErrorCode::NoError);
    pair.exchange();
    QCOMPARE(pair.serverEvents.mid(0, 10), pings);
    QCOMPARE(pair.serverEvents.filter(u"Pong"_s), pongs);
    QCOMPARE(pair.clientEvents.filter(u"Ping"_s), pings);
    QCOMPARE(pair.clientEvents.filter(u"Pong"_s).size(), 11);
}

void tst_ProtocolPair::eitherSideCloses_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<int>("code"); // 1005: an empty close frame
    for (const int code : {1000, 1001, 3000, 4999, 1005}) {
        QTest::addRow("client %d", code) << Role::Client << code;
        QTest::addRow("server %d", code) << Role::Server << code;
    }
}

void tst_ProtocolPair::eitherSideCloses()
{
    QFETCH(const Role, role);
    QFETCH(const int, code);
    const Role other = role == Role::Client ? Role::Server : Role::Client;
    const QString reason = code == 1005 ? QString() : u"reason ß"_s;
    Pair pair(5);
    pair.open();
    QCOMPARE(code == 1005 ? pair.peer(role)->close() : pair.peer(role)->close(code, reason),
             ErrorCode::NoError);
    pair.exchange();
    QCOMPARE(pair.events(other), closedWith(other, {}, {}, code, reason).events);
    QCOMPARE(pair.events(role), QStringList(EventWriter::close("Closed", code, {})));
    QCOMPARE(pair.client->state(), State::Closed);
    QCOMPARE(pair.server->state(), State::Closed);
    QCOMPARE(pair.client->transport(), Transport::AwaitPeer); // RFC 6455 7.1.1
    QCOMPARE(pair.server->transport(), Transport::CloseWhenFlushed);
}

void tst_ProtocolPair::bothCloseAtOnce()
{
    Pair pair;
    pair.open();
    QCOMPARE(pair.client->close(4001), ErrorCode::NoError);
    QCOMPARE(pair.server->close(4002), ErrorCode::NoError);
    pair.exchange();
    QCOMPARE(pair.clientEvents, QStringList(u"Closed 4002 ''"_s));
    QCOMPARE(pair.serverEvents, QStringList(u"Closed 4001 ''"_s));
}

void tst_ProtocolPair::dataCrossesAClose()
{
    Pair pair;
    pair.open();
    QCOMPARE(pair.client->close(1000), ErrorCode::NoError);
    QCOMPARE(pair.server->sendText(u"on its way"), ErrorCode::NoError);
    QCOMPARE(pair.server->sendPing("?"), ErrorCode::NoError);
    pair.exchange();
    QCOMPARE(pair.clientEvents,
             QStringList({u"Text 'on its way'"_s, u"Ping '?'"_s, u"Closed 1000 ''"_s}));
    QCOMPARE(pair.serverEvents, closedWith(Role::Server, {}, {}, 1000).events);
}

void tst_ProtocolPair::eachRoleRejectsItsOwnFrames()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Pair pair;
        pair.open();
        QCOMPARE(pair.peer(role)->sendText(u"x"), ErrorCode::NoError);
        const QByteArray octets = pair.peer(role).output();
        pair.carry(octets, pair.peer(role), pair.events(role));
        QCOMPARE(pair.events(role), QStringList(u"Failed CriticalProtocolError 1002"_s));
    }
}

QTEST_APPLESS_MAIN(tst_ProtocolPair)
#include "tst_protocolpair.moc"
