# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Groups 12 and 13: compressed messages, one after the other, of five kinds of data and with seven
negotiations. Each message is the next piece of its data set, which begins again at its end."""

from .. import datasets
from ..deflate import Negotiation, Wish
from ..frames import BINARY, TEXT
from ..script import Exchange, Message, case
from .limits import in_words

WHOLE = tuple((size, None) for size in (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072))
SIZES = WHOLE + tuple((size, 256) for size in (8192, 16384, 32768, 65536, 131072)) + tuple(
    (131072, fragment) for fragment in (1024, 4096, 32768))

DATA = ((datasets.json_text, "JSON"), (datasets.grey_bitmap, "a grey bitmap"),
        (datasets.prose, "prose"), (datasets.html_text, "HTML"), (datasets.pdf, "a PDF"))

NEGOTIATIONS = (
    ("by default", (Wish(),)),
    ("no context takeover", (Wish(True),)),
    ("window bits 9", (Wish(False, 9),)),
    ("window bits 15", (Wish(False, 15),)),
    ("no context takeover, window bits 9", (Wish(True, 9),)),
    ("no context takeover, window bits 15", (Wish(True, 15),)),
    ("three offers: no context takeover and window bits 9; no context takeover; by default",
     (Wish(True, 9), Wish(True), Wish())),
)


def cases():
    for number, (make, what) in enumerate(DATA, 1):
        yield from compressed(f"12.{number}", make, f"{what}, by default", (Wish(),))
    for number, (words, wishes) in enumerate(NEGOTIATIONS, 1):
        yield from compressed(f"13.{number}", datasets.json_text, f"JSON, {words}", wishes)


def compressed(group, make, words, wishes):
    for number, (size, fragment) in enumerate(SIZES, 1):
        cut = f" in fragments of {in_words(fragment)}" if fragment else ""
        yield case(f"{group}.{number}", f"messages of {in_words(size)}{cut}: {words}",
                   Exchange(pieces(make, size, fragment)), deflate=Negotiation(wishes),
                   all_modes=False, patience=100)


def pieces(make, size, fragment):
    """Texts are cut by code points, everything else by octets."""
    def messages(count):
        data = make()
        opcode = TEXT if isinstance(data, str) else BINARY
        repeated = data * (size // len(data) + 2)
        position = 0
        for _ in range(count):
            piece = repeated[position:position + size]
            position = (position + size) % len(data)
            message = Message(opcode, piece.encode() if opcode == TEXT else piece, fragment)
            yield (message,), (message.echo,)
    return messages
