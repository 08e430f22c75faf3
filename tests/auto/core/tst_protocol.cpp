// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What may be sent in which state of Protocol, and what misuse leads to. Beside it: how a connection
// ends (tst_protocolclosing.cpp), every rule of framing (tst_protocolframes.cpp) and of text
// (tst_protocoltext.cpp), memory and work (tst_protocolbounds.cpp), pairs (tst_protocolpair.cpp).

#include "protocolharness.h"

#include <QtTest/qtest.h>

#include <functional>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using State = Protocol::State;
using Transport = Protocol::Transport;

class tst_Protocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachStateAllowsWhatItMay_data();
    void eachStateAllowsWhatItMay();
    void whatCannotBeAFrameIsNotSent_data();
    void whatCannotBeAFrameIsNotSent();
    void pingsAreNotAnsweredAfterOurClose();
    void pingsAreNotAnsweredIfNotWanted();
    void pongsOvertakeLargeMessages();
    void messagesAreSentInFragments();
    void roleIsKept();
    void changedLimitCounts();
};

// Brings a peer into a state.
static std::unique_ptr<Peer> peerIn(State state, Role role)
{
    if (state == State::Connecting)
        return std::make_unique<Peer>(role, ProtocolOptions(), Peer::Begin::Connecting);
    auto peer = std::make_unique<Peer>(role);
    if (state == State::ClosingLocal)
        static_cast<void>(peer->operator->()->close());
    if (state == State::ClosingRemote || state == State::Closed) {
        peer->feed({closing(1000)});
        static_cast<void>((*peer)->nextEvent());
    }
    if (state == State::Closed)
        static_cast<void>((*peer)->nextEvent());
    return peer;
}

using Call = std::function<ErrorCode(Protocol &)>;
Q_DECLARE_METATYPE(Call)

static QList<std::pair<const char *, Call>> sendingCalls()
{
    return {
            {"sendText", [](Protocol &p) { return p.sendText(u"x"); }},
            {"sendUtf8", [](Protocol &p) { return p.sendUtf8("x"); }},
            {"sendBinary", [](Protocol &p) { return p.sendBinary("x"); }},
            {"sendPing", [](Protocol &p) { return p.sendPing("x"); }},
            {"sendPong", [](Protocol &p) { return p.sendPong("x"); }},
            {"close()", [](Protocol &p) { return p.close(); }},
            {"close(1000)", [](Protocol &p) { return p.close(1000, u"x"); }},
            {"empty sendText", [](Protocol &p) { return p.sendText({}); }},
            {"empty sendUtf8", [](Protocol &p) { return p.sendUtf8({}); }},
            {"empty sendBinary", [](Protocol &p) { return p.sendBinary({}); }},
            {"empty sendPing", [](Protocol &p) { return p.sendPing(); }},
            {"empty sendPong", [](Protocol &p) { return p.sendPong(); }},
    };
}

void tst_Protocol::eachStateAllowsWhatItMay_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<State>("state");
    QTest::addColumn<Call>("call");
    QTest::addColumn<ErrorCode>("expected");
    const QList<std::tuple<const char *, State, ErrorCode>> states = {
            {"Connecting", State::Connecting, ErrorCode::WebSocketUnavailable},
            {"Open", State::Open, ErrorCode::NoError},
            {"ClosingLocal", State::ClosingLocal, ErrorCode::WebSocketClosing},
            {"ClosingRemote", State::ClosingRemote, ErrorCode::NoError},
            {"Closed", State::Closed, ErrorCode::WebSocketClosed},
    };
    for (const Role role : {Role::Client, Role::Server}) {
        for (const auto &[stateName, state, expected] : states) {
            for (const auto &[callName, call] : sendingCalls())
                QTest::addRow("%s: %s while %s", role == Role::Client ? "client" : "server",
                              callName, stateName)
                        << role << state << call << expected;
        }
    }
}

void tst_Protocol::eachStateAllowsWhatItMay()
{
    QFETCH(const Role, role);
    QFETCH(const State, state);
    QFETCH(const Call, call);
    QFETCH(const ErrorCode, expected);
    const std::unique_ptr<Peer> peer = peerIn(state, role);
    QCOMPARE((*peer)->state(), state);
    const qint64 pending = (*peer)->pendingOutput();
    const Transport transport = (*peer)->transport();
    QCOMPARE(call(**peer), expected);
    QCOMPARE((*peer)->transport(), transport);
    QCOMPARE((*peer)->pendingOutput() > pending, expected == ErrorCode::NoError);
    if (expected != ErrorCode::NoError) {
        QCOMPARE((*peer)->state(), state);
        QCOMPARE((*peer)->pendingOutput(), pending);
    }
}

void tst_Protocol::whatCannotBeAFrameIsNotSent_data()
{
    QTest::addColumn<Call>("call");
    const auto row = [](const char *name, const Call &call) { QTest::newRow(name) << call; };
    row("5.5 ping of 126 octets", [](Protocol &p) { return p.sendPing(QByteArray(126, 'x')); });
    row("5.5 pong of 126 octets", [](Protocol &p) { return p.sendPong(QByteArray(126, 'x')); });
    for (const int code :
         {-1, 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535, 65536 + 1000})
        row("7.4 close " + QByteArray::number(code), [code](Protocol &p) { return p.close(code); });
    row("5.5 reason of 124 octets", [](Protocol &p) { return p.close(1000, QString(124, u'x')); });
    row("5.5 reason of 62 characters, 124 octets",
        [](Protocol &p) { return p.close(1000, QString(62, u'ß')); });
    row("8.1 lone surrogate in the reason",
        [](Protocol &p) { return p.close(1000, QString(QChar(0xD800))); });
    row("8.1 lone surrogate", [](Protocol &p) { return p.sendText(QString(QChar(0xDC00))); });
    row("8.1 no UTF-8", [](Protocol &p) { return p.sendUtf8("\xC3"); });
    row("8.1 no UTF-8, in fragments", [](Protocol &p) { return p.sendUtf8("\xFFxyz", {2}); });
}

void tst_Protocol::whatCannotBeAFrameIsNotSent()
{
    QFETCH(const Call, call);
    for (const Role role : {Role::Client, Role::Server}) {
        for (const State state : {State::Open, State::ClosingRemote}) {
            const std::unique_ptr<Peer> peer = peerIn(state, role);
            QCOMPARE(call(**peer), ErrorCode::FrameBuildError);
            QCOMPARE((*peer)->state(), state);
            QCOMPARE((*peer)->pendingOutput(), 0);
        }
        for (const State state : {State::Connecting, State::ClosingLocal, State::Closed}) {
            const std::unique_ptr<Peer> peer = peerIn(state, role);
            QVERIFY(call(**peer) != ErrorCode::FrameBuildError); // the state comes first
        }
    }
}

void tst_Protocol::pingsAreNotAnsweredAfterOurClose()
{
    Peer peer(Role::Server);
    peer.feed({ping("before")});
    QCOMPARE(peer.events(), QStringList(u"Ping 'before'"_s));
    QCOMPARE(peer->close(1000), ErrorCode::NoError);
    peer.feed({ping("after")});
    QCOMPARE(peer.events(), QStringList(u"Ping 'after'"_s));
    QCOMPARE(peer.sent(), QStringList({u"Pong 'before'"_s, u"Close 1000"_s}));
}

void tst_Protocol::pingsAreNotAnsweredIfNotWanted()
{
    ProtocolOptions options;
    options.autoPong = false;
    Peer peer(Role::Client, options);
    peer.feed({ping("1")});
    QCOMPARE(peer.events(), QStringList(u"Ping '1'"_s));
    QCOMPARE(peer.sent(), QStringList());
    QCOMPARE(peer->sendPong("1"), ErrorCode::NoError);
    QCOMPARE(peer.sent(), QStringList(u"Pong '1'"_s));
    peer->setAutoPong(true);
    peer.feed({ping("2")});
    QCOMPARE(peer.events(), QStringList(u"Ping '2'"_s));
    QCOMPARE(peer.sent(), QStringList(u"Pong '2'"_s));
}

void tst_Protocol::pongsOvertakeLargeMessages()
{
    Peer peer(Role::Server);
    const QByteArray large(100'000, 'x');
    QCOMPARE(peer->sendBinary(large), ErrorCode::NoError);
    QCOMPARE(peer->sendBinary(large), ErrorCode::NoError);
    peer.feed({ping("now")});
    QCOMPARE(peer.events(), QStringList(u"Ping 'now'"_s));
    QCOMPARE(peer.sent(), QStringList({u"Pong 'now'"_s, EventWriter::payload("Binary", large),
                                       EventWriter::payload("Binary", large)}));
}

void tst_Protocol::messagesAreSentInFragments()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        QCOMPARE(peer->sendText(u"aßb", {.fragmentSize = 2}), ErrorCode::NoError);
        QCOMPARE(peer->sendUtf8("abc", {.fragmentSize = 2}), ErrorCode::NoError);
        QCOMPARE(peer->sendBinary("abc", {.fragmentSize = 1}), ErrorCode::NoError);
        QCOMPARE(peer->sendText(u"abc", {.fragmentSize = 3}), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList({EventWriter::payload("Text0", "a\xC3"),
                                           EventWriter::payload("More", "\x9F"
                                                                        "b"),
                                           u"Text0 'ab'"_s, u"More 'c'"_s, u"Binary0 'a'"_s,
                                           u"More0 'b'"_s, u"More 'c'"_s, u"Text 'abc'"_s}));
    }
}

void tst_Protocol::roleIsKept()
{
    QCOMPARE(Peer(Role::Client)->role(), Role::Client);
    QCOMPARE(Peer(Role::Server)->role(), Role::Server);
}

void tst_Protocol::changedLimitCounts()
{
    Peer peer(Role::Client);
    peer->setMaxMessageSize(3);
    peer.feed({text("abc"), text("abcd")});
    QCOMPARE(peer.events(), QStringList({u"Text 'abc'"_s, u"Failed PayloadTooLarge 1009"_s}));
}

QTEST_APPLESS_MAIN(tst_Protocol)
#include "tst_protocol.moc"
