// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// permessage-deflate as the peer sees it (RFC 7692 6, 7.2): what is compressed, what is accepted,
// and how a connection fails; in either role, however the octets are cut.

#include "../../shared/deflatedata.h"
#include "../../shared/referenceinflate.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

static const QByteArray Hello = QByteArray::fromHex("f248cdc9c90700"); // RFC 7692 7.2.3.1
static const QByteArray HelloAgain = QByteArray::fromHex("f200110000"); // 7.2.3.2
static const QByteArray HelloFinal = QByteArray::fromHex("f348cdc9c9070000"); // 7.2.3.4

static RawFrame compressed(const RawFrame &frame)
{
    return frame.withReserved(4);
}

static ProtocolOptions compressing(const CompressionOptions &options = {})
{
    ProtocolOptions protocol;
    protocol.compression = options;
    return protocol;
}

class tst_ProtocolCompression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peerMaySend_data();
    void peerMaySend();
    void peerMayNotSend_data();
    void peerMayNotSend();
    void rsv1MeansNothingWithoutAgreement();
    void messagesAreCompressed();
    void messagesMayGoPlain();
    void agreementIsTold();
    void contextIsKeptOrNot_data();
    void contextIsKeptOrNot();
    void statisticsTellOfBothDirections();
};

void tst_ProtocolCompression::peerMaySend_data()
{
    QTest::addColumn<QList<RawFrame>>("frames");
    QTest::addColumn<QStringList>("events");
    QTest::addColumn<QStringList>("sent");

    const auto row = [](const char *rule, const QList<RawFrame> &frames, const QStringList &events,
                        const QStringList &sent = {}) {
        QTest::newRow(rule) << frames << events << sent;
    };
    const QString text = u"Text 'Hello'"_s;
    row("7.2.3.1 one block", {compressed(binary(Hello))}, {u"Binary 'Hello'"_s});
    row("7.2.3.1 a fragmented message", {compressed(text0(Hello.first(3))), more(Hello.sliced(3))},
        {text});
    row("7.2.3.2 the context of the message before",
        {compressed(::text(Hello)), compressed(::text(HelloAgain))}, {text, text});
    row("7.2.3.3 a block without compression",
        {compressed(::text(QByteArray::fromHex("000500faff48656c6c6f00")))}, {text});
    row("7.2.3.4 BFINAL, and a message that refers behind it",
        {compressed(::text(HelloFinal)), compressed(::text(HelloAgain))}, {text, text});
    row("7.2.3.5 two blocks",
        {compressed(::text(QByteArray::fromHex("f24805000000ffffcac9c90700")))}, {text});
    row("7.2.3.6 the empty message", {compressed(::text(QByteArray(1, '\0')))}, {u"Text ''"_s});
    row("A.20 plain between compressed ones",
        {compressed(::text(Hello)), ::text("plain"), compressed(::text(HelloAgain))},
        {text, u"Text 'plain'"_s, text});
    row("A.20 no octets", {compressed(::text({})), compressed(::text(Hello))}, {u"Text ''"_s, text});
    row("A.22 several stored blocks",
        {compressed(::text(QByteArray::fromHex("000200fdff4865"
                                               "000300fcff6c6c6f"
                                               "00")))},
        {text});
    row("A.25 the tail was not removed",
        {compressed(::text(Hello + QByteArray::fromHex("0000ffff")))}, {text});
    row("6.1 control frames between fragments",
        {compressed(text0(Hello.first(1))), ping("?"), more0(Hello.sliced(1, 1)), pong("!"),
         more(Hello.sliced(2))},
        {u"Ping '?'"_s, u"Pong '!'"_s, text}, {u"Pong '?'"_s});
    row("6.1 empty fragments",
        {compressed(text0({})), more0({}), more0(Hello), more({}), compressed(::text(HelloAgain))},
        {text, text});
    row("6.1 one octet a fragment",
        {compressed(text0(Hello.first(1))), more0(Hello.sliced(1, 1)), more0(Hello.sliced(2, 1)),
         more0(Hello.sliced(3, 1)), more0(Hello.sliced(4, 1)), more0(Hello.sliced(5, 1)),
         more(Hello.sliced(6))},
        {text});
}

void tst_ProtocolCompression::peerMaySend()
{
    QFETCH(const QList<RawFrame>, frames);
    QFETCH(const QStringList, events);
    QFETCH(const QStringList, sent);
    for (const Role role : {Role::Client, Role::Server}) {
        const QByteArray wire = Peer(role).octets(frames);
        QCOMPARE(differenceWhenCut(role, compressing(), wire, openWith(events, sent)), QString());
    }
}

void tst_ProtocolCompression::peerMayNotSend_data()
{
    QTest::addColumn<QList<RawFrame>>("frames");
    QTest::addColumn<int>("closeCode");

    const auto row = [](const char *rule, const QList<RawFrame> &frames, int closeCode) {
        QTest::newRow(rule) << frames << closeCode;
    };
    row("A.17 RSV1 of a continuation", {compressed(text0(Hello.first(3))), compressed(more("x"))},
        1002);
    row("A.17 RSV1 of a continuation of a plain message", {text0("x"), compressed(more(Hello))},
        1002);
    row("A.18 RSV1 of a ping", {compressed(ping("x"))}, 1002);
    row("A.18 RSV1 of a pong", {compressed(pong("x"))}, 1002);
    row("A.18 RSV1 of a close", {compressed(closing(1000))}, 1002);
    row("5.2 RSV2 with RSV1", {text(Hello).withReserved(6)}, 1002);
    row("A.24 block type 3", {compressed(text(QByteArray::fromHex("07")))}, 1007);
    row("A.25 truncated", {compressed(text(Hello.first(4)))}, 1007);
    row("A.25 a distance behind the beginning", {compressed(text(HelloAgain))}, 1007);
    row("A.25 bad code lengths", {compressed(text(QByteArray::fromHex("fcffff")))}, 1007);
    row("A.25 truncated, in fragments",
        {compressed(text0(Hello.first(2))), more0(Hello.sliced(2, 2)), more({})}, 1007);
    row("A.26 invalid UTF-8 once inflated",
        {compressed(text(QByteArray::fromHex("000200fdff41ff"
                                             "00")))},
        1007);
    row("A.26 invalid UTF-8 in another fragment",
        {compressed(text0(QByteArray::fromHex("000200fdffc3"))), more(QByteArray::fromHex("4100"))},
        1007);
    row("A.26 a text that ends within a code point",
        {compressed(text(QByteArray::fromHex("000100feffc3"
                                             "00")))},
        1007);
}

void tst_ProtocolCompression::peerMayNotSend()
{
    QFETCH(const QList<RawFrame>, frames);
    QFETCH(const int, closeCode);
    const auto code = closeCode == 1002 ? ErrorCode::CriticalProtocolError
                                        : ErrorCode::ProtocolError;
    for (const Role role : {Role::Client, Role::Server}) {
        const QByteArray wire = Peer(role).octets(frames + QList<RawFrame> {ping("unseen")});
        QCOMPARE(differenceWhenCut(role, compressing(), wire, failedWith({}, {}, code, closeCode)),
                 QString());
    }
}

void tst_ProtocolCompression::rsv1MeansNothingWithoutAgreement()
{
    // A.19
    for (const Role role : {Role::Client, Role::Server}) {
        const QByteArray wire = Peer(role).octets({compressed(text(Hello))});
        const Outcome expected = failedWith({}, {}, ErrorCode::CriticalProtocolError, 1002);
        QCOMPARE(differenceWhenCut(role, {}, wire, expected), QString());
    }
    // offered, and declined
    ProtocolOptions options = compressing();
    quint32 keys = 0;
    ProtocolOptions full = clientOptions(&keys);
    full.compression = options.compression;
    Protocol client(Role::Client, full);
    client.feed(SampleResponse + compressed(text(Hello)).octets(false));
    QCOMPARE(inWords(client.nextEvent().value()), u"Accepted"_s);
    QVERIFY(!client.supportsCompression());
    QCOMPARE(inWords(client.nextEvent().value()), u"Failed CriticalProtocolError 1002"_s);
}

// The one message that was sent, inflated.
static QByteArray inflated(Peer &peer, ReferenceInflater &reference)
{
    const QList<RawFrame> frames = readRawFrames(peer.output()).value();
    QByteArray payload;
    for (const RawFrame &frame : frames)
        payload += frame.payload;
    return frames.first().reserved == 4 && reference.inflate(payload) ? reference.message()
                                                                      : QByteArray();
}

void tst_ProtocolCompression::messagesAreCompressed()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, compressing());
        ReferenceInflater reference;
        const QByteArray message = prose(500);
        QCOMPARE(peer->sendText(QString::fromLatin1(message)), ErrorCode::NoError);
        QCOMPARE(inflated(peer, reference), message);
        QCOMPARE(peer->sendUtf8(message), ErrorCode::NoError);
        QCOMPARE(inflated(peer, reference), message);
        QCOMPARE(peer->sendBinary(message, {.fragmentSize = 5}), ErrorCode::NoError);
        QCOMPARE(inflated(peer, reference), message);
        QCOMPARE(peer->beginMessage(Opcode::Binary), ErrorCode::NoError);
        QCOMPARE(peer->sendFragment(message, false), ErrorCode::NoError);
        QCOMPARE(peer->sendPing(message.first(100)), ErrorCode::NoError); // never compressed
        QCOMPARE(peer->sendFragment({}, true), ErrorCode::NoError);
        const QStringList sent = peer.sent();
        QCOMPARE(sent.size(), 3);
        QVERIFY(sent[0].startsWith(u"Binary0 RSV4"_s));
        QCOMPARE(sent[1], EventWriter::payload("Ping", message.first(100)));
        QVERIFY(sent[2].startsWith(u"More '"_s));
    }
}

void tst_ProtocolCompression::messagesMayGoPlain()
{
    CompressionOptions options;
    options.threshold = 10;
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, compressing(options));
        QCOMPARE(peer->sendText(QString(9, u'x')), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(u"Text 'xxxxxxxxx'"_s));
        QCOMPARE(peer->sendText(QString(10, u'x'), {.compressed = false}), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(u"Text 'xxxxxxxxxx'"_s));
        QCOMPARE(peer->sendBinary(noise(100)), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(EventWriter::payload("Binary", noise(100))));
        QCOMPARE(peer->sendText(QString(10, u'x')), ErrorCode::NoError);
        QVERIFY(peer.sent().first().startsWith(u"Text RSV4 "_s));
        QCOMPARE(peer->close(1000,
                             u"a reason that could be compressed, could, could, could, could"),
                 ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(u"Close 1000"_s));
    }
}

void tst_ProtocolCompression::agreementIsTold()
{
    for (const Role role : {Role::Client, Role::Server}) {
        QVERIFY(Peer(role, compressing())->supportsCompression());
        QVERIFY(!Peer(role)->supportsCompression());
        QVERIFY(!Peer(role, compressing(), Peer::Begin::Connecting)->supportsCompression());
    }
}

void tst_ProtocolCompression::contextIsKeptOrNot_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<QByteArray>("agreed");
    QTest::addColumn<bool>("receivesInContext");
    QTest::addColumn<bool>("sendsInContext");
    const QByteArray name = "permessage-deflate";
    const QByteArray server = "; server_no_context_takeover";
    const QByteArray client = "; client_no_context_takeover";
    QTest::newRow("client: both") << Role::Client << name << true << true;
    QTest::newRow("client: not the server") << Role::Client << name + server << false << true;
    QTest::newRow("client: not the client") << Role::Client << name + client << true << false;
    QTest::newRow("client: neither") << Role::Client << name + server + client << false << false;
    QTest::newRow("server: both") << Role::Server << name << true << true;
    QTest::newRow("server: not the server") << Role::Server << name + server << true << false;
    QTest::newRow("server: not the client") << Role::Server << name + client << false << true;
    QTest::newRow("server: neither") << Role::Server << name + server + client << false << false;
}

// RFC 7692 7.1.1
void tst_ProtocolCompression::contextIsKeptOrNot()
{
    QFETCH(const Role, role);
    QFETCH(const QByteArray, agreed);
    QFETCH(const bool, receivesInContext);
    QFETCH(const bool, sendsInContext);
    Peer peer(role, compressing(), Peer::Begin::Open, agreed);
    // A.28: a message that refers to the one before
    peer.feed({compressed(text(Hello)), compressed(text(HelloAgain))});
    const QString second = receivesInContext ? u"Text 'Hello'"_s : u"Failed ProtocolError 1007"_s;
    QCOMPARE(peer.events(), QStringList({u"Text 'Hello'"_s, second}));

    Peer sender(role, compressing(), Peer::Begin::Open, agreed);
    QCOMPARE(sender->sendBinary(prose(500)), ErrorCode::NoError);
    const qsizetype first = sender.output().size();
    QCOMPARE(sender->sendBinary(prose(500)), ErrorCode::NoError);
    QCOMPARE(sender.output().size() < first / 3, sendsInContext);
}

void tst_ProtocolCompression::statisticsTellOfBothDirections()
{
    Peer client(Role::Client, compressing());
    Peer server(Role::Server, compressing());
    QCOMPARE(client->compressionStatistics(), CompressionStatistics()); // nothing is held
    QCOMPARE(server->compressionStatistics(), CompressionStatistics());
    QCOMPARE(client->sendBinary(prose(1'000)), ErrorCode::NoError);
    QCOMPARE(client->sendBinary(noise(1'000)), ErrorCode::NoError); // plain: not counted
    const QByteArray wire = client.output();
    server->feed(wire);
    QCOMPARE(server.events().size(), 2);
    const CompressionStatistics sent = client->compressionStatistics();
    const CompressionStatistics received = server->compressionStatistics();
    QCOMPARE(sent.sentPlain, 1'000);
    QCOMPARE(sent.sentCompressed, wire.size() - (1'000 + 8) - 8);
    QCOMPARE(sent.receivedPlain, 0);
    QCOMPARE(received.receivedPlain, sent.sentPlain);
    QCOMPARE(received.receivedCompressed, sent.sentCompressed);
    QCOMPARE(received.sentCompressed, 0);
    QVERIFY(sent.contextMemory >= 256 * 1024);
    QVERIFY(received.contextMemory > 0);
    QVERIFY(received.contextMemory < 64 * 1024);
}

QTEST_APPLESS_MAIN(tst_ProtocolCompression)
#include "tst_protocolcompression.moc"
