// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The negotiation of permessage-deflate by whole handshakes, as Protocol runs them: each case of
// the rules once more, in the octets of an answer or of a request, at once and octet by octet.

#include "deflaterows.h"
#include "handshakeanswers.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Test;
using State = Protocol::State;

class tst_DeflateHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientJudgesResponse_data();
    void clientJudgesResponse();
    void serverAnswersRequest_data();
    void serverAnswersRequest();
    void limitsOfTheHeadComeFirst_data();
    void limitsOfTheHeadComeFirst();
    void badOptionsOfAClientFail();
    void badOptionsOfAServerAreAnInternalError();
    void serverSetsTheFieldItself();
    void rejectedRequestAgreesOnNothing();
    void bothSidesAgree_data();
    void bothSidesAgree();
};

namespace {

constexpr int LongHead = 1024 * 1024; // the rules are to see every case

// none of the options leads to an offer that has not even the hint
std::optional<ProtocolOptions> optionsFor(const Offer &offer, quint32 *keys)
{
    ProtocolOptions options = clientOptions(keys);
    options.maxHeadSize = options.maxHeadLine = LongHead;
    if (!offer)
        return options;
    if (!offer->clientMaxWindowBits)
        return std::nullopt;
    options.compression = {offer->serverNoContextTakeover, offer->clientNoContextTakeover,
                           offer->serverMaxWindowBits.value_or(15), *offer->clientMaxWindowBits};
    return options;
}

ProtocolOptions serverOptions(const std::optional<CompressionOptions> &compression)
{
    ProtocolOptions options;
    options.maxHeadSize = options.maxHeadLine = LongHead;
    options.compression = compression;
    return options;
}

QByteArray withFields(const char *head, const QList<QByteArray> &values)
{
    QByteArray octets = QByteArray(head).chopped(2);
    for (const QByteArray &value : values)
        octets += "Sec-WebSocket-Extensions: " + value + "\r\n";
    return octets + "\r\n";
}

// The only event there is, whatever the size of the pieces; nothing if there are more.
std::optional<Protocol::Event> onlyEvent(Protocol &protocol, const QByteArray &octets,
                                         qsizetype step)
{
    std::optional<Protocol::Event> only;
    int count = 0;
    for (qsizetype at = 0; at < octets.size(); at += step) {
        protocol.feed(QByteArrayView(octets).sliced(at, qMin(step, octets.size() - at)));
        while (std::optional<Protocol::Event> event = protocol.nextEvent()) {
            only = std::move(event);
            ++count;
        }
    }
    return count == 1 ? only : std::nullopt;
}

} // namespace

void tst_DeflateHandshake::clientJudgesResponse_data()
{
    QTest::addColumn<ClientRow>("row");
    for (ClientRow row : clientRows()) {
        quint32 keys = 0;
        row.offers.removeIf([&keys](const Offer &offer) { return !optionsFor(offer, &keys); });
        if (!row.offers.isEmpty())
            QTest::newRow(row.tag) << row;
    }
}

void tst_DeflateHandshake::clientJudgesResponse()
{
    QFETCH(const ClientRow, row);
    const QByteArray response = withFields(SampleResponse, row.fields);
    for (const Offer &offer : row.offers) {
        for (const qsizetype step : {response.size(), qsizetype(1)}) {
            quint32 keys = 0;
            Protocol client(Role::Client, *optionsFor(offer, &keys));
            const QByteArray field = offer ? "\r\nSec-WebSocket-Version: 13\r\n"
                                             "Sec-WebSocket-Extensions: "
                                                     + serialised(*offer) + "\r\n\r\n"
                                           : "\r\nSec-WebSocket-Version: 13\r\n\r\n";
            QVERIFY(client.takeOutput().endsWith(field));

            const std::optional<Protocol::Event> event = onlyEvent(client, response, step);
            QVERIFY(event);
            if (row.opens) {
                const auto *accepted = std::get_if<Protocol::Accepted>(&*event);
                QVERIFY2(accepted, qPrintable(inWords(*event)));
                const QStringList told = {QString::fromLatin1(row.element)};
                QCOMPARE(accepted->extensions, row.agreed ? told : QStringList());
                QCOMPARE(client.state(), State::Open);
            } else {
                const auto *rejected = std::get_if<Protocol::Rejected>(&*event);
                QVERIFY2(rejected, qPrintable(inWords(*event)));
                QCOMPARE(rejected->response.statusCode(), 101);
                QVERIFY(rejected->reason.startsWith(u"the server"));
                QCOMPARE(client.state(), State::Closed);
            }
        }
    }
}

void tst_DeflateHandshake::serverAnswersRequest_data()
{
    QTest::addColumn<ServerRow>("row");
    for (const ServerRow &row : serverRows())
        QTest::newRow(row.tag) << row;
}

void tst_DeflateHandshake::serverAnswersRequest()
{
    QFETCH(const ServerRow, row);
    const QByteArray request = withFields(SampleRequest, row.fields);
    for (const bool compresses : {true, false}) {
        for (const qsizetype step : {request.size(), qsizetype(1)}) {
            Protocol server(Role::Server,
                            serverOptions(compresses ? std::optional(row.options) : std::nullopt));
            const std::optional<Protocol::Event> event = onlyEvent(server, request, step);
            QVERIFY(event);
            if (row.malformed) {
                QVERIFY(std::holds_alternative<Protocol::Failed>(*event));
                QCOMPARE(std::get<Protocol::Failed>(*event).text,
                         u"the Sec-WebSocket-Extensions of the request is malformed"_s);
                QVERIFY(server.takeOutput().startsWith("HTTP/1.1 400 Bad Request\r\n"));
                continue;
            }
            QVERIFY(std::holds_alternative<Protocol::UpgradeRequest>(*event));
            QCOMPARE(server.accept(), ErrorCode::NoError);
            const QList<QByteArray> field = {row.element};
            QCOMPARE(server.takeOutput(),
                     withFields(SampleResponse,
                                compresses && row.agreed ? field : QList<QByteArray>()));
            QCOMPARE(server.state(), State::Open);
        }
    }
}

void tst_DeflateHandshake::limitsOfTheHeadComeFirst_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("D36 S16 10,000 parameters")
            << "permessage-deflate" + QByteArray("; a").repeated(10'000);
    QTest::newRow("D36 line of 32 KiB") << QByteArray(32 * 1024, 'a');
    QTest::newRow("S16 10,000 offers") << QByteArray("a,").repeated(10'000);
}

void tst_DeflateHandshake::limitsOfTheHeadComeFirst()
{
    QFETCH(const QByteArray, value);
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.compression.emplace();

    Protocol client(Role::Client, options);
    const auto answered = onlyEvent(client, withFields(SampleResponse, {value}), 1);
    QVERIFY(answered && std::holds_alternative<Protocol::Failed>(*answered));
    QCOMPARE(std::get<Protocol::Failed>(*answered).httpStatus, 101);

    Protocol server(Role::Server, options);
    const auto asked = onlyEvent(server, withFields(SampleRequest, {value}), 1);
    QVERIFY(asked && std::holds_alternative<Protocol::Failed>(*asked));
    QVERIFY(server.takeOutput().startsWith("HTTP/1.1 431 "));
}

void tst_DeflateHandshake::badOptionsOfAClientFail()
{
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.compression = {.clientMaxWindowBits = 16};
    Protocol client(Role::Client, options);
    QVERIFY(client.takeOutput().isNull());
    const std::optional<Protocol::Event> event = client.nextEvent();
    QVERIFY(event && std::holds_alternative<Protocol::Failed>(*event));
    const auto &failed = std::get<Protocol::Failed>(*event);
    QCOMPARE(failed.code, ErrorCode::CompressionParameterError);
    QCOMPARE(failed.text, u"the clientMaxWindowBits of the compression is 16, not one of 8 to 15"_s);
    QVERIFY(client.takeOutput().isNull());
}

void tst_DeflateHandshake::badOptionsOfAServerAreAnInternalError()
{
    Protocol server(Role::Server, serverOptions(CompressionOptions {.level = 10}));
    const auto event = onlyEvent(server, SampleRequest, 1);
    QVERIFY(event && std::holds_alternative<Protocol::Failed>(*event));
    QCOMPARE(std::get<Protocol::Failed>(*event).text,
             u"the level of the compression is 10, not one of 0 to 9"_s);
    QVERIFY(server.takeOutput().startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

void tst_DeflateHandshake::serverSetsTheFieldItself()
{
    Protocol server(Role::Server, serverOptions(CompressionOptions()));
    const QByteArray request = withFields(SampleRequest, {"permessage-deflate"});
    QVERIFY(onlyEvent(server, request, request.size()));
    for (const char *name : {"Sec-WebSocket-Extensions", "sec-websocket-extensions"})
        QVERIFY(server.accept({{}, {{name, "permessage-deflate"}}}) != ErrorCode::NoError);
    QCOMPARE(server.pendingOutput(), 0);
    QCOMPARE(server.accept(), ErrorCode::NoError);
    QCOMPARE(server.takeOutput(), withFields(SampleResponse, {"permessage-deflate"}));
}

void tst_DeflateHandshake::rejectedRequestAgreesOnNothing()
{
    Protocol server(Role::Server, serverOptions(CompressionOptions()));
    const QByteArray request = withFields(SampleRequest, {"permessage-deflate"});
    QVERIFY(onlyEvent(server, request, request.size()));
    QCOMPARE(server.reject(403), ErrorCode::NoError);
    QVERIFY(!server.takeOutput().contains("Extensions"));
}

void tst_DeflateHandshake::bothSidesAgree_data()
{
    QTest::addColumn<std::optional<CompressionOptions>>("client");
    QTest::addColumn<std::optional<CompressionOptions>>("server");
    QTest::addColumn<QStringList>("agreed");
    const auto row = [](const char *tag, const std::optional<CompressionOptions> &client,
                        const std::optional<CompressionOptions> &server,
                        const QStringList &agreed) {
        QTest::newRow(tag) << client << server << agreed;
    };
    const CompressionOptions defaults;
    const CompressionOptions least = {true, true, 8, 8};
    const QString leastAgreed = u"permessage-deflate; server_no_context_takeover; "
                                "client_no_context_takeover; server_max_window_bits=8; "
                                "client_max_window_bits=8"_s;
    row("neither compresses", {}, {}, {});
    row("the client does not compress", {}, defaults, {});
    row("the server does not compress", defaults, {}, {});
    row("both by default", defaults, defaults, {u"permessage-deflate"_s});
    row("the client asks for the least", least, defaults, {leastAgreed});
    row("the server wants the least", defaults, least, {leastAgreed});
    row("each has its wish", CompressionOptions {true, false, 12, 9},
        CompressionOptions {false, true, 10, 11},
        {u"permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
         "server_max_window_bits=10; client_max_window_bits=9"_s});
}

void tst_DeflateHandshake::bothSidesAgree()
{
    QFETCH(const std::optional<CompressionOptions>, client);
    QFETCH(const std::optional<CompressionOptions>, server);
    quint32 keys = 0;
    ProtocolOptions options = clientOptions(&keys);
    options.compression = client;
    Protocol asking(Role::Client, options);
    Protocol answering(Role::Server, serverOptions(server));
    QVERIFY(onlyEvent(answering, asking.takeOutput(), 1));
    QCOMPARE(answering.accept(), ErrorCode::NoError);
    const auto event = onlyEvent(asking, answering.takeOutput(), 1);
    QVERIFY(event && std::holds_alternative<Protocol::Accepted>(*event));
    QTEST(std::get<Protocol::Accepted>(*event).extensions, "agreed");
}

QTEST_APPLESS_MAIN(tst_DeflateHandshake)
#include "tst_deflatehandshake.moc"
