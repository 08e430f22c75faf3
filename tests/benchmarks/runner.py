# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Measures the works named (R1, S2, TLS, ...; all by default) for all peers, side by side.

Prints a table, and keeps all figures in build/benchmarks/results.json.
"""

import argparse
import json
import sys
from typing import Any

import growth
import machine
import publish
import report
from measuring import measure
from processes import Server
from works import BUILD, Peer, Work, select, select_peers

RESULTS = BUILD / "results.json"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/benchmarks/run", description=__doc__)
    parser.add_argument("works", nargs="*", metavar="WORK")
    parser.add_argument("--quick", action="store_true", help="3 short rounds instead of 9")
    parser.add_argument("--peers", metavar="A,B", help="only these")
    parser.add_argument("--no-counts", action="store_true",
                        help="no instructions and no syscalls, which take minutes")
    parser.add_argument("--growth", action="store_true",
                        help="how the cost of a message grows instead, of LomondSocket alone")
    parser.add_argument("--publish", action="store_true",
                        help="then write docs/performance.md and its charts from the last run of "
                             "everything and the last --growth")
    return parser.parse_args()


def load() -> dict[str, Any]:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def save(results: dict[str, Any]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def is_whole(arguments: argparse.Namespace) -> bool:
    """A run of everything: the one that is published."""
    return not (arguments.works or arguments.peers or arguments.quick or arguments.no_counts)


def compare(works: list[Work], peers: list[Peer], arguments: argparse.Namespace) -> bool:
    """False: some goal is missed."""
    name = "comparison" if is_whole(arguments) else "partial comparison"
    results = {"command": sys.argv[1:], "machine": machine.describe(peers), "works": {}}
    with Server() as server:
        for work in works:
            print(f"{work.name}: {work.title} ...", file=sys.stderr)
            results["works"][work.name] = measure(server, work, peers, quick=arguments.quick,
                                                  counting=not arguments.no_counts)
            save(load() | {name: results})
    print(report.plain(*report.rows(results)))
    print(report.summary(results))
    return "MISSED" not in report.plain(*report.rows(results))


def main() -> int:
    arguments = parse_arguments()
    reached = True
    if arguments.growth:
        save(load() | {"growth": growth.measure(quick=arguments.quick)})
    elif arguments.works or not arguments.publish:
        reached = compare(select(arguments.works), select_peers(arguments.peers), arguments)
    if arguments.publish:
        publish.write(load())
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
