# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""All cases: those of the Autobahn test suite by number, and additions by the letter A."""

from . import additions, deflation, framing, limits, messages, scripts, utf8, closing, wrongframes

GROUPS = (
    ("1", "Framing"),
    ("2", "Pings and pongs"),
    ("3", "Reserved bits"),
    ("4", "Opcodes"),
    ("5", "Fragmentation"),
    ("6", "UTF-8"),
    ("7", "Closing"),
    ("9", "Limits and performance"),
    ("10", "Fragmenting by itself"),
    ("12", "Compression of different data"),
    ("13", "Compression with different parameters"),
    ("A", "Additions"),
)


def all_cases():
    """In the order of their numbers."""
    found = []
    for module in (framing, utf8, closing, limits, messages, wrongframes, additions, deflation,
                   scripts):
        found += module.cases()
    order = [group for group, _ in GROUPS]
    return sorted(found, key=lambda case: _key(case.id, order))


def _key(identifier, order):
    group, *rest = identifier.split(".")
    return order.index(group), [int(number) for number in rest]
