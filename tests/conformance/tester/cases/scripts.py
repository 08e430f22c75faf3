# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A.29 to A.64: long legal conversations, most by dice; who made them knows what must come."""

import random

from ..deflate import Negotiation, Wish
from ..frames import BINARY, TEXT
from ..script import Case, Closes, Exchange, Message, Script, case, ping, pong, ponged

AT_ONCE = 20  # messages before their echoes are waited for
PINGS_AT_ONCE = 12  # more than 16 need not be answered each (RFC 6455 5.5.3)
FRAMES = 500
ALPHABET = "aeinrst ÄÖÜßéµ€…漢字\u0000\ufeff\uffff😀𝄞\U0010ffff"
SIZES = (0, 1, 2, 5, 17, 40, 63, 64, 65, 100, 124, 125, 126, 127, 128, 300)
RARE_SIZES = (1000, 4095, 16384, 65535, 65536)
NEGOTIATIONS = (
    None,
    Negotiation(own_no_context_takeover=False),
    None,
    Negotiation((Wish(True, 9),), own_no_context_takeover=True),
    None,
    Negotiation((Wish(False, 10),), own_no_context_takeover=False),
)


def cases():
    yield alternating()
    for seed in range(30, 65):
        yield by_dice(seed)


def alternating():
    """Small messages: compressed, plain, fragmented, and pings."""
    def messages(_):
        dice = random.Random(29)
        for batch in range(10_000 // AT_ONCE):
            items, events = [], []
            for number in range(batch * AT_ONCE, (batch + 1) * AT_ONCE):
                payload = b"%d " % number * int(1 + dice.random() * 8)
                if number % 4 == 3:
                    items.append(ping(b"%d" % number))
                    events.append(ponged(b"%d" % number))
                    continue
                message = Message(TEXT if number % 8 < 4 else BINARY, payload,
                                  7 if number % 4 == 2 else None, compressed=number % 4 != 1)
                items.append(message)
                events.append(message.echo)
            yield items, events
    return Case("A.29", "10,000 small messages: compressed, plain, fragmented, pings", (
        Script((Exchange(messages),), Closes(), deflate=NEGOTIATIONS[1]),))


def by_dice(seed):
    negotiation = NEGOTIATIONS[seed % len(NEGOTIATIONS)]
    how = "compressed and plain" if negotiation else "plain"
    return case(f"A.{seed}", f"{FRAMES} frames or more by dice, seed {seed}: {how} messages, "
                "fragments, controls between", Exchange(Dice(seed, bool(negotiation))),
                deflate=negotiation)


class Dice:
    """Builds a legal script, the same one for the same seed."""

    def __init__(self, seed, compressed):
        self._seed = seed
        self._compressed = compressed

    def __call__(self, _count):
        self._dice = random.Random(self._seed)
        frames = 0
        while frames < FRAMES:
            items, events, pings = [], [], 0
            while len(items) < AT_ONCE and pings < PINGS_AT_ONCE:
                made, expected = self._something()
                items.append(made)
                events += expected
                pings += sum(event.kind == "pong" for event in expected)
                frames += self._count(made)
            yield items, events

    @staticmethod
    def _count(item):
        if not isinstance(item, Message):
            return 1
        pieces = -(-len(item.payload) // item.fragment) if item.fragment else 1
        return max(1, pieces) + len(item.between)

    def _roll(self, sides):
        return int(self._dice.random() * sides)

    def _something(self):
        if self._roll(5) == 0:
            return self._control()
        opcode = TEXT if self._roll(2) else BINARY
        payload = self._text() if opcode == TEXT else self._octets(self._size())
        fragment, between, events = None, (), []
        if self._roll(2) and payload:
            fragment = 1 + self._roll(min(len(payload), 12) if len(payload) < 400 else len(payload))
            controls = [self._control() for _ in range(self._roll(4))]
            between = tuple(frame for frame, _ in controls)
            events = [event for _, expected in controls for event in expected]
        compressed = self._compressed and self._roll(3) > 0
        message = Message(opcode, payload, fragment, compressed, between)
        return message, [message.echo, *events]

    def _control(self):
        payload = self._octets(self._roll(126))
        if self._roll(3):
            return ping(payload), [ponged(payload)]
        return pong(payload), []

    def _size(self):
        if self._roll(40) == 0:
            return RARE_SIZES[self._roll(len(RARE_SIZES))]
        return SIZES[self._roll(len(SIZES))]

    def _octets(self, size):
        some = bytes(self._roll(256) for _ in range(min(size, 64)))
        return (some * (size // 64 + 1))[:size]

    def _text(self):
        size = self._size()
        some = "".join(ALPHABET[self._roll(len(ALPHABET))] for _ in range(min(size, 50)))
        return some.encode() * max(1, size // 50)
