"""The names of people, found in any text however they are written there, in Chinese characters and as they are spelt.

A name that is also a word (高峰, 文明) is taken for a name only where somebody is meant: beside an office, a title or a
verb of which a person is the subject, before what is called after people (高峰工作室), or in a row with other names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from kg.clean import syllables
from kg.letters import HAN, LATIN, Letters, letters_of
from kg.ontology import PREFIXES, Ontology
from kg.words import Lexemes, Word, make_dictionary, make_tagger

HIDDEN = "○"  # what is put for each character of a hidden name

_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile("[\u4e00-\u9fff]")
_RUN_ALONE = re.compile(f"[{HAN}]+")
_SHORTEST = 3  # characters of a name that is told by what stands beside it
_MOST_GIVEN = 2  # characters of a given name
_AROUND = 24  # characters around a name by which its words are told
_LETTER = re.compile("[a-z]")
_BESIDE = re.compile("[a-z0-9]")
_SPELLINGS = 16  # of one name whose characters have several readings
_NOUNS = ("n", "vn", "an", "j", "l", "a", "b")  # tags of words that make a compound with a noun beside them
_JOINED = "、和与及,;/"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that name somebody; `size` is the number of the name's letters among them."""

    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class _Sought:
    """A name by its letters; `split` is where a given name begins that must stand apart (Zou Qian, not zouqian)."""

    letters: str
    name: str
    kind: Literal["name", "word", "given", "foreign", "single", "spelt"]
    split: int = 0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name in the letters of a text, from `start` to `end`."""

    start: int
    end: int
    sought: _Sought


class Names:
    """Some people's names, to be found in texts."""

    def __init__(self, names: Iterable[str], ontology: Ontology) -> None:
        """Bind the names; `ontology` says which words are offices, titles and verbs, and what else has a name."""
        self._words = _Words(ontology)
        self._signs = _Signs(ontology)
        surnames = ontology.words.get("surnames", frozenset())
        # What a graph's own terms are called is nobody's name, whatever a file of a user says.
        terms = {n.lower() for n in (*ontology.types, *ontology.relations, *PREFIXES)}
        sought = {s for name in set(names) for s in self._sought(name, surnames) if s.letters not in terms}
        self._chinese = _Table(s for s in sought if s.kind in ("name", "word", "given"))
        self._foreign = _Table(s for s in sought if s.kind == "foreign")
        self._latin = _Table(s for s in sought if s.kind in ("foreign", "single", "spelt"))
        whole = {s.letters for s in sought if s.kind == "name" and len(s.letters) > 2}
        self._heads = self._no_words(n[:i] for n in whole for i in range(2, len(n)))
        self._tails = self._no_words(n[i:] for n in whole for i in range(1, len(n) - 1))

    def spans(self, text: str) -> list[Span]:
        """Where a text names somebody; the spans are in order and do not overlap."""
        found = []
        if self._chinese:
            letters = Letters(text)
            found += _spans(letters, [h for h, meant in self._judged(letters.text) if meant])
        if self._latin and _LETTER.search((latin := Letters(text, LATIN)).text):
            found += _spans(latin, _words(self._latin, latin))
        return merged(found)

    def said(self, text: str) -> Counter[str]:
        """How often each name stands in a text as it is written itself.

        Not as it may be spelt, nor a single word in Latin letters (Chen, Label): formats have words of their own.
        """
        found = Counter(h.sought.name for h, meant in self._judged(letters_of(text)) if meant)
        if self._foreign:
            found.update(h.sought.name for h in _words(self._foreign, Letters(text, LATIN)))
        return found

    def doubtful(self, text: str) -> Counter[str]:
        """How often names that are also words stand in a text without a sign that somebody is meant."""
        return Counter(h.sought.name for h, meant in self._judged(letters_of(text)) if not meant)

    def edges(self, text: str) -> list[Span]:
        """Where a text begins or ends inside a name (知远要求…): a part of two characters and more that is no word."""
        letters = Letters(text)
        count = len(letters.text)
        first = next((n for n in (3, 2) if n <= count and letters.text[:n] in self._tails), 0)
        last = next((n for n in (3, 2) if n <= count - first and letters.text[-n:] in self._heads), 0)
        places = ((0, first), (count - last, count))
        return [Span(*letters.span(start, end), end - start) for start, end in places if start < end]

    def can_be_meant(self, text: str, start: int, end: int) -> bool:
        """Whether characters that were read as a name can be one; a word amid a compound (绿水江山) cannot."""
        letters = Letters(text)
        inside = [i for i in range(len(letters.text)) if start <= letters.at(i) < end]
        if not inside or not self._words.is_word(letters.text[inside[0]:inside[-1] + 1]):
            return True
        first, last = inside[0], inside[-1] + 1
        return self._signs.meant(letters.text, first, last) or not self._words.compound(letters.text, first, last)

    def _sought(self, name: str, surnames: frozenset[str]) -> Iterator[_Sought]:
        letters = letters_of(name)
        if not _HAN.search(letters):
            yield from _foreign(name)
        elif len(letters) > 1:
            word = self._words.is_word(letters)
            yield _Sought(letters, name, "word" if word else "name")
            family = next((n for n in (2, 1) if letters[:n] in surnames and len(letters) > n), 0)
            given = len(letters) - family if family else 0
            if given == 2:
                yield _Sought(letters[family:], name, "given")
            if 1 <= given <= 3 and not word:
                yield from _spelt(letters, name, family)

    def _no_words(self, parts: Iterable[str]) -> frozenset[str]:
        return frozenset(p for p in parts if not self._words.known(p))

    def _judged(self, letters: str) -> list[tuple[_Hit, bool]]:
        """The Chinese names in some letters, and whether somebody is meant; where nobody is, only words."""
        hits = list(self._chinese.hits(letters))
        meant = {h for h in hits if self._is_meant(letters, h)}
        rest = [h for h in hits if h not in meant and h.sought.kind == "word"]
        added = meant
        while rest and added:
            starts, ends = {h.start for h in meant}, {h.end for h in meant}
            added = {h for h in rest if h not in meant and _in_a_row(letters, h, starts, ends)}
            meant |= added
        return [(h, h in meant) for h in hits if h in meant or h.sought.kind == "word"]

    def _is_meant(self, letters: str, hit: _Hit) -> bool:
        if hit.sought.kind == "given":
            return self._signs.honoured(letters, hit.end)
        if hit.sought.kind == "word":
            return self._signs.meant(letters, hit.start, hit.end)
        return len(hit.sought.letters) > 2 or not self._words.cut(letters, hit.start, hit.end)


def spoken_of(texts: Iterable[str], ontology: Ontology) -> set[str]:
    """People of whom texts tell beside an office, a title, a label or a verb of which people are the subject.

    Each is a family name with one or two characters (two in all are as often a place), and one word to the segmenter,
    which takes it for a name.
    """
    signs, words, likely = _Signs(ontology), _Words(ontology), _Likely(ontology)
    found: set[str] = set()
    for letters in map(letters_of, texts):
        row = signs.is_row(letters)
        for start, end in likely.places(letters):
            name = letters[start:end]
            if name not in found and words.is_personal(letters, start, end) \
                    and (signs.told(letters, start, end) or (row and _is_alone(letters, start, end))):
                found.add(name)
    return found


def named_alone(texts: Iterable[str], ontology: Ontology) -> set[str]:
    """People whose name is all that a title, or a part of a file's name or address, says (2024/林知远.pdf), or all but
    what kind of paper about somebody it is (林知远述职报告).

    It has the form of a name, two characters only where no word is so, and the segmenter finds no other word in it.
    """
    words, surnames = _Words(ontology), ontology.words.get("surnames", frozenset())
    papers = sorted(ontology.words.get("personalPapers", frozenset()), key=lambda w: (-len(w), w))
    ends = tuple(ontology.words.get("placeAndBodyEnds", frozenset()))
    found: set[str] = set()
    for run in {run for text in texts for run in _RUN_ALONE.findall(letters_of(text))}:
        name = run.removesuffix(next((p for p in papers if run.endswith(p) and run != p), ""))
        family = next((n for n in (2, 1) if name[:n] in surnames), 0)
        if family and 1 <= len(name) - family <= _MOST_GIVEN and not name.endswith(ends) \
                and (words.can_be_name(name) or (family > 1 and not words.is_word(name))):
            found.add(name)
    return found


def _is_alone(letters: str, start: int, end: int) -> bool:
    """Whether no Chinese character stands right beside some letters."""
    return not (_HAN.match(letters[max(0, start - 1):start]) or _HAN.match(letters[end:end + 1]))


class _Likely:
    """Where a family name begins what may be a name."""

    def __init__(self, ontology: Ontology) -> None:
        surnames = ontology.words.get("surnames", frozenset())
        self._first = re.compile("|".join(sorted(map(re.escape, surnames), key=len, reverse=True)) or "(?!)")
        self._abroad = ontology.words.get("foreignPlaces", frozenset())
        verbs = ontology.words.get("personVerbs", frozenset())
        # 侯凯作 is no name: 侯凯|作报告.
        self._others = (*ontology.words.get("placeAndBodyEnds", frozenset()), *(v for v in verbs if len(v) == 1))

    def places(self, letters: str) -> Iterator[tuple[int, int]]:
        """The places in some letters, two lengths for each family name."""
        for match in self._first.finditer(letters):
            start = match.start()
            for end in range(max(start + _SHORTEST, match.end() + 1), match.end() + 3):
                name = letters[start:end]
                if _RUN_ALONE.fullmatch(name) and not name.endswith(self._others) and name not in self._abroad:
                    yield start, end


class _Signs:
    """What stands beside a name and tells that somebody is meant."""

    def __init__(self, ontology: Ontology) -> None:
        classes = ("offices", "bylineRoles", "honorifics", "eponyms", "personVerbs", "personLabels")
        offices, authors, honorifics, eponyms, verbs, labels = (ontology.words.get(n, frozenset()) for n in classes)
        self._before = Lexemes(offices | authors)
        self._labels = Lexemes(labels)
        self._offices = offices
        self._tails = Lexemes(ontology.words.get("personTails", frozenset()))
        self._behind = Lexemes(offices | honorifics | eponyms | {v for v in verbs if len(v) > 1})
        self._honorifics = Lexemes(honorifics)

    def meant(self, letters: str, start: int, end: int) -> bool:
        """Whether an office or the like stands before, with a colon perhaps, or behind, be it in brackets."""
        held = letters[max(0, start - _AROUND):start]
        before = held.rstrip(":")
        behind = end + (letters[end:end + 1] == "(")
        return bool(self._before.ending(before, len(before)) or self._behind.beginning(letters, behind)
                    or (held != before and self._labels.ending(before, len(before))))

    def told(self, letters: str, start: int, end: int) -> bool:
        """The same, also by what is said of people whom a text names at no other place."""
        return self._tails.beginning(letters, end) is not None or self.meant(letters, start, end)

    def is_row(self, letters: str) -> bool:
        """Whether an office stands alone between marks, as in a row of a table of people."""
        return any(run in self._offices for run in _RUN_ALONE.findall(letters))

    def honoured(self, letters: str, end: int) -> bool:
        """Whether 同志 or the like follows."""
        return self._honorifics.beginning(letters, end) is not None


class _Words:
    """What the segmenter knows: whether a name is also a word, and where the words around it end."""

    def __init__(self, ontology: Ontology) -> None:
        self._has = make_dictionary()
        tag = make_tagger(frozenset())
        self._tagged = lru_cache(4096)(lambda run: tuple(tag(run)))
        named = {n for t in ontology.roots if not t.personal for n in ontology.names_of(t.name)}
        self._named = frozenset(named | {w for words in ontology.words.values() for w in words})

    def known(self, word: str) -> bool:
        """Whether the segmenter's dictionary has a word of two characters or more."""
        return len(word) > 1 and self._has(word)

    def is_word(self, name: str) -> bool:
        """Whether a name is a word too, or the name of something in the lexicon."""
        if name in self._named or not self._has(name):
            return name in self._named
        tags = [w.tag for w in self._tagged(name)]
        # It has 李强 as somebody famous, and tags 高峰 and 文明 like 丁宁: of two characters it knows no better.
        return tags != ["nrfg"] and (len(name) == 2 or not all(t.startswith("nr") for t in tags))

    def can_be_name(self, name: str) -> bool:
        """Whether some letters alone are a name to the segmenter, or nothing that it knows."""
        if self.is_word(name):
            return False
        return all(w.tag.startswith("nr") or len(w.text) == 1 or not self._has(w.text) for w in self._tagged(name))

    def is_personal(self, letters: str, start: int, end: int) -> bool:
        """Whether some letters are one word that is taken for a person's name, and nothing else is called so."""
        first, last, words = self._around(letters, start, end)
        return letters[start:end] not in self._named \
            and any((w.start, w.end) == (first, last) and w.tag.startswith("nr") for w in words)

    def cut(self, letters: str, start: int, end: int) -> bool:
        """Whether a word of the dictionary reaches over an edge of a name: 何防 in 如何|防范."""
        first, last, words = self._around(letters, start, end)
        return any((w.start < first < w.end or w.start < last < w.end) and self.known(w.text) for w in words)

    def compound(self, letters: str, start: int, end: int) -> bool:
        """Whether a word reaches over an edge of a name, or a noun stands right beside it: 绿水|江山, 高峰|平台."""
        first, last, words = self._around(letters, start, end)
        return any(w.start < first < w.end or w.start < last < w.end for w in words) \
            or any((w.end == first or w.start == last) and w.tag.startswith(_NOUNS) for w in words)

    def _around(self, letters: str, start: int, end: int) -> tuple[int, int, tuple[Word, ...]]:
        """The words of the run of Chinese characters in which a name stands, and the name's place in the run."""
        first, last = start, end
        while first and start - first < _AROUND and _RUN.match(letters[first - 1]):
            first -= 1
        while last < len(letters) and last - end < _AROUND and _RUN.match(letters[last]):
            last += 1
        return start - first, end - first, self._tagged(letters[first:last])


class _Table:
    """Names by their first two letters."""

    def __init__(self, sought: Iterable[_Sought]) -> None:
        by_start: dict[str, list[_Sought]] = defaultdict(list)
        for s in sorted(sought, key=lambda s: (-len(s.letters), s.letters, s.name, s.kind, s.split)):
            by_start[s.letters[:2]].append(s)
        self._by_start = dict(by_start)
        first = "".join(sorted({s[0] for s in self._by_start}))
        self._first = re.compile(f"[{re.escape(first)}]") if first else None

    def __bool__(self) -> bool:
        return self._first is not None

    def hits(self, letters: str) -> Iterator[_Hit]:
        """Every place where a name stands, the longest first."""
        for match in self._first.finditer(letters) if self._first else ():
            start = match.start()
            for sought in self._by_start.get(letters[start:start + 2], ()):
                if letters.startswith(sought.letters, start):
                    yield _Hit(start, start + len(sought.letters), sought)


def _foreign(name: str) -> Iterator[_Sought]:
    """A name in Latin letters, of two parts also the other way round."""
    parts = [p for p in re.split(r"[\s,]+", name) if Letters(p, LATIN).text]
    for order in ([parts, parts[::-1]] if len(parts) == 2 else [parts]):
        letters = Letters("".join(order), LATIN).text
        if len(letters) > 1 and any(c.isalpha() for c in letters):
            yield _Sought(letters, name, "foreign" if len(parts) > 1 else "single")


def _spelt(letters: str, name: str, family: int) -> Iterator[_Sought]:
    """A Chinese name in Latin letters, the family name in front and behind."""
    for reading in islice(product(*(sorted(syllables(c)) for c in letters)), _SPELLINGS):
        one, other = "".join(reading[:family]), "".join(reading[family:])
        short = len(letters) == 2
        yield _Sought(one + other, name, "spelt", len(one) if short else 0)
        yield _Sought(other + one, name, "spelt", len(other) if short else 0)


def _words(table: _Table, letters: Letters) -> list[_Hit]:
    """The names in Latin letters that are words of their own."""
    return [h for h in table.hits(letters.text) if _apart(letters, h)]


def _apart(letters: Letters, hit: _Hit) -> bool:
    """Whether letters are a word of their own, and the parts of a short name are apart."""
    start, end = letters.at(hit.start), letters.at(hit.end - 1) + 1
    if any(_BESIDE.match(c) for c in (letters.plain[start - 1:start], letters.plain[end:end + 1])):
        return False
    if not hit.sought.split:
        return True
    before, behind = letters.at(hit.start + hit.sought.split - 1), letters.at(hit.start + hit.sought.split)
    return behind > before + 1 or (letters.decoded[before].islower() and letters.decoded[behind].isupper())


def _in_a_row(letters: str, hit: _Hit, starts: set[int], ends: set[int]) -> bool:
    """Whether a name stands right before or behind a hit, with a sign between that joins names."""
    return (hit.start - 1 in ends and letters[hit.start - 1] in _JOINED) \
        or (hit.end + 1 in starts and letters[hit.end] in _JOINED)


def _spans(letters: Letters, hits: Iterable[_Hit]) -> list[Span]:
    """The places in the text of hits, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if merged and hit.start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], hit.end)
        else:
            merged.append((hit.start, hit.end))
    return [Span(*letters.span(start, end), end - start) for start, end in merged]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if found and span.start < found[-1].end:
            last = found.pop()
            span = Span(last.start, max(last.end, span.end), max(last.size, span.size))
        found.append(span)
    return found


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text of the same length with a sign for each character of some spans, which may overlap."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = HIDDEN * (end - start)
    return "".join(characters)


def shortened(text: str, spans: Iterable[Span]) -> str:
    """A text with a sign for each letter of the names in some spans, however long they are written there."""
    pieces: list[str] = []
    last = 0
    for span in spans:
        pieces += [text[last:span.start], HIDDEN * span.size]
        last = span.end
    return "".join(pieces) + text[last:]
