"""SHACL: whether a graph keeps the shapes that the ontology's files hold; what does not is a finding."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.bom import without_bom
from kg.errors import InputError, OntologyError
from kg.language import say
from kg.model import Finding
from kg.ontology import Ontology
from kg.terms import check_terms

_SHACL = "http://www.w3.org/ns/shacl#"
# A result of a shape: the node that breaks it, and what the shape says of that in each language.
_Result = tuple[str, tuple[str, ...]]


def validate(triples: Sequence[ox.Triple], ontology: Ontology, where: str = "graph.ttl",
             engine: str | None = None) -> list[Finding]:
    """The violations of the ontology's shapes and what `kg.terms` finds, each with the node and a message.

    None when the graph conforms.  `engine` is one of `ENGINES`, the fastest that is installed unless given.  Raises
    `InputError` for one that is not installed.
    """
    # A node that breaks two constraints under one message is told once.
    findings = {Finding("error", "validate", "shape", f"{where}: {node}", " / ".join(messages))
                for node, messages in ENGINES[engine or fastest()](triples, tuple(ontology.files.values()))}
    return sorted({*findings, *check_terms(triples, ontology, where)}, key=lambda f: (f.where, f.message))


def fastest() -> str:
    """The engine that a build uses: `shacl` where it is installed, which finds the same in a fiftieth of the time."""
    return "shacl" if find_spec("shacl") is not None else "pyshacl"


def check_part(part: Sequence[ox.Triple], beside: Sequence[ox.Triple], ontology: Ontology) -> list[Finding]:
    """What the shapes find in a part of a graph.

    `beside` describes what the part speaks of and does not hold, by its types and no more than a shape asks of each:
    what is wrong with that alone is not the part's.
    """
    run, files = ENGINES[fastest()], tuple(ontology.files.values())
    found = set(run([*part, *beside], files))
    if found:
        found -= set(run(beside, files))
    return sorted({Finding("error", "validate", "shape", f"graph.ttl: {node}", " / ".join(messages))
                   for node, messages in found}, key=lambda f: (f.where, f.message))


def _by_pyshacl(triples: Sequence[ox.Triple], files: tuple[Path, ...]) -> Iterator[_Result]:
    import pyshacl
    import rdflib

    conforms, report, _ = pyshacl.validate(to_rdflib(triples), shacl_graph=_shapes(files), inference="none",
                                           advanced=False, meta_shacl=False, debug=False)
    if conforms:
        return
    sh = rdflib.Namespace(_SHACL)
    # Only the report's own results: below one of sh:node stand, as its details, those of the shape that it asks for.
    for result in report.objects(report.value(None, rdflib.RDF.type, sh.ValidationReport), sh.result):
        messages = tuple(sorted(str(m) for m in report.objects(result, sh.resultMessage)))
        yield str(report.value(result, sh.focusNode)), messages


def _by_shacl(triples: Sequence[ox.Triple], files: tuple[Path, ...]) -> Iterator[_Result]:
    """The package `shacl`, in Rust: the same results, many times faster on large graphs."""
    report = _compiled(files).validate_text(_lines(triples), "ntriples")
    for result in report.results:
        yield _plain(result.focus_node), tuple(sorted(result.messages)) or (result.component,)


def _plain(term: str) -> str:
    """A term of N-Triples as rdflib shows it: an IRI without its brackets, a literal without its quotes."""
    return term[1:term.rindex('"')] if term.startswith('"') else term.removeprefix("<").removesuffix(">")


ENGINES: dict[str, Callable[[Sequence[ox.Triple], tuple[Path, ...]], Iterator[_Result]]] = {
    "pyshacl": _by_pyshacl, "shacl": _by_shacl}


def to_rdflib(triples: Sequence[ox.Triple]) -> Any:
    """The triples as an rdflib graph."""
    import rdflib

    graph = rdflib.Graph()
    log = logging.getLogger("rdflib.term")
    before = log.level
    log.setLevel(logging.CRITICAL)  # it prints a traceback of each value that is not of its type; the shapes tell these
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    finally:
        log.setLevel(before)
    return graph


@lru_cache(maxsize=2)
def _shapes(files: tuple[Path, ...]) -> Any:
    """The shapes of an ontology."""
    return as_rdflib(_shape_files(files))


def as_rdflib(files: Sequence[Path]) -> Any:
    """Files of an ontology as one rdflib graph.  Raises `OntologyError` for Turtle 1.2, which rdflib cannot read."""
    import rdflib

    graph = rdflib.Graph()
    for path in files:
        try:
            graph.parse(without_bom(path.read_bytes()), publicID=path.resolve().as_uri(), format="turtle")
        except (SyntaxError, ValueError) as error:
            advice = say("write it without what version 1.2 added")
            raise OntologyError("{path}: is no Turtle that rdflib reads; {advice}", path=path,
                                advice=advice) from error
    return graph


def _shape_files(files: tuple[Path, ...]) -> list[Path]:
    """All files of an ontology but those that hold no shapes: names, words, and sentences of rules."""
    return [path for path in files if path.parent.name not in ("lexicon", "words", "rules")]


@lru_cache(maxsize=2)
def _compiled(files: tuple[Path, ...]) -> Any:
    try:
        import shacl
    except ImportError as error:
        raise InputError("the engine shacl is not installed; install it: pip install 'kechuang[shacl]', or leave "
                         "--engine away") from error
    # Blank nodes of one file are not those of another.
    parsed = (ox.parse(without_bom(path.read_bytes()), format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri(),
                       rename_blank_nodes=True) for path in _shape_files(files))
    return shacl.Shapes.from_text(_lines([q.triple for quads in parsed for q in quads]), "ntriples")


def _lines(triples: Sequence[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
