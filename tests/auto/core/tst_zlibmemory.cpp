// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/zlibmemory_p.h"

#include <QtTest/qtest.h>

using Lomond::Core::ZlibMemory;

class tst_ZlibMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatAStreamHolds();
};

void tst_ZlibMemory::countsWhatAStreamHolds()
{
    ZlibMemory memory;
    QCOMPARE(memory.octets(), 0);
    z_stream stream = {};
    memory.serve(stream);
    QCOMPARE(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    // zconf.h: "(1 << (windowBits+2)) + (1 << (memLevel+9))", and a few kilobytes
    QVERIFY(memory.octets() >= 256 * 1024);
    QVERIFY(memory.octets() < 256 * 1024 + 16 * 1024);
    deflateEnd(&stream);
    QCOMPARE(memory.octets(), 0);
}

QTEST_APPLESS_MAIN(tst_ZlibMemory)
#include "tst_zlibmemory.moc"
