// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// One product. A price that changes flashes in the colour of its move and fades; a row whose price
// is not to be trusted any more is dimmed. Rise and fall are told by a sign too, not by colour alone.

import QtQuick
import TickerApp

Item {
    id: row

    required property Columns layout
    required property int index
    required property string product
    required property string name
    required property real price
    required property string priceText
    required property real percent
    required property string percentText
    required property string changeText
    required property int direction
    required property string lowText
    required property string highText
    required property list<real> history
    required property string lastTickText
    required property bool stale

    // what changes the binding only when it is another price, whatever the model announces
    readonly property real seenPrice: price

    readonly property bool tall: height >= 2.7 * Theme.fontSize
    readonly property color changeColor: Theme.signColor(percent)

    onSeenPriceChanged: {
        if (direction !== 0 && !fade.running) {
            flash.color = Theme.signColor(direction);
            fade.start();
        }
    }

    Accessible.role: Accessible.ListItem
    Accessible.name: product + " " + priceText + " " + percentText + (stale ? " stale" : "")

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line
        color: Theme.outline
        opacity: 0.6
    }

    Row {
        x: Theme.margin
        height: parent.height
        spacing: row.layout.gap
        opacity: row.stale ? 0.55 : 1

        Item {
            width: row.layout.product
            height: parent.height

            Cell {
                id: productText

                y: Math.round((parent.height - height - (nameText.visible ? nameText.height : 0)) / 2)
                anchors.verticalCenter: undefined
                width: parent.width
                text: row.product
                horizontalAlignment: Text.AlignLeft
                font.weight: Font.DemiBold
            }

            Cell {
                id: nameText

                anchors.verticalCenter: undefined
                anchors.top: productText.bottom
                visible: row.tall && text !== ""
                width: parent.width
                text: row.name
                color: Theme.secondary
                horizontalAlignment: Text.AlignLeft
                font.pixelSize: Theme.smallSize
            }
        }

        Item {
            width: row.layout.price
            height: parent.height

            Rectangle {
                id: flash

                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                height: priceCell.height + 0.2 * Theme.fontSize
                radius: 0.25 * Theme.fontSize
                opacity: 0

                NumberAnimation {
                    id: fade

                    target: flash
                    property: "opacity"
                    from: 0.38
                    to: 0
                    duration: 700
                    easing.type: Easing.OutQuad
                }
            }

            Cell {
                id: priceCell

                width: parent.width
                rightPadding: Theme.gap / 2
                text: row.priceText
                font.weight: Font.DemiBold
            }
        }

        Cell {
            width: row.layout.percent
            text: (row.percent > 0 ? "▲ " : row.percent < 0 ? "▼ " : "") + row.percentText
            color: row.changeColor
        }

        Cell {
            visible: row.layout.showChange
            width: row.layout.change
            text: row.changeText
            color: row.changeColor
        }

        Cell {
            visible: row.layout.showExtremes
            width: row.layout.extreme
            text: row.lowText
        }

        Cell {
            visible: row.layout.showExtremes
            width: row.layout.extreme
            text: row.highText
        }

        Sparkline {
            anchors.verticalCenter: parent.verticalCenter
            visible: row.layout.showTrend
            width: row.layout.trend
            height: Math.round(0.72 * row.height)
            values: row.history
            color: Theme.trend
            lineWidth: Math.max(1.25, 0.09 * Theme.fontSize)
        }

        Cell {
            visible: row.layout.showTime
            width: row.layout.time
            text: row.lastTickText
            color: Theme.secondary
        }
    }

    component Cell: Text {
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.text
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.fontSize
    }
}
