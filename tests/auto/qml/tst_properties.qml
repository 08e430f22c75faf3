// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// How the types of Lomond look from QML: enums, gadgets, the grouped property, the defaults.

import QtQuick
import QtTest
import Lomond
import LomondTests

TestCase {
    id: testCase
    name: "Properties"

    LomondSocket {
        id: plain
    }

    LomondSocket {
        id: grouped
        reconnect {
            firstDelay: testCase.delay
            maximumDelay: 3000
        }
        compress: true
        compression {
            level: testCase.level
            serverMaxWindowBits: 9
        }
    }
    property int delay: 500
    property int level: 1

    LomondSocket {
        id: socket
    }

    property lomondError copy: socket.lastError

    SignalSpy { id: readySpy; target: socket; signalName: "ready" }
    SignalSpy { id: rejectedSpy; target: socket; signalName: "rejected" }
    SignalSpy { id: failedSpy; target: socket; signalName: "connectFailed" }
    SignalSpy { id: errorSpy; target: socket; signalName: "errorOccurred" }
    SignalSpy { id: eventSpy; target: socket; signalName: "eventOccurred" }

    function init() {
        for (const spy of [readySpy, rejectedSpy, failedSpy, errorSpy, eventSpy])
            spy.clear();
    }

    function cleanup() {
        socket.abort();
        socket.protocols = [];
        socket.headers = {};
    }

    // every property, so that qmllint knows the type of each
    function test_defaults() {
        compare(String(plain.url), "");
        compare(plain.state, LomondSocket.Idle);
        compare(plain.active, false);
        compare(plain.persistent, false);
        compare(plain.protocols, []);
        compare(plain.protocol, "");
        verify(plain.agent.startsWith("Lomond/"));
        compare(plain.headers, {});
        compare(plain.compress, false);
        compare(plain.compression.serverNoContextTakeover, false);
        compare(plain.compression.clientNoContextTakeover, false);
        compare(plain.compression.serverMaxWindowBits, 15);
        compare(plain.compression.clientMaxWindowBits, 15);
        compare(plain.compression.threshold, 64);
        compare(plain.compression.level, 6);
        compare(plain.compression.memoryLevel, 8);
        compare(plain.compressionThreshold, 64);
        compare(plain.supportsCompression, false);
        compare(plain.compressionStatistics().sentPlain, 0);
        compare(plain.compressionStatistics().contextMemory, 0);
        compare(plain.streaming, false);
        compare(plain.autoPong, true);
        compare(plain.pollInterval, 5000);
        compare(plain.pingInterval, 30000);
        compare(plain.pingTimeout, 60000);
        compare(plain.openTimeout, 20000);
        compare(plain.closeTimeout, 30000);
        compare(plain.maxMessageSize, 16 * 1024 * 1024);
        compare(plain.deliveryBudget, 8);
        compare(plain.sendBufferLimit, 16 * 1024 * 1024);
        compare(plain.secure, false);
        compare(plain.latency, -1);
        compare(plain.bytesToWrite, 0);
        compare(plain.closeCode, 0);
        compare(plain.closeReason, "");
        compare(plain.lastError.code, Lomond.ErrorCode.NoError);
        compare(plain.lastError.stage, Lomond.Stage.None);
        compare(plain.lastError.text, "");
        compare(plain.lastError.httpStatus, 0);
        compare(plain.reconnect.firstDelay, 5000);
        compare(plain.reconnect.firstDelayAfterRestart, 30000);
        compare(plain.reconnect.minimumDelay, 500);
        compare(plain.reconnect.maximumDelay, 120000);
        compare(plain.reconnect.resetAfter, 60000);
        compare(plain.reconnect.maximumAttempts, 0);
        compare(plain.reconnect.respectRetryAfter, true);
    }

    function test_groupedPropertyIsABinding() {
        compare(grouped.reconnect.firstDelay, 500);
        compare(grouped.reconnect.maximumDelay, 3000);
        compare(grouped.reconnect.minimumDelay, plain.reconnect.minimumDelay);
        testCase.delay = 700;
        compare(grouped.reconnect.firstDelay, 700);
        compare(grouped.reconnect.maximumDelay, 3000);
        grouped.reconnect.resetAfter = 1000;
        compare(grouped.reconnect.resetAfter, 1000);
        compare(grouped.reconnect.firstDelay, 700);
    }

    function test_compressionIsAGroupToo() {
        compare(grouped.compression.level, 1);
        compare(grouped.compression.serverMaxWindowBits, 9);
        compare(grouped.compression.clientMaxWindowBits, 15);
        testCase.level = 9;
        compare(grouped.compression.level, 9);
        grouped.compressionThreshold = 100;
        compare(grouped.compression.threshold, 100);
        compare(grouped.compression.level, 9);
    }

    function test_compressedMessagesComeBack() {
        grouped.url = EchoServer.url;
        grouped.open();
        tryCompare(grouped, "state", LomondSocket.Ready);
        verify(grouped.supportsCompression);
        verify(grouped.send("x".repeat(1000)));
        tryVerify(() => grouped.compressionStatistics().receivedPlain === 1000);
        verify(grouped.compressionStatistics().sentCompressed < 100);
        grouped.close();
        tryCompare(grouped, "state", LomondSocket.Idle);
        verify(!grouped.supportsCompression);
        compare(grouped.compressionStatistics().sentPlain, 1000);
    }

    function test_enums() {
        compare(LomondSocket.Idle, 0);
        compare(LomondSocket.State.BackingOff, 4);
        compare(Lomond.CloseCode.GoingAway, 1001);
        compare(Lomond.CloseCode.ProtocolError, 1002);
        compare(Lomond.Role.Server, 1);
        compare(LomondMessage.Binary, 1);
        verify(Lomond.ErrorCode.ProtocolError !== Lomond.CloseCode.ProtocolError);
        verify(!("ProtocolError" in Lomond)); // of which of the two?
        verify(Lomond.Stage.Tls > Lomond.Stage.None);
    }

    function test_readyTellsResponseAndProtocol() {
        socket.protocols = ["echo", "chat"];
        socket.url = EchoServer.url;
        socket.open();
        tryCompare(readySpy, "count", 1);
        compare(readySpy.signalArguments[0][0].statusCode, 101);
        compare(readySpy.signalArguments[0][0].header("upgrade").toLowerCase(), "websocket");
        compare(readySpy.signalArguments[0][1], "echo");
        compare(socket.protocol, "echo");
        compare(socket.state, LomondSocket.Ready);
        verify(socket.active);
        socket.closeWith(Lomond.CloseCode.GoingAway, "bye");
        tryCompare(socket, "state", LomondSocket.Idle);
        compare(socket.closeCode, Lomond.CloseCode.GoingAway);
    }

    function test_refusalIsReadable() {
        socket.url = EchoServer.refused;
        socket.open();
        tryCompare(rejectedSpy, "count", 1);
        const response = rejectedSpy.signalArguments[0][0];
        compare(response.statusCode, 404);
        compare(response.header("x-why"), "not here");
        compare(response.body.byteLength, "no such feed".length);
        verify(rejectedSpy.signalArguments[0][1].includes("404"));
        tryCompare(errorSpy, "count", 1);
        compare(errorSpy.signalArguments[0][0].httpStatus, 404);
        compare(socket.lastError.httpStatus, 404);
        compare(socket.lastError.code, Lomond.ErrorCode.HandshakeError);
        verify(socket.lastError.text.includes("404"));
        compare(testCase.copy.text, socket.lastError.text);
    }

    function test_refusedPortIsReadable() {
        socket.url = EchoServer.nobody;
        socket.open();
        tryCompare(failedSpy, "count", 1);
        compare(failedSpy.signalArguments[0][0], socket.lastError.text);
        compare(socket.lastError.code, Lomond.ErrorCode.ConnectFail);
        compare(socket.lastError.stage, Lomond.Stage.Connect);
        compare(socket.closeCode, Lomond.CloseCode.AbnormalClosure);
        compare(socket.active, false);
    }

    function test_eventsAreReadable() {
        socket.url = EchoServer.url;
        socket.open();
        tryCompare(readySpy, "count", 1);
        socket.send("x");
        tryVerify(() => eventSpy.signalArguments.some((one) => one[0].name === "text"));
        const names = eventSpy.signalArguments.map((one) => one[0].name);
        compare(names, ["connecting", "connected", "ready", "text"]);
        const event = eventSpy.signalArguments[3][0];
        compare(event.fields.text, "x");
        verify(Math.abs(event.receivedTime - new Date()) < 60000);
    }
}
