# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A.17 to A.28: what RFC 7692 allows and what it does not, octet by octet."""

import zlib

from ..deflate import TAIL, Negotiation, Wish
from ..frames import BINARY, Frame
from ..script import (Case, Closes, Expect, Fails, Script, Send, binary, close,
                      echoed, last, more, ping, pong, text)
from .wrongframes import LIMIT

DEFAULT = Negotiation(own_no_context_takeover=False)
RSV1 = 4
HELLO = b"Hello, Hello, Hello, Hello"
PATTERN = bytes(range(256)) * 4


def cases():
    return [continuations(), controls(), not_agreed(), plain(), empty(), final_blocks(), blocks(),
            invalid_block(), broken_data(), invalid_text(), bombs(), context_of_before()]


def script(name, *items, expect=(), ending=Closes(), deflate=DEFAULT, **rest):
    steps = (Send(*items),) + ((Expect(*expect),) if expect else ())
    return Script(steps, ending, name, deflate, **rest)


def raw(message, level=6, strategy=zlib.Z_DEFAULT_STRATEGY, known=b"", flush=zlib.Z_SYNC_FLUSH):
    """Deflated by zlib, to the very last octet; known: the window already has it."""
    settings = (level, zlib.DEFLATED, -15, 8, strategy)
    stream = zlib.compressobj(*settings, known) if known else zlib.compressobj(*settings)
    return stream.compress(message) + stream.flush(flush)


def deflated(message, **settings):
    octets = raw(message, **settings)
    return octets[:-len(TAIL)] if octets.endswith(TAIL) else octets


def continuations():
    body = deflated(PATTERN)
    return Case("A.17", "RSV1 on a fragment that begins no message", (
        script("last", binary(body[:5], fin=False, rsv=RSV1), last(body[5:], rsv=RSV1),
               ending=Fails(1002)),
        script("not the last", binary(body[:5], fin=False, rsv=RSV1), more(body[5:9], rsv=RSV1),
               ending=Fails(1002)),
        script("of a plain message", text(b"a", fin=False), last(b"b", rsv=RSV1),
               ending=Fails(1002))))


def controls():
    return Case("A.18", "RSV1 on control frames", tuple(
        script(name, frame, ending=Fails(1002)) for name, frame in (
            ("ping", ping(b"a", rsv=RSV1)), ("pong", pong(b"a", rsv=RSV1)),
            ("close", close(1000, rsv=RSV1)))))


def not_agreed():
    return Case("A.19", "RSV1 without an agreement, RSV2 and RSV3 in spite of one", (
        script("RSV1", text(deflated(HELLO), rsv=RSV1), ending=Fails(1002), deflate=None),
        *(script(f"RSV {rsv}", text(deflated(HELLO), rsv=rsv), ending=Fails(1002))
          for rsv in (1, 2, 5, 6, 7))))


def plain():
    return Case("A.20", "a plain message although compression was agreed on", (
        script("whole", text(HELLO), expect=(echoed(HELLO),)),
        script("between compressed ones", text(deflated(HELLO), rsv=RSV1), text(HELLO),
               text(deflated(HELLO, known=HELLO), rsv=RSV1), expect=[echoed(HELLO)] * 3)))


def empty():
    return Case("A.21", "an empty message: one octet, 00 (RFC 7692 7.2.3.6)", (
        script("whole", text(b"\x00", rsv=RSV1), expect=(echoed(b""),)),
        script("in fragments", text(fin=False, rsv=RSV1), more(b"\x00"), last(),
               expect=(echoed(b""),))))


def final_blocks():
    """RFC 7692 7.2.3.4: BFINAL ends a block, not the window."""
    final = raw(HELLO, flush=zlib.Z_FINISH) + b"\x00"
    again = deflated(HELLO, known=HELLO)
    return Case("A.22", "messages that end with BFINAL set, and those after them", (
        script("then a new one", text(final, rsv=RSV1), text(deflated(HELLO), rsv=RSV1),
               expect=[echoed(HELLO)] * 2),
        script("then one that refers back", text(final, rsv=RSV1), text(again, rsv=RSV1),
               expect=[echoed(HELLO)] * 2),
        script("twice in a message", text(final[:-1] + again, rsv=RSV1),
               expect=(echoed(HELLO * 2),))))


def blocks():
    stored = raw(HELLO, level=0) + raw(PATTERN, level=0)[:-len(TAIL)]
    fixed = deflated(HELLO, strategy=zlib.Z_FIXED)
    return Case("A.23", "stored blocks, a fixed block, and both in a message", (
        script("stored", binary(stored, rsv=RSV1), expect=(echoed(HELLO + PATTERN, "binary"),)),
        script("fixed", binary(fixed, rsv=RSV1), expect=(echoed(HELLO, "binary"),)),
        script("both", binary(raw(HELLO, strategy=zlib.Z_FIXED) + stored, rsv=RSV1),
               expect=(echoed(HELLO + HELLO + PATTERN, "binary"),))))


def invalid_block():
    return Case("A.24", "a block of type 3", (
        script("at the beginning", binary(b"\x07\x00", rsv=RSV1), ending=Fails(1007)),
        script("after a block", binary(raw(HELLO) + b"\x06\x00", rsv=RSV1), ending=Fails(1007))))


def broken_data():
    far = deflated(HELLO, known=HELLO)  # as if it had been sent before
    broken = (
        ("truncated", deflated(PATTERN)[:-3]),
        ("truncated in a stored block", deflated(PATTERN, level=0)[:-3]),
        ("a distance beyond the beginning", far),
        ("invalid code lengths", b"\x04\x00\xfe\xff"),
        ("too many lengths", b"\xfc\x00\x00"),
        ("a stored length and its complement that do not agree", b"\x00\x01\x00\x00\x00a"),
    )
    kept = raw(HELLO)
    return Case("A.25", "data that zlib cannot inflate; 00 00 FF FF that was not removed", (
        *(script(name, binary(octets, rsv=RSV1), ending=Fails(1007)) for name, octets in broken),
        script("tail kept", binary(kept, rsv=RSV1), expect=(echoed(HELLO, "binary"),))))


def invalid_text():
    bad = deflated(b"Hello\xed\xa0\x80World")
    late = deflated(b"a" * 100 + b"\xff" + b"b" * 100, level=0)
    return Case("A.26", "compressed text that is not UTF-8: whole, and failed within a message", (
        script("one frame", text(bad, rsv=RSV1), ending=Fails(1007)),
        # nothing more is sent: it has to fail by then
        script("in another fragment", text(late[:50], fin=False, rsv=RSV1), more(late[50:150]),
               ending=Fails(1007)),
        script("cut within a code point", text(deflated(b"Hello\xe2\x82"), rsv=RSV1),
               ending=Fails(1007))))


def bombs():
    fits, beyond = (deflated(b"\x00" * size, level=9) for size in (LIMIT, LIMIT + 1))
    whole = echoed(b"\x00" * LIMIT, "binary")
    quarter = len(beyond) // 4
    return Case("A.27", "16 KiB that inflate to the limit; one octet more", (
        script("limit", Frame(BINARY, fits, rsv=RSV1), expect=(whole,)),
        script("limit+1", Frame(BINARY, beyond, rsv=RSV1), ending=Fails(1009),
               held=2 * LIMIT + (1 << 20)),
        script("limit+1, in fragments", Frame(BINARY, beyond[:quarter], False, RSV1),
               more(beyond[quarter:2 * quarter]), last(beyond[2 * quarter:]), ending=Fails(1009),
               held=2 * LIMIT + (1 << 20)),
        script("many times the limit", Frame(BINARY, deflated(b"\x00" * (4 * LIMIT), level=9),
                                             rsv=RSV1), ending=Fails(1009),
               held=2 * LIMIT + (1 << 20))))


def context_of_before():
    again = deflated(HELLO, known=HELLO)
    both = (text(deflated(HELLO), rsv=RSV1), text(again, rsv=RSV1))
    alone = Negotiation((Wish(True),), own_no_context_takeover=True)
    return Case("A.28", "a message that refers to the one before, with and without takeover", (
        script("without", *both, expect=(echoed(HELLO),), ending=Fails(1007), deflate=alone),
        script("with", *both, expect=[echoed(HELLO)] * 2)))
