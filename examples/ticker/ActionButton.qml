// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A button in the colours of the theme, for mouse and keyboard.

import QtQuick
import QtQuick.Templates as T

T.Button {
    id: button

    implicitWidth: Math.ceil(implicitContentWidth) + leftPadding + rightPadding
    implicitHeight: Math.ceil(implicitContentHeight) + topPadding + bottomPadding
    leftPadding: Theme.gap
    rightPadding: Theme.gap
    topPadding: Math.round(0.3 * Theme.fontSize)
    bottomPadding: topPadding
    font.pixelSize: Math.max(12, Math.round(0.9 * Theme.fontSize))

    contentItem: Text {
        text: button.text
        font: button.font
        color: Theme.text
        opacity: button.enabled ? 1 : 0.4
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }

    background: Rectangle {
        radius: 0.3 * Theme.fontSize
        color: button.down || button.hovered ? Theme.hovered : Theme.background
        border {
            width: button.visualFocus ? 2 * Theme.line : Theme.line
            color: button.visualFocus ? Theme.text : Theme.outline
        }
    }
}
