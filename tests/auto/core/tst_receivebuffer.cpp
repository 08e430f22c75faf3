// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/receivebuffer_p.h"

#include <QtTest/qtest.h>

#include <cstring>

using Lomond::Core::FrameHeader;
using Lomond::Core::ReceiveBuffer;

static QByteArray counted(qsizetype size)
{
    QByteArray octets(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        octets[i] = char(i * 7 + i / 251);
    return octets;
}

static QByteArray unreadOf(ReceiveBuffer &buffer)
{
    const std::span<char> unread = buffer.unread();
    return {unread.data(), qsizetype(unread.size())};
}

static void write(ReceiveBuffer &buffer, const QByteArray &octets)
{
    std::memcpy(buffer.room().data(), octets.data(), size_t(octets.size()));
    buffer.commit(octets.size());
}

class tst_ReceiveBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newOneIsEmpty();
    void octetsAreReadInTheirOrder();
    void consumedOctetsMakeRoom();
    void consumedOctetsMayBeUnreadAgain();
    void viewsStayWhereTheyAreUntilRoomIsAskedFor();
    void isFullWithOneChunk();
    void parkedBeginningIsKept_data();
    void parkedBeginningIsKept();
    void givesBackRoomThatWasAskedForInVain();
    void keepsTheChunkForMoreThanAHeader();
    void chunkGoesRound();
    void fedOctetsBeyondTheChunkWait();
    void takesNothingInPlaceWhileFedOctetsWait();
    void feedingWithoutEndKeepsOnlyWhatIsUnread();
    void clearForgetsEverything();
};

void tst_ReceiveBuffer::newOneIsEmpty()
{
    ReceiveBuffer buffer;
    QVERIFY(buffer.isEmpty());
    QVERIFY(buffer.unread().empty());
    QVERIFY(!buffer.hasOverflow());
    QVERIFY(!buffer.refill());
    buffer.park();
    QCOMPARE(qsizetype(buffer.room().size()), ReceiveBuffer::ChunkSize);
}

void tst_ReceiveBuffer::octetsAreReadInTheirOrder()
{
    ReceiveBuffer buffer;
    write(buffer, "abc");
    write(buffer, "def");
    QCOMPARE(unreadOf(buffer), "abcdef");
    QVERIFY(!buffer.isEmpty());
    buffer.consume(2);
    QCOMPARE(unreadOf(buffer), "cdef");
    write(buffer, "gh");
    QCOMPARE(unreadOf(buffer), "cdefgh");
    buffer.consume(6);
    QVERIFY(buffer.isEmpty());
}

void tst_ReceiveBuffer::consumedOctetsMakeRoom()
{
    ReceiveBuffer buffer;
    write(buffer, counted(ReceiveBuffer::ChunkSize));
    QVERIFY(buffer.room().empty());
    buffer.consume(ReceiveBuffer::ChunkSize - FrameHeader::MaximumSize - 1);
    QVERIFY2(buffer.room().empty(), "more than a header was moved");
    buffer.consume(1);
    QCOMPARE(qsizetype(buffer.room().size()), ReceiveBuffer::ChunkSize - FrameHeader::MaximumSize);
    QCOMPARE(unreadOf(buffer), counted(ReceiveBuffer::ChunkSize).last(FrameHeader::MaximumSize));
    buffer.consume(FrameHeader::MaximumSize);
    QCOMPARE(qsizetype(buffer.room().size()), ReceiveBuffer::ChunkSize);
}

void tst_ReceiveBuffer::viewsStayWhereTheyAreUntilRoomIsAskedFor()
{
    ReceiveBuffer buffer;
    write(buffer, counted(1000));
    const QByteArrayView view {buffer.unread().data(), 900};
    buffer.consume(900);
    buffer.consume(100);
    QCOMPARE(view.toByteArray(), counted(1000).first(900));
}

void tst_ReceiveBuffer::isFullWithOneChunk()
{
    ReceiveBuffer buffer;
    write(buffer, counted(ReceiveBuffer::ChunkSize - 1));
    QCOMPARE(buffer.room().size(), size_t(1));
    write(buffer, "x");
    QVERIFY(buffer.room().empty());
}

void tst_ReceiveBuffer::parkedBeginningIsKept_data()
{
    QTest::addColumn<int>("left");
    for (const int left : {0, 1, 2, 13, 14})
        QTest::addRow("%d octets", left) << left;
}

void tst_ReceiveBuffer::parkedBeginningIsKept()
{
    QFETCH(const int, left);
    ReceiveBuffer buffer;
    write(buffer, counted(100));
    const char *chunk = buffer.unread().data();
    buffer.consume(100 - left);
    buffer.park();

    ReceiveBuffer other; // gets the same memory, so the first one holds it no more
    QCOMPARE(static_cast<void *>(other.room().data()), static_cast<const void *>(chunk));
    std::memset(other.room().data(), 0, 100);

    QCOMPARE(unreadOf(buffer), counted(100).last(left));
    buffer.park();
    buffer.consume(left / 2);
    write(buffer, "and on");
    QCOMPARE(unreadOf(buffer), counted(100).last(left - left / 2) + "and on");
}

void tst_ReceiveBuffer::givesBackRoomThatWasAskedForInVain()
{
    ReceiveBuffer buffer;
    write(buffer, "abc");
    buffer.park();
    const char *chunk = buffer.room().data() - 3;
    buffer.commit(0);

    ReceiveBuffer other;
    QCOMPARE(static_cast<void *>(other.room().data()), static_cast<const void *>(chunk));
    QCOMPARE(unreadOf(buffer), "abc");
}

void tst_ReceiveBuffer::keepsTheChunkForMoreThanAHeader()
{
    ReceiveBuffer buffer;
    write(buffer, counted(FrameHeader::MaximumSize + 1));
    const char *chunk = buffer.unread().data();
    buffer.park();
    QCOMPARE(static_cast<void *>(buffer.unread().data()), static_cast<const void *>(chunk));
    QCOMPARE(unreadOf(buffer), counted(FrameHeader::MaximumSize + 1));
}

void tst_ReceiveBuffer::chunkGoesRound()
{
    const char *first = nullptr;
    {
        ReceiveBuffer buffer;
        first = buffer.room().data();
    }
    ReceiveBuffer buffer;
    QCOMPARE(static_cast<void *>(buffer.room().data()), static_cast<const void *>(first));
    ReceiveBuffer another;
    QVERIFY(another.room().data() != first);
    buffer.clear();
    QCOMPARE(static_cast<void *>(buffer.room().data()), static_cast<const void *>(first));
}

void tst_ReceiveBuffer::fedOctetsBeyondTheChunkWait()
{
    const QByteArray all = counted(3 * ReceiveBuffer::ChunkSize + 17);
    ReceiveBuffer buffer;
    buffer.feed({});
    QVERIFY(!buffer.hasOverflow());
    buffer.feed(QByteArrayView(all).first(10));
    QVERIFY(!buffer.hasOverflow());
    buffer.feed(QByteArrayView(all).sliced(10));
    QVERIFY(buffer.hasOverflow());
    QByteArray read;
    do {
        read += unreadOf(buffer);
        buffer.consume(qsizetype(buffer.unread().size()));
    } while (buffer.refill());
    QVERIFY(!buffer.hasOverflow());
    QCOMPARE(read, all);
}

void tst_ReceiveBuffer::takesNothingInPlaceWhileFedOctetsWait()
{
    ReceiveBuffer buffer;
    buffer.feed(counted(ReceiveBuffer::ChunkSize + 1));
    buffer.consume(ReceiveBuffer::ChunkSize);
    QVERIFY(buffer.room().empty()); // it would overtake what waits
    QVERIFY(buffer.refill());
    QVERIFY(!buffer.refill());
    QCOMPARE(qsizetype(buffer.room().size()), ReceiveBuffer::ChunkSize - 1);
}

void tst_ReceiveBuffer::feedingWithoutEndKeepsOnlyWhatIsUnread()
{
    // always a little more is fed than is read, so that the overflow is never empty
    const QByteArray all = counted(64 * ReceiveBuffer::ChunkSize);
    ReceiveBuffer buffer;
    buffer.feed(QByteArrayView(all).first(2 * ReceiveBuffer::ChunkSize));
    QByteArray read;
    for (qsizetype at = 2 * ReceiveBuffer::ChunkSize; at < all.size(); at += 4096) {
        buffer.feed(QByteArrayView(all).sliced(at, 4096));
        const std::span<char> unread = buffer.unread();
        read.append(unread.data(), qMin<qsizetype>(4096, qsizetype(unread.size())));
        buffer.consume(qMin<qsizetype>(4096, qsizetype(unread.size())));
        buffer.refill();
        QVERIFY(buffer.hasOverflow());
    }
    do {
        read += unreadOf(buffer);
        buffer.consume(qsizetype(buffer.unread().size()));
    } while (buffer.refill());
    QCOMPARE(read, all);
}

void tst_ReceiveBuffer::consumedOctetsMayBeUnreadAgain()
{
    ReceiveBuffer buffer;
    buffer.feed("abcdef");
    buffer.consume(4);
    buffer.unconsume(3);
    QCOMPARE(QByteArrayView(buffer.unread().data(), qsizetype(buffer.unread().size())), "bcdef");
}

void tst_ReceiveBuffer::clearForgetsEverything()
{
    ReceiveBuffer buffer;
    buffer.feed(counted(ReceiveBuffer::ChunkSize + 1));
    buffer.clear();
    QVERIFY(buffer.isEmpty());
    QVERIFY(!buffer.hasOverflow());
    QVERIFY(!buffer.refill());
    QCOMPARE(qsizetype(buffer.room().size()), ReceiveBuffer::ChunkSize);
}

QTEST_APPLESS_MAIN(tst_ReceiveBuffer)
#include "tst_receivebuffer.moc"
