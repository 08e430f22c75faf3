#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A WebSocket peer by python3-websockets, at the orders of a test.

    peer.py [--compress=JSON] server [CERTIFICATES KEY]    listens on a free port of 127.0.0.1
                                                           and tells which
    peer.py [--compress=JSON] client [AUTHORITY]           connects where it is told to

Without --compress it does as the library does by default; JSON has the parameters that it asks for:
serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits.

Orders come as lines of JSON on stdin, {"do": …}; what the peer sees goes to stdout in the same way,
{"event": …}. One connection at a time. It leaves when stdin ends.
"""

import asyncio
import base64
import json
import re
import ssl
import sys

import websockets
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory)

PROTOCOLS = ["chat.v2", "chat.v1"]
LINE_LIMIT = 64 * 1024 * 1024
ARGUMENTS = sys.argv[1:]
COMPRESSION = None
if ARGUMENTS[0].startswith("--compress="):
    COMPRESSION = json.loads(ARGUMENTS.pop(0).partition("=")[2])
ROLE, *FILES = ARGUMENTS


def report(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def extension(factory):
    """What to ask for, in the words of the library."""
    if COMPRESSION is None:
        return {}
    parameters = {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name): value
                  for name, value in COMPRESSION.items()}
    return {"compression": None, "extensions": [factory(**parameters)]}


def agreement(connection):
    """What was agreed on, in the words of COMPRESSION; null: nothing."""
    ours, theirs = ("server", "client") if ROLE == "server" else ("client", "server")
    for agreed in connection.extensions:
        return {ours + "NoContextTakeover": agreed.local_no_context_takeover,
                theirs + "NoContextTakeover": agreed.remote_no_context_takeover,
                ours + "MaxWindowBits": agreed.local_max_window_bits,
                theirs + "MaxWindowBits": agreed.remote_max_window_bits}
    return None


class Watching:
    """Reports pings: the library answers them without a word."""

    async def pong(self, data=b""):
        report("ping", data=data.decode())
        await super().pong(data)


class Server(Watching, websockets.WebSocketServerProtocol):
    pass


class Client(Watching, websockets.WebSocketClientProtocol):
    pass


class Peer:
    def __init__(self):
        self.connection = None
        self.tasks = set()

    async def converse(self, connection):
        self.connection = connection
        report("open", protocol=connection.subprotocol or "", path=connection.path,
               compression=agreement(connection))
        try:
            async for message in connection:
                if isinstance(message, str):
                    report("text", data=message)
                else:
                    report("binary", data=base64.b64encode(message).decode())
        except websockets.ConnectionClosed:
            pass
        await connection.wait_closed()
        report("closed", code=connection.close_code, reason=connection.close_reason or "")

    async def obey(self, order):
        what, connection = order["do"], self.connection
        if what == "connect":
            context = None
            if order["url"].startswith("wss:"):
                context = ssl.create_default_context(cafile=FILES[0])
            connection = await websockets.connect(
                order["url"], ssl=context, subprotocols=order["protocols"] or None,
                create_protocol=Client, ping_interval=None, max_size=LINE_LIMIT,
                **extension(ClientPerMessageDeflateFactory))
            self.start(self.converse(connection))
        elif what == "text":
            await connection.send(order["data"])
        elif what == "binary":
            await connection.send(base64.b64decode(order["data"]))
        elif what == "textParts":
            await connection.send(order["parts"])
        elif what == "binaryParts":
            await connection.send([base64.b64decode(part) for part in order["parts"]])
        elif what == "ping":
            await (await connection.ping(order["data"]))
            report("pong", data=order["data"])
        elif what == "close":
            await connection.close(order["code"], order["reason"])
        elif what == "closeEmpty":
            # close() always sends a code
            await connection.write_close_frame(websockets.frames.Close(1005, ""), b"")

    def start(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(lambda done: done.exception() and report(
            "error", text=repr(done.exception())))


async def main():
    peer = Peer()
    server = None
    if ROLE == "server":
        context = None
        if FILES:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*FILES)
        server = await websockets.serve(
            peer.converse, "127.0.0.1", 0, ssl=context, subprotocols=PROTOCOLS,
            create_protocol=Server, ping_interval=None, max_size=LINE_LIMIT,
            **extension(ServerPerMessageDeflateFactory))
        report("listening", port=server.sockets[0].getsockname()[1])
    else:
        report("listening", port=0)

    orders = asyncio.StreamReader(limit=LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        peer.start(peer.obey(json.loads(line)))


asyncio.run(main())
