// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Where the columns of the table are and which there is room for. Numbers are measured with the
// widest that occurs; what is left goes to the sparkline, and what is least needed goes first.

import QtQuick
import TickerApp

QtObject {
    id: columns

    required property TickerModel quotes
    required property real available // from margin to margin

    readonly property real gap: 1.3 * Theme.fontSize
    readonly property FontMetrics metrics: FontMetrics {
        font.pixelSize: Theme.fontSize
    }
    readonly property FontMetrics boldMetrics: FontMetrics {
        font {
            pixelSize: Theme.fontSize
            weight: Font.DemiBold
        }
    }

    readonly property real product: {
        let widest = 0;
        for (const name of quotes.products)
            widest = Math.max(widest, measure(boldMetrics, name));
        return widest;
    }
    readonly property real price: measure(boldMetrics, quotes.widestPrice) + Theme.gap
    readonly property real percent: measure(metrics, "▲ +188.88 %")
    readonly property real change: measure(metrics, "+" + quotes.widestPrice)
    readonly property real extreme: measure(metrics, quotes.widestPrice)
    readonly property real time: measure(metrics, "88:88:88")
    readonly property real narrowestTrend: 7 * Theme.fontSize

    readonly property real essential: product + price + percent + 2 * gap
    readonly property bool showTrend: available >= essential + narrowestTrend + gap
    readonly property bool showTime: available >= essential + narrowestTrend + time + 2 * gap
    readonly property bool showExtremes:
        available >= essential + narrowestTrend + time + 2 * extreme + 4 * gap
    readonly property bool showChange:
        available >= essential + narrowestTrend + time + 2 * extreme + change + 5 * gap
    readonly property real trend: available - essential - gap - (showTime ? time + gap : 0)
        - (showExtremes ? 2 * (extreme + gap) : 0) - (showChange ? change + gap : 0)

    // Looks at the font so that bindings follow it: a function's result does not tell of changes.
    function measure(metrics: FontMetrics, text: string): real {
        return metrics.font.pixelSize > 0 ? Math.ceil(metrics.advanceWidth(text)) : 0;
    }
}
