// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The window as its users see and press it: the feed is killed and brought back with the buttons,
// the theme is chosen and toggled. The real QML, a real feed.

#include "feed.h"
#include "fonts.h"
#include "options.h"
#include "tickermodel.h"
#include "window.h"

#include <QtCore/qelapsedtimer.h>
#include <QtGui/qguiapplication.h>
#include <QtQuick/qquickitem.h>
#include <QtQuick/qquickwindow.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QQuickWindow *shownWindow()
{
    return qobject_cast<QQuickWindow *>(QGuiApplication::topLevelWindows().value(0));
}

QQuickItem *findText(QQuickItem *item, QLatin1StringView text)
{
    if (!item->isVisible())
        return nullptr;
    if (item->inherits("QQuickText") && item->property("text").toString().startsWith(text))
        return item;
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children) {
        if (QQuickItem *found = findText(child, text))
            return found;
    }
    return nullptr;
}

QQuickItem *findText(QLatin1StringView text)
{
    return findText(shownWindow()->contentItem(), text);
}

bool press(QLatin1StringView text)
{
    const QQuickItem *label = findText(text);
    if (!label)
        return false;
    const QPointF middle = label->mapToScene(QPointF(label->width() / 2, label->height() / 2));
    QTest::mouseClick(shownWindow(), Qt::LeftButton, {}, middle.toPoint());
    return true;
}

int freshRows(const TickerModel *model)
{
    int count = 0;
    for (int row = 0; row < model->rowCount(); ++row)
        count += model->data(model->index(row), TickerModel::StaleRole).toBool() ? 0 : 1;
    return count;
}

} // namespace

class tst_Window : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void survivesItsFeed();
    void hasNoFeedToKillWithAnotherExchange();
    void isDarkOrLight_data();
    void isDarkOrLight();
    void togglesTheTheme();
    void countsTicks();
    void cannotWriteWhereThereIsNoFolder();
};

void tst_Window::initTestCase()
{
    QGuiApplication::setFont(tabularFont(QGuiApplication::font()));
}

// Killed without a close frame: said within a second. Back: live again, subscribed, no row twice.
void tst_Window::survivesItsFeed()
{
    Options options;
    options.maximumDelay = 300ms;
    Feed feed(200, 1);
    const Window ticker(options, &feed);
    QCOMPARE(ticker.error(), QString());
    QVERIFY(QTest::qWaitForWindowExposed(shownWindow()));
    const auto *model = shownWindow()->property("quotes").value<TickerModel *>();
    const int rows = model->rowCount();
    feed.start();
    QTRY_VERIFY(findText("live"_L1));
    QTRY_COMPARE(freshRows(model), rows);

    for (int outage = 0; outage < 2; ++outage) {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(press("Kill the feed"_L1));
        QTRY_VERIFY(!findText("live"_L1));
        QVERIFY(timer.elapsed() < 1'000);
        QTRY_VERIFY(findText("reconnecting in "_L1));
        QTRY_VERIFY(!feed.isRunning());
        QCOMPARE(freshRows(model), 0);
        QTRY_VERIFY(findText("reconnecting in 1 s: connection refused"_L1));

        timer.start();
        QVERIFY(press("Bring it back"_L1));
        QTRY_VERIFY(findText("live"_L1));
        QTRY_COMPARE(freshRows(model), rows);
        QVERIFY(timer.elapsed() < 3'000);
        QCOMPARE(model->rowCount(), rows);
    }
}

void tst_Window::hasNoFeedToKillWithAnotherExchange()
{
    Options options;
    options.url = QUrl(u"ws://127.0.0.1:1"_s);
    const Window ticker(options, nullptr);
    QVERIFY(QTest::qWaitForWindowExposed(shownWindow()));
    QTRY_VERIFY(findText("reconnecting in "_L1));
    QVERIFY(!findText("Kill the feed"_L1));
    QVERIFY(!findText("Bring it back"_L1));
}

void tst_Window::isDarkOrLight_data()
{
    QTest::addColumn<Options::Theme>("theme");
    QTest::newRow("dark") << Options::Theme::Dark;
    QTest::newRow("light") << Options::Theme::Light;
}

void tst_Window::isDarkOrLight()
{
    QFETCH(const Options::Theme, theme);
    Options options;
    options.theme = theme;
    options.url = QUrl(u"ws://127.0.0.1:1"_s);
    const Window ticker(options, nullptr);
    QVERIFY(QTest::qWaitForWindowExposed(shownWindow()));
    const QColor background = shownWindow()->grabWindow().pixelColor(1, options.size.height() - 2);
    QCOMPARE(background.lightness() < 128, theme == Options::Theme::Dark);
}

void tst_Window::togglesTheTheme()
{
    Options options;
    options.theme = Options::Theme::Dark;
    options.url = QUrl(u"ws://127.0.0.1:1"_s);
    const Window ticker(options, nullptr);
    QVERIFY(QTest::qWaitForWindowExposed(shownWindow()));
    const auto isDark = [] {
        return shownWindow()->property("color").value<QColor>().lightness() < 128;
    };
    QVERIFY(isDark());
    QVERIFY(press("Light"_L1));
    QTRY_VERIFY(!isDark());
    QVERIFY(press("Dark"_L1));
    QTRY_VERIFY(isDark());
}

void tst_Window::countsTicks()
{
    Feed feed(200, 1);
    const Window ticker(Options(), &feed);
    QCOMPARE(ticker.tickCount(), 0);
    feed.start();
    QTRY_VERIFY(ticker.tickCount() > 20);
}

void tst_Window::cannotWriteWhereThereIsNoFolder()
{
    Options options;
    options.screenshot = u"/no/such/folder/ticker.png"_s;
    const Window ticker(options, nullptr);
    QVERIFY2(ticker.error().startsWith("cannot write /no/such/folder/ticker.png: "_L1),
             qPrintable(ticker.error()));
}

QTEST_MAIN(tst_Window)
#include "tst_window.moc"
