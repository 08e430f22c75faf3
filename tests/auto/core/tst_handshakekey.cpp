// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/handshakekey_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond::Core;

class tst_HandshakeKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptIsThatOfTheStandard();
    void keysAre16OctetsInBase64_data();
    void keysAre16OctetsInBase64();
};

void tst_HandshakeKey::acceptIsThatOfTheStandard()
{
    // RFC 6455 1.3
    QCOMPARE(acceptFor("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    // RFC 6455 4.2.2: of the key as it is spelled, not of its octets
    QVERIFY(acceptFor("dGhlIHNhbXBsZSBub25jZR==") != acceptFor("dGhlIHNhbXBsZSBub25jZQ=="));
}

void tst_HandshakeKey::keysAre16OctetsInBase64_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("valid");

    QTest::newRow("4.2.1 sample") << "dGhlIHNhbXBsZSBub25jZQ=="_ba << true;
    QTest::newRow("zeros") << QByteArray(16, '\0').toBase64() << true;
    QTest::newRow("all ones") << QByteArray(16, '\xFF').toBase64() << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("15 octets") << QByteArray(15, 'a').toBase64() << false;
    QTest::newRow("17 octets") << QByteArray(17, 'a').toBase64() << false;
    QTest::newRow("no padding") << "dGhlIHNhbXBsZSBub25jZQ"_ba << false;
    QTest::newRow("one padding octet") << "dGhlIHNhbXBsZSBub25jZQ="_ba << false;
    QTest::newRow("padding bits") << "dGhlIHNhbXBsZSBub25jZR=="_ba << false;
    QTest::newRow("other alphabet")
            << QByteArray(16, '\xFF').toBase64(QByteArray::Base64UrlEncoding) << false;
    QTest::newRow("stray octet") << "dGhlIHNhbXBsZSBub25jZQ==!"_ba << false;
    QTest::newRow("blank within") << "dGhlIHNhbXBs ZSBub25jZQ=="_ba << false;
    QTest::newRow("line end") << "dGhlIHNhbXBsZSBub25jZQ==\r\n"_ba << false;
}

void tst_HandshakeKey::keysAre16OctetsInBase64()
{
    QFETCH(const QByteArray, key);
    QTEST(isHandshakeKey(key), "valid");
}

QTEST_APPLESS_MAIN(tst_HandshakeKey)
#include "tst_handshakekey.moc"
