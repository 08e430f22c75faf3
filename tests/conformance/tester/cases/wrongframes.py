# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A.1 to A.9: frames that break RFC 6455 5 by their header, and right ones beside them."""

from ..frames import BINARY, CLOSE, PING, PONG, Frame
from ..script import (Answers, Case, Closes, Expect, Fails, Script, Send, binary, close, echoed,
                      ping, ponged, text)

LIMIT = 16 << 20
HELD = 64 << 10  # octets that a refused length may make the protocol hold
SERVER, CLIENT = ("server",), ("client",)


def cases():
    return [masked(), unmasked(), *not_minimal(), too_many_bits(), too_long(), control()]


def script(name, *items, ending, expect=(), **rest):
    steps = (Send(*items),) + ((Expect(*expect),) if expect else ())
    return Script(steps, ending, name, **rest)


def three_kinds(flag, allowed, refused):
    """A text, a ping and a close frame: one role takes them so, the other must not."""
    kinds = (("text", text(b"Hello", masked=flag), (echoed(b"Hello"),), Closes()),
             ("ping", ping(b"Hello", masked=flag), (ponged(b"Hello"),), Closes()),
             ("close", close(1000, masked=flag), (), Answers(1000)))
    for name, frame, events, ending in kinds:
        yield script(name, frame, expect=events, ending=ending, roles=allowed)
        yield script(name, frame, ending=Fails(1002), roles=refused)


def masked():
    return Case("A.1", "masked text, ping and close: a server takes them, a client fails",
                tuple(three_kinds(True, SERVER, CLIENT)))


def unmasked():
    return Case("A.2", "text, ping and close without a mask: a client takes them, a server fails",
                tuple(three_kinds(False, CLIENT, SERVER)))


def not_minimal():
    """RFC 6455 5.2: the minimal number of octets must be used to encode the length."""
    rows = (
        ("A.3", "lengths up to 125 in 16 bits", 16, (0, 1, 64, 124, 125)),
        ("A.4", "lengths up to 125 in 64 bits", 64, (0, 1, 64, 124, 125)),
        ("A.5", "lengths from 126 to 65535 in 64 bits", 64, (126, 127, 65534, 65535)),
    )
    for number, description, form, sizes in rows:
        yield Case(number, description + ", the shortest form right beside it", tuple(
            part for size in sizes for part in (
                script(f"{size} octets", text(b"*" * size, form=form), ending=Fails(1002)),
                script(f"{size} octets, shortest form", text(b"*" * size),
                       expect=(echoed(b"*" * size),), ending=Closes()))))
    yield Case("A.6", "close frames with their length in 16 and 64 bits", tuple(
        script(f"{form} bits", close(1000, form=form), ending=Fails(1002)) for form in (16, 64)))


def claims(length, opcode=BINARY):
    return Frame(opcode, length=length)


def too_many_bits():
    return Case("A.7", "64-bit lengths with the most significant bit; nothing is held", tuple(
        script(name, claims(length), ending=Fails(1002), held=HELD)
        for name, length in (("2^63", 1 << 63), ("2^64-1", (1 << 64) - 1))))


def too_long():
    lengths = (("2^63-1", (1 << 63) - 1), ("2^62", 1 << 62), ("2^32", 1 << 32),
               ("2^32+5", (1 << 32) + 5), ("limit+1", LIMIT + 1))
    refused = [script(name, claims(length), ending=Fails(1009), held=HELD)
               for name, length in lengths]
    payload = b"*" * LIMIT
    allowed = script("limit", binary(payload), expect=(echoed(payload, "binary"),), ending=Closes())
    return Case("A.8", "lengths beyond the limit, refused by their header; the limit itself",
                (*refused, allowed))


def control():
    frames = []
    for name, opcode in (("ping", PING), ("pong", PONG), ("close", CLOSE)):
        payload = b"\x03\xe8" if opcode == CLOSE else b"Hello"
        frames += [(f"{name}, {form} bits", Frame(opcode, payload, form=form)) for form in (16, 64)]
        frames += [(f"{name} of {size} octets", Frame(opcode, payload.ljust(size, b"*")))
                   for size in (126, 65536)]
        frames.append((f"{name}, not final", Frame(opcode, payload, fin=False)))
        frames += [(f"{name}, RSV {rsv}", Frame(opcode, payload, rsv=rsv)) for rsv in (1, 2, 4)]
    within = [script(f"{name}, within a message", text(b"a", fin=False), frame, ending=Fails(1002))
              for name, frame in frames]
    return Case("A.9", "control frames that are too long, fragmented, or have reserved bits, alone "
                "and within a message",
                (*(script(name, frame, ending=Fails(1002)) for name, frame in frames), *within))
