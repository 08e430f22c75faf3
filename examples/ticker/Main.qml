// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The window: declares the connection and what is made of it. Everything that can be seen is in
// Dashboard. After each reconnect `ready` comes again, and with it the subscription.

pragma ComponentBehavior: Bound

import QtQuick
import Lomond
import TickerApp

Window {
    id: window

    required property Feed feed // null: the exchange is elsewhere
    required property url exchange
    required property int maximumDelay // ms
    required property string theme // "dark", "light" or empty: the system's
    readonly property url source: feed ? feed.url : exchange
    readonly property TickerModel quotes: TickerModel {
        socket: socket
    }

    visible: true
    minimumWidth: 480
    minimumHeight: 320
    title: "Ticker – " + connection.text
    color: Theme.background

    LomondSocket {
        id: socket

        url: window.source
        active: window.source != ""
        persistent: true
        reconnect.firstDelay: Math.min(5000, window.maximumDelay)
        reconnect.firstDelayAfterRestart: Math.min(30000, window.maximumDelay)
        reconnect.minimumDelay: Math.min(500, window.maximumDelay)
        reconnect.maximumDelay: window.maximumDelay
        pingInterval: 2000
        pingTimeout: 10000
        onReady: sendJson(window.quotes.subscription())
    }

    ConnectionStatus {
        id: connection

        socket: socket
    }

    Dashboard {
        anchors.fill: parent
        quotes: window.quotes
        connection: connection
        feed: window.feed
        source: window.source
        latency: socket.latency
    }

    SystemPalette {
        id: system
    }

    Component.onCompleted: {
        Theme.dark = Qt.binding(() => window.theme !== ""
            ? window.theme === "dark"
            : system.window.hslLightness < 0.5);
        Theme.fontSize = Qt.binding(() =>
            Theme.fontSizeFor(window.width, window.height));
    }
}
