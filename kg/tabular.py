"""Rows as Python users look at them: a data frame, or a table in a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from kg.errors import InputError

_SHOWN = 20  # rows of a table in a notebook


def data_frame(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """A `pandas.DataFrame` of rows, its `Decimal`s as floats.  Raises `InputError` without pandas."""
    try:
        import pandas as pd
    except ImportError as error:
        raise InputError("a data frame needs pandas; install it: pip install pandas") from error
    held = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    return pd.DataFrame(held, columns=list(columns))


def shown(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as a table of HTML, the first of many."""
    head = "".join(f"<th>{html.escape(str(c))}</th>" for c in columns)
    cells = (("" if cell is None else html.escape(str(cell)) for cell in row) for row in rows[:_SHOWN])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    more = f"<p>{_SHOWN} of {len(rows)} rows</p>" if len(rows) > _SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
