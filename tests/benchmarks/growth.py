# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""How the cost of a message grows: with its size, connections, fragments and connected signals.

LomondSocket alone, and beside it what the kernel takes: a loop that reads the same octets.
"""

import statistics
import sys
from typing import Any

import machine
from processes import Server, run
from works import PEERS, Peer, Work

LOMOND, KERNEL = PEERS[0], Peer("kernel", ())
SIZES = [4 ** power for power in range(2, 13)]  # 16 octets to 16 MiB
CONNECTIONS = [1, 10, 100, 1_000, 10_000]
FRAGMENTS = [1, 4, 16, 64, 256, 1_024]
FRAGMENTED = 64 * 1024  # octets of a message
SIGNALS = [0, 1, 2, 3, 4]  # of text, json, eventOccurred, binary


def _count(octets: int, seconds: float, each: float = 0.25e-6) -> int:
    """How many messages of that size take about that time."""
    return max(1, int(seconds / (each + octets * 0.2e-9)))


class Growth:
    def __init__(self, server: Server, quick: bool) -> None:
        self._server = server
        self._seconds = 0.05 if quick else 0.3
        self._rounds = 3 if quick else 7

    def _point(self, peer: Peer, name: str, count: int) -> float | None:
        """CPU time of a message in microseconds."""
        times = []
        for _ in range(self._rounds):
            result = run(self._server, peer, Work(name, "", count, count, None), count)
            if not result:
                return None
            times.append(result["cpu"] / result["messages"] * 1e6)
        return statistics.median(times)

    def sizes(self) -> dict[str, list[list[float]]]:
        lines: dict[str, list[list[float]]] = {}
        for title, peer, kind in (("text", LOMOND, "ascii"), ("binary", LOMOND, "binary"),
                                  ("read() alone", KERNEL, "binary")):
            lines[title] = [[size, value] for size in SIZES
                            if (value := self._point(peer, f"receive/{kind}/{size}",
                                                     _count(size, self._seconds)))]
        return lines

    def connections(self) -> dict[str, list[list[float]]]:
        count = _count(64, self._seconds * 2) // 10_000 * 10_000
        return {"text of 64 octets": [
            [number, value] for number in CONNECTIONS
            if (value := self._point(LOMOND, f"connections/{number}", count))]}

    def fragments(self) -> dict[str, list[list[float]]]:
        lines: dict[str, list[list[float]]] = {}
        for title, peer, kind in (("text", LOMOND, "ascii"), ("binary", LOMOND, "binary"),
                                  ("read() alone", KERNEL, "binary")):
            lines[title] = [[number, value] for number in FRAGMENTS
                            if (value := self._point(
                                peer, f"receive/{kind}/{FRAGMENTED}/{number}",
                                _count(FRAGMENTED, self._seconds, number * 0.1e-6)))]
        return lines

    def signals(self) -> dict[str, list[list[float]]]:
        return {"JSON of 302 octets": [
            [number, value] for number in SIGNALS
            if (value := self._point(LOMOND, f"signals/{number}",
                                     _count(302, self._seconds, 1.5e-6 if number else 0.1e-6)))]}


def measure(quick: bool) -> dict[str, Any]:
    results: dict[str, Any] = {"machine": machine.describe([LOMOND])}
    with Server() as server:
        growth = Growth(server, quick)
        for part in (growth.sizes, growth.connections, growth.fragments, growth.signals):
            print(f"growth, {part.__name__} ...", file=sys.stderr)
            results[part.__name__] = part()
            for title, points in results[part.__name__].items():
                print(f"{part.__name__}, {title}: "
                      + ", ".join(f"{x:g}: {y:.3g} µs" for x, y in points))
    return results
