"""Query results as people and programs want them: rows as a table, JSON, XML, CSV, TSV; triples as Turtle, N-Triples,
JSON-LD."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.export import jsonld
from kg.export.tables import defuse
from kg.export.turtle import to_turtle
from kg.export.xml import escape
from kg.language import say
from kg.ontology import PREFIXES
from kg.sparql import PARTS, Result

_CELL = 60  # a wider cell of a table is cut; the other formats give everything


def to_table(result: Result) -> str:
    """An aligned table for a terminal, Chinese characters two columns wide.

    IRIs in their short form; triples as Turtle.
    """
    if result.truth is not None:
        return f"{str(result.truth).lower()}\n"
    if result.triples is not None:
        return to_ttl(result)
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
    result = _as_rows(result)
    bindings = [{v: _binding(c) for v, c in zip(result.variables, row, strict=True) if c is not None}
                for row in result.rows]
    return json.dumps({"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}, ensure_ascii=False,
                      indent=1) + "\n"


def to_xml(result: Result) -> str:
    """SPARQL Query Results XML."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if result.truth is not None:
        return f"{head}<head/>\n<boolean>{str(result.truth).lower()}</boolean>\n</sparql>\n"
    result = _as_rows(result)
    lines = [head + "<head>" + "".join(f'<variable name="{v}"/>' for v in result.variables) + "</head>\n<results>"]
    lines += ["<result>" + "".join(f'<binding name="{v}">{_element(c)}</binding>'
                                   for v, c in zip(result.variables, row, strict=True) if c is not None)
              + "</result>" for row in result.rows]
    return "\n".join(lines) + "\n</results>\n</sparql>\n"


def to_csv(result: Result) -> str:
    """Comma-separated values, one row a solution; a cell that a spreadsheet would run as a formula is defused by '."""
    if result.truth is not None:
        return to_table(result)
    result = _as_rows(result)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.variables)
    writer.writerows([defuse(_value(c)) for c in row] for row in result.rows)
    return out.getvalue()


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 TSV: terms in their Turtle form."""
    if result.truth is not None:
        return to_table(result)
    result = _as_rows(result)
    lines = ["\t".join("?" + v for v in result.variables)]
    lines += ["\t".join("" if c is None else str(c).replace("\t", "\\t") for c in row) for row in result.rows]
    return "\n".join(lines) + "\n"


def to_ttl(result: Result) -> str:
    """The triples of CONSTRUCT or DESCRIBE as Turtle."""
    triples = _triples(result, "ttl")
    return to_turtle(triples) if _is_plain(triples) else _by_engine(triples, ox.RdfFormat.TURTLE)


def to_nt(result: Result) -> str:
    """The triples of CONSTRUCT or DESCRIBE as N-Triples."""
    return "".join(f"{triple} .\n" for triple in _triples(result, "nt"))


def to_jsonld(result: Result) -> str:
    """The triples of CONSTRUCT or DESCRIBE as JSON-LD."""
    triples = _triples(result, "jsonld")
    return jsonld.to_jsonld(triples) if _is_plain(triples) else _by_engine(triples, ox.RdfFormat.JSON_LD)


RESULT_FORMATS: dict[str, Callable[[Result], str]] = {
    "table": to_table, "json": to_json, "xml": to_xml, "csv": to_csv, "tsv": to_tsv, "ttl": to_ttl, "nt": to_nt,
    "jsonld": to_jsonld,
}


def _as_rows(result: Result) -> Result:
    """Triples as rows of three columns."""
    if result.triples is None:
        return result
    return Result(PARTS, tuple((t.subject, t.predicate, t.object) for t in result.triples))


def _triples(result: Result, format: str) -> tuple[ox.Triple, ...]:
    if result.triples is None:
        raise QueryError("{format} holds triples, and this query gives {what}; choose table, json, xml, csv or tsv, "
                         "or ask by CONSTRUCT or DESCRIBE", format=format,
                         what=say("rows") if result.truth is None else say("a truth value"))
    return result.triples


def _is_plain(triples: tuple[ox.Triple, ...]) -> bool:
    """Whether all is IRIs and literals, as in a graph of kg; a query can make blank nodes and triples as terms."""
    return all(isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal) for t in triples)


def _by_engine(triples: tuple[ox.Triple, ...], format: ox.RdfFormat) -> str:
    if format == ox.RdfFormat.JSON_LD and any(isinstance(t.object, ox.Triple) for t in triples):
        raise QueryError("JSON-LD cannot hold triples as terms; choose ttl or nt")
    return (ox.serialize(triples, format=format, prefixes=PREFIXES if format == ox.RdfFormat.TURTLE else None)
            or b"").decode()


def _element(term: object) -> str:
    """A term as an element of SPARQL Query Results XML."""
    if isinstance(term, ox.Triple):
        return "<triple>" + "".join(f"<{name}>{_element(part)}</{name}>"
                                    for name, part in zip(PARTS, tuple(term), strict=True)) + "</triple>"
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    assert isinstance(term, ox.Literal)
    kind = f' xml:lang="{term.language}"' if term.language else \
        "" if term.datatype.value == PREFIXES["xsd"] + "string" else f' datatype="{escape(term.datatype.value)}"'
    return f"<literal{kind}>{escape(term.value)}</literal>"


def _value(term: object) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


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


def _binding(term: object) -> dict[str, Any]:
    if isinstance(term, ox.Triple):
        return {"type": "triple",
                "value": {name: _binding(part) for name, part in zip(PARTS, tuple(term), strict=True)}}
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
