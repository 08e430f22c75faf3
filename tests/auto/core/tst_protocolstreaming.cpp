// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages in parts (TextPart, BinaryPart), in either role: whole code points, bounded, in the
// order of the wire; and what is sent in parts by beginMessage() and sendFragment().

#include "../../shared/deflatedata.h"
#include "protocolharness.h"

#include <QtCore/qstringconverter.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;

static constexpr qsizetype LongestPart = 64 * 1024;

static ProtocolOptions streaming(bool compressed = false)
{
    ProtocolOptions options;
    options.streaming = true;
    if (compressed)
        options.compression = CompressionOptions();
    return options;
}

// What came of a message in parts, and other events in words.
struct Parts
{
    QByteArray payload;
    QStringList others;
    qsizetype longest = 0;
    int count = 0;
    int finals = 0;

    void add(const Protocol::Event &event)
    {
        if (const auto *text = std::get_if<Protocol::TextPart>(&event)) {
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
            const QString decoded = decoder(text->payload);
            if (decoder.hasError() || decoded.toUtf8() != text->payload)
                others.append(u"not whole code points"_s);
            addPart(text->payload, text->final);
        } else if (const auto *binary = std::get_if<Protocol::BinaryPart>(&event)) {
            addPart(binary->payload, binary->final);
        } else {
            others.append(inWords(event));
        }
    }
    void addPart(QByteArrayView octets, bool final)
    {
        payload += octets;
        longest = qMax(longest, octets.size());
        ++count;
        if (final)
            ++finals;
        else if (octets.isEmpty())
            others.append(u"an empty part"_s);
    }
    void pull(Protocol &protocol)
    {
        while (const auto event = protocol.nextEvent())
            add(*event);
    }
};

class tst_ProtocolStreaming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesOfAnySize_data();
    void messagesOfAnySize();
    void textsAreCutBetweenCodePoints_data();
    void textsAreCutBetweenCodePoints();
    void partsComeAsSoonAsTheyAreThere();
    void aSmallMessageIsOnePart();
    void emptyMessages();
    void partsComeBeforeWhatFollowsThem();
    void largePartsAreHandedOver();
    void limitIsThatOfAPart_data();
    void limitIsThatOfAPart();
    void fragmentsThatBringSomethingAreNotCounted();
    void brokenRules_data();
    void brokenRules();
    void modeChangesWithTheNextMessage();
    void idleWithinAMessageHoldsNothing();
};

void tst_ProtocolStreaming::messagesOfAnySize_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qsizetype>("fragmentSize");
    for (const Role role : {Role::Client, Role::Server}) {
        for (const bool compressed : {false, true}) {
            for (const qsizetype size : {1, 100, 65'536, 65'537, 200'000, 1'000'000}) {
                for (const qsizetype fragmentSize : {0, 1'000, 100'000})
                    QTest::addRow("%s, %s, %lld octets in frames of %lld",
                                  role == Role::Client ? "client" : "server",
                                  compressed ? "compressed" : "plain", size, fragmentSize)
                            << role << compressed << size << fragmentSize;
            }
        }
    }
}

void tst_ProtocolStreaming::messagesOfAnySize()
{
    QFETCH(const Role, role);
    QFETCH(const bool, compressed);
    QFETCH(const qsizetype, size);
    QFETCH(const qsizetype, fragmentSize);
    const Role other = role == Role::Client ? Role::Server : Role::Client;
    ProtocolOptions compressing;
    if (compressed)
        compressing.compression = CompressionOptions();
    Peer sender(other, compressing);
    const QByteArray message = prose(size);
    QCOMPARE(sender->sendBinary(message, {.fragmentSize = fragmentSize}), ErrorCode::NoError);
    const QByteArray wire = sender.output();
    for (const qsizetype piece : {1'400, 65'536, 10'000'000}) {
        Peer peer(role, streaming(compressed));
        Parts parts;
        for (qsizetype at = 0; at < wire.size();) {
            const std::span<char> room = peer->receiveBuffer();
            const qsizetype step = std::min({piece, qsizetype(room.size()), wire.size() - at});
            std::memcpy(room.data(), wire.data() + at, size_t(step));
            peer->commit(step);
            at += step;
            parts.pull(*peer);
        }
        QVERIFY(parts.payload == message);
        QCOMPARE(parts.finals, 1);
        QCOMPARE(parts.others, QStringList());
        QVERIFY(parts.longest <= LongestPart);
        QVERIFY(parts.count <= 2 + size / 1'000);

        Peer fed(role, streaming(compressed)); // the same octets all at once
        fed->feed(wire);
        Parts again;
        again.pull(*fed);
        QVERIFY(again.payload == message);
        QVERIFY(again.longest <= LongestPart);
    }
}

void tst_ProtocolStreaming::textsAreCutBetweenCodePoints_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qsizetype>("piece");
    for (const bool compressed : {false, true}) {
        for (const qsizetype piece : {1, 2, 3, 5, 1'000, 1'000'000})
            QTest::addRow("%s, pieces of %lld", compressed ? "compressed" : "plain", piece)
                    << compressed << piece;
    }
}

void tst_ProtocolStreaming::textsAreCutBetweenCodePoints()
{
    QFETCH(const bool, compressed);
    QFETCH(const qsizetype, piece);
    const QByteArray message =
            u"a\u00B5\u20AC\U0001F600\uFEFF."_s.repeated(piece < 1'000 ? 1'000 : 9'000).toUtf8();
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        for (const qsizetype fragmentSize : {0, 7, 65'535}) {
            Peer sender(other, streaming(compressed));
            Peer peer(role, streaming(compressed));
            QCOMPARE(sender->sendUtf8(message, {.fragmentSize = fragmentSize}), ErrorCode::NoError);
            const QByteArray wire = sender.output();
            Parts parts;
            for (qsizetype at = 0; at < wire.size(); at += piece) {
                peer->feed(QByteArrayView(wire).sliced(at, qMin(piece, wire.size() - at)));
                parts.pull(*peer);
            }
            QVERIFY(parts.payload == message);
            QCOMPARE(parts.finals, 1);
            QCOMPARE(parts.others, QStringList());
            QVERIFY(parts.longest <= LongestPart);
        }
    }
}

void tst_ProtocolStreaming::partsComeAsSoonAsTheyAreThere()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, streaming());
        const QByteArray wire = peer.octets({text("abc\xC3\xA9z")});
        const qsizetype header = wire.size() - 6;
        peer->feed(QByteArrayView(wire).first(header));
        QCOMPARE(peer.events(), QStringList());
        QStringList seen;
        for (qsizetype i = 0; i < 6; ++i) {
            peer->feed(QByteArrayView(wire).sliced(header + i, 1));
            seen += peer.events();
        }
        QCOMPARE(seen,
                 QStringList({u"TextPart0 'a'"_s, u"TextPart0 'b'"_s, u"TextPart0 'c'"_s,
                              EventWriter::payload("TextPart0", "\xC3\xA9"), u"TextPart 'z'"_s}));
    }
}

void tst_ProtocolStreaming::aSmallMessageIsOnePart()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, streaming());
        peer.feed({text("one"), binary("two"), text0("th"), more0("re"), more("e")});
        QCOMPARE(peer.events(),
                 QStringList({u"TextPart 'one'"_s, u"BinaryPart 'two'"_s, u"TextPart 'three'"_s}));
    }
}

void tst_ProtocolStreaming::emptyMessages()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, streaming());
        peer.feed({text({}), binary0({}), more({}), text0("x")});
        QCOMPARE(peer.events(),
                 QStringList({u"TextPart ''"_s, u"BinaryPart ''"_s, u"TextPart0 'x'"_s}));
        peer.feed({more({})});
        QCOMPARE(peer.events(), QStringList(u"TextPart ''"_s));
    }
}

void tst_ProtocolStreaming::partsComeBeforeWhatFollowsThem()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, streaming());
        peer.feed({text0("\xC3"), ping("1"), more0("\xA9x"), ping("2"), more0("y"), closing(1000)});
        QCOMPARE(peer.events(),
                 QStringList({u"Ping '1'"_s, EventWriter::payload("TextPart0", "\xC3\xA9x"),
                              u"Ping '2'"_s, u"TextPart0 'y'"_s, u"CloseReceived 1000 ''"_s,
                              u"Closed 1000 ''"_s}));

        Peer ended(role, streaming());
        ended.feed({binary0("x")});
        ended->commitEof();
        QCOMPARE(ended.events(),
                 QStringList({u"BinaryPart0 'x'"_s, u"Failed TransportFail 1006"_s}));
    }
}

void tst_ProtocolStreaming::largePartsAreHandedOver()
{
    Peer peer(Role::Client, streaming());
    const QByteArray wire = peer.octets({binary(prose(200'000))});
    QByteArray taken;
    for (qsizetype at = 0; at < wire.size();) {
        const std::span<char> room = peer->receiveBuffer();
        const qsizetype step = std::min(qsizetype(room.size()), wire.size() - at);
        std::memcpy(room.data(), wire.data() + at, size_t(step));
        peer->commit(step);
        at += step;
        while (const auto event = peer->nextEvent()) {
            const void *data = std::get<Protocol::BinaryPart>(*event).payload.data();
            const QByteArray part = peer->takePayload();
            if (at > LongestPart && part.size() == LongestPart) // read to where it stays
                QCOMPARE(static_cast<const void *>(part.constData()), data);
            taken += part;
            QVERIFY(peer->takePayload().isEmpty());
        }
    }
    QVERIFY(taken == prose(200'000));
}

void tst_ProtocolStreaming::limitIsThatOfAPart_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qsizetype>("limit");
    QTest::addColumn<qsizetype>("longest");
    for (const bool compressed : {false, true}) {
        const char *how = compressed ? "compressed" : "plain";
        for (const qsizetype limit : {5, 1'000, 65'535, 65'536})
            QTest::addRow("%s: %lld", how, limit) << compressed << limit << limit;
        QTest::addRow("%s: a code point has room", how)
                << compressed << qsizetype(1) << qsizetype(4);
        QTest::addRow("%s: no more than 64 KiB", how)
                << compressed << qsizetype(1 << 30) << LongestPart;
    }
}

void tst_ProtocolStreaming::limitIsThatOfAPart()
{
    QFETCH(const bool, compressed);
    QFETCH(const qsizetype, limit);
    QFETCH(const qsizetype, longest);
    const QByteArray message = u"a\u00B5\u20AC\U0001F600"_s.repeated(20'000).toUtf8();
    for (const Role role : {Role::Client, Role::Server}) {
        const Role other = role == Role::Client ? Role::Server : Role::Client;
        ProtocolOptions options = streaming(compressed);
        options.maxMessageSize = limit;
        Peer sender(other, streaming(compressed));
        Peer peer(role, options);
        QCOMPARE(sender->sendUtf8(message), ErrorCode::NoError);
        peer->feed(sender.output());
        Parts parts;
        parts.pull(*peer);
        QVERIFY(parts.payload == message);
        QVERIFY(parts.longest <= longest);
        QVERIFY(parts.longest > longest - 4);
        QCOMPARE(parts.finals, 1);
        QCOMPARE(parts.others, QStringList());
    }
}

void tst_ProtocolStreaming::fragmentsThatBringSomethingAreNotCounted()
{
    ProtocolOptions options = streaming();
    options.maxFragments = 10;
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, options);
        peer.feed({binary0("x")});
        QCOMPARE(peer.events().size(), 1);
        for (int i = 0; i < 100; ++i) {
            peer.feed({more0("x")});
            QCOMPARE(peer.events(), QStringList(u"BinaryPart0 'x'"_s));
        }
        peer.feed(QList<RawFrame>(20, more0("y"))); // all at once: pieces make no difference
        QCOMPARE(peer.events(), QStringList(u"BinaryPart0 'yyyyyyyyyyyyyyyyyyyy'"_s));
        for (int i = 0; i < 9; ++i)
            peer.feed({more0({})});
        QCOMPARE(peer.events(), QStringList());
        peer.feed({more0({})});
        QCOMPARE(peer.events(), QStringList(u"Failed ProtocolError 1008"_s));
    }
}

void tst_ProtocolStreaming::brokenRules_data()
{
    QTest::addColumn<QList<RawFrame>>("frames");
    QTest::addColumn<QStringList>("events");
    QTest::newRow("5.4 a message within a message")
            << QList<RawFrame> {text0("x"), text("y")}
            << QStringList {u"TextPart0 'x'"_s, u"Failed CriticalProtocolError 1002"_s};
    QTest::newRow("8.1 invalid UTF-8")
            << QList<RawFrame> {text0("x"), more0("\xFF")}
            << QStringList {u"TextPart0 'x'"_s, u"Failed ProtocolError 1007"_s};
    QTest::newRow("8.1 a text that ends within a code point")
            << QList<RawFrame> {text0("x\xC3"), more({})}
            << QStringList {u"TextPart0 'x'"_s, u"Failed ProtocolError 1007"_s};
    QTest::newRow("5.2 length 2^64-1")
            << QList<RawFrame> {binary0("x"), more({}).claiming(~quint64(0))}
            << QStringList {u"BinaryPart0 'x'"_s, u"Failed CriticalProtocolError 1002"_s};
}

void tst_ProtocolStreaming::brokenRules()
{
    QFETCH(const QList<RawFrame>, frames);
    QFETCH(const QStringList, events);
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role, streaming());
        QStringList seen;
        for (const RawFrame &frame : frames) {
            peer.feed({frame});
            seen += peer.events();
        }
        QCOMPARE(seen, events);
    }
}

void tst_ProtocolStreaming::modeChangesWithTheNextMessage()
{
    for (const Role role : {Role::Client, Role::Server}) {
        Peer peer(role);
        peer.feed({text0("on")});
        QCOMPARE(peer.events(), QStringList());
        peer->setStreaming(true);
        peer.feed({more("e"), text0("tw")});
        QCOMPARE(peer.events(), QStringList({u"Text 'one'"_s, u"TextPart0 'tw'"_s}));
        peer->setStreaming(false);
        peer.feed({more("o"), text("three")});
        QCOMPARE(peer.events(), QStringList({u"TextPart 'o'"_s, u"Text 'three'"_s}));
    }
}

void tst_ProtocolStreaming::idleWithinAMessageHoldsNothing()
{
    Peer peer(Role::Server, streaming());
    peer.feed({binary0(prose(1'000))});
    const auto event = peer->nextEvent();
    QVERIFY(std::get<Protocol::BinaryPart>(*event).payload == prose(1'000));
    QVERIFY(!peer->nextEvent());
    QVERIFY(peer->takePayload().isEmpty());
    Peer other(Role::Client); // which gets the chunk that the first one gave back
    const void *chunk = other->receiveBuffer().data();
    other->commit(0);
    QCOMPARE(static_cast<const void *>(peer->receiveBuffer().data()), chunk);
}

QTEST_APPLESS_MAIN(tst_ProtocolStreaming)
#include "tst_protocolstreaming.moc"
