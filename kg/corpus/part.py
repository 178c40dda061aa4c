"""The shape of every part of a corpus: what one is asked, the rows that it answers with, what it adds to the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.sparql import Result
from kg.store import GraphView

Cell = str | ox.NamedNode | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows under the names of their columns; a cell is text, an IRI, or nothing.

    Every row that states something has a cell with the sentence it was read from and one with its document.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def result(self) -> Result:
        """The same as the result of a query, which every format of results can write."""
        return Result(self.columns, tuple(tuple(ox.Literal(cell) if isinstance(cell, str) else cell for cell in row)
                                          for row in self.rows))

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame` of texts.  Raises `InputError` without pandas."""
        return self.result().to_pandas()

    def _repr_html_(self) -> str:
        return self.result()._repr_html_()


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a part can be given: by its place on the command line, or as an option `--name`."""

    name: str
    help: str
    by_place: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Something that only many documents together can tell.

    `answer` takes the graph, its ontology and what was given (texts by name; None what was not) and raises `InputError`
    for what it cannot answer.  `write` has further formats by name, of an answer as text; `text` among them is what
    people see unless they ask for another.  `triples` is what the part adds to the named graph of the corpus.
    """

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    answer: Callable[..., Answer]
    triples: Callable[[GraphView, Ontology], Iterable[ox.Triple]] | None = None
    write: Mapping[str, Callable[[Answer], str]] = field(default_factory=dict)
