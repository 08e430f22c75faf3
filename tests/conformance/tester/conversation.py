# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""One case on one connection: sends what its script says, and judges what the endpoint sends."""

import hashlib
import random
import time

from . import deflate
from .frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, FrameReader, Violation
from .script import Beginning, Cut, Event, Message, Repeated

KINDS = {TEXT: "text", BINARY: "binary", PING: "ping", PONG: "pong"}
SHOWN = 32  # octets of a payload, in words
LISTED = 4  # events, in words
CLOSE_PATIENCE = 20.0  # seconds until the endpoint ends the stream, when all was said


def in_words(event):
    if event.kind == "close":
        return f"close {'empty' if event.code is None else event.code}"
    payload = event.payload
    if len(payload) <= SHOWN:
        return f"{event.kind} {repr(payload)[1:]}"
    return f"{event.kind} of {len(payload)} octets, SHA-1 {hashlib.sha1(payload).hexdigest()[:12]}"


def list_in_words(events):
    if len(events) <= LISTED:
        return "; ".join(map(in_words, events)) or "nothing"
    digest = hashlib.sha1()
    for event in events:
        digest.update(f"{event.kind} {len(event.payload)} ".encode() + event.payload)
    return (f"{'; '.join(map(in_words, events[:2]))}; … {len(events)} events in all, SHA-1 "
            f"{digest.hexdigest()[:12]}")


def apart(events):
    return ([event for event in events if event.kind != "pong"],
            [event for event in events if event.kind == "pong"])


class Sender:
    """Frames and messages to octets, as the role of the tester has it."""

    def __init__(self, masked, deflater):
        self._masked = masked
        self._deflater = deflater
        self._keys = random.Random(6455)

    def encode(self, item):
        """A list: the octets of each frame."""
        if isinstance(item, Message):
            return [self._frame(frame) for frame in self._frames(item)]
        if isinstance(item, Frame):
            return [self._frame(item)]
        if isinstance(item, Repeated):
            return [self._frame(item.frame)] * item.count
        octets = item.frame.encode(self._masked, b"\x37\xfa\x21\x3d")
        if isinstance(item, Beginning):
            return [octets[:item.size]]
        assert isinstance(item, Cut)
        header = len(octets) - len(item.frame.payload)
        begin = 0 if item.begin is None else header + item.begin
        return [octets[begin:header + item.end]]

    def _frame(self, frame):
        return frame.encode(self._masked, self._keys.getrandbits(32).to_bytes(4, "big"))

    def _frames(self, message):
        payload, rsv = message.payload, 0
        if message.compressed and self._deflater:
            payload, rsv = self._deflater.deflate(payload), 4
        size = message.fragment or max(1, len(payload))
        count = max(1, -(-len(payload) // size))
        between = list(message.between)  # one after each frame, the rest before the last one
        for i in range(count):
            if i == count - 1:
                yield from between
            elif i > 0 and between:
                yield between.pop(0)
            yield Frame(message.opcode if i == 0 else CONTINUATION,
                        payload[i * size:(i + 1) * size], i == count - 1, rsv if i == 0 else 0)


class Collector:
    """Frames of the endpoint to events. What an endpoint must not send is a Violation."""

    def __init__(self, inflater):
        self._inflater = inflater
        self._opcode = None
        self._compressed = False
        self._parts = []

    def collect(self, frame):
        """The event that this frame completes, if any."""
        compressed = frame.rsv == 4 and frame.opcode in (TEXT, BINARY) and self._inflater
        if frame.rsv and not compressed:
            raise Violation(f"a frame has the reserved bits {frame.rsv}")
        if frame.opcode >= CLOSE:
            return self._control(frame)
        if frame.opcode not in (CONTINUATION, TEXT, BINARY):
            raise Violation(f"a frame has the opcode {frame.opcode}")
        if (frame.opcode == CONTINUATION) != (self._opcode is not None):
            raise Violation("fragments are out of order")
        if frame.opcode != CONTINUATION:
            self._opcode, self._compressed = frame.opcode, compressed
        self._parts.append(frame.payload)
        return self._message() if frame.fin else None

    def _message(self):
        payload = b"".join(self._parts)
        if self._compressed:
            payload = self._inflater.inflate(payload)
        event = Event(KINDS[self._opcode], payload)
        self._opcode, self._parts = None, []
        if event.kind == "text":
            self._check_text(payload)
        return event

    def _control(self, frame):
        if frame.opcode > PONG or not frame.fin or len(frame.payload) > 125:
            raise Violation("a control frame is fragmented, too long, or of no known kind")
        if frame.opcode != CLOSE:
            return Event(KINDS[frame.opcode], frame.payload)
        if not frame.payload:
            return Event("close")
        if len(frame.payload) == 1:
            raise Violation("a close frame has one octet")
        self._check_text(frame.payload[2:])
        return Event("close", frame.payload[2:], int.from_bytes(frame.payload[:2], "big"))

    @staticmethod
    def _check_text(payload):
        try:
            payload.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Violation(f"a text is not UTF-8: {error}") from error


class Conversation:
    def __init__(self, link, plays, agreement, chop, *, native, messages, patience):
        as_client = plays == "client"
        ours = theirs = None
        if agreement:
            by_server = (agreement.server_max_window_bits, not agreement.server_no_context_takeover)
            by_client = (agreement.client_max_window_bits, not agreement.client_no_context_takeover)
            ours = deflate.Deflater(*(by_client if as_client else by_server))
            theirs = deflate.Inflater(*(by_server if as_client else by_client))
        self._link = link
        self._endpoint = "server" if as_client else "client"
        self._chop = chop
        self._native = native
        self._messages = messages
        self._patience = patience
        self._sender = Sender(as_client, ours)
        self._reader = FrameReader(masked=not as_client)
        self._collector = Collector(theirs)
        self._expected = []
        self._echoes = 0
        self.received = []  # but for echoes that were compared at once
        self.close = None
        self.ended = False

    @property
    def outcome(self):
        """What is pinned by the files of expected results."""
        echoes = ["each message echoed"] if self._echoes else []
        events = [list_in_words(self.received)] if self.received or not echoes else []
        end = [in_words(self.close) if self.close else "no close frame"]
        return "; ".join(echoes + events + end)

    # ---- steps

    def send(self, items):
        self._link.send([octets for item in items for octets in self._sender.encode(item)],
                        self._chop)

    def expect(self, events):
        self._expected += events
        while len(self.received) < len(self._expected) and not self.close and self._pump():
            pass
        self._compare(self._expected[:len(self.received)], complete=False)
        if len(self.received) < len(self._expected):
            raise Violation(f"expected {in_words(self._expected[len(self.received)])}, "
                            f"and {self._what_came_instead()}")

    def stays_open(self, seconds):
        until = time.monotonic() + (seconds if self._native else seconds / 10)
        while (left := until - time.monotonic()) > 0 and self._pump(left):
            pass
        if self.close or self.ended:
            raise Violation(f"it has to stay open here, and {self._what_came_instead()}")
        self._compare(self._expected)

    def exchange(self, messages, count):
        self._echoes += 1
        before = len(self.received)
        for number, (items, events) in enumerate(messages(count or self._messages), 1):
            self.send(items)
            while len(self.received) < before + len(events) and not self.close and self._pump():
                pass
            seen = self.received[before:]
            del self.received[before:]
            # a pong may overtake an echo that waits to be written: each kind has its own order
            if apart(seen) == apart(events):
                continue
            if len(seen) < len(events):
                raise Violation(f"message {number} was not echoed: {self._what_came_instead()}")
            raise Violation(f"message {number}: expected {list_in_words(events)}, "
                            f"seen {list_in_words(seen)}")

    def end_stream(self):
        self._link.end_writing()

    # ---- endings

    def closed_cleanly(self, code):
        self._await_close()
        self._check_code(code)
        if self._endpoint == "server":
            # RFC 6455 7.1.1: the server ends the stream first
            if not self._await_end():
                raise Violation("the server did not end the stream after both close frames")
        elif self._link.read(0) == b"":
            raise Violation("the client ended the stream before the server did")
        self._check_end()

    def failed(self, code):
        self._await_close()
        self._check_code(code)
        if not self._await_end():
            raise Violation("the connection was failed, but the stream did not end")
        self._check_end()
        self._check_failure(code)

    def left(self):
        if not self._await_end():
            raise Violation("the stream did not end")
        if self.close:
            raise Violation(f"{in_words(self.close)} was sent to a stream that has ended")
        self._compare(self._expected)
        self._check_failure(1006)

    # ---- octets in

    def feed(self, octets):
        self._reader.feed(octets)
        for frame in self._reader.frames():
            if self.close:
                raise Violation("a frame follows the close frame")
            event = self._collector.collect(frame)
            if event is None:
                continue
            if event.kind == "close":
                self.close = event
            else:
                self.received.append(event)

    def _pump(self, patience=None):
        """False: nothing came in time, or the stream has ended."""
        octets = self._link.read(self._patience if patience is None else patience)
        if octets is None or self.ended:
            return False
        if not octets:
            self.ended = True
            return False
        self.feed(octets)
        return True

    def _await_close(self):
        while not self.close and len(self.received) <= len(self._expected) and self._pump():
            pass
        self._compare(self._expected)
        if not self.close:
            raise Violation("no close frame came, " + self._what_came_instead())

    def _await_end(self):
        while not self.ended and self._pump(CLOSE_PATIENCE):
            pass
        return self.ended

    # ---- judgements

    def _what_came_instead(self):
        if self.close:
            reason = self.close.payload.decode()
            return in_words(self.close) + (f" ({reason})" if reason else "")
        return "the stream ended" if self.ended else f"nothing within {self._patience:g} s"

    def _compare(self, expected, complete=True):
        if self.received == expected:
            return
        for number, (seen, wanted) in enumerate(zip(self.received, expected), 1):
            if seen != wanted:
                raise Violation(f"event {number}: expected {in_words(wanted)}, "
                                f"seen {in_words(seen)}")
        if len(self.received) > len(expected):
            raise Violation(f"nobody expected {in_words(self.received[len(expected)])}")
        if complete:
            raise Violation(f"expected {in_words(expected[len(self.received)])}, "
                            f"and {self._what_came_instead()}")

    def _check_code(self, code):
        if self.close.code != code:
            wanted = in_words(Event("close", code=code))
            raise Violation(f"expected {wanted}, seen {self._what_came_instead()}")

    def _check_end(self):
        if self._reader.rest:
            raise Violation("the stream ends within a frame")
        if self._link.was_reset:
            raise Violation("the connection was reset")

    def _check_failure(self, code):
        if self._link.failure not in (None, code):
            raise Violation(f"expected a failure with {code}, its event says {self._link.failure}")
