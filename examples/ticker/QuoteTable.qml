// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The table: a line of headings over the rows. Shows whole rows only; they grow with the window.

pragma ComponentBehavior: Bound

import QtQuick
import TickerApp

Item {
    id: table

    required property TickerModel quotes

    readonly property real smallestRow: 1.75 * Theme.fontSize
    readonly property int shownRows:
        Math.max(1, Math.min(list.count, Math.floor((height - headings.height) / smallestRow)))
    readonly property int rowHeight:
        Math.floor(Math.min((height - headings.height) / shownRows, 4.2 * Theme.fontSize))

    Columns {
        id: layout

        quotes: table.quotes
        available: table.width - 2 * Theme.margin
    }

    Row {
        id: headings

        x: Theme.margin
        height: 2 * Theme.smallSize
        spacing: layout.gap

        Heading {
            width: layout.product
            text: "product"
            horizontalAlignment: Text.AlignLeft
        }

        Heading {
            width: layout.price
            rightPadding: Theme.gap / 2
            text: "price"
        }

        Heading {
            width: layout.percent
            text: "24 h %"
        }

        Heading {
            visible: layout.showChange
            width: layout.change
            text: "24 h change"
        }

        Heading {
            visible: layout.showExtremes
            width: layout.extreme
            text: "24 h low"
        }

        Heading {
            visible: layout.showExtremes
            width: layout.extreme
            text: "24 h high"
        }

        Heading {
            visible: layout.showTrend
            width: layout.trend
            text: "recent"
            horizontalAlignment: Text.AlignHCenter
        }

        Heading {
            visible: layout.showTime
            width: layout.time
            text: "last tick"
        }
    }

    ListView {
        id: list

        anchors {
            left: parent.left
            right: parent.right
            top: headings.bottom
        }
        height: table.shownRows * table.rowHeight
        clip: true
        cacheBuffer: 0
        interactive: count > table.shownRows
        boundsBehavior: Flickable.StopAtBounds
        snapMode: ListView.SnapToItem
        model: table.quotes
        delegate: QuoteRow {
            width: list.width
            height: table.rowHeight
            layout: layout
        }
    }

    component Heading: Text {
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.secondary
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.smallSize
    }
}
