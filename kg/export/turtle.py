"""Turtle that people can read: one block a subject, in sections, the same bytes for the same triples."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import pyoxigraph as ox

from kg.contract import TYPE, section
from kg.ontology import PREFIXES, Ontology
from kg.store import Dataset

# The engine would write id:agency\/…; whole IRIs read better.
_SHORT = {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "id"}
_INVISIBLE = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]")
_BATCH = 20_000


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The triples as Turtle."""
    out.writelines(turtle_chunks(dataset.triples))


def to_turtle(triples: Iterable[ox.Triple]) -> str:
    """The triples as Turtle; entities first, then documents with their passages, numbers, statements."""
    return b"".join(turtle_chunks(triples)).decode()


def prefix_lines() -> bytes:
    """The prefixes, in their order."""
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(_SHORT.items())).encode()


def turtle_chunks(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    """The same as pieces of bytes, whole subjects each."""
    yield prefix_lines()
    for batch in _batches(sorted(triples, key=place)):
        yield blocks(batch, ox.RdfFormat.TURTLE)


def blocks(rows: Sequence[ox.Triple] | Sequence[ox.Quad], format: ox.RdfFormat) -> bytes:
    """Rows as blocks without prefixes in front; characters that an editor would not show are escaped."""
    buffer = io.BytesIO()
    ox.serialize(rows, buffer, format, prefixes=_SHORT)
    # The engine writes the prefixes in an order that differs from run to run; they stand in front of all already.
    text = buffer.getvalue().split(b"\n", len(_SHORT))[-1].decode()
    text = text.replace("\n\t", "\n    ").replace(" .\n", " .\n\n")
    return b"\n" + _INVISIBLE.sub(lambda m: f"\\u{ord(m.group()):04X}", text).rstrip("\n").encode() + b"\n"


def _batches(ordered: Sequence[ox.Triple]) -> Iterator[list[ox.Triple]]:
    batch: list[ox.Triple] = []
    for triple in ordered:
        if len(batch) >= _BATCH and triple.subject != batch[-1].subject:
            yield batch
            batch = []
        batch.append(triple)
    if batch:
        yield batch


def place(triple: ox.Triple) -> tuple[int, str, bool, str, str]:
    """Where a triple stands: by section, subject, its types first."""
    subject, predicate = triple.subject, triple.predicate.value
    if not isinstance(subject, ox.NamedNode):
        raise TypeError(f"a graph of kg holds IRIs and literals only, not {subject!r}")
    return section(subject.value), subject.value, predicate != TYPE, predicate, str(triple.object)
