// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Colours and sizes, dark and light. The window sets `dark` and `fontSize`; all else follows.

pragma Singleton

import QtQuick

QtObject {
    property bool dark: true
    property int fontSize: 14 // device-independent pixels
    readonly property int smallSize: Math.max(11, Math.round(0.8 * fontSize))
    readonly property int largeSize: Math.round(1.2 * fontSize)
    readonly property int gap: Math.round(0.6 * fontSize)
    readonly property int margin: Math.round(fontSize)
    readonly property int line: Math.max(1, Math.round(fontSize / 16))

    readonly property color background: dark ? "#0f1419" : "#f6f7f9"
    readonly property color raised: dark ? "#182028" : "#ffffff"
    readonly property color hovered: dark ? "#222c36" : "#eceff3"
    readonly property color outline: dark ? "#222b34" : "#dfe4ea"
    readonly property color text: dark ? "#e3e8ee" : "#17202b"
    readonly property color secondary: dark ? "#8f9bab" : "#566272"
    readonly property color rise: dark ? "#35b886" : "#067a50"
    readonly property color fall: dark ? "#f2656f" : "#c4293b"
    readonly property color trend: dark ? "#7e9cc0" : "#45678f"
    readonly property color waiting: dark ? "#e5b04b" : "#9a6200"

    // From 480×320, where it is as small as one can read, to a 4K wall.
    function fontSizeFor(width: real, height: real): int {
        return Math.round(Math.max(12, Math.min(width / 68, height / 42, 48)));
    }

    function signColor(value: real): color {
        return value > 0 ? rise : value < 0 ? fall : secondary;
    }
}
