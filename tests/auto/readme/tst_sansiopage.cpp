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

void tst_SansioPage::takesMessages()
{
    Protocol client(Lomond::Role::Client,
                    clientOptions(QUrl(u"ws://example.com/chat"_s), QByteArray(16, 'k'), countUp));
    Protocol server(Lomond::Role::Server, {});
    server.feed(client.takeOutput());
    QVERIFY(server.nextEvent());
    QCOMPARE(server.accept(), ErrorCode::NoError);
    client.feed(server.takeOutput());
    QVERIFY(client.nextEvent());
    QCOMPARE(client.sendBinary("small"), ErrorCode::NoError);
    const QByteArray large(100'000, 'x');
    QCOMPARE(client.sendBinary(large), ErrorCode::NoError);
    QList<QByteArray> messages;
    for (QByteArray octets; !(octets = client.takeOutput()).isNull();) {
        server.feed(octets);
        while (const std::optional<Protocol::Event> event = server.nextEvent())
            keep(server, *event, messages);
    }
    QCOMPARE(messages, (QList<QByteArray> {"small", large}));
}

QTEST_APPLESS_MAIN(tst_SansioPage)
#include "tst_sansiopage.moc"
