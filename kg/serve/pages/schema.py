"""What a query can speak of: the classes, relations and properties of an ontology with their labels."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kg.contract import NAME
from kg.ontology import DCTERMS, ID, KG, OA, OWL, PREFIXES, PROV, RDF, RDFS, SKOS, Ontology

_LABEL, _TYPE = RDFS + "label", RDF + "type"
_CLASS, _PROPERTIES = OWL + "Class", (OWL + "ObjectProperty", OWL + "DatatypeProperty")
# Terms of other vocabularies that the graph is written with.
_OTHERS = {
    SKOS + "prefLabel": ("名称", "preferred name"), NAME: ("别名", "other name"), SKOS + "broader": ("上位", "broader"),
    RDF + "subject": ("主体", "subject"), RDF + "predicate": ("谓词", "predicate"), RDF + "object": ("客体", "object"),
    RDF + "type": ("类型", "type"), PROV + "wasDerivedFrom": ("出自", "was derived from"),
    OA + "exact": ("原文", "exact words"), OA + "hasSource": ("所在文档", "has source"), OA + "start": ("起", "start"),
    OA + "end": ("止", "end"), DCTERMS + "title": ("标题", "title"), DCTERMS + "source": ("来源", "source"),
    DCTERMS + "issued": ("日期", "issued"), DCTERMS + "publisher": ("发布者", "publisher"),
    OWL + "sameAs": ("同一", "same as"),
}


def schema(ontology: Ontology) -> dict[str, Any]:
    """Prefixes, and terms as rows: prefixed name, class or property, labels in Chinese and English; in the order of
    names."""
    found = {iri: ("property", *labels) for iri, labels in _OTHERS.items()}
    for name, path in sorted(ontology.files.items()):
        if not name.startswith(("lexicon/", "words/", "rules/")):
            found.update(_terms(path.read_bytes()))
    rows = [[_short(iri), kind, zh, en] for iri, (kind, zh, en) in found.items()]
    colours = {t.name.lower(): [t.name, t.label_zh, t.label_en, t.colour] for t in ontology.roots}
    return {"base": ID, "namespace": KG, "prefixes": PREFIXES, "terms": sorted(rows), "types": colours}


def _terms(turtle: bytes) -> dict[str, tuple[str, str, str]]:
    kinds: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(KG):
            continue
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            if value.value == _CLASS:
                kinds[subject] = "class"
            elif value.value in _PROPERTIES:
                kinds[subject] = "property"
        elif predicate == _LABEL and isinstance(value, ox.Literal):
            labels.setdefault(subject, {})[value.language or ""] = value.value
    return {iri: (kind, labels.get(iri, {}).get("zh", ""), labels.get(iri, {}).get("en", ""))
            for iri, kind in kinds.items()}


def _short(iri: str) -> str:
    prefix, space = max(((p, s) for p, s in PREFIXES.items() if iri.startswith(s)), key=lambda pair: len(pair[1]),
                        default=("", ""))
    return f"{prefix}:{iri.removeprefix(space)}" if prefix else f"<{iri}>"
