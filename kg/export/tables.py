"""The graph as four flat tables, which CSV, XLSX and Parquet write and everybody can sort and filter.

Numbers are numbers: counts are int, values Decimal; each format writes them as exactly as it can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from kg.ontology import Ontology
from kg.store import EdgeView, EvidenceView, GraphView, ObservationView
from kg.values import decimal

Row = tuple[str | int | Decimal, ...]
Table = tuple[tuple[str, ...], Callable[[GraphView, Ontology], Iterator[Row]]]
_SEPARATOR = "；"
# What a program may pass over before it sees a formula: any blank, marks of order, signs of control.
_BEGINNING = re.compile(r"^[\s\ufeff\u200b\x00-\x1f\x7f]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _entities(view: GraphView, ontology: Ontology) -> Iterator[Row]:
    titles = {d.iri: d.title for d in view.documents}
    degree = Counter(iri for e in view.edges for iri in (e.source, e.target))
    for n in view.nodes:
        kind = ontology.types[n.type]
        yield (n.label, kind.label_zh, kind.label_en, _SEPARATOR.join(n.names), degree[n.iri], len(n.documents),
               _SEPARATOR.join(titles.get(d, d) for d in n.documents), n.iri)


def _facts(view: GraphView, ontology: Ontology) -> Iterator[Row]:
    labels = {n.iri: n.label for n in view.nodes}
    titles = {d.iri: d.title for d in view.documents}
    for e in view.edges:
        relation = ontology.relations.get(e.relation)
        yield (labels.get(e.source, e.source), relation.label_zh if relation else e.relation,
               labels.get(e.target, e.target), e.status, e.role or "",
               e.period or "", len(e.evidence), *_sentence(e.evidence, titles), e.relation, e.source, e.target, e.iri)


def _observations(view: GraphView, ontology: Ontology) -> Iterator[Row]:
    labels = {n.iri: n.label for n in view.nodes}
    titles = {d.iri: d.title for d in view.documents}
    for o in view.observations:
        value = decimal(o.value)
        yield (o.indicator, o.comparator, o.value if value is None else value, o.unit, o.kind, o.status, o.period or "",
               o.doubt or "", labels.get(o.scope or "", o.scope or ""),
               labels.get(o.stated_by or "", o.stated_by or ""), len(o.evidence), *_sentence(o.evidence, titles), o.iri)


def _evidence(view: GraphView, ontology: Ontology) -> Iterator[Row]:
    documents = {d.iri: d for d in view.documents}
    stated: tuple[EdgeView | ObservationView, ...] = (*view.edges, *view.observations)
    for held in stated:
        for e in held.evidence:
            document = documents.get(e.document)
            title, source = (document.title, document.source) if document else ("", "")
            yield held.iri, e.document, title, source, e.start, e.end, e.exact


def _sentence(evidence: tuple[EvidenceView, ...], titles: dict[str, str]) -> tuple[str, str]:
    return (" ".join(evidence[0].exact.split()),
            titles.get(evidence[0].document, evidence[0].document)) if evidence else ("", "")


TABLES: dict[str, Table] = {
    "entities": (("label", "type_zh", "type", "names", "facts", "documents", "document_titles", "iri"), _entities),
    "facts": (("subject", "relation_zh", "object", "status", "role", "period", "passages", "sentence", "document",
               "relation", "subject_iri", "object_iri", "iri"), _facts),
    "observations": (("indicator", "comparator", "value", "unit", "kind", "status", "period", "doubt", "scope",
                      "stated_by", "passages", "sentence", "document", "iri"), _observations),
    "evidence": (("of", "document", "title", "source", "start", "end", "exact"), _evidence),
}


def defuse(text: str) -> str:
    """Text that a spreadsheet shows and does not run: a cell that would begin a formula begins with an apostrophe."""
    runs = _BEGINNING.sub("", text).startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return "'" + text if runs else text


def figures(number: int | Decimal) -> str:
    """A number in plain figures, without a power of ten."""
    return str(number) if isinstance(number, int) else format(number, "f")
