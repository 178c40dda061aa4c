"""The formats in which the answer to a query is written, and how many rows a piece of one holds.

The engine writes an answer piece by piece, so that nobody holds it whole; rows are counted in the pieces, whose ends
fall anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

ROWS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV}  # of SELECT and ASK
TRIPLES = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
           "rdf": ox.RdfFormat.RDF_XML}  # of CONSTRUCT and DESCRIBE
XML = ("xml", "rdf")
# What XML 1.0 cannot hold, as the engine writes it.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_ELEMENT = re.compile(r"[^\W\d][\w.\-]*\Z")  # what an IRI must end with to be the name of an element


BEFORE = {"tsv": -1, "csv": -1, "json": 1}  # rows that are there before any is counted: less the head, or the first


def row_counter(format: str) -> Callable[[bytes], int]:
    """What tells how many rows are in each piece of an answer, given all pieces in their order."""
    if format == "xml":
        return _Marks(b"<result>")
    if format == "json":  # a text that holds one of these counts as a row, which is of no matter
        full, empty = _Marks(b"}},{"), _Marks(b"{},")
        return lambda piece: full(piece) + empty(piece)
    if format == "csv":
        return _Unquoted()
    return lambda piece: piece.count(b"\n")


class _Marks:
    """Counts a mark, also where it goes from one piece into the next."""

    def __init__(self, mark: bytes) -> None:
        self._mark, self._before = mark, b""

    def __call__(self, piece: bytes) -> int:
        text = self._before + piece
        self._before = text[1 - len(self._mark):] if len(self._mark) > 1 else b""
        return text.count(self._mark)


class _Unquoted:
    """Counts the lines that end outside of quotes; a quote in quotes is two."""

    def __init__(self) -> None:
        self._inside = False

    def __call__(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        lines = sum(part.count(b"\n") for part in parts[self._inside::2])
        self._inside ^= len(parts) % 2 == 0
        return lines


def xml_problem(piece: bytes) -> str:
    """What keeps a piece from being XML; nothing when it is."""
    found = _NO_XML.search(piece)
    return f"a text of the answer holds the character {found.group()!r}, which XML cannot; ask for JSON or Turtle" \
        if found else ""


def distinct(triples: Iterable[ox.Triple], format: str) -> Iterator[ox.Triple]:
    """Triples without those that came before.  Raises `ValueError` for one that the format cannot hold."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        before = len(seen)
        seen.add(triple)
        if len(seen) == before:
            continue
        if format == "rdf" and not _ELEMENT.search(triple.predicate.value):
            raise ValueError(f"{triple.predicate} cannot be the name of an element of RDF/XML; ask for Turtle")
        yield triple
