"""RDF/XML, for tools that read nothing newer."""

from __future__ import annotations

import re
from itertools import groupby
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import OutputError
from kg.export.xml import escape
from kg.ontology import PREFIXES, XSD, Ontology
from kg.store import Dataset

_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\-\u4e00-\u9fff]*$")


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The triples as RDF/XML.  Raises `OutputError` for a property whose IRI cannot be an element's name."""
    spaces = "".join(f'\n    xmlns:{prefix}="{escape(iri)}"' for prefix, iri in sorted(PREFIXES.items()))
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n'.encode())
    for subject, triples in groupby(dataset.triples, key=lambda t: t.subject):
        if not isinstance(subject, ox.NamedNode):
            raise TypeError(f"a graph of kg holds IRIs and literals only, not {subject!r}")
        out.write(f'<rdf:Description rdf:about="{escape(subject.value)}">\n'.encode())
        for triple in triples:
            out.write(_property(triple).encode())
        out.write(b"</rdf:Description>\n")
    out.write(b"</rdf:RDF>\n")


def _property(triple: ox.Triple) -> str:
    name, declared = _qname(triple.predicate.value)
    term = triple.object
    if isinstance(term, ox.NamedNode):
        return f'  <{name}{declared} rdf:resource="{escape(term.value)}"/>\n'
    if not isinstance(term, ox.Literal):
        raise TypeError(f"a graph of kg holds IRIs and literals only, not {term!r}")
    if term.language:
        kind = f' xml:lang="{term.language}"'
    else:
        kind = "" if term.datatype.value == XSD + "string" else f' rdf:datatype="{escape(term.datatype.value)}"'
    return f"  <{name}{declared}{kind}>{escape(term.value)}</{name}>\n"


def _qname(iri: str) -> tuple[str, str]:
    """The element's name, and the declaration of its namespace when that is not a usual one."""
    match = _NAME.search(iri)
    if match is None:
        raise OutputError("RDF/XML cannot name the property <{iri}>; choose another format", iri=iri)
    namespace = iri[:match.start()]
    prefix = next((p for p, known in PREFIXES.items() if known == namespace), None)
    return (f"{prefix}:{match.group()}", "") if prefix else (f"ns:{match.group()}", f' xmlns:ns="{escape(namespace)}"')
