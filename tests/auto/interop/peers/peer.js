// SPDX-FileCopyrightText: 2026 The Lomond authors
// SPDX-License-Identifier: BSD-3-Clause

// A WebSocket peer by node's ws, at the orders of a test.
//
//     peer.js [--compress=JSON] server [CERTIFICATES KEY]    listens on a free port of 127.0.0.1
//                                                            and tells which
//     peer.js [--compress=JSON] client [AUTHORITY]           connects where it is told to
//
// Without --compress it does as ws does by default; JSON has the parameters that it asks for:
// serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits.
// Orders come as lines of JSON on stdin, {"do": …}; what the peer sees goes to stdout in the same
// way, {"event": …}. One connection at a time. It leaves when stdin ends.

'use strict';

const fs = require('fs');
const http = require('http');
const https = require('https');
const readline = require('readline');
const WebSocket = require('ws');

const protocols = ['chat.v2', 'chat.v1'];
const options = process.argv.slice(2);
const compression = options[0].startsWith('--compress=')
    ? {perMessageDeflate: {threshold: 0, ...JSON.parse(options.shift().slice('--compress='.length))}} : {};
const [role, ...files] = options;
let connection = null;

// In ASCII: QJsonDocument drops a U+FEFF that begins a string, unless it is escaped.
function report(event, fields) {
    const line = JSON.stringify({event, ...fields}).replace(
        /[\u0080-\uffff]/g, unit => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));
    process.stdout.write(line + '\n');
}

// What was agreed on, in the words of the option; null: nothing.
function agreement(socket) {
    const agreed = socket._extensions['permessage-deflate'];
    return agreed ? {
        serverNoContextTakeover: agreed.params.server_no_context_takeover === true,
        clientNoContextTakeover: agreed.params.client_no_context_takeover === true,
        serverMaxWindowBits: agreed.params.server_max_window_bits || 15,
        clientMaxWindowBits: agreed.params.client_max_window_bits || 15,
    } : null;
}

function converse(socket, path) {
    connection = socket;
    socket.on('message', (data, isBinary) => report(isBinary ? 'binary' : 'text',
                                                   {data: data.toString(isBinary ? 'base64' : 'utf8')}));
    socket.on('ping', data => report('ping', {data: data.toString()}));
    socket.on('pong', data => report('pong', {data: data.toString()}));
    socket.on('close', (code, reason) => report('closed', {code, reason: reason.toString()}));
    socket.on('error', error => report('error', {text: error.toString()}));
    const open = () => report('open', {protocol: socket.protocol, path, compression: agreement(socket)});
    if (socket.readyState === WebSocket.OPEN)
        open();
    else
        socket.on('open', open);
}

function sendParts(parts, binary) {
    parts.forEach((part, i) => connection.send(part, {binary, fin: i === parts.length - 1}));
}

const orders = {
    connect: ({url, protocols}) => converse(
        new WebSocket(url, protocols, {...compression, ...(files.length ? {ca: fs.readFileSync(files[0])} : {})}),
        new URL(url).pathname),
    text: ({data}) => connection.send(data),
    binary: ({data}) => connection.send(Buffer.from(data, 'base64')),
    textParts: ({parts}) => sendParts(parts, false),
    binaryParts: ({parts}) => sendParts(parts.map(part => Buffer.from(part, 'base64')), true),
    ping: ({data}) => connection.ping(data),
    close: ({code, reason}) => connection.close(code, reason),
    closeEmpty: () => connection.close(),
};

function obeyOrders() {
    const lines = readline.createInterface({input: process.stdin});
    lines.on('line', line => {
        const order = JSON.parse(line);
        orders[order.do](order);
    });
    lines.on('close', () => process.exit(0));
}

if (role === 'server') {
    const server = files.length
        ? https.createServer({cert: fs.readFileSync(files[0]), key: fs.readFileSync(files[1])})
        : http.createServer();
    const sockets = new WebSocket.Server({
        server,
        ...compression,
        handleProtocols: offered => protocols.find(protocol => offered.has(protocol)) || false,
    });
    sockets.on('connection', (socket, request) => converse(socket, request.url));
    server.listen(0, '127.0.0.1', () => {
        report('listening', {port: server.address().port});
        obeyOrders();
    });
} else {
    report('listening', {port: 0});
    obeyOrders();
}
