"""Answers: what a reader says that a text names, as one file a text (docs/training.md)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError

_UNSEEN = frozenset(" \t\r\n\u3000“”\"‘’'「」『』《》〈〉·•")  # blanks and marks do not count in comparing names
SUFFIXES = (".ann", ".json")


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that a text names: the types that are right for it, all its names there.

    What is `optional` may be found or not.
    """

    types: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that name something of one of these types."""

    start: int
    end: int
    types: tuple[str, ...]
    optional: bool


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file (`.ann` or `.json`).  Raises `InputError` where a line is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _from_json(json.loads(text)) if path.suffix == ".json" else list(_from_lines(text))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no file of answers ({error}); docs/training.md shows one") from error


def _from_json(said: Any) -> list[Answer]:
    return [Answer(tuple(e["types"]), tuple(e["names"]), bool(e.get("optional"))) for e in said["entities"]]


def _from_lines(text: str) -> Iterator[Answer]:
    for number, line in enumerate(text.split("\n"), 1):
        letter, *fields = (field.strip() for field in line.split("\t"))
        if letter not in ("E", "E?"):
            continue
        if len(fields) != 3 or not all(fields):
            raise ValueError(f"line {number}: E, an id, types and names, divided by tabs, are expected")
        _, types, names = fields
        yield Answer(tuple(types.split("/")), tuple(n for n in names.split("|") if n), letter == "E?")


def find_answers(text: str, answers: Sequence[Answer]) -> list[Span]:
    """Where the names of answers stand in a text: the longest first, and none inside another."""
    seen, places = _seen(text)
    named = sorted(((name, a) for a in answers for n in a.names if (name := _seen(n)[0])), key=lambda n: -len(n[0]))
    taken = bytearray(len(seen))
    spans = []
    for name, answer in named:
        start = seen.find(name)
        while start >= 0:
            end = start + len(name)
            if any(taken[start:end]):
                start = seen.find(name, start + 1)
                continue
            taken[start:end] = b"\1" * len(name)
            spans.append(Span(places[start], places[end - 1] + 1, answer.types, answer.optional))
            start = seen.find(name, end)
    return sorted(spans, key=lambda s: s.start)


def _seen(text: str) -> tuple[str, list[int]]:
    """What counts of a text in comparing names, and where each of its characters stands."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).lower():
            if letter not in _UNSEEN:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
