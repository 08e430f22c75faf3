#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The server that budgetclient speaks to, in a process of its own, so that it is not counted.

Listens on a free port of 127.0.0.1, tells which in its first line on stdout, and serves the one
connection that it takes. What it does is the path of the request, /WORK/PID; PID is the client, and
an answer waits until that has gone to sleep.

    R1-64, D1  a text of the client, a number, orders a block of as many texts: of 64 octets, or of
               JSON, compressed with context takeover. When the kernel has all of it, a line goes to
               stdout.
    S1-64      each block of BLOCK texts is answered with one text
    E1         each text is sent back
"""

import base64
import hashlib
import itertools
import random
import socket
import struct
import sys
import time
import zlib

BLOCK = 900
TEXT = 1
PATIENCE = 60  # seconds


def frame(payload, compressed=False):
    first = 0x80 | (0x40 if compressed else 0) | TEXT
    if len(payload) < 126:
        return struct.pack("!BB", first, len(payload)) + payload
    return struct.pack("!BBH", first, 126, len(payload)) + payload


class Connection:
    def __init__(self, stream):
        self.socket = stream
        self.stream = stream.makefile("rb")

    def open(self):
        """RFC 6455 4.2; returns the work that is asked for."""
        _, work, self.client = self.stream.readline().split()[1].decode().split("/")
        fields = {}
        while line := self.stream.readline().strip():
            name, _, value = line.decode().partition(":")
            fields[name.lower()] = value.strip()
        key = fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        answer = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                  "Sec-WebSocket-Accept: "
                  + base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()]
        if "permessage-deflate" in fields.get("sec-websocket-extensions", ""):
            answer.append("Sec-WebSocket-Extensions: permessage-deflate")
        self.socket.sendall(("\r\n".join(answer) + "\r\n\r\n").encode())
        return work

    def messages(self):
        """The client's texts: in one frame each, masked, shorter than 126 octets."""
        while len(head := self.stream.read(2)) == 2 and head[0] == 0x80 | TEXT:
            key = self.stream.read(4)
            payload = self.stream.read(head[1] & 0x7F)
            yield bytes(octet ^ mask for octet, mask in zip(payload, itertools.cycle(key)))

    def send(self, octets):
        self.socket.sendall(octets)

    def answer(self, octets):
        while not self.client_sleeps():
            time.sleep(50e-6)
        self.send(octets)

    def client_sleeps(self):
        with open(f"/proc/{self.client}/stat", encoding="ascii") as status:
            return status.read().rpartition(")")[2].split()[0] == "S"


def plain_text():
    return frame(b"The quick brown fox jumps over the lazy dog, then it rests a bit")


class Quotes:
    """JSON of 302 octets, alike and never the same."""

    def __init__(self):
        self.random = random.Random(1)
        self.deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8)
        self.sequence = 3_000_000_000

    def __call__(self):
        self.sequence += self.random.randrange(1, 50)
        price = self.random.randrange(6_000_000, 6_100_000)
        text = (f'{{"type":"ticker","sequence":{self.sequence},"product_id":"BTC-USD",'
                f'"price":"{price / 100:.2f}","open_24h":"59321.07","low_24h":"58810.55",'
                f'"high_24h":"61950.00","volume_24h":"{self.random.randrange(10**12)}",'
                f'"best_bid":"{(price - 1) / 100:.2f}","best_ask":"{(price + 1) / 100:.2f}",'
                f'"side":"{self.random.choice(("buy", "sell"))}","note":"')
        text = text.ljust(300, ".") + '"}'
        octets = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        return frame(octets[:-4], compressed=True)  # RFC 7692 7.2.1: without 00 00 FF FF


def send_blocks(connection, message):
    for order in connection.messages():
        connection.send(b"".join(message() for _ in range(int(order))))
        print("sent", flush=True)


def take_blocks(connection):
    for number, _ in enumerate(connection.messages(), 1):
        if number % BLOCK == 0:
            connection.answer(frame(b"taken"))


def echo(connection):
    for text in connection.messages():
        connection.answer(frame(text))


def main():
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE)
    print(server.getsockname()[1], flush=True)
    stream, _ = server.accept()
    stream.settimeout(PATIENCE)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection = Connection(stream)
    work = connection.open()
    try:
        if work == "R1-64":
            send_blocks(connection, plain_text)
        elif work == "D1":
            send_blocks(connection, Quotes())
        elif work == "S1-64":
            take_blocks(connection)
        elif work == "E1":
            echo(connection)
        else:
            sys.exit(f"there is no work {work}")
    except (ConnectionError, FileNotFoundError):
        pass  # the client has all that it wanted


if __name__ == "__main__":
    main()
