// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The ticker's window: loads the QML and, if a picture is asked for, renders off-screen and writes
// it. Made by main() unless --console is given; knows nothing of the connection.

#ifndef WINDOW_H
#define WINDOW_H

#include <QtCore/qsavefile.h>
#include <QtQml/qqmlapplicationengine.h>

class Feed;
class QQuickWindow;
struct Options;

class Window
{
public:
    // Before the QGuiApplication is made: off-screen if that is what the options or the machine
    // need. Returns why there can be no window, or an empty string.
    static QString prepare(const Options &options);

    Window(const Options &options, Feed *feed); // no feed: connects to the URL of the options
    ~Window();

    [[nodiscard]] QString error() const { return m_error; } // empty: the window is there
    [[nodiscard]] qint64 tickCount() const;
    bool savePicture(); // where the options say; see error()

private:
    QSaveFile m_picture; // opened at once: better to fail now than in an hour
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
    QString m_error;
};

#endif
