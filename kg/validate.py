"""SHACL: whether a graph keeps the shapes that the ontology's files hold; what does not is a finding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.model import Finding
from kg.ontology import Ontology

_SHACL = "http://www.w3.org/ns/shacl#"


def validate(triples: Sequence[ox.Triple], ontology: Ontology, where: str = "graph.ttl") -> list[Finding]:
    """The violations of the ontology's shapes, each with the node and a message; none when the graph conforms."""
    import pyshacl
    import rdflib

    data = to_rdflib(triples)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=_shapes(tuple(ontology.files.values())), inference="none", advanced=False,
                                           meta_shacl=False, debug=False)
    if conforms:
        return []
    sh = rdflib.Namespace(_SHACL)
    findings = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        node = report.value(result, sh.focusNode)
        messages = sorted(str(m) for m in report.objects(result, sh.resultMessage))
        findings.append(Finding("error", "validate", "shape", f"{where}: {node}", " / ".join(messages)))
    return sorted(findings, key=lambda f: (f.where, f.message))


def to_rdflib(triples: Sequence[ox.Triple]) -> Any:
    """The triples as an rdflib graph."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph


@lru_cache(maxsize=2)
def _shapes(files: tuple[Path, ...]) -> Any:
    """The shapes of an ontology: all its files but the lexicon, which holds none."""
    import rdflib

    graph = rdflib.Graph()
    for path in files:
        if path.parent.name != "lexicon":
            graph.parse(path, format="turtle")
    return graph
