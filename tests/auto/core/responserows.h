// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Rows of a server's responses, and what a client makes of each, in whatever manner it arrives: as
// one block, octet by octet, or with the first frame in the same block.
// For tst_serverresponse*.cpp. Their tags number the kinds of responses, H1 to H26.

#ifndef LOMOND_TESTS_RESPONSEROWS_H
#define LOMOND_TESTS_RESPONSEROWS_H

#include "handshakeanswers.h"
#include "protocolharness.h"

#include <QtTest/qtest.h>

namespace Lomond::Test {

enum class Ending { Open, Rejected, Failed };
enum class Manner { Block, Octets, WithFrame };

struct ServerResponse
{
    QByteArray octets = {};
    Ending ending = Ending::Open;
    QString reason = {}; // the end of it, unless it is open
    int statusCode = 101; // that is told; 0: none could be read
    Headers fields = {}; // that can be read afterwards
    QByteArray body = {}; // of what is rejected
    bool hasEnd = true; // else the end of the stream is that of the body
    QStringList offered = {}; // subprotocols
    QString protocol = {}; // agreed
    bool compress = false; // offered
    QStringList extensions = {}; // agreed
    qsizetype toldAfter = 0; // octets, if they come singly; 0: it does not matter
};

inline ServerResponse opens(const QByteArray &octets)
{
    return {.octets = octets};
}

// an upgrade that is none, whose head is read to its end
inline ServerResponse rejected(const QByteArray &octets, const QString &reason)
{
    return {.octets = octets, .ending = Ending::Rejected, .reason = reason};
}

// a head that cannot be read to its end
inline ServerResponse fails(const QByteArray &octets, const QString &reason, int statusCode = 0)
{
    return {.octets = octets, .ending = Ending::Failed, .reason = reason, .statusCode = statusCode};
}

inline void addResponse(const QByteArray &tag, const ServerResponse &response)
{
    QTest::newRow(tag) << response;
}

// A client that has sent its request, and what came of the answer.
class AnsweredClient
{
public:
    explicit AnsweredClient(const QStringList &offered = {}, bool compress = false)
        : m_protocol(Role::Client, options(offered, compress, &m_keys))
    {
        if (!m_protocol.takeOutput().startsWith("GET / HTTP/1.1\r\n")
            || !m_protocol.takeOutput().isNull())
            qFatal("the client does not send its request");
    }

    Protocol *operator->() { return &m_protocol; }

    void feed(QByteArrayView octets, qsizetype step)
    {
        for (qsizetype at = 0; at < octets.size(); at += step) {
            m_protocol.feed(octets.sliced(at, qMin(step, octets.size() - at)));
            m_fed += qMin(step, octets.size() - at);
            pull();
        }
    }
    void feed(QByteArrayView octets) { feed(octets, octets.size()); }
    void end()
    {
        m_protocol.commitEof();
        pull();
    }

    QStringList events; // in words
    std::optional<Protocol::Event> first;
    qsizetype toldAfter = 0; // octets

private:
    static ProtocolOptions options(const QStringList &offered, bool compress, quint32 *keys)
    {
        ProtocolOptions options = HandshakeAnswers::options(offered);
        if (compress)
            options.compression = CompressionOptions();
        options.fillRandom = &nextKeys;
        options.fillRandomContext = keys;
        return options;
    }

    void pull()
    {
        while (const std::optional<Protocol::Event> event = m_protocol.nextEvent()) {
            events.append(inWords(*event));
            if (first)
                continue;
            first = event; // it has no payload that could go
            toldAfter = m_fed;
        }
    }

    quint32 m_keys = 0;
    Protocol m_protocol;
    qsizetype m_fed = 0;
};

inline void compareFields(const Response &response, const Headers &expected)
{
    for (const Headers::Field &field : expected)
        QCOMPARE(response.headers().values(field.name), expected.values(field.name));
}

inline void compareOpen(AnsweredClient &client, const ServerResponse &expected, Manner manner)
{
    QStringList events = {QStringLiteral("Accepted")};
    if (manner != Manner::WithFrame) {
        QCOMPARE(client.events, events);
        client.feed(HandshakeAnswers::FirstFrame);
    }
    events.append(QStringLiteral("Text 'hi'"));
    QCOMPARE(client.events, events);
    const auto &accepted = std::get<Protocol::Accepted>(*client.first);
    QCOMPARE(accepted.response.statusCode(), 101);
    QCOMPARE(accepted.protocol, expected.protocol);
    QCOMPARE(accepted.extensions, expected.extensions);
    compareFields(accepted.response, expected.fields);
    QCOMPARE(client->state(), Protocol::State::Open);
    QCOMPARE(client->transport(), Protocol::Transport::KeepOpen);
    QCOMPARE(client->pendingOutput(), 0);
}

inline void compareRejection(const Protocol::Rejected &rejected, const ServerResponse &expected,
                             Manner manner)
{
    const bool frameIsBody = manner == Manner::WithFrame && !expected.hasEnd;
    QCOMPARE(rejected.response.statusCode(), expected.statusCode);
    QCOMPARE(rejected.response.body(),
             frameIsBody ? expected.body + HandshakeAnswers::FirstFrame : expected.body);
    QVERIFY2(rejected.reason.endsWith(expected.reason), qPrintable(rejected.reason));
    compareFields(rejected.response, expected.fields);
}

inline void compareFailure(const Protocol::Failed &failed, const ServerResponse &expected)
{
    QCOMPARE(failed.code, ErrorCode::HandshakeError);
    QCOMPARE(failed.closeCode, 0);
    QCOMPARE(failed.httpStatus, expected.statusCode);
    QVERIFY2(failed.text.endsWith(expected.reason), qPrintable(failed.text));
}

// The connection is over, nothing but the request was ever sent, and nothing more is looked at.
inline void compareRefused(AnsweredClient &client, const ServerResponse &expected, Manner manner)
{
    if (!expected.hasEnd) {
        QCOMPARE(client.events, QStringList());
        QCOMPARE(client->transport(), Protocol::Transport::AwaitPeer);
        client.end();
    }
    QCOMPARE(client.events.size(), 1);
    if (expected.ending == Ending::Rejected) {
        const auto *rejected = std::get_if<Protocol::Rejected>(&*client.first);
        QVERIFY2(rejected, qPrintable(client.events.first()));
        compareRejection(*rejected, expected, manner);
    } else {
        const auto *failed = std::get_if<Protocol::Failed>(&*client.first);
        QVERIFY2(failed, qPrintable(client.events.first()));
        compareFailure(*failed, expected);
    }
    client.feed(HandshakeAnswers::FirstFrame);
    QCOMPARE(client.events.size(), 1);
    QCOMPARE(client->state(), Protocol::State::Closed);
    QCOMPARE(client->transport(), Protocol::Transport::CloseWhenFlushed);
    QCOMPARE(client->sendText(u"x"), ErrorCode::WebSocketClosed);
    QCOMPARE(client->pendingOutput(), 0);
}

inline void compareResponse(const ServerResponse &expected)
{
    for (const Manner manner : {Manner::Block, Manner::Octets, Manner::WithFrame}) {
        const QByteArray wire = manner == Manner::WithFrame
                                        ? expected.octets + HandshakeAnswers::FirstFrame
                                        : expected.octets;
        AnsweredClient client(expected.offered, expected.compress);
        client.feed(wire, manner == Manner::Octets ? 1 : wire.size());
        if (manner == Manner::Octets && expected.toldAfter > 0)
            QCOMPARE(client.toldAfter, expected.toldAfter);
        if (expected.ending == Ending::Open)
            compareOpen(client, expected, manner);
        else
            compareRefused(client, expected, manner);
        if (QTest::currentTestFailed()) {
            qInfo("as it arrived in manner %d", int(manner));
            return;
        }
    }
}

} // namespace Lomond::Test

#endif
