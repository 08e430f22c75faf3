# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Group 6: texts are UTF-8, and what is not is refused where it stops to be (RFC 6455 8.1)."""

from ..script import (Cut, Expect, Fails, Send, StaysOpen, case, echoed, fragments, last, more,
                      text)

KOSME = bytes.fromhex("CEBA E1BDB9 CF83 CEBC CEB5")  # kosme, its accent an oxia: 3 octets
MIXED = "Hello-µ@ßöäüàá-UTF-8!!".encode()
HIGH_SURROGATES = ("EDA080", "EDADBF", "EDAE80", "EDAFBF")
LOW_SURROGATES = ("EDB080", "EDBFBF")

# Number in the group: description, valid sequences (None: see below), invalid sequences; in hex.
VALID = {
    7: ("first code point of its length", "00 C280 E0A080 F0908080"),
    9: ("last code point of its length", "7F DFBF EFBFBF F48FBFBF"),
    11: ("at a boundary", "ED9FBF EE8080 EFBFBD F48FBFBF"),
    23: ("special", " ".join(f"EFBF{octet:02X}" for octet in range(0xB9, 0xC0))),
}
INVALID = {
    8: ("first sequence of 5 or 6 octets", "F888808080 FC8480808080"),
    10: ("last sequence of its length", "F7BFBFBF FBBFBFBFBF FDBFBFBFBFBF"),
    12: ("continuation octets alone", "80 BF 80BF 80BF80 80BF80BF 80BF80BF80 80BF80BF80BF " 
         + " " + bytes(range(0x80, 0xBF)).hex()),
    13: ("start octets, each before a space",
         " ".join(b"".join(bytes((octet, 0x20)) for octet in range(first, end)).hex()
                  for first, end in ((0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB),
                                     (0xFC, 0xFD)))),
    14: ("the last continuation octet is missing",
         "C0 E080 F08080 F8808080 FC80808080 DF EFBF F7BFBF FBBFBFBF FDBFBFBFBF"),
    15: ("all ten of 6.14",
         "C0E080F08080F8808080FC80808080DFEFBFF7BFBFFBBFBFBFFDBFBFBFBF"),
    16: ("impossible octets", "FE FF FEFEFFFF"),
    17: ("overlong solidus", "C0AF E080AF F08080AF F8808080AF FC80808080AF"),
    18: ("longest overlong sequence", "C1BF E09FBF F08FBFBF F887BFBFBF FC83BFBFBFBF"),
    19: ("overlong NUL", "C080 E08080 F0808080 F880808080 FC8080808080"),
    20: ("surrogate", "EDA080 EDADBF EDAE80 EDAFBF EDB080 EDBE80 EDBFBF"),
    21: ("pair of surrogates",
         " ".join(high + low for high in HIGH_SURROGATES for low in LOW_SURROGATES)),
}


def cases():
    return [*valid(), *broken_once(), *fails_fast(), *sequences()]


def one(number, description, payload, good):
    words = f"{description}: {payload.hex(' ').upper()}"
    if good:
        return case(number, words, Send(text(payload)), Expect(echoed(payload)))
    return case(number, words, Send(text(payload)), ending=Fails(1007))


def valid():
    yield case("6.1.1", "empty text", Send(text()), Expect(echoed(b"")))
    yield case("6.1.2", "three empty fragments", Send(text(fin=False), more(), last()),
               Expect(echoed(b"")))
    middle = b"middle frame payload"
    yield case("6.1.3", "a fragment between two empty ones",
               Send(text(fin=False), more(middle), last()), Expect(echoed(middle)))
    yield case("6.2.1", "valid text in one frame", Send(text(MIXED)), Expect(echoed(MIXED)))
    cut = len("Hello-µ@ßöä".encode())
    yield case("6.2.2", "valid text in two fragments, cut between code points",
               Send(text(MIXED[:cut], fin=False), last(MIXED[cut:])), Expect(echoed(MIXED)))
    yield case("6.2.3", "valid text in fragments of an octet",
               Send(*fragments(MIXED, 1)), Expect(echoed(MIXED)))
    yield case("6.2.4", "valid text of 2 and 3 octets a code point in fragments of an octet",
               Send(*fragments(KOSME, 1)), Expect(echoed(KOSME)))


def broken_once():
    broken = KOSME + b"\xed\xa0\x80" + b"edited"
    yield case("6.3.1", "invalid text in one frame", Send(text(broken)), ending=Fails(1007))
    yield case("6.3.2", "invalid text in fragments of an octet", Send(*fragments(broken, 1)),
               ending=Fails(1007))


def fails_fast():
    """What follows the invalid octet is never sent: the connection fails without it."""
    whole = text(KOSME + b"\xf4\x90\x80\x80" + b"edited")
    size = len(KOSME)
    yield case("6.4.1", "fails after the fragment that is not valid, before the next one",
               Send(text(KOSME, fin=False)), StaysOpen(), Send(more(b"\xf4\x90\x80\x80")),
               ending=Fails(1007))
    yield case("6.4.2", "fails after the octet that is not valid any more, in the next fragment",
               Send(text(KOSME + b"\xf4", fin=False)), StaysOpen(), Send(more(b"\x90")),
               ending=Fails(1007))
    yield case("6.4.3", "fails within a frame, before its end",
               Send(Cut(whole, None, size)), StaysOpen(), Send(Cut(whole, size, size + 4)),
               ending=Fails(1007))
    yield case("6.4.4", "fails within a frame, at the octet that is not valid any more",
               Send(Cut(whole, None, size + 1)), StaysOpen(), Send(Cut(whole, size + 1, size + 2)),
               ending=Fails(1007))


def sequences():
    for number, between in enumerate(("24", "C2A2", "E282AC", "F0A4ADA2"), 1):
        yield one(f"6.5.{number}", "valid", b"hello" + bytes.fromhex(between) + b"world", True)
    yield one("6.5.5", "valid", KOSME, True)
    for size in range(1, len(KOSME) + 1):
        yield one(f"6.6.{size}", f"the first {size} octets of a text", KOSME[:size],
                  size in (2, 5, 7, 9, 11))
    for table, good in ((VALID, True), (INVALID, False)):
        for group, (description, rows) in table.items():
            for number, row in enumerate(rows.split(), 1):
                yield one(f"6.{group}.{number}", description, bytes.fromhex(row), good)
    yield one("6.11.5", "beyond the last code point", b"\xf4\x90\x80\x80", False)
    points = [plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)]
    for number, point in enumerate(points, 1):
        yield one(f"6.22.{number}", f"non-character U+{point:04X}", chr(point).encode(), True)
