# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The one table of a run: what each peer took, and whether LomondSocket reached its goals."""

from typing import Any

from goals import Verdict, judge
from works import WORKS, Work

Rows = list[list[str]]


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _cell(work: Work, figure: dict[str, float] | None) -> str:
    if not figure:
        return ""
    if work.name == "C1":
        return f"{figure['rss']:.1f} KiB"
    text = f"{number(figure['us'])} µs"
    if work.name == "R4":
        text += f", {figure['rss'] / 1024:.0f} MiB"
    if "instructions" in figure:
        text += f", {figure['instructions']:,.0f} Ir"
    return text


def _verdict_words(verdicts: list[Verdict]) -> tuple[str, str]:
    if not verdicts:
        return "", ""
    words = {verdict.word for verdict in verdicts}
    word = next(word for word in ("MISSED", "-", "met") if word in words)
    return "; ".join(("" if verdict.met is not False else "✗ ") + verdict.text
                     for verdict in verdicts), word


def rows(results: dict[str, Any]) -> tuple[list[str], Rows]:
    measured = [work for work in WORKS if work.name in results["works"]]
    peers = list(results["machine"]["peers"])
    table: Rows = []
    for work in measured:
        figures = results["works"][work.name]["figures"]
        goals, word = _verdict_words(judge(work, figures))
        table.append([work.name, *(_cell(work, figures.get(peer)) for peer in peers), goals, word])
    return ["work", *peers, "goal (seen)", ""], table


def plain(header: list[str], table: Rows) -> str:
    widths = [max(len(row[column]) for row in [header, *table]) for column in range(len(header))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                     for row in [header, *table])


def markdown(header: list[str], table: Rows) -> str:
    lines = [header, ["---"] * len(header), *table]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def _noise(results: dict[str, Any]) -> str:
    """How far the rounds are apart: much, if something else ran meanwhile."""
    spreads = sorted((figure["spread"], f"{work}, {peer}")
                     for work, each in results["works"].items()
                     for peer, figure in each["figures"].items())
    if not spreads:
        return ""
    typical, (worst, where) = spreads[len(spreads) // 2][0], spreads[-1]
    return f"; rounds differ by {typical:.0%}, at worst by {worst:.0%} ({where})"


def summary(results: dict[str, Any]) -> str:
    verdicts = [verdict for work in WORKS if work.name in results["works"]
                for verdict in judge(work, results["works"][work.name]["figures"])]
    met = sum(verdict.met is True for verdict in verdicts)
    missed = sum(verdict.met is False for verdict in verdicts)
    return (f"{met} goals met, {missed} missed, {len(verdicts) - met - missed} not measured"
            + _noise(results))
