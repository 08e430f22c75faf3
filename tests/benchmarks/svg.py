# SPDX-FileCopyrightText: 2026 The Lomond authors
# SPDX-License-Identifier: BSD-3-Clause
"""A small writer of SVG. Text and axes have the reader's colour, light or dark."""

from html import escape
from pathlib import Path

HEAD = """<!-- SPDX-FileCopyrightText: 2026 The Lomond authors -->
<!-- SPDX-License-Identifier: BSD-3-Clause -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" fill="currentColor" font-family="sans-serif" font-size="12">
<style>svg {{ color: #24292f }} \
@media (prefers-color-scheme: dark) {{ svg {{ color: #d0d7de }} }}</style>
<title>{title}</title>
"""


class Svg:
    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts = [HEAD.format(width=width, height=height, title=escape(title))]

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False,
             colour: str = "currentColor", turned: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
                           f'fill="{colour}"{weight}{turn}>{escape(words)}</text>\n')

    def line(self, x1: float, y1: float, x2: float, y2: float, *, faint: bool = False) -> None:
        self._parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                           f'stroke="currentColor" stroke-opacity="{0.15 if faint else 0.6}"/>\n')

    def polyline(self, points: list[tuple[float, float]], colour: str, *,
                 dashed: bool = False) -> None:
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                           f'stroke-width="2"{dash}/>\n')
        for x, y in points:
            self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>\n')

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" '
                           f'height="{height:.1f}" fill="{colour}"/>\n')

    def save(self, path: Path) -> None:
        path.write_text("".join(self._parts) + "</svg>\n", encoding="utf-8")
