# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Groups 1 to 5: framing, pings and pongs, reserved bits, opcodes, fragmentation."""

from ..script import (Answers, Expect, Fails, Send, StaysOpen, binary, case, close, echoed, last,
                      more, ping, pong, ponged, text)
from ..frames import Frame

HELLO = b"Hello, world!"
OCTETS = bytes.fromhex("00FFFEFDFCFB00FF")
FRAME_BY_FRAME = None
MANNERS = ((0, "at once"), (FRAME_BY_FRAME, "frame by frame"), (1, "octet by octet"))


def cases():
    return [*framing(), *pings(), *reserved_bits(), *opcodes(), *fragmentation(),
            *fragmented_with_pings()]


def framing():
    sizes = (0, 125, 126, 127, 128, 65535, 65536, 65536)
    for group, kind, make, octet in ((1, "text", text, b"*"), (2, "binary", binary, b"\xfe")):
        for number, size in enumerate(sizes, 1):
            chop = 997 if number == 8 else 0
            how = ", 997 octets at a time" if chop else ""
            payload = octet * size
            yield case(f"1.{group}.{number}", f"{kind} message of {size} octets{how}",
                       Send(make(payload)), Expect(echoed(payload, kind)), chop=chop)


def pings():
    for number, payload, what in ((1, b"", "without payload"), (2, HELLO, "with a text"),
                                  (3, OCTETS, "with octets that are no text"),
                                  (4, b"\xfe" * 125, "of 125 octets")):
        yield case(f"2.{number}", f"ping {what}", Send(ping(payload)), Expect(ponged(payload)))
    yield case("2.5", "ping of 126 octets", Send(ping(b"\xfe" * 126)), ending=Fails(1002))
    yield case("2.6", "ping of 125 octets, octet by octet", Send(ping(b"\xfe" * 125)),
               Expect(ponged(b"\xfe" * 125)), chop=1)
    unasked = b"unsolicited pong payload"
    yield case("2.7", "pong that nobody asked for, without payload",
               Send(pong(), close(1000)), ending=Answers(1000))
    yield case("2.8", "pong that nobody asked for, with payload",
               Send(pong(unasked), close(1000)), ending=Answers(1000))
    yield case("2.9", "pong that nobody asked for, then a ping",
               Send(pong(unasked), ping(b"ping payload")), Expect(ponged(b"ping payload")))
    payloads = [b"payload-%d" % number for number in range(10)]
    for number, chop, how in ((10, 0, "at once"), (11, 1, "octet by octet")):
        yield case(f"2.{number}", f"10 pings, {how}", Send(*map(ping, payloads)),
                   Expect(*map(ponged, payloads)), chop=chop)


def reserved_bits():
    yield case("3.1", "text with RSV 1", Send(text(HELLO, rsv=1)), ending=Fails(1002))
    for rsv, chop, how in ((2, 0, "at once"), (3, FRAME_BY_FRAME, "frame by frame"),
                           (4, 1, "octet by octet")):
        yield case(f"3.{rsv}", f"text, text with RSV {rsv}, ping, {how}",
                   Send(text(HELLO), text(HELLO, rsv=rsv), ping()), Expect(echoed(HELLO)),
                   ending=Fails(1002), chop=chop)
    yield case("3.5", "binary message with RSV 5", Send(binary(OCTETS, rsv=5)), ending=Fails(1002))
    yield case("3.6", "binary message with RSV 6", Send(binary(HELLO, rsv=6)), ending=Fails(1002))
    yield case("3.7", "close frame with RSV 7", Send(close(rsv=7)), ending=Fails(1002))


def opcodes():
    for group, kind, first in ((1, "data", 3), (2, "control", 11)):
        yield case(f"4.{group}.1", f"reserved {kind} opcode {first}, empty", Send(Frame(first)),
                   ending=Fails(1002))
        yield case(f"4.{group}.2", f"reserved {kind} opcode {first + 1}, with payload",
                   Send(Frame(first + 1, b"reserved opcode payload")), ending=Fails(1002))
        for number, payload, chop, how in ((3, b"", 0, "at once"), (4, HELLO, 0, "at once"),
                                           (5, HELLO, 1, "octet by octet")):
            opcode = first + number - 1
            yield case(f"4.{group}.{number}", f"text, reserved {kind} opcode {opcode}, ping, {how}",
                       Send(text(HELLO), Frame(opcode, payload), ping()), Expect(echoed(HELLO)),
                       ending=Fails(1002), chop=chop)


def fragment(number):
    return b"fragment%d" % number


def fragmentation():
    for number, kind, make in ((1, "ping", ping), (2, "pong", pong)):
        yield case(f"5.{number}", f"{kind} in two fragments",
                   Send(make(fragment(1), fin=False), last(fragment(2))), ending=Fails(1002))
    both = fragment(1) + fragment(2)
    lonely = b"non-continuation payload"
    for offset, (chop, how) in enumerate(MANNERS):
        yield case(f"5.{3 + offset}", f"text in two fragments, {how}",
                   Send(text(fragment(1), fin=False), last(fragment(2))),
                   Expect(echoed(both)), chop=chop)
        yield case(f"5.{6 + offset}", f"text in two fragments, a ping between them, {how}",
                   Send(text(fragment(1), fin=False), ping(b"ping payload"), last(fragment(2))),
                   Expect(ponged(b"ping payload"), echoed(both)), chop=chop)
        yield case(f"5.{9 + offset}", f"last fragment of no message, then a text, {how}",
                   Send(last(lonely), text(HELLO)), ending=Fails(1002), chop=chop)
        yield case(f"5.{12 + offset}", f"fragment of no message, then a text, {how}",
                   Send(more(lonely), text(HELLO)), ending=Fails(1002), chop=chop)
    yield case("5.15", "text in two fragments, a fragment of no message, a text",
               Send(text(fragment(1), fin=False), last(fragment(2)), more(fragment(3)),
                    text(fragment(4))), Expect(echoed(both)), ending=Fails(1002))
    for number, make, what in ((16, more, "fragment"), (17, last, "last fragment")):
        frames = (make(fragment(1)), text(fragment(2), fin=False), last(fragment(3)))
        yield case(f"5.{number}", f"{what} of no message, text in two fragments, and all again",
                   Send(*frames, *frames), ending=Fails(1002))
    yield case("5.18", "a text that begins within a text",
               Send(text(fragment(1), fin=False), text(fragment(2))), ending=Fails(1002))


def fragmented_with_pings():
    whole = b"".join(map(fragment, range(1, 6)))
    for number, chop, how in ((19, 0, "at once"), (20, FRAME_BY_FRAME, "frame by frame")):
        yield case(f"5.{number}", f"text in five fragments, two pings and a pause between, {how}",
                   Send(text(fragment(1), fin=False), more(fragment(2)), ping(b"pongme 1!")),
                   Expect(ponged(b"pongme 1!")), StaysOpen(1),
                   Send(more(fragment(3)), more(fragment(4)), ping(b"pongme 2!"),
                        last(fragment(5))),
                   Expect(ponged(b"pongme 2!"), echoed(whole)), chop=chop)
