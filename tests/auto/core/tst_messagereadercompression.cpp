// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The reader with messages that are compressed, and with messages in parts: where what is handed
// out lies, and what is held meanwhile.

#include "core/messagereader_p.h"

#include "../../shared/deflatedata.h"
#include "../../shared/rawframes.h"
#include "core/deflater_p.h"

#include <QtTest/qtest.h>

#include <cstring>

using namespace Lomond;
using namespace Lomond::Test;
using Core::Chunk;
using Core::Deflater;
using Core::MessageReader;

static constexpr qsizetype Limit = 16 * 1024 * 1024;

class tst_MessageReaderCompression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inflaterIsMadeWhenItIsNeeded();
    void smallMessageIsHandedOutFromTheChunk();
    void limitIsExactHoweverItComes_data();
    void limitIsExactHoweverItComes();
    void largeMessageGrows();
    void controlFramesComeBetween();
    void compressedOctetsAreNotReadDirectly();
    void violations_data();
    void violations();
    void partsOfOneFrame();
    void partsOfACompressedFrame();
    void controlFrameInPieces();
    void limitsOfTheNextMessage();
    void partThatIsOutIsReleasedByAskingForRoom();
    void nothingIsHeldBetweenMessages();
};

static QByteArray deflated(const QByteArray &message)
{
    return Deflater({}).compressFragment(message, true);
}

static QByteArray compressed(const RawFrame &frame)
{
    return frame.withReserved(4).octets(false);
}

static MessageReader &compressing(MessageReader &reader)
{
    reader.setCompression(15, true);
    return reader;
}

static void write(MessageReader &reader, const QByteArray &octets)
{
    reader.buffer().feed(octets);
}

static std::optional<MessageReader::Message> pull(MessageReader &reader)
{
    do {
        if (const auto message = reader.next())
            return message;
    } while (reader.buffer().refill());
    return {};
}

static const void *address(const char *data)
{
    return data;
}

void tst_MessageReaderCompression::inflaterIsMadeWhenItIsNeeded()
{
    MessageReader reader(Role::Client, Limit, 10);
    compressing(reader);
    write(reader, text("plain").octets(false));
    QCOMPARE(pull(reader).value().payload, "plain");
    QVERIFY(!reader.inflater());
    write(reader, compressed(text(deflated("compressed"))));
    QCOMPARE(pull(reader).value().payload, "compressed");
    QVERIFY(reader.inflater());
    QCOMPARE(reader.inflater()->produced(), 10);
    reader.clear();
    QVERIFY(reader.inflater()); // what it counted may still be asked for
}

void tst_MessageReaderCompression::smallMessageIsHandedOutFromTheChunk()
{
    MessageReader reader(Role::Client, Limit, 10);
    compressing(reader);
    write(reader, compressed(binary(deflated(prose(60'000)))));
    const auto message = pull(reader).value();
    QVERIFY(message.payload == prose(60'000));
    const QByteArray taken = reader.takePayload();
    QVERIFY(address(taken.constData()) != message.payload.data());
    QCOMPARE(taken.capacity(), 60'000);
    QVERIFY(reader.takePayload().isEmpty());
    QVERIFY(!pull(reader));
    QVERIFY(taken == prose(60'000));
}

void tst_MessageReaderCompression::limitIsExactHoweverItComes_data()
{
    constexpr int Fine = 0;
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("closeCode");
    QTest::newRow("100 octets") << QByteArray(100, 'x') << Fine;
    QTest::newRow("101 octets") << QByteArray(101, 'x') << int(CloseCode::MessageTooBig);
    QTest::newRow("60,000 octets") << QByteArray(60'000, 'x') << int(CloseCode::MessageTooBig);
    QTest::newRow("a chunk") << QByteArray(Chunk::Size, 'x') << int(CloseCode::MessageTooBig);
    QTest::newRow("no UTF-8 before the limit")
            << QByteArray(99, 'x') + "\xFF-" << int(CloseCode::InvalidPayload);
    QTest::newRow("no UTF-8 behind the limit")
            << QByteArray(100, 'x') + "\xFF" << int(CloseCode::MessageTooBig);
}

void tst_MessageReaderCompression::limitIsExactHoweverItComes()
{
    QFETCH(const QByteArray, message);
    QFETCH(const int, closeCode);
    const QByteArray wire = compressed(text(deflated(message)));
    for (const qsizetype step : {qsizetype(1), wire.size()}) {
        MessageReader reader(Role::Client, 100, 10);
        compressing(reader);
        std::optional<MessageReader::Message> received;
        for (qsizetype at = 0; at < wire.size() && !reader.violation(); at += step) {
            write(reader, wire.mid(at, step));
            received = pull(reader);
        }
        QCOMPARE(received.has_value(), closeCode == 0);
        QCOMPARE(reader.violation() ? int(reader.violation()->closeCode) : 0, closeCode);
    }
}

void tst_MessageReaderCompression::largeMessageGrows()
{
    MessageReader reader(Role::Client, Limit, 10);
    compressing(reader);
    for (const qsizetype size : {Chunk::Size, Chunk::Size + 1, qsizetype(1'000'000)}) {
        write(reader, compressed(binary(Deflater({15, false}).compressFragment(prose(size), true))));
        const auto message = pull(reader).value();
        QVERIFY(message.payload == prose(size));
        const void *data = message.payload.data();
        const QByteArray taken = reader.takePayload();
        QVERIFY(taken == prose(size));
        if (size != Chunk::Size + 1) // half of its room is left over: giving that back may move it
            QCOMPARE(address(taken.constData()), data);
    }
}

void tst_MessageReaderCompression::controlFramesComeBetween()
{
    const QByteArray octets = deflated(prose(500));
    MessageReader reader(Role::Client, Limit, 1'000);
    compressing(reader);
    QByteArray wire = compressed(text0(octets.first(1)));
    for (qsizetype i = 1; i < octets.size(); ++i)
        wire += ping("?").octets(false) + more0(octets.sliced(i, 1)).octets(false);
    write(reader, wire + more({}).octets(false));
    for (qsizetype i = 1; i < octets.size(); ++i)
        QCOMPARE(pull(reader).value().opcode, Opcode::Ping);
    const auto message = pull(reader).value();
    QCOMPARE(message.opcode, Opcode::Text);
    QVERIFY(message.payload == prose(500));
}

void tst_MessageReaderCompression::compressedOctetsAreNotReadDirectly()
{
    MessageReader reader(Role::Client, Limit, 10);
    compressing(reader);
    const QByteArray wire = compressed(binary(deflated(noise(100'000))));
    QByteArrayView left = wire;
    std::optional<MessageReader::Message> message;
    while (!left.isEmpty()) {
        const std::span<char> room = reader.room();
        QVERIFY(!room.empty());
        const qsizetype size = std::min(qsizetype(room.size()), left.size());
        std::memcpy(room.data(), left.data(), size_t(size));
        reader.commit(size);
        left = left.sliced(size);
        message = reader.next();
    }
    QVERIFY(message.value().payload == noise(100'000));
}

void tst_MessageReaderCompression::violations_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<CloseCode>("code");
    const QByteArray octets = deflated(prose(2'000));
    QTest::newRow("cannot be inflated")
            << compressed(text(QByteArray::fromHex("07"))) << CloseCode::InvalidPayload;
    QTest::newRow("ends within a block")
            << compressed(text(octets.chopped(20))) << CloseCode::InvalidPayload;
    QTest::newRow("too large once inflated, in one step")
            << compressed(binary(deflated(prose(100'001)))) << CloseCode::MessageTooBig;
    QTest::newRow("too large once inflated, in many")
            << compressed(binary(deflated(QByteArray(1'000'000, 'x')))) << CloseCode::MessageTooBig;
    // the first octet that is wrong decides, whatever the steps
    QTest::newRow("too large once inflated, and broken behind that")
            << compressed(binary(deflated(QByteArray(100'001, 'x')) + "\x07"))
            << CloseCode::MessageTooBig;
    QTest::newRow("not UTF-8 once inflated, in one step")
            << compressed(text(deflated(noise(100)))) << CloseCode::InvalidPayload;
    QTest::newRow("not UTF-8 once inflated, in many")
            << compressed(text(deflated(QByteArray(99'999, 'x') + '\xFF')))
            << CloseCode::InvalidPayload;
    QTest::newRow("ends within a code point")
            << compressed(text(deflated(QByteArray(99'999, 'x') + '\xC3')))
            << CloseCode::InvalidPayload;
}

void tst_MessageReaderCompression::violations()
{
    QFETCH(const QByteArray, wire);
    QFETCH(const CloseCode, code);
    MessageReader reader(Role::Client, 100'000, 10);
    compressing(reader);
    write(reader, wire);
    QVERIFY(!pull(reader));
    QCOMPARE(reader.violation().value().closeCode, code);
    reader.clear();
    QVERIFY(reader.buffer().isEmpty());
}

void tst_MessageReaderCompression::partsOfOneFrame()
{
    MessageReader reader(Role::Client, 1'000, 10);
    reader.setStreaming(true);
    write(reader, text(QByteArray(2'999, 'x') + "\xC3\xA9").octets(false));
    qsizetype size = 0;
    for (const qsizetype expected : {1'000, 1'000, 999, 2}) {
        const auto part = pull(reader).value();
        QVERIFY(part.isPart);
        size += part.payload.size();
        QCOMPARE(part.payload.size(), expected);
        QCOMPARE(part.final, size == 3'001);
    }
    QVERIFY(!pull(reader));
}

void tst_MessageReaderCompression::partsOfACompressedFrame()
{
    MessageReader reader(Role::Client, 1'000, 10, true);
    compressing(reader);
    write(reader, compressed(binary(deflated(QByteArray(10'000, 'x')))) + ping("?").octets(false));
    for (int i = 0; i < 10; ++i) {
        const auto part = pull(reader).value();
        QCOMPARE(part.payload, QByteArray(1'000, 'x'));
        QVERIFY(part.isPart);
        QVERIFY(!part.final);
    }
    const auto last = pull(reader).value();
    QVERIFY(last.payload.isEmpty());
    QVERIFY(last.final);
    QCOMPARE(pull(reader).value().opcode, Opcode::Ping);
    write(reader, compressed(binary(deflated(QByteArray(999, 'x')))));
    const auto whole = pull(reader).value();
    QCOMPARE(whole.payload, QByteArray(999, 'x'));
    QVERIFY(whole.isPart && whole.final);
}

void tst_MessageReaderCompression::controlFrameInPieces()
{
    MessageReader reader(Role::Client, 1'000, 10, true);
    write(reader, binary0("before").octets(false) + ping("between").octets(false).first(5));
    QCOMPARE(pull(reader).value().payload, "before");
    QVERIFY(!pull(reader));
    write(reader, ping("between").octets(false).sliced(5) + more0("behind").octets(false));
    QCOMPARE(pull(reader).value().payload, "between");
    QCOMPARE(pull(reader).value().payload, "behind");
    QVERIFY(!pull(reader));
    // at once: the part comes first
    write(reader, more0("before").octets(false) + ping("between").octets(false));
    QCOMPARE(pull(reader).value().payload, "before");
    QCOMPARE(pull(reader).value().payload, "between");
    QVERIFY(!pull(reader));
}

void tst_MessageReaderCompression::limitsOfTheNextMessage()
{
    MessageReader reader(Role::Client, 1'000, 10);
    reader.setMaxMessageSize(5);
    write(reader, text("12345").octets(false) + text("123456").octets(false));
    QCOMPARE(pull(reader).value().payload, "12345");
    QVERIFY(!pull(reader));
    QCOMPARE(reader.violation().value().closeCode, CloseCode::MessageTooBig);
}

void tst_MessageReaderCompression::partThatIsOutIsReleasedByAskingForRoom()
{
    const QByteArray wire = text(QByteArray(65'535, 'x') + "\xC3\xA9" + QByteArray(99'000, 'y'))
                                    .octets(false);
    MessageReader reader(Role::Client, Limit, 10, true);
    QByteArray seen;
    for (QByteArrayView left = wire; !left.isEmpty();) {
        const std::span<char> room = reader.room(); // twice, and nothing is lost
        QCOMPARE(address(reader.room().data()), address(room.data()));
        const qsizetype size = std::min(qsizetype(room.size()), left.size());
        std::memcpy(room.data(), left.data(), size_t(size));
        reader.commit(size);
        left = left.sliced(size);
        if (const auto part = reader.next())
            seen += reader.takePayload();
    }
    while (reader.next())
        seen += reader.takePayload();
    QCOMPARE(seen.size(), 65'537 + 99'000);
    QVERIFY(seen == wire.last(seen.size()));
}

void tst_MessageReaderCompression::nothingIsHeldBetweenMessages()
{
    MessageReader reader(Role::Client, Limit, 10);
    compressing(reader);
    write(reader, compressed(text(deflated("x"))));
    QVERIFY(pull(reader));
    QVERIFY(!pull(reader));
    reader.buffer().park();
    Chunk first;
    Chunk second;
    first.acquire();
    second.acquire();
    const void *a = address(first.data());
    const void *b = address(second.data());
    first.giveBack();
    second.giveBack();
    write(reader, compressed(text0(deflated("y"))));
    QVERIFY(!pull(reader)); // within a message
    reader.buffer().park();
    first.acquire();
    second.acquire();
    QVERIFY(address(first.data()) == a || address(first.data()) == b);
    QVERIFY(address(second.data()) == a || address(second.data()) == b);
}

QTEST_APPLESS_MAIN(tst_MessageReaderCompression)
#include "tst_messagereadercompression.moc"
