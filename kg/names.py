"""The names of people, found in any text however they are written there.

A text is compared by its letters: escapes resolved (%E6%9E%97, &#26519;, \\u6797), characters simplified, half-width and
small, and left out what can stand between the characters of one name: blanks, line breaks, what is invisible, dots,
readings in brackets.  A name is sought in Chinese characters and as it is spelt in Latin letters.

A name that is also a word (高峰, 文明) is taken for a name only where somebody is meant: beside an office, a title or a
verb of which a person is the subject, before what is called after people (高峰工作室), or in a row with other names.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from kg.clean import INVISIBLE, plain_forms, syllables
from kg.ontology import PREFIXES, Ontology
from kg.words import Lexemes, Word, make_dictionary, make_tagger

HIDDEN = "○"  # what is put for each character of a hidden name

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile("[\u4e00-\u9fff]")
_AROUND = 24  # characters around a name by which its words are told
_READING = r"[(\[〔【]\s*[a-z\u3105-\u312f\u02c7\u02ca\u02cb\u02d9\u0300-\u036f]{1,8}[1-5]?\s*[)\]〕】]"
_INLINE = r"</?(?:b|i|u|em|strong|span|font|sup|sub)\b[^<>]{0,80}>"
# What can stand between the characters of a name; the second for names in Latin letters.
_GAP = re.compile(rf"(?:[\s·•‧・∙⋅･*_~\u0300-\u036f]|{INVISIBLE}|{_READING}|{_INLINE})+")
_LATIN_GAP = re.compile(rf"(?:[\s·•‧・∙⋅･*_.'’+\u0300-\u036f-]|,\s|{INVISIBLE})+")
_LATIN = re.compile("[a-z]")
_BESIDE_LATIN = re.compile("[a-z0-9]")
_AFTER = re.compile(_READING)
_ESCAPE = re.compile(r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
                     r"|(?P<unicode>(?:\\u[0-9A-Fa-f]{4})+|\\U[0-9A-Fa-f]{8})|(?P<control>\\[nrt])")
_ESCAPED = re.compile(r"[%&\\]")
_CONTROL = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
_ROUNDS = 3  # escapes of escapes
_SPELLINGS = 16  # of one name whose characters have several readings
_NOUNS = ("n", "vn", "an", "j", "l", "a", "b")  # tags of what a noun makes a compound with
_JOINED = "、和与及,;/"
Kind = Literal["name", "word", "given", "spelt"]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A name as its letters; `split` is where a given name begins that must stand apart (Xie Wei, not "xiewei")."""

    letters: str
    name: str
    kind: Kind = "name"
    split: int = 0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name in the letters of a text, from `start` to `end`."""

    start: int
    end: int
    sought: _Sought


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that name somebody; `size` is the number of the name's letters among them."""

    start: int
    end: int
    size: int


class _Letters:
    """A text by its letters, each with its place in the text."""

    def __init__(self, text: str, gap: re.Pattern[str]) -> None:
        self.decoded, self._spans = _decoded(text)
        self.plain = self.decoded.translate(plain_forms())
        self._index: list[int] | None = None
        self.text = self.plain
        if gap.search(self.plain):
            kept: list[int] = []
            last = 0
            for match in gap.finditer(self.plain):
                kept += range(last, match.start())
                last = match.end()
            self._index = kept + list(range(last, len(self.plain)))
            self.text = "".join(self.plain[i] for i in self._index)

    @property
    def latin(self) -> bool:
        """Whether there are Latin letters at all."""
        return _LATIN.search(self.text) is not None

    def at(self, letter: int) -> int:
        """The place of a letter in the decoded text."""
        return letter if self._index is None else self._index[letter]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text that hold some letters, with the reading of the last."""
        first, last = self.at(start), self.at(end - 1) + 1
        reading = _AFTER.match(self.plain, last)
        if reading and reading.group()[1:-1].strip().rstrip("12345") in syllables(self.plain[last - 1]):
            last = reading.end()
        return (first, last) if self._spans is None else (self._spans[first][0], self._spans[last - 1][1])


def _letters(text: str) -> str:
    """The letters of a text, when their places are not asked for."""
    for _ in range(_ROUNDS):
        resolved = _ESCAPE.sub(lambda m: "".join(c for c, _ in _resolved(m)) or m.group(), text) if _ESCAPED.search(text) else text
        if resolved == text:
            break
        text = resolved
    return _GAP.sub("", text.translate(plain_forms()))


def _decoded(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """A text with its escapes resolved, and for each character its span in the text (None when nothing was escaped)."""
    spans: list[tuple[int, int]] | None = None
    for _ in range(_ROUNDS):
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        last = 0
        for match in _ESCAPE.finditer(text):
            found = _resolved(match)
            if found:
                pieces += [text[last:match.start()], "".join(c for c, _ in found)]
                places += [(i, i + 1) for i in range(last, match.start())]
                at = match.start()
                for _, length in found:
                    places.append((at, at + length))
                    at += length
                last = match.end()
        if not pieces:
            break
        places += [(i, i + 1) for i in range(last, len(text))]
        text = "".join(pieces) + text[last:]
        spans = places if spans is None else [(spans[a][0], spans[b - 1][1]) for a, b in places]
    return text, spans


def _resolved(match: re.Match[str]) -> list[tuple[str, int]]:
    """The characters that an escape stands for, each with its length there; none when it stands for nothing."""
    written = match.group()
    if match.lastgroup == "percent":
        data = bytes.fromhex(written.replace("%", ""))
        for encoding in ("utf-8", "gb18030"):
            try:
                return [(c, 3 * len(c.encode(encoding))) for c in data.decode(encoding)]
            except UnicodeDecodeError:
                continue
        return []
    if match.lastgroup == "entity":
        character = html.unescape(written)
        return [(character, len(written))] if len(character) == 1 else []
    if match.lastgroup == "control":
        return [(_CONTROL[written], len(written))]
    if written[1] == "U":
        code = int(written[2:], 16)
        return [(chr(code), len(written))] if code < 0x110000 else []
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in written[2:].split("\\u"))
    return [(c, 12 if ord(c) > 0xFFFF else 6) for c in units.decode("utf-16-be", "surrogatepass")]


class Names:
    """Some people's names, to be found in texts."""

    def __init__(self, names: Iterable[str], ontology: Ontology) -> None:
        """Bind the names; `ontology` says which words are offices, titles and verbs, and what else has a name."""
        self._word = _WordTest(ontology)
        tag = make_tagger(frozenset())
        self._words = lru_cache(4096)(lambda run: tuple(tag(run)))
        words = {name: ontology.words.get(name, frozenset()) for name in ("offices", "authors", "honorifics", "eponyms", "personVerbs", "surnames")}
        self._before = Lexemes(words["offices"] | words["authors"])
        self._behind = Lexemes(words["offices"] | words["honorifics"] | words["eponyms"] | {v for v in words["personVerbs"] if len(v) > 1})
        self._honorifics = Lexemes(words["honorifics"])
        # What a graph's own terms are called is nobody's name, whatever a file of a user says.
        vocabulary = {n.lower() for n in (*ontology.types, *ontology.relations, *PREFIXES)}
        han: set[_Sought] = set()
        foreign: set[_Sought] = set()
        spelt: set[_Sought] = set()
        for name in sorted(set(names)):
            letters = _letters(name)
            if re.search(f"[{_HAN}]", letters):
                han |= set(self._chinese(letters, name, words["surnames"]))
                spelt |= set(self._spelt(letters, name, words["surnames"]))
            else:
                foreign |= {s for s in _foreign(name) if s.letters not in vocabulary}
        self._han, self._foreign, self._latin = _Table(han), _Table(foreign), _Table(foreign | spelt)
        whole = {s.letters for s in han if s.kind == "name" and len(s.letters) > 2}
        self._heads, self._tails = self._parts(n[:i] for n in whole for i in range(2, len(n))), self._parts(n[i:] for n in whole for i in range(1, len(n) - 1))

    def _parts(self, parts: Iterable[str]) -> frozenset[str]:
        """Parts of names that are no words."""
        return frozenset(p for p in parts if not self._word.known(p))

    def _chinese(self, letters: str, name: str, surnames: frozenset[str]) -> Iterator[_Sought]:
        if len(letters) < 2 or not re.search(f"[{_HAN}a-z]", letters):
            return
        yield _Sought(letters, name, "word" if self._word(letters) else "name")
        family = _family(letters, surnames)
        if family and len(letters) - family == 2:
            yield _Sought(letters[family:], name, "given")

    def _spelt(self, letters: str, name: str, surnames: frozenset[str]) -> Iterator[_Sought]:
        """A Chinese name in Latin letters, the family name in front and behind."""
        family = _family(letters, surnames)
        if not family or not 1 <= len(letters) - family <= 3 or self._word(letters):
            return
        joined = len(letters) > 2
        for reading in islice(product(*(sorted(syllables(c)) for c in letters)), _SPELLINGS):
            one, other = "".join(reading[:family]), "".join(reading[family:])
            yield _Sought(one + other, name, "spelt", 0 if joined else len(one))
            yield _Sought(other + one, name, "spelt", 0 if joined else len(other))

    def spans(self, text: str) -> list[Span]:
        """Where a text names somebody; the spans are in order and do not overlap."""
        found = []
        if self._han:
            letters = _Letters(text, _GAP)
            found += _spans(letters, [h for h, sure in self._judged(letters.text) if sure])
        if self._latin and (letters := _Letters(text, _LATIN_GAP)).latin:
            found += _spans(letters, self._latin_hits(self._latin, letters))
        return _joined(found)

    def said(self, text: str) -> Counter[str]:
        """How often each name stands in a text as it is written itself, not spelt in Latin letters."""
        found = Counter(h.sought.name for h, sure in self._judged(_letters(text)) if sure)
        if self._foreign and (letters := _Letters(text, _LATIN_GAP)).latin:
            found.update(h.sought.name for h in self._latin_hits(self._foreign, letters))
        return found

    def doubtful(self, text: str) -> Counter[str]:
        """How often names that are also words stand in a text without a sign that somebody is meant."""
        return Counter(h.sought.name for h, sure in self._judged(_letters(text)) if not sure)

    def edges(self, text: str) -> list[Span]:
        """Where a text begins or ends inside a name (知远要求…): parts of names of two characters and more that are no words."""
        letters = _Letters(text, _GAP)
        count = len(letters.text)
        first = next((n for n in (3, 2) if n <= count and letters.text[:n] in self._tails), 0)
        last = next((n for n in (3, 2) if n <= count - first and letters.text[-n:] in self._heads), 0)
        return [Span(*letters.span(start, end), end - start) for start, end in ((0, first), (count - last, count)) if start < end]

    def is_meant(self, text: str, start: int, end: int) -> bool:
        """Whether characters that were read as a name can be one: of a name that is a word too, not where it is part of a compound.

        绿水江山, 高峰平台: nouns right beside it; 会见高峰, 江山在: none.
        """
        letters = _Letters(text, _GAP)
        inside = [i for i in range(len(letters.text)) if start <= letters.at(i) < end]
        if not inside or not self._word(letters.text[inside[0]:inside[-1] + 1]):
            return True
        hit = _Hit(inside[0], inside[-1] + 1, _Sought("", "", "word"))
        return self._is_name(letters.text, hit) or not self._in_a_compound(letters.text, hit)

    def extended(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A span of a text with the reading in brackets that follows it."""
        plain = text.translate(plain_forms())
        reading = _AFTER.match(plain, end)
        known = reading and end and reading.group()[1:-1].strip().rstrip("12345") in syllables(plain[end - 1])
        return (start, reading.end()) if reading and known else (start, end)

    def _judged(self, letters: str) -> list[tuple[_Hit, bool]]:
        """The Chinese names in some letters, each with whether somebody is meant; of those that are not, only the words."""
        hits = list(self._han.hits(letters))
        sure = {h for h in hits if self._is_name(letters, h)}
        rest = [h for h in hits if h not in sure and h.sought.kind == "word"]
        added = sure
        while rest and added:
            starts, ends = {h.start for h in sure}, {h.end for h in sure}
            added = {h for h in rest if h not in sure and _in_a_row(letters, h, starts, ends)}
            sure |= added
        return [(h, h in sure) for h in hits if h in sure or h.sought.kind == "word"]

    def _latin_hits(self, table: _Table, letters: _Letters) -> list[_Hit]:
        return [h for h in table.hits(letters.text) if _apart(letters, h)]

    def _is_name(self, letters: str, hit: _Hit) -> bool:
        if hit.sought.kind == "given":
            return self._honorifics.beginning(letters, hit.end) is not None
        if hit.sought.kind == "word":
            before = letters[:hit.start].rstrip(":：")
            behind = hit.end + (letters[hit.end:hit.end + 1] == "(")
            return self._before.ending(before, len(before)) is not None or self._behind.beginning(letters, behind) is not None
        return len(hit.sought.letters) > 2 or not self._cut_by_words(letters, hit)

    def _cut_by_words(self, letters: str, hit: _Hit) -> bool:
        """Whether a word of the text reaches over an edge of the name: 何维 in 如何|维护."""
        first, last, words = self._around(letters, hit)
        return any((w.start < first < w.end or w.start < last < w.end) and self._word.known(w.text) for w in words)

    def _in_a_compound(self, letters: str, hit: _Hit) -> bool:
        """Whether a noun stands right before or behind, or a word reaches over an edge."""
        first, last, words = self._around(letters, hit)
        return any(w.start < first < w.end or w.start < last < w.end or ((w.end == first or w.start == last) and w.tag.startswith(_NOUNS)) for w in words)

    def _around(self, letters: str, hit: _Hit) -> tuple[int, int, tuple[Word, ...]]:
        """The words of the run of characters in which a name stands, and the name's place in the run."""
        start, end = hit.start, hit.end
        while start and hit.start - start < _AROUND and _RUN.match(letters[start - 1]):
            start -= 1
        while end < len(letters) and end - hit.end < _AROUND and _RUN.match(letters[end]):
            end += 1
        return hit.start - start, hit.end - start, self._words(letters[start:end])


class _WordTest:
    """Whether a name is also a word, or the name of something known."""

    def __init__(self, ontology: Ontology) -> None:
        self._has = make_dictionary()
        self._tag = make_tagger(frozenset())
        named = {n for t in ontology.roots if not t.personal for n in ontology.names_of(t.name)}
        self._named = frozenset(named | {w for words in ontology.words.values() for w in words})

    def known(self, word: str) -> bool:
        """Whether the segmenter's dictionary has it."""
        return len(word) > 1 and self._has(word)

    def __call__(self, name: str) -> bool:
        if name in self._named:
            return True
        if not self._has(name):
            return False
        tags = [w.tag for w in self._tag(name)]
        # The dictionary has 李强 as somebody famous, and tags 高峰 and 文明 like 丁宁: of two characters it knows no better.
        return tags != ["nrfg"] and (len(name) == 2 or not all(t.startswith("nr") for t in tags))


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


def _family(letters: str, surnames: frozenset[str]) -> int:
    return next((n for n in (2, 1) if letters[:n] in surnames and len(letters) > n), 0)


def _foreign(name: str) -> Iterator[_Sought]:
    """A name in Latin letters, of two parts also the other way round."""
    parts = [p for p in re.split(r"[\s,]+", name) if _Letters(p, _LATIN_GAP).text]
    for order in ([parts, parts[::-1]] if len(parts) == 2 else [parts]):
        letters = _Letters("".join(order), _LATIN_GAP).text
        if len(letters) > 1 and any(c.isalpha() for c in letters):
            yield _Sought(letters, name)


def _apart(letters: _Letters, hit: _Hit) -> bool:
    """Whether Latin letters are a word of their own, and the parts of a short name are apart."""
    start, end = letters.at(hit.start), letters.at(hit.end - 1) + 1
    if any(_BESIDE_LATIN.match(c) for c in (letters.plain[start - 1:start], letters.plain[end:end + 1])):
        return False
    if not hit.sought.split:
        return True
    before, behind = letters.at(hit.start + hit.sought.split - 1), letters.at(hit.start + hit.sought.split)
    return behind > before + 1 or (letters.decoded[before].islower() and letters.decoded[behind].isupper())


def _in_a_row(letters: str, hit: _Hit, starts: set[int], ends: set[int]) -> bool:
    """Whether a name stands right before or behind a hit, with a sign between that joins names."""
    return (hit.start - 1 in ends and letters[hit.start - 1] in _JOINED) or (hit.end + 1 in starts and letters[hit.end] in _JOINED)


def _spans(letters: _Letters, hits: Iterable[_Hit]) -> list[Span]:
    """The places in the text of hits, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if merged and hit.start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], hit.end)
        else:
            merged.append((hit.start, hit.end))
    return [Span(*letters.span(start, end), end - start) for start, end in merged]


def _joined(spans: Iterable[Span]) -> list[Span]:
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
