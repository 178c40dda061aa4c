"""What a search found: entities, documents and sentences, with the words marked that were sought."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.answers import Hit, HitKind, Page
from kg.contract import DOCUMENTS
from kg.ontology import Ontology
from kg.serve.held import answers_of
from kg.serve.iris import page_of
from kg.serve.pages.evidence import spans_marked, without_tags
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, both, tag
from kg.serve.pages.words import attributes, chinese, words

_PAGE, _FEW = 30, 8
_LONGEST = 200  # characters of what is sought
_KINDS: tuple[HitKind, ...] = get_args(HitKind)


def results(request: Request) -> Response:
    """The page of a search."""
    given = request.query_params
    query = given.get("q", "").strip()[:_LONGEST]
    start = given.get("from", "0")
    kind = next((k for k in _KINDS if k == given.get("kind")), None)
    answers = answers_of(request)
    offset = int(start) if start.isdecimal() and len(start) < 7 else 0
    found: list[tuple[HitKind, Page[Hit]]] = []
    if query:
        found = [(k, answers.search(query, limit=_PAGE if kind else _FEW, offset=offset if kind else 0, kind=k))
                 for k in ((kind,) if kind else _KINDS)]
    return send(request, results_page(query, kind, found, answers.ontology))


def results_page(query: str, kind: HitKind | None, found: list[tuple[HitKind, Page[Hit]]], ontology: Ontology) -> Html:
    """The page of a search that found this, by kind."""
    ways = tag("nav", [tag("a", words(f"hits-{k or 'all'}"), href=_address(query, k), class_="chip",
                           aria_current="page" if k == kind else None) for k in (None, *_KINDS)],
               class_="chips", **attributes("kinds", "aria-label")) if query else None
    sections = [_section(query, k, hits, ontology, kind is None) for k, hits in found if hits.total]
    none = tag("p", words("nothing-found"), class_="note") if query and not sections else None
    return page(query or chinese("search"), tag("h1", words("search"), " ", tag("q", query)) if query else
                tag("h1", words("search")), ways, sections, none, query=query, kind="results")


def _address(query: str, kind: HitKind | None, start: int = 0) -> str:
    given = {"q": query, "kind": kind, "from": start}
    return "/search?" + urlencode({name: value for name, value in given.items() if value})


def _section(query: str, kind: HitKind, hits: Page[Hit], ontology: Ontology, first: bool) -> Html:
    rows = tag("ul", [_hit(hit, ontology) for hit in hits.items], class_="hits-list")
    more = tag("p", tag("a", words("more"), f" {hits.total - hits.next:,}",
                        href=_address(query, kind, 0 if first else hits.next)), class_="more") \
        if hits.next is not None else None
    return tag("section", tag("h2", words(f"hits-{kind}"), f" {hits.total:,}"), rows, more)


def _hit(hit: Hit, ontology: Ontology) -> Html:
    shown = spans_marked(hit.snippet if hit.kind == "entity" else without_tags(hit.snippet), hit.spans)
    if hit.kind == "entity":
        root = ontology.root(hit.type) if hit.type in ontology.types else hit.type
        kind = ontology.types.get(hit.type)
        name = tag("small", " ", both(kind.label_zh, kind.label_en) if kind else hit.type_zh)
        also = tag("small", " · ", shown) if hit.snippet != hit.label else None
        title = shown if hit.snippet == hit.label else hit.label
        return tag("li", tag("a", tag("i", class_=f"dot t-{root}"), title, href=page_of(hit.iri)), name, also)
    place = f"#c{hit.start}-{hit.end}" if hit.kind == "sentence" else ""
    address = f"{page_of(hit.iri.split('#')[0])}{place}" if hit.iri.startswith(DOCUMENTS) else ""
    day = tag("span", " ", tag("small", hit.date or words("no-date"), class_="day"))
    if hit.kind == "document":
        return tag("li", tag("a", shown if hit.snippet == hit.label else hit.label, href=address), day,
                   tag("p", shown, class_="note") if hit.snippet != hit.label else None)
    return tag("li", tag("figure", tag("blockquote", tag("a", shown, href=address)), tag("figcaption", hit.label, day)))
