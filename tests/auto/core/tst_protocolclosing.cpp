// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How a connection closes and ends (RFC 6455 7), as Protocol has it: by us, by the peer, by both,
// by the end of the stream, by a failure.

#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using State = Protocol::State;
using Transport = Protocol::Transport;

class tst_ProtocolClosing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closeCodesThatMayBeSent();
    void closingIsBegunByUs_data();
    void closingIsBegunByUs();
    void dataArrivesUntilThePeerCloses();
    void bothCloseAtOnce();
    void mayStillSendBeforeTheEcho();
    void ownCloseReplacesTheEcho();
    void failureAfterOurCloseSendsNothing();
    void endOfStream_data();
    void endOfStream();
    void endOfStreamAfterTheCloseFrame();
    void endOfStreamComesAfterWhatWasFed();
    void nothingFollowsTheEnd();

private:
    static void addRoles();
};

void tst_ProtocolClosing::addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

void tst_ProtocolClosing::closeCodesThatMayBeSent()
{
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3999, 4000, 4999}) {
        Peer peer(Role::Client);
        QCOMPARE(peer->close(code, QString(123, u'x')), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(u"Close %1"_s.arg(code)));
    }
}

void tst_ProtocolClosing::closingIsBegunByUs_data()
{
    addRoles();
}

void tst_ProtocolClosing::closingIsBegunByUs()
{
    QFETCH(const Role, role);
    Peer peer(role);
    QCOMPARE(peer->close(4000, u"enough ß"), ErrorCode::NoError);
    QCOMPARE(peer->state(), State::ClosingLocal);
    QCOMPARE(peer->transport(), Transport::KeepOpen);
    const QList<RawFrame> frames = readRawFrames(peer.output()).value();
    QCOMPARE(frames.size(), 1);
    QCOMPARE(frames.first().payload, "\x0F\xA0"
                                     "enough ß");
    QCOMPARE(peer.events(), QStringList());
    peer.feed({closing(1000, "bye")});
    QCOMPARE(peer.events(), QStringList(u"Closed 1000 'bye'"_s));
    QCOMPARE(peer->state(), State::Closed);
    QCOMPARE(peer->transport(),
             role == Role::Client ? Transport::AwaitPeer : Transport::CloseWhenFlushed);
    QCOMPARE(peer.sent(), QStringList());
}

void tst_ProtocolClosing::dataArrivesUntilThePeerCloses()
{
    Peer peer(Role::Client);
    QCOMPARE(peer->close(), ErrorCode::NoError);
    QCOMPARE(peer.sent(), QStringList(u"Close"_s));
    peer.feed({text("one"), binary0("t"), ping("?"), pong("!"), more("wo"), closeBody({})});
    QCOMPARE(peer.events(), QStringList({u"Text 'one'"_s, u"Ping '?'"_s, u"Pong '!'"_s,
                                         u"Binary 'two'"_s, u"Closed 1005 ''"_s}));
    QCOMPARE(peer.sent(), QStringList()); // no pong either
}

void tst_ProtocolClosing::bothCloseAtOnce()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({closing(1001)}); // has arrived, but is not seen yet
        QCOMPARE(peer->close(1000), ErrorCode::NoError);
        QCOMPARE(peer.events(), QStringList(u"Closed 1001 ''"_s));
        QCOMPARE(peer.sent(), QStringList(u"Close 1000"_s));
        QCOMPARE(peer->state(), State::Closed);
    }
}

void tst_ProtocolClosing::mayStillSendBeforeTheEcho()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({ping("p"), closing(4321, "reason")});
        QCOMPARE(inWords(peer->nextEvent().value()), u"Ping 'p'"_s);
        QCOMPARE(inWords(peer->nextEvent().value()), u"CloseReceived 4321 'reason'"_s);
        QCOMPARE(peer->state(), State::ClosingRemote);
        QCOMPARE(peer->transport(), Transport::KeepOpen);
        QCOMPARE(peer->sendText(u"last words"), ErrorCode::NoError);
        QCOMPARE(inWords(peer->nextEvent().value()), u"Closed 4321 'reason'"_s);
        QCOMPARE(peer->sendText(u"too late"), ErrorCode::WebSocketClosed);
        const QList<RawFrame> frames = readRawFrames(peer.output()).value();
        QCOMPARE(frames.size(), 3);
        QCOMPARE(frames.at(0).opcode, 10); // the pong
        QCOMPARE(frames.at(1).payload, "last words");
        QCOMPARE(frames.at(2).payload, "\x10\xE1"); // the code again, the reason is theirs
    }
}

void tst_ProtocolClosing::ownCloseReplacesTheEcho()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({closing(1001)});
        QCOMPARE(inWords(peer->nextEvent().value()), u"CloseReceived 1001 ''"_s);
        QCOMPARE(peer->close(3000, u"mine"), ErrorCode::NoError);
        QCOMPARE(peer->state(), State::Closed);
        QCOMPARE(peer->close(), ErrorCode::WebSocketClosed);
        QCOMPARE(peer.sent(), QStringList(u"Close 3000"_s));
        QCOMPARE(peer.events(), QStringList(u"Closed 1001 ''"_s));
        QCOMPARE(peer.sent(), QStringList());
    }
}

void tst_ProtocolClosing::failureAfterOurCloseSendsNothing()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        QCOMPARE(peer->close(1000), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(u"Close 1000"_s));
        peer.feed({RawFrame {3, "x"}, text("x")});
        QCOMPARE(peer.events(), QStringList(u"Failed CriticalProtocolError 1002"_s));
        QCOMPARE(peer.sent(), QStringList());
        QCOMPARE(peer->state(), State::Closed);
        QCOMPARE(peer->transport(), Transport::CloseWhenFlushed);
    }
}

void tst_ProtocolClosing::endOfStream_data()
{
    addRoles();
}

// A.16: at each octet, with a close frame sent and without
void tst_ProtocolClosing::endOfStream()
{
    QFETCH(const Role, role);
    const QByteArray first = Peer(role).octets({text("first")});
    const QByteArray wire = first + Peer(role).octets({binary(QByteArray(130, 'x'))});
    for (const bool closing : {false, true}) {
        for (qsizetype at = 0; at < wire.size(); ++at) {
            Peer peer(role);
            if (closing)
                QCOMPARE(peer->close(), ErrorCode::NoError);
            const QStringList sent = peer.sent();
            peer->feed(wire.first(at));
            peer->commitEof();
            QStringList expected;
            if (at >= first.size())
                expected.append(u"Text 'first'"_s);
            expected.append(u"Failed TransportFail 1006"_s);
            QCOMPARE(peer.events(), expected);
            QCOMPARE(peer->state(), State::Closed);
            QCOMPARE(peer->transport(), Transport::CloseWhenFlushed);
            QCOMPARE(peer.sent(), QStringList());
        }
    }
}

void tst_ProtocolClosing::endOfStreamAfterTheCloseFrame()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({closing(1000)});
        peer->commitEof();
        QCOMPARE(peer.events(), closedWith(role, {}, {}, 1000).events);
        QCOMPARE(peer.sent(), QStringList(u"Close 1000"_s));
    }
}

void tst_ProtocolClosing::endOfStreamComesAfterWhatWasFed()
{
    // more than the receive buffer takes at once
    Peer peer(Role::Client);
    QList<RawFrame> frames;
    QStringList expected;
    for (int i = 0; i < 10; ++i) {
        frames.append(binary(QByteArray(50'000, char(i))));
        expected.append(EventWriter::payload("Binary", frames.last().payload));
    }
    peer.feed(frames);
    peer->commitEof();
    QCOMPARE(peer.events(), expected + QStringList {u"Failed TransportFail 1006"_s});
}

void tst_ProtocolClosing::nothingFollowsTheEnd()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({closing(1000)});
        QCOMPARE(peer.events(), closedWith(role, {}, {}, 1000).events);
        QCOMPARE(peer.sent(), QStringList(u"Close 1000"_s));
        peer.feed({text("x"), closing(1000)});
        peer->commitEof();
        QCOMPARE(peer.events(), QStringList());
        QCOMPARE(peer.sent(), QStringList());
        QVERIFY(peer->takePayload().isEmpty());
    }
}

QTEST_APPLESS_MAIN(tst_ProtocolClosing)
#include "tst_protocolclosing.moc"
