// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Makes a socket that goes in the handler of the given name: by destroy(), or with its Loader.
// Until then the socket does what leads to each of its signals.

import QtQuick
import Lomond

Item {
    id: root

    property string handler
    property string way
    property bool gone: false
    property var socket: null

    function begin(url) {
        if (way === "destroy")
            socket = going.createObject(root, { url: url });
        else
            loader.active = true;
        if (loader.item)
            loader.item.url = url;
        if (loader.item)
            loader.item.active = true;
        else if (socket)
            socket.active = true;
    }

    function reached(name) {
        if (name !== handler)
            return;
        gone = true;
        if (way === "destroy")
            socket.destroy();
        else
            loader.active = false;
    }

    Loader {
        id: loader
        active: false
        sourceComponent: going
    }

    Component {
        id: going
        LomondSocket {
            id: it
            persistent: true
            pollInterval: 1
            reconnect { firstDelay: 1; minimumDelay: 1; maximumDelay: 2 }
            onStateChanged: root.reached("stateChanged")
            onActiveChanged: root.reached("activeChanged")
            onConnecting: root.reached("connecting")
            onConnected: root.reached("connected")
            onConnectFailed: root.reached("connectFailed")
            onRejected: root.reached("rejected")
            onErrorOccurred: root.reached("errorOccurred")
            onReady: {
                root.reached("ready");
                it.send("1");
                it.send(new ArrayBuffer(2));
                it.sendPing();
            }
            onText: root.reached("text")
            onJson: root.reached("json")
            onBinary: root.reached("binary")
            onPong: root.reached("pong")
            onPoll: {
                root.reached("poll");
                it.send("!close 1001 bye");
            }
            onClosing: root.reached("closing")
            onClosed: root.reached("closed")
            onDisconnected: root.reached("disconnected")
            onBackOff: root.reached("backOff")
            onEventOccurred: root.reached("eventOccurred")
        }
    }
}
