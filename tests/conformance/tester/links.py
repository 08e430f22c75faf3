# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Where octets go and come from: a socket, or the protocol in memory. They mean nothing here."""

import json
import select
import socket
import struct

from . import wire

READ_SIZE = 256 << 10


class SocketLink:
    failure = None  # what the endpoint's own events say is not on the wire

    def __init__(self, connected):
        connected.setblocking(False)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connected
        self._unread = []
        self._writable = True
        self._ended = False
        self.was_reset = False
        self.held = 0

    def send(self, frames, chop):
        for piece in wire.pieces(frames, chop, wire.CUT_IN_SOCKETS):
            if not self._writable:
                return
            self._write(memoryview(piece))

    def _write(self, piece):
        """Reads meanwhile: an endpoint may say much before it has heard everything."""
        while len(piece) and self._writable:
            try:
                piece = piece[self._socket.send(piece):]
            except BlockingIOError:
                readable, _, _ = select.select([] if self._ended else [self._socket],
                                               [self._socket], [])
                if readable:
                    self._unread.append(self._receive())
            except (BrokenPipeError, ConnectionResetError):
                self._writable = False  # the endpoint has ended the conversation, and may say why

    def read(self, patience):
        """None: nothing came in time. Empty: the stream has ended."""
        if self._unread:
            return self._unread.pop(0)
        if self._ended:
            return b""
        if not select.select([self._socket], [], [], patience)[0]:
            return None
        return self._receive()

    def _receive(self):
        try:
            octets = self._socket.recv(READ_SIZE)
        except ConnectionResetError:
            self.was_reset = True
            octets = b""
        self._ended = not octets
        return octets

    def end_writing(self):
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._writable = False

    def close(self):
        self._socket.close()


class CoreLink:
    """To the program echocore; see there for what is said on its pipes."""

    was_reset = False

    def __init__(self, process, as_server, key=""):
        self._process = process
        self._output = []
        self._status = {}
        self.held = 0
        self._order(b"s" if as_server else b"c", 0, key.encode())

    @property
    def failure(self):
        return self._status["failure"] if self._status["failure"] else None

    def send(self, frames, chop):
        if chop is None:
            sizes = struct.pack(f">{len(frames)}I", *map(len, frames))
            self._feed(b"p", len(frames), sizes + b"".join(frames))
            return
        for part, size in wire.segments(b"".join(frames), chop, wire.CUT_IN_MEMORY):
            self._feed(b"f", size, part)

    def _feed(self, letter, number, octets):
        self._order(letter, number, octets)
        self.held = max(self.held, self._status["held"])

    def read(self, _patience):
        if self._output:
            return self._output.pop(0)
        return b"" if self._status["transport"] == "closeWhenFlushed" else None

    def end_writing(self):
        self._order(b"e", 0, b"")

    def close(self):
        pass

    def _order(self, letter, number, octets):
        self._process.stdin.write(struct.pack(">cII", letter, number, len(octets)))
        self._process.stdin.write(octets)
        self._process.stdin.flush()
        output = self._answer()
        if output:
            self._output.append(output)
        self._status = json.loads(self._answer())

    def _answer(self):
        head = self._process.stdout.read(4)
        if len(head) < 4:
            raise RuntimeError("echocore has ended")
        size = int.from_bytes(head, "big")
        return self._process.stdout.read(size)
