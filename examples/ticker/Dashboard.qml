// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// All that the window shows: the header over the table of quotes. Knows the model and the words
// about the connection, not the connection itself.

pragma ComponentBehavior: Bound

import QtQuick
import TickerApp

Item {
    id: dashboard

    required property TickerModel quotes
    required property ConnectionStatus connection
    required property Feed feed
    required property url source
    required property real latency

    Header {
        id: header

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
        }
        quotes: dashboard.quotes
        connection: dashboard.connection
        feed: dashboard.feed
        source: dashboard.source
        latency: dashboard.latency
    }

    QuoteTable {
        anchors {
            left: parent.left
            right: parent.right
            top: header.bottom
            bottom: parent.bottom
            bottomMargin: Theme.gap / 2
        }
        quotes: dashboard.quotes
    }
}
