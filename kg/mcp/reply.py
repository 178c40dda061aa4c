"""An answer as an assistant gets it: as many items as fit, as text and as data, and how to get the rest.

Both forms have the same items.  The text keeps the ceiling and the data twice that, so that an answer costs what was
asked for, whichever form a client puts before its model.  A quotation is always a piece of the source, character by
character, with its offsets; where all items fit with shorter ones, long ones are cut around what they are quoted for,
and their offsets with them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from kg.answers import Figure, Said, Sentence, Stage, Thing
from kg.answers.model import Text
from kg.ontology import ID

MOST = 4000  # characters of an answer, unless more are asked for
_LENGTHS = (160, 100, 60, 40)  # characters of a quotation, from the most that are tried
_WITHOUT = 100  # where not all items fit, however short
_RESERVED = 120  # characters for what is said about the rest
_TITLE = 28  # characters of a document's title in a text
_DIGEST = 8  # and of its digest, by which it can be asked for
_DATA = 2  # times the characters of the text


@dataclass(frozen=True, slots=True)
class Item:
    """A part of an answer that is not divided: as text, and as data, with the documents that it speaks of; it stands
    for so many (`size`) of what was asked for."""

    text: str
    data: Any
    documents: Mapping[str, str] = field(default_factory=dict)
    size: int = 1


Make = Callable[[int], Item]  # with quotations of at most so many characters


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a line above, items from `offset` on, of `total` in all; `about` is data that goes with it."""

    head: str
    items: Sequence[Make]
    total: int
    offset: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)

    def within(self, most: int) -> tuple[str, dict[str, Any]]:
        """The answer as text, at most so many characters, and as data; at least one item where there is any, cut if it
        must be."""
        for longest in _LENGTHS:
            told = self._told(self._kept(most, longest), most)
            if told[1]["cursor"] is None:
                return told
        return self._told(self._kept(most, _WITHOUT), most)

    def _kept(self, most: int, longest: int) -> list[Item]:
        """The items whose texts fit, with quotations of at most so many characters."""
        room = most - _RESERVED - len(self.head)
        kept: list[Item] = []
        for make in self.items:
            item = make(longest)
            if len(item.text) > room:
                return kept or [_cut(item, most - _RESERVED - len(self.head))]
            room -= len(item.text) + 1
            kept.append(item)
        return kept

    def _told(self, kept: Sequence[Item], most: int) -> tuple[str, dict[str, Any]]:
        data = self._data(kept)
        while len(kept) > 1 and len(_json(data)) > _DATA * most:
            kept = kept[:-1]
            data = self._data(kept)
        lines = [self.head] if self.head else []
        lines += [item.text for item in kept]
        if data["cursor"] is not None:
            lines.append(f"({self.offset + 1}–{data['cursor']} of {self.total}; the rest: cursor={data['cursor']})")
        return "\n".join(lines)[:most], data

    def _data(self, kept: Sequence[Item]) -> dict[str, Any]:
        """Items as data: what all of them say alike, and of documents, stands once."""
        reached = self.offset + sum(item.size for item in kept)
        documents = {digest: told for item in kept for digest, told in item.documents.items()}
        items = [item.data for item in kept]
        common: dict[str, Any] = {}
        if len(items) > 1 and all(isinstance(each, dict) for each in items):
            common = {name: value for name, value in items[0].items()
                      if isinstance(value, str) and all(each.get(name) == value for each in items)}
            items = [{name: value for name, value in each.items() if name not in common} for each in items]
        return {**self.about, **({"common": common} if common else {}), "items": items,
                **({"documents": documents} if documents else {}), "total": self.total,
                "cursor": reached if kept and reached < self.total else None}


def plain(items: Iterable[Item]) -> list[Make]:
    """Items that hold no quotations to be cut."""
    return [partial(_same, item) for item in items]


def _same(item: Item, longest: int) -> Item:
    return item


def _cut(item: Item, most: int) -> Item:
    """An item that is larger than an answer may be."""
    told = item.text[:max(0, most - 60)] + "… (cut; max_characters asks for more)"
    return Item(told, {"text": told})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------- quotations


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of a source, with where it stands."""

    words: str
    title: str
    date: str | None
    digest: str
    start: int
    end: int

    @property
    def data(self) -> dict[str, Any]:
        """As data; the document is told beside it."""
        if not self.words:
            return {"document": self.digest[:_DIGEST]}
        return {"quote": self.words, "document": self.digest[:_DIGEST], "start": self.start, "end": self.end}

    @property
    def line(self) -> str:
        """As a line."""
        title = self.title if len(self.title) <= _TITLE else f"{self.title[:_TITLE - 1]}…"
        at = f"{title} {self.digest[:_DIGEST]}".rstrip()
        if not self.words:
            return f"  — {at}"
        return f"  “{' '.join(self.words.split())}” — {at}" + (f" {self.start},{self.end}" if self.digest else "")


def quote(sentence: Sentence, words: Sequence[str], longest: int) -> Quote:
    """A sentence, a long one cut around the first of some words that it holds."""
    exact, start = sentence.exact, sentence.start
    if len(exact) > longest:
        place = next((at for word in words if word and (at := exact.find(word)) >= 0), 0)
        first = max(0, min(place - longest // 5, len(exact) - longest))
        exact, start = exact[first:first + longest], start + first
    return Quote(exact, sentence.title, sentence.date, sentence.digest, start, start + len(exact))


def documents(quotes: Iterable[Quote]) -> dict[str, str]:
    """The documents of quotations, by the beginnings of their digests: title and day."""
    return {q.digest[:_DIGEST]: f"{q.title}，{q.date}" if q.date else q.title for q in quotes}


def _with_quotes(line: str, data: dict[str, Any], of: Said | Figure | Stage, words: Sequence[str],
                 longest: int) -> Item:
    quotes = [quote(s, words, longest) for s in of.sentences]
    more = [f"  (+{of.count - len(of.sentences)})"] if of.count > len(of.sentences) else []
    text = "\n".join([line, *(q.line for q in quotes), *more])
    said = {name: value for name, value in data.items() if value}
    return Item(text, {**said, "sentences": [q.data for q in quotes], **({"count": of.count} if more else {})},
                documents(quotes))


def short(iri: str) -> str:
    """An IRI as queries and other tools take it."""
    return f"id:{iri.removeprefix(ID)}" if iri.startswith(ID) else iri


# ---------------------------------------------------------------- what is told


def facts(found: Iterable[Said]) -> list[Make]:
    """Facts with their sentences."""
    return [partial(_fact, f) for f in found]


def _fact(f: Said, longest: int) -> Item:
    extra = _joined("计划" if f.status == "planned" else "", f.role, f.period)
    line = f"{f.subject.label} → {f.relation_zh} → {f.object.label}{extra}"
    data = {"subject": f.subject.label, "relation": f.relation, "object": f.object.label, "status": f.status,
            "role": f.role, "period": f.period}
    return _with_quotes(line, data, f, (f.object.label, f.subject.label), longest)


_MARKS = {"equal": "", "atLeast": "≥", "atMost": "≤", "about": "≈"}
_STATUS = {"target": "目标", "actual": "实际"}
_KIND = {"total": "", "increment": "增量", "growth": "增长", "multiple": "倍数"}


def numbers(found: Sequence[Figure]) -> list[Make]:
    """Numbers with their sentences; the two ends of a range, 5%—5.5%, are one item."""
    made: list[Make] = []
    at = 0
    while at < len(found):
        one, other = found[at], found[at + 1] if at + 1 < len(found) else None
        if other is not None and _is_range(one, other):
            made.append(partial(_range, one, other))
            at += 2
        else:
            made.append(partial(_number, one))
            at += 1
    return made


def _is_range(one: Figure, other: Figure) -> bool:
    """Whether two numbers are the least and the most of one thing, of one sentence."""
    alike = all(getattr(one, name) == getattr(other, name)
                for name in ("indicator", "place", "period", "unit", "kind", "status", "sentences"))
    return alike and {one.comparator, other.comparator} == {"atLeast", "atMost"}


def _range(one: Figure, other: Figure, longest: int) -> Item:
    least, most = (one, other) if one.comparator == "atLeast" else (other, one)
    return replace(_figure(least, f"{least.value}—{most.value}", longest), size=2)


def _number(n: Figure, longest: int) -> Item:
    return _figure(n, n.value, longest)


def _figure(n: Figure, value: str, longest: int) -> Item:
    place = n.place.label if n.place else None
    mark = "" if value != n.value else _MARKS[n.comparator]
    extra = _joined(_STATUS[n.status], _KIND[n.kind], "存疑" if n.doubt else "")
    line = f"{place or '—'}  {n.period or '—'}  {n.indicator} {mark}{value}{n.unit}{extra}"
    data = {"place": place, "period": n.period, "indicator": n.indicator, "value": value, "unit": n.unit,
            "comparator": n.comparator if mark else None, "kind": n.kind, "status": n.status, "doubt": n.doubt}
    return _with_quotes(line, data, n, (n.indicator, n.value), longest)


def steps(found: Iterable[Stage]) -> list[Make]:
    """Steps of lives with their sentences."""
    return [partial(step, s) for s in found]


def step(s: Stage, longest: int) -> Item:
    """A step of a life with its sentences."""
    other = s.other.label if s.other else None
    line = f"{s.thing.label}：{s.zh}" + _joined("计划" if s.status == "planned" else "", s.period, other)
    data = {"thing": s.thing.label, "step": s.step, "status": s.status, "period": s.period, "with": other}
    return _with_quotes(line, data, s, (s.thing.label,), longest)


def texts(found: Iterable[Text]) -> list[Make]:
    """Documents."""
    return plain(Item("  ".join(filter(None, (t.date or "—", t.title, t.publisher.label if t.publisher else "",
                                              t.digest))),
                      {"title": t.title, "date": t.date, "publisher": t.publisher.label if t.publisher else None,
                       "document": t.digest, "source": t.source}) for t in found)


def _joined(*parts: str | None) -> str:
    held = "，".join(filter(None, parts))
    return f"（{held}）" if held else ""


def thing_data(thing: Thing) -> dict[str, Any]:
    """An entity as data."""
    return {"label": thing.label, "type": thing.type, "iri": short(thing.iri)}
