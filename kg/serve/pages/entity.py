"""The page of an entity: its names, posts first, numbers second, then facts by relation and year, and its documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.answers import Described, Figure, Said, Stage, Thing
from kg.contract import OBSERVATIONS, STATEMENTS, STEPS
from kg.serve.held import answers_of, held_of
from kg.serve.iris import iri_of, page_of
from kg.serve.pages.chart import chart
from kg.serve.pages.evidence import Techniques, correct, fact_row, number_row, quotations, read_by
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, Kid, both, tag
from kg.serve.pages.links import explorer_link, indicator_link, more_link, outside_link, thing_link
from kg.serve.pages.words import attributes, known, words

_RECORDS = (STATEMENTS, OBSERVATIONS, STEPS)  # what is said of things has no page; a query shows it
_FEW, _MANY = 60, 2000  # of each list, at first and when all are asked for
_OPEN = 6  # up to so many facts stand with their sentences open
_FIRST = 8  # facts of a relation before the rest is folded


def entity(request: Request) -> Response:
    """The page of an entity."""
    answers = answers_of(request)
    iri = iri_of(request, "/entity/")
    described = answers.describe(iri, limit=_MANY if "all" in request.query_params else _FEW)
    if described is None and iri.startswith(_RECORDS):
        return RedirectResponse(f"/ask#run=1&q={quote(f'DESCRIBE <{iri}>', safe='')}", 303)
    if described is None:
        raise HTTPException(404, "this graph has no entity of this name; search for it: /search")
    return send(request, entity_page(described, answers.ontology.techniques, held_of(request).public))


def entity_page(described: Described, techniques: Techniques, closed: bool = False) -> Html:
    """The page of an entity of which this is said; a `closed` one takes no corrections."""
    thing, totals = described.thing, described.totals
    sections = [_posts(described, techniques), _numbers(described), _facts(described, techniques),
                _corrected(described, techniques), _steps(described), _documents(described)]
    shown = {"posts": described.posts, "numbers": described.numbers, "facts": described.facts,
             "corrected": described.corrected, "steps": described.steps, "documents": described.documents}
    cut = any(totals.get(name, 0) > len(held) for name, held in shown.items())
    rest = more_link("?all=1", sum(totals.values())) if cut else None
    return page(thing.label, _head(described), _ways(totals), sections, rest,
                kind="entity closed" if closed else "entity")


def _head(described: Described) -> Html:
    thing = described.thing
    kind = tag("p", tag("i", class_=f"dot t-{thing.root or thing.type}"), both(thing.type_zh, thing.type_en),
               class_="note") if thing.type_zh else None
    names = tag("p", words("also"), "：", "、".join(described.names), class_="note") if described.names else None
    same = tag("p", words("same-as"), "：", [[", " if i else None, _same(iri)] for i, iri in enumerate(described.same)],
               class_="note") if described.same else None
    ways = tag("p", tag("a", words("in-graph"), href=explorer_link(thing.iri), class_="button"),
               tag("button", words("same"), type="button", class_="same", data_iri=thing.iri, data_label=thing.label),
               tag("button", words("rename"), type="button", class_="rename", data_iri=thing.iri,
                   data_label=thing.label, data_names=json.dumps([thing.label, *described.names], ensure_ascii=False)),
               class_="buttons")
    return tag("div", tag("h1", thing.label), kind, names, same, ways, class_="head")


def _same(iri: str) -> Html:
    address = page_of(iri)
    return tag("a", iri, href=address) if address else outside_link(iri, iri)


def _ways(totals: object) -> Html:
    """The way to each part of the page, with how much it holds."""
    assert hasattr(totals, "get")
    ways = [tag("a", words(name), tag("b", f" {totals.get(name):,}"), href=f"#{name}", class_="chip")
            for name in ("posts", "numbers", "facts", "corrected", "steps", "documents") if totals.get(name)]
    return tag("nav", ways, class_="chips", **attributes("parts", "aria-label"))


def _section(name: str, *kids: Kid) -> Html:
    return tag("section", tag("h2", words(name)), *kids, id=name)


def _posts(described: Described, techniques: Techniques) -> Html | None:
    """Who holds which office where, or which offices a person holds."""
    if not described.posts:
        return None
    rows = [_post(fact, described.thing, techniques) for fact in sorted(described.posts, key=_by_office)]
    return _section("posts", tag("ul", rows, class_="facts"))


def _by_office(fact: Said) -> tuple[str, str, str]:
    return fact.period or "9", fact.role or "", fact.iri


def _post(fact: Said, own: Thing, techniques: Techniques) -> Html:
    other = fact.object if fact.subject.iri == own.iri else fact.subject
    tags = tag("span", known(fact.status), class_="tag planned" if fact.status == "planned" else "tag")
    taken = tag("span", words("taken-back"), class_="tag doubt") if fact.corrected_by else None
    row = (tag("b", fact.role or both(fact.relation_zh, fact.relation_en)), " · ", thing_link(other), " ", tags, taken,
           tag("small", " ", fact.period or _days(fact)))
    why = quotations(fact.sentences, fact.count, (fact.subject.label, fact.object.label, fact.role or ""),
                     read_by(fact.techniques, techniques))
    return tag("li", tag("details", tag("summary", row), why, correct(fact)), class_="fact")


def _days(fact: Said) -> str:
    """The days of the documents that say so: the first and the last."""
    days = sorted({s.date for s in fact.sentences if s.date})
    return days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}" if days else ""


def _numbers(described: Described) -> Html | None:
    """A chart a series: of one indicator, place, unit and kind."""
    if not described.numbers:
        return None
    few = len(described.numbers) <= _OPEN
    return _section("numbers", tag("p", words("chart-note"), class_="note"),
                    tag("div", [series(held, described.thing, few) for held in by_series(described.numbers)],
                        class_="charts"))


def by_series(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Numbers that may be compared stand together: the same concept, place, unit and kind; the longest first."""
    def key(figure: Figure) -> tuple[str, str, str, str]:
        return figure.concept, figure.place.iri if figure.place else "", figure.unit, figure.kind

    held = [sorted(each, key=lambda f: (f.period or "", f.status, f.value, f.iri))
            for _, each in groupby(sorted(figures, key=key), key)]
    return sorted(held, key=lambda each: (-len(each), key(each[0])))


def series(figures: Sequence[Figure], own: Thing | None = None, unfolded: bool = False) -> Html:
    """One series: what it is, its chart, its numbers with their sentences."""
    first = figures[0]
    place = first.place
    head = tag("h3", tag("a", first.concept, href=indicator_link(first.concept)), " ",
               tag("small", known(first.kind), f" · {first.unit}"))
    where = tag("p", thing_link(place), class_="note") if place and (own is None or place.iri != own.iri) else None
    rows = tag("ul", [number_row(f, unfolded) for f in figures], class_="facts")
    return tag("section", head, where, chart(figures), rows, class_="series")


def _facts(described: Described, techniques: Techniques) -> Html | None:
    if not described.facts:
        return None
    own = described.thing.iri
    few = len(described.facts) <= _OPEN

    def key(fact: Said) -> tuple[bool, str]:
        return fact.subject.iri != own, fact.relation

    groups = [list(each) for _, each in groupby(sorted(described.facts, key=key), key)]
    return _section("facts", [_relation(held, own, techniques, few)
                              for held in sorted(groups, key=lambda g: (-len(g), key(g[0])))])


def _corrected(described: Described, techniques: Techniques) -> Html | None:
    """What was read and a user took back."""
    if not described.corrected:
        return None
    own = described.thing.iri
    rows = [fact_row(f, f.object if f.subject.iri == own else f.subject, techniques, name=True)
            for f in described.corrected]
    return _section("corrected", tag("ul", rows, class_="facts"))


def _relation(facts: Sequence[Said], own: str, techniques: Techniques, few: bool) -> Html:
    """The facts of a relation and direction, by year; many of them folded."""
    first = facts[0]
    out = first.subject.iri == own
    name = both(first.relation_zh, first.relation_en)
    head = tag("h3", (name, " →") if out else ("← ", name), tag("b", f" {len(facts)}"))
    rows = [fact_row(f, f.object if out else f.subject, techniques, few)
            for f in sorted(facts, key=lambda f: (f.period or _days(f) or "9", f.iri))]
    rest = tag("details", tag("summary", words("more"), f" {len(rows) - _FIRST}"), tag("ul", rows[_FIRST:],
               class_="facts"), class_="rest") if len(rows) > _FIRST + 2 else None
    return tag("section", head, tag("ul", rows[:_FIRST] if rest else rows, class_="facts"), rest, class_="relation")


def _steps(described: Described) -> Html | None:
    """The life of the thing, a step a line."""
    if not described.steps:
        return None
    return _section("steps", tag("ul", [_step(each, described.thing) for each in described.steps], class_="facts"))


def _step(stage: Stage, own: Thing) -> Html:
    planned = tag("span", known(stage.status), class_="tag planned") if stage.status == "planned" else None
    row = (tag("b", stage.period or words("no-date")), " ", both(stage.zh, stage.en), " ", planned,
           (" · ", thing_link(stage.other)) if stage.other else None,
           (" · ", thing_link(stage.thing)) if stage.thing.iri != own.iri else None)
    return tag("li", tag("details", tag("summary", row), quotations(stage.sentences, stage.count, (own.label,))),
               class_="fact")


def _documents(described: Described) -> Html | None:
    if not described.documents:
        return None
    rows = [tag("li", tag("a", d.title, href=page_of(d.iri)), " ",
                tag("small", d.date or words("no-date"), class_="day"))
            for d in described.documents]
    return _section("documents", tag("ul", rows, class_="plain"))
