"""CSV files as `neo4j-admin database import` reads them: nodes and relationships with typed headers, in a folder.

    neo4j-admin database import full --nodes=nodes.csv --nodes=documents.csv --nodes=observations.csv
        --relationships=relationships.csv --relationships=mentions.csv --relationships=scopes.csv
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from kg.corpus.contested import judged
from kg.ontology import Ontology
from kg.store import Dataset
from kg.values import decimal

_LIST = ";"


def write_folder(dataset: Dataset, ontology: Ontology, folder: Path) -> None:
    """Entities, documents and numbers as nodes; facts, mentions and scopes as relationships."""
    view = judged(dataset.view(ontology), ontology)
    known = {n.iri for n in view.nodes}
    documents = {d.iri for d in view.documents}
    _table(folder / "nodes.csv", ("iri:ID", "label", "names:string[]", ":LABEL"), (
        (n.iri, n.label, _list(n.names), _list(["Entity", *_above(n.type, ontology)])) for n in view.nodes))
    _table(folder / "documents.csv", ("iri:ID", "title", "source", "issued", ":LABEL"), (
        (d.iri, d.title, d.source, d.date or "", "Document") for d in view.documents))
    _table(folder / "observations.csv", ("iri:ID", "indicator", "comparator", "value:double", "unit", "kind", "status",
                                         "period", "doubt", "sentence", ":LABEL"), (
        (o.iri, o.indicator, o.comparator, o.value if decimal(o.value) is not None else "", o.unit, o.kind, o.status,
         o.period or "", o.doubt or "", o.evidence[0].exact if o.evidence else "", "Observation")
        for o in view.observations))
    _table(folder / "relationships.csv",
           (":START_ID", ":END_ID", ":TYPE", "status", "role", "period", "weight:int", "sentence", "statement"), (
        (e.source, e.target, e.relation, e.status, e.role or "", e.period or "", str(len(e.evidence)),
         e.evidence[0].exact if e.evidence else "", e.iri)
        for e in view.edges if {e.source, e.target} <= known))
    _table(folder / "mentions.csv", (":START_ID", ":END_ID", ":TYPE"), (
        (n.iri, d, "mentionedIn") for n in view.nodes for d in n.documents if d in documents))
    _table(folder / "scopes.csv", (":START_ID", ":END_ID", ":TYPE"),
           ((o.iri, o.scope, "scope") for o in view.observations if o.scope in known))


def _above(type: str, ontology: Ontology) -> list[str]:
    """A type and those above it."""
    names = [type]
    while (parent := ontology.types[names[-1]].parent) is not None:
        names.append(parent)
    return names


def _list(values: Iterable[str]) -> str:
    return _LIST.join(v.replace(_LIST, "；") for v in values)


def _table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        # The importer takes one line a row and no NUL; a line break in a sentence is a space.
        writer.writerows([" ".join((cell or "").replace("\x00", "\ufffd").splitlines()) for cell in row]
                         for row in rows)
