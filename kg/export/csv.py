"""A table as CSV that office programs open as it is: byte order mark, Chinese characters whole, formulas defused."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import BinaryIO

from kg.corpus.contested import judged
from kg.export.tables import TABLES, defuse, figures
from kg.ontology import Ontology
from kg.store import Dataset


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO, table: str = "facts") -> None:
    """One of the four tables."""
    names, rows = TABLES[table]
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows(judged(dataset.view(ontology), ontology), ontology):
        writer.writerow(map(_cell, row))
    text.flush()
    text.detach()


def _cell(value: str | int | Decimal) -> str:
    return defuse(value.replace("\x00", "\ufffd")) if isinstance(value, str) else figures(value)
