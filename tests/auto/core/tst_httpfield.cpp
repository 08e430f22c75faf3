// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "core/httpfield_p.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Core;

class tst_HttpField : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reservedNamesAreKnownInAnyCase_data();
    void reservedNamesAreKnownInAnyCase();
    void fieldsThatCannotBeSentAreNamed_data();
    void fieldsThatCannotBeSentAreNamed();
    void fieldsAreWrittenInOrder();
    void excerptsAreShortAndPrintable();
};

void tst_HttpField::reservedNamesAreKnownInAnyCase_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("handshake");
    QTest::addColumn<bool>("framing");

    for (const char *name : {"Connection", "content-length", "TRANSFER-ENCODING"})
        QTest::newRow(name) << QByteArray(name) << true << true;
    for (const char *name :
         {"host", "UPGRADE", "Sec-WebSocket-Key", "sec-websocket-anything", "Sec-WebSocket-"})
        QTest::newRow(name) << QByteArray(name) << true << false;
    for (const char *name : {"Hosts", "X-Host", "Sec-WebSocket", "Sec-Fetch-Mode", "Cookie",
                             "Authorization", "Origin", "User-Agent", ""})
        QTest::newRow(name) << QByteArray(name) << false << false;
}

void tst_HttpField::reservedNamesAreKnownInAnyCase()
{
    QFETCH(const QByteArray, name);
    QTEST(isHandshakeField(name), "handshake");
    QTEST(isFramingField(name), "framing");
}

void tst_HttpField::fieldsThatCannotBeSentAreNamed_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QString>("problem");

    QTest::newRow("none") << Headers {} << QString();
    QTest::newRow("harmless") << Headers {{"X", ""}, {"x", "a\tb\xC3\xA9"}} << QString();
    QTest::newRow("reserved") << Headers {{"X", ""}, {"host", "a"}}
                              << u"the header field \"host\" cannot be set"_s;
    QTest::newRow("empty name") << Headers {{"", "a"}} << u"\"\" is no name of a header field"_s;
    QTest::newRow("line end in the name")
            << Headers {{"A\r\nB", "a"}} << u"\"A\uFFFD\uFFFDB\" is no name of a header field"_s;
    for (const char octet : {'\r', '\n', '\0', '\x7F', '\x01', '\x1B'})
        QTest::addRow("0x%02X in the value", octet)
                << Headers {{"X", QByteArray("a") + octet + "b"}}
                << u"the value of the header field \"X\" has a control character"_s;
}

void tst_HttpField::fieldsThatCannotBeSentAreNamed()
{
    QFETCH(const Headers, headers);
    QTEST(problemOfFields(headers, isHandshakeField), "problem");
}

void tst_HttpField::fieldsAreWrittenInOrder()
{
    QByteArray head = "GET";
    appendField(head, "A", "1");
    appendFields(head, {{"c", ""}, {"B", "2"}});
    QCOMPARE(head, "GETA: 1\r\nc: \r\nB: 2\r\n");
}

void tst_HttpField::excerptsAreShortAndPrintable()
{
    QCOMPARE(excerpt("a b\xC3\xA9"), u"a bé"_s);
    QCOMPARE(excerpt("a\r\nb\x1B[2J"), u"a\uFFFD\uFFFDb\uFFFD[2J"_s);
    QCOMPARE(excerpt("\xE2\x80\xAEx"), u"\uFFFDx"_s); // text that would run from right to left
    QCOMPARE(excerpt(QByteArray(64, 'a')), QString(64, u'a'));
    QCOMPARE(excerpt(QByteArray(65, 'a')), QString(64, u'a') + u'…');
    QVERIFY(excerpt({}).isEmpty());
}

QTEST_APPLESS_MAIN(tst_HttpField)
#include "tst_httpfield.moc"
