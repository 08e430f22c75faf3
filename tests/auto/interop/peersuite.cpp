// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "peersuite.h"

#include "shared/waitfor.h"

#include <QtCore/qjsonarray.h>
#include <QtTest/qtest.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

// ---- messages

void PeerSuite::exchangesText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("ASCII") << u"Hello"_s;
    QTest::newRow("empty") << u""_s;
    QTest::newRow("not ASCII") << u"Grüße, κόσμε, 世界, \U0001F980"_s;
    QTest::newRow("U+FEFF first") << u"\uFEFFmark"_s;
    QTest::newRow("NUL within") << QString(u"a"_s + QChar(0) + u'b');
    QTest::newRow("125 octets") << QString(125, u'x');
    QTest::newRow("126 octets") << QString(126, u'x');
    QTest::newRow("65,535 octets") << QString(65'535, u'x');
    QTest::newRow("65,536 octets") << QString(65'536, u'x');
    QTest::newRow("1 MiB") << QString(1024 * 1024, u'x');
}

void PeerSuite::exchangesText()
{
    QFETCH(QString, text);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendText(text));
    const auto heard = m_peer->take(u"text"_s);
    QVERIFY(heard && heard->value("data"_L1).toString() == text);
    m_peer->order(u"text"_s, {{"data"_L1, text}});
    QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
    QVERIFY(m_spies->text[0][0].toString() == text);
}

static QString base64(const QByteArray &data)
{
    return QString::fromLatin1(data.toBase64());
}

void PeerSuite::exchangesBinary_data()
{
    QTest::addColumn<QByteArray>("data");
    QByteArray all;
    for (int octet = 0; octet < 256; ++octet)
        all.append(char(octet));
    QTest::newRow("empty") << ""_ba;
    QTest::newRow("every octet") << all;
    QTest::newRow("1 MiB") << all.repeated(4096);
}

void PeerSuite::exchangesBinary()
{
    QFETCH(QByteArray, data);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendBinary(data));
    const auto heard = m_peer->take(u"binary"_s);
    QVERIFY(heard && heard->value("data"_L1).toString() == base64(data));
    m_peer->order(u"binary"_s, {{"data"_L1, base64(data)}});
    QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
    QVERIFY(m_spies->binary[0][0].toByteArray() == data);
}

void PeerSuite::keepsTheOrder()
{
    constexpr int Count = 1'000;
    QVERIFY(connectPair());
    for (int i = 0; i < Count; ++i)
        QVERIFY(m_socket->sendText(QString::number(i)));
    for (int i = 0; i < Count; ++i) {
        const auto heard = m_peer->take(u"text"_s);
        QVERIFY(heard);
        QCOMPARE(heard->value("data"_L1).toString(), QString::number(i));
    }
}

void PeerSuite::receivesFragments_data()
{
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("two") << QStringList {u"ab"_s, u"cd"_s};
    QTest::newRow("with empty ones") << QStringList {u""_s, u"Grü"_s, u""_s, u"ße"_s, u""_s};
    QTest::newRow("of different lengths")
            << QStringList {QString(125, u'a'), QString(126, u'b'), QString(65'536, u'c')};
}

void PeerSuite::receivesFragments()
{
    QFETCH(QStringList, parts);
    QVERIFY(connectPair());
    m_peer->order(u"textParts"_s, {{"parts"_L1, QJsonArray::fromStringList(parts)}});
    QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
    QVERIFY(m_spies->text[0][0].toString() == parts.join(QString()));
    QJsonArray binaryParts;
    for (const QString &part : parts)
        binaryParts.append(base64(part.toUtf8()));
    m_peer->order(u"binaryParts"_s, {{"parts"_L1, binaryParts}});
    QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
    QVERIFY(m_spies->binary[0][0].toByteArray() == parts.join(QString()).toUtf8());
    QCOMPARE(m_spies->text.count(), 1);
}

// ---- pings

void PeerSuite::answersPings_data()
{
    QTest::addColumn<QString>("data");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("some") << u"are you there?"_s;
    QTest::newRow("125 octets") << QString(125, u'p');
}

void PeerSuite::answersPings()
{
    QFETCH(QString, data);
    QVERIFY(connectPair());
    m_peer->order(u"ping"_s, {{"data"_L1, data}});
    const auto answer = m_peer->take(u"pong"_s);
    QVERIFY(answer);
    QCOMPARE(answer->value("data"_L1).toString(), data);
    QCOMPARE(m_spies->ping.count(), 1);
    QCOMPARE(m_spies->ping[0][0].toByteArray(), data.toUtf8());
}

void PeerSuite::itsPingsAreAnswered_data()
{
    answersPings_data();
}

void PeerSuite::itsPingsAreAnswered()
{
    QFETCH(QString, data);
    QVERIFY(connectPair());
    QVERIFY(m_socket->sendPing(data.toUtf8()));
    QVERIFY(waitFor([&] { return m_spies->pong.count() == 1; }));
    QCOMPARE(m_spies->pong[0][0].toByteArray(), data.toUtf8());
    const auto heard = m_peer->take(u"ping"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("data"_L1).toString(), data);
}

// ---- closing

void PeerSuite::closesFirst_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::newRow("7.4.1 normal") << 1000 << u"goodbye"_s;
    QTest::newRow("7.4.1 going away, no reason") << 1001 << u""_s;
    QTest::newRow("7.4.2 a library's code") << 3000 << u"déjà vu"_s;
    QTest::newRow("7.4.2 an application's code") << 4999 << u"x"_s.repeated(123);
}

void PeerSuite::closesFirst()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QVERIFY(connectPair());
    m_socket->closeWith(code, reason);
    const auto heard = m_peer->take(u"closed"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("code"_L1).toInt(), code);
    QCOMPARE(heard->value("reason"_L1).toString(), reason);
    QVERIFY(waitFor([&] { return m_spies->disconnected.count() == 1; }));
    QVERIFY(m_spies->disconnected[0][1].toBool());
    QCOMPARE(m_spies->closing.count(), 0);
    QCOMPARE(m_spies->closed.count(), 1);
    QCOMPARE(m_spies->closed[0][0].toInt(), code); // the peer's answer
}

void PeerSuite::peerClosesFirst_data()
{
    closesFirst_data();
    QTest::newRow("5.5.1 empty") << 1005 << u""_s;
}

void PeerSuite::peerClosesFirst()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QVERIFY(connectPair());
    if (code == int(CloseCode::NoStatusReceived))
        m_peer->order(u"closeEmpty"_s);
    else
        m_peer->order(u"close"_s, {{"code"_L1, code}, {"reason"_L1, reason}});
    QVERIFY(waitFor([&] { return m_spies->disconnected.count() == 1; }));
    QVERIFY(m_spies->disconnected[0][1].toBool());
    QCOMPARE(m_spies->closing.count(), 1);
    QCOMPARE(m_spies->closing[0].mid(0, 2), (QVariantList {code, reason}));
    QCOMPARE(m_spies->closed.count(), 1);
    QCOMPARE(m_spies->closed[0].mid(0, 2), (QVariantList {code, reason}));
    const auto heard = m_peer->take(u"closed"_s);
    QVERIFY(heard);
    QCOMPARE(heard->value("code"_L1).toInt(), code); // our answer repeats it
}

// ---- subprotocols

void PeerSuite::agreesOnAProtocol_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("agreed");
    QTest::newRow("4.2.2 none") << QStringList() << u""_s;
    QTest::newRow("4.2.2 one in common") << QStringList {u"other"_s, u"chat.v1"_s} << u"chat.v1"_s;
    QTest::newRow("4.2.2 both") << Protocols << u"chat.v2"_s;
}

void PeerSuite::agreesOnAProtocol()
{
    QFETCH(QStringList, offered);
    QFETCH(QString, agreed);
    QVERIFY(connectPair(offered));
    QCOMPARE(m_socket->protocol(), agreed);
    QCOMPARE(m_open.value("protocol"_L1).toString(), agreed);
}

} // namespace Lomond::Test
