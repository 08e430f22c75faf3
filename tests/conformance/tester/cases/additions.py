# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A.10 to A.16: limits, close codes, what follows a close frame, and streams that end."""

import random

from ..frames import BINARY, CONTINUATION, TEXT, Frame
from ..script import (Answers, Beginning, Case, Closes, EndOfStream, Expect, Fails, Leaves,
                      Repeated, Script, Send, close, echoed, last, more, ping, text)
from .wrongframes import HELD, LIMIT, script

FRAGMENTS = 131_072


def cases():
    return [two_frames(), many_fragments(), empty_fragments(), close_codes(), cut_reason(),
            after_close(), ends_of_stream()]


def two_frames():
    first = Frame(BINARY, b"a" * (LIMIT - 100), fin=False)
    rest = Frame(CONTINUATION, b"b" * 100)
    whole = first.payload + rest.payload
    fits = script("limit", first, rest, expect=(echoed(whole, "binary"),), ending=Closes())
    # nothing of the second frame but its header is sent
    beyond = script("limit+1", first, Frame(CONTINUATION, length=101), ending=Fails(1009))
    return Case("A.10", "two frames that make up the limit; one octet more, refused by its header",
                (fits, beyond))


def of_octets(count):
    return text(b"*", fin=False), Repeated(more(b"*"), count - 2), last(b"*")


def many_fragments():
    scripts = []
    for count in (65_536, FRAGMENTS):
        scripts.append(script(f"{count} fragments", *of_octets(count),
                              expect=(echoed(b"*" * count),), ending=Closes()))
    scripts.append(script(f"{FRAGMENTS + 1} fragments", *of_octets(FRAGMENTS + 1),
                          ending=Fails(1008)))
    return Case("A.11", "65,536 and 131,072 fragments of an octet; one more", tuple(scripts))


def empty_fragments():
    return Case("A.12", "131,073 empty fragments", (
        script("", text(fin=False), Repeated(more(), FRAGMENTS), ending=Fails(1008)),))


def close_codes():
    dice = random.Random(13)
    registered = [1012, 1013, 1014]
    ours = sorted(3000 + int(dice.random() * 2000) for _ in range(20))
    beyond = sorted(5000 + int(dice.random() * 60536) for _ in range(20))
    return Case("A.13", "close codes registered later, 1015, 20 of 3000 to 4999, 20 beyond", (
        *(script(str(code), close(code), ending=Answers(code)) for code in registered + ours),
        *(script(str(code), close(code), ending=Fails(1002)) for code in [1015] + beyond)))


def cut_reason():
    whole = b"*" * 119 + "\U0001f600".encode()
    return Case("A.14", "close frames whose reason ends within a code point", (
        script("whole", close(1000, whole), ending=Answers(1000)),
        *(script(f"{cut} octets less", close(1000, b"*" * cut + whole[:-cut]), ending=Fails(1007))
          for cut in (1, 2, 3))))


def after_close():
    return Case("A.15", "1 MiB after the close frame, of which nothing is held", (
        Script((Send(close(1000)), Send(Repeated(text(b"*" * 1016), 1024), ping())), Answers(1000),
               "frames", held=HELD),
        Script((Send(close(1000)), Send(Frame(TEXT, b"*" * (1 << 20)))), Answers(1000),
               "one frame", held=HELD)))


def ends_of_stream():
    """RFC 6455 7.1.5: the code is 1006, and there is no message."""
    long = text(b"*" * 200)  # its header has four octets, and four more if it is masked
    leaves = (
        ("nothing was sent", ()),
        ("within a header", (Beginning(long, 1),)),
        ("within a length", (Beginning(long, 3),)),
        ("within a mask, or a payload", (Beginning(long, 6),)),
        ("within a payload", (Beginning(long, 100),)),
        ("between fragments", (text(b"fragment1", fin=False),)),
    )
    scripts = [Script((Send(*items), EndOfStream()), Leaves(), name) for name, items in leaves]
    scripts.append(Script((Send(text(b"Hello")), Expect(echoed(b"Hello")), EndOfStream()), Leaves(),
                          "after a message"))
    return Case("A.16", "the stream ends without a close frame", tuple(scripts))
