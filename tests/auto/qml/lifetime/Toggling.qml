// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A socket that changes its mind in each of its first hundred changes of state.

import QtQuick
import Lomond

Item {
    id: root

    property url url
    property bool persistent
    property int toggles: 0

    function begin() {
        socket.active = true;
    }

    LomondSocket {
        id: socket
        url: root.url
        persistent: root.persistent
        onStateChanged: {
            if (root.toggles < 100) {
                ++root.toggles;
                socket.active = !socket.active;
            }
        }
    }
}
