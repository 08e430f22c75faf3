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


class Tickers:
    """JSON of 302 octets, alike and never the same: as in tests/benchmarks/peers/tickers.h."""

    PRODUCTS = ["BTC-USD", "ETH-USD", "SOL-USD", "ADA-USD", "DOT-EUR"]

    def __init__(self):
        self.deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8)
        self.dice = 20260314
        self.cents = [4312345, 4198765, 4251199, 4467890, 4333333]
        self.number = 0

    def roll(self, sides):
        self.dice = self.dice * 48271 % 0x7FFFFFFF  # std::minstd_rand
        return self.dice % sides

    def text(self):
        product = self.roll(5)
        self.cents[product] += self.roll(201) - 100
        price = self.cents[product] / 100
        spread, volume = self.roll(20), self.roll(1000000)
        side = "sell" if self.roll(2) else "buy"
        microseconds, size = self.roll(1000000), self.roll(1000000)
        number = self.number
        self.number += 1
        text = (f'{{"type":"ticker","sequence":{1873000000 + number * 7},'
                f'"product_id":"{self.PRODUCTS[product]}","price":"{price:.2f}","depth":50,'
                f'"volume_24h":"{11000 + number // 40}.{volume:06}","low_24h":"41012.44",'
                f'"high_24h":"44980.10","best_bid":"{price - spread / 100:.2f}",'
                f'"best_ask":"{price + 0.01:.2f}","side":"{side}",'
                f'"time":"2026-03-14T09:{number // 60 % 60:02}:{number % 60:02}.{microseconds:06}Z",'
                f'"trade_id":{48100000 + number},"last_size":"0.{size:06}"')
        return text.ljust(301) + "}"

    def __call__(self):
        octets = self.deflate.compress(self.text().encode())
        octets += self.deflate.flush(zlib.Z_SYNC_FLUSH)
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
            send_blocks(connection, Tickers())
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
