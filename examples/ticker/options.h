// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The command line of the ticker. Pure: reads a list of words, prints nothing, leaves nothing.

#ifndef OPTIONS_H
#define OPTIONS_H

#include <QtCore/qsize.h>
#include <QtCore/qstring.h>
#include <QtCore/qurl.h>

#include <chrono>
#include <optional>

struct Options
{
    using Duration = std::chrono::milliseconds;
    enum class Theme { System, Dark, Light };

    bool help = false;
    bool console = false;
    std::optional<QUrl> url; // none: the embedded feed
    int rate = 60; // messages per second of the embedded feed
    std::optional<Duration> duration;
    std::optional<Duration> killAfter;
    std::optional<Duration> reviveAfter;
    Duration maximumDelay = std::chrono::seconds(30);
    QString screenshot;
    QSize size {1024, 640};
    Theme theme = Theme::System;
    QString error; // why the rest is not to be used; empty: nothing is wrong

    static Options parse(const QStringList &arguments);
    static QString helpText(); // needs a QCoreApplication
};

#endif
