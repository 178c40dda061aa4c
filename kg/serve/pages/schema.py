"""What a query can speak of: the classes, relations and properties of an ontology with their labels."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kg.contract import (
    DERIVED_FROM,
    END,
    EXACT,
    HAS_SOURCE,
    ISSUED,
    LABEL,
    NAME,
    OBJECT,
    PREDICATE,
    PUBLISHER,
    SAME_AS,
    SOURCE,
    START,
    SUBJECT,
    TITLE,
    TYPE,
)
from kg.ontology import ID, KG, OWL, PREFIXES, RDFS, SKOS, Ontology

_NAMED = RDFS + "label"
_CLASS, _PROPERTIES = OWL + "Class", (OWL + "ObjectProperty", OWL + "DatatypeProperty")
# Terms of other vocabularies that the graph is written with.
_OTHERS = {
    LABEL: ("名称", "preferred name"), NAME: ("别名", "other name"), SKOS + "broader": ("上位", "broader"),
    SUBJECT: ("主体", "subject"), PREDICATE: ("谓词", "predicate"), OBJECT: ("客体", "object"),
    TYPE: ("类型", "type"), DERIVED_FROM: ("出自", "was derived from"),
    EXACT: ("原文", "exact words"), HAS_SOURCE: ("所在文档", "has source"), START: ("起", "start"), END: ("止", "end"),
    TITLE: ("标题", "title"), SOURCE: ("来源", "source"), ISSUED: ("日期", "issued"), PUBLISHER: ("发布者", "publisher"),
    SAME_AS: ("同一", "same as"),
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
        if predicate == TYPE and isinstance(value, ox.NamedNode):
            if value.value == _CLASS:
                kinds[subject] = "class"
            elif value.value in _PROPERTIES:
                kinds[subject] = "property"
        elif predicate == _NAMED and isinstance(value, ox.Literal):
            labels.setdefault(subject, {})[value.language or ""] = value.value
    return {iri: (kind, labels.get(iri, {}).get("zh", ""), labels.get(iri, {}).get("en", ""))
            for iri, kind in kinds.items()}


def _short(iri: str) -> str:
    prefix, space = max(((p, s) for p, s in PREFIXES.items() if iri.startswith(s)), key=lambda pair: len(pair[1]),
                        default=("", ""))
    return f"{prefix}:{iri.removeprefix(space)}" if prefix else f"<{iri}>"
