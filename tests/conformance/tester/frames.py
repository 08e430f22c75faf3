# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Frames as RFC 6455 5.2 draws them: made as a case wants them, also wrong ones; read strictly.

Nothing here knows what a frame means, nor who sends it.
"""

from dataclasses import dataclass
from typing import Optional

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

# What the reader is willing to hold. More than any case makes an endpoint say.
LONGEST_PAYLOAD = 64 << 20


class Violation(Exception):
    """The endpoint sent what no endpoint may send."""


def mask(octets, key):
    """RFC 6455 5.3, for all octets at once: as numbers of that many octets."""
    size = len(octets)
    stream = key * (size // 4 + 1)
    return (int.from_bytes(octets, "little") ^ int.from_bytes(stream[:size], "little")).to_bytes(
        size, "little")


@dataclass(frozen=True)
class Frame:
    """A frame to be sent. The last four fields are for frames that break a rule."""

    opcode: int
    payload: bytes = b""
    fin: bool = True
    rsv: int = 0
    form: Optional[int] = None  # bits of the length: 7, 16 or 64; None: the fewest that do
    length: Optional[int] = None  # claimed; None: that of the payload
    masked: Optional[bool] = None  # None: as the role of the sender has it
    key: Optional[bytes] = None  # None: one that the sender draws

    def header(self, masked, key):
        length = len(self.payload) if self.length is None else self.length
        form = self.form or (7 if length < 126 else 16 if length < 1 << 16 else 64)
        coded = {7: length, 16: 126, 64: 127}[form] | (0x80 if masked else 0)
        first = (0x80 if self.fin else 0) | self.rsv << 4 | self.opcode
        extension = b"" if form == 7 else length.to_bytes(form // 8, "big")
        return bytes((first, coded)) + extension + (key if masked else b"")

    def encode(self, masked, key):
        if self.masked is not None:
            masked = self.masked
        key = self.key or key
        payload = mask(self.payload, key) if masked else self.payload
        return self.header(masked, key) + payload


@dataclass(frozen=True)
class Received:
    opcode: int
    fin: bool
    rsv: int
    payload: bytes


class FrameReader:
    """Octets in, frames out; what is not exactly as RFC 6455 5.2 wants it is a Violation."""

    def __init__(self, masked):
        self._masked = masked  # RFC 6455 5.1: what a client sends, and nothing else
        self._buffer = bytearray()
        self._needed = 2

    def feed(self, octets):
        self._buffer += octets

    @property
    def rest(self):
        return len(self._buffer)

    def frames(self):
        """Those that are complete."""
        offset = 0
        try:
            while len(self._buffer) - offset >= self._needed:
                frame, size = self._read(offset)
                if frame is None:
                    self._needed = size
                    break
                offset += size
                self._needed = 2
                yield frame
        finally:
            if offset:
                del self._buffer[:offset]

    def _read(self, offset):
        buffer = self._buffer
        first, second = buffer[offset], buffer[offset + 1]
        if bool(second & 0x80) != self._masked:
            raise Violation("a frame is masked" if second & 0x80 else "a frame is not masked")
        length = second & 0x7F
        size = 2
        if length > 125:
            extension = 2 if length == 126 else 8
            if len(buffer) - offset < 2 + extension:
                return None, 2 + extension
            length = int.from_bytes(buffer[offset + 2:offset + 2 + extension], "big")
            if length < (126 if extension == 2 else 1 << 16):
                raise Violation("a length is not in its shortest form")
            size += extension
        if length > LONGEST_PAYLOAD:
            raise Violation(f"a frame claims {length} octets")
        begin = size + (4 if self._masked else 0)
        if len(buffer) - offset < begin + length:
            return None, begin + length
        payload = bytes(buffer[offset + begin:offset + begin + length])
        if self._masked:
            payload = mask(payload, bytes(buffer[offset + size:offset + begin]))
        frame = Received(first & 0x0F, bool(first & 0x80), (first >> 4) & 7, payload)
        return frame, begin + length
