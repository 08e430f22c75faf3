// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/chunk_p.h"

#include <QtTest/qtest.h>

#include <memory>
#include <thread>

using Lomond::Core::Chunk;

class tst_Chunk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsNothingUntilItIsAskedTo();
    void goesRound();
    void poolKeepsTwo();
    void eachThreadHasItsOwn();
    void mayOutliveItsThread();
};

static const void *address(Chunk &chunk)
{
    return chunk.data();
}

void tst_Chunk::holdsNothingUntilItIsAskedTo()
{
    Chunk chunk;
    QVERIFY(!chunk.data());
    chunk.giveBack();
    QVERIFY(!chunk.data());
    chunk.acquire();
    const void *octets = address(chunk);
    QVERIFY(octets);
    chunk.acquire();
    QCOMPARE(address(chunk), octets);
    std::fill_n(chunk.data(), Chunk::Size, 'x');
    chunk.giveBack();
    QVERIFY(!chunk.data());
}

void tst_Chunk::goesRound()
{
    auto one = std::make_unique<Chunk>();
    one->acquire();
    const void *octets = address(*one);
    one.reset();
    Chunk other;
    other.acquire();
    QCOMPARE(address(other), octets);
}

void tst_Chunk::poolKeepsTwo()
{
    // whatever the tests before have left
    std::array<Chunk, 3> chunks;
    for (Chunk &chunk : chunks)
        chunk.acquire();
    const void *second = address(chunks[1]);
    for (Chunk &chunk : chunks) // the third is freed
        chunk.giveBack();
    std::array<Chunk, 2> again;
    again[0].acquire();
    QCOMPARE(address(again[0]), second);
    again[1].acquire();
    QVERIFY(address(again[1]));
}

void tst_Chunk::eachThreadHasItsOwn()
{
    Chunk chunk;
    chunk.acquire();
    const void *ours = address(chunk);
    chunk.giveBack();
    const void *theirs = nullptr;
    std::thread([&theirs] {
        Chunk chunk;
        chunk.acquire();
        theirs = address(chunk);
    }).join();
    QVERIFY(theirs != ours);
}

void tst_Chunk::mayOutliveItsThread()
{
    struct Late
    {
        ~Late() { chunk.giveBack(); }
        Chunk chunk;
    };
    std::thread([] {
        static thread_local Late late; // made first, and so destroyed after the pool
        late.chunk.acquire();
        Chunk other;
        other.acquire();
    }).join();
}

QTEST_APPLESS_MAIN(tst_Chunk)
#include "tst_chunk.moc"
