// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A socket that comes and goes with its loader, item and all.

import QtQuick
import Lomond

Item {
    id: root

    property url url
    property bool loaded: false

    Loader {
        active: root.loaded
        sourceComponent: Item {
            LomondSocket {
                url: root.url
                active: true
                onReady: send("hello")
            }
        }
    }
}
