"""N-Quads: every triple in the default graph, then for each document what it asserts, in the graph of its name."""

from __future__ import annotations

from typing import BinaryIO

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.store import Dataset


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The whole dataset as N-Quads."""
    ox.serialize(dataset.quads(), out, ox.RdfFormat.N_QUADS)
