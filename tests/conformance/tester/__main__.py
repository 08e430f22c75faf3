# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""python3 -m tester: runs the cases against the endpoints, both roles side by side, and reports."""

import argparse
import fnmatch
import multiprocessing
import sys
import time
from pathlib import Path

from . import report, roles
from .cases import all_cases
from .runs import runs_of

FOLDER = Path(__file__).resolve().parent.parent
ROLES = ("client", "server")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tester", description=__doc__)
    parser.add_argument("patterns", nargs="*", metavar="CASE-PATTERN",
                        help="cases to run, such as 1.1.2, 6.* or A; all when none is given")
    parser.add_argument("--endpoints", type=Path, required=True, help="where they were built")
    parser.add_argument("--output", type=Path, default=Path("report"), help="folder of the report")
    parser.add_argument("--messages", type=int, default=1000,
                        help="of each case of groups 12 and 13 (1000)")
    parser.add_argument("--quick", action="store_true", help="the same as --messages 20")
    parser.add_argument("--role", choices=ROLES, action="append", help="of the endpoint; else both")
    parser.add_argument("--record", action="store_true",
                        help="write what is seen into the files of expected results")
    arguments = parser.parse_args()
    arguments.endpoints = arguments.endpoints.resolve()
    if arguments.quick:
        arguments.messages = 20
    return arguments


def selected(patterns):
    """A pattern names a case, or a group by the beginning of its number."""
    cases = all_cases()
    if not patterns:
        return cases
    chosen = [case for case in cases if any(
        fnmatch.fnmatchcase(case.id, pattern) or case.id.startswith(pattern.rstrip(".") + ".")
        for pattern in patterns)]
    if not chosen:
        sys.exit(f"No case has the number {' or '.join(patterns)}.")
    return chosen


def run_role(role, arguments, cases, results):
    """In a process of its own: all of Python's work for a role is done by one core."""
    memory, sockets = ([run for case in cases for run in runs_of(case, role, where,
                                                                 arguments.messages)]
                       for where in ("memory", "socket"))
    over_sockets = roles.against_server if role == "server" else roles.against_client
    try:
        for result in roles.in_memory(arguments.endpoints, role, memory):
            results.put((role, result))
        for result in over_sockets(arguments.endpoints, sockets):
            results.put((role, result))
        results.put((role, None))
    except Exception as error:  # the other role goes on; this one has failed as a whole
        results.put((role, f"{type(error).__name__}: {error}"))


def collect(arguments, cases):
    """Results by role, and what kept a role from coming to its end. Tells what fails at once, but not
    again for each manner of cutting: the report has all."""
    chosen = arguments.role or ROLES
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    processes = [context.Process(target=run_role, args=(role, arguments, cases, queue))
                 for role in chosen]
    for process in processes:
        process.start()
    results, broken = {role: [] for role in chosen}, []
    running, places, told, begin = len(processes), {}, set(), time.monotonic()
    while running:
        role, result = queue.get()
        if result is None or isinstance(result, str):
            running -= 1
            if result:
                broken.append(f"{role}: {result}")
            continue
        results[role].append(result)
        place = f"group {result.case.split('.')[0]}, {result.where}"
        if places.get(role) != place:
            places[role] = place
            print(f"{time.monotonic() - begin:6.0f} s  {role}: {place}", flush=True)
        if result.failure and (role, result.case, result.script) not in told:
            told.add((role, result.case, result.script))
            print(f"{role} {report.name_of(result)}: {result.failure}", flush=True)
    for process in processes:
        process.join()
    return results, broken


def main():
    arguments = parse_arguments()
    cases = selected(arguments.patterns)
    begin = time.monotonic()
    results, broken = collect(arguments, cases)
    differences = []
    tables = {}
    for role, found in results.items():
        tables[role] = report.table(cases, found)
        file = FOLDER / f"expected_{role}.json"
        if any(line.startswith(role) for line in broken):
            continue  # what was not run differs from everything
        if arguments.record:
            report.record(file, tables[role])
        differences += report.compare(role, file, tables[role])
    seconds = time.monotonic() - begin
    report.write(arguments.output, cases, tables, seconds, arguments.messages)
    for line in differences + broken:
        print(line)
    for line in report.summary(tables, seconds):
        print(line)
    print(f"report: {arguments.output.resolve() / 'index.html'}")
    failed = any(row.result == report.FAILED for table in tables.values() for row in table.values())
    sys.exit(1 if differences or broken or failed else 0)


main()
