"""The page of an indicator: its numbers over places and years, targets beside results, as charts and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.answers import Figure, NumbersWanted, Page
from kg.serve.held import answers_of
from kg.serve.pages.chart import places
from kg.serve.pages.entity import by_series, series
from kg.serve.pages.evidence import quantity, without_tags
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, tag
from kg.serve.pages.links import indicator_link, passage_link, thing_link
from kg.serve.pages.words import attributes, known, words

_MOST = 600  # numbers of one page
_CHARTS = 60


def indicator(request: Request) -> Response:
    """The page of an indicator, of all places or of one."""
    name = unquote(request.scope["raw_path"].decode("ascii", "replace").removeprefix("/indicator/"))
    place = request.query_params.get("place") or None
    start = request.query_params.get("from", "0")
    wanted: NumbersWanted = {"indicator": name, "place": place} if place else {"indicator": name}
    found = answers_of(request).numbers(limit=_MOST, offset=int(start) if start.isdecimal() and len(start) < 9 else 0,
                                        **wanted)
    if not found.total:
        raise HTTPException(404, "this graph has no numbers of this indicator; search for it: /search")
    return send(request, indicator_page(name, place, found))


def indicator_page(name: str, place: str | None, found: Page[Figure]) -> Html:
    """The page of an indicator of which these numbers are known."""
    figures = found.items
    concept = figures[0].concept if figures else name
    names = sorted({f.indicator for f in figures} - {concept})
    where = next((f.place for f in figures if f.place and place in (f.place.iri, f.place.label)), None)
    also = tag("p", words("also"), "：", "、".join(names), class_="note") if names else None
    back = tag("p", thing_link(where), " ", tag("a", words("all-places"), href=indicator_link(concept)),
               class_="note") if where else None
    head = tag("div", tag("h1", concept), also, back, class_="head")
    told = places(figures) if place is None else None
    over = tag("section", tag("h2", words("places"), " ", tag("small", told[0])), told[1]) if told else None
    held = by_series(figures)
    charts = tag("section", tag("h2", words("charts")), tag("p", words("chart-note"), class_="note"),
                 tag("div", [series(each, unfolded=False) for each in held[:_CHARTS]], class_="charts"))
    rest = tag("p", tag("a", words("more"), f" {found.total - found.offset - len(figures):,}",
                        href=f"{indicator_link(concept, place)}{'&' if place else '?'}from={found.next}"),
               class_="more") if found.next is not None else None
    return page(concept, head, over, charts, tag("section", tag("h2", words("table")), _table(figures)), rest,
                kind="entity")


def _table(figures: Sequence[Figure]) -> Html:
    """All numbers, the places and years in order; the page's script lets it be sorted."""
    head = tag("tr", [tag("th", words(name), scope="col", class_="number" if name == "value" else None)
                      for name in ("place", "period", "value", "status", "kind", "sentence")])
    rows = [_row(f) for f in figures]
    return tag("div", tag("table", tag("thead", head), tag("tbody", rows), class_="sortable"), class_="wide",
               tabindex="0", role="region", **attributes("table", "aria-label"))


def _row(f: Figure) -> Html:
    met = known("target" if f.status == "target" else "result")
    said = [tag("a", without_tags(s.exact) or s.title, href=passage_link(s)) for s in f.sentences[:1]]
    return tag("tr", tag("td", thing_link(f.place) if f.place else "–"), tag("td", f.period or "–"),
               tag("td", quantity(f), class_="number", data_value=f.value), tag("td", met), tag("td", known(f.kind)),
               tag("td", said, class_="long"))
