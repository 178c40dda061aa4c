"""Turtle that people can read: one block a subject, in sections, the same bytes for the same triples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import pyoxigraph as ox

from kg.ontology import RDF, SKOS
from kg.store import PREFIXES

# What may stand behind a prefix without escapes; stricter than PN_LOCAL, so that every parser agrees.
_LOCAL = re.compile(r"(?:[A-Za-z0-9_\u4e00-\u9fff\u3400-\u4dbf](?:[A-Za-z0-9_\-\u4e00-\u9fff\u3400-\u4dbf]*))?")
_FIRST = (RDF + "type", SKOS + "prefLabel", SKOS + "altLabel")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')
_PREDICATES = ("rdf", "skos", "kg", "dcterms", "prov", "oa")
_SECTIONS = ("document", "indicator", "observation", "statement")


def to_turtle(triples: Sequence[ox.Triple]) -> str:
    """The triples as Turtle; entities first, then documents with their passages, numbers, statements."""
    blocks: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        blocks[_node(triple.subject)][_node(triple.predicate)].append(_node(triple.object))
    first = [_node(ox.NamedNode(term)) for term in _FIRST]
    out = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items())]
    for subject in sorted(blocks, key=_section):
        predicates = sorted(blocks[subject], key=lambda p: (first.index(p) if p in first else len(first), p))
        lines = [f"{'a' if p == first[0] else p} {' , '.join(sorted(blocks[subject][p]))}" for p in predicates]
        out.append(f"\n{subject} " + " ;\n    ".join(lines) + " .\n")
    return "".join(out)


def _section(subject: str) -> tuple[int, str]:
    for number, kind in enumerate(_SECTIONS, start=1):
        if f"/{kind}/" in subject or subject.startswith(f"id:{kind}"):
            return number, subject
    return 0, subject


def _node(term: object) -> str:
    if isinstance(term, ox.Literal):
        return _literal(term)
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"a graph of kg holds IRIs and literals only, not {term!r}")
    for prefix, iri in PREFIXES.items():
        if term.value.startswith(iri) and _LOCAL.fullmatch(term.value, len(iri)):
            return f"{prefix}:{term.value[len(iri):]}"
    return f"<{term.value}>"


def _literal(literal: ox.Literal) -> str:
    datatype = literal.datatype.value
    if datatype == PREFIXES["xsd"] + "integer" and re.fullmatch(r"[+-]?\d+", literal.value):
        return literal.value
    text = '"' + _SPECIAL.sub(lambda m: _ESCAPES.get(m.group(), f"\\u{ord(m.group()):04X}"), literal.value) + '"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if datatype == PREFIXES["xsd"] + "string" else f"{text}^^{_node(literal.datatype)}"
