"""Texts with answers: the format in which a person writes down what a text says, and how the names in it are found.

`TEXT.ann` stands beside `TEXT.txt`; a thing a line, fields divided by tabs, a `?` behind the letter for what is
optional:

    E   ID  TYPE[/TYPE]  NAME|NAME|…
    R   SENTENCE  SUBJECT-ID  RELATION  OBJECT-ID  actual|planned  [ROLE]
    U   RELATION|RELATION|…

SENTENCE is the number of the sentence that says so, from 1 (lines, cut behind 。！？；, blank ones not counted), or 0
for one that is not known.  TYPE may be `-` for any: such a name is not looked for where it is not read.  U names
relations of which the answers say nothing beyond what they have, nor of any between a name and one within it.
Other lines (issuer,
date, scope, N, F, #) say what is not learned from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import InputError
from kg.extract.proposal import Name
from kg.extract.text import Sentence, Text
from kg.model import Mention

ANY = "-"  # instead of a type
_SENTENCE = re.compile(r"[^\n。！？；]+[。！？；]?[”」』）)]*")
_QUOTES = str.maketrans("", "", " \t\r\n\u3000“”\"‘’'「」『』《》〈〉·•")
_HALF = str.maketrans("（），：；！？", "(),:;!?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A relation that a text states: the numbers of its sentences, and the ids of its ends."""

    sentence: int
    subject: str
    relation: str
    object: str
    status: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a text names."""

    id: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    optional: bool


@dataclass(frozen=True)
class Answers:
    """What a text says; `sentences` are the spans in the source that answers number, from 1."""

    named: tuple[Named, ...]
    relations: Mapping[tuple[str, str, str], Answer]
    sentences: tuple[tuple[int, int], ...]
    unasked: frozenset[str] = frozenset()

    def numbers(self, start: int, end: int) -> set[int]:
        """The numbers of the sentences that a span of the source touches."""
        return {n for n, (first, last) in enumerate(self.sentences, 1) if first < end and start < last}

    @property
    def optional(self) -> frozenset[str]:
        """The ids of what may be left out."""
        return frozenset(n.id for n in self.named if n.optional)


def plain(name: str) -> str:
    """A name without quotation marks and blanks, for comparison."""
    return unicodedata.normalize("NFKC", name).translate(_QUOTES).lower()


def read_answers(path: Path) -> Answers:
    """The answers beside a text.  Raises `InputError` for a line that does not fit, with its number."""
    named: list[Named] = []
    relations: dict[tuple[str, str, str], Answer] = {}
    unasked: set[str] = set()
    for number, line in enumerate(path.with_suffix(".ann").read_text(encoding="utf-8").split("\n"), 1):
        kind, *fields = [field.strip() for field in line.split("\t")]
        optional = kind.endswith("?")
        try:
            if kind.rstrip("?") == "E":
                name, types, names = fields
                named.append(Named(name, tuple(types.split("/")), tuple(filter(None, names.split("|"))), optional))
            elif kind.rstrip("?") == "R":
                sentence, subject, relation, object, status, *_ = fields
                relations.setdefault((subject, relation, object),
                                     Answer(int(sentence), subject, relation, object, status, optional))
            elif kind == "U":
                unasked.update(fields[0].split("|"))
        except ValueError:
            raise InputError(f"{path.with_suffix('.ann')}:{number}: this is no answer: {line[:60]!r}") from None
    text = path.read_text(encoding="utf-8")
    spans = tuple(m.span() for m in _SENTENCE.finditer(text) if m.group().strip())
    return Answers(tuple(named), relations, spans, frozenset(unasked))


def texts_with_answers(folder: Path) -> list[Path]:
    """The texts of a folder that have answers beside them, sorted.  Raises `InputError` where there is none."""
    found = sorted(p for p in folder.rglob("*.txt") if p.with_suffix(".ann").exists())
    if not found:
        raise InputError(f"{folder}: no text with answers (TEXT.txt and TEXT.ann beside it) is in this folder")
    return found


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
        return next((i for name in names for type in (root, ANY) if (i := self._ids.get((name, type)))), None)


def with_answers(text: Text, answers: Answers, matching: Matching) -> Text:
    """A text with the names of its answers where it does not have them; what overlaps them and is right stays."""
    names = sorted({(plain_words(name), n.types[0], n.names[0])
                    for n in answers.named if n.types[0] != ANY for name in n.names},
                   key=lambda found: (-len(found[0]), found))
    return replace(text, sentences=tuple(_with_names(s, names, matching) for s in text.sentences))


def plain_words(name: str) -> str:
    """A name with the marks that a cleaned text has."""
    return name.translate(_HALF)


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
    return replace(sentence, mentions=tuple(kept), inner=tuple(inner))


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
