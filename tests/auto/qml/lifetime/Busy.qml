// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A socket that goes through all of its states and tells when the one that is waited for is there.

import QtQuick
import Lomond

Item {
    id: root

    property url url
    property string awaited
    signal reached

    function at(what) {
        if (what === awaited)
            reached();
    }

    LomondSocket {
        id: socket
        url: root.url
        active: true
        persistent: true
        reconnect { firstDelay: 60000; minimumDelay: 60000; maximumDelay: 60000 }
        onConnecting: root.at("connecting")
        onReady: {
            root.at("ready");
            socket.send("!flood 1000");
        }
        onText: (text) => {
            root.at("text");
            if (text === "999")
                socket.send("!close 1001 bye");
        }
        onClosing: root.at("closing")
        onBackOff: root.at("backOff")
    }
}
