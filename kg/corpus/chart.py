"""Series as a picture: small panels in SVG, written by hand, with no script and no font of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

_MOST = 60  # panels of one picture
_COLUMNS, _WIDTH, _HEIGHT = 3, 380, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 52, 28
_LINE, _AIM, _GREY, _INK = "#1f5f8b", "#c4561b", "#8a8f98", "#22262b"
_SCALES = ((Decimal(10**12), "万亿"), (Decimal(10**8), "亿"), (Decimal(10**4), "万"))
_Told = Mapping[str, str]


class Frame(NamedTuple):
    """Where a panel stands, and what its edges mean."""

    x: int
    y: int
    first: int
    last: int
    low: float
    high: float

    def at(self, year: int, value: float) -> tuple[float, float]:
        """The place of a value of a year."""
        across = (year - self.first) / (self.last - self.first) if self.last > self.first else 0.5
        up = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        return round(self.x + _LEFT + across * width, 1), round(self.y + _HEIGHT - _BOTTOM - up * height, 1)


def draw(panels: Mapping[tuple[str, ...], Sequence[_Told]]) -> str:
    """A picture of series: by what a panel is called, the rows of its figures, each of one year.

    The foremost are drawn, those with most years first; a line says how many are not.
    """
    ordered = sorted(panels.items(), key=lambda p: -len({row["period"] for row in p[1]}))
    shown = ordered[:_MOST]
    rows = -(-len(shown) // _COLUMNS)
    columns = min(_COLUMNS, max(1, len(shown)))
    width, height = columns * _WIDTH, max(1, rows) * _HEIGHT + 34
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-family="system-ui, Noto Sans CJK SC, sans-serif" font-size="11">',
             f'<rect width="{width}" height="{height}" fill="#ffffff"/>', *_legend(len(ordered) - len(shown))]
    for at, (names, told) in enumerate(shown):
        lines += _panel(names, told, at % _COLUMNS * _WIDTH, at // _COLUMNS * _HEIGHT + 30)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _legend(left: int) -> Iterator[str]:
    yield f'<circle cx="22" cy="18" r="3.5" fill="{_LINE}"/>' + _words(32, 22, "result 完成值")
    yield f'<circle cx="132" cy="18" r="4.5" fill="none" stroke="{_AIM}" stroke-width="1.6"/>' \
        + _words(142, 22, "target 目标值")
    if left:
        yield _words(250, 22, f"{left} more series are not drawn", _GREY)


def _panel(names: tuple[str, ...], told: Sequence[_Told], x: int, y: int) -> Iterator[str]:
    """One series: its name, a scale of values and years, results with a line through them, targets as rings."""
    indicator, place, measure, unit = names
    years, values = [int(r["period"]) for r in told], [float(r["value"]) for r in told]
    low, high = _bounds(values)
    frame = Frame(x, y, min(years), max(years), low, high)
    size, scale = _scale(max(abs(v) for v in values))
    yield _words(x + 14, y + 20, indicator, _INK, 'font-weight="600" font-size="13"')
    yield _words(x + 14, y + 36, f"{place} · {measure} · {scale}{unit}", _GREY)
    step = _step((high - low) / 5)
    for value in (low + at * step for at in range(round((high - low) / step) + 1)):
        _, up = frame.at(frame.first, value)
        yield f'<line x1="{x + _LEFT}" y1="{up}" x2="{x + _WIDTH - _RIGHT}" y2="{up}" stroke="#e4e6ea"/>'
        yield _words(x + _LEFT - 6, up + 4, _plain(value / float(size)), _GREY, 'text-anchor="end"')
    for year in _ticks(frame.first, frame.last):
        across, _ = frame.at(year, low)
        yield _words(across, y + _HEIGHT - 10, str(year), _GREY, 'text-anchor="middle"')
    yield from _marks(told, frame)


def _marks(told: Sequence[_Told], frame: Frame) -> Iterator[str]:
    results = sorted((int(r["period"]), float(r["value"])) for r in told if r["status"] != "target")
    for one, other in pairwise(results):  # over years of which no result is known the line is broken
        (x1, y1), (x2, y2) = frame.at(*one), frame.at(*other)
        dashes = ' stroke-dasharray="3 3"' if other[0] - one[0] > 1 else ""
        yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{_LINE}" stroke-width="1.6"{dashes}/>'
    for row in told:
        x, y = frame.at(int(row["period"]), float(row["value"]))
        target = row["status"] == "target"
        shape = f'r="4.5" fill="none" stroke="{_AIM}" stroke-width="1.6"' if target else f'r="3.5" fill="{_LINE}"'
        title = escape(f"{row['period']} {row['status']} {row['comparator']} {row['value']} {row['unit']} "
                       f"{row['outcome']}\n{row['sentence']}\n{row['document']}")
        yield f'<circle cx="{x}" cy="{y}" {shape}><title>{title}</title></circle>'


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """The scale of a panel: from zero where that is not far below all values, with room above and below."""
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or abs(high) * 0.25 or 1.0
    least = 0.0 if 0 <= low < high / 2 or (low == high and low >= 0) else low - room
    step = _step((high + room - least) / 4)
    return math.floor(least / step) * step, math.ceil((high + room) / step) * step


def _step(least: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is no less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= least * (1 - 1e-9))


def _scale(most: float) -> tuple[Decimal, str]:
    return next(((size, name) for size, name in _SCALES if most >= size), (Decimal(1), ""))


def _plain(value: float) -> str:
    """A value of the scale without a power of ten: 15000, 2.75."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _ticks(first: int, last: int) -> list[int]:
    step = max(1, -(-(last - first) // 6))
    return list(range(first, last + 1, step))


def _words(x: float, y: float, words: str, colour: str = _INK, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" {more}>{escape(words)}</text>'
