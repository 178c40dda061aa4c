"""The draft of one document: its sentences as words, and what the techniques have found so far in each.

Techniques run in order and see what the earlier ones found, so that a known name is one unit for the grammar of the
later ones.  Offsets inside a `Sentence` count from its start; a `Mention` holds offsets of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.clean import LOST
from kg.model import Document, Finding, Frame, Mention, Passage, is_name
from kg.ontology import Individual, Ontology
from kg.words import Tagger, Word, make_tagger

if TYPE_CHECKING:
    from kg.extract.person import Post, Titled
    from kg.extract.status import Tense

# What stands for a name or number that was taken out before publication; 二〇〇〇 is a year.
_NUMERAL = "一二三四五六七八九"
_REDACTED = re.compile(rf"[xX×*＊Ｘｘ]{{2,}}|(?<![{_NUMERAL}○〇])[○〇]{{2,}}(?![{_NUMERAL}○〇])|(?<![A-Za-z0-9+])[xX×](?![A-Za-z0-9”+]|射线|光)|(?<=\d)[xX×](?=[年月日亿万家项个%人名元])|\*|{LOST}")
# A value: 20XX年, X.X亿元 and ×月×日 are one each; and a unit whose number is simply missing.
_VALUE = re.compile(rf"(?<!\+)[xX×*＊](?:[.xX×*＊]*[xX×*＊])?(?![A-Za-z0-9”+]|射线|光)|(?<![{_NUMERAL}○〇])[○〇]{{2,}}(?![{_NUMERAL}○〇])")
_MISSING = re.compile(r"(?:达到|完成|实现|增长|下降|提高|投入|约|占比|总额|总量|产值|收入|总值|支出|新增|[的为])(?:亿(?:美?元|吨|千瓦时)|万(?:元|吨|人次|亩|件|家|户|人))(?=[,。;、)]|以上|左右)"
                      r"|(?<=[一-鿿])(?<![零一二三四五六七八九十百千万亿几数多余两半])(?:%|个百分点)"
                      r"|(?:新增|达到?|总数|认定|建成|获批)[^,。;、\d一二三四五六七八九十百千万两多]{0,12}企业家(?=[,。;、])|(?<!\d)年 +月(?: +日)?")
_COUNTED = frozenset(("新增", "引进", "培育", "认定", "建成", "获批", "组建", "达到", "突破", "超过", "不少于", "不低于"))
_UNITS = frozenset(("家", "项", "个", "名"))
_BEHIND_UNIT = frozenset((",", "。", ";", "、", ")", "以上", "左右", "以内"))
# The number of a document (穗府办〔2017〕1号) abbreviates a body's name and names nothing.
_NUMBER = re.compile(r"[一-鿿]{2,14}[〔\[(]\d{4}[〕\])]\s?\d+\s?号")


class Unit(NamedTuple):
    """A word, or a name already found: what the grammar of names steps over at once."""

    start: int
    end: int
    text: str
    tag: str
    mention: Mention | None = None


@dataclass
class Sentence:
    """A passage with its words and the mentions found in it, never overlapping."""

    passage: Passage
    words: list[Word]
    redacted: frozenset[int]
    mentions: list[Mention] = field(default_factory=list)
    inner: list[Mention] = field(default_factory=list)
    _units: list[Unit] | None = None
    text: str = field(init=False)
    unreadable: frozenset[int] = field(init=False)
    boundaries: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Bind the passage's text, and the offsets at which a word begins or ends."""
        self.text = self.passage.text
        self.boundaries = frozenset(w.start for w in self.words) | {len(self.text)}
        numbers = {i for m in _NUMBER.finditer(self.text) for i in range(*m.span())} if "号" in self.text else set()
        self.unreadable = self.redacted | numbers

    def span(self, mention: Mention) -> tuple[int, int]:
        """A mention's span in this sentence."""
        return mention.start - self.passage.start, mention.end - self.passage.start

    def free(self, start: int, end: int) -> bool:
        """Whether no mention overlaps the span."""
        return all(m.end - self.passage.start <= start or end <= m.start - self.passage.start for m in self.mentions)

    def covering(self, start: int, end: int) -> list[Mention]:
        """The mentions that overlap the span."""
        return [m for m in self.mentions
                if m.start - self.passage.start < end and start < m.end - self.passage.start]

    def clean_span(self, start: int, end: int) -> bool:
        """Whether the span holds nothing redacted or lost, and nothing of a document's number."""
        return not self.unreadable or not any(start <= i < end for i in self.unreadable)

    def add(self, mention: Mention) -> bool:
        """Take a mention in; shorter ones that it covers become its inner mentions.

        False when one stands in its way, and for one that names nothing.
        """
        start, end = self.span(mention)
        if not self.clean_span(start, end) or not is_name(mention.text) or not is_name(mention.name):
            return False
        rivals = self.covering(start, end)
        if any(not (mention.start <= r.start and r.end <= mention.end and (r.start, r.end) != (mention.start, mention.end))
               for r in rivals):
            return False
        for rival in rivals:
            self.mentions.remove(rival)
            self.inner.append(rival)
        self.mentions.append(mention)
        self.mentions.sort(key=lambda m: m.start)
        self._units = None
        return True

    def remove(self, mention: Mention) -> None:
        """Take a mention out again."""
        self.mentions.remove(mention)
        self._units = None

    def forget_units(self) -> None:
        """Cut the sentence into units anew when next asked, as its mentions have changed."""
        self._units = None

    def demote(self, mention: Mention) -> None:
        """Make a mention an inner one, so that a longer or better name can take its characters."""
        self.remove(mention)
        self.inner.append(mention)

    def inside(self, mention: Mention) -> list[Mention]:
        """The mentions that stand inside a longer one, left to right."""
        return sorted((m for m in self.inner if mention.start <= m.start and m.end <= mention.end),
                      key=lambda m: (m.start, -m.end))

    def units(self) -> list[Unit]:
        """Words and mentions in order, covering the sentence; a word that a mention cuts keeps what is left of it."""
        if self._units is None:
            self._units = list(self._make_units())
        return self._units

    def _make_units(self) -> Iterator[Unit]:
        names = iter([(*self.span(m), m) for m in self.mentions])  # in their order, and never overlapping
        first, last, mention = next(names, (len(self.text), len(self.text), None))
        position = 0
        for start, end, _, tag in self.words:
            while position < end:
                start = max(start, position)
                if last <= start and mention is not None:
                    first, last, mention = next(names, (len(self.text), len(self.text), None))
                    continue
                if first >= end or mention is None:
                    yield Unit(start, end, self.text[start:end], tag)
                    position = end
                    continue
                if start < first:
                    yield Unit(start, first, self.text[start:first], tag)
                yield Unit(first, last, self.text[first:last], "name", mention)
                position = last
                first, last, mention = next(names, (len(self.text), len(self.text), None))


@dataclass
class Draft:
    """All sentences of a document and its frame, as far as they are known.

    `titled` are people named behind an office, `posts` what they hold, `tenses` what each sentence says of time,
    `parts` the place of the part in which a passage stands, where parts speak of different places;
    a `collection` holds texts that have nothing to do with each other.
    """

    document: Document
    ontology: Ontology
    sentences: list[Sentence]
    frame: Frame
    places: dict[str, Individual] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unresolved: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, int] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    titled: list[Titled] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    tenses: list[Tense] = field(default_factory=list)
    parts: dict[int, Mention | None] = field(default_factory=dict)
    collection: bool = False

    def place_at(self, sentence: Sentence) -> Mention | None:
        """The place of which a sentence speaks when it names none: that of its part of the document, else the document's."""
        return self.parts.get(sentence.passage.index, self.frame.place)

    def mention(self, sentence: Sentence, start: int, end: int, type: str, technique: str, name: str | None = None,
                *, iri: str | None = None, names: Iterable[str] = ()) -> Mention:
        """A mention of the sentence's characters `start:end`; the name is what stands there unless given."""
        text = sentence.text[start:end]
        name = name or text
        others = tuple(dict.fromkeys(n for n in (text, *names) if n != name and is_name(n)))
        return Mention(sentence.passage, sentence.passage.start + start, sentence.passage.start + end, type, text,
                       name, technique, iri, others)

    def all_mentions(self) -> Iterator[tuple[Sentence, Mention]]:
        """Every mention in reading order."""
        for sentence in self.sentences:
            for mention in sentence.mentions:
                yield sentence, mention


# Nouns that the segmenter joins to the word before them, which may end a name: 试点工作.
_MEASURES = frozenset("个项家名件场套台支所座")
_JOINED = ("工作", "建设", "项目", "精神", "任务", "行动")


# Nouns that the segmenter's dictionary has as pronouns.
_RETAGGED = {"本科": "n", "本土": "n"}


def _words(text: str, tag: Tagger) -> list[Word]:
    """The words of a text; one that ends in a general noun is cut there."""
    words: list[Word] = []
    for word in tag(text):
        if word.text in _RETAGGED:
            word = Word(word.start, word.end, word.text, _RETAGGED[word.text])
        if len(word.text) > 1 and word.text[0] in "个项家" and word.start and text[word.start - 1].isdigit():
            words.append(Word(word.start, word.start + 1, word.text[0], "q"))  # 4|个|省…, not 4|个省
            word = Word(word.start + 1, word.end, word.text[1:], "n")
        elif word.text in _MEASURES and word.start and text[word.start - 1].isdigit():
            word = Word(word.start, word.end, word.text, "q")
        if len(word.text) == 4 and word.text.endswith(_JOINED):
            middle = word.start + 2
            words += [Word(word.start, middle, word.text[:2], "n"), Word(middle, word.end, word.text[2:], "n")]
        else:
            words.append(word)
    return words


def make_draft(document: Document, passages: tuple[Passage, ...], ontology: Ontology) -> Draft:
    """The draft of a document: its readable passages cut into words."""
    nouns = {h for t in ontology.types.values() for h in (*t.heads, *t.weak_heads) if 2 < len(h) <= 4}
    tag = make_tagger(frozenset(nouns | {n for n in ontology.names_of(ontology.type_by("enumeration")) if 2 < len(n) <= 6}))
    sentences = [
        Sentence(p, _words(p.text, tag), frozenset(i for m in _REDACTED.finditer(p.text) for i in range(m.start(), m.end())))
        for p in passages if p.role != "furniture"
    ]
    return Draft(document, ontology, sentences, Frame(), passages=passages)


def redactions(sentences: Iterable[Sentence]) -> int:
    """The number of names and numbers that were taken out of a document before publication."""
    return sum(sum(not _inside_word(s.text, m) for m in _VALUE.finditer(s.text)) + len(_MISSING.findall(s.text)) + _units_alone(s) for s in sentences)


def _units_alone(sentence: Sentence) -> int:
    """Units that stand as words without a number in front: 认定重点实验室家, 引进人才名."""
    count = 0
    for before, unit, after in zip(sentence.words, sentence.words[1:], [*sentence.words[2:], None], strict=False):
        counted = unit.text in _UNITS and (after is None or after.text in _BEHIND_UNIT)
        count += counted and (before.tag[:1] in "nl" or before.text in _COUNTED) and before.end == unit.start
    return count


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """Whether an x stands behind a letter or a figure between two figures: Linux, 4x4."""
    before, after = text[:match.start()][-1:], text[match.end():][:1]
    return before.isascii() and (before.isalpha() or (before.isdigit() and after.isdigit()))
