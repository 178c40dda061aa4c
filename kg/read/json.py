"""JSON: a document a record, of an array, of lines (JSON lines) or alone, wherever in the data the records stand.

What is read of a record is its text (`kg.read.records.KEYS` names the fields); one that holds tags is read as a page.
A file that is damaged at one place is read before and after it.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.encoding import to_text
from kg.read.html import read_html
from kg.read.records import KEYS, Record, find_records
from kg.read.table import with_tables

_BEGINNING = re.compile(rb'\{\s*["}]|\[\s*(?:\{\s*["}]|\[\s*[\[{"]|"[^"\n]*"\s*[,\]]|\])')
# What a script puts around data: callback({…}), var data = {…}.
_WRAPPING = r"(?:[\w$.]{1,60}\s*\(|(?:var|let|const)\s+[\w$]+\s*=|window\.[\w$.]+\s*=)\s*"
_WRAPPED = re.compile(_WRAPPING)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"[\s,;\x1e]*")
_NEXT = re.compile(r"\n[ \t]*(?=\{)")
_CLOSED = re.compile(r"[\s,\]}]*")
_TAGS = re.compile(r"<(?:p|div|br|table|section|article|span|h[1-6]|ul|ol|html|body)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAGS = re.compile(r"&lt;/?(?:p|div|br|table|section|span|h[1-6]|ul|ol)\b", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|ensp|emsp|#\d{2,6}|"
    r"#[xX][0-9a-fA-F]{2,5});"
)
_STRICT, _LAX = (
    json.JSONDecoder(),
    json.JSONDecoder(strict=False),
)  # lax: line breaks inside strings, as some programs leave them


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a file: the number of its line or of its place in an array, its span, or why it is none."""

    number: int
    start: int
    end: int
    value: object = None
    problem: str = ""


def is_json(head: bytes) -> bool:
    """Whether a file that begins so holds JSON: an object, or an array of objects, arrays or strings."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    wrapping = re.match(_WRAPPING.encode(), start)
    return _BEGINNING.match(start, wrapping.end() if wrapping else 0) is not None


def open_json(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """An item a record; its name is the file's with the number of its line, or of its place in an array."""
    text, findings = to_text(data, name)
    text = text.removeprefix("\ufeff")
    for finding in findings:
        yield Item.telling(finding)
    without: list[tuple[str, str]] = []
    held = None
    for held in _values(text):
        place = f"{name}:{held.number}"
        if held.problem:
            yield Item.telling(Finding("error", "read", "damaged", place, held.problem))
            continue
        records, reason = find_records(held.value)
        if not records:
            without.append((place, reason))
        digest = hashlib.sha256(text[held.start : held.end].encode("utf-8", "surrogatepass")).hexdigest()
        for number, record in enumerate(records, start=1):
            inside = place if len(records) == 1 else f"{place}.{number}"
            yield Item(inside, partial(_read_record, record, Source(inside, digest, "text/plain"), limits))
    if held is None:
        yield Item.telling(Finding("warning", "read", "empty", name, "the file holds no record"))
    if without:
        more = f", and nothing is read of {len(without) - 1} more" if len(without) > 1 else ""
        yield Item.telling(
            Finding("error", "read", "damaged", without[0][0], f"nothing is read of it{more}: {without[0][1]}")
        )


def _values(text: str) -> Iterator[_Value]:
    """The values of a text of JSON, one after another, of an array its elements; damage is told once at each place."""
    in_array = damaged = False
    line = place = last = 0
    wrapping = _WRAPPED.match(text.lstrip())
    position = len(text) - len(text.lstrip()) + wrapping.end() if wrapping else 0
    while (position := _BLANK.match(text, position).end()) < len(text):  # type: ignore[union-attr]
        line += text.count("\n", last, position)
        last = position
        if text[position] == "[" and not in_array:
            in_array, place, position = True, 0, position + 1
            continue
        if text[position] in "])":
            in_array, position = False, position + 1
            continue
        place += 1
        number = place if in_array else line + 1
        try:
            value, end = _decoded(text, position)
        except (ValueError, RecursionError) as error:
            if not damaged or not _CLOSED.fullmatch(text, position, _next(text, position)):
                problem = (
                    f"{error.msg} (character {error.pos})"
                    if isinstance(error, json.JSONDecodeError)
                    else "nested too deep"
                )
                yield _Value(number, position, position, problem=f"no JSON: {problem}; what is whole behind it is read")
            damaged = True
            position = _next(text, position)
            continue
        yield _Value(number, position, end, value)
        position = end


def _decoded(text: str, position: int) -> tuple[object, int]:
    try:
        return _STRICT.raw_decode(text, position)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control character"):
            raise
        return _LAX.raw_decode(text, position)


def _next(text: str, position: int) -> int:
    """Where the next line begins that may hold a value."""
    found = _NEXT.search(text, position + 1)
    return found.end() if found else len(text)


def _read_record(record: Record, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """The reading of a record, with what its other fields say of it."""
    if not record.text.strip():
        return [], [Finding("warning", "read", "empty", source.name, "the text is empty")]
    findings = []
    text = record.text
    if _SURROGATE.search(text):
        # Half a character, as a program leaves that cut its string between the two halves.
        text = _SURROGATE.sub("\ufffd", text)
        findings.append(
            Finding(
                "warning",
                "read",
                "undecodable",
                source.name,
                "halves of characters (lone surrogates) are shown as U+FFFD",
            )
        )
    reading = Reading(source, text)
    if not _TAGS.search(text) and _ESCAPED_TAGS.search(text):
        text = html.unescape(text)
    if _TAGS.search(text):
        readings, problems = read_html(text.encode(), replace(source, media_type="text/html"), limits, "utf-8")
        findings += problems
        if not readings:
            return [], findings
        reading = readings[0]
    elif _ENTITY.search(text):
        reading = with_tables(replace(reading, raw=html.unescape(text)))
    else:
        reading = with_tables(reading)
    details = {
        field: _SURROGATE.sub("\ufffd", said) for field in KEYS if field != "text" and (said := record.detail(field))
    }
    left_out = {k: n for k, n in (*reading.left_out.items(), ("other fields", record.unused)) if n}
    return [replace(reading, left_out=left_out, **details)], findings  # type: ignore[arg-type]
