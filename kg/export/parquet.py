"""The four tables as Parquet files in a folder, for data frames and databases.

Values of numbers are `decimal128(38, 10)`: every figure as the graph has it, up to 28 in front of the point and 10
behind; counts and offsets are `int64`, all else is text.  In pandas a value is a `Decimal`, and
`frame["value"].astype(float)` makes floats of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

from kg.corpus.contested import judged
from kg.errors import OutputError
from kg.export.tables import TABLES, figures
from kg.ontology import Ontology
from kg.store import Dataset, GraphView
from kg.values import decimal

_BATCH = 50_000
_FRONT, _BEHIND = 28, 10  # figures before and behind the point
_COUNTS = ("facts", "documents", "passages", "start", "end")


def write_folder(dataset: Dataset, ontology: Ontology, folder: Path) -> None:
    """entities.parquet, facts.parquet, observations.parquet, evidence.parquet.  Raises `OutputError` without pyarrow.

    A value that is no such number is empty (`unheld`).
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OutputError("Parquet needs pyarrow; install it: pip install 'kechuang[parquet]'") from error
    kinds = {**dict.fromkeys(_COUNTS, pyarrow.int64()), "value": pyarrow.decimal128(_FRONT + _BEHIND, _BEHIND)}
    view = judged(dataset.view(ontology), ontology)
    for name, (columns, make) in TABLES.items():
        schema = pyarrow.schema([(c, kinds.get(c, pyarrow.string())) for c in columns])
        rows = make(view, ontology)
        with pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
            while batch := list(islice(rows, _BATCH)):
                cells = [[_held(row[i]) if c == "value" else row[i] for row in batch] for i, c in enumerate(columns)]
                writer.write_table(pyarrow.table(cells, schema=schema))


def texts(path: Path) -> Iterator[str]:
    """All text of a table, a batch of rows at a time, its cells apart."""
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(_BATCH):
        yield "".join(f"{cell}|" for row in batch.to_pylist() for cell in row.values())


def unheld(view: GraphView) -> list[str]:
    """The IRIs of the numbers whose value Parquet does not hold: no number, as only a user's file says, or too long."""
    return [o.iri for o in view.observations if _held(decimal(o.value)) is None]


def _held(cell: str | int | Decimal | None) -> Decimal | None:
    if not isinstance(cell, Decimal):
        return None
    front, _, behind = figures(cell).partition(".")
    behind = behind.rstrip("0")
    return Decimal(f"{front}.{behind}") if len(front.strip("-")) <= _FRONT and len(behind) <= _BEHIND else None
