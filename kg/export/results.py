"""Query results as people and programs want them: a table, JSON, CSV, TSV; triples as Turtle."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable

import pyoxigraph as ox

from kg.export.turtle import to_turtle
from kg.store import PREFIXES, Result

_CELL = 60  # a wider cell of a table is cut; the other formats give everything
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_table(result: Result) -> str:
    """An aligned table for a terminal, Chinese characters two columns wide; IRIs in their short form."""
    if result.truth is not None:
        return f"{str(result.truth).lower()}\n"
    if result.triples is not None:
        return to_turtle(result.triples)
    rows = [[_short(cell) for cell in row] for row in result.rows]
    widths = [max([_width(v), *(_width(row[i]) for row in rows)]) for i, v in enumerate(result.variables)]
    lines = ["  ".join(_pad(v, w) for v, w in zip(result.variables, widths, strict=True)).rstrip(),
             "  ".join("-" * w for w in widths)]
    lines += ["  ".join(_pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + f"\n({len(rows)} row{'' if len(rows) == 1 else 's'})\n"


def to_json(result: Result) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if result.truth is not None:
        return json.dumps({"head": {}, "boolean": result.truth}) + "\n"
    if result.triples is not None:
        return to_turtle(result.triples)
    bindings = [{v: _binding(c) for v, c in zip(result.variables, row, strict=True) if c is not None} for row in result.rows]
    return json.dumps({"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=1) + "\n"


def to_csv(result: Result) -> str:
    """Comma-separated values, one row a solution; a cell that a spreadsheet would run as a formula is defused by '."""
    if result.truth is not None or result.triples is not None:
        return to_table(result)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.variables)
    writer.writerows([defuse(_value(c)) for c in row] for row in result.rows)
    return out.getvalue()


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 TSV: terms in their Turtle form."""
    if result.truth is not None or result.triples is not None:
        return to_table(result)
    lines = ["\t".join("?" + v for v in result.variables)]
    lines += ["\t".join("" if c is None else str(c).replace("\t", "\\t") for c in row) for row in result.rows]
    return "\n".join(lines) + "\n"


RESULT_FORMATS: dict[str, Callable[[Result], str]] = {"table": to_table, "json": to_json, "csv": to_csv, "tsv": to_tsv}


def _value(term: object) -> str:
    return "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


def _short(term: object) -> str:
    text = _value(term)
    if isinstance(term, ox.NamedNode):
        text = next((f"{p}:{text[len(i):]}" for p, i in PREFIXES.items() if text.startswith(i)), text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _CELL else text[:_CELL - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def defuse(text: str) -> str:
    """A cell that a spreadsheet would run as a formula, with an apostrophe in front."""
    return "'" + text if text.startswith(_FORMULA) else text


def _binding(term: object) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, ox.Literal)
    binding = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype.value != PREFIXES["xsd"] + "string":
        binding["datatype"] = term.datatype.value
    return binding
