# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The report as one page of HTML: a table for people, with nothing to load."""

from html import escape

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
       color: #1c2430; background: #fff }
h1 { font-size: 1.5rem; margin-bottom: .3rem } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem }
p { margin: .15rem 0 } table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: .22rem .6rem; overflow-wrap: anywhere }
thead th { font-weight: 600; border-bottom: 2px solid #c9d1dc; background: #fff; position: sticky;
           top: 0 }
tbody tr { border-bottom: 1px solid #e6eaf0 }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.case { white-space: nowrap; font-variant-numeric: tabular-nums }
.OK { color: #14713d } .INFORMATIONAL { color: #1f5fa8 }
.FAILED { color: #fff; background: #b3261e }
.why { color: #b3261e; font-size: .92em } .both { border-left: 1px solid #c9d1dc }
@media (prefers-color-scheme: dark) {
 body, thead th { background: #14181f; color: #e3e8ef }
 tbody tr { border-color: #2a313c } .OK { color: #63c78d } .INFORMATIONAL { color: #7fb4ee }
 .why { color: #ff9a92 } }
"""
WIDTHS = {"case": "5.5rem", "result": "9.5rem", "close": "4rem", "time": "5.5rem"}


def render(cases, tables, groups, summary):
    body = "".join(group_of(name, title, cases, tables) for name, title in groups)
    lines = "".join(f"<p>{escape(line)}</p>" for line in summary)
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n'
            f"<title>Lomond: conformance</title><style>{STYLE}</style></head><body>\n"
            f"<h1>Conformance of Lomond to RFC 6455 and RFC 7692</h1>\n{lines}\n"
            f"<p>Times are of the run as the case was written, over a socket. A dash: no close "
            f"frame with a code, or several codes.</p>\n{body}</body></html>\n")


def group_of(name, title, cases, tables):
    chosen = [case for case in cases if case.id.split(".")[0] == name]
    if not chosen:
        return ""
    columns = "".join(f'<col style="width:{WIDTHS[kind]}">' for _ in tables
                      for kind in ("result", "close", "time"))
    heads = "".join(f'<th class="both">{role.capitalize()}</th><th class="n">Close</th>'
                    f'<th class="n">Time</th>' for role in tables)
    rows = "".join(row_of(case, tables) for case in chosen)
    return (f"<h2>{name} {escape(title)}</h2>\n<table><colgroup>"
            f'<col style="width:{WIDTHS["case"]}"><col>{columns}</colgroup><thead><tr>'
            f"<th>Case</th><th>Description</th>{heads}</tr></thead>\n"
            f"<tbody>\n{rows}</tbody></table>\n")


def row_of(case, tables):
    cells, failures = "", []
    for role, rows in tables.items():
        row = rows[case.id]
        code = "–" if row.close_code is None else row.close_code
        cells += (f'<td class="both"><span class="{row.result}">{row.result}</span></td>'
                  f'<td class="n">{code}</td><td class="n">{time_of(row.milliseconds)}</td>')
        failures += [f"{role} {failure}" for failure in row.failures]
    why = "".join(f'<div class="why">{escape(failure)}</div>' for failure in failures)
    return (f'<tr id="{case.id}"><td class="case">{case.id}</td>'
            f"<td>{escape(case.description)}{why}</td>{cells}</tr>\n")


def time_of(milliseconds):
    if milliseconds >= 10_000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"
