// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A price ticker. Shows what an application on LomondSocket looks like: the connection is declared
// in Main.qml (or made by Console), stays up by itself, and is told to the user in plain words.

#include "console.h"
#include "feed.h"
#include "fonts.h"
#include "options.h"
#include "quitsignals.h"
#include "window.h"

#include <QtCore/qrandom.h>
#include <QtGui/qguiapplication.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum Status { TicksArrived = 0, NoTicks = 1, WrongOptions = 2 };

void complain(const QString &text)
{
    std::fprintf(stderr, "ticker: %s\n", qPrintable(text));
}

std::unique_ptr<Feed> makeFeed(const Options &options)
{
    if (options.url)
        return nullptr;
    auto feed = std::make_unique<Feed>(options.rate, QRandomGenerator::global()->generate());
    if (options.killAfter) {
        QTimer::singleShot(*options.killAfter, feed.get(), [feed = feed.get(), options] {
            feed->kill();
            if (options.reviveAfter)
                QTimer::singleShot(*options.reviveAfter, feed, &Feed::start);
        });
    }
    return feed;
}

int runConsole(int argc, char *argv[], const Options &options)
{
    QCoreApplication application(argc, argv);
    const QuitSignals quitSignals;
    const std::unique_ptr<Feed> feed = makeFeed(options);
    Console console(options.maximumDelay);
    QObject::connect(&quitSignals, &QuitSignals::received, &application, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    QObject::connect(&console, &Console::outputClosed, &application, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    if (options.duration)
        QTimer::singleShot(*options.duration, &application, &QCoreApplication::quit);
    else
        QObject::connect(&console, &Console::gaveUp, &application, &QCoreApplication::quit,
                         Qt::QueuedConnection);
    if (feed)
        console.watch(feed.get());
    else
        console.watch(*options.url);
    application.exec();
    return console.tickCount() > 0 ? TicksArrived : NoTicks;
}

int runWindow(int argc, char *argv[], const Options &options)
{
    const QString obstacle = Window::prepare(options);
    if (!obstacle.isEmpty()) {
        complain(obstacle);
        return NoTicks;
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setFont(tabularFont(QGuiApplication::font()));
    const QuitSignals quitSignals;
    QObject::connect(&quitSignals, &QuitSignals::received, &application, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    const std::unique_ptr<Feed> feed = makeFeed(options);
    Window window(options, feed.get());
    if (!window.error().isEmpty()) {
        complain(window.error());
        return NoTicks;
    }
    if (feed)
        feed->start();
    const bool picture = !options.screenshot.isEmpty();
    if (picture || options.duration) {
        QTimer::singleShot(options.duration.value_or(5s), &application, [&] {
            if (picture && !window.savePicture()) {
                complain(window.error());
                QCoreApplication::exit(NoTicks);
            } else {
                QCoreApplication::exit(window.tickCount() > 0 ? TicksArrived : NoTicks);
            }
        });
    }
    const int status = application.exec();
    return status == 0 && window.tickCount() == 0 ? NoTicks : status;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(u"ticker"_s);
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const Options options = Options::parse(arguments);
    if (!options.error.isEmpty()) {
        complain(options.error + u"; --help lists the options"_s);
        return WrongOptions;
    }
    if (options.help) {
        const QCoreApplication application(argc, argv);
        std::fputs(qPrintable(Options::helpText()), stdout);
        return 0;
    }
    return options.console ? runConsole(argc, argv, options) : runWindow(argc, argv, options);
}
