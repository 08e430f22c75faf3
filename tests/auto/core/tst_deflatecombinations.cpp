// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// All that can be agreed on (RFC 7692 7.1): takeover or not, windows of 8 to 15 bits, for each
// side. A client and a server negotiate, and send to each other; on the wire an inflater that is
// not zlib's looks whether what was agreed on is kept.

#include "../../shared/deflatedata.h"
#include "../../shared/referenceinflate.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Lomond;
using namespace Lomond::Test;

class tst_DeflateCombinations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothSidesKeepToIt_data();
    void bothSidesKeepToIt();
};

void tst_DeflateCombinations::bothSidesKeepToIt_data()
{
    QTest::addColumn<CompressionOptions>("options");
    for (const bool serverForgets : {false, true}) {
        for (const bool clientForgets : {false, true}) {
            for (int serverBits = 8; serverBits <= 15; ++serverBits) {
                for (int clientBits = 8; clientBits <= 15; ++clientBits)
                    QTest::addRow("server: %d bits%s, client: %d bits%s", serverBits,
                                  serverForgets ? ", no takeover" : "", clientBits,
                                  clientForgets ? ", no takeover" : "")
                            << CompressionOptions {serverForgets, clientForgets, serverBits,
                                                   clientBits};
            }
        }
    }
}

static void openBoth(Protocol &client, Protocol &server)
{
    server.feed(client.takeOutput());
    if (!server.nextEvent() || server.accept() != ErrorCode::NoError)
        qFatal("the request is not accepted");
    client.feed(server.takeOutput());
    if (!client.nextEvent() || client.state() != Protocol::State::Open)
        qFatal("the response is not accepted");
}

// Texts and binaries of many sizes, most of them alike.
static QByteArray randomMessage(int number)
{
    switch (number % 5) {
    case 0:
        return quote(number);
    case 1:
        return prose(300 + number * 211, unsigned(number % 3));
    case 2:
        return noise(100 + number);
    case 3:
        return QByteArray(65 + number * 97, char('a' + number));
    default:
        return quote(number) + quote(number - 1) + noise(20, unsigned(number));
    }
}

// Twenty messages from one to the other; what differs from what was agreed on, in words.
static QString exchange(Protocol &from, Protocol &to, int bits, bool forgets)
{
    ReferenceInflater reference;
    bool compressed = false;
    for (int i = 0; i < 20; ++i) {
        const QByteArray message = randomMessage(i);
        if (from.sendBinary(message, {.fragmentSize = i % 4 == 3 ? 17 : 0}) != ErrorCode::NoError)
            return QStringLiteral("cannot be sent");
        QByteArray wire;
        for (QByteArray piece = from.takeOutput(); !piece.isNull(); piece = from.takeOutput())
            wire += piece;
        to.feed(wire);
        const auto event = to.nextEvent();
        const auto *binary = event ? std::get_if<Protocol::Binary>(&*event) : nullptr;
        if (!binary || binary->payload != message)
            return QStringLiteral("message %1 does not arrive").arg(i);
        QByteArray payload;
        const QList<RawFrame> frames = readRawFrames(wire).value();
        for (const RawFrame &frame : frames)
            payload += frame.payload;
        if (frames.first().reserved == 0)
            continue;
        compressed = true;
        if (forgets)
            reference.forget();
        if (!reference.inflate(payload) || reference.message() != message)
            return QStringLiteral("message %1 is not what was agreed on").arg(i);
    }
    if (!compressed || reference.largestDistance() > (1 << bits))
        return QStringLiteral("a distance of %1").arg(reference.largestDistance());
    return {};
}

void tst_DeflateCombinations::bothSidesKeepToIt()
{
    QFETCH(const CompressionOptions, options);
    quint32 keys = 0;
    ProtocolOptions ofClient = clientOptions(&keys);
    ofClient.compression = options;
    ProtocolOptions ofServer;
    ofServer.compression = CompressionOptions();
    Protocol client(Role::Client, ofClient);
    Protocol server(Role::Server, ofServer);
    openBoth(client, server);
    QVERIFY(client.supportsCompression());
    QVERIFY(server.supportsCompression());
    QCOMPARE(exchange(client, server, options.clientMaxWindowBits, options.clientNoContextTakeover),
             QString());
    QCOMPARE(exchange(server, client, options.serverMaxWindowBits, options.serverNoContextTakeover),
             QString());
}

QTEST_APPLESS_MAIN(tst_DeflateCombinations)
#include "tst_deflatecombinations.moc"
