#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""What tests/coverage/run measured, as a table: report.py FILE…, each without its ".json".

Leaves with 1 if a file is under the limits, and names its lines that are not run, and the lines with
branches that are not taken.
"""

import json
import os
import sys

LEAST_LINES = 100.0  # percent
LEAST_BRANCHES = 98.0


def percent(covered, total):
    return 100.0 * covered / total if total else 100.0


def ranges(numbers):
    """[1, 2, 3, 7] as "1-3, 7"."""
    found = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


class Coverage:
    """Of one file of code."""

    def __init__(self, report):
        self.name = report["file"]
        lines = [line for line in report["lines"] if not line["gcovr/noncode"]]
        self.missed = [line["line_number"] for line in lines if not line["count"]]
        self.lines = len(lines)
        taken = [(line["line_number"], branch["count"] > 0)
                 for line in lines for branch in line["branches"]]
        self.branches = len(taken)
        self.untaken = [number for number, is_taken in taken if not is_taken]

    def line_percent(self):
        return percent(self.lines - len(self.missed), self.lines)

    def branch_percent(self):
        return percent(self.branches - len(self.untaken), self.branches)

    def is_enough(self):
        return self.line_percent() >= LEAST_LINES and self.branch_percent() >= LEAST_BRANCHES

    def print(self):
        print(f"{self.name:48} {self.lines - len(self.missed):4}/{self.lines:<4}"
              f" {self.line_percent():6.1f} %   {self.branches - len(self.untaken):4}/"
              f"{self.branches:<4} {self.branch_percent():6.1f} %"
              f"{'' if self.is_enough() else '   <--'}")
        if self.missed:
            print(f"    lines not run: {ranges(self.missed)}")
        if self.untaken:
            print(f"    branches not taken in lines: {ranges(sorted(set(self.untaken)))}")


def main():
    print(f"{'file':48} {'lines':>18}   {'branches':>18}")
    poor = []
    for name in sys.argv[1:]:
        with open(name + ".json", encoding="utf-8") as file:
            reports = json.load(file)["files"]
        # a test that runs nothing of its file would otherwise pass in silence
        base = os.path.basename(name)
        code = ".cpp" if os.path.exists(f"src/core/{base}.cpp") else "_p.h"
        if not any(report["file"].endswith(code) for report in reports):
            poor.append(f"{base}{code}: nothing was measured")
        for report in reports:
            coverage = Coverage(report)
            coverage.print()
            if not coverage.is_enough():
                poor.append(coverage.name)
    if poor:
        print(f"\nUnder {LEAST_LINES:.0f} % of the lines or {LEAST_BRANCHES:.0f} % of the branches:")
        print(*("    " + name for name in poor), sep="\n")
        sys.exit(1)
    print(f"\nAll of them have {LEAST_LINES:.0f} % of the lines, and {LEAST_BRANCHES:.0f} % of the"
          " branches at least.")


main()
