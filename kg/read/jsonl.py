"""JSON lines: a document a line, with its `text` and what is known of it (`title`, `url`, `date`)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.encoding import decode
from kg.read.table import found_tables
from kg.values import written_date

_TEXT = ("text", "content")
_SURROGATE = re.compile("[\ud800-\udfff]")


def is_jsonl(head: bytes) -> bool:
    """Whether a file that begins so holds JSON lines: an object a line, with a text."""
    line = head.split(b"\n", 1)[0].strip()
    return re.match(rb'\{\s*"', line) is not None and (any(f'"{key}"'.encode() in line for key in _TEXT) or line.endswith(b"}"))


def open_jsonl(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """An item a line that is not blank; its name is the file's with the line's number."""
    text, whole = decode(data)
    if not whole:
        problem = Finding("warning", "read", "undecodable", name, "some bytes are in no known encoding and are shown as U+FFFD; save the file as UTF-8")
        yield Item(name, lambda: ([], [problem]))
    for number, match in enumerate(re.finditer(r"[^\n]+|(?<=\n)\n", text), start=1):
        if match.group().strip():
            yield Item(f"{name}:{number}", partial(_read_line, match.group(), f"{name}:{number}"))


def _read_line(line: str, name: str) -> tuple[list[Reading], list[Finding]]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return [], [Finding("error", "read", "damaged", name, f"no JSON: {error}")]
    text = next((record[key] for key in _TEXT if isinstance(record.get(key), str)), None) if isinstance(record, dict) else None
    if text is None:
        return [], [Finding("error", "read", "damaged", name, "no object with a `text`; each line must hold one")]
    if not text.strip():
        return [], [Finding("warning", "read", "empty", name, "the text is empty")]
    findings = []
    if _SURROGATE.search(text):
        # Half a character, as a program leaves that cut its string between the two halves.
        text = _SURROGATE.sub("\ufffd", text)
        findings.append(Finding("warning", "read", "undecodable", name, "halves of characters (lone surrogates) are shown as U+FFFD"))
    source = Source(name, hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest(), "text/plain")
    tables, block_ends = found_tables(text, markdown=False)
    return [Reading(source, text, _string(record, "title"), _date(record.get("date")), _string(record, "source", "publisher"),
                    _string(record, "author"), _string(record, "number"), _string(record, "url"),
                    tables=tables, block_ends=block_ends)], findings


def _string(record: dict[str, Any], *keys: str) -> str | None:
    found = next((record[k] for k in keys if isinstance(record.get(k), str) and record[k].strip()), None)
    return _SURROGATE.sub("\ufffd", found).strip() if found else None


def _date(value: object) -> str | None:
    return written_date(str(value)) if isinstance(value, str | int) else None
