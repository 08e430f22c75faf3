// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Text messages whose octets are or are not UTF-8 (RFC 6455 5.6, 8.1), as Protocol receives and
// sends them: in one frame, in fragments, cut in every way; and failed at the first wrong octet.

#include "protocolharness.h"

#include "../../shared/utf8cases.h"

#include <QtCore/qstringconverter.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

class tst_ProtocolText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textInOneFrame_data();
    void textInOneFrame() { check(false); }
    void textInFragmentsOfOneOctet_data() { textInOneFrame_data(); }
    void textInFragmentsOfOneOctet() { check(true); }
    void failsBeforeTheRestArrives_data();
    void failsBeforeTheRestArrives();
    void largeTextFailsBeforeTheRestArrives();
    void byteOrderMarkStays();
    void binaryMayBeAnything();
    void takenText_data() { textInOneFrame_data(); }
    void takenText();
    void takenTextIsKept();
    void takenTextOfEveryLength();
    void loneSurrogatesAreNotSent_data();
    void loneSurrogatesAreNotSent();
    void invalidUtf8IsNotSent();

private:
    static void check(bool fragments);
    static QList<Role> roles() { return {Role::Client, Role::Server}; }
};

static const Outcome &invalid()
{
    static const Outcome outcome = failedWith({}, {}, ErrorCode::ProtocolError, 1007);
    return outcome;
}

void tst_ProtocolText::textInOneFrame_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<bool>("valid");
    for (const Utf8Case &one : autobahnGroup6())
        QTest::newRow(one.name) << one.octets << one.valid;
}

void tst_ProtocolText::check(bool fragments)
{
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, valid);
    QList<RawFrame> frames = {text(octets)};
    if (fragments && !octets.isEmpty()) {
        frames = {text0(octets.first(1))};
        for (qsizetype i = 1; i < octets.size(); ++i)
            frames.append(more0(octets.sliced(i, 1)));
        frames.append(more({}));
    }
    for (const Role role : roles()) {
        const QByteArray wire = Peer(role).octets(frames);
        const QString event = EventWriter::payload("Text", octets);
        const QString difference = differenceWhenCut(role, {}, wire,
                                                     valid ? openWith({event}) : invalid());
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }
}

void tst_ProtocolText::failsBeforeTheRestArrives_data()
{
    // of the frames, so many octets are fine and one more is not
    QTest::addColumn<QList<RawFrame>>("frames");
    QTest::addColumn<int>("fine");
    const QByteArray kosme = "\u03BA\u1F79\u03C3\u03BC\u03B5";
    // two octets of header and, as a client sends it, four of key
    QTest::newRow("6.4.1 F4 90 in the second frame")
            << QList<RawFrame> {text0(kosme), more0("\xF4\x90\x80\x80"), more("edited")}
            << 17 + 6 + 1;
    QTest::newRow("6.4.2 90 begins the second frame")
            << QList<RawFrame> {text0(kosme + '\xF4'), more0("\x90"),
                                more("\x80\x80"
                                     "edited")}
            << 18 + 6;
    QTest::newRow("6.4.3 in one frame") << QList<RawFrame> {text(kosme
                                                                 + "\xF4\x90\x80\x80"
                                                                   "edited")}
                                        << 6 + 11 + 1;
    QTest::newRow("surrogate") << QList<RawFrame> {text(kosme + "\xED\xA0\x80")} << 6 + 11 + 1;
    QTest::newRow("stray octet") << QList<RawFrame> {text("abc\x80xyz")} << 6 + 3;
}

void tst_ProtocolText::failsBeforeTheRestArrives()
{
    QFETCH(const QList<RawFrame>, frames);
    QFETCH(const int, fine);
    Peer server(Role::Server);
    const QByteArray wire = server.octets(frames);
    for (int i = 0; i < fine; ++i) {
        server->feed(wire.sliced(i, 1));
        QCOMPARE(server.events(), QStringList());
        QCOMPARE(server->state(), Protocol::State::Open);
    }
    server->feed(wire.sliced(fine, 1));
    QCOMPARE(server.events(), invalid().events);
    QCOMPARE(server.sent(), invalid().sent);
}

void tst_ProtocolText::largeTextFailsBeforeTheRestArrives()
{
    // read directly into the message
    for (const Role role : roles()) {
        Peer peer(role);
        QByteArray payload(1'000'000, 'x');
        payload[500'000] = '\xFF';
        const QByteArray wire = peer.octets({text(payload)});
        const qsizetype header = wire.size() - payload.size();
        qsizetype at = 0;
        while (at < header + 500'000) {
            const std::span<char> room = peer->receiveBuffer();
            const qsizetype size = std::min(qsizetype(room.size()), header + 500'000 - at);
            std::memcpy(room.data(), wire.data() + at, size_t(size));
            peer->commit(size);
            at += size;
            QCOMPARE(peer.events(), QStringList());
        }
        *peer->receiveBuffer().data() = wire[at];
        peer->commit(1);
        QCOMPARE(peer.events(), invalid().events);
    }
}

void tst_ProtocolText::byteOrderMarkStays()
{
    for (const Role role : roles()) {
        Peer peer(role);
        peer.feed({text("\xEF\xBB\xBFx")});
        QCOMPARE(peer.events(), QStringList(EventWriter::payload("Text", "\xEF\xBB\xBFx")));
        QCOMPARE(peer->sendText(u"\uFEFFx"), ErrorCode::NoError);
        QCOMPARE(peer.sent(), QStringList(EventWriter::payload("Text", "\xEF\xBB\xBFx")));
    }
}

void tst_ProtocolText::binaryMayBeAnything()
{
    Peer peer(Role::Client);
    peer.feed({binary0("\xFF\xED\xA0"), more("\x80\xC3")});
    QCOMPARE(peer.events(), QStringList(EventWriter::payload("Binary", "\xFF\xED\xA0\x80\xC3")));
    QCOMPARE(peer->sendBinary("\xFF\xC3"), ErrorCode::NoError);
    QCOMPARE(peer.sent(), QStringList(EventWriter::payload("Binary", "\xFF\xC3")));
}

// What became of a message: its text, or the failure.
static QString taken(Peer &peer)
{
    const auto event = peer->nextEvent();
    if (!event)
        return u"nothing"_s;
    if (std::holds_alternative<Protocol::Text>(*event))
        return u"text "_s + peer->takeText();
    return std::visit(EventWriter(), *event);
}

void tst_ProtocolText::takenText()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const bool, valid);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    const QString expected = valid ? u"text "_s + QString(decoder.decode(octets))
                                   : invalid().events.first();
    for (const Role role : roles()) {
        for (const bool decoding : {false, true}) {
            Peer peer(role);
            peer->setTextDecoding(decoding);
            peer.feed({text(octets)});
            QCOMPARE(taken(peer), expected);
            // in two pieces
            Peer other(role);
            other->setTextDecoding(decoding);
            const QByteArray wire = other.octets({text(octets)});
            other->feed(wire.chopped(1));
            if (const auto event = other->nextEvent()) { // invalid before its end
                QCOMPARE(std::visit(EventWriter(), *event), expected);
                continue;
            }
            other->feed(wire.last(1));
            QCOMPARE(taken(other), expected);
        }
    }
}

void tst_ProtocolText::takenTextIsKept()
{
    Peer peer(Role::Client);
    peer->setTextDecoding(true);
    peer.feed({text("first"), text("other"), text("3"), text0("fo"), more("ur"), text("fifth")});
    QStringList texts;
    while (const auto event = peer->nextEvent())
        texts.append(peer->takeText());
    QCOMPARE(texts, QStringList({u"first"_s, u"other"_s, u"3"_s, u"four"_s, u"fifth"_s}));
    // taken twice, or not at all
    peer.feed({text("sixth"), text("seventh")});
    QVERIFY(peer->nextEvent());
    QCOMPARE(peer->takeText(), u"sixth"_s);
    QCOMPARE(peer->takeText(), u"sixth"_s);
    QVERIFY(peer->nextEvent());
    QVERIFY(!peer->nextEvent());
    peer.feed({text("\xC3\xBC"), text0("\xC3"), more0("\xBC"), more("")});
    QCOMPARE(taken(peer), u"text ü"_s);
    QCOMPARE(taken(peer), u"text ü"_s);
}

void tst_ProtocolText::takenTextOfEveryLength()
{
    for (const int limit : {100, 1'000'000}) {
        ProtocolOptions options;
        options.maxMessageSize = limit;
        Peer peer(Role::Client, options);
        peer->setTextDecoding(true);
        for (int size = 0; size <= std::min(limit, 200'000); size += 1 + size / 3) {
            const QByteArray octets(size, 'x');
            peer.feed({text(octets)});
            QCOMPARE(taken(peer), u"text "_s + QString::fromLatin1(octets));
        }
        peer.feed({text(QByteArray(limit + 1, 'x'))});
        QCOMPARE(taken(peer), failedWith({}, {}, ErrorCode::PayloadTooLarge, 1009).events.first());
    }
}

void tst_ProtocolText::loneSurrogatesAreNotSent_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("high alone") << QString(QChar(0xD83D));
    QTest::newRow("low alone") << QString(QChar(0xDE00));
    QTest::newRow("high at the end") << u"text "_s + QChar(0xD83D);
    QTest::newRow("low first") << QChar(0xDE00) + QString(QChar(0xD83D)) + u" text"_s;
    QTest::newRow("two high") << QString(2, QChar(0xD83D)) + QChar(0xDE00);
}

void tst_ProtocolText::loneSurrogatesAreNotSent()
{
    QFETCH(const QString, text);
    for (const Role role : roles()) {
        Peer peer(role);
        QCOMPARE(peer->sendText(text), ErrorCode::FrameBuildError);
        QCOMPARE(peer->sendText(text, {.fragmentSize = 1}), ErrorCode::FrameBuildError);
        QCOMPARE(peer->close(1000, text), ErrorCode::FrameBuildError);
        QCOMPARE(peer->pendingOutput(), 0);
        QCOMPARE(peer->state(), Protocol::State::Open);
    }
}

void tst_ProtocolText::invalidUtf8IsNotSent()
{
    for (const Utf8Case &one : autobahnGroup6()) {
        for (const Role role : roles()) {
            Peer peer(role);
            QCOMPARE(peer->sendUtf8(one.octets),
                     one.valid ? ErrorCode::NoError : ErrorCode::FrameBuildError);
            QCOMPARE(peer->pendingOutput() != 0, one.valid);
            QCOMPARE(peer->state(), Protocol::State::Open);
        }
    }
}

QTEST_APPLESS_MAIN(tst_ProtocolText)
#include "tst_protocoltext.moc"
