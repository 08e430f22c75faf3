# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""What a case is made of: frames and messages to send, events to expect, and how it has to end.

A step tells the conversation what to do; the conversation knows how.
"""

from dataclasses import dataclass
from typing import Callable, NamedTuple, Optional, Tuple

from .deflate import Negotiation
from .frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame


class Event(NamedTuple):
    """What comes from an endpoint: text, binary, ping, pong or close."""

    kind: str
    payload: bytes = b""
    code: Optional[int] = None  # of a close frame; None: it is empty


@dataclass(frozen=True)
class Message:
    """Sent as an endpoint does: compressed if that was agreed on, and cut into frames."""

    opcode: int
    payload: bytes
    fragment: Optional[int] = None  # octets of each frame; None: one frame
    compressed: bool = True
    between: Tuple[Frame, ...] = ()  # control frames, between those of the message

    @property
    def echo(self):
        return Event("text" if self.opcode == TEXT else "binary", self.payload)


@dataclass(frozen=True)
class Cut:
    """Part of a frame: from its header on (begin is None) or within its payload."""

    frame: Frame
    begin: Optional[int]
    end: int


@dataclass(frozen=True)
class Repeated:
    """The same frame many times, with the same mask."""

    frame: Frame
    count: int


@dataclass(frozen=True)
class Beginning:
    """The first octets of a frame."""

    frame: Frame
    size: int


# ---- steps


class Send:
    def __init__(self, *items):
        self.items = items

    def play(self, talk):
        talk.send(self.items)


class Expect:
    """Waits for as many events, and compares all that came with all that was expected."""

    def __init__(self, *events):
        self.events = events

    def play(self, talk):
        talk.expect(self.events)


@dataclass(frozen=True)
class StaysOpen:
    """Nothing comes, and the connection is still there."""

    seconds: float = 1.0

    def play(self, talk):
        talk.stays_open(self.seconds)


@dataclass(frozen=True)
class Exchange:
    """Message after message, the next one when the echo of the last one is here."""

    messages: Callable  # of the number asked for: yields what to send, and the events it makes
    count: Optional[int] = None  # None: as many as the command line says

    def play(self, talk):
        talk.exchange(self.messages, self.count)


class EndOfStream:
    def play(self, talk):
        talk.end_stream()


# ---- endings


@dataclass(frozen=True)
class Closes:
    """The tester closes with 1000, and is answered."""

    def play(self, talk):
        talk.send((close(1000),))
        talk.closed_cleanly(1000)


@dataclass(frozen=True)
class Answers:
    """The script has sent a close frame, and is answered with this code (None: none)."""

    code: Optional[int]

    def play(self, talk):
        talk.closed_cleanly(self.code)


@dataclass(frozen=True)
class Fails:
    """The endpoint fails the connection, by itself and with exactly this code (RFC 6455 7.1.7)."""

    code: int

    def play(self, talk):
        talk.failed(self.code)


@dataclass(frozen=True)
class Leaves:
    """The stream has ended without a close frame; so does the endpoint's side, with 1006."""

    def play(self, talk):
        talk.left()


@dataclass(frozen=True)
class Script:
    steps: Tuple
    ending: object
    name: str = ""  # tells the scripts of a case apart
    deflate: Optional[Negotiation] = None
    held: Optional[int] = None  # octets that the core may hold beyond what it did, in memory only
    roles: Tuple[str, ...] = ("client", "server")  # of the endpoint

    def __post_init__(self):
        assert all(hasattr(step, "play") for step in self.steps)


@dataclass(frozen=True)
class Case:
    id: str
    description: str
    scripts: Tuple[Script, ...]
    chop: Optional[int] = 0  # as the case was written; see wire.py
    all_modes: bool = True  # also in every other manner of cutting
    informational: bool = False
    patience: float = 30  # seconds without an octet


def case(id, description, *steps, ending=Closes(), deflate=None, **rest):
    return Case(id, description, (Script(steps, ending, deflate=deflate),), **rest)


# ---- frames, as cases write them


def text(payload=b"", **rest):
    return Frame(TEXT, payload, **rest)


def binary(payload=b"", **rest):
    return Frame(BINARY, payload, **rest)


def more(payload=b"", fin=False, **rest):
    return Frame(CONTINUATION, payload, fin, **rest)


def last(payload=b"", **rest):
    return Frame(CONTINUATION, payload, **rest)


def ping(payload=b"", **rest):
    return Frame(PING, payload, **rest)


def pong(payload=b"", **rest):
    return Frame(PONG, payload, **rest)


def close(code=None, reason=b"", **rest):
    return Frame(CLOSE, b"" if code is None else code.to_bytes(2, "big") + reason, **rest)


def echoed(payload, kind="text"):
    return Event(kind, payload)


def ponged(payload=b""):
    return Event("pong", payload)


def fragments(payload, size, opcode=TEXT):
    """One message in frames of that many octets of payload."""
    pieces = [payload[i:i + size] for i in range(0, len(payload), size)] or [b""]
    return [Frame(opcode if i == 0 else CONTINUATION, piece, i == len(pieces) - 1)
            for i, piece in enumerate(pieces)]
