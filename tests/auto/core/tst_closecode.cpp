// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Close codes: all 65,536 of them against the table of RFC 6455 7.4 and the IANA registry.

#include "core/closecode_p.h"

#include <QtTest/QtTest>

using Lomond::CloseCode;
using namespace Lomond::Core;

class tst_CloseCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhichCodesMayBeSent();
    void readsBodies_data();
    void readsBodies();
    void refusesBodies_data();
    void refusesBodies();
    void readsEveryCode();
    void refusesReasonsCutAnywhere();
};

void tst_CloseCode::knowsWhichCodesMayBeSent()
{
    const QSet<int> protocolCodes = {1000, 1001, 1002, 1003, 1007, 1008,
                                     1009, 1010, 1011, 1012, 1013, 1014};
    for (int code = 0; code <= 65535; ++code) {
        const bool expected = protocolCodes.contains(code) || (code >= 3000 && code < 5000);
        QVERIFY2(mayBeOnTheWire(code) == expected, QByteArray::number(code));
    }
    for (const int code : {-1, -1000, 65536, 65536 + 1000, INT_MAX, INT_MIN})
        QVERIFY2(!mayBeOnTheWire(code), QByteArray::number(code));
}

void tst_CloseCode::readsBodies_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");

    QTest::newRow("7.1.5 empty is 1005") << QByteArray() << 1005 << QString();
    QTest::newRow("5.5.1 code alone") << QByteArray("\x03\xE8") << 1000 << QString();
    QTest::newRow("5.5.1 code and reason") << QByteArray("\x03\xE9"
                                                         "bye")
                                           << 1001 << QStringLiteral("bye");
    QTest::newRow("5.5.1 reason in UTF-8")
            << QByteArray("\x0F\xA0\xCE\xBA\xE1\xBD\xB9\xF0\x9F\x91\x8B") << 4000
            << QStringLiteral("\u03BA\u1F79👋");
    QTest::newRow("5.5.1 leading U+FEFF is kept")
            << QByteArray("\x03\xE8\xEF\xBB\xBFx") << 1000 << QStringLiteral("\uFEFFx");
    QTest::newRow("5.5.1 reason with U+0000")
            << QByteArray("\x03\xE8\0x", 4) << 1000 << QString(QChar::Null) + u'x';
    QTest::newRow("5.5 body of 125 octets")
            << "\x03\xE8" + QByteArray(123, '*') << 1000 << QString(123, u'*');
}

void tst_CloseCode::readsBodies()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, code);
    QFETCH(const QString, reason);

    const CloseBodyReading reading = readCloseBody(payload);
    QVERIFY(reading.body);
    QCOMPARE(reading.body->code, code);
    QCOMPARE(reading.body->reason, reason);
    QCOMPARE(reading.failure, 0);
}

void tst_CloseCode::refusesBodies_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<CloseCode>("failure");

    QTest::newRow("5.5.1 one octet") << QByteArray("a") << CloseCode::ProtocolError;
    QTest::newRow("5.5.1 one octet, though a code lies in memory")
            << QByteArray::fromRawData("\x03\xE8", 1) << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 0") << QByteArray("\0\0", 2) << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 999") << QByteArray("\x03\xE7") << CloseCode::ProtocolError;
    QTest::newRow("7.4.1 code 1004") << QByteArray("\x03\xEC") << CloseCode::ProtocolError;
    QTest::newRow("7.4.1 code 1005") << QByteArray("\x03\xED") << CloseCode::ProtocolError;
    QTest::newRow("7.4.1 code 1006") << QByteArray("\x03\xEE") << CloseCode::ProtocolError;
    QTest::newRow("7.4.1 code 1015") << QByteArray("\x03\xF7") << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 1016") << QByteArray("\x03\xF8") << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 2999") << QByteArray("\x0B\xB7") << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 5000") << QByteArray("\x13\x88") << CloseCode::ProtocolError;
    QTest::newRow("7.4 code 65535") << QByteArray("\xFF\xFF") << CloseCode::ProtocolError;
    QTest::newRow("8.1 surrogate in the reason") << QByteArray("\x03\xE8"
                                                               "V\xED\xA0\x80"
                                                               "edited")
                                                 << CloseCode::InvalidPayload;
    QTest::newRow("8.1 reason cut within a code point")
            << QByteArray("\x03\xE8\xE2\x82") << CloseCode::InvalidPayload;
    QTest::newRow("7.4 before 8.1: bad code, bad reason")
            << QByteArray("\x03\xE7\xFF") << CloseCode::ProtocolError;
}

void tst_CloseCode::refusesBodies()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const CloseCode, failure);

    const CloseBodyReading reading = readCloseBody(payload);
    QVERIFY(!reading.body);
    QCOMPARE(reading.failure, int(failure));
}

void tst_CloseCode::readsEveryCode()
{
    for (int code = 0; code <= 65535; ++code) {
        const char payload[] = {char(code >> 8), char(code)};
        const CloseBodyReading reading = readCloseBody(QByteArrayView(payload, 2));
        QCOMPARE(reading.body.has_value(), mayBeOnTheWire(code));
        if (reading.body)
            QCOMPARE(reading.body->code, code);
        else
            QCOMPARE(reading.failure, 1002);
    }
}

void tst_CloseCode::refusesReasonsCutAnywhere()
{
    const QByteArray euro = "\x03\xE8"
                            "a€";
    for (qsizetype size = 2; size <= euro.size(); ++size) {
        const bool whole = size <= 3 || size == euro.size();
        QCOMPARE(readCloseBody(euro.first(size)).body.has_value(), whole);
    }
}

QTEST_APPLESS_MAIN(tst_CloseCode)
#include "tst_closecode.moc"
