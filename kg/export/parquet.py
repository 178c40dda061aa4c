"""The four tables as Parquet files in a folder, for data frames and databases."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.errors import OutputError
from kg.export.tables import TABLES
from kg.ontology import Ontology
from kg.store import Dataset

_BATCH = 50_000
_NUMBERS = frozenset(("facts", "documents", "passages", "start", "end"))


def write_folder(dataset: Dataset, ontology: Ontology, folder: Path) -> None:
    """entities.parquet, facts.parquet, observations.parquet, evidence.parquet.  Raises `OutputError` without pyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OutputError("Parquet needs pyarrow; install it: pip install 'kechuang[parquet]'") from error
    view = dataset.view(ontology)
    for name, (columns, make) in TABLES.items():
        schema = pyarrow.schema([(c, pyarrow.int64() if c in _NUMBERS else pyarrow.string()) for c in columns])
        rows = make(view, ontology)
        with pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
            while batch := list(islice(rows, _BATCH)):
                writer.write_table(pyarrow.table([[row[i] for row in batch] for i in range(len(columns))], schema=schema))


def texts(path: Path) -> Iterator[str]:
    """All text of a table, a batch of rows at a time, its cells apart."""
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(_BATCH):
        yield "".join(f"{cell}|" for row in batch.to_pylist() for cell in row.values())
