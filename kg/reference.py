"""The reference page of an ontology, made from its Turtle: every class and property with what it means and what it must
keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.ontology import KG, KGX, OWL, PREFIXES, RDF, RDFS, SKOS, TECHNIQUE
from kg.validate import as_rdflib

_SHACL = "http://www.w3.org/ns/shacl#"
_EXTRA = {"org": "http://www.w3.org/ns/org#", "eli": "http://data.europa.eu/eli/ontology#",
          "dcat": "http://www.w3.org/ns/dcat#"}


def reference(files: Sequence[Path]) -> str:
    """The page as Markdown."""
    import rdflib

    graph = as_rdflib([path for path in files if path.parent.name != "lexicon"])
    page = _Page(graph)
    ontology = rdflib.URIRef(KG.rstrip("#"))
    lines = ["# " + " ".join(page.texts(ontology, "http://purl.org/dc/terms/title")), "",
             "Made by `kg ontology > docs/ontology.md` from the Turtle in `ontology/`; change that, not this page.", "",
             f"Version: <{page.one(ontology, OWL + 'versionIRI')}>.  Namespace: `kg:` = <{KG}>.", ""]
    for title, kind in (("Classes 类", OWL + "Class"), ("Relations and properties 关系与属性", OWL + "ObjectProperty"),
                        ("Values 属性值", OWL + "DatatypeProperty"), ("Code lists 代码表", RDFS + "Datatype")):
        lines += [f"## {title}", ""]
        for node in sorted(s for s in set(graph.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(kind)))
                           if isinstance(s, rdflib.URIRef)
                           and not s.startswith("https://w3id.org/kechuang/extraction#")):
            lines += page.term(node)
    return "\n".join([*lines, *page.techniques()]).rstrip("\n") + "\n"


class _Page:
    def __init__(self, graph: Any) -> None:
        self.graph = graph

    def objects(self, node: Any, term: str) -> list[Any]:
        import rdflib

        return sorted(self.graph.objects(node, rdflib.URIRef(term)), key=str)

    def one(self, node: Any, term: str) -> str:
        return min((str(o) for o in self.objects(node, term)), default="")

    def texts(self, node: Any, term: str) -> list[str]:
        """Chinese first."""
        return [str(o) for o in sorted(self.objects(node, term),
                                       key=lambda o: (getattr(o, "language", None) != "zh", str(o)))]

    def term(self, node: Any) -> list[str]:
        """A class or property: its names and definition, a line for each thing said of it, and its shapes' messages."""
        lines = [f"### {self.short(node)}", "", " · ".join(self.texts(node, RDFS + "label")), ""]
        lines += [line for text in self.texts(node, SKOS + "definition") for line in (text, "")]
        for label, term in (("subclass of", RDFS + "subClassOf"), ("subproperty of", RDFS + "subPropertyOf"),
                            ("inverse", OWL + "inverseOf"), ("domain", RDFS + "domain"), ("range", RDFS + "range")):
            found = self.objects(node, term)
            if found:
                lines.append(f"- {label}: " + ", ".join(self.expression(o) for o in found))
        rules = sorted({" ".join(self.texts(shape, _SHACL + "message")) for shape in self.shapes(node)} - {""})
        lines += [f"- must: {rule}" for rule in rules]
        return [*lines, ""] if lines[-1] else lines

    def techniques(self) -> list[str]:
        """A table of the techniques in the order in which they stand; nothing when there is none."""
        import rdflib

        found = sorted(self.graph.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(KGX + "Technique")),
                       key=lambda node: (int(self.one(node, KGX + "order") or 99), str(node)))
        rows = [[f"`{node.removeprefix(TECHNIQUE)}`", " ".join(self.texts(node, RDFS + "label")),
                 " ".join(self.texts(node, SKOS + "definition")), self.one(node, SKOS + "example")] for node in found]
        head = ["## Techniques 方法", "", "| technique | 名称 name | what it rests on | example |", "|---|---|---|---|"]
        return [*head, *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
                         for row in rows)] if rows else []

    def shapes(self, node: Any) -> Iterable[Any]:
        import rdflib

        for target in ("targetClass", "targetSubjectsOf", "targetObjectsOf"):
            for shape in self.graph.subjects(rdflib.URIRef(_SHACL + target), node):
                yield shape
                yield from self.graph.objects(shape, rdflib.URIRef(_SHACL + "property"))

    def expression(self, term: Any) -> str:
        """A class, or the classes of a union."""
        import rdflib
        from rdflib.collection import Collection

        for members in (*self.graph.objects(term, rdflib.URIRef(OWL + "unionOf")),
                        *self.graph.objects(term, rdflib.URIRef(OWL + "oneOf"))):
            return " or ".join(self.short(m) for m in Collection(self.graph, members))
        return self.short(term)

    def short(self, term: Any) -> str:
        for prefix, iri in {**PREFIXES, **_EXTRA}.items():
            if str(term).startswith(iri):
                return f"`{prefix}:{str(term)[len(iri):]}`"
        return f"<{term}>"
