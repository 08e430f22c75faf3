# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""What LomondSocket has to reach in each work, and whether it did.

A figure of a work is a dictionary by peer: `us` (CPU time of a message, in microseconds),
`instructions`, `syscalls` and `rss` (KiB). What was not measured is not there.
"""

from dataclasses import dataclass

from works import Work

Figures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Verdict:
    met: bool | None  # None: something of it was not measured
    text: str

    @property
    def word(self) -> str:
        return {True: "met", False: "MISSED", None: "-"}[self.met]


@dataclass(frozen=True)
class AtMost:
    """A figure of LomondSocket: instructions (octet: those for an octet), syscalls, us, rss."""

    figure: str
    limit: float
    unit: str

    def judge(self, work: Work, figures: Figures) -> Verdict:
        name = "instructions" if self.figure == "octet" else self.figure
        value = figures.get("lomond", {}).get(name)
        if value is not None and self.figure == "octet":
            value /= work.octets
        wanted = f"≤ {self.limit:,g} {self.unit}"
        if value is None:
            return Verdict(None, wanted)
        return Verdict(value <= self.limit, f"{wanted} ({value:,.5g})")


@dataclass(frozen=True)
class Faster:
    """At least `times` as fast as another; 0.95 is 5 % behind at most."""

    times: float
    peer: str

    def judge(self, _: Work, figures: Figures) -> Verdict:
        wanted = f"≥ {self.times:g} × {self.peer}"
        mine = figures.get("lomond", {}).get("us")
        theirs = figures.get(self.peer, {}).get("us")
        if not mine or not theirs:
            return Verdict(None, wanted)
        return Verdict(theirs / mine >= self.times, f"{wanted} ({theirs / mine:.2f})")


@dataclass(frozen=True)
class First:
    """No peer is ahead."""

    def judge(self, _: Work, figures: Figures) -> Verdict:
        times = {peer: figure["us"] for peer, figure in figures.items() if figure.get("us")}
        if "lomond" not in times or len(times) < 2:
            return Verdict(None, "no peer ahead")
        ahead = [peer for peer, time in times.items() if time < times["lomond"]]
        seen = ", ".join(ahead) or f"none of {len(times) - 1}"
        return Verdict(not ahead, f"no peer ahead ({seen})")


Goal = AtMost | Faster | First

GOALS: dict[str, list[Goal]] = {
    "R1-64": [Faster(3.2, "qwebsocket"), AtMost("instructions", 800, "Ir"), First()],
    "R1-256": [Faster(3.2, "qwebsocket"), AtMost("instructions", 1050, "Ir"), First()],
    "R2-ascii": [Faster(1.5, "qwebsocket")],
    "R2-mixed": [Faster(1.8, "qwebsocket"), First()],
    "R3": [Faster(1.6, "qwebsocket"), AtMost("octet", 0.1, "Ir/octet")],
    "R4": [Faster(1.8, "qwebsocket"), AtMost("rss", (256 + 16) * 1024, "KiB")],
    "S1": [Faster(2.8, "qwebsocket"), AtMost("instructions", 450, "Ir"), First()],
    "S2": [Faster(2.8, "qwebsocket"), AtMost("octet", 1.05, "Ir/octet")],
    "E1": [Faster(1.5, "qwebsocket"), AtMost("instructions", 5800, "Ir"),
           AtMost("syscalls", 4, "syscalls")],
    "D1": [AtMost("instructions", 5600, "Ir"), Faster(0.95, "beast")],
    "D2": [First()],
    "C1": [AtMost("rss", 9, "KiB each")],
    "C2": [AtMost("us", 85, "µs")],
    "TLS-R1-64": [Faster(1, "qwebsocket")],
    "TLS-R3": [Faster(1, "qwebsocket")],
    "TLS-S2": [Faster(1, "qwebsocket")],
    "TLS-E1": [Faster(1, "qwebsocket")],
}


def judge(work: Work, figures: Figures) -> list[Verdict]:
    return [goal.judge(work, figures) for goal in GOALS.get(work.name, [])]
