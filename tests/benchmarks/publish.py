# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""Puts what was measured into docs/performance.md, between its two marks, and draws the charts."""

from pathlib import Path
from typing import Any

import charts
import report
from works import ROOT, WORKS

PAGE = ROOT / "docs" / "performance.md"
CHARTS = ROOT / "docs" / "performance"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
TITLES = {
    "time": "CPU time of a message, for each work and each peer",
    "instructions": "Instructions of a message, for each work and each peer",
    "memory": "Memory of a process with a message of 256 MiB, and of an idle connection",
    "size": "CPU time of a message against its size",
    "connections": "CPU time of a message against the number of connections",
    "fragments": "CPU time of a message against the number of its fragments",
    "signals": "CPU time of a message against the signals that are connected",
}


def _machine(machine: dict[str, Any], command: str) -> str:
    peers = "\n".join(f"- {name}: {version}" for name, version in machine["peers"].items())
    return (f"`{command}`, {machine['date']}; {machine['cpu']}; {machine['kernel']}; "
            f"{machine['compiler']}; load before it began: {machine['load']}.\n\n{peers}\n")


def _comparison(results: dict[str, Any]) -> str:
    command = " ".join(["tests/benchmarks/run", *results["command"]])
    titles = "\n".join(f"- {work.name}: {work.title}" for work in WORKS
                       if work.name in results["works"])
    return (f"### One run, all peers\n\n{_machine(results['machine'], command)}\n"
            f"{report.markdown(*report.rows(results))}\n\n{report.summary(results)}. "
            "Ir: instructions in user space. A goal that was missed has a ✗.\n\n"
            f"{titles}\n")


def _images(names: list[str]) -> str:
    return "\n\n".join(f"![{TITLES[name]}](performance/{name}.svg)" for name in names) + "\n"


def write(results: dict[str, Any], page: Path = PAGE, folder: Path = CHARTS) -> None:
    names = charts.draw(folder, results)
    parts = []
    if "comparison" in results:
        parts.append(_comparison(results["comparison"]))
    if "growth" in results:
        parts.append("### How the cost grows\n\n"
                     + _machine(results["growth"]["machine"], "tests/benchmarks/run --growth"))
    parts.append(_images(names))
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(before + BEGIN + "\n\n" + "\n".join(parts) + "\n" + END + after,
                    encoding="utf-8")
