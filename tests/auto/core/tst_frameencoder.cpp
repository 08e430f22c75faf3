// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/frameencoder_p.h"

#include "core/utf8encoder_p.h"
#include "encoderharness.h"

#include <QtCore/qset.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using Core::FrameEncoder;

class tst_FrameEncoder
    : public QObject
    , private EncoderHarness
{
    Q_OBJECT

private Q_SLOTS:
    void firstFragmentTellsOfCompression();
    void frameIsWhatTheRfcShows();
    void messageOfAnySize_data();
    void messageOfAnySize();
    void textOfAnySize_data();
    void textOfAnySize();
    void asciiOfAnySize_data();
    void asciiOfAnySize();
    void asciiThatIsNoneIsRefused_data();
    void asciiThatIsNoneIsRefused();
    void asciiThatIsLongIsRefused();
    void clientTakesANewKeyForEachFrame();
    void keysAreDrawnInBatches();
    void serverNeedsNoKeys();
    void messageIsCutIntoFragments_data();
    void messageIsCutIntoFragments();

private:
    static void addRoles();
};

void tst_FrameEncoder::addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("client") << Role::Client;
    QTest::newRow("server") << Role::Server;
}

// RFC 6455 5.7
void tst_FrameEncoder::frameIsWhatTheRfcShows()
{
    const auto key = [](void *, std::span<quint32> words) {
        for (quint32 &word : words)
            std::memcpy(&word, "\x37\xfa\x21\x3d", 4);
    };
    FrameEncoder client(Role::Client, key, nullptr, PongLimit);
    client.appendMessage({Opcode::Text}, "Hello", 0);
    QCOMPARE(client.take().toHex(' '), "81 85 37 fa 21 3d 7f 9f 4d 51 58");
    QVERIFY(client.appendAscii(u"Hello"));
    QCOMPARE(client.take().toHex(' '), "81 85 37 fa 21 3d 7f 9f 4d 51 58");
    client.queuePong("Hello");
    QCOMPARE(client.take().toHex(' '), "8a 85 37 fa 21 3d 7f 9f 4d 51 58");

    FrameEncoder server = encoder(Role::Server);
    server.appendText(u"Hello", 5);
    QCOMPARE(server.take().toHex(' '), "81 05 48 65 6c 6c 6f");
    server.appendMessage({Opcode::Text}, "Hello", 3);
    QCOMPARE(server.take().toHex(' '), "01 03 48 65 6c 80 02 6c 6f");
    server.appendControl(Opcode::Ping, "Hello");
    QCOMPARE(server.take().toHex(' '), "89 05 48 65 6c 6c 6f");
    server.appendMessage({Opcode::Binary}, QByteArray(256, 'x'), 0);
    QCOMPARE(server.take().first(4).toHex(' '), "82 7e 01 00");
    server.appendMessage({Opcode::Binary}, QByteArray(65536, 'x'), 0);
    QCOMPARE(server.take().first(10).toHex(' '), "82 7f 00 00 00 00 00 01 00 00");
}

void tst_FrameEncoder::messageOfAnySize_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<int>("size");
    for (const Role role : {Role::Client, Role::Server}) {
        for (const int size : {0, 1, 2, 7, 8, 9, 125, 126, 127, 16383, 16384, 65535, 65536, 1 << 20})
            QTest::addRow("%s: %d octets", role == Role::Client ? "client" : "server", size)
                    << role << size;
    }
}

void tst_FrameEncoder::messageOfAnySize()
{
    QFETCH(const Role, role);
    QFETCH(const int, size);
    QByteArray payload(size, Qt::Uninitialized);
    for (int i = 0; i < size; ++i)
        payload[i] = char(i % 251);
    FrameEncoder encoder = this->encoder(role);
    encoder.appendMessage({Opcode::Binary}, payload, 0);
    QCOMPARE(takeAll(encoder, role), QStringList(u"Binary '%1'"_s.arg(inWords(payload))));
}

void tst_FrameEncoder::textOfAnySize_data()
{
    messageOfAnySize_data();
}

void tst_FrameEncoder::textOfAnySize()
{
    QFETCH(const Role, role);
    QFETCH(const int, size);
    const QString text = u"aß€😀"_s.repeated(size / 5).left(size);
    QVERIFY(Core::utf8Size(text) >= 0 || text.back().isHighSurrogate());
    const QString whole = text.isEmpty() || !text.back().isHighSurrogate() ? text : text.chopped(1);
    FrameEncoder encoder = this->encoder(role);
    encoder.appendText(whole, Core::utf8Size(whole));
    QCOMPARE(takeAll(encoder, role), QStringList(u"Text '%1'"_s.arg(inWords(whole.toUtf8()))));
}

void tst_FrameEncoder::asciiOfAnySize_data()
{
    addRoles();
}

// in the same frames as any other text
void tst_FrameEncoder::asciiOfAnySize()
{
    QFETCH(const Role, role);
    QString text;
    for (int size = 0; size <= 200; ++size, text += QChar(size % 128)) {
        FrameEncoder encoder = this->encoder(role);
        QVERIFY(encoder.appendAscii(text));
        QCOMPARE(encoder.pending(), (size < 126 ? 2 : 4) + (role == Role::Client ? 4 : 0) + size);
        QCOMPARE(takeAll(encoder, role), QStringList(u"Text '%1'"_s.arg(text)));
    }
    const QString long_(10'000, u'l');
    FrameEncoder encoder = this->encoder(role);
    QVERIFY(encoder.appendAscii(long_));
    QVERIFY(encoder.appendAscii(u"s"));
    QCOMPARE(takeAll(encoder, role),
             QStringList({u"Text '%1'"_s.arg(inWords(long_.toUtf8())), u"Text 's'"_s}));
}

void tst_FrameEncoder::asciiThatIsNoneIsRefused_data()
{
    addRoles();
}

void tst_FrameEncoder::asciiThatIsNoneIsRefused()
{
    QFETCH(const Role, role);
    FrameEncoder encoder = this->encoder(role);
    encoder.appendControl(Opcode::Ping, "before");
    const qint64 pending = encoder.pending();
    for (const char16_t unit : {u'\u0080', u'\u0141', char16_t(0xD800), char16_t(0xDC00)}) {
        for (int size = 1; size <= 200; ++size) {
            for (int i = 0; i < size; ++i) {
                QString text(size, u'a');
                text[i] = unit;
                QVERIFY(!encoder.appendAscii(text));
            }
        }
    }
    QCOMPARE(encoder.pending(), pending);
    encoder.appendControl(Opcode::Ping, "behind");
    QCOMPARE(takeAll(encoder, role), QStringList({u"Ping 'before'"_s, u"Ping 'behind'"_s}));
}

// It has a buffer of its own, which is made when its size is known.
void tst_FrameEncoder::asciiThatIsLongIsRefused()
{
    FrameEncoder encoder = this->encoder(Role::Client);
    QVERIFY(encoder.appendAscii(QString(16 * 1024 - 15, u'a')));
    QVERIFY(!encoder.take().isNull());
    QVERIFY(!encoder.appendAscii(QString(16 * 1024 - 14, u'a')));
    QVERIFY(encoder.take().isNull());
}

void tst_FrameEncoder::clientTakesANewKeyForEachFrame()
{
    FrameEncoder client = encoder(Role::Client);
    client.appendMessage({Opcode::Binary}, QByteArray(4, '\0'), 0); // the mask itself is seen
    client.appendMessage({Opcode::Binary}, QByteArray(8, '\0'), 4);
    client.appendText(u"\0\0\0\0"_s, 4);
    client.appendControl(Opcode::Ping, QByteArray(4, '\0'));
    client.queuePong(QByteArray(4, '\0'));
    client.queuePong(QByteArray(4, '\0'));
    QList<QByteArray> keys;
    QByteArray octets;
    for (QByteArray piece = client.take(); !piece.isNull(); piece = client.take())
        octets += piece;
    QCOMPARE(octets.size(), 7 * 10);
    for (int i = 0; i < 7; ++i) {
        const QByteArray key = octets.sliced(i * 10 + 2, 4);
        QCOMPARE(octets.sliced(i * 10 + 6, 4), key);
        QVERIFY(!keys.contains(key));
        keys.append(key);
    }
}

// One call costs as much as many keys: and none of them goes out twice.
void tst_FrameEncoder::keysAreDrawnInBatches()
{
    struct Source
    {
        int calls = 0;
        quint32 keys = 0;
    } source;
    const auto fill = [](void *context, std::span<quint32> words) {
        ++static_cast<Source *>(context)->calls;
        nextKeys(&static_cast<Source *>(context)->keys, words);
    };
    FrameEncoder client(Role::Client, fill, &source, PongLimit);
    QCOMPARE(source.calls, 0);
    QSet<QByteArray> keys;
    for (int i = 0; i < 1000; ++i) {
        if (i % 2 == 0)
            QVERIFY(client.appendAscii(u"x"));
        else
            client.appendMessage({Opcode::Binary}, "x", 0);
        keys.insert(client.take().sliced(2, 4));
    }
    QCOMPARE(keys.size(), 1000);
    QVERIFY(source.calls <= 1000 / 16 + 1);
}

void tst_FrameEncoder::serverNeedsNoKeys()
{
    FrameEncoder server(Role::Server, nullptr, nullptr, PongLimit);
    server.appendMessage({Opcode::Text}, "x", 0);
    server.queuePong("y");
    server.appendControl(Opcode::Close, {});
    QCOMPARE(takeAll(server, Role::Server), QStringList({u"Pong 'y'"_s, u"Text 'x'"_s, u"Close"_s}));
}

void tst_FrameEncoder::messageIsCutIntoFragments_data()
{
    QTest::addColumn<qsizetype>("fragmentSize");
    QTest::addColumn<QStringList>("frames");
    QTest::newRow("0: one frame") << qsizetype(0) << QStringList {u"Text 'abcdef'"_s};
    QTest::newRow("negative: one frame") << qsizetype(-1) << QStringList {u"Text 'abcdef'"_s};
    QTest::newRow("larger") << qsizetype(7) << QStringList {u"Text 'abcdef'"_s};
    QTest::newRow("as large") << qsizetype(6) << QStringList {u"Text 'abcdef'"_s};
    QTest::newRow("one less") << qsizetype(5) << QStringList {u"Text0 'abcde'"_s, u"More 'f'"_s};
    QTest::newRow("half") << qsizetype(3) << QStringList {u"Text0 'abc'"_s, u"More 'def'"_s};
    QTest::newRow("third") << qsizetype(2)
                           << QStringList {u"Text0 'ab'"_s, u"More0 'cd'"_s, u"More 'ef'"_s};
    QTest::newRow("one octet") << qsizetype(1)
                               << QStringList {u"Text0 'a'"_s, u"More0 'b'"_s, u"More0 'c'"_s,
                                               u"More0 'd'"_s, u"More0 'e'"_s, u"More 'f'"_s};
}

void tst_FrameEncoder::messageIsCutIntoFragments()
{
    QFETCH(const qsizetype, fragmentSize);
    QFETCH(const QStringList, frames);
    for (const Role role : {Role::Client, Role::Server}) {
        FrameEncoder encoder = this->encoder(role);
        encoder.appendMessage({Opcode::Text}, "abcdef", fragmentSize);
        QCOMPARE(takeAll(encoder, role), frames);
    }
}

void tst_FrameEncoder::firstFragmentTellsOfCompression()
{
    // RFC 7692 6.1
    FrameEncoder server = encoder(Role::Server);
    server.appendMessage({Opcode::Text, true, true}, "abc", 0);
    QCOMPARE(server.take().toHex(), "c103616263");
    server.appendMessage({Opcode::Binary, true, true}, "abc", 2);
    QCOMPARE(server.take().toHex(), "4202616280"
                                    "0163");
    server.appendMessage({Opcode::Binary, false, true}, "abc", 2);
    server.appendMessage({Opcode::Continuation, false}, "d", 2);
    server.appendMessage({Opcode::Continuation, true}, "e", 2);
    QCOMPARE(server.take().toHex(), "42026162"
                                    "000163"
                                    "000164"
                                    "800165");
}

QTEST_APPLESS_MAIN(tst_FrameEncoder)
#include "tst_frameencoder.moc"
