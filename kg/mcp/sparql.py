"""Queries of an assistant: in a worker within limits, with a LIMIT where there is none, the rest by cursor."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError
from kg.mcp.reply import Item, Reply, plain
from kg.ontology import PREFIXES
from kg.sparql import QueryLimits, Result, Worker

_ROWS = 1000  # that one query may give without a LIMIT of its own
_LONGEST_CELL = 400
_LIMITS = QueryLimits()
_STRINGS = re.compile(r"\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
                      r"|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n]*", re.DOTALL)
_SHORT = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda each: -len(each[0]))


class Asker:
    """Asks the store of a generation, one query at a time."""

    def __init__(self, store: Path | None) -> None:
        """Name the store; the worker starts with the first query."""
        self._worker = Worker(store=store) if store is not None else None
        self._asking = threading.Lock()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()

    def reply(self, query: str, cursor: int) -> Reply:
        """The answer to a query, from a row on.  Raises `QueryError`."""
        assert self._worker is not None
        limited = _limited(query, cursor + _ROWS)
        with self._asking:
            try:
                result = self._worker.query(limited, _LIMITS)
            except QueryError:
                if limited == query:
                    raise
                result = self._worker.query(query, _LIMITS)  # which tells what is wrong without what was put there
        if result.truth is not None:
            said = str(result.truth).lower()
            return Reply("", plain([Item(said, result.truth)]), 1)
        rows = _rows(result)
        items = [Item("  ".join(row), dict(zip(result.variables, row, strict=True)) if result.variables else list(row))
                 for row in rows[cursor:]]
        head = "  ".join(f"?{v}" for v in result.variables)
        if not rows:
            head = f"{head}\nno rows".strip()
        more = limited != query and len(rows) == cursor + _ROWS
        return Reply(head, plain(items), len(rows) + int(more), cursor, {"variables": list(result.variables)})


def _limited(query: str, rows: int) -> str:
    """A query that gives at most so many rows; one that says so itself, or ends with VALUES, as it is."""
    plain = _STRINGS.sub(" ", query)
    behind = plain[plain.rfind("}") + 1:]
    if re.search(r"\bASK\b", plain.partition("{")[0], re.IGNORECASE) or \
            re.search(r"\bLIMIT\b", behind, re.IGNORECASE) or _ends_with_values(plain):
        return query
    return f"{query}\nLIMIT {rows}"


def _ends_with_values(plain: str) -> bool:
    """Whether a list of values stands behind the pattern, which a LIMIT may not follow."""
    depth, last = 0, ""
    for token in re.finditer(r"[{}]|\bVALUES\b", plain, re.IGNORECASE):
        if token.group() in "{}":
            depth += 1 if token.group() == "{" else -1
        elif depth == 0:
            last = "values"
    return bool(last)


def _rows(result: Result) -> list[tuple[str, ...]]:
    if result.triples is not None:
        return [tuple(map(_cell, (t.subject, t.predicate, t.object))) for t in result.triples]
    return [tuple(map(_cell, row)) for row in result.rows]


def _cell(term: object) -> str:
    """A term for reading: an IRI in its short form, the characters of a literal, cut where they are many."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        short = next((f"{prefix}:{term.value[len(iri):]}" for iri, prefix in _SHORT if term.value.startswith(iri)), None)
        return short or f"<{term.value}>"
    text = " ".join((term.value if isinstance(term, ox.Literal) else str(term)).split())
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
