// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "deflatesuite.h"

#include "shared/deflatedata.h"
#include "shared/waitfor.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtTest/qtest.h>

namespace Lomond::Test {

using namespace Qt::StringLiterals;

static QString base64(const QByteArray &data)
{
    return QString::fromLatin1(data.toBase64());
}

// ---- what is asked for, and what comes of it

std::optional<CompressionOptions> DeflateSuite::lomondsCompression() const
{
    QFETCH(CompressionOptions, lomonds);
    return possible(lomonds);
}

QStringList DeflateSuite::peersOptions() const
{
    QFETCH(QJsonObject, peers);
    const QByteArray json = QJsonDocument(peers).toJson(QJsonDocument::Compact);
    return {u"--compress="_s + QString::fromUtf8(json)};
}

void DeflateSuite::exchangesMessages_data()
{
    QTest::addColumn<CompressionOptions>("lomonds");
    QTest::addColumn<QJsonObject>("peers");
    QTest::addColumn<CompressionOptions>("agreed");
    const CompressionOptions usual;
    QTest::newRow("7.1 nothing in particular") << usual << QJsonObject() << usual;

    CompressionOptions forgetful;
    forgetful.serverNoContextTakeover = forgetful.clientNoContextTakeover = true;
    QTest::newRow("7.1.1 no context takeover, by Lomond")
            << forgetful << QJsonObject() << forgetful;
    const QJsonObject peerForgets {{"serverNoContextTakeover"_L1, true},
                                   {"clientNoContextTakeover"_L1, true}};
    QTest::newRow("7.1.1 no context takeover, by the peer") << usual << peerForgets << forgetful;

    CompressionOptions narrow;
    narrow.serverMaxWindowBits = narrow.clientMaxWindowBits = 9;
    QTest::newRow("7.1.2 windows of 9 bits, by Lomond") << narrow << QJsonObject() << narrow;
    const QJsonObject peerNarrows {{"serverMaxWindowBits"_L1, 9}, {"clientMaxWindowBits"_L1, 9}};
    QTest::newRow("7.1.2 windows of 9 bits, by the peer") << usual << peerNarrows << narrow;

    CompressionOptions narrowest;
    narrowest.serverMaxWindowBits = narrowest.clientMaxWindowBits = 8;
    QTest::newRow("7.1.2 windows of 8 bits") << narrowest << QJsonObject() << narrowest;
}

// As the peer can have it.
CompressionOptions DeflateSuite::possible(CompressionOptions options) const
{
    int &peers = m_lomondServes ? options.clientMaxWindowBits : options.serverMaxWindowBits;
    peers = std::max(peers, m_peersLeastWindowBits);
    return options;
}

bool DeflateSuite::agrees()
{
    QFETCH(CompressionOptions, agreed);
    agreed = possible(agreed);
    if (!connectPair() || !m_socket->supportsCompression())
        return false;
    const QJsonObject expected {{"serverNoContextTakeover"_L1, agreed.serverNoContextTakeover},
                                {"clientNoContextTakeover"_L1, agreed.clientNoContextTakeover},
                                {"serverMaxWindowBits"_L1, agreed.serverMaxWindowBits},
                                {"clientMaxWindowBits"_L1, agreed.clientMaxWindowBits}};
    const QJsonObject told = m_open.value("compression"_L1).toObject();
    if (told != expected)
        qWarning() << "the peer agreed on" << told << "instead of" << expected;
    return told == expected;
}

// ---- messages

bool DeflateSuite::peerHears(const QString &event, const QString &data)
{
    const auto heard = m_peer->take(event);
    return heard && heard->value("data"_L1).toString() == data;
}

void DeflateSuite::exchangesMessages()
{
    QVERIFY(agrees());
    qint64 octets = 0; // that are long enough to be compressed by either
    for (const QString &text :
         {u""_s, u"Hello"_s, u"Grüße, κόσμε, 世界, \U0001F980 "_s.repeated(200),
          QString::fromLatin1(prose(1024 * 1024))}) {
        QVERIFY(m_socket->sendText(text));
        QVERIFY(peerHears(u"text"_s, text));
        m_peer->order(u"text"_s, {{"data"_L1, text}});
        QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
        QVERIFY(m_spies->text.takeFirst()[0].toString() == text);
        octets += text.size() > 100 ? text.toUtf8().size() : 0;
    }
    for (const QByteArray &data : {""_ba, noise(100'000), prose(1024 * 1024, 2)}) {
        QVERIFY(m_socket->sendBinary(data));
        QVERIFY(peerHears(u"binary"_s, base64(data)));
        m_peer->order(u"binary"_s, {{"data"_L1, base64(data)}});
        QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
        QVERIFY(m_spies->binary.takeFirst()[0].toByteArray() == data);
        octets += data.size();
    }
    const CompressionStatistics statistics = m_socket->compressionStatistics();
    QCOMPARE(statistics.sentPlain, octets - 100'000); // noise does not become shorter
    QVERIFY(statistics.sentCompressed < statistics.sentPlain);
    QVERIFY(statistics.receivedPlain >= octets); // the peer compresses that, too
    QVERIFY(statistics.receivedCompressed < statistics.receivedPlain);
}

void DeflateSuite::exchangesFragments_data()
{
    exchangesMessages_data();
}

void DeflateSuite::exchangesFragments()
{
    QVERIFY(agrees());
    const QList<QByteArray> parts {"Gr\xC3\xBC\xC3\x9F"_ba
                                   "e",
                                   ""_ba, prose(70'000), "x"_ba, prose(70'000, 2)};
    QByteArray whole;
    QJsonArray texts, binaries;
    for (const QByteArray &part : parts) {
        whole += part;
        texts.append(QString::fromUtf8(part));
        binaries.append(base64(part));
    }
    m_peer->order(u"textParts"_s, {{"parts"_L1, texts}});
    QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
    QVERIFY(m_spies->text[0][0].toString() == QString::fromUtf8(whole));
    m_peer->order(u"binaryParts"_s, {{"parts"_L1, binaries}});
    QVERIFY(waitFor([&] { return m_spies->binary.count() == 1; }));
    QVERIFY(m_spies->binary[0][0].toByteArray() == whole);

    for (const Message::Type type : {Message::Type::Text, Message::Type::Binary}) {
        QVERIFY(m_socket->beginMessage(type));
        for (const QByteArray &part : parts)
            QVERIFY(m_socket->sendPart(part, false));
        QVERIFY(m_socket->sendPart({}, true));
    }
    QVERIFY(peerHears(u"text"_s, QString::fromUtf8(whole)));
    QVERIFY(peerHears(u"binary"_s, base64(whole)));
    QCOMPARE(m_socket->compressionStatistics().sentPlain, 2 * whole.size());
    QCOMPARE(m_socket->compressionStatistics().receivedPlain, 2 * whole.size());
}

void DeflateSuite::keepsTheContextIfThatWasAgreed_data()
{
    exchangesMessages_data();
}

// A message that has no like but the one before it.
void DeflateSuite::keepsTheContextIfThatWasAgreed()
{
    QFETCH(CompressionOptions, agreed);
    QVERIFY(agrees());
    const QString text = base64(noise(120));
    QList<CompressionStatistics> after;
    for (int i = 0; i < 2; ++i) {
        QVERIFY(m_socket->sendText(text));
        QVERIFY(peerHears(u"text"_s, text));
        m_peer->order(u"text"_s, {{"data"_L1, text}});
        QVERIFY(waitFor([&] { return m_spies->text.count() == 1; }));
        QCOMPARE(m_spies->text.takeFirst()[0].toString(), text);
        after.append(m_socket->compressionStatistics());
    }
    const qint64 sent = after[1].sentCompressed - after[0].sentCompressed;
    const qint64 received = after[1].receivedCompressed - after[0].receivedCompressed;
    const bool weForget = m_lomondServes ? agreed.serverNoContextTakeover
                                         : agreed.clientNoContextTakeover;
    const bool itForgets = m_lomondServes ? agreed.clientNoContextTakeover
                                          : agreed.serverNoContextTakeover;
    QCOMPARE(sent > text.size() / 2, weForget);
    QCOMPARE(received > text.size() / 2, itForgets);
}

} // namespace Lomond::Test
