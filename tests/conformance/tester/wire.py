# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The ways in which the octets of a step are cut on the wire."""

# Name of a mode -> octets at a time; 0: all at once; None: frame by frame.
MODES = {"whole": 0, "frame": None, "1": 1, "2": 2, "3": 3, "7": 7}

# Octets of a step that are cut: of a longer one its beginning and its end, and what lies between
# goes in one piece. In a socket each piece is a call of the system, on both sides.
CUT_IN_SOCKETS = 64 << 10
CUT_IN_MEMORY = 1 << 20


def mode(chop):
    """The mode that cuts so: an own one for what is not among the six (997 octets at a time)."""
    for name, size in MODES.items():
        if size == chop:
            return name
    return str(chop)


def chop(name):
    return MODES[name] if name in MODES else int(name)


def segments(octets, chop, limit):
    """Parts of a step, each with the number of octets at a time (0: all of it)."""
    if not chop or len(octets) <= limit:
        return [(octets, chop)]
    view, edge = memoryview(octets), limit // 2
    return [(view[:edge], chop), (view[edge:-edge], 0), (view[-edge:], chop)]


def pieces(frames, chop, limit):
    """A step, cut into what is written at a time."""
    if chop is None:
        yield from frames
        return
    for part, size in segments(b"".join(frames), chop, limit):
        view = memoryview(part)
        for begin in range(0, len(view), size or len(view) or 1):
            yield view[begin:begin + (size or len(view))]
