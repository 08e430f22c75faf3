// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The connection in plain words, message rate and round trip, and the buttons. On narrow windows
// the words have a line of their own; long reasons wrap.

import QtQuick
import TickerApp

Rectangle {
    id: header

    required property TickerModel quotes
    required property ConnectionStatus connection
    required property Feed feed
    required property url source
    required property real latency

    readonly property bool narrow: width < 52 * Theme.fontSize
    readonly property bool live: connection.phase === ConnectionStatus.Live
    readonly property color statusColor: {
        if (live)
            return quotes.complaint === "" ? Theme.rise : Theme.waiting;
        return connection.phase === ConnectionStatus.GivenUp ? Theme.fall : Theme.waiting;
    }

    function figures(milliseconds: real): string {
        return milliseconds.toFixed(milliseconds < 1 ? 2 : milliseconds < 10 ? 1 : 0);
    }

    implicitHeight: narrow ? words.height + tools.height + 2.5 * Theme.gap
                           : Math.max(words.height, tools.height) + 2 * Theme.gap
    color: Theme.raised

    Item {
        id: words

        x: Theme.margin
        y: header.narrow ? Theme.gap : (header.height - height) / 2
        width: (header.narrow ? header.width : tools.x - Theme.margin) - 2 * Theme.margin
        height: status.height + (origin.visible ? origin.height : 0)

        Rectangle {
            id: dot

            y: (firstLine.height - height) / 2
            width: Math.round(0.7 * Theme.fontSize)
            height: width
            radius: width / 2
            color: header.statusColor
        }

        FontMetrics {
            id: firstLine

            font: status.font
        }

        Text {
            id: status

            anchors {
                left: dot.right
                leftMargin: Theme.gap
                right: parent.right
            }
            text: header.live && header.quotes.complaint !== ""
                ? "connected, but the exchange says: " + header.quotes.complaint
                : header.connection.text
            color: Theme.text
            wrapMode: Text.Wrap
            font {
                pixelSize: Theme.largeSize
                weight: Font.DemiBold
            }
            Accessible.role: Accessible.StatusBar
            Accessible.name: text
        }

        Text {
            id: origin

            anchors {
                left: status.left
                right: parent.right
                top: status.bottom
            }
            visible: !header.narrow && text !== ""
            text: header.source + (header.feed ? " · embedded feed" : "")
            color: Theme.secondary
            wrapMode: Text.WrapAnywhere
            font.pixelSize: Theme.smallSize
        }
    }

    Row {
        id: tools

        anchors {
            right: parent.right
            rightMargin: Theme.margin
            bottom: parent.bottom
            bottomMargin: header.narrow ? Theme.gap : (header.height - height) / 2
        }
        spacing: Theme.gap

        Metric {
            anchors.verticalCenter: parent.verticalCenter
            value: header.quotes.messageRate.toLocaleString(Qt.locale("en_US"), "f", 0)
            unit: header.narrow ? "msg/s" : "messages/s"
            widest: "8,888"
        }

        Metric {
            anchors.verticalCenter: parent.verticalCenter
            value: header.live && header.latency >= 0 ? header.figures(header.latency) : "–"
            unit: header.narrow ? "ms" : "ms round trip"
            widest: "888.8"
        }

        Item {
            width: Theme.gap / 2
            height: 1
        }

        ActionButton {
            visible: header.feed
            enabled: header.feed && header.feed.running
            text: "Kill the feed"
            onClicked: header.feed.kill()
        }

        ActionButton {
            visible: header.feed
            enabled: header.feed && !header.feed.running
            text: "Bring it back"
            onClicked: header.feed.start()
        }

        ActionButton {
            text: Theme.dark ? "Light" : "Dark"
            onClicked: Theme.dark = !Theme.dark
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        height: Theme.line
        color: Theme.outline
    }
}
