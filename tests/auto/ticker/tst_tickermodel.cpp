// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The rows of the ticker: keyed, formatted, coalesced, and unmoved by nonsense. The time is a
// variable of the test.

#include "tickermodel.h"

#include <QtCore/qjsonarray.h>
#include <QtTest/qabstractitemmodeltester.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

namespace {

const QString bitcoin = u"BTC-USD"_s;

QJsonObject ticker(const QString &product, const QString &price)
{
    return {{u"type"_s, u"ticker"_s},
            {u"product_id"_s, product},
            {u"price"_s, price},
            {u"open_24h"_s, u"66000.00"_s},
            {u"low_24h"_s, u"65000.5"_s},
            {u"high_24h"_s, u"70000"_s},
            {u"time"_s, u"2026-03-01T12:03:04.123456Z"_s}};
}

} // namespace

class tst_TickerModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void beginsWithOneRowForEachProduct();
    void keepsOneRowForEachProductAfterResubscribing();
    void ignoresProductsNobodyAskedFor();
    void writesNumbersAsTradersReadThem_data();
    void writesNumbersAsTradersReadThem();
    void keepsTheDecimalsThatItHasSeen();
    void writesTheTimeOfTheTick();
    void tellsTheDirectionOfWhatIsShown();
    void announcesAtMostOneBurstPerFrame();
    void announcesTheFirstTickAtOnce();
    void announcesOnlyRowsThatChanged();
    void announcesTheLastTickOfAFrame();
    void recordsTheHistoryInATimedRing();
    void countsMessagesPerSecond();
    void dimsEveryRowWhenOffline();
    void dimsARowThatHeardNothing();
    void ignoresNonsense_data();
    void ignoresNonsense();
    void passesOnWhatTheExchangeComplainsOf();
    void subscribesToItsProducts();

private:
    QVariant at(const QString &product, TickerModel::Role role) const
    {
        return m_model->data(m_model->index(int(m_model->products().indexOf(product))), role);
    }
    // Changes of anything but the sparkline.
    static qsizetype quoteChanges(const QSignalSpy &spy)
    {
        return std::count_if(spy.begin(), spy.end(), [](const QList<QVariant> &arguments) {
            return arguments.at(2).value<QList<int>>().contains(TickerModel::PriceRole);
        });
    }

    qint64 m_now = 0;
    std::unique_ptr<TickerModel> m_model;
};

void tst_TickerModel::init()
{
    m_now = 1'000;
    m_model = std::make_unique<TickerModel>([this] { return m_now; }, nullptr);
    new QAbstractItemModelTester(m_model.get(),
                                 QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_model.get());
}

void tst_TickerModel::cleanup()
{
    m_model.reset();
}

void tst_TickerModel::beginsWithOneRowForEachProduct()
{
    QCOMPARE(m_model->products(), defaultProducts());
    QCOMPARE(at(bitcoin, TickerModel::NameRole), u"Bitcoin"_s);
    QCOMPARE(at(bitcoin, TickerModel::PriceTextRole), u"–"_s);
    QCOMPARE(at(bitcoin, TickerModel::PercentTextRole), u"–"_s);
    QCOMPARE(at(bitcoin, TickerModel::StaleRole), true);
}

void tst_TickerModel::keepsOneRowForEachProductAfterResubscribing()
{
    const int rows = m_model->rowCount();
    for (int subscription = 0; subscription < 3; ++subscription) {
        m_model->setOnline(true);
        for (const QString &product : defaultProducts())
            QVERIFY(m_model->receive(ticker(product, QString::number(100 + subscription))));
        m_model->setOnline(false);
    }
    QCOMPARE(m_model->rowCount(), rows);
    QCOMPARE(m_model->products(), defaultProducts());
    QCOMPARE(at(bitcoin, TickerModel::PriceRole), 102.0);
}

void tst_TickerModel::ignoresProductsNobodyAskedFor()
{
    QVERIFY(!m_model->receive(ticker(u"XYZ-USD"_s, u"1"_s)));
    QCOMPARE(m_model->rowCount(), int(defaultProducts().size()));
    QCOMPARE(m_model->messageCount(), 0);
}

void tst_TickerModel::writesNumbersAsTradersReadThem_data()
{
    QTest::addColumn<QString>("price");
    QTest::addColumn<QString>("open");
    QTest::addColumn<QString>("priceText");
    QTest::addColumn<QString>("changeText");
    QTest::addColumn<QString>("percentText");

    QTest::newRow("rise") << u"67123.45"_s << u"66000.00"_s << u"67,123.45"_s << u"+1,123.45"_s
                          << u"+1.70 %"_s;
    QTest::newRow("fall") << u"66000.00"_s << u"67123.45"_s << u"66,000.00"_s << u"−1,123.45"_s
                          << u"−1.67 %"_s;
    QTest::newRow("no change") << u"7.163"_s << u"7.163"_s << u"7.163"_s << u"0.000"_s
                               << u"0.00 %"_s;
    QTest::newRow("a change that rounds to nothing")
            << u"67123.45"_s << u"67123.44"_s << u"67,123.45"_s << u"+0.01"_s << u"0.00 %"_s;
    QTest::newRow("five decimals")
            << u"0.15873"_s << u"0.16"_s << u"0.15873"_s << u"−0.00127"_s << u"−0.79 %"_s;
    QTest::newRow("no decimals") << u"67123"_s << u"67000"_s << u"67,123.00"_s << u"+123.00"_s
                                 << u"+0.18 %"_s;
    QTest::newRow("a million") << u"1234567.80"_s << u"1000000"_s << u"1,234,567.80"_s
                               << u"+234,567.80"_s << u"+23.46 %"_s;
    QTest::newRow("no open") << u"67123.45"_s << QString() << u"67,123.45"_s << u"–"_s << u"–"_s;
}

void tst_TickerModel::writesNumbersAsTradersReadThem()
{
    QFETCH(const QString, price);
    QFETCH(const QString, open);
    QJsonObject message = ticker(bitcoin, price);
    message.insert("open_24h"_L1, open);
    QVERIFY(m_model->receive(message));
    QTEST(at(bitcoin, TickerModel::PriceTextRole).toString(), "priceText");
    QTEST(at(bitcoin, TickerModel::ChangeTextRole).toString(), "changeText");
    QTEST(at(bitcoin, TickerModel::PercentTextRole).toString(), "percentText");
}

// "67123.4" after "67123.45" is 67,123.40: exchanges leave zeros out.
void tst_TickerModel::keepsTheDecimalsThatItHasSeen()
{
    QVERIFY(m_model->receive(ticker(bitcoin, u"67123.4567"_s)));
    QVERIFY(m_model->receive(ticker(bitcoin, u"67123.4"_s)));
    QCOMPARE(at(bitcoin, TickerModel::PriceTextRole), u"67,123.4000"_s);
    QCOMPARE(at(bitcoin, TickerModel::LowTextRole), u"65,000.5000"_s);
    QCOMPARE(at(bitcoin, TickerModel::HighTextRole), u"70,000.0000"_s);
}

void tst_TickerModel::writesTheTimeOfTheTick()
{
    QVERIFY(m_model->receive(ticker(bitcoin, u"1"_s)));
    const QDateTime time(QDate(2026, 3, 1), QTime(12, 3, 4, 123), Qt::UTC);
    QCOMPARE(at(bitcoin, TickerModel::LastTickRole).toDateTime().toUTC(), time);
    QCOMPARE(at(bitcoin, TickerModel::LastTickTextRole).toString(),
             time.toLocalTime().toString(u"HH:mm:ss"_s));
}

void tst_TickerModel::tellsTheDirectionOfWhatIsShown()
{
    const auto show = [this](const QString &price) {
        m_now += TickerModel::FrameInterval;
        m_model->receive(ticker(bitcoin, price));
        return at(bitcoin, TickerModel::DirectionRole).toInt();
    };
    QCOMPARE(show(u"100"_s), 0); // the first: nothing to compare with
    QCOMPARE(show(u"101"_s), 1);
    QCOMPARE(show(u"99"_s), -1);
    QCOMPARE(show(u"99"_s), 0);
    // up to 120 and down to 105 within one frame: who looks has seen a rise
    m_model->receive(ticker(bitcoin, u"120"_s));
    m_model->receive(ticker(bitcoin, u"105"_s));
    m_model->flush();
    QCOMPARE(at(bitcoin, TickerModel::DirectionRole).toInt(), 1);
}

void tst_TickerModel::announcesAtMostOneBurstPerFrame()
{
    const QSignalSpy changes(m_model.get(), &TickerModel::dataChanged);
    constexpr int messages = 5'000; // in one second
    for (int i = 0; i < messages; ++i) {
        m_now = 1'000 + i / 5;
        QVERIFY(m_model->receive(ticker(bitcoin, QString::number(60'000 + i))));
    }
    constexpr qsizetype frames = 1'000 / TickerModel::FrameInterval + 1;
    QVERIFY2(quoteChanges(changes) <= frames, qPrintable(QString::number(quoteChanges(changes))));
    QVERIFY(quoteChanges(changes) >= frames - 1);
    QVERIFY(changes.size() - quoteChanges(changes) <= 1'000 / TickerModel::HistoryInterval + 1);
    QCOMPARE(m_model->messageCount(), messages);
}

void tst_TickerModel::announcesTheFirstTickAtOnce()
{
    const QSignalSpy changes(m_model.get(), &TickerModel::dataChanged);
    m_model->receive(ticker(bitcoin, u"1"_s));
    QCOMPARE(quoteChanges(changes), 1);
}

void tst_TickerModel::announcesOnlyRowsThatChanged()
{
    m_model->flush();
    QSignalSpy changes(m_model.get(), &TickerModel::dataChanged);
    for (const int row : {1, 2, 5})
        m_model->receive(ticker(defaultProducts().at(row), u"1"_s));
    m_model->flush();
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes.at(0).at(0).toModelIndex().row(), 1);
    QCOMPARE(changes.at(0).at(1).toModelIndex().row(), 2);
    QCOMPARE(changes.at(1).at(0).toModelIndex().row(), 5);
    QCOMPARE(changes.at(1).at(1).toModelIndex().row(), 5);
    changes.clear();
    m_model->flush();
    QCOMPARE(changes.size(), 0);
}

// With the true timer: what came after the first of a frame is shown without another message.
void tst_TickerModel::announcesTheLastTickOfAFrame()
{
    m_model->receive(ticker(bitcoin, u"1"_s));
    m_model->receive(ticker(bitcoin, u"2"_s));
    QCOMPARE(at(bitcoin, TickerModel::PriceRole), 1.0);
    QTRY_COMPARE(at(bitcoin, TickerModel::PriceRole), 2.0);
}

void tst_TickerModel::recordsTheHistoryInATimedRing()
{
    const auto history = [this] {
        return at(bitcoin, TickerModel::HistoryRole).value<QList<qreal>>();
    };
    qsizetype longest = 0;
    for (int second = 1; second <= 3'600; ++second) {
        m_now = second * 1'000;
        m_model->receive(ticker(bitcoin, QString::number(second)));
        longest = qMax(longest, history().size());
        QCOMPARE(history().last(), double(second)); // the line ends at the price shown
    }
    QVERIFY(longest <= TickerModel::HistoryLength + 1);
    QVERIFY(history().size() > TickerModel::HistoryLength / 2);
    QVERIFY(std::is_sorted(history().cbegin(), history().cend()));
    // it rolls: ten minutes of an hour are left
    QVERIFY(history().first() > 3'600 - 15 * 60);
    QVERIFY(history().first() < 3'600 - 5 * 60);
}

void tst_TickerModel::countsMessagesPerSecond()
{
    for (int i = 0; i < 250; ++i)
        m_model->receive(ticker(bitcoin, u"1"_s));
    m_now += 2'000;
    m_model->updateOncePerSecond();
    QCOMPARE(m_model->messageRate(), 125);
    m_now += 1'000;
    m_model->updateOncePerSecond();
    QCOMPARE(m_model->messageRate(), 0);
}

void tst_TickerModel::dimsEveryRowWhenOffline()
{
    for (const QString &product : defaultProducts())
        m_model->receive(ticker(product, u"1"_s));
    QCOMPARE(at(bitcoin, TickerModel::StaleRole), false);
    const QSignalSpy changes(m_model.get(), &TickerModel::dataChanged);
    m_model->setOnline(false);
    QVERIFY(quoteChanges(changes) > 0);
    for (const QString &product : defaultProducts())
        QCOMPARE(at(product, TickerModel::StaleRole), true);
    m_model->setOnline(true);
    m_model->receive(ticker(bitcoin, u"2"_s));
    QCOMPARE(at(bitcoin, TickerModel::StaleRole), false);
    QCOMPARE(at(u"ETH-USD"_s, TickerModel::StaleRole), true);
}

void tst_TickerModel::dimsARowThatHeardNothing()
{
    m_model->receive(ticker(bitcoin, u"1"_s));
    m_now += TickerModel::StaleAfter - 1;
    m_model->updateOncePerSecond();
    QCOMPARE(at(bitcoin, TickerModel::StaleRole), false);
    m_now += 1;
    m_model->updateOncePerSecond();
    QCOMPARE(at(bitcoin, TickerModel::StaleRole), true);
}

void tst_TickerModel::ignoresNonsense_data()
{
    QTest::addColumn<QJsonValue>("message");

    const auto with = [](const QString &key, const QJsonValue &value) {
        QJsonObject message = ticker(bitcoin, u"1"_s);
        message.insert(key, value);
        return QJsonValue(message);
    };
    QTest::newRow("undefined") << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("null") << QJsonValue();
    QTest::newRow("a number") << QJsonValue(17);
    QTest::newRow("a string") << QJsonValue(u"ticker"_s);
    QTest::newRow("an array") << QJsonValue(QJsonArray {ticker(bitcoin, u"1"_s)});
    QTest::newRow("an empty object") << QJsonValue(QJsonObject());
    QTest::newRow("another type") << with(u"type"_s, u"heartbeat"_s);
    QTest::newRow("a type that is a number") << with(u"type"_s, 1);
    QTest::newRow("no product") << with(u"product_id"_s, {});
    QTest::newRow("a product that is a number") << with(u"product_id"_s, 1);
    QTest::newRow("no price") << with(u"price"_s, {});
    QTest::newRow("a price of words") << with(u"price"_s, u"dear"_s);
    QTest::newRow("an empty price") << with(u"price"_s, QString());
    QTest::newRow("a negative price") << with(u"price"_s, u"-1"_s);
    QTest::newRow("a price of zero") << with(u"price"_s, u"0"_s);
    QTest::newRow("nan") << with(u"price"_s, u"nan"_s);
    QTest::newRow("inf") << with(u"price"_s, u"inf"_s);
    QTest::newRow("beyond double") << with(u"price"_s, u"1e999"_s);
    QTest::newRow("a price that is an object") << with(u"price"_s, QJsonObject());
}

void tst_TickerModel::ignoresNonsense()
{
    QFETCH(const QJsonValue, message);
    m_model->receive(ticker(bitcoin, u"42"_s));
    m_now += 1'000;
    QVERIFY(!m_model->receive(message));
    m_model->flush();
    QCOMPARE(at(bitcoin, TickerModel::PriceRole), 42.0);
    QCOMPARE(m_model->messageCount(), 1);
    QCOMPARE(m_model->complaint(), QString());
}

void tst_TickerModel::passesOnWhatTheExchangeComplainsOf()
{
    m_model->receive(QJsonObject {{u"type"_s, u"error"_s},
                                  {u"message"_s, u"Failed to subscribe"_s},
                                  {u"reason"_s, u"X is not a valid product"_s}});
    QCOMPARE(m_model->complaint(), u"Failed to subscribe: X is not a valid product"_s);
    m_model->receive(QJsonObject {{u"type"_s, u"subscriptions"_s}});
    QCOMPARE(m_model->complaint(), QString());
}

void tst_TickerModel::subscribesToItsProducts()
{
    m_model->setProducts({u"A-USD"_s, u"B-USD"_s, u"A-USD"_s});
    QCOMPARE(m_model->rowCount(), 2);
    const QJsonObject expected {{u"type"_s, u"subscribe"_s},
                                {u"product_ids"_s, QJsonArray {u"A-USD"_s, u"B-USD"_s}},
                                {u"channels"_s, QJsonArray {u"ticker"_s}}};
    QCOMPARE(m_model->subscription(), expected);
}

QTEST_GUILESS_MAIN(tst_TickerModel)
#include "tst_tickermodel.moc"
