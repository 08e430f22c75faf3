// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "deflaterows.h"

#include <QtTest/qtest.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lomond;
using namespace Lomond::Core;
using namespace Lomond::Test;

class tst_PermessageDeflate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreementsDifferByAnyParameter();
    void optionsAreInRange_data();
    void optionsAreInRange();
    void clientOffers_data();
    void clientOffers();
    void clientJudgesAnswer_data();
    void clientJudgesAnswer();
    void clientSaysWhatIsWrong_data();
    void clientSaysWhatIsWrong();
    void serverChoosesOffer_data();
    void serverChoosesOffer();
    void serverWithoutCompressionChoosesNothing_data();
    void serverWithoutCompressionChoosesNothing();
    void clientAgreesWithServer();
};

void tst_PermessageDeflate::optionsAreInRange_data()
{
    QTest::addColumn<CompressionOptions>("options");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *tag, const CompressionOptions &options,
                        const QString &problem = {}) { QTest::newRow(tag) << options << problem; };
    row("the defaults", {});
    row("the least of all", {.serverMaxWindowBits = 8,
                             .clientMaxWindowBits = 8,
                             .threshold = 0,
                             .level = 0,
                             .memoryLevel = 1});
    row("the most of all", {.serverMaxWindowBits = 15,
                            .clientMaxWindowBits = 15,
                            .threshold = 2'147'483'647,
                            .level = 9,
                            .memoryLevel = 9});
    row("7.1.2.1 serverMaxWindowBits 7", {.serverMaxWindowBits = 7},
        u"the serverMaxWindowBits of the compression is 7, not one of 8 to 15"_s);
    row("7.1.2.1 serverMaxWindowBits 16", {.serverMaxWindowBits = 16},
        u"the serverMaxWindowBits of the compression is 16, not one of 8 to 15"_s);
    row("7.1.2.2 clientMaxWindowBits 7", {.clientMaxWindowBits = 7},
        u"the clientMaxWindowBits of the compression is 7, not one of 8 to 15"_s);
    row("7.1.2.2 clientMaxWindowBits -15", {.clientMaxWindowBits = -15},
        u"the clientMaxWindowBits of the compression is -15, not one of 8 to 15"_s);
    row("level -1", {.level = -1}, u"the level of the compression is -1, not one of 0 to 9"_s);
    row("level 10", {.level = 10}, u"the level of the compression is 10, not one of 0 to 9"_s);
    row("memoryLevel 0", {.memoryLevel = 0},
        u"the memoryLevel of the compression is 0, not one of 1 to 9"_s);
    row("memoryLevel 10", {.memoryLevel = 10},
        u"the memoryLevel of the compression is 10, not one of 1 to 9"_s);
    row("threshold -1", {.threshold = -1}, u"the threshold of the compression is negative"_s);
}

void tst_PermessageDeflate::optionsAreInRange()
{
    QFETCH(const CompressionOptions, options);
    QTEST(problemOfCompression(options), "problem");
}

void tst_PermessageDeflate::clientOffers_data()
{
    QTest::addColumn<CompressionOptions>("options");
    QTest::addColumn<QByteArray>("element");
    const auto row = [](const char *tag, const CompressionOptions &options,
                        const QByteArray &element) { QTest::newRow(tag) << options << element; };
    row("7.1 the defaults", {}, "permessage-deflate; client_max_window_bits");
    row("7.1.1.1", {.serverNoContextTakeover = true},
        "permessage-deflate; server_no_context_takeover; client_max_window_bits");
    row("7.1.1.2", {.clientNoContextTakeover = true},
        "permessage-deflate; client_no_context_takeover; client_max_window_bits");
    row("7.1.2.1", {.serverMaxWindowBits = 8},
        "permessage-deflate; server_max_window_bits=8; client_max_window_bits");
    row("7.1.2.2", {.clientMaxWindowBits = 10}, "permessage-deflate; client_max_window_bits=10");
    row("what is our own affair is not sent", {.threshold = 0, .level = 9, .memoryLevel = 9},
        "permessage-deflate; client_max_window_bits");
    row("all of them",
        {.serverNoContextTakeover = true,
         .clientNoContextTakeover = true,
         .serverMaxWindowBits = 14,
         .clientMaxWindowBits = 9},
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=14; client_max_window_bits=9");
}

void tst_PermessageDeflate::clientOffers()
{
    QFETCH(const CompressionOptions, options);
    QTEST(serialised(deflateOfferOf(options)), "element");
}

void tst_PermessageDeflate::clientJudgesAnswer_data()
{
    QTest::addColumn<ClientRow>("row");
    for (const ClientRow &row : clientRows())
        QTest::newRow(row.tag) << row;
}

void tst_PermessageDeflate::clientJudgesAnswer()
{
    QFETCH(const ClientRow, row);
    for (const Offer &offer : row.offers) {
        const DeflateAnswer answer = judgeDeflateAnswer(row.fields, offer);
        QCOMPARE(answer.problem.isNull(), row.opens);
        QCOMPARE(answer.agreed, row.agreed);
        QCOMPARE(answer.element, row.element);
    }
}

void tst_PermessageDeflate::clientSaysWhatIsWrong_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *tag, const QList<QByteArray> &fields, const QString &problem) {
        QTest::newRow(tag) << fields << problem;
    };
    row("11.3.2 twice", {"permessage-deflate", "permessage-deflate"},
        u"the server sent Sec-WebSocket-Extensions more than once"_s);
    row("9.1 grammar", {";"}, u"the server's Sec-WebSocket-Extensions is malformed"_s);
    row("9.1 limit", {QByteArray("a,").repeated(65)},
        u"the server's Sec-WebSocket-Extensions is too long"_s);
    row("4.1 5. another", {"permessage-deflate, permessage-bzip2"},
        u"the server chose the extension \"permessage-bzip2\", which was not offered"_s);
    row("4.1 5. twice", {"permessage-deflate, permessage-deflate"},
        u"the server chose the extension \"permessage-deflate\" twice"_s);
    row("7.1 parameter", {"permessage-deflate; client_max_window_bits=9; server_max_window_bits=7"},
        u"the server's permessage-deflate has \"server_max_window_bits=7\", which is malformed, "
        "repeated or unknown"_s);
    const QString doesNotFit = u"the server's permessage-deflate does not fit the offer: "_s;
    row("7.1.1.1", {"permessage-deflate; server_max_window_bits=9"},
        doesNotFit + u"server_no_context_takeover"_s);
    row("7.1.2.1", {"permessage-deflate; server_no_context_takeover; server_max_window_bits=15"},
        doesNotFit + u"server_max_window_bits"_s);
    row("7.1.2.2",
        {"permessage-deflate; server_no_context_takeover; server_max_window_bits=9; "
         "client_max_window_bits=15"},
        doesNotFit + u"client_max_window_bits"_s);
}

void tst_PermessageDeflate::clientSaysWhatIsWrong()
{
    QFETCH(const QList<QByteArray>, fields);
    const DeflateElement offer = {.serverNoContextTakeover = true,
                                  .serverMaxWindowBits = 14,
                                  .clientMaxWindowBits = 14};
    QTEST(judgeDeflateAnswer(fields, offer).problem, "problem");
}

void tst_PermessageDeflate::serverChoosesOffer_data()
{
    QTest::addColumn<ServerRow>("row");
    for (const ServerRow &row : serverRows())
        QTest::newRow(row.tag) << row;
}

void tst_PermessageDeflate::serverChoosesOffer()
{
    QFETCH(const ServerRow, row);
    const DeflateChoice choice = chooseDeflateOffer(row.fields, row.options);
    QCOMPARE(choice.agreed, row.agreed);
    QCOMPARE(choice.element, row.element);
    QCOMPARE(choice.malformed, row.malformed);
}

void tst_PermessageDeflate::serverWithoutCompressionChoosesNothing_data()
{
    serverChoosesOffer_data();
}

void tst_PermessageDeflate::serverWithoutCompressionChoosesNothing()
{
    QFETCH(const ServerRow, row);
    const DeflateChoice choice = chooseDeflateOffer(row.fields, std::nullopt);
    QVERIFY(!choice.agreed);
    QVERIFY(choice.element.isNull());
    QCOMPARE(choice.malformed, row.malformed); // RFC 6455 9.1, whatever we want
}

static QList<CompressionOptions> everyOptions(std::initializer_list<int> windowBits)
{
    QList<CompressionOptions> all;
    for (int flags = 0; flags < 4; ++flags) {
        for (const int server : windowBits) {
            for (const int client : windowBits)
                all.append({(flags & 1) != 0, (flags & 2) != 0, server, client});
        }
    }
    return all;
}

// RFC 7692 7.1: whatever the two are told, they agree, and neither gets more than it asked for.
void tst_PermessageDeflate::clientAgreesWithServer()
{
    const QList<CompressionOptions> all = everyOptions({8, 9, 10, 11, 12, 13, 14, 15});
    const QList<CompressionOptions> some = everyOptions({8, 11, 15});
    QCOMPARE(all.size(), 256);
    for (const CompressionOptions &client : all) {
        const DeflateElement offer = deflateOfferOf(client);
        for (const CompressionOptions &server : some) {
            const DeflateChoice choice = chooseDeflateOffer({serialised(offer)}, server);
            const DeflateAnswer answer = judgeDeflateAnswer({choice.element}, offer);
            const DeflateParameters expected =
                    {client.serverNoContextTakeover || server.serverNoContextTakeover,
                     client.clientNoContextTakeover || server.clientNoContextTakeover,
                     std::min(client.serverMaxWindowBits, server.serverMaxWindowBits),
                     std::min(client.clientMaxWindowBits, server.clientMaxWindowBits)};
            QCOMPARE(choice.agreed, expected);
            QCOMPARE(answer.agreed, expected);
            QCOMPARE(answer.element, choice.element);
        }
    }
}

void tst_PermessageDeflate::agreementsDifferByAnyParameter()
{
    for (const DeflateParameters &other :
         {DeflateParameters {true}, DeflateParameters {false, true},
          DeflateParameters {false, false, 14}, DeflateParameters {false, false, 15, 14}})
        QVERIFY(!(DeflateParameters() == other));
    for (const DeflateElement &other :
         {DeflateElement {true}, DeflateElement {false, true}, DeflateElement {false, false, 15},
          DeflateElement {false, false, {}, 15}})
        QVERIFY(!(DeflateElement() == other));
    QVERIFY((DeflateElement {true, true, 9, 10} == DeflateElement {true, true, 9, 10}));
}

QTEST_APPLESS_MAIN(tst_PermessageDeflate)
#include "tst_permessagedeflate.moc"
