// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/outgoing_p.h"

#include "shared/faketransport.h"

#include <Lomond/lomondprotocol.h>

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;

// A server's protocol: it does not mask, so that the octets are plain to see.
class tst_Outgoing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pumpsEverythingThatFits();
    void keepsTheTransportShort();
    void countsWhatIsNotWithTheKernel();
    void positionsFollowTheStream();
    void countsMessagesThatAreNotWritten();
    void aMessageHalfWrittenIsUnsent();
    void aMessageInPartsIsOne();

private:
    static constexpr qint64 WriteAhead = 64 * 1024;
    static constexpr qint64 WriteSize = 256 * 1024;

    [[nodiscard]] qint64 queue(qsizetype size) // and returns the size of its frame
    {
        const qint64 before = protocol->pendingOutput();
        if (protocol->sendBinary(QByteArray(size, 'x')) != ErrorCode::NoError)
            qFatal("not sent");
        outgoing->messageEnds(outgoing->bytesToWrite());
        return protocol->pendingOutput() - before;
    }
    [[nodiscard]] FakePeer &peer() { return factory.peer(); }

    FakeTransportFactory factory;
    std::unique_ptr<Net::Transport> transport;
    std::unique_ptr<Protocol> protocol;
    std::unique_ptr<Net::Outgoing> outgoing;
};

void tst_Outgoing::init()
{
    transport = factory.createConnected();
    protocol = std::make_unique<Protocol>(Role::Server, ProtocolOptions());
    protocol->feed("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "Sec-WebSocket-Version: 13\r\n\r\n");
    QVERIFY(protocol->nextEvent());
    QCOMPARE(protocol->accept(), ErrorCode::NoError);
    outgoing = std::make_unique<Net::Outgoing>(*protocol, *transport);
    outgoing->pump();
    QVERIFY(peer().takeReceived().startsWith("HTTP/1.1 101 "));
}

void tst_Outgoing::pumpsEverythingThatFits()
{
    const qint64 frames = queue(5) + queue(3'000'000) + queue(0);
    outgoing->pump();
    QCOMPARE(peer().received().size(), frames);
    QVERIFY(peer().received().startsWith("\x82\x05xxxxx"));
    QCOMPARE(outgoing->bytesToWrite(), 0);
    QCOMPARE(protocol->pendingOutput(), 0);
}

// Pongs go between what the transport has and what it has not: it is to have little.
void tst_Outgoing::keepsTheTransportShort()
{
    peer().block();
    for (int i = 0; i < 100; ++i)
        (void) queue(50'000);
    outgoing->pump();
    QVERIFY(transport->bytesToWrite() >= WriteAhead);
    QVERIFY(transport->bytesToWrite() < WriteAhead + WriteSize);
    const qint64 held = transport->bytesToWrite();
    outgoing->pump();
    QCOMPARE(transport->bytesToWrite(), held);
    QCOMPARE(outgoing->bytesToWrite(), outgoing->end() - outgoing->written());
}

void tst_Outgoing::countsWhatIsNotWithTheKernel()
{
    peer().block();
    const qint64 all = queue(1'000'000) + queue(10);
    QCOMPARE(outgoing->bytesToWrite(), all); // before the first pump
    outgoing->pump();
    QCOMPARE(outgoing->bytesToWrite(), all); // partly with the transport
    peer().unblock(1000);
    outgoing->pump(); // as when the transport has told
    QCOMPARE(outgoing->bytesToWrite(), all - 1000);
    peer().unblock();
    while (outgoing->bytesToWrite() > 0)
        outgoing->pump();
    QCOMPARE(peer().received().size(), all);
}

void tst_Outgoing::positionsFollowTheStream()
{
    const qint64 begin = outgoing->end();
    QCOMPARE(outgoing->written(), begin);
    peer().block();
    const qint64 first = queue(100);
    QCOMPARE(outgoing->end(), begin + first);
    outgoing->pump();
    QCOMPARE(outgoing->end(), begin + first);
    QCOMPARE(outgoing->written(), begin);
    peer().unblock(60);
    outgoing->pump();
    QCOMPARE(outgoing->written(), begin + 60);
    QCOMPARE(outgoing->end(), begin + first);
}

void tst_Outgoing::countsMessagesThatAreNotWritten()
{
    QCOMPARE(outgoing->unsentMessages(), 0);
    peer().block();
    const qint64 first = queue(10);
    (void) queue(0);
    (void) queue(200'000);
    QCOMPARE(outgoing->unsentMessages(), 3);
    outgoing->pump();
    QCOMPARE(outgoing->unsentMessages(), 3);
    peer().unblock(first);
    QCOMPARE(outgoing->unsentMessages(), 2);
    peer().unblock();
    outgoing->pump();
    QCOMPARE(outgoing->unsentMessages(), 0);
}

void tst_Outgoing::aMessageHalfWrittenIsUnsent()
{
    peer().block();
    const qint64 frame = queue(1000);
    outgoing->pump();
    peer().unblock(frame - 1);
    QCOMPARE(outgoing->unsentMessages(), 1);
    peer().unblock(1);
    QCOMPARE(outgoing->unsentMessages(), 0);
}

void tst_Outgoing::aMessageInPartsIsOne()
{
    outgoing->partEnds(false); // nothing of it waits, but more is to come
    outgoing->partEnds(false);
    QCOMPARE(outgoing->unsentMessages(), 1);
    outgoing->partEnds(true);
    QCOMPARE(outgoing->unsentMessages(), 0);
    peer().block();
    (void) queue(10);
    outgoing->partEnds(false);
    QCOMPARE(outgoing->unsentMessages(), 2); // queue() is a message, too
    outgoing->partEnds(true);
    QCOMPARE(outgoing->unsentMessages(), 2);
}

QTEST_GUILESS_MAIN(tst_Outgoing)
#include "tst_outgoing.moc"
