"""GraphML for Gephi, yEd and networkx: entities with label, type and colour; facts with their sentence and weight."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.xml import escape
from kg.ontology import Ontology
from kg.store import Dataset

_KEYS = {"node": (("label", "string"), ("type", "string"), ("names", "string"), ("documents", "int"), ("r", "int"),
                  ("g", "int"), ("b", "int")),
         "edge": (("label", "string"), ("relation", "string"), ("status", "string"), ("role", "string"),
                  ("period", "string"), ("weight", "double"), ("sentence", "string"))}


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The network as GraphML; facts between the same two entities stay separate edges."""
    view = dataset.view(ontology)
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for place, keys in _KEYS.items():
        for name, kind in keys:
            out.write(f'<key id="{place}-{name}" for="{place}" attr.name="{name}" attr.type="{kind}"/>\n'.encode())
    out.write(b'<graph edgedefault="directed">\n')
    for n in view.nodes:
        colour = ontology.types[n.type].colour
        red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
        out.write(f'<node id="{escape(n.iri)}">'.encode())
        _data(out, "node", (n.label, n.type, "；".join(n.names), len(n.documents), red, green, blue))
        out.write(b"</node>\n")
    known = {n.iri for n in view.nodes}
    for e in view.edges:
        if e.source in known and e.target in known:
            relation = ontology.relations[e.relation]
            out.write(f'<edge id="{escape(e.iri)}" source="{escape(e.source)}" target="{escape(e.target)}">'.encode())
            _data(out, "edge",
                  (relation.label_zh, e.relation, e.status, e.role or "", e.period or "", float(len(e.evidence)),
                                e.evidence[0].exact if e.evidence else ""))
            out.write(b"</edge>\n")
    out.write(b"</graph>\n</graphml>\n")


def _data(out: BinaryIO, place: str, values: tuple[str | int | float, ...]) -> None:
    for (name, _), value in zip(_KEYS[place], values, strict=True):
        out.write(f'<data key="{place}-{name}">{escape(str(value))}</data>'.encode())
