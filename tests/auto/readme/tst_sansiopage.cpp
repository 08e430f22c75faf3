// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The code of docs/sansio.md, as it stands there, does what the page says: a server that is driven by
// it meets a client in memory. What it lacks, including <QtTest>, would be missing on the page, too.

#include "sansio_page.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

namespace {

void countUp(void *, std::span<quint32> words)
{
    static quint32 next = 0;
    for (quint32 &word : words)
        word = next += 0x9E3779B9;
}

// The other end of the stream: it says what it is told to, one thing each time it is read from.
class Client
{
public:
    Client(const QUrl &url, QList<std::function<void(Protocol &)>> acts)
        : m_protocol(Lomond::Role::Client, clientOptions(url, QByteArray(16, 'k'), countUp))
        , m_acts(std::move(acts))
    {}

    [[nodiscard]] Stream stream()
    {
        return {[this](std::span<char> room) { return read(room); },
                [this](QByteArrayView octets) { hear(octets); }, [this] { m_ended = true; }};
    }
    [[nodiscard]] const QList<QByteArray> &texts() const { return m_texts; }
    [[nodiscard]] QByteArray last() const { return m_last; }
    [[nodiscard]] bool hasEnded() const { return m_ended; } // the server's direction

private:
    qsizetype read(std::span<char> room)
    {
        QByteArray octets = m_protocol.takeOutput();
        if (octets.isNull() && !m_acts.isEmpty()) {
            m_acts.takeFirst()(m_protocol);
            octets = m_protocol.takeOutput();
        }
        std::copy(octets.begin(), octets.end(), room.begin());
        return octets.size();
    }
    void hear(QByteArrayView octets)
    {
        m_protocol.feed(octets);
        while (const std::optional<Protocol::Event> event = m_protocol.nextEvent()) {
            if (const auto *text = std::get_if<Protocol::Text>(&*event))
                m_texts.append(text->payload.toByteArray());
            else if (const auto *closed = std::get_if<Protocol::Closed>(&*event))
                m_last = "closed " + QByteArray::number(closed->code);
            else if (const auto *rejected = std::get_if<Protocol::Rejected>(&*event))
                m_last = "rejected " + QByteArray::number(rejected->response.statusCode());
        }
    }

    Protocol m_protocol;
    QList<std::function<void(Protocol &)>> m_acts;
    QList<QByteArray> m_texts;
    QByteArray m_last;
    bool m_ended = false;
};

void say(Protocol &client, QStringView text)
{
    QCOMPARE(client.sendText(text), ErrorCode::NoError);
}

void close(Protocol &client)
{
    QCOMPARE(client.close(1000), ErrorCode::NoError);
}

} // namespace

class tst_SansioPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loopServesAConversation();
    void loopRefusesWhatItDoesNotKnow();
    void loopEndsWithTheStream();
    void takesMessages();
    void sendsLongMessages();
};

void tst_SansioPage::loopServesAConversation()
{
    Client client(QUrl(u"ws://example.com/chat"_s),
                  {[](Protocol &to) { say(to, u"one"); }, [](Protocol &to) { say(to, u"Grüße"); },
                   [](Protocol &to) { close(to); }});
    Protocol server(Lomond::Role::Server, {});
    Stream stream = client.stream();
    drive(server, stream);
    QCOMPARE(client.texts(), (QList<QByteArray> {"one", "Grüße"}));
    QCOMPARE(client.last(), "closed 1000");
    QVERIFY(client.hasEnded());
}

void tst_SansioPage::loopRefusesWhatItDoesNotKnow()
{
    Client client(QUrl(u"ws://example.com/other"_s), {});
    Protocol server(Lomond::Role::Server, {});
    Stream stream = client.stream();
    drive(server, stream);
    QCOMPARE(client.last(), "rejected 404");
    QVERIFY(client.hasEnded());
}

void tst_SansioPage::loopEndsWithTheStream()
{
    Client client(QUrl(u"ws://example.com/chat"_s), {[](Protocol &to) { say(to, u"one"); }});
    Protocol server(Lomond::Role::Server, {});
    Stream stream = client.stream();
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"ended without a close frame"_s));
    drive(server, stream);
    QCOMPARE(client.texts(), (QList<QByteArray> {"one"}));
    QVERIFY(client.hasEnded());
}

// A client and a server that it is connected with, by hand.
struct Pair
{
    explicit Pair(const Lomond::ProtocolOptions &options = {})
        : server(Lomond::Role::Server, options)
    {
        server.feed(client.takeOutput());
        const bool requested = server.nextEvent().has_value();
        const ErrorCode error = server.accept();
        client.feed(server.takeOutput());
        open = requested && error == ErrorCode::NoError && client.nextEvent().has_value();
    }
    void deliver(const std::function<void(const Protocol::Event &)> &take)
    {
        for (QByteArray octets; !(octets = client.takeOutput()).isNull();) {
            server.feed(octets);
            while (const std::optional<Protocol::Event> event = server.nextEvent())
                take(*event);
        }
    }

    Protocol client {Lomond::Role::Client,
                     clientOptions(QUrl(u"ws://example.com/chat"_s), QByteArray(16, 'k'), countUp)};
    Protocol server;
    bool open = false;
};

void tst_SansioPage::takesMessages()
{
    Pair pair;
    QVERIFY(pair.open);
    QCOMPARE(pair.client.sendBinary("small"), ErrorCode::NoError);
    const QByteArray large(100'000, 'x');
    QCOMPARE(pair.client.sendBinary(large), ErrorCode::NoError);
    QList<QByteArray> messages;
    pair.deliver([&](const Protocol::Event &event) { keep(pair.server, event, messages); });
    QCOMPARE(messages, (QList<QByteArray> {"small", large}));
}

void tst_SansioPage::sendsLongMessages()
{
    Lomond::ProtocolOptions options;
    options.streaming = true;
    Pair pair(options);
    QVERIFY(pair.open);
    QByteArray received;
    int finals = 0;
    const auto flush = [&] {
        QVERIFY(pair.client.pendingOutput() < 21'000);
        pair.deliver([&](const Protocol::Event &event) {
            const auto *part = std::get_if<Protocol::BinaryPart>(&event);
            QVERIFY(part);
            received += part->payload;
            finals += part->final;
        });
    };
    int pieces = 0;
    const auto nextPiece = [&] {
        return pieces++ < 50 ? QByteArray(20'000, char('a' + pieces % 26)) : QByteArray();
    };
    QCOMPARE(sendLong(pair.client, nextPiece, flush), ErrorCode::NoError);
    QCOMPARE(received.size(), 1'000'000);
    QCOMPARE(received.back(), char('a' + 50 % 26));
    QCOMPARE(finals, 1);
}

QTEST_APPLESS_MAIN(tst_SansioPage)
#include "tst_sansiopage.moc"
