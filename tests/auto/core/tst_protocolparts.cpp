// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages that are sent in parts (beginMessage(), sendFragment()), in either role, and what else
// may be sent between the parts.

#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_ProtocolParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendingInParts();
    void closingWithinAMessage();
};

void tst_ProtocolParts::sendingInParts()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer connecting(role, {}, Peer::Begin::Connecting);
        QCOMPARE(connecting->beginMessage(Opcode::Text), ErrorCode::WebSocketUnavailable);
        QCOMPARE(connecting->sendFragment("x", true), ErrorCode::WebSocketUnavailable);
        Peer peer(role);
        QCOMPARE(peer->sendFragment("x", true), ErrorCode::FrameBuildError);
        QCOMPARE(peer->beginMessage(Opcode::Text), ErrorCode::NoError);
        QCOMPARE(peer->sendFragment("one", false), ErrorCode::NoError);
        peer.feed({ping("?")}); // answered between the parts
        QCOMPARE(peer.events(), QStringList(u"Ping '?'"_s));
        QCOMPARE(peer->sendBinary("x"), ErrorCode::FrameBuildError);
        QCOMPARE(peer->sendFragment("two", true), ErrorCode::NoError);
        QStringList sent = peer.sent();
        sent.sort();
        QCOMPARE(sent, QStringList({u"More 'two'"_s, u"Pong '?'"_s, u"Text0 'one'"_s}));
        QCOMPARE(peer->sendBinary("x"), ErrorCode::NoError);
    }
}

void tst_ProtocolParts::closingWithinAMessage()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        QCOMPARE(peer->beginMessage(Opcode::Binary), ErrorCode::NoError);
        QCOMPARE(peer->sendFragment("one", false), ErrorCode::NoError);
        QCOMPARE(peer->close(1000), ErrorCode::NoError);
        QCOMPARE(peer->sendFragment("two", true), ErrorCode::WebSocketClosing);
        QCOMPARE(peer->beginMessage(Opcode::Binary), ErrorCode::WebSocketClosing);
        QCOMPARE(peer.sent(), QStringList({u"Binary0 'one'"_s, u"Close 1000"_s}));
        peer.feed({closing(1000)});
        QCOMPARE(peer.events(), QStringList(u"Closed 1000 ''"_s));
        QCOMPARE(peer->sendFragment("two", true), ErrorCode::WebSocketClosed);
    }
}

QTEST_APPLESS_MAIN(tst_ProtocolParts)
#include "tst_protocolparts.moc"
