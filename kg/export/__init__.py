"""Every format that a graph is written in, in a table: name → (suffix, function from the dataset to text)."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.export.html import to_html
from kg.export.pyvis import to_page
from kg.export.turtle import to_turtle
from kg.ontology import Ontology
from kg.store import Dataset

Exporter = Callable[[Dataset, Ontology], str]


def _ntriples(dataset: Dataset, ontology: Ontology) -> str:
    return "".join(sorted(line + "\n" for line in (ox.serialize(dataset.triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode().splitlines()))


EXPORTERS: dict[str, tuple[str, Exporter]] = {
    "turtle": (".ttl", lambda dataset, ontology: to_turtle(dataset.triples)),
    "ntriples": (".nt", _ntriples),
    "html": (".html", lambda dataset, ontology: to_html(dataset.view(ontology), ontology)),
    "pyvis": (".html", lambda dataset, ontology: to_page(dataset.view(ontology), ontology)),
}
