# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""The charts of docs/performance: bars for each work and peer, and lines for how costs grow."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from report import number
from svg import Svg
from works import WORKS

Lines = dict[str, list[list[float]]]

# Told apart on white and on black, and by those who see fewer colours.
COLOURS = {
    "lomond": "#e4572e", "qwebsocket": "#3b8ed0", "beast": "#2a9d74", "websocketpp": "#a06cd5",
    "lws": "#c08a00", "ws": "#7f8893",
    "text": "#e4572e", "binary": "#3b8ed0", "read() alone": "#7f8893",
}
FIRST = "#e4572e"

PANEL_WIDTH, PANEL_MARGIN, BAR_HEIGHT = 440, 20, 17
NAME_WIDTH, VALUE_WIDTH = 90, 90


def _panel(svg: Svg, left: float, top: float, title: str, values: dict[str, float],
           words: Callable[[float], str]) -> None:
    svg.text(left, top + 12, title, bold=True)
    longest = max(values.values())
    room = PANEL_WIDTH - NAME_WIDTH - VALUE_WIDTH
    for index, (peer, value) in enumerate(values.items()):
        y = top + 20 + index * BAR_HEIGHT
        svg.text(left + NAME_WIDTH - 6, y + 12, peer, anchor="end", bold=peer == "lomond")
        width = value / longest * room
        svg.bar(left + NAME_WIDTH, y + 2, width, BAR_HEIGHT - 4, COLOURS[peer])
        svg.text(left + NAME_WIDTH + max(width, 1) + 5, y + 12, words(value))


def panels(path: Path, title: str, works: dict[str, Any], figure: str,
           words: Callable[[float], str], names: set[str]) -> None:
    """For each of these works, a bar for each peer that has the figure, least first."""
    chosen = {}
    for work in WORKS:
        if work.name not in names:
            continue
        figures = works.get(work.name, {}).get("figures", {})
        values = {peer: each[figure] for peer, each in figures.items() if figure in each}
        if values:
            chosen[f"{work.name}: {work.title}"] = dict(
                sorted(values.items(), key=lambda item: item[1]))
    if not chosen:
        return
    height = 34 + max(map(len, chosen.values())) * BAR_HEIGHT
    rows = math.ceil(len(chosen) / 2)
    svg = Svg(2 * PANEL_WIDTH + 3 * PANEL_MARGIN, rows * height + PANEL_MARGIN, title)
    for index, (name, values) in enumerate(chosen.items()):
        left = PANEL_MARGIN + index % 2 * (PANEL_WIDTH + PANEL_MARGIN)
        _panel(svg, left, PANEL_MARGIN / 2 + index // 2 * height, name, values, words)
    svg.save(path)


def octets(value: float) -> str:
    for unit, size in (("Mi", 1024 * 1024), ("Ki", 1024)):
        if value >= size:
            return f"{value / size:g} {unit}"
    return f"{value:g}"


class LogLog:
    """A plot whose axes are both logarithmic: what is proportional is a straight line."""

    WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 70, 150, 40, 50

    def __init__(self, title: str, lines: Lines) -> None:
        self._svg = Svg(self.WIDTH, self.HEIGHT, title)
        self._svg.text(self.LEFT, 20, title, bold=True)
        self._xs = sorted({x for points in lines.values() for x, _ in points})
        ys = [y for points in lines.values() for _, y in points]
        self._low = math.floor(math.log10(min(ys)))
        self._high = max(math.ceil(math.log10(max(ys))), self._low + 1)

    def _x(self, value: float) -> float:
        first, last = math.log(self._xs[0]), math.log(self._xs[-1])
        share = (math.log(value) - first) / ((last - first) or 1)
        return self.LEFT + share * (self.WIDTH - self.LEFT - self.RIGHT)

    def _y(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self.HEIGHT - self.BOTTOM - share * (self.HEIGHT - self.TOP - self.BOTTOM)

    def axes(self, x_title: str, x_words: Callable[[float], str]) -> None:
        right, bottom = self.WIDTH - self.RIGHT, self.HEIGHT - self.BOTTOM
        for power in range(self._low, self._high + 1):
            y = self._y(10.0 ** power)
            self._svg.line(self.LEFT, y, right, y, faint=power != self._low)
            self._svg.text(self.LEFT - 6, y + 4, f"{10.0 ** power:,g}", anchor="end")
        for value in self._xs:
            self._svg.line(self._x(value), self.TOP, self._x(value), bottom, faint=True)
            self._svg.text(self._x(value), bottom + 18, x_words(value), anchor="middle")
        self._svg.text((self.LEFT + right) / 2, self.HEIGHT - 10, x_title, anchor="middle")
        self._svg.text(18, (self.TOP + bottom) / 2, "µs of CPU time for a message",
                       anchor="middle", turned=True)

    def draw(self, lines: Lines) -> None:
        taken: list[float] = []  # heights of the names beside the lines
        for name, points in sorted(lines.items(), key=lambda item: -item[1][-1][1]):
            colour = COLOURS.get(name, FIRST)
            self._svg.polyline([(self._x(x), self._y(y)) for x, y in points], colour,
                               dashed=name.startswith("read()"))
            y = max([self._y(points[-1][1]) + 4, *(height + 15 for height in taken)])
            taken.append(y)
            self._svg.text(self.WIDTH - self.RIGHT + 8, y, name, colour=colour)

    def save(self, path: Path) -> None:
        self._svg.save(path)


def growth_lines(path: Path, title: str, x_title: str, lines: Lines,
                 x_words: Callable[[float], str] = octets) -> None:
    lines = {name: points for name, points in lines.items() if points}
    if not lines:
        return
    plot = LogLog(title, lines)
    plot.axes(x_title, x_words)
    plot.draw(lines)
    plot.save(path)


SIGNAL_NAMES = ["none", "text", "text, json", "text, json, eventOccurred",
                "text, json, eventOccurred, binary"]


def growth_bars(path: Path, title: str, points: list[list[float]]) -> None:
    svg = Svg(720, 50 + 26 * len(points), title)
    svg.text(20, 20, title, bold=True)
    longest = max((value for _, value in points), default=1)
    for index, (connected, value) in enumerate(points):
        y = 36 + index * 26
        svg.text(250, y + 14, SIGNAL_NAMES[int(connected)], anchor="end")
        svg.bar(258, y + 2, value / longest * 360, 16, FIRST)
        svg.text(264 + value / longest * 360, y + 14, f"{number(value)} µs")
    svg.save(path)


def draw(folder: Path, results: dict[str, Any]) -> list[str]:
    """The names of the charts that there are figures for."""
    folder.mkdir(exist_ok=True)
    works = results.get("comparison", {}).get("works", {})
    growth = results.get("growth", {})
    about_memory = {"C1", "R4"}
    names = {work.name for work in WORKS}
    panels(folder / "time.svg", "CPU time of a message", works, "us",
           lambda value: f"{number(value)} µs", names - {"C1"})
    panels(folder / "instructions.svg", "Instructions of a message, in user space", works,
           "instructions", lambda value: f"{number(value)} Ir", names)
    panels(folder / "memory.svg", "Memory", works, "rss",
           lambda value: f"{number(value)} KiB", about_memory)
    growth_lines(folder / "size.svg", "A message against its size", "octets of a message",
                 growth.get("sizes", {}))
    growth_lines(folder / "connections.svg", "A message against the number of connections",
                 "connections that receive at the same time", growth.get("connections", {}),
                 lambda value: f"{value:,.0f}")
    growth_lines(folder / "fragments.svg", "A message of 64 KiB against its fragments",
                 "fragments of a message", growth.get("fragments", {}),
                 lambda value: f"{value:,.0f}")
    for name, points in growth.get("signals", {}).items():
        growth_bars(folder / "signals.svg", f"{name} against connected signals", points)
    order = ["time", "instructions", "memory", "size", "connections", "fragments", "signals"]
    return [name for name in order if (folder / f"{name}.svg").exists()]
