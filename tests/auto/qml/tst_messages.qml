// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// What is sent by send() and how it comes back: each kind of value of JavaScript, over a real
// connection.

import QtQuick
import QtTest
import Lomond
import LomondTests

TestCase {
    id: testCase
    name: "Messages"

    property var texts: []
    property var values: []
    property var buffers: []

    LomondSocket {
        id: socket
        url: EchoServer.url
        onText: (text) => testCase.texts.push(text)
        onJson: (value) => testCase.values.push(value)
        onBinary: (data) => testCase.buffers.push(data)
    }

    function init() {
        texts = [];
        values = [];
        buffers = [];
        socket.open();
        tryCompare(socket, "state", LomondSocket.Ready);
    }

    function cleanup() {
        socket.close();
        tryCompare(socket, "state", LomondSocket.Idle);
    }

    function octets(buffer) {
        return Array.from(new Uint8Array(buffer));
    }

    function test_clientSendsText_data() {
        return [
            { tag: "string", value: "naïve € 𝄞", text: "naïve € 𝄞" },
            { tag: "empty string", value: "", text: "" },
            { tag: "BOM is kept", value: "\ufeffx", text: "\ufeffx" },
            { tag: "object", value: { a: [1, "x", null, true] }, text: '{"a":[1,"x",null,true]}' },
            { tag: "array", value: [1, 2.5, "three"], text: '[1,2.5,"three"]' },
            { tag: "number", value: 42, text: "42" },
            { tag: "boolean", value: false, text: "false" },
            { tag: "null", value: null, text: "null" },
            { tag: "date", value: { at: new Date(0) }, text: '{"at":"1970-01-01T00:00:00.000Z"}' },
            { tag: "toJSON", value: { toJSON: () => "mine" }, text: '"mine"' },
            { tag: "object named like a view",
              value: { buffer: 1, byteOffset: 2 }, text: '{"buffer":1,"byteOffset":2}' },
        ];
    }

    function test_clientSendsText(row) {
        verify(socket.send(row.value));
        tryCompare(testCase, "texts", [row.text]);
        compare(EchoServer.lastText, row.text);
        compare(buffers.length, 0);
    }

    function bytes(...list) {
        return Uint8Array.from(list);
    }

    function test_clientSendsBinary_data() {
        const whole = bytes(0, 1, 2, 253, 254, 255);
        return [
            { tag: "ArrayBuffer", value: whole.buffer, octets: [0, 1, 2, 253, 254, 255] },
            { tag: "empty ArrayBuffer", value: new ArrayBuffer(0), octets: [] },
            { tag: "Uint8Array", value: whole, octets: [0, 1, 2, 253, 254, 255] },
            { tag: "part of a buffer", value: new Uint8Array(whole.buffer, 2, 3),
              octets: [2, 253, 254] },
            { tag: "end of a buffer", value: whole.subarray(4), octets: [254, 255] },
            { tag: "nothing of a buffer", value: whole.subarray(3, 3), octets: [] },
            { tag: "Uint16Array", value: new Uint16Array(whole.buffer, 2, 1), octets: [2, 253] },
            { tag: "Float64Array", value: Float64Array.of(0), octets: [0, 0, 0, 0, 0, 0, 0, 0] },
            { tag: "DataView", value: new DataView(whole.buffer, 5), octets: [255] },
        ];
    }

    function test_clientSendsBinary(row) {
        verify(socket.send(row.value));
        tryVerify(() => buffers.length === 1);
        verify(buffers[0] instanceof ArrayBuffer);
        compare(octets(buffers[0]), row.octets);
        compare(texts.length, 0);
    }

    function test_clientRefusesWhatIsNoMessage_data() {
        const ring = {};
        ring.ring = ring;
        return [
            { tag: "undefined", value: undefined },
            { tag: "function", value: () => 1 },
            { tag: "function with toJSON", value: Object.assign(() => 1, { toJSON: () => 1 }) },
            { tag: "symbol", value: Symbol("s") },
            { tag: "QObject", value: testCase },
            { tag: "error", value: new Error("e") },
            { tag: "cycle", value: ring },
            { tag: "toJSON that throws", value: { toJSON: () => { throw new Error("no"); } } },
            { tag: "toJSON that gives nothing", value: { toJSON: () => undefined } },
            { tag: "lone surrogate", value: "\ud800" },
        ];
    }

    function test_clientRefusesWhatIsNoMessage(row) {
        compare(socket.send(row.value), false);
        verify(socket.send("next"));
        tryCompare(testCase, "texts", ["next"]);
    }

    function test_clientSendsNothingBeforeReady() {
        socket.close();
        tryCompare(socket, "state", LomondSocket.Idle);
        compare(socket.send("early"), false);
        compare(socket.send({}), false);
        compare(socket.send(new ArrayBuffer(1)), false);
    }

    function test_clientChangesABufferAfterSendingIt() {
        const array = bytes(1, 2, 3);
        verify(socket.send(array));
        array[0] = 9;
        tryVerify(() => buffers.length === 1);
        compare(octets(buffers[0]), [1, 2, 3]);
    }

    function test_clientGetsAnyJson_data() {
        return [
            { tag: "object", text: '{"price": "1.50", "n": {"x": [1]}}',
              value: { price: "1.50", n: { x: [1] } } },
            { tag: "array", text: "[1, null]", value: [1, null] },
            { tag: "string", text: '"s"', value: "s" },
            { tag: "number", text: "-2.5", value: -2.5 },
            { tag: "true", text: "true", value: true },
            { tag: "null", text: "null", value: null },
        ];
    }

    function test_clientGetsAnyJson(row) {
        verify(socket.sendText(row.text));
        tryVerify(() => values.length === 1);
        compare(values[0], row.value);
    }

    function test_clientGetsNoJsonOfOtherText() {
        verify(socket.sendText("{not json"));
        verify(socket.sendText("1"));
        tryCompare(testCase, "values", [1]);
        compare(texts, ["{not json", "1"]);
    }

    function test_binaryComesBackAsItWasReceived() {
        verify(socket.send(bytes(7, 8)));
        tryVerify(() => buffers.length === 1);
        verify(socket.send(buffers[0]));
        tryVerify(() => buffers.length === 2);
        compare(octets(buffers[1]), [7, 8]);
    }
}
