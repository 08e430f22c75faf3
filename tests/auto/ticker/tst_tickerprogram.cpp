// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The ticker as its users start it: what it prints, the pictures it writes, its status, and that it
// survives its feed. TICKER_PROGRAM is the program that was built.

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qprocess.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtGui/qimage.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

const QRegularExpression tickLine(
        uR"(^\d\d:\d\d:\d\d\.\d{3}  [A-Z]{3,5}-USD +[\d,]+\.\d{2,5} +[+-]?\d+\.\d\d %$)"_s);

QProcessEnvironment withoutDisplay()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s,
                                u"QT_QUICK_BACKEND"_s, u"QT_SCALE_FACTOR"_s})
        environment.remove(name);
    return environment;
}

struct Program
{
    explicit Program(const QStringList &arguments,
                     const QProcessEnvironment &environment = withoutDisplay())
    {
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(TICKER_PROGRAM), arguments);
    }

    bool finish()
    {
        const bool finished = process.waitForFinished(60'000);
        output += process.readAllStandardOutput();
        return finished && process.exitStatus() == QProcess::NormalExit;
    }

    // Reads until the line comes, and returns all that was read with it; empty if it does not.
    QByteArray readUntil(const char *text, int msecs)
    {
        QElapsedTimer timer;
        timer.start();
        QByteArray seen;
        while (timer.elapsed() < msecs) {
            while (process.canReadLine()) {
                const QByteArray line = process.readLine();
                output += line;
                seen += line;
                if (line.contains(text))
                    return seen;
            }
            process.waitForReadyRead(50);
        }
        return {};
    }

    QProcess process;
    QByteArray output;
};

QStringList linesOf(const QByteArray &output)
{
    return QString::fromUtf8(output).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

class tst_TickerProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsTicksAndLeavesWithStatus0();
    void leavesWithStatus1AndAReasonIfNoTickComes_data();
    void leavesWithStatus1AndAReasonIfNoTickComes();
    void leavesByItselfIfItGaveUp();
    void leavesWithStatus2IfAnOptionIsWrong();
    void listsItsOptions();
    void saysThatThereIsNoDisplay();
    void writesAPicture_data();
    void writesAPicture();
    void saysThatItCannotWriteThePicture();
    void leavesAtSigint();
    void survivesItsFeed();
};

void tst_TickerProgram::printsTicksAndLeavesWithStatus0()
{
    Program ticker({u"--console"_s, u"--seconds"_s, u"2"_s, u"--rate"_s, u"50"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 0);
    QCOMPARE(ticker.process.readAllStandardError(), QByteArray());
    const QStringList lines = linesOf(ticker.output);
    const qsizetype ticks = lines.filter(tickLine).size();
    QVERIFY2(ticks > 40, ticker.output);
    QVERIFY(lines.at(1).contains("  connecting to ws://127.0.0.1:"_L1));
    QVERIFY(lines.at(2).endsWith("  live"_L1));
    QCOMPARE(ticks + 3, lines.size()); // and nothing else: the feed runs, connecting, live
}

void tst_TickerProgram::leavesWithStatus1AndAReasonIfNoTickComes_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("reason");

    QTest::newRow("refused port") << u"ws://127.0.0.1:1"_s << u"refused"_s;
    QTest::newRow("a name that does not resolve") << u"ws://no-such-host.invalid"_s << QString();
    QTest::newRow("another scheme") << u"http://127.0.0.1/"_s << u"not trying again: "_s;
    QTest::newRow("no URL") << u"what?"_s << u"not trying again: "_s;
    QTest::newRow("empty") << QString() << u"not trying again: "_s;
}

void tst_TickerProgram::leavesWithStatus1AndAReasonIfNoTickComes()
{
    QFETCH(const QString, url);
    QFETCH(const QString, reason);
    Program ticker({u"--console"_s, u"--seconds"_s, u"1.5"_s, u"--url"_s, url});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 1);
    const QString output = QString::fromUtf8(ticker.output);
    QVERIFY2(output.contains(reason), ticker.output);
    static const QRegularExpression failure(u"(reconnecting in|not trying again): ?.*\\w"_s);
    QVERIFY2(output.contains(failure) || output.contains("reconnecting in"_L1), ticker.output);
}

void tst_TickerProgram::leavesByItselfIfItGaveUp()
{
    Program ticker({u"--console"_s, u"--url"_s, u"http://127.0.0.1/"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 1);
}

void tst_TickerProgram::leavesWithStatus2IfAnOptionIsWrong()
{
    Program ticker({u"--console"_s, u"--rate"_s, u"5001"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 2);
    QCOMPARE(ticker.process.readAllStandardError(),
             QByteArray("ticker: --rate takes a whole number from 1 to 5000, not \"5001\"; --help "
                        "lists the options\n"));
}

void tst_TickerProgram::listsItsOptions()
{
    Program ticker({u"--help"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 0);
    for (const char *option : {"--console", "--url", "--rate", "--seconds", "--screenshot",
                               "--max-delay", "--kill-after", "--revive-after"})
        QVERIFY2(ticker.output.contains(option), option);
}

void tst_TickerProgram::saysThatThereIsNoDisplay()
{
#if defined(Q_OS_LINUX)
    Program ticker({u"--seconds"_s, u"1"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 1);
    QVERIFY(ticker.process.readAllStandardError().contains("there is no display"));
#endif
}

void tst_TickerProgram::writesAPicture_data()
{
    QTest::addColumn<QString>("size");
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QString>("scale");
    QTest::addColumn<QSize>("expected");

    QTest::newRow("dark") << u"1024x640"_s << u"dark"_s << QString() << QSize(1024, 640);
    QTest::newRow("light, small") << u"480x320"_s << u"light"_s << QString() << QSize(480, 320);
    QTest::newRow("200 %") << u"512x320"_s << u"dark"_s << u"2"_s << QSize(1024, 640);
}

void tst_TickerProgram::writesAPicture()
{
    QFETCH(const QString, size);
    QFETCH(const QString, theme);
    QFETCH(const QString, scale);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"ticker.png"_s);
    QProcessEnvironment environment = withoutDisplay();
    if (!scale.isEmpty())
        environment.insert(u"QT_SCALE_FACTOR"_s, scale);
    Program ticker({u"--screenshot"_s, file, u"--seconds"_s, u"2"_s, u"--size"_s, size,
                    u"--theme"_s, theme},
                   environment);
    QVERIFY(ticker.finish());
    const QByteArray errors = ticker.process.readAllStandardError();
    QVERIFY2(!errors.contains("qrc:"), errors); // what QML complains of
    QCOMPARE(ticker.process.exitCode(), 0);
    const QImage image(file);
    QTEST(image.size(), "expected");
    const QColor corner = image.pixelColor(1, image.height() - 2);
    QCOMPARE(corner.lightness() < 128, theme == "dark"_L1);
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            colors.insert(image.pixel(x, y));
    }
    QVERIFY(colors.size() > 200); // text with smooth edges, not an empty window
}

void tst_TickerProgram::saysThatItCannotWriteThePicture()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"missing/ticker.png"_s);
    Program ticker({u"--screenshot"_s, file, u"--seconds"_s, u"1"_s});
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 1);
    const QString error = QString::fromUtf8(ticker.process.readAllStandardError());
    QVERIFY2(error.contains("cannot write "_L1 + file + ": "_L1), qPrintable(error));
}

void tst_TickerProgram::leavesAtSigint()
{
    Program ticker({u"--console"_s});
    QVERIFY(!ticker.readUntil("BTC-USD", 10'000).isEmpty());
    ::kill(pid_t(ticker.process.processId()), SIGINT);
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 0);
}

// The main promise: the feed is killed without a word; it says so within a second, and is live
// again soon after the feed is back, subscribed as before.
void tst_TickerProgram::survivesItsFeed()
{
    Program ticker({u"--console"_s, u"--rate"_s, u"100"_s, u"--max-delay"_s, u"500"_s,
                    u"--kill-after"_s, u"1"_s, u"--revive-after"_s, u"2"_s});
    QVERIFY(!ticker.readUntil("live", 10'000).isEmpty());
    QVERIFY(!ticker.readUntil("the feed was killed", 10'000).isEmpty());
    QElapsedTimer timer;
    timer.start();
    QVERIFY2(!ticker.readUntil("reconnecting in ", 5'000).isEmpty(), ticker.output);
    QVERIFY(timer.elapsed() < 1'000);
    QVERIFY2(!ticker.readUntil("refused", 5'000).isEmpty(), ticker.output);
    QVERIFY2(!ticker.readUntil("the feed is running", 5'000).isEmpty(), ticker.output);
    timer.start();
    QVERIFY2(!ticker.readUntil("live", 5'000).isEmpty(), ticker.output);
    QVERIFY(timer.elapsed() < 2'000);
    QVERIFY2(!ticker.readUntil("BTC-USD", 5'000).isEmpty(), ticker.output);
    ticker.process.terminate();
    QVERIFY(ticker.finish());
    QCOMPARE(ticker.process.exitCode(), 0);
}

QTEST_GUILESS_MAIN(tst_TickerProgram)
#include "tst_tickerprogram.moc"
