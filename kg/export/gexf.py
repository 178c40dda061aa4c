"""GEXF, Gephi's own format: entities with label, type and colour; facts with their label, sentence and weight."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.xml import escape
from kg.ontology import Ontology
from kg.store import Dataset

_ATTRIBUTES = {"node": (("type", "string"), ("names", "string"), ("documents", "integer")),
               "edge": (("relation", "string"), ("status", "string"), ("role", "string"), ("period", "string"),
                        ("sentence", "string"))}


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The network as GEXF 1.2; facts between the same two entities stay separate edges."""
    view = dataset.view(ontology)
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" '
              b'xmlns:viz="http://www.gexf.net/1.2draft/viz" '
              b'version="1.2">\n<graph defaultedgetype="directed" mode="static">\n')
    for place, attributes in _ATTRIBUTES.items():
        out.write(f'<attributes class="{place}">\n'.encode())
        out.write("".join(f'<attribute id="{name}" title="{name}" type="{kind}"/>\n'
                          for name, kind in attributes).encode())
        out.write(b"</attributes>\n")
    out.write(b"<nodes>\n")
    for n in view.nodes:
        colour = ontology.types[n.type].colour
        red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
        out.write(f'<node id="{escape(n.iri)}" label="{escape(n.label)}">'
                  f'{_values("node", (n.type, "；".join(n.names), str(len(n.documents))))}'
                  f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>\n'.encode())
    out.write(b"</nodes>\n<edges>\n")
    known = {n.iri for n in view.nodes}
    for e in view.edges:
        if e.source in known and e.target in known:
            values = _values("edge", (e.relation, e.status, e.role or "", e.period or "", e.evidence[0].exact
                                      if e.evidence else ""))
            out.write(f'<edge id="{escape(e.iri)}" source="{escape(e.source)}" target="{escape(e.target)}" '
                      f'label="{escape(ontology.relations[e.relation].label_zh)}" '
                      f'weight="{float(len(e.evidence))}">{values}</edge>\n'.encode())
    out.write(b"</edges>\n</graph>\n</gexf>\n")


def _values(place: str, values: tuple[str, ...]) -> str:
    pairs = zip(_ATTRIBUTES[place], values, strict=True)
    return "<attvalues>" + "".join(f'<attvalue for="{name}" value="{escape(value)}"/>'
                                   for (name, _), value in pairs) + "</attvalues>"
