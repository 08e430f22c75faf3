// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The embedded exchange, with a real LomondSocket as its client: subscription, pace, complaints,
// and what happens when it is killed and brought back.

#include "feed.h"
#include "tick.h"
#include "tickermodel.h"

#include <Lomond/LomondSocket>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qjsonarray.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int rate = 200;

struct Client
{
    explicit Client(const QUrl &url)
        : socket(url)
    {
        QObject::connect(&socket, &LomondSocket::json, &socket,
                         [this](const QJsonValue &value) { messages.append(value.toObject()); });
    }

    [[nodiscard]] QList<QJsonObject> ofType(const QString &type) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject &message : messages) {
            if (message.value("type"_L1) == type)
                found.append(message);
        }
        return found;
    }

    LomondSocket socket;
    QList<QJsonObject> messages;
};

} // namespace

class tst_Feed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void confirmsASubscription();
    void sendsOneSnapshotOfEachProductFirst();
    void sendsOnlyWhatWasAskedFor();
    void keepsItsRate_data();
    void keepsItsRate();
    void complainsOfWhatItDoesNotUnderstand_data();
    void complainsOfWhatItDoesNotUnderstand();
    void stopsSendingAfterUnsubscribe();
    void dropsItsClientsWithoutACloseFrameWhenKilled();
    void comesBackOnTheSamePort();
    void isReachedAgainByAPersistentClientWithoutDuplicateRows();

private:
    std::unique_ptr<Feed> m_feed;
};

void tst_Feed::init()
{
    m_feed = std::make_unique<Feed>(rate, 1);
    QVERIFY(!m_feed->isRunning());
    m_feed->start();
    QTRY_VERIFY(m_feed->isRunning());
    QVERIFY(m_feed->url().port() > 0);
}

void tst_Feed::cleanup()
{
    m_feed.reset();
}

void tst_Feed::confirmsASubscription()
{
    Client client(m_feed->url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendJson(subscription({u"ETH-USD"_s, u"BTC-USD"_s})));
    QTRY_VERIFY(!client.messages.isEmpty());
    const QJsonObject expected {
            {u"type"_s, u"subscriptions"_s},
            {u"channels"_s, QJsonArray {QJsonObject {
                                    {u"name"_s, u"ticker"_s},
                                    {u"product_ids"_s, QJsonArray {u"BTC-USD"_s, u"ETH-USD"_s}},
                            }}},
    };
    QCOMPARE(client.messages.constFirst(), expected);
}

void tst_Feed::sendsOneSnapshotOfEachProductFirst()
{
    Client client(m_feed->url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendJson(subscription(defaultProducts())));
    QTRY_VERIFY(client.messages.size() > defaultProducts().size());
    QStringList first;
    for (qsizetype i = 1; i <= defaultProducts().size(); ++i) {
        const auto tick = Tick::fromJson(client.messages.at(i));
        QVERIFY(tick);
        first.append(tick->product);
    }
    QCOMPARE(first, defaultProducts());
}

void tst_Feed::sendsOnlyWhatWasAskedFor()
{
    Client client(m_feed->url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendJson(subscription({u"BTC-USD"_s})));
    QTRY_VERIFY(client.ofType(u"ticker"_s).size() >= 10);
    for (const QJsonObject &message : client.ofType(u"ticker"_s))
        QCOMPARE(message.value("product_id"_L1).toString(), u"BTC-USD"_s);
}

void tst_Feed::keepsItsRate_data()
{
    QTest::addColumn<int>("messagesPerSecond");
    for (const int value : {40, 1'000, Feed::MaximumRate})
        QTest::addRow("%d", value) << value;
}

// On average; loose, since the machine may be busy with other tests.
void tst_Feed::keepsItsRate()
{
    QFETCH(const int, messagesPerSecond);
    Feed feed(messagesPerSecond, 1);
    feed.start();
    QTRY_VERIFY(feed.isRunning());
    Client client(feed.url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendJson(subscription(defaultProducts())));
    QTRY_VERIFY(!client.messages.isEmpty());
    const qsizetype before = client.messages.size();
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(client.messages.size() - before > messagesPerSecond, 5'000);
    const double seconds = double(timer.elapsed()) / 1'000;
    QVERIFY2(seconds > 0.6 && seconds < 2, qPrintable(QString::number(seconds)));
}

void tst_Feed::complainsOfWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("reason");

    const QString failed = u"Failed to subscribe"_s;
    QTest::newRow("not JSON") << u"hello"_s << u"Malformed JSON"_s << u"illegal value"_s;
    QTest::newRow("no type") << u"{}"_s << u"Unknown request"_s
                             << u"type must be subscribe or unsubscribe"_s;
    QTest::newRow("an array") << u"[]"_s << u"Unknown request"_s
                              << u"type must be subscribe or unsubscribe"_s;
    QTest::newRow("another channel")
            << uR"({"type":"subscribe","product_ids":["BTC-USD"],"channels":["level2"]})"_s
            << failed << u"the only channel is ticker"_s;
    QTest::newRow("no channel") << uR"({"type":"subscribe","product_ids":["BTC-USD"]})"_s << failed
                                << u"the only channel is ticker"_s;
    QTest::newRow("unknown product")
            << uR"({"type":"subscribe","product_ids":["X-USD"],"channels":["ticker"]})"_s << failed
            << u"X-USD is not a valid product"_s;
    QTest::newRow("no product") << uR"({"type":"subscribe","product_ids":[],"channels":["ticker"]})"_s
                                << failed << u"product_ids is empty"_s;
}

void tst_Feed::complainsOfWhatItDoesNotUnderstand()
{
    QFETCH(const QString, request);
    QFETCH(const QString, message);
    QFETCH(const QString, reason);
    Client client(m_feed->url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendText(request));
    QTRY_VERIFY(!client.messages.isEmpty());
    const QJsonObject expected {{u"type"_s, u"error"_s},
                                {u"message"_s, message},
                                {u"reason"_s, reason}};
    QCOMPARE(client.messages.constFirst(), expected);
    // and is none the worse for it
    QVERIFY(client.socket.sendJson(subscription({u"BTC-USD"_s})));
    QTRY_VERIFY(!client.ofType(u"ticker"_s).isEmpty());
}

void tst_Feed::stopsSendingAfterUnsubscribe()
{
    Client client(m_feed->url());
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QVERIFY(client.socket.sendJson(subscription(defaultProducts())));
    QTRY_VERIFY(client.ofType(u"ticker"_s).size() > 20);
    QVERIFY(client.socket.sendText(u"{\"type\":\"unsubscribe\"}"_s));
    QTRY_COMPARE(client.ofType(u"subscriptions"_s).size(), 2);
    const qsizetype before = client.messages.size();
    // a complaint that was asked for after the confirmation: nothing came between
    QVERIFY(client.socket.sendText(u"?"_s));
    QTRY_COMPARE(client.messages.size(), before + 1);
    QCOMPARE(client.messages.last().value("type"_L1).toString(), u"error"_s);
}

void tst_Feed::dropsItsClientsWithoutACloseFrameWhenKilled()
{
    Client client(m_feed->url());
    QSignalSpy disconnected(&client.socket, &LomondSocket::disconnected);
    const QSignalSpy closing(&client.socket, &LomondSocket::closing);
    client.socket.open();
    QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    QElapsedTimer timer;
    timer.start();
    m_feed->kill();
    QTRY_COMPARE(disconnected.size(), 1);
    QVERIFY(timer.elapsed() < 1'000);
    QCOMPARE(disconnected.at(0).at(1).toBool(), false);
    QCOMPARE(closing.size(), 0);
    QCOMPARE(client.socket.closeCode(), 1006);
    QTRY_VERIFY(!m_feed->isRunning());

    Client late(m_feed->url());
    const QSignalSpy failed(&late.socket, &LomondSocket::connectFailed);
    late.socket.open();
    QTRY_COMPARE(failed.size(), 1);
}

void tst_Feed::comesBackOnTheSamePort()
{
    const QUrl url = m_feed->url();
    for (int i = 0; i < 3; ++i) {
        m_feed->kill();
        QTRY_VERIFY(!m_feed->isRunning());
        m_feed->start();
        QTRY_VERIFY(m_feed->isRunning());
        QCOMPARE(m_feed->url(), url);
        Client client(url);
        client.socket.open();
        QTRY_COMPARE(client.socket.state(), LomondSocket::State::Ready);
    }
}

void tst_Feed::isReachedAgainByAPersistentClientWithoutDuplicateRows()
{
    Lomond::ReconnectPolicy policy;
    policy.setFirstDelay(50);
    policy.setMinimumDelay(10);
    policy.setMaximumDelay(200);
    LomondSocket socket(m_feed->url());
    socket.setReconnect(policy);
    socket.setPersistent(true);
    TickerModel model;
    model.setSocket(&socket);
    connect(&socket, &LomondSocket::ready, this, [&] { socket.sendJson(model.subscription()); });
    const auto staleRows = [&model] {
        int count = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            count += model.data(model.index(row), TickerModel::StaleRole).toInt();
        return count;
    };
    const int rows = model.rowCount();
    socket.open();
    QTRY_COMPARE(staleRows(), 0);
    for (int outage = 0; outage < 3; ++outage) {
        m_feed->kill();
        QTRY_COMPARE(staleRows(), rows);
        m_feed->start();
        QTRY_COMPARE(staleRows(), 0);
        QCOMPARE(model.rowCount(), rows);
    }
}

QTEST_GUILESS_MAIN(tst_Feed)
#include "tst_feed.moc"
