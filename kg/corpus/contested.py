"""Numbers that another document contradicts, as tables, the page and `kg show` have them: in doubt.

The number in the graph stays as its document has it, without a `kg:doubt`: which of two is the likelier only all
documents together tell (`kg check`), and a build that reads one document more makes no other number anew for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import pyoxigraph as ox

from kg.corpus.check import DOUBTS, contradictions
from kg.ontology import Ontology
from kg.store import GraphView

CONTRADICTED = "contradicted"  # what stands as the reason where `kg:doubt` tells none
MOST = 20_000  # facts and numbers of a graph into which a build writes what its documents tell together


def contested(view: GraphView, ontology: Ontology) -> Mapping[str, str]:
    """The numbers that another contradicts and that are the less likely, by IRI, each with the likelier; of a graph
    that is too large to be looked through none."""
    if len(view.edges) + len(view.observations) > MOST:
        return {}
    return {iri: each.preferred.said for each in contradictions(view, ontology) for iri in each.doubted.nodes}


def contested_of(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The same from what the documents tell together (`kg.corpus.together`): what a contradiction doubts."""
    doubted = (q.object for q in quads if q.predicate.value == DOUBTS)
    return frozenset(node.value for node in doubted if isinstance(node, ox.NamedNode))


def with_doubts(view: GraphView, doubted: Collection[str]) -> GraphView:
    """A view whose numbers are in doubt where others contradict them."""
    if not doubted:
        return view
    return replace(view, observations=tuple(
        replace(o, doubt=CONTRADICTED) if o.iri in doubted and o.doubt is None else o for o in view.observations))


def judged(view: GraphView, ontology: Ontology) -> GraphView:
    """A view whose numbers are in doubt where others contradict them, as far as the graph is looked through."""
    return with_doubts(view, contested(view, ontology))
