// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The installed QML module: it is found, its types are known, and it makes connections.

import QtQuick
import QtTest
import Lomond

TestCase {
    name: "Installed"

    LomondSocket {
        id: socket
        url: "ws://127.0.0.1:1/"
        reconnect { maximumDelay: 3000 }
    }
    SignalSpy {
        id: failures
        target: socket
        signalName: "connectFailed"
    }

    function test_socketOfTheInstalledModuleConnects() {
        compare(socket.state, LomondSocket.Idle)
        socket.open()
        failures.wait()
        verify(socket.lastError.text.length > 0)
    }
}
