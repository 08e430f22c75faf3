// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/messagereader_p.h"

#include "../../shared/rawframes.h"

#include <QtTest/qtest.h>

#include <cstring>

using namespace Lomond;
using namespace Lomond::Test;
using Core::MessageReader;
using Core::ReceiveBuffer;

static constexpr qsizetype Limit = 16 * 1024 * 1024;

class tst_MessageReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smallMessageStaysWhereItArrived();
    void messagesComeOneAtATime();
    void largeMessageIsReadToWhereItStays_data();
    void largeMessageIsReadToWhereItStays();
    void roomWithinALargeMessageIsTheMessage();
    void largeFragmentsAreReadDirectly();
    void endOfALargeFrameGoesThroughTheBuffer();
    void controlFrameBetweenLargeFragments();
    void fedOctetsFollowDirectOnes();
    void smallPayloadIsCopied();
    void viewsStayUntilTheNextCall();
    void violationOfTheFrame();
    void violationOfTheMessage();
    void violationWithinADirectRead();
    void clearedOneReadsNothing();
    void isIdleBetweenMessages();
    void holdsNothingBetweenMessages();
};

static QByteArray counted(qsizetype size)
{
    QByteArray octets(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        octets[i] = char(i * 7 + i / 251);
    return octets;
}

// As much as there is room for, at most `size`; returns what is left.
static QByteArrayView write(MessageReader &reader, QByteArrayView octets, qsizetype size)
{
    const std::span<char> room = reader.room();
    size = std::min({size, qsizetype(room.size()), octets.size()});
    std::memcpy(room.data(), octets.data(), size_t(size));
    reader.commit(size);
    return octets.sliced(size);
}

static const void *address(const char *data)
{
    return data;
}

void tst_MessageReader::smallMessageStaysWhereItArrived()
{
    MessageReader reader(Role::Server, Limit, 10);
    const char *arrived = reader.room().data();
    write(reader, binary("payload").octets(true), 1000);
    const auto message = reader.next().value();
    QCOMPARE(message.opcode, Opcode::Binary);
    QCOMPARE(message.payload, "payload");
    QCOMPARE(address(message.payload.data()), address(arrived + 6));
    QVERIFY(!reader.next());
    QVERIFY(!reader.violation());
}

void tst_MessageReader::messagesComeOneAtATime()
{
    MessageReader reader(Role::Client, Limit, 10);
    QByteArray wire;
    for (int i = 0; i < 1000; ++i)
        wire += text(QByteArray::number(i)).octets(false)
                + ping(QByteArray::number(i)).octets(false);
    write(reader, wire, wire.size());
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(reader.next().value().payload, QByteArray::number(i));
        const auto ping = reader.next().value();
        QCOMPARE(ping.opcode, Opcode::Ping);
        QCOMPARE(ping.payload, QByteArray::number(i));
    }
    QVERIFY(!reader.next());
}

void tst_MessageReader::largeMessageIsReadToWhereItStays_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qsizetype>("piece");
    for (const qsizetype size : {70'000, 1'000'000, 5'000'000}) {
        for (const qsizetype piece : {1400, 65'536, 1'000'000}) {
            QTest::addRow("client: %lld in %lld", size, piece) << Role::Client << size << piece;
            QTest::addRow("server: %lld in %lld", size, piece) << Role::Server << size << piece;
        }
    }
}

void tst_MessageReader::largeMessageIsReadToWhereItStays()
{
    QFETCH(const Role, role);
    QFETCH(const qsizetype, size);
    QFETCH(const qsizetype, piece);
    const QByteArray payload = counted(size);
    const QByteArray wire = binary(payload).octets(role == Role::Server);
    MessageReader reader(role, Limit, 10);
    QByteArrayView left = wire;
    std::optional<MessageReader::Message> message;
    while (!message && !left.isEmpty()) {
        left = write(reader, left, piece);
        message = reader.next();
        QVERIFY(!reader.violation());
    }
    QVERIFY(left.isEmpty());
    QVERIFY(message.value().payload == payload);
    const void *data = message.value().payload.data();
    const QByteArray taken = reader.takePayload();
    QCOMPARE(address(taken.constData()), data);
    QCOMPARE(taken.capacity(), size);
    QVERIFY(taken == payload);
    QVERIFY(!reader.next());
    QVERIFY(taken == payload); // it is ours
    QVERIFY(reader.takePayload().isEmpty());
}

void tst_MessageReader::roomWithinALargeMessageIsTheMessage()
{
    const QByteArray wire = binary(counted(100'000)).octets(false);
    MessageReader reader(Role::Client, Limit, 10);
    QByteArrayView left = write(reader, wire, 10); // the header
    QVERIFY(!reader.next());
    QCOMPARE(reader.room().size(), size_t(64 * 1024)); // no more than one may expect
    left = write(reader, left, 64 * 1024);
    QVERIFY(reader.room().empty()); // until the octets there were looked at
    QVERIFY(!reader.next());
    const char *room = reader.room().data();
    QCOMPARE(write(reader, left, left.size()).size(), 0);
    const auto message = reader.next().value();
    QVERIFY(message.payload == counted(100'000));
    QCOMPARE(address(message.payload.data() + 64 * 1024), address(room));
}

void tst_MessageReader::largeFragmentsAreReadDirectly()
{
    const QByteArray payload = counted(300'000);
    const QByteArray wire = binary0(payload.first(100'000)).octets(true)
                            + more0(payload.sliced(100'000, 100'000)).octets(true)
                            + more(payload.sliced(200'000)).octets(true);
    MessageReader reader(Role::Server, Limit, 10);
    std::optional<MessageReader::Message> message;
    for (QByteArrayView left = wire; !left.isEmpty();) {
        QVERIFY(!message);
        left = write(reader, left, 10'000);
        message = reader.next();
    }
    QVERIFY(message.value().payload == payload);
    const void *data = message.value().payload.data();
    QCOMPARE(address(reader.takePayload().constData()), data);
}

void tst_MessageReader::endOfALargeFrameGoesThroughTheBuffer()
{
    // the last 16 KiB of a frame may bring the next frames with them
    const QByteArray wire = binary(counted(100'000)).octets(false) + text("next").octets(false);
    MessageReader reader(Role::Client, Limit, 10);
    QByteArrayView left = write(reader, wire, 10); // the header
    QVERIFY(!reader.next());
    while (left.size() > 10'006) {
        left = write(reader, left, left.size() - 10'006);
        QVERIFY(!reader.next());
    }
    QCOMPARE(write(reader, left, left.size()).size(), 0);
    QVERIFY(reader.next().value().payload == counted(100'000));
    QCOMPARE(reader.next().value().payload, "next");
}

void tst_MessageReader::controlFrameBetweenLargeFragments()
{
    const QByteArray wire = text0(QByteArray(50'000, 'x')).octets(true) + ping("?").octets(true)
                            + more(QByteArray(50'000, 'y')).octets(true);
    MessageReader reader(Role::Server, Limit, 10);
    QByteArrayView left = wire;
    QList<QByteArray> seen;
    while (!left.isEmpty()) {
        left = write(reader, left, 7'000);
        while (const auto message = reader.next())
            seen.append(message->payload.toByteArray());
    }
    QCOMPARE(seen, QList<QByteArray>({"?", QByteArray(50'000, 'x') + QByteArray(50'000, 'y')}));
}

void tst_MessageReader::fedOctetsFollowDirectOnes()
{
    const QByteArray payload = counted(200'000);
    const QByteArray wire = binary(payload).octets(true);
    MessageReader reader(Role::Server, Limit, 10);
    QByteArrayView left = write(reader, wire, 14);
    QVERIFY(!reader.next());
    left = write(reader, left, 1000); // in the message
    reader.buffer().feed(left.first(100));
    left = write(reader, left.sliced(100), 50); // behind what was fed
    reader.buffer().feed(left);
    std::optional<MessageReader::Message> message;
    do
        message = reader.next();
    while (!message && reader.buffer().refill());
    QVERIFY(message.value().payload == payload);
}

void tst_MessageReader::smallPayloadIsCopied()
{
    MessageReader reader(Role::Client, Limit, 10);
    write(reader, text("one").octets(false) + ping("two").octets(false), 1000);
    QVERIFY(reader.next());
    const QByteArray one = reader.takePayload();
    QVERIFY(reader.next());
    const QByteArray two = reader.takePayload();
    reader.clear();
    QCOMPARE(one, "one");
    QCOMPARE(two, "two");
    QVERIFY(reader.takePayload().isEmpty());
}

void tst_MessageReader::viewsStayUntilTheNextCall()
{
    MessageReader reader(Role::Client, Limit, 10);
    write(reader,
          text("small").octets(false) + text0("fragm").octets(false) + pong("pong").octets(false)
                  + more("ents").octets(false),
          1000);
    for (const char *expected : {"small", "pong", "fragments"}) {
        const auto message = reader.next().value();
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(message.payload, expected);
            QCOMPARE(reader.buffer().hasOverflow(), false);
        }
    }
}

void tst_MessageReader::violationOfTheFrame()
{
    MessageReader reader(Role::Client, Limit, 10);
    write(reader, text("fine").octets(false) + text("not").octets(true), 1000);
    QCOMPARE(reader.next().value().payload, "fine");
    QVERIFY(!reader.violation());
    QVERIFY(!reader.next());
    QCOMPARE(reader.violation().value().closeCode, CloseCode::ProtocolError);
}

void tst_MessageReader::violationOfTheMessage()
{
    const QList<std::pair<QList<RawFrame>, CloseCode>> cases = {
            {{more("x")}, CloseCode::ProtocolError},
            {{binary({}).claiming(Limit + 1)}, CloseCode::MessageTooBig},
            {{text0("x"), more0({}), more({})}, CloseCode::PolicyViolation},
            {{text("\xFF")}, CloseCode::InvalidPayload},
            {{text("\xC3")}, CloseCode::InvalidPayload},
            {{text0("\xC3"), more({})}, CloseCode::InvalidPayload},
            {{text0("\xC3"), more("x")}, CloseCode::InvalidPayload},
    };
    for (const auto &[frames, code] : cases) {
        MessageReader reader(Role::Server, Limit, 2);
        QByteArray wire;
        for (const RawFrame &frame : frames)
            wire += frame.octets(true);
        write(reader, wire, wire.size());
        QVERIFY(!reader.next());
        QVERIFY(reader.violation());
        QCOMPARE(reader.violation().value().closeCode, code);
    }
}

void tst_MessageReader::violationWithinADirectRead()
{
    QByteArray payload(100'000, 'x');
    payload[30'000] = '\xFF';
    const QByteArray wire = text(payload).octets(true);
    MessageReader reader(Role::Server, Limit, 10);
    QByteArrayView left = write(reader, wire, 1000);
    QVERIFY(!reader.next());
    QVERIFY(!reader.violation());
    left = write(reader, left, 29'014);
    QVERIFY(!reader.next());
    QVERIFY(!reader.violation());
    write(reader, left, 1);
    QVERIFY(!reader.next());
    QCOMPARE(reader.violation().value().closeCode, CloseCode::InvalidPayload);
}

void tst_MessageReader::clearedOneReadsNothing()
{
    MessageReader reader(Role::Client, Limit, 10);
    write(reader, binary(counted(100'000)).octets(false), 20'000);
    QVERIFY(!reader.next());
    reader.clear();
    QVERIFY(reader.buffer().isEmpty());
    QCOMPARE(reader.room().size(), size_t(ReceiveBuffer::ChunkSize));
}

void tst_MessageReader::isIdleBetweenMessages()
{
    MessageReader reader(Role::Client, Limit, 10);
    QVERIFY(reader.isIdle());
    const QByteArray large = binary(counted(20'000)).octets(false);
    write(reader, large.first(100), 100);
    QVERIFY(!reader.isIdle()); // unread
    QVERIFY(!reader.next());
    QVERIFY(!reader.isIdle()); // within a frame
    write(reader, large.sliced(100), large.size());
    QVERIFY(reader.next());
    QVERIFY(!reader.next()); // the last one is released
    QVERIFY(reader.isIdle());
    write(reader, text("x").notFinal().octets(false), 100);
    QVERIFY(!reader.next());
    QVERIFY(!reader.isIdle()); // between fragments
    write(reader, RawFrame {0}.octets(false), 100);
    QVERIFY(reader.next());
    QVERIFY(!reader.next());
    reader.buffer().feed(QByteArray(ReceiveBuffer::ChunkSize + 1, '\0'));
    reader.buffer().consume(ReceiveBuffer::ChunkSize);
    QVERIFY(!reader.isIdle()); // an overflow
}

void tst_MessageReader::holdsNothingBetweenMessages()
{
    MessageReader reader(Role::Client, Limit, 10);
    write(reader, text("x").octets(false) + text("y").octets(false).first(2), 1000);
    QVERIFY(reader.next());
    QVERIFY(!reader.next());
    const char *chunk = reader.room().data();
    reader.park();
    MessageReader other(Role::Client, Limit, 10);
    QCOMPARE(address(other.room().data()), address(chunk));
    write(reader, "y", 1);
    QCOMPARE(reader.next().value().payload, "y");
}

QTEST_APPLESS_MAIN(tst_MessageReader)
#include "tst_messagereader.moc"
