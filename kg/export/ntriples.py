"""N-Triples: a triple a line, sorted, for programs that read lines."""

from __future__ import annotations

from typing import BinaryIO

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.store import Dataset


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The triples as canonical N-Triples."""
    ox.serialize(dataset.triples, out, ox.RdfFormat.N_TRIPLES)
