// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A socket whose URL is a binding that changes with each flip.

import QtQuick
import Lomond

Item {
    id: root

    property int flips: 0
    property url one
    property url other

    LomondSocket {
        url: root.flips % 2 === 0 ? root.one : root.other
        active: true
        persistent: true
        onReady: send("hello")
    }
}
