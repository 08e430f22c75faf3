// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Text, JSON, events and polls are made only if somebody listens: each way to listen in QML counts,
// and one that ends does, too.

import QtQuick
import QtTest
import Lomond
import LomondTests

TestCase {
    id: testCase
    name: "Handlers"

    property var heard: []
    function hear(what) {
        heard.push(what);
    }

    Component {
        id: bare
        LomondSocket {
            url: EchoServer.url
            active: true
        }
    }

    Component {
        id: listening
        LomondSocket {
            url: EchoServer.url
            active: true
            pollInterval: 10
            onText: (text) => testCase.hear("text " + text)
            onJson: (value) => testCase.hear("json " + value)
            onPoll: () => testCase.hear("poll")
            onEventOccurred: (event) => {
                if (event.name === "text")
                    testCase.hear("event");
            }
        }
    }

    Connections {
        id: connections
        target: null
        function onJson(value) {
            testCase.hear("json " + value);
        }
        function onPoll() {
            testCase.hear("poll");
        }
    }

    function init() {
        heard = [];
    }

    function ready(component) {
        const socket = createTemporaryObject(component, testCase);
        tryCompare(socket, "state", LomondSocket.Ready);
        return socket;
    }

    // two messages: whatever the first one made is there when the second is answered
    function exchange(socket) {
        const binary = createTemporaryQmlObject(
            "import QtTest; SignalSpy { signalName: 'binary' }", testCase);
        binary.target = socket;
        verify(socket.sendText("1"));
        verify(socket.send(new ArrayBuffer(1)));
        tryCompare(binary, "count", 1);
    }

    function test_handlersInTheComponent() {
        const socket = ready(listening);
        exchange(socket);
        compare(heard.filter((what) => what !== "poll"), ["text 1", "event", "json 1"]);
        tryVerify(() => heard.includes("poll"));
    }

    function test_connectAtRunTime() {
        const socket = ready(bare);
        exchange(socket);
        compare(heard, []);
        const onText = (text) => hear("text " + text);
        const onEvent = (event) => hear("event " + event.name);
        socket.text.connect(onText);
        exchange(socket);
        compare(heard, ["text 1"]);
        socket.eventOccurred.connect(onEvent);
        heard = [];
        exchange(socket);
        compare(heard, ["text 1", "event text", "event binary"]);
        socket.text.disconnect(onText);
        socket.eventOccurred.disconnect(onEvent);
        heard = [];
        exchange(socket);
        compare(heard, []);
    }

    function test_connectionsAtRunTime() {
        const socket = ready(bare);
        socket.pollInterval = 10;
        exchange(socket);
        compare(heard, []);
        connections.target = socket;
        exchange(socket);
        verify(heard.includes("json 1"));
        tryVerify(() => heard.includes("poll"));
        connections.target = null;
        heard = [];
        exchange(socket);
        compare(heard, []);
    }

    function test_signalSpy() {
        const socket = ready(bare);
        const spy = createTemporaryQmlObject(
            "import QtTest; SignalSpy { signalName: 'json' }", testCase);
        spy.target = socket;
        exchange(socket);
        compare(spy.count, 1);
        compare(spy.signalArguments[0][0], 1);
    }
}
