// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// Messages in parts from QML: what sendPart() takes, what it refuses, and how parts arrive.

import QtQuick
import QtTest
import Lomond
import LomondTests

TestCase {
    id: testCase
    name: "Streaming"

    property string text: ""
    property var octets: []
    property int complete: 0

    LomondSocket {
        id: socket
        url: EchoServer.url
        streaming: true
        onTextPart: (text, isFinal) => {
            testCase.text += text;
            testCase.complete += isFinal ? 1 : 0;
        }
        onBinaryPart: (data, isFinal) => {
            testCase.octets = testCase.octets.concat(Array.from(new Uint8Array(data)));
            testCase.complete += isFinal ? 1 : 0;
        }
    }

    SignalSpy { id: textSpy; target: socket; signalName: "text" }
    SignalSpy { id: jsonSpy; target: socket; signalName: "json" }
    SignalSpy { id: eventSpy; target: socket; signalName: "eventOccurred" }

    function init() {
        text = "";
        octets = [];
        complete = 0;
        for (const spy of [textSpy, jsonSpy, eventSpy])
            spy.clear();
        socket.open();
        tryCompare(socket, "state", LomondSocket.Ready);
    }

    function cleanup() {
        socket.close();
        tryCompare(socket, "state", LomondSocket.Idle);
    }

    function bytes(...list) {
        return Uint8Array.from(list);
    }

    function test_textGoesInParts() {
        verify(socket.beginMessage(LomondMessage.Text));
        verify(socket.sendPart("naïve ", false));
        verify(socket.sendPart("\ufeff€ 𝄞", false));
        verify(socket.sendPart("", true));
        tryCompare(testCase, "complete", 1);
        compare(text, "naïve \ufeff€ 𝄞");
        compare(EchoServer.lastText, text);
        compare(textSpy.count + jsonSpy.count, 0);
    }

    function test_binaryGoesInParts_data() {
        const whole = bytes(0, 1, 2, 253, 254, 255);
        return [
            { tag: "ArrayBuffer", part: whole.buffer, octets: [0, 1, 2, 253, 254, 255] },
            { tag: "empty ArrayBuffer", part: new ArrayBuffer(0), octets: [] },
            { tag: "Uint8Array", part: whole, octets: [0, 1, 2, 253, 254, 255] },
            { tag: "part of a buffer", part: new Uint8Array(whole.buffer, 2, 3),
              octets: [2, 253, 254] },
            { tag: "DataView", part: new DataView(whole.buffer, 5), octets: [255] },
            { tag: "string, as UTF-8", part: "é", octets: [0xc3, 0xa9] },
        ];
    }

    function test_binaryGoesInParts(row) {
        verify(socket.beginMessage(LomondMessage.Binary, false));
        verify(socket.sendPart(bytes(7), false));
        verify(socket.sendPart(row.part, true));
        tryCompare(testCase, "complete", 1);
        compare(octets, [7].concat(row.octets));
    }

    function test_textMayBeOctets() {
        verify(socket.beginMessage(LomondMessage.Type.Text));
        verify(socket.sendPart(bytes(0xc3), false));
        verify(socket.sendPart(bytes(0xa9).buffer, true));
        tryCompare(testCase, "text", "é");
    }

    function test_clientRefusesWhatIsNoPart_data() {
        return [
            { tag: "undefined", part: undefined },
            { tag: "null", part: null },
            { tag: "number", part: 1 },
            { tag: "object", part: { a: 1 } },
            { tag: "array", part: [1] },
            { tag: "half of a surrogate pair", part: "𝄞".slice(0, 1) },
            { tag: "octets that are not UTF-8", part: bytes(255) },
        ];
    }

    function test_clientRefusesWhatIsNoPart(row) {
        compare(socket.sendPart("no message was begun", true), false);
        verify(socket.beginMessage(LomondMessage.Text));
        compare(socket.sendPart(row.part, false), false);
        compare(socket.send("another"), false);
        verify(socket.sendPart("still open", true));
        tryCompare(testCase, "text", "still open");
    }

    function test_eventsCarryParts() {
        verify(socket.send("x"));
        tryCompare(testCase, "complete", 1);
        const event = eventSpy.signalArguments[eventSpy.count - 1][0];
        compare(event.name, "textPart");
        compare(event.fields.text, "x");
        compare(event.fields.final, true);
    }

    function test_streamingMayBeSwitchedOff() {
        socket.streaming = false;
        verify(socket.send("whole"));
        tryCompare(textSpy, "count", 1);
        compare(complete, 0);
        socket.streaming = true;
    }
}
