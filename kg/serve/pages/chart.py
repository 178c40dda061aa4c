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
    """Bars by year, or by stretch of years where more numbers are of such; None for fewer than two.

    Years and stretches of years cannot be compared, so that one chart has one of both.  A number in doubt would make
    all others flat: it is left out.
    """
    sure = [(f, value) for f in figures if f.doubt is None and (value := _value(f.value)) is not None]
    spans = [row for row in sure if "/" in (row[0].period or "")]
    years = [row for row in sure if row not in spans]
    drawn = (spans if len(spans) > len(years) else years)[:_MOST]
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


def places(figures: Sequence[Figure]) -> tuple[str, Html] | None:
    """The places of one indicator in the year that most of them tell of, as bars, the largest first, and that year.

    Results where there are any, else targets; None for fewer than three places.
    """
    by_year: dict[tuple[str, str, str, str], dict[str, tuple[float, Figure]]] = {}
    for f in figures:
        value = _value(f.value)
        if f.place is not None and f.period and f.doubt is None and value is not None and f.kind == "total":
            held = by_year.setdefault((f.period, f.unit, f.status, f.kind), {})
            held.setdefault(f.place.iri, (value, f))
    told = sorted(by_year.items(), key=lambda item: (-len(item[1]), item[0][2] == "target", item[0]))
    if not told or len(told[0][1]) < 3:
        return None
    (year, unit, _, _), held = told[0]
    rows = sorted(held.values(), key=lambda row: (-row[0], row[1].iri))[:_MOST]
    return f"{year} · {unit}", _across(rows)


def _across(rows: Sequence[tuple[float, Figure]]) -> Html:
    most = max(abs(value) for value, _ in rows) or 1.0
    high, left, width = 22, 190, 860
    bars = []
    for i, (value, f) in enumerate(rows):
        assert f.place is not None
        y, wide = 4 + i * high, max(1.0, (width - left - 90) * abs(value) / most)
        name = f.place.label if len(f.place.label) < 15 else f.place.label[:14] + "…"
        bars.append(tag("g", tag("title", f"{f.place.label} {f.value} {f.unit}"),
                        tag("text", name, x=left - 8, y=y + 14, text_anchor="end"),
                        tag("rect", x=left, y=y + 2, width=f"{wide:.1f}", height=high - 6,
                            class_="target" if f.status == "target" else "result"),
                        tag("text", human(f.value), x=f"{left + wide + 6:.1f}", y=y + 14, class_="year")))
    said = "; ".join(f"{f.place.label if f.place else ''} {f.value}" for _, f in rows)
    return tag("svg", bars, class_="chart places", viewBox=f"0 0 {width} {len(rows) * high + 8}", role="img",
               aria_label=said)


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
