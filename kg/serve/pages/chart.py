"""Small charts of numbers by year, as SVG: targets outlined, results solid; it needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from kg.answers import Figure
from kg.serve.pages.evidence import human
from kg.serve.pages.html import Html, tag

_HIGH, _BAR, _GAP, _TOP = 72, 30, 24, 18
_MOST = 40  # bars


def chart(figures: Sequence[Figure]) -> Html | None:
    """Bars by period; None for fewer than two.

    A number in doubt would make all others flat: it is left out.
    """
    drawn = [(f, value) for f in figures if f.doubt is None and (value := _value(f.value)) is not None][:_MOST]
    if len(drawn) < 2:
        return None
    most = max(abs(value) for _, value in drawn) or 1.0
    width = max(120, len(drawn) * (_BAR + _GAP) + _GAP)
    bars = [_bar(f, abs(value) / most, _GAP + i * (_BAR + _GAP)) for i, (f, value) in enumerate(drawn)]
    axis = tag("line", x1=_GAP // 2, x2=width - _GAP // 2, y1=_TOP + _HIGH, y2=_TOP + _HIGH, class_="axis")
    said = "; ".join(f"{f.period or ''} {f.status} {f.value} {f.unit}" for f, _ in drawn)
    high = _HIGH + _TOP + 22
    return tag("svg", bars, axis, class_="chart", viewBox=f"0 0 {width} {high}", width=width, height=high, role="img",
               aria_label=f"{drawn[0][0].concept}: {said}")


def _bar(figure: Figure, share: float, x: int) -> Html:
    high = max(2.0, _HIGH * share)
    y, middle = _TOP + _HIGH - high, x + _BAR / 2
    kind = "target" if figure.status == "target" else "result"
    period = (figure.period or "–").replace("/", "–")
    return tag("g", tag("title", f"{period} {human(figure.value)} {figure.unit}"),
               tag("rect", x=x, y=f"{y:.1f}", width=_BAR, height=f"{high:.1f}", class_=kind),
               tag("text", human(figure.value), x=middle, y=f"{y - 4:.1f}", text_anchor="middle"),
               tag("text", period, x=middle, y=_TOP + _HIGH + 15, text_anchor="middle", class_="year"))


def _value(value: str) -> float | None:
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return float(found) if found.is_finite() and abs(found.adjusted()) < 300 else None
