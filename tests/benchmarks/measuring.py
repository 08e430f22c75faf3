# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Rounds of runs, in which the peers alternate, and what is counted: the figures of a work."""

import statistics
import sys
from typing import Any

from goals import Figures
from processes import Failure, Server, count_instructions, count_syscalls, run
from works import Peer, Work


LONGEST = 2.0  # seconds that a run should take at most


def _try(server: Server, work: Work, peer: Peer, count: int) -> dict[str, Any] | None:
    """None: unsupported, or failed; neither gets a figure."""
    try:
        return run(server, peer, work, count)
    except Failure as failure:
        print(f"{work.name}, {peer.name}: {failure}", file=sys.stderr)
        return None


def _alternate(server: Server, work: Work, peers: list[Peer], count: int,
               rounds: int) -> dict[str, list[dict[str, Any]]]:
    """A B C A B C: what changes on the machine meanwhile meets all of them."""
    runs: dict[str, list[dict[str, Any]]] = {peer.name: [] for peer in peers}
    counts = dict.fromkeys(runs, count)
    for _ in range(rounds):
        for peer in peers:
            if peer.name not in runs:
                continue
            result = _try(server, work, peer, counts[peer.name])
            if not result:
                del runs[peer.name]
                continue
            runs[peer.name].append(result)
            if result["wall"] > LONGEST and work.name != "C1":  # many times slower: fewer messages
                counts[peer.name] = max(1, int(counts[peer.name] * LONGEST / result["wall"] / 2))
    return runs


def _figures(runs: list[dict[str, Any]]) -> dict[str, float]:
    each = [line["cpu"] / line["messages"] * 1e6 for line in runs]
    return {
        "us": statistics.median(each),
        "spread": (max(each) - min(each)) / statistics.median(each),
        "wall": statistics.median(line["wall"] / line["messages"] * 1e6 for line in runs),
        "rss": statistics.median(line["rss"] for line in runs),
    }


def measure(server: Server, work: Work, peers: list[Peer], *, quick: bool,
            counting: bool) -> dict[str, Any]:
    """Medians and counts by peer in `figures`, and each line that a program printed in `runs`."""
    count = work.quick if quick else work.count
    runs = _alternate(server, work, peers, count, 3 if quick else 9)
    figures: Figures = {name: _figures(lines) for name, lines in runs.items()}
    for peer in peers if counting else []:
        if peer.name not in figures:
            continue
        try:
            instructions = count_instructions(server, peer, work)
            syscalls = count_syscalls(server, peer, work) if work.name == "E1" else None
        except Failure as failure:
            print(f"{work.name}, {peer.name}: {failure}", file=sys.stderr)
            continue
        if instructions is not None:
            figures[peer.name]["instructions"] = instructions
        if syscalls is not None:
            figures[peer.name]["syscalls"] = syscalls
    return {"title": work.title, "octets": work.octets, "count": count, "figures": figures,
            "runs": runs}
