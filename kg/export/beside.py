"""What the explorer shows beside the picture: numbers in series, lives on a time line, places on a map, whole texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.coordinates import point_of
from kg.corpus.concept import Naming, series_of
from kg.corpus.places import STANDING
from kg.ontology import Ontology
from kg.store import EvidenceView, GraphView, ObservationView, StepView

MOST_TEXT = 1_000_000  # bytes of UTF-8 of documents' texts that a page carries
_DOUBTS = {None: 0, "magnitude": 1}  # any other reason: another document has a likelier number
Cite = Callable[[EvidenceView, tuple[str, ...]], list[int]]


def series(view: GraphView, ontology: Ontology, nodes: Mapping[str, int]) -> tuple[list[list[Any]], dict[str, int]]:
    """The series of numbers that can be laid beside each other, those of known indicators first, and in which each
    number stands, by its IRI.

    A row is the indicator in both languages, whether the ontology knows it, the place (among `nodes`, -1 for none of
    them), the measure and the unit.  What is told of one year and of several is one row: the page parts them by their
    periods, as it draws a target that a plan sets for a stock at the last year of the plan.
    """
    known = ontology.bound(Naming).known
    found = sorted(series_of(view, ontology), key=lambda s: not known(s.concept))
    rows: dict[tuple[Any, ...], int] = {}
    ats: dict[str, int] = {}
    for s in found:
        row = (s.concept.label, s.concept.label_en, int(known(s.concept)), nodes.get(s.place, -1),
               s.measure.removesuffix("Over"), s.unit)
        at = rows.setdefault(row, len(rows))
        ats.update((n.iri, at) for point in s.points for n in point.numbers)
    return [list(row) for row in rows], ats


def doubt(number: ObservationView) -> int:
    """Why a number is in doubt: 0 it is not, 1 for its size, 2 because another document contradicts it."""
    return _DOUBTS.get(number.doubt, 2)


def steps(view: GraphView, ontology: Ontology, nodes: Mapping[str, int], cite: Cite) -> list[list[Any]]:
    """Steps in the lives of things: the thing, the step in both languages, 1 for a planned one, when, the other thing
    that takes part (-1 for none), the sentences."""
    labels = {n.iri: (n.label,) for n in view.nodes}

    def row(s: StepView) -> list[Any]:
        step = ontology.steps[s.step]
        return [nodes[s.thing], step.label_zh, step.label_en, int(s.status == "planned"), s.period or "",
                nodes.get(s.other or "", -1), [cite(e, labels[s.thing]) for e in s.evidence]]

    return [row(s) for s in view.steps if s.thing in nodes and s.step in ontology.steps]


def standing(view: GraphView, ontology: Ontology) -> list[str]:
    """The relations of a graph that say where something stands, by name."""
    stated = {e.relation for e in view.edges}
    return sorted({r.name for s in STANDING for r in ontology.relation_by(s)} & stated)


def points(view: GraphView, ontology: Ontology, nodes: Mapping[str, int]) -> list[list[Any]]:
    """Where the places of a graph lie: the place, latitude and longitude in degrees, 1 where it is its own point and 0
    where it is that of what the place lies in."""
    area = {t.name for t in ontology.types.values() if t.area}
    found = ((nodes[n.iri], point_of(n.iri, ontology)) for n in view.nodes if n.root in area)
    return [[at, *point[:2], int(point.own)] for at, point in found if point is not None]


def carried(texts: Mapping[str, str], cited: Mapping[str, int], order: Sequence[str]) -> list[list[Any]]:
    """The whole texts that a page carries, with the place of each document in `order`, up to `MOST_TEXT` in all.

    Of more than that those of which most sentences are cited come first; one that finds no room is left out.
    """
    left, chosen = MOST_TEXT, set()
    for iri in sorted(texts, key=lambda iri: (-cited.get(iri, 0), iri)):
        size = len(texts[iri].encode("utf-8", "replace"))
        if texts[iri] and size <= left:
            left -= size
            chosen.add(iri)
    return [[at, texts[iri]] for at, iri in enumerate(order) if iri in chosen]


def citations(sentences: Iterable[Sequence[Any]], order: Sequence[str]) -> dict[str, int]:
    """How many sentences are cited of each document, by its IRI; a sentence begins with the place of its document."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        iri = order[sentence[0]]
        counts[iri] = counts.get(iri, 0) + 1
    return counts
