// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "options.h"

#include "feed.h"

#include <QtCore/qcommandlineparser.h>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr int LongestSeconds = 1'000'000;

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
            u"A price ticker that stays live when its feed goes away and comes back.\n"
            "Without --url it watches an exchange of its own, in a thread of this program.\n\n"
            "Status: 0 if prices arrived, 1 if none did or the picture could not be written,\n"
            "2 if an option is wrong."_s);
    parser.addOptions({
            {{u"h"_s, u"help"_s}, u"Show this text."_s},
            {u"console"_s, u"No window: print each tick, and what becomes of the connection."_s},
            {u"url"_s, u"Connect to an exchange, for example wss://ws-feed.exchange.coinbase.com"_s,
             u"URL"_s},
            {u"rate"_s, u"Messages per second of the embedded feed, 1 to 5000 (60)."_s, u"N"_s},
            {u"seconds"_s, u"Leave after so many seconds."_s, u"N"_s},
            {u"screenshot"_s,
             u"Render off-screen, write a PNG after the given seconds (5), and leave."_s, u"FILE"_s},
            {u"size"_s, u"Size of the window (1024x640)."_s, u"WIDTHxHEIGHT"_s},
            {u"theme"_s, u"dark or light; the system's if not given."_s, u"THEME"_s},
            {u"max-delay"_s, u"Longest wait between attempts to reconnect (30000)."_s, u"MS"_s},
            {u"kill-after"_s, u"Kill the embedded feed after so many seconds."_s, u"N"_s},
            {u"revive-after"_s, u"Bring it back so many seconds after that."_s, u"N"_s},
    });
}

class Reader
{
public:
    Reader(const QCommandLineParser &parser, QString &error)
        : m_parser(parser)
        , m_error(error)
    {}

    void integer(const QString &name, int lowest, int highest, int &result)
    {
        if (!m_parser.isSet(name))
            return;
        bool ok = false;
        const int value = m_parser.value(name).toInt(&ok);
        if (ok && value >= lowest && value <= highest)
            result = value;
        else
            refuse(name, u"a whole number from %1 to %2"_s.arg(lowest).arg(highest));
    }

    void seconds(const QString &name, std::optional<Options::Duration> &result)
    {
        if (!m_parser.isSet(name))
            return;
        bool ok = false;
        const double value = m_parser.value(name).toDouble(&ok);
        if (ok && std::isfinite(value) && value > 0 && value <= LongestSeconds)
            result = Options::Duration(qMax<qint64>(1, qRound64(value * 1'000)));
        else
            refuse(name, u"a number of seconds above 0"_s);
    }

    void size(const QString &name, QSize &result)
    {
        if (!m_parser.isSet(name))
            return;
        const QStringList sides = m_parser.value(name).split(u'x');
        const QSize value = sides.size() == 2 ? QSize(sides[0].toInt(), sides[1].toInt()) : QSize();
        if (value.width() >= 480 && value.height() >= 320 && value.width() <= 8192
            && value.height() <= 8192)
            result = value;
        else
            refuse(name, u"WIDTHxHEIGHT, from 480x320 to 8192x8192"_s);
    }

    void theme(const QString &name, Options::Theme &result)
    {
        if (!m_parser.isSet(name))
            return;
        const QString value = m_parser.value(name);
        if (value == "dark"_L1)
            result = Options::Theme::Dark;
        else if (value == "light"_L1)
            result = Options::Theme::Light;
        else
            refuse(name, u"dark or light"_s);
    }

private:
    void refuse(const QString &name, const QString &expected)
    {
        if (m_error.isEmpty())
            m_error = u"--%1 takes %2, not \"%3\""_s.arg(name, expected, m_parser.value(name));
    }

    const QCommandLineParser &m_parser;
    QString &m_error;
};

} // namespace

Options Options::parse(const QStringList &arguments)
{
    Options options;
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments)) {
        options.error = parser.errorText();
        return options;
    }
    if (!parser.positionalArguments().isEmpty()) {
        options.error = u"\"%1\" is not an option"_s.arg(parser.positionalArguments().constFirst());
        return options;
    }
    Reader reader(parser, options.error);
    int maximumDelay = int(options.maximumDelay.count());
    reader.integer(u"rate"_s, Feed::MinimumRate, Feed::MaximumRate, options.rate);
    reader.integer(u"max-delay"_s, 1, 3'600'000, maximumDelay);
    reader.seconds(u"seconds"_s, options.duration);
    reader.seconds(u"kill-after"_s, options.killAfter);
    reader.seconds(u"revive-after"_s, options.reviveAfter);
    reader.size(u"size"_s, options.size);
    reader.theme(u"theme"_s, options.theme);
    options.maximumDelay = Duration(maximumDelay);
    options.help = parser.isSet(u"help"_s);
    options.console = parser.isSet(u"console"_s);
    options.screenshot = parser.value(u"screenshot"_s);
    if (parser.isSet(u"url"_s))
        options.url = QUrl(parser.value(u"url"_s));
    if (parser.isSet(u"screenshot"_s) && options.screenshot.isEmpty())
        options.error = u"--screenshot takes the name of a file"_s;
    else if (options.console && parser.isSet(u"screenshot"_s))
        options.error = u"--console and --screenshot exclude each other"_s;
    return options;
}

QString Options::helpText()
{
    QCommandLineParser parser;
    addOptions(parser);
    return parser.helpText();
}
