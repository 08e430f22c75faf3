# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Groups 9 and 10: large messages, many fragments, small pieces, many messages."""

from ..frames import BINARY, TEXT
from ..script import Exchange, Expect, Message, Send, case, echoed, fragments

KINDS = ((TEXT, "text", b"BAsd7&jh23"), (BINARY, "binary", bytes.fromhex("00FE23FAF0")))
SIZES = tuple(kib << 10 for kib in (64, 256, 1024, 4096, 8192, 16384))
FRAGMENTS = tuple(64 << 2 * i for i in range(9))
CHOPS = (64, 128, 256, 512, 1024, 2048)
SMALL = (0, 16, 64, 256, 1024, 4096)
PATIENCE = 100


def cases():
    for case in (*sizes(), *fragmented(), *chopped(), *many(), *automatic()):
        yield case


def pattern(octets, size):
    return (octets * (size // len(octets) + 1))[:size]


def in_words(size):
    if size < 1 << 10:
        return f"{size} octets"
    return f"{size >> 10} KiB" if size < 1 << 20 else f"{size >> 20} MiB"


def big(number, description, payload, kind, items, chop=0):
    return case(number, description, Send(*items), Expect(echoed(payload, kind)), chop=chop,
                all_modes=False, patience=PATIENCE)


def sizes():
    for group, (opcode, kind, octets) in enumerate(KINDS, 1):
        for number, size in enumerate(SIZES, 1):
            payload = pattern(octets, size)
            yield big(f"9.{group}.{number}", f"{kind} message of {in_words(size)}", payload, kind,
                      [Message(opcode, payload)])


def fragmented():
    for group, (opcode, kind, _) in enumerate(KINDS, 3):
        for number, size in enumerate(FRAGMENTS, 1):
            octet = b"\xfe" if opcode == BINARY and number == 1 else b"*"
            payload = octet * (4 << 20)
            yield big(f"9.{group}.{number}",
                      f"{kind} message of 4 MiB in fragments of {in_words(size)}", payload, kind,
                      [Message(opcode, payload, fragment=size)])


def chopped():
    for group, (opcode, kind, octets) in enumerate(KINDS, 5):
        payload = pattern(octets, 1 << 20)
        for number, chop in enumerate(CHOPS, 1):
            yield big(f"9.{group}.{number}",
                      f"{kind} message of 1 MiB, {chop} octets at a time", payload, kind,
                      [Message(opcode, payload)], chop)


def many():
    for group, (opcode, kind, _) in enumerate(KINDS, 7):
        for number, size in enumerate(SMALL, 1):
            message = Message(opcode, (b"*" if opcode == TEXT else b"\xfe") * size)
            exchange = Exchange(repeated(message), 1000)
            yield case(f"9.{group}.{number}", f"1000 {kind} messages of {in_words(size)}",
                       exchange, all_modes=False, patience=PATIENCE)


def repeated(message):
    return lambda count: ((((message,), (message.echo,))) for _ in range(count))


def automatic():
    payload = b"*" * 65536
    frames = fragments(payload, 1300)
    assert len(frames) == 51 and len(frames[-1].payload) == 536
    yield big("10.1.1", "text of 64 KiB in fragments of 1300 octets, 51 of them", payload, "text",
              frames)
