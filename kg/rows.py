"""What Python users get in their hands: rows that show themselves in a notebook and become a data frame, and functions
that stand together under a name, so that completion shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from inspect import Parameter, Signature
from typing import Any, TypeVar

from kg.export.tables import TABLES
from kg.ontology import Ontology
from kg.store import GraphView
from kg.tabular import data_frame, shown

T = TypeVar("T")
_FIELDS = {"entities": "nodes", "facts": "edges", "observations": "observations"}


class Rows(tuple[T, ...]):
    """Entities, facts or numbers of a graph, a tuple of its views (`kg.store`), in the order of the graph."""

    columns: tuple[str, ...]
    _made: Callable[[], list[tuple[Any, ...]]]

    @classmethod
    def of(cls, items: Iterable[T], table: str, view: GraphView, ontology: Ontology) -> Rows[T]:
        """Some of the views of a graph, shown as its table of this name (`kg.export.tables`) shows them."""
        rows = cls(items)
        rows.columns, make = TABLES[table]
        part: Any = {_FIELDS[table]: tuple(rows)}
        rows._made = lambda: list(make(replace(view, **part), ontology))
        return rows

    def dicts(self) -> list[dict[str, Any]]:
        """A dictionary a row: names instead of IRIs, the first sentence and its document; values are `Decimal`."""
        return [dict(zip(self.columns, row, strict=True)) for row in self._made()]

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`; values of numbers are floats.  Raises `InputError` without pandas."""
        return data_frame(self.columns, self._made())

    def _repr_html_(self) -> str:
        return shown(self.columns, self._made())


class Functions:
    """Functions under their names: `questions.targets(year=2024)`; `dir` lists them, `help` tells of each."""

    def __init__(self, table: Mapping[str, Callable[..., Any]]) -> None:
        """Hold functions by name."""
        self._table = dict(table)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """One of the functions.  Raises `AttributeError` with what there is."""
        if name.startswith("_") or name not in self._table:
            raise AttributeError(f"no {name!r}; there are {', '.join(self._table)}")
        return self._table[name]

    def __dir__(self) -> list[str]:
        """The names of the functions."""
        return sorted(self._table)

    def __repr__(self) -> str:
        """Each function with its parameters and the first line of what it is for, a line each."""
        told = {name: (f.__doc__ or "").split("\n")[0] for name, f in self._table.items()}
        return "\n".join(f"{name}{Signature.from_callable(f)}  {told[name]}" for name, f in self._table.items())


def named(function: Callable[..., Any], name: str, doc: str, parameters: Mapping[str, str]) -> Callable[..., Any]:
    """A function of texts by keyword with a name, a docstring and a signature of its own.

    Raises `TypeError` for what is no parameter when it is called, as every function of Python does.
    """
    kinds = [Parameter(p, Parameter.POSITIONAL_OR_KEYWORD, default=None) for p in parameters]
    signature = Signature(kinds)

    def asked(*args: Any, **given: Any) -> Any:
        bound = signature.bind(*args, **given).arguments
        return function(**{key: str(value) for key, value in bound.items() if value is not None})

    asked.__name__ = asked.__qualname__ = name
    asked.__doc__ = "\n".join([doc, *(f"{p}: {text}" for p, text in parameters.items())])
    asked.__signature__ = signature  # type: ignore[attr-defined]
    return asked
