// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

#include "window.h"

#include "feed.h"
#include "options.h"
#include "tickermodel.h"

#include <QtGui/qimage.h>
#include <QtQuick/qquickwindow.h>

using namespace Qt::StringLiterals;

namespace {

// Qt ends the program with a core dump if there is no display: find out before.
bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN) && !defined(Q_OS_ANDROID)
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY")
           || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

QString themeName(Options::Theme theme)
{
    switch (theme) {
    case Options::Theme::System:
        break;
    case Options::Theme::Dark:
        return u"dark"_s;
    case Options::Theme::Light:
        return u"light"_s;
    }
    return {};
}

} // namespace

QString Window::prepare(const Options &options)
{
    if (!options.screenshot.isEmpty()) {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
            qputenv("QT_QUICK_BACKEND", "software");
    } else if (!hasDisplay()) {
        return u"there is no display: try --console, or --screenshot FILE"_s;
    }
    return {};
}

Window::Window(const Options &options, Feed *feed)
{
    if (!options.screenshot.isEmpty()) {
        m_picture.setFileName(options.screenshot);
        if (!m_picture.open(QIODevice::WriteOnly)) {
            m_error = u"cannot write %1: %2"_s.arg(options.screenshot, m_picture.errorString());
            return;
        }
    }
    m_engine.addImportPath(u":/"_s); // where TickerApp is
    m_engine.addImportPath(QStringLiteral(LOMOND_MODULES));
    m_engine.setInitialProperties({
            {u"feed"_s, QVariant::fromValue(feed)},
            {u"exchange"_s, options.url.value_or(QUrl())},
            {u"maximumDelay"_s, int(options.maximumDelay.count())},
            {u"theme"_s, themeName(options.theme)},
            {u"width"_s, options.size.width()},
            {u"height"_s, options.size.height()},
    });
    m_engine.load(QUrl(u"qrc:/TickerApp/Main.qml"_s));
    m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().value(0));
    if (!m_window)
        m_error = u"the window cannot be made; what QML says is above"_s;
}

Window::~Window() = default;

qint64 Window::tickCount() const
{
    const auto *quotes = m_window ? m_window->property("quotes").value<TickerModel *>() : nullptr;
    return quotes ? quotes->messageCount() : 0;
}

bool Window::savePicture()
{
    const QImage image = m_window->grabWindow();
    if (!image.isNull() && image.save(&m_picture, "PNG") && m_picture.commit())
        return true;
    m_error = u"cannot write %1: %2"_s.arg(m_picture.fileName(), image.isNull()
                                                                         ? u"nothing was rendered"_s
                                                                         : m_picture.errorString());
    return false;
}
