// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A number and what it counts. As wide as the widest number, so that nothing beside it moves.

import QtQuick

Row {
    id: metric

    required property string value
    required property string unit
    required property string widest

    spacing: 0.35 * Theme.fontSize

    TextMetrics {
        id: figures

        font: number.font
        text: metric.widest
    }

    Text {
        id: number

        width: Math.max(implicitWidth, Math.ceil(figures.advanceWidth))
        text: metric.value
        color: Theme.text
        horizontalAlignment: Text.AlignRight
        font.pixelSize: Theme.fontSize
    }

    Text {
        anchors.baseline: number.baseline
        text: metric.unit
        color: Theme.secondary
        font.pixelSize: Theme.smallSize
    }
}
