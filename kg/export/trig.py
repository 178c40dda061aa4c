"""TriG: the Turtle of everything, then a block for each document with what it asserts."""

from __future__ import annotations

from itertools import groupby
from typing import BinaryIO

import pyoxigraph as ox

from kg.export.turtle import blocks, turtle_chunks
from kg.ontology import Ontology
from kg.store import Dataset


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The whole dataset as TriG."""
    out.writelines(turtle_chunks(dataset.triples))
    named = sorted(dataset.named(), key=lambda q: (str(q.graph_name), str(q)))
    for _, quads in groupby(named, key=lambda q: q.graph_name):
        out.write(blocks(list(quads), ox.RdfFormat.TRIG))
