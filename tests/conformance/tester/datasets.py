# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""What groups 12 and 13 compress: five kinds of data, made by a generator with a seed.

Made once in a process, when first asked for. Texts are str, everything else is bytes; sizes are in
octets, and exact.
"""

import functools
import json
import random
import zlib

SYLLABLES = ("der die und ein ge ver be ent zer auf ab an aus bei ein her hin über unter wald berg "
             "stadt haus licht wasser zeit raum wort gang lauf schein stück grün klein groß schön "
             "ung keit heit lich isch bar sam haft los en er es em").split()
SMALL_WORDS = "und der die das nicht mit von für auf über daß so sehr wie wenn ja wäre".split()
TAGS = ("p", "div", "span", "li", "td", "em", "strong", "code", "h2", "blockquote")


def chance(name):
    return random.Random(f"lomond {name}")


def fill(make, size):
    """Text of exactly that many octets of UTF-8; blanks where no whole code point fits."""
    parts, length = [], 0
    while length < size:
        parts.append(make())
        length += len(parts[-1].encode())
    octets = "".join(parts).encode()[:size]
    text = octets.decode("utf-8", "ignore")
    return text + " " * (size - len(text.encode()))


@functools.lru_cache(maxsize=None)
def vocabulary():
    dice = chance("words")
    words = ["".join(dice.choice(SYLLABLES) for _ in range(1 + dice.getrandbits(2)))
             for _ in range(2000)]
    return SMALL_WORDS + [word.capitalize() if dice.random() < 0.4 else word for word in words]


def word(dice):
    """Few words are frequent, and many are rare."""
    words = vocabulary()
    return words[int(len(words) * dice.random() ** 3)]


def sentence(dice):
    words = [word(dice) for _ in range(4 + dice.getrandbits(4))]
    words[0] = words[0].capitalize()
    return ", ".join([" ".join(words[:5])] + ([" ".join(words[5:])] if words[5:] else [])) + ". "


@functools.lru_cache(maxsize=None)
def json_text():
    dice = chance("json")

    def record():
        return json.dumps({
            "id": dice.getrandbits(24), "product": dice.choice(("BTC-EUR", "ETH-EUR", "XMR-USD")),
            "price": f"{dice.random() * 60000:.2f}", "side": dice.choice(("buy", "sell")),
            "time": f"2026-0{1 + dice.getrandbits(3)}-1{dice.getrandbits(3)}T12:00:00.000Z",
            "tags": [word(dice) for _ in range(dice.getrandbits(2))],
            "note": sentence(dice) if dice.random() < 0.3 else None,
        }, ensure_ascii=False) + ",\n"
    return fill(record, 194_056)


@functools.lru_cache(maxsize=None)
def grey_bitmap():
    """Rows of slow gradients with some noise, and a flat area."""
    dice = chance("bitmap")
    width, size = 512, 263_222
    rows, level = bytearray(), 128
    while len(rows) < size:
        y = len(rows) // width
        for x in range(width):
            if 128 < x < 384 and 100 < y < 300:
                rows.append(240)
                continue
            level = min(255, max(0, level + dice.getrandbits(2) - (2 if level > 128 else 1)))
            rows.append((level + x // 8 + y // 8) & 0xFF)
    return bytes(rows[:size])


@functools.lru_cache(maxsize=None)
def prose():
    dice = chance("prose")
    return fill(lambda: sentence(dice) + ("\n\n" if dice.random() < 0.1 else ""), 222_218).encode()


@functools.lru_cache(maxsize=None)
def html_text():
    dice = chance("html")

    def element():
        tag = dice.choice(TAGS)
        name = dice.choice(SYLLABLES)
        return (f'<{tag} class="{name}" id="n{dice.getrandbits(16)}">'
                f"{sentence(dice).replace('ß', '&szlig;')}</{tag}>\n")
    return fill(element, 263_647)


@functools.lru_cache(maxsize=None)
def pdf():
    """Mostly compressed streams, between them a few lines of text."""
    dice = chance("pdf")
    parts, length, number = [b"%PDF-1.4\n"], 9, 0
    while length < 1_042_328:
        number += 1
        stream = zlib.compress(dice.getrandbits(8 * 24_000).to_bytes(24_000, "big"))
        part = (b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (number, len(stream))
                + stream + b"\nendstream\nendobj\n" + sentence(dice).encode() * 4)
        parts.append(part)
        length += len(part)
    return b"".join(parts)[:1_042_328]
