// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The command line of the ticker.

#include "options.h"

#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Options : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasDefaults();
    void readsEveryOption();
    void refusesWithAClearMessage_data();
    void refusesWithAClearMessage();
};

void tst_Options::hasDefaults()
{
    const Options options = Options::parse({u"ticker"_s});
    QCOMPARE(options.error, QString());
    QVERIFY(!options.console);
    QVERIFY(!options.url);
    QVERIFY(!options.duration);
    QVERIFY(options.screenshot.isEmpty());
    QVERIFY(options.rate >= 1 && options.rate <= 5'000);
}

void tst_Options::readsEveryOption()
{
    const Options options = Options::parse({u"ticker"_s, u"--url"_s, u"wss://a.test/feed"_s,
                                            u"--rate"_s, u"5000"_s, u"--seconds"_s, u"2.5"_s,
                                            u"--screenshot"_s, u"f.png"_s, u"--max-delay=3000"_s,
                                            u"--kill-after"_s, u"1"_s, u"--revive-after"_s, u"20"_s,
                                            u"--size"_s, u"480x320"_s, u"--theme"_s, u"light"_s});
    QCOMPARE(options.error, QString());
    QCOMPARE(options.url, QUrl(u"wss://a.test/feed"_s));
    QCOMPARE(options.rate, 5'000);
    QCOMPARE(options.duration, 2'500ms);
    QCOMPARE(options.screenshot, u"f.png"_s);
    QCOMPARE(options.maximumDelay, 3'000ms);
    QCOMPARE(options.killAfter, 1'000ms);
    QCOMPARE(options.reviveAfter, 20'000ms);
    QCOMPARE(options.size, QSize(480, 320));
    QCOMPARE(options.theme, Options::Theme::Light);
    QVERIFY(Options::parse({u"ticker"_s, u"--console"_s}).console);
    QVERIFY(Options::parse({u"ticker"_s, u"--help"_s}).help);
}

void tst_Options::refusesWithAClearMessage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *tag, const QStringList &arguments, const QString &error) {
        QTest::newRow(tag) << arguments << error;
    };
    const QString rate = u"--rate takes a whole number from 1 to 5000, not \"%1\""_s;
    row("rate 0", {u"--rate"_s, u"0"_s}, rate.arg(u"0"_s));
    row("rate 5001", {u"--rate"_s, u"5001"_s}, rate.arg(u"5001"_s));
    row("rate -1", {u"--rate=-1"_s}, rate.arg(u"-1"_s));
    row("rate 1.5", {u"--rate"_s, u"1.5"_s}, rate.arg(u"1.5"_s));
    row("rate of words", {u"--rate"_s, u"fast"_s}, rate.arg(u"fast"_s));
    row("no seconds", {u"--seconds"_s, u"0"_s},
        u"--seconds takes a number of seconds above 0, not \"0\""_s);
    row("infinite seconds", {u"--seconds"_s, u"inf"_s},
        u"--seconds takes a number of seconds above 0, not \"inf\""_s);
    row("too small", {u"--size"_s, u"100x100"_s},
        u"--size takes WIDTHxHEIGHT, from 480x320 to 8192x8192, not \"100x100\""_s);
    row("no size", {u"--size"_s, u"large"_s},
        u"--size takes WIDTHxHEIGHT, from 480x320 to 8192x8192, not \"large\""_s);
    row("theme", {u"--theme"_s, u"pink"_s}, u"--theme takes dark or light, not \"pink\""_s);
    row("console with picture", {u"--console"_s, u"--screenshot"_s, u"f.png"_s},
        u"--console and --screenshot exclude each other"_s);
    row("empty file name", {u"--screenshot="_s}, u"--screenshot takes the name of a file"_s);
    row("unknown", {u"--frobnicate"_s}, u"Unknown option 'frobnicate'."_s);
    row("missing value", {u"--url"_s}, u"Missing value after '--url'."_s);
    row("stray word", {u"fast"_s}, u"\"fast\" is not an option"_s);
}

void tst_Options::refusesWithAClearMessage()
{
    QFETCH(const QStringList, arguments);
    QTEST(Options::parse(QStringList {u"ticker"_s} + arguments).error, "error");
}

QTEST_APPLESS_MAIN(tst_Options)
#include "tst_options.moc"
