"""The graph as Python users hold it: queried, turned into rdflib or networkx, written, shown in a notebook."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import OutputError
from kg.export import EXPORTERS
from kg.model import Finding
from kg.ontology import Ontology, load_ontology
from kg.store import Dataset, GraphView, Result

if TYPE_CHECKING:
    from kg.analyse import Analysis


class Graph:
    """A built knowledge graph."""

    def __init__(self, dataset: Dataset, ontology: Ontology, findings: Sequence[Finding] = (), report: dict[str, Any] | None = None) -> None:
        """Hold a dataset with the ontology that it was built by; `kg.build` and `Graph.load` make one."""
        self.dataset = dataset
        self.ontology = ontology
        self.findings = tuple(findings)
        self.report = report or {}
        self._view: GraphView | None = None

    @classmethod
    def load(cls, folder: str | Path) -> Graph:
        """The graph of a folder that `kg build` wrote.  Raises `InputError` when there is none."""
        return cls(Dataset.load(Path(folder) / "graph.ttl"), load_ontology())

    @property
    def view(self) -> GraphView:
        """The graph as plain records."""
        if self._view is None:
            self._view = self.dataset.view(self.ontology)
        return self._view

    def query(self, sparql: str) -> Result:
        """Run a SPARQL query with the usual prefixes known.  Raises `QueryError`."""
        return self.dataset.query(sparql)

    def to_rdflib(self) -> Any:
        """All triples as an `rdflib.Graph`."""
        from kg.validate import to_rdflib

        return to_rdflib(self.dataset.triples)

    def to_networkx(self) -> Any:
        """A `networkx.MultiDiGraph`; nodes are IRIs with `label` and `type`, edges are statements."""
        from kg.analyse import to_networkx

        return to_networkx(self.view)

    def analyse(self) -> Analysis:
        """Who is central, what belongs together, what is missing: an `Analysis`, whose graphs are networkx objects."""
        from kg.analyse import analyse

        return analyse(self.view, self.ontology)

    def to_pyvis(self) -> Any:
        """A `pyvis.network.Network` for notebooks."""
        from kg.export.pyvis import to_pyvis

        return to_pyvis(self.view, self.ontology)

    def serialize(self, destination: str | Path | None = None, format: str = "turtle") -> str:
        """The graph in one of the export formats, also written to a file when one is named.

        Raises `OutputError` for an unknown format or a file that cannot be written.
        """
        if format not in EXPORTERS:
            raise OutputError(f"no format {format!r}; there are {', '.join(EXPORTERS)}")
        text = EXPORTERS[format][1](self.dataset, self.ontology)
        if destination is not None:
            try:
                Path(destination).write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise OutputError(f"{destination}: cannot be written: {error.strerror}") from error
        return text

    def _repr_html_(self) -> str:
        counts = Counter(n.root for n in self.view.nodes)
        rows = "".join(f"<tr><td>{html.escape(t.label_zh)} {html.escape(t.label_en)}</td><td>{counts[t.name]}</td></tr>"
                       for t in self.ontology.roots if counts[t.name])
        return (f"<b>kechuang</b>: {len(self.view.documents)} documents, {len(self.view.nodes)} entities, {len(self.view.edges)} facts, "
                f"{len(self.view.observations)} numbers<table>{rows}</table>")

    def __repr__(self) -> str:
        """Counts in a line."""
        return f"<kg.Graph: {len(self.view.nodes)} entities, {len(self.view.edges)} facts, {len(self.view.observations)} numbers>"
