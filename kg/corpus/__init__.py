"""What only many documents together can tell: a table of parts, each a function from the merged graph to rows."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.contract import CORPUS
from kg.corpus.check import PART as CHECK
from kg.corpus.contested import MOST
from kg.corpus.holders import PART as HOLDERS
from kg.corpus.match import PART as MATCH
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.series import SERIES
from kg.corpus.tasks import PART as TASKS
from kg.corpus.timeline import TIMELINE
from kg.ontology import Ontology
from kg.store import GraphView

__all__ = ["MOST", "PARTS", "Answer", "Parameter", "Part", "together"]

PARTS: tuple[Part, ...] = (SERIES, CHECK, HOLDERS, TASKS, MATCH, TIMELINE)


def together(view: GraphView, ontology: Ontology) -> Iterator[ox.Quad]:
    """What the documents of a graph tell together, as the named graph `CORPUS` holds it; of one that is too large to be
    looked through in every build nothing."""
    graph = ox.NamedNode(CORPUS)
    if len(view.edges) + len(view.observations) > MOST:
        return
    for part in PARTS:
        for triple in part.triples(view, ontology) if part.triples else ():
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
