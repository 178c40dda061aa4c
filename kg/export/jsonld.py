"""JSON-LD with its context inside: one node a line, keys in short form, every value with its type or language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.contract import TYPE
from kg.ontology import PREFIXES, XSD, Ontology
from kg.store import Dataset

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The triples as one JSON-LD document."""
    out.writelines(_chunks(dataset.triples))


def to_jsonld(triples: Iterable[ox.Triple]) -> str:
    """Sorted triples as one JSON-LD document."""
    return b"".join(_chunks(triples)).decode()


def _chunks(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    yield b'{"@context": ' + json.dumps(dict(sorted(PREFIXES.items()))).encode() + b',\n"@graph": ['
    separator = b"\n"
    for subject, group in groupby(triples, key=lambda t: t.subject):
        node: dict[str, Any] = {"@id": _iri(subject)}
        for triple in group:
            if triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode):
                node.setdefault("@type", []).append(_short(triple.object.value))
            else:
                node.setdefault(_short(triple.predicate.value), []).append(_value(triple.object))
        yield separator + json.dumps(node, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri


def _iri(term: object) -> str:
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"a graph of kg holds IRIs and literals only, not {term!r}")
    return term.value


def _value(term: object) -> dict[str, str]:
    if not isinstance(term, ox.Literal):
        return {"@id": _iri(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": _short(term.datatype.value)}
