// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The window at every size: no text is cut, elided, outside of the window or on top of another.
// Shows the real QML, with the prices that take the most room and a reason that wraps.

#include "feed.h"
#include "fonts.h"
#include "options.h"
#include "tickermodel.h"
#include "window.h"

#include <QtGui/qguiapplication.h>
#include <QtQuick/qquickitem.h>
#include <QtQuick/qquickwindow.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

namespace {

void collectTexts(const QQuickItem *item, QList<const QQuickItem *> &texts)
{
    if (!item->isVisible())
        return;
    if (item->inherits("QQuickText") && !item->property("text").toString().isEmpty())
        texts.append(item);
    const QList<QQuickItem *> children = item->childItems();
    for (const QQuickItem *child : children)
        collectTexts(child, texts);
}

// Where the glyphs are, in the window.
QRectF painted(const QQuickItem *text)
{
    const qreal width = text->property("contentWidth").toReal();
    const qreal height = text->property("contentHeight").toReal();
    const qreal right = text->property("rightPadding").toReal();
    qreal x = 0;
    switch (text->property("effectiveHorizontalAlignment").toInt()) {
    case Qt::AlignRight:
        x = text->width() - width - right;
        break;
    case Qt::AlignHCenter:
        x = (text->width() - width) / 2;
        break;
    }
    return text->mapRectToScene(QRectF(x, (text->height() - height) / 2, width, height));
}

QByteArray describe(const QQuickItem *text)
{
    return text->property("text").toString().toUtf8();
}

} // namespace

class tst_TickerLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void showsEveryTextInFull_data();
    void showsEveryTextInFull();
    void showsEveryColumnWhereThereIsRoom();
    void alignsPricesAtTheRight();

private:
    static void fill(TickerModel *model);
};

void tst_TickerLayout::initTestCase()
{
    QGuiApplication::setFont(tabularFont(QGuiApplication::font()));
}

void tst_TickerLayout::fill(TickerModel *model)
{
    const QStringList products = model->products();
    for (const QString &product : products) {
        const bool dear = product == "BTC-USD"_L1;
        model->receive(QJsonObject {{u"type"_s, u"ticker"_s},
                                    {u"product_id"_s, product},
                                    {u"price"_s, dear ? u"1234567.89"_s : u"0.00001888"_s},
                                    {u"open_24h"_s, dear ? u"2345678.90"_s : u"0.00000999"_s},
                                    {u"low_24h"_s, dear ? u"1034567.89"_s : u"0.00000988"_s},
                                    {u"high_24h"_s, dear ? u"2434567.89"_s : u"0.00001999"_s},
                                    {u"time"_s, u"2026-03-01T20:58:48.888Z"_s}});
    }
    model->flush();
}

void tst_TickerLayout::showsEveryTextInFull_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("embedded");

    for (const QSize size : {QSize(480, 320), QSize(512, 320), QSize(480, 1000), QSize(640, 480),
                             QSize(800, 320), QSize(900, 700), QSize(1024, 640), QSize(1280, 400),
                             QSize(1920, 1080), QSize(2560, 1440), QSize(3840, 2160)}) {
        QTest::addRow("%dx%d, a feed of its own", size.width(), size.height()) << size << true;
        QTest::addRow("%dx%d, an exchange that is not there", size.width(), size.height())
                << size << false;
    }
}

void tst_TickerLayout::showsEveryTextInFull()
{
    QFETCH(const QSize, size);
    QFETCH(const bool, embedded);
    Options options;
    options.size = size;
    options.url = QUrl(u"ws://127.0.0.1:1/a/rather/long/path/to/the/feed/of/an/exchange"_s);
    Feed feed(50, 1);
    const Window ticker(options, embedded ? &feed : nullptr);
    QCOMPARE(ticker.error(), QString());
    auto *window = qobject_cast<QQuickWindow *>(QGuiApplication::topLevelWindows().constFirst());
    QVERIFY(QTest::qWaitForWindowExposed(window));
    fill(window->property("quotes").value<TickerModel *>());
    if (embedded)
        feed.start();

    const auto texts = [window] {
        QList<const QQuickItem *> found;
        collectTexts(window->contentItem(), found);
        return found;
    };
    const auto shows = [&](QLatin1StringView text) {
        const auto all = texts();
        return std::any_of(all.begin(), all.end(), [text](const QQuickItem *item) {
            return item->property("text").toString().contains(text);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(shows(embedded ? "live"_L1 : "reconnecting in"_L1), 10'000);
    QVERIFY(!window->grabWindow().isNull()); // polishes and lays out
    QCOMPARE(shows("Kill the feed"_L1), embedded);

    const QRectF area(QPointF(), window->size());
    QCOMPARE(window->size(), size);
    const QList<const QQuickItem *> all = texts();
    QVERIFY(all.size() > 40);
    for (const QQuickItem *text : all) {
        QVERIFY2(!text->property("truncated").toBool(), describe(text));
        QVERIFY2(text->property("contentWidth").toReal() <= text->width() + 0.5, describe(text));
        QVERIFY2(text->property("contentHeight").toReal() <= text->height() + 0.5, describe(text));
        QVERIFY2(area.contains(painted(text)), describe(text));
        QVERIFY2(text->property("font").value<QFont>().pixelSize() >= 11, describe(text));
    }
    for (qsizetype i = 0; i < all.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            const QRectF common = painted(all.at(i)).intersected(painted(all.at(j)));
            // lines of text one below the other may share the room of accents and descents
            QVERIFY2(common.width() < 1 || common.height() < 0.25 * painted(all.at(i)).height(),
                     describe(all.at(i)) + " on " + describe(all.at(j)));
        }
    }
}

void tst_TickerLayout::showsEveryColumnWhereThereIsRoom()
{
    Options options;
    options.size = {1024, 640};
    options.url = QUrl(u"ws://127.0.0.1:1"_s);
    const Window ticker(options, nullptr);
    auto *window = qobject_cast<QQuickWindow *>(QGuiApplication::topLevelWindows().constFirst());
    QVERIFY(QTest::qWaitForWindowExposed(window));
    const auto headings = [window] {
        QList<const QQuickItem *> texts;
        collectTexts(window->contentItem(), texts);
        QStringList found;
        for (const QQuickItem *text : texts)
            found.append(text->property("text").toString());
        return found;
    };
    const QStringList everywhere {u"product"_s, u"price"_s, u"24 h %"_s, u"recent"_s};
    const QStringList wide {u"24 h change"_s, u"24 h low"_s, u"24 h high"_s, u"last tick"_s};
    for (const QString &heading : everywhere + wide)
        QTRY_VERIFY2(headings().contains(heading), qPrintable(heading));
    window->resize(480, 320);
    QTRY_VERIFY(!headings().contains(u"24 h low"_s));
    for (const QString &heading : everywhere)
        QVERIFY2(headings().contains(heading), qPrintable(heading));
}

void tst_TickerLayout::alignsPricesAtTheRight()
{
    Options options;
    options.url = QUrl(u"ws://127.0.0.1:1"_s);
    const Window ticker(options, nullptr);
    auto *window = qobject_cast<QQuickWindow *>(QGuiApplication::topLevelWindows().constFirst());
    QVERIFY(QTest::qWaitForWindowExposed(window));
    auto *model = window->property("quotes").value<TickerModel *>();
    fill(model);
    QVERIFY(!window->grabWindow().isNull());
    QSet<int> edges;
    QList<const QQuickItem *> texts;
    collectTexts(window->contentItem(), texts);
    QSet<QString> prices;
    for (int row = 0; row < model->rowCount(); ++row)
        prices.insert(model->data(model->index(row), TickerModel::PriceTextRole).toString());
    int found = 0;
    for (const QQuickItem *text : std::as_const(texts)) {
        if (!prices.contains(text->property("text").toString()))
            continue;
        ++found;
        edges.insert(qRound(painted(text).right()));
    }
    QVERIFY(found >= model->rowCount());
    QCOMPARE(edges.size(), 1);
}

QTEST_MAIN(tst_TickerLayout)
#include "tst_tickerlayout.moc"
