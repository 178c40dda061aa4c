"""Whether words stand in the documents, where, and what is nearest to words that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.answers.found import Found
from kg.answers.model import Quoted, Sentence
from kg.answers.normal import Normal, has_readings, letters, normal, pairs, sentence_around, sentences
from kg.answers.reader import Reader
from kg.answers.texts import Texts

_GAP = re.compile(r"…+|\.{3,}|[\[(（【]\s*(?:…+|\.{3,})\s*[\])）】]")
# Marks are written in many ways and left out in quoting; between figures they are part of a number.
_MARK = re.compile(r"(?<!\d)[,、;:。!?“”‘’\"'()《》.—-]|[,、;:。!?“”‘’\"'()《》.—-](?!\d)")
_BETWEEN = re.compile(r"[\W_]+")
_LEAST = 2  # letters of a quotation
_LEAST_LIKE = 0.3
_NEAR = 6  # documents among which the nearest is sought


class Quotes:
    """Looks quotations up."""

    def __init__(self, found: Found, reader: Reader, texts: Texts) -> None:
        """Bind what is asked."""
        self._found, self._reader, self._texts = found, reader, texts

    def verify(self, text: str, limit: int) -> Quoted:
        """Where the words of a text stand, all of them, or in the parts that dots leave, one behind the other."""
        held = [part for part in _GAP.split(text) if letters(part)]
        parts = [_MARK.sub("", normal(part)) for part in held]
        if sum(map(len, parts)) < _LEAST:
            return Quoted(False, (), 0)
        found: list[Sentence] = []
        count = 0
        for iri in self._found.documents_with(_pieces(held)):
            for start, end in self._places(iri, parts):
                count += 1
                if len(found) < limit:
                    found.append(self._said(iri, start, end))
        if count:
            return Quoted(True, tuple(found), count)
        return self._nearest("".join(parts))

    def _places(self, iri: str, parts: list[str]) -> Iterator[tuple[int, int]]:
        """The spans of a document's source that hold all parts."""
        held = _Bare(self._texts.text(iri))
        at = held.text.find(parts[0])
        while at >= 0:
            end = at + len(parts[0])
            for part in parts[1:]:
                following = held.text.find(part, end)
                if following < 0:
                    return
                end = following + len(part)
            yield held.span(at, end)
            at = held.text.find(parts[0], end)

    def _said(self, iri: str, start: int, end: int) -> Sentence:
        document = self._reader.text(iri)
        exact = self._texts.text(iri)[start:end]
        title, date, digest = (document.title, document.date, document.digest) if document else (iri, None, iri)
        return Sentence(iri, digest, title, date, start, end, exact)

    def _nearest(self, wanted: str) -> Quoted:
        """The sentence that shares most pairs of characters with some words."""
        sought = pairs(wanted)
        best: tuple[float, str, int, int] | None = None
        for iri in self._found.likeliest(wanted, _NEAR):
            raw = self._texts.text(iri)
            for start, end in sentences(raw):
                held = pairs(normal(raw[start:end]))
                like = 2 * len(sought & held) / (len(sought) + len(held))
                if best is None or like > best[0]:
                    best = (like, iri, start, end)
        if best is None or best[0] < _LEAST_LIKE:
            return Quoted(False, (), 0)
        like, iri, start, end = best
        raw = self._texts.text(iri)
        return Quoted(False, (), 0, self._said(iri, *sentence_around(raw, start, min(end, start + 1))), round(like, 3))


class _Bare:
    """A text without marks, with the place of each character."""

    def __init__(self, raw: str) -> None:
        self._held = Normal(raw)
        self._kept = list(range(len(self._held.text)))
        gone = {i for match in _MARK.finditer(self._held.text) for i in range(*match.span())}
        if gone:
            self._kept = [i for i in self._kept if i not in gone]
        self.text = "".join(self._held.text[i] for i in self._kept)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._held.span(self._kept[start], self._kept[end - 1] + 1)


def _pieces(parts: list[str]) -> list[str]:
    """What an index is asked for: what stands between all marks and blanks, of which it holds no pair."""
    between = (_BETWEEN.split(part if part.isascii() or not has_readings(part) else normal(part)) for part in parts)
    found = [normal(piece) for pieces in between for piece in pieces if letters(piece)]
    return [piece for piece in found if len(piece) > 1] or found
