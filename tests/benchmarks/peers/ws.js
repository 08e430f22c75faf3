// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// The works of the benchmarks with node's ws, as its documentation writes a client:
//     node ws.js WORK URL COUNT
// A text becomes a string, as an application gets it; binary data stay a Buffer. What is sent is
// bounded by bufferedAmount and goes on when the last of a batch was written. The works and the
// line of output are those of works.h and measure.h.

'use strict';

const assert = require('assert');
const fs = require('fs');
const v8 = require('v8');
const vm = require('vm');
const WebSocket = require('ws');

const Mebi = 1024 * 1024;
const [name, server, countText] = process.argv.slice(2);
const count = Number(countText);

const works = {
    'R1-64': { run: receive, kind: 'ascii', size: 64 },
    'R1-256': { run: receive, kind: 'ascii', size: 256 },
    'R2-ascii': { run: receive, kind: 'ascii', size: 16 * 1024 },
    'R2-mixed': { run: receive, kind: 'mixed', size: 16 * 1024, units: 10864 },
    'R3': { run: receive, kind: 'binary', size: Mebi },
    'R4': { run: receive, kind: 'binary', size: 256 * Mebi },
    'S1': { run: send, size: 64, queued: Mebi },
    'S2': { run: send, size: Mebi, queued: 4 * Mebi, isBinary: true },
    'E1': { run: echo, size: 64 },
    'D1': { run: receive, kind: 'json', size: 302, isCompressed: true },
    // Small batches: with 1 MiB in zlib's threads it was slower.
    'D2': { run: send, size: 302, queued: 64 * 1024, isCompressed: true },
    'C1': { run: openAll, size: 0 },
    'C2': { run: openOneByOne, size: 0 },
};
const work = works[name];

class Meter {
    start() {
        this.used = process.resourceUsage();
        this.begin = process.hrtime.bigint();
    }

    stop() {
        const now = process.resourceUsage();
        this.user = (now.userCPUTime - this.used.userCPUTime) / 1e6;
        this.system = (now.systemCPUTime - this.used.systemCPUTime) / 1e6;
        this.wall = Number(process.hrtime.bigint() - this.begin) / 1e9;
    }
}

const meter = new Meter();

// A field of /proc/self/status in KiB.
function statusKiB(field)
{
    const status = fs.readFileSync('/proc/self/status', 'latin1');
    return Number(status.match(new RegExp(`^${field}:\\s*(\\d+)`, 'm'))[1]);
}

function print(rss)
{
    const fields = {
        work: name,
        peer: 'ws',
        messages: count,
        octets: count * work.size,
        cpu: meter.user + meter.system,
        user: meter.user,
        system: meter.system,
        wall: meter.wall,
        rss,
    };
    const text = Object.entries(fields).map(([key, value]) => {
        const digits = Number.isInteger(value) ? value : Number(value).toFixed(6);
        return `"${key}": ${typeof value === 'string' ? JSON.stringify(value) : digits}`;
    });
    fs.writeSync(1, `{${text.join(', ')}}\n`);
}

function open(path)
{
    const isCompressed = Boolean(work.isCompressed);
    // By default: context takeover, and 15 bits. The threshold compresses messages of any size.
    const deflate = { threshold: 0, zlibDeflateOptions: { level: 6, memLevel: 8 } };
    const socket = new WebSocket(server + path, {
        perMessageDeflate: isCompressed ? deflate : false,
        maxPayload: 1024 * Mebi,
        rejectUnauthorized: false,
    });
    socket.on('upgrade', (answer) => {
        const extensions = answer.headers['sec-websocket-extensions'] || '';
        assert.strictEqual(extensions.startsWith('permessage-deflate'), isCompressed);
        assert(!extensions.includes('no_context_takeover'));
    });
    return socket;
}

function printWhenClosed(socket)
{
    socket.on('close', (code) => {
        assert.strictEqual(code, 1000);
        print(statusKiB('VmHWM'));
    });
}

function receive()
{
    const isBinary = work.kind === 'binary';
    const length = work.units || work.size;
    let received = 0;
    const socket = open(`/send/${work.kind}/${work.size}/${count}`);
    socket.on('open', () => meter.start());
    socket.on('message', (data, isData) => {
        const message = isData ? data : data.toString();
        if (message.length !== length || isData !== isBinary)
            assert.fail('the length of a message');
        if (++received === count)
            meter.stop();
    });
    socket.on('close', () => assert.strictEqual(received, count));
    printWhenClosed(socket);
}

// Without C++ the JSON messages come from the server.
function fetchTickers(then)
{
    const messages = [];
    const socket = open('/send/json/302/1000');
    socket.on('message', (data) => messages.push(data.toString()));
    socket.on('close', () => then(messages));
}

function send()
{
    if (work.isCompressed)
        fetchTickers(sendAll);
    else
        sendAll([work.isBinary ? Buffer.alloc(work.size, 0x5a) : 'L'.repeat(work.size)]);
}

function sendAll(payloads)
{
    let sent = 0;
    let isDone = false;
    const socket = open(`/take/${count}`);
    const sendSome = () => {
        let isFull = false;
        while (sent < count && !isFull) {
            const payload = payloads[sent % payloads.length];
            ++sent;
            isFull = socket.bufferedAmount + 2 * work.size >= work.queued;
            socket.send(payload, isFull ? sendSome : undefined);
        }
    };
    socket.on('open', () => {
        meter.start();
        sendSome();
    });
    socket.on('message', (data) => {
        meter.stop();
        isDone = data.toString() === 'done';
    });
    socket.on('close', () => assert(isDone));
    printWhenClosed(socket);
}

function echo()
{
    const message = 'L'.repeat(work.size);
    let received = 0;
    const socket = open('/echo');
    socket.on('open', () => {
        meter.start();
        socket.send(message);
    });
    socket.on('message', (data) => {
        if (data.toString().length !== work.size)
            assert.fail('the length of an echo');
        if (++received < count) {
            socket.send(message);
        } else {
            meter.stop();
            socket.close(1000);
        }
    });
    printWhenClosed(socket);
}

// What is in use, without what waits for the garbage collector. node raises the limit of files.
function residentKiB()
{
    v8.setFlagsFromString('--expose_gc');
    vm.runInNewContext('gc')();
    return statusKiB('VmRSS');
}

function openAll()
{
    const before = residentKiB();
    const sockets = [];
    const openNext = () => {
        if (sockets.length < count) {
            const socket = open('/idle');
            socket.on('open', openNext);
            socket.on('close', () => assert.fail('an idle connection ended'));
            sockets.push(socket);
            return;
        }
        setImmediate(() => {
            meter.stop();
            assert(sockets.every((socket) => socket.readyState === WebSocket.OPEN));
            print((residentKiB() - before) / count);
            process.exit(0);
        });
    };
    meter.start();
    openNext();
}

function openOneByOne()
{
    let closed = 0;
    const openNext = () => {
        const socket = open('/idle');
        socket.on('open', () => socket.close(1000));
        socket.on('close', (code) => {
            assert.strictEqual(code, 1000);
            if (++closed < count)
                return openNext();
            meter.stop();
            print(statusKiB('VmHWM'));
        });
    };
    meter.start();
    openNext();
}

if (!work) { // how costs grow is asked of Lomond alone
    process.stderr.write('unsupported\n');
    process.exit(3);
}
work.run();
