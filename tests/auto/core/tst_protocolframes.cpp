// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Every rule of RFC 6455 5 and 7 that a peer can keep or break, for both roles, and however the
// octets arrive. The numbers in rows without a section are those of the Autobahn test suite.

#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

Q_DECLARE_METATYPE(Lomond::Test::Outcome)

static constexpr qsizetype Limit = 70'000; // octets of a message
static constexpr int FragmentLimit = 20;

class tst_ProtocolFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framing_data();
    void framing() { check(); }
    void pingsAndPongs_data();
    void pingsAndPongs() { check(); }
    void reservedBitsAndOpcodes_data();
    void reservedBitsAndOpcodes() { check(); }
    void fragments_data();
    void fragments() { check(); }
    void masks_data();
    void masks() { check(); }
    void lengths_data();
    void lengths() { check(); }
    void closes_data();
    void closes() { check(); }

private:
    static void addColumns();
    static void add(const char *name, Role role, const QList<RawFrame> &frames,
                    const Outcome &expected);
    // both roles: all is well, and the peer closes
    static void accepted(const char *name, const QList<RawFrame> &frames, const QStringList &events,
                         const QStringList &sent = {});
    // both roles: the framing is broken
    static void refused(const char *name, const QList<RawFrame> &frames,
                        const QStringList &events = {}, const QStringList &sent = {});
    static void refusedWith(ErrorCode error, int code, const char *name,
                            const QList<RawFrame> &frames, const QStringList &events = {},
                            const QStringList &sent = {});
    static void check();
};

void tst_ProtocolFrames::addColumns()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<Outcome>("expected");
}

void tst_ProtocolFrames::add(const char *name, Role role, const QList<RawFrame> &frames,
                             const Outcome &expected)
{
    QByteArray wire;
    for (const RawFrame &frame : frames)
        wire += frame.octets(role == Role::Server);
    QTest::addRow("%s: %s", role == Role::Client ? "client" : "server", name)
            << role << wire << expected;
}

void tst_ProtocolFrames::accepted(const char *name, const QList<RawFrame> &frames,
                                  const QStringList &events, const QStringList &sent)
{
    for (const Role role : {Role::Client, Role::Server})
        add(name, role, frames + QList<RawFrame> {closing(1000)},
            closedWith(role, events, sent, 1000));
}

void tst_ProtocolFrames::refused(const char *name, const QList<RawFrame> &frames,
                                 const QStringList &events, const QStringList &sent)
{
    refusedWith(ErrorCode::CriticalProtocolError, 1002, name, frames, events, sent);
}

void tst_ProtocolFrames::refusedWith(ErrorCode error, int code, const char *name,
                                     const QList<RawFrame> &frames, const QStringList &events,
                                     const QStringList &sent)
{
    for (const Role role : {Role::Client, Role::Server})
        add(name, role, frames, failedWith(events, sent, error, code));
}

void tst_ProtocolFrames::check()
{
    QFETCH(const Role, role);
    QFETCH(const QByteArray, wire);
    QFETCH(const Outcome, expected);
    ProtocolOptions limits;
    limits.maxMessageSize = Limit;
    limits.maxFragments = FragmentLimit;
    const QString difference = differenceWhenCut(role, limits, wire, expected);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

static QString textEvent(const QByteArray &payload)
{
    return EventWriter::payload("Text", payload);
}

static QString binaryEvent(const QByteArray &payload)
{
    return EventWriter::payload("Binary", payload);
}

void tst_ProtocolFrames::framing_data()
{
    addColumns();
    int number = 0;
    for (const int size : {0, 125, 126, 127, 128, 65535, 65536}) {
        const QByteArray stars(size, '*');
        const QByteArray octets(size, '\xFE');
        ++number;
        accepted(qPrintable(u"1.1.%1 text of %2 octets"_s.arg(number).arg(size)), {text(stars)},
                 {textEvent(stars)});
        accepted(qPrintable(u"1.2.%1 binary of %2 octets"_s.arg(number).arg(size)),
                 {binary(octets)}, {binaryEvent(octets)});
    }
    accepted("5.6 two messages", {text("one"), binary("two")},
             {textEvent("one"), binaryEvent("two")});
    accepted("10.1.1 large text in fragments",
             {text0(QByteArray(40'000, '*')), more0(QByteArray(1300, '*')),
              more(QByteArray(24'236, '*'))},
             {textEvent(QByteArray(65'536, '*'))});
}

void tst_ProtocolFrames::pingsAndPongs_data()
{
    addColumns();
    const QByteArray octets = QByteArray::fromHex("00fffefdfcfb00ff");
    const QByteArray full(125, '\xFE');
    const QString pong125 = EventWriter::payload("Pong", full);
    accepted("2.1 ping without payload", {ping({})}, {u"Ping ''"_s}, {u"Pong ''"_s});
    accepted("2.2 ping with text", {ping("Hello, world!")}, {u"Ping 'Hello, world!'"_s},
             {u"Pong 'Hello, world!'"_s});
    accepted("2.3 ping with binary", {ping(octets)}, {EventWriter::payload("Ping", octets)},
             {EventWriter::payload("Pong", octets)});
    accepted("2.4 ping of 125 octets", {ping(full)}, {EventWriter::payload("Ping", full)},
             {pong125});
    refused("2.5 ping of 126 octets", {ping(QByteArray(126, '\xFE'))});
    refused("5.5 pong of 126 octets", {pong(QByteArray(126, '\xFE'))});
    accepted("2.7 pong nobody asked for", {pong({})}, {u"Pong ''"_s});
    accepted("2.8 pong with payload", {pong("unsolicited")}, {u"Pong 'unsolicited'"_s});
    accepted("2.9 pong, then ping", {pong("unsolicited"), ping("payload")},
             {u"Pong 'unsolicited'"_s, u"Ping 'payload'"_s}, {u"Pong 'payload'"_s});
    QList<RawFrame> pings;
    QStringList events;
    QStringList pongs;
    for (int i = 0; i < 10; ++i) {
        pings.append(ping("payload-" + QByteArray::number(i)));
        events.append(u"Ping 'payload-%1'"_s.arg(i));
        pongs.append(u"Pong 'payload-%1'"_s.arg(i));
    }
    accepted("2.10 ten pings", pings, events, pongs);
    refused("5.5 fragmented ping", {ping("x").notFinal()});
    refused("5.5 fragmented pong", {pong("x").notFinal()});
    refused("5.5 fragmented close", {closing(1000).notFinal()});
    refused("5.1 ping in two", {ping("fragment1").notFinal(), more("fragment2")});
    refused("5.2 pong in two", {pong("fragment1").notFinal(), more("fragment2")});
}

void tst_ProtocolFrames::reservedBitsAndOpcodes_data()
{
    addColumns();
    const RawFrame hello = text("Hello, world!");
    const QStringList one = {textEvent("Hello, world!")};
    refused("3.1 RSV3", {hello.withReserved(1)});
    refused("3.2 RSV2 in the second message", {hello, hello.withReserved(2), ping({})}, one);
    refused("3.3 RSV2 and RSV3", {hello, hello.withReserved(3), ping({})}, one);
    refused("3.4 RSV1 without an extension", {hello, hello.withReserved(4), ping({})}, one);
    refused("3.5 RSV1 and RSV3", {binary("x").withReserved(5)});
    refused("3.6 RSV1 and RSV2", {binary("Hello, world!").withReserved(6)});
    refused("3.7 all, in a close", {closeBody({}).withReserved(7)});
    refused("5.2 RSV1 of a ping", {ping("x").withReserved(4)});
    refused("5.2 RSV1 of a pong", {pong("x").withReserved(4)});
    refused("5.2 RSV1 of a continuation", {text0("x"), more("y").withReserved(4)});
    refused("4.1.1 opcode 3", {RawFrame {3, {}}});
    refused("4.1.2 opcode 4", {RawFrame {4, "reserved opcode payload"}});
    refused("4.2.1 opcode 11", {RawFrame {11, {}}});
    refused("4.2.2 opcode 12", {RawFrame {12, "reserved opcode payload"}});
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        const QByteArray name = "4.*.* opcode " + QByteArray::number(opcode) + " after a text";
        refused(name, {hello, RawFrame {opcode, "Hello, world!"}, ping({})}, one);
    }
}

void tst_ProtocolFrames::fragments_data()
{
    addColumns();
    const RawFrame first = text0("fragment1");
    const RawFrame second = more("fragment2");
    const QString both = textEvent("fragment1fragment2");
    accepted("5.3 text in two", {first, second}, {both});
    accepted("5.6 ping in between", {first, ping("ping payload"), second},
             {u"Ping 'ping payload'"_s, both}, {u"Pong 'ping payload'"_s});
    accepted("5.4 pong in between", {first, pong("x"), second}, {u"Pong 'x'"_s, both});
    accepted("5.4 binary in three", {binary0("a"), more0("b"), more("c")}, {binaryEvent("abc")});
    refused("5.9 continuation of nothing", {more("x"), text("Hello, world!")});
    refused("5.12 continuation of nothing, not final", {more0("x"), text("Hello, world!")});
    refused("5.15 continuation after the end",
            {first, second, more0("fragment3"), text("fragment4")}, {both});
    refused("5.16 continuation, then a message", {more0("x"), text0("y"), more("z")});
    refused("5.17 final continuation, then a message", {more("x"), text0("y"), more("z")});
    refused("5.18 text within a text", {first, text("fragment2")});
    refused("5.4 binary within a text", {first, binary("fragment2")});
    refused("5.4 text within a binary", {binary0("x"), text0("fragment2")});
    accepted("5.19 five, with pings in between",
             {text0("f1"), more0("f2"), ping("pongme 1!"), more0("f3"), more0("f4"),
              ping("pongme 2!"), more("f5")},
             {u"Ping 'pongme 1!'"_s, u"Ping 'pongme 2!'"_s, textEvent("f1f2f3f4f5")},
             {u"Pong 'pongme 1!'"_s, u"Pong 'pongme 2!'"_s});
    accepted("6.1.2 empty in three", {text0({}), more0({}), more({})}, {textEvent({})});
    accepted("6.1.3 empty, middle, empty", {text0({}), more0("middle"), more({})},
             {textEvent("middle")});

    QList<RawFrame> limit = {binary0("x")};
    QList<RawFrame> limitOfEmpty = {binary0({})};
    for (int i = 2; i < FragmentLimit; ++i) {
        limit.append(more0("x"));
        limitOfEmpty.append(more0({}));
    }
    accepted("A.11 as many fragments as allowed", limit + QList<RawFrame> {more("x")},
             {binaryEvent(QByteArray(FragmentLimit, 'x'))});
    refusedWith(ErrorCode::ProtocolError, 1008, "A.11 one more",
                limit + QList<RawFrame> {more0("x"), more("x")});
    refusedWith(ErrorCode::ProtocolError, 1008, "A.12 one more, all empty",
                limitOfEmpty + QList<RawFrame> {more0({}), more({})});
}

void tst_ProtocolFrames::masks_data()
{
    addColumns();
    for (const Role role : {Role::Client, Role::Server}) {
        const char *rule = role == Role::Client ? "A.1 masked" : "A.2 not masked";
        const auto wrong = [&](const char *what, const QList<RawFrame> &frames,
                               const QStringList &events = {}) {
            add(qPrintable(QLatin1StringView(rule) + u' ' + QLatin1StringView(what)), role, frames,
                failedWith(events, {}, ErrorCode::CriticalProtocolError, 1002));
        };
        const bool mask = role == Role::Client;
        wrong("text", {text("x").withMask(mask)});
        wrong("empty text", {text({}).withMask(mask)});
        wrong("ping", {ping("x").withMask(mask)});
        wrong("pong", {pong("x").withMask(mask)});
        wrong("close", {closing(1000).withMask(mask)});
        wrong("continuation", {text0("x"), more("y").withMask(mask)});
        wrong("second message", {text("x"), text("y").withMask(mask)}, {textEvent("x")});
    }
}

void tst_ProtocolFrames::lengths_data()
{
    addColumns();
    for (const int size : {0, 1, 125}) {
        const RawFrame frame = text(QByteArray(size, 'x'));
        const QByteArray name = QByteArray::number(size) + " octets";
        refused("A.3 126-form of " + name, {frame.withLengthForm(126)});
        refused("A.4 127-form of " + name, {frame.withLengthForm(127)});
        refused("A.3 126-form in a continuation of " + name,
                {text0("x"), more(frame.payload).withLengthForm(126)});
    }
    for (const int size : {126, 65535}) {
        refused("A.5 127-form of " + QByteArray::number(size) + " octets",
                {text(QByteArray(size, 'x')).withLengthForm(127)});
    }
    refused("A.6 close in the 126-form", {closing(1000).withLengthForm(126)});
    refused("A.9 ping in the 127-form", {ping("x").withLengthForm(127)});
    refused("A.7 2^63", {binary("x").claiming(quint64(1) << 63)});
    refused("A.7 2^64-1", {binary("x").claiming(~quint64(0))});

    const auto tooLong = [](const char *name, const QList<RawFrame> &frames) {
        refusedWith(ErrorCode::PayloadTooLarge, 1009, name, frames);
    };
    for (const quint64 size : {(quint64(1) << 63) - 1, quint64(1) << 62, quint64(1) << 32,
                               (quint64(1) << 32) + 5, quint64(Limit) + 1}) {
        tooLong("A.8 header of " + QByteArray::number(size) + " octets",
                {binary({}).claiming(size)});
        tooLong("A.8 continuation of " + QByteArray::number(size) + " octets",
                {binary0({}), more({}).claiming(size)});
    }
    const QByteArray half(Limit / 2, 'x');
    accepted("A.8 as long as allowed", {binary(half + half)}, {binaryEvent(half + half)});
    accepted("A.10 as long as allowed, in two", {binary0(half), more(half)},
             {binaryEvent(half + half)});
    tooLong("A.10 one octet more, in two", {binary0(half), more({}).claiming(Limit / 2 + 1)});
    tooLong("A.10 one octet more, in three", {binary0(half), more0(half), more({}).claiming(1)});
}

void tst_ProtocolFrames::closes_data()
{
    addColumns();
    const auto closed = [](const char *name, const QList<RawFrame> &frames, int code,
                           const QString &reason = {}, const QStringList &events = {}) {
        for (const Role role : {Role::Client, Role::Server})
            add(name, role, frames, closedWith(role, events, {}, code, reason));
    };
    const auto wrong = [](const char *name, const RawFrame &frame) {
        refusedWith(ErrorCode::ProtocolError, 1002, name, {frame});
    };
    const RawFrame normal = closing(1000);
    const RawFrame hello = text("Hello World!");
    closed("7.1.1 after a text", {hello, normal}, 1000, {}, {textEvent("Hello World!")});
    closed("7.1.2 two of them", {normal, closeBody({})}, 1000);
    closed("7.1.3 ping after it", {normal, ping({})}, 1000);
    closed("7.1.4 text after it", {normal, hello}, 1000);
    closed("7.1.5 within a message", {text0("fragment1"), normal, more("fragment2")}, 1000);
    closed("7.3.1 empty", {closeBody({})}, 1005);
    wrong("7.3.2 of one octet", closeBody("a"));
    closed("7.3.3 without a reason", {normal}, 1000);
    closed("7.3.4 with a reason", {closing(1000, "Hello World!")}, 1000, u"Hello World!"_s);
    closed("7.3.5 with the longest reason", {closing(1000, QByteArray(123, '*'))}, 1000,
           QString(123, u'*'));
    refused("7.3.6 with too long a reason", {closing(1000, QByteArray(124, '*'))});
    closed("5.5.1 rubbish after it", {normal, RawFrame {15, "x", false, 7}}, 1000);

    const QByteArray broken = "\u03BA\u1F79\u03C3\u03BC\u03B5\xED\xA0\x80"
                              "edited";
    const auto notUtf8 = [](const char *name, const QByteArray &reason) {
        refusedWith(ErrorCode::ProtocolError, 1007, name, {closing(1000, reason)});
    };
    notUtf8("7.5.1 reason is no UTF-8", broken);
    notUtf8("A.14 reason ends within a code point", QByteArray(120, '*') + "\xF0\x9F\x98");

    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                           1014, 3000, 3001, 3500, 3999, 4000, 4001, 4500, 4998, 4999})
        closed("7.7, A.13 code " + QByteArray::number(code), {closing(code)}, code);
    for (const int code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000,
                           5001, 9999, 32768, 65535})
        wrong("7.9, 7.13, A.13 code " + QByteArray::number(code), closing(code, "reason"));
}

QTEST_APPLESS_MAIN(tst_ProtocolFrames)
#include "tst_protocolframes.moc"
