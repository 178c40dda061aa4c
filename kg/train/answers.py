"""Texts with answers: the format in which a person writes down what a text says, and how the names in it are found.

The answers of `plan.txt` (or `plan.docx`, …) stand in `plan.ann`; a thing a line, fields divided by tabs, a `?` behind
the letter for what is optional:

    E   ID  TYPE[/TYPE]  NAME|NAME|…
    R   SENTENCE  SUBJECT-ID  RELATION  OBJECT-ID  actual|planned  [ROLE]

SENTENCE is the number of the sentence that says so, from 1 (lines of the source, cut behind 。！？；, blank ones not
counted), or 0 where it is not known.  Other lines say what is not learned from here.  `plan.json` says the same as
`entities` and `relations` of one object (docs/training.md).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.extract.proposal import Name
from kg.extract.text import Sentence, Text
from kg.model import Mention

SUFFIXES = (".ann", ".json")
_SENTENCE = re.compile(r"[^\n。！？；]+[。！？；]?[”」』）)]*")
_UNSEEN = str.maketrans("", "", " \t\r\n\u3000“”\"‘’'「」『』《》〈〉·•")

_HALF = str.maketrans("（），：；！？", "(),:;!?")  # the marks that a cleaned text has


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a text names: the types that are right for it, all its names there."""

    id: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """That a text states a relation: the number of the sentence, 0 where it is not known."""

    sentence: int
    status: str
    optional: bool


@dataclass(frozen=True)
class Answers:
    """What a text says: its things, and its relations by the ids of their ends."""

    named: tuple[Named, ...]
    relations: Mapping[tuple[str, str, str], Stated]

    @property
    def optional(self) -> frozenset[str]:
        """The ids of what may be left out."""
        return frozenset(n.id for n in self.named if n.optional)


def read_answers(path: Path) -> Answers:
    """The answers of a file (`.ann` or `.json`).  Raises `InputError` where it is none, with the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _from_json(json.loads(text)) if path.suffix == ".json" else _from_lines(text)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("{path}: no file of answers ({error}); docs/training.md shows one", path=path,
                         error=error) from error


def _from_json(said: Any) -> Answers:
    named = tuple(Named(e["id"], tuple(e["types"]), tuple(e["names"]), bool(e.get("optional")))
                  for e in said["entities"])
    return Answers(named, {(r["s"], r["p"], r["o"]): Stated(int(r.get("sentence", 0)), r["status"],
                                                          bool(r.get("optional"))) for r in said["relations"]})


def _from_lines(text: str) -> Answers:
    named: list[Named] = []
    relations: dict[tuple[str, str, str], Stated] = {}
    for number, line in enumerate(text.split("\n"), 1):
        kind, *fields = [field.strip() for field in line.split("\t")]
        optional = kind.endswith("?")
        try:
            if kind.rstrip("?") == "E":
                id, types, names = fields
                named.append(Named(id, tuple(types.split("/")), tuple(filter(None, names.split("|"))), optional))
            elif kind.rstrip("?") == "R":
                sentence, subject, relation, object, status, *_ = fields
                stated = Stated(int(sentence), status, optional)
                relations.setdefault((subject, relation, object), stated)
        except ValueError:
            raise ValueError(f"line {number} is no answer: {line[:60]!r}") from None
    return Answers(tuple(named), relations)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a source, as answers number them from 1."""
    return [m.span() for m in _SENTENCE.finditer(text) if m.group().strip()]


def plain(name: str) -> str:
    """A name without quotation marks and blanks, for comparison."""
    return unicodedata.normalize("NFKC", name).translate(_UNSEEN).lower()


class Matching:
    """Which thing of the answers a mention names."""

    def __init__(self, answers: Answers, roots: Mapping[str, str]) -> None:
        """Know the names of the answers; `roots` are the basic types of all types."""
        self._roots = roots
        self._ids: dict[tuple[str, str], str] = {}
        for thing in sorted(answers.named, key=lambda n: n.optional):
            for type in thing.types:
                for name in thing.names:
                    self._ids.setdefault((plain(name), type), thing.id)

    def id(self, mention: Mention) -> str | None:
        """The id of the thing that a mention names, None for none of the answers'."""
        root = self._roots[mention.type]
        names = [plain(name) for name in (mention.name, mention.text, *mention.names)]
        return next((i for name in names if (i := self._ids.get((name, root)))), None)


def with_answers(text: Text, answers: Answers, matching: Matching) -> Text:
    """A text with the names of its answers where it does not have them; what overlaps them and is right stays."""
    names = sorted({(name.translate(_HALF), n.types[0], n.names[0]) for n in answers.named for name in n.names},
                   key=lambda found: (-len(found[0]), found))
    sentences = tuple(_with_names(s, names, matching) for s in text.sentences)
    return replace(text, sentences=sentences)


def _with_names(sentence: Sentence, names: Sequence[tuple[str, str, str]], matching: Matching) -> Sentence:
    kept, inner = list(sentence.mentions), list(sentence.inner)
    for start, end, type, full in sorted(_places(sentence.text, names)):
        over = [m for m in kept if sentence.span(m)[0] < end and start < sentence.span(m)[1]]
        right = [sentence.span(m) for m in over if matching.id(m) is not None]
        if any((first <= start and end <= last) or not (start <= first and last <= end) for first, last in right):
            continue
        inner += [m for m in over if start <= sentence.span(m)[0] and sentence.span(m)[1] <= end]
        kept = [m for m in kept if m not in over]
        kept.append(Name(sentence, (start, end), type, "form", full).mention)
    kept.sort(key=lambda m: m.start)
    return sentence.naming(tuple(kept), tuple(inner))


def _places(text: str, names: Sequence[tuple[str, str, str]]) -> Iterator[tuple[int, int, str, str]]:
    """Where names stand in a text, the longest first, none over another."""
    taken: list[tuple[int, int]] = []
    for name, type, full in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(first < end and start < last for first, last in taken):
                taken.append((start, end))
                yield start, end, type, full
            start = text.find(name, start + 1)
