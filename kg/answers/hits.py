"""A search over names, titles and sentences: what was found, with the words that hold it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.answers.found import Found, Match
from kg.answers.model import Candidate, Hit, HitKind, Page
from kg.answers.normal import Normal, letters, normal, sentence_around, spans_in
from kg.answers.reader import Reader
from kg.answers.texts import Texts

_MOST_CHECKED = 100  # documents of one search whose texts are looked through to know how many there are


class Search:
    """Asks an index, a store and the texts together."""

    def __init__(self, found: Found, reader: Reader, texts: Texts) -> None:
        """Bind what is asked."""
        self._found, self._reader, self._texts = found, reader, texts

    def resolve(self, name: str, limit: int, offset: int) -> Page[Candidate]:
        """The entities that a name may mean, best first."""
        matches = self._found.names(name)
        part = [self._candidate(m) for m in matches[offset:offset + limit]]
        return Page(tuple(part), len(matches), offset, _next(len(matches), limit, offset))

    def _candidate(self, match: Match) -> Candidate:
        names = self._found.names_of(match.iri)
        return Candidate(self._reader.thing(match.iri), names, match.why, match.name, self._found.said(match.iri))

    def hits(self, text: str, limit: int, offset: int, kind: HitKind | None) -> Page[Hit]:
        """Entities, then documents by their titles, then sentences, or one kind alone."""
        items: list[Hit] = []
        total = reached = 0
        for each in ("entity", "document", "sentence"):
            if kind in (None, each):
                page = self._of_kind(each, text, limit - len(items), max(0, offset - total))
                if len(items) < limit:
                    reached = total + (page.total if page.next is None else page.next)
                items += page.items
                total += page.total
        return Page(tuple(items), total, offset, reached if reached < total else None)

    def _of_kind(self, kind: str, text: str, limit: int, offset: int) -> Page[Hit]:
        if kind == "sentence":
            return self._sentences(text, limit, offset)
        matches = self._found.names(text, titles=kind == "document")
        make = self._entity if kind == "entity" else self._document
        items = tuple(make(m, text) for m in matches[offset:offset + limit])
        return Page(items, len(matches), offset, _next(len(matches), limit, offset))

    def _entity(self, match: Match, text: str) -> Hit:
        thing = self._reader.thing(match.iri)
        return Hit("entity", thing.iri, thing.label, thing.type, thing.type_zh, match.name,
                   tuple(spans_in(match.name, _words(text))))

    def _document(self, match: Match, text: str) -> Hit:
        held = self._reader.text(match.iri)
        return Hit("document", match.iri, match.name, "", "", match.name, tuple(spans_in(match.name, _words(text))),
                   date=held.date if held else None)

    def _sentences(self, text: str, limit: int, offset: int) -> Page[Hit]:
        """One sentence of each document that has all words, the youngest document first.

        Pairs of characters may stand apart in a text that has not the word: of up to `_MOST_CHECKED` documents the
        others are not counted.
        """
        words = _words(text)
        documents = self._found.documents_with(words)
        if len(documents) <= _MOST_CHECKED:
            documents = [iri for iri in documents if self._has(iri, words)]
        items: list[Hit] = []
        at = offset
        while at < len(documents) and len(items) < limit:
            if (hit := self._sentence(documents[at], words)) is not None:
                items.append(hit)
            at += 1
        return Page(tuple(items), len(documents), offset, at if at < len(documents) else None)

    def _has(self, iri: str, words: Sequence[str]) -> bool:
        held = normal(self._texts.text(iri))
        return all(word in held for word in words)

    def _sentence(self, iri: str, words: Sequence[str]) -> Hit | None:
        """The first sentence of a document with all words, else the first with the first of them."""
        raw = self._texts.text(iri)
        held = Normal(raw)
        if not all(word in held.text for word in words):
            return None
        document = self._reader.text(iri)
        at, first = held.text.find(words[0]), None
        while at >= 0:
            span = sentence_around(raw, *held.span(at, at + len(words[0])))
            first = first or span
            if all(word in normal(raw[slice(*span)]) for word in words):
                first = span
                break
            at = held.text.find(words[0], at + 1)
        assert first is not None
        start, end = first
        snippet = raw[start:end]
        return Hit("sentence", iri, document.title if document else iri, "", "", snippet,
                   tuple(spans_in(snippet, words)), start, end, document.date if document else None)


def _words(text: str) -> list[str]:
    """The words of a query as texts hold them."""
    return [normal(word) for word in text.split() if letters(word)]


def _next(total: int, limit: int, offset: int) -> int | None:
    return offset + limit if offset + limit < total else None
