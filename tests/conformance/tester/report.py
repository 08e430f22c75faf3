# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""From runs to cases: the table, its comparison with what is expected, index.json."""

import json
import os
from dataclasses import asdict, dataclass, field
from typing import Dict, List, Optional

from . import page
from .cases import GROUPS

OK, INFORMATIONAL, FAILED = "OK", "INFORMATIONAL", "FAILED"
ADDITIONS = "A"


@dataclass
class Row:
    """A case in one role: all its runs together."""

    result: str
    close_code: Optional[int]
    outcomes: Dict[str, str]  # by the name of the script
    runs: int
    milliseconds: float  # of the run as the case was written, over a socket; all scripts
    seconds: float  # of all runs
    failures: List[str] = field(default_factory=list)


def name_of(result):
    script = f" ({result.script})" if result.script else ""
    return f"{result.case}{script}, {result.where}, {result.mode}"


def table(cases, results):
    by_case = {case.id: [] for case in cases}
    for result in results:
        by_case[result.case].append(result)
    return {case.id: row_of(case, by_case[case.id]) for case in cases}


def row_of(case, results):
    failures = [f"{name_of(result)}: {result.failure}" for result in results if result.failure]
    outcomes = {}
    for result in results:
        first = outcomes.setdefault(result.script, result.outcome)
        if not result.failure and result.outcome != first:
            failures.append(f"{name_of(result)}: seen {result.outcome!r}, elsewhere {first!r}")
    if not results:
        failures.append("it was not run")
    verdict = FAILED if failures else INFORMATIONAL if case.informational else OK
    native = [result.seconds for result in results
              if result.where == "socket" and result.mode == results[0].mode]
    codes = {result.close_code for result in results}
    seconds = round(sum(result.seconds for result in results), 2)
    return Row(verdict, codes.pop() if len(codes) == 1 else None, outcomes, len(results),
               round(1000 * sum(native), 1), seconds, failures)


# ---- what is expected


def expected_of(row):
    return {"result": row.result, "outcomes": row.outcomes}


def record(file, rows):
    """Of the cases that were run; the others stay as they are."""
    expected = json.loads(file.read_text()) if file.exists() else {}
    expected.update({identifier: expected_of(row) for identifier, row in rows.items()})
    file.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


def compare(role, file, rows):
    """Each difference in a line: where, what was expected, what was seen."""
    expected = json.loads(file.read_text()) if file.exists() else {}
    lines = []
    for identifier, row in rows.items():
        wanted = expected.get(identifier)
        if wanted is None:
            lines.append(f"{role} {identifier}: {file.name} does not have it")
            continue
        if wanted["result"] != row.result:
            failed = f", in {len(row.failures)} of {row.runs} runs" if row.failures else ""
            lines.append(f"{role} {identifier}: expected {wanted['result']}, "
                         f"seen {row.result}{failed}")
        for script in sorted({*wanted["outcomes"], *row.outcomes}):
            before, now = wanted["outcomes"].get(script), row.outcomes.get(script)
            if before != now:
                name = f" ({script})" if script else ""
                lines.append(f"{role} {identifier}{name}: expected {before!r}, seen {now!r}")
    return lines


# ---- files and words


def counts(rows):
    """Of the numbered cases: how many there are of each result; and of the additions."""
    numbered = [row.result for identifier, row in rows.items() if identifier[0] != ADDITIONS]
    added = [row.result for identifier, row in rows.items() if identifier[0] == ADDITIONS]
    return {**{result: numbered.count(result) for result in (OK, INFORMATIONAL, FAILED)},
            "cases": len(numbered), "additions": len(added), "additions OK": added.count(OK),
            "runs": sum(row.runs for row in rows.values())}


def summary(tables, seconds):
    for role, rows in tables.items():
        found = counts(rows)
        yield (f"{role}: {found['cases']} cases, {found[OK]} OK, {found[INFORMATIONAL]} "
               f"informational, {found[FAILED]} failed; additions {found['additions OK']} of "
               f"{found['additions']}; {found['runs']} runs")
    yield f"{seconds:.0f} s"


def write(folder, cases, tables, seconds, messages):
    folder.mkdir(parents=True, exist_ok=True)
    index = {
        "seconds": round(seconds, 1),
        "messages": messages,
        "processors": os.cpu_count(),
        "counts": {role: counts(rows) for role, rows in tables.items()},
        "cases": {case.id: {"description": case.description,
                            **{role: asdict(rows[case.id]) for role, rows in tables.items()}}
                  for case in cases},
    }
    (folder / "index.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")
    (folder / "index.html").write_text(page.render(cases, tables, GROUPS, list(
        summary(tables, seconds))), encoding="utf-8")
