"""Fields within names: what a name says that its bearer works in: 低维电子材料 of 低维电子材料|海河|实验室.

A name is an owner or a place, the field, and words for the kind of thing, in an order that differs.  What is left of it
between the names within it, without general words at either end, is the field, when it can be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text, Unit
from kg.model import Mention
from kg.words import Word, make_dictionary

_FIGURE = "{figures}{figureThings}"  # 黄金|水道
_FIGURE_REACH = 4  # characters behind it in which that thing is sought
_SHORT = 2  # characters of a word that names its thing (清源|实验室) unless it is a known field
_LEAST_OF_TWO = 3  # characters of the first of two fields that one name has
_PROPER_TAGS = frozenset(("nr", "nrt", "nz", "nt", "ns"))
_INNER_TAGS = frozenset("nvajlibszfg")


@case
class Domain:
    """Words of a name that may be the field in which its bearer works."""

    text: Text
    sentence: Sentence
    name: Mention
    words: tuple[Unit, ...]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def span(self) -> tuple[int, int]:
        """Where they stand."""
        return self.words[0].start, self.words[-1].end

    @once
    def said(self) -> str:
        """What they say."""
        start, end = self.span
        return self.sentence.text[start:end]

    @once
    def known(self) -> bool:
        """Whether they are a known field."""
        return self.said in self.lexicon.fields

    @property
    def told(self) -> bool:
        """Whether things that end as the name does are called by their field: 实验室, 产业园."""
        return self.name.name.endswith(self.lexicon.listed["domainHeads"])

    @property
    def firm(self) -> bool:
        """Whether they end as the names of firms do: 种业股份有限公司|研究院."""
        head = self.lexicon.head_at(self.sentence.text, self.span[1])
        return head is not None and self.lexicon.has(head.type.name, "coined")

    def has(self, words: str) -> bool:
        """Whether one of them is of a class."""
        return not self.lexicon.words[words].isdisjoint(w.text for w in self.words)

    @property
    def unsaid(self) -> bool:
        """Whether it stands in a programme's name and nowhere by itself: 金融|助力行动 is no work on finance."""
        return self.text.is_a(self.name, self.lexicon.practice) and self.said not in self.text.fields

    @property
    def quoted(self) -> bool:
        """Whether quotation marks stand around it: “生态岛”|试验区."""
        start, end = self.span
        text = self.sentence.text
        return text.startswith("“", max(0, start - 1)) and text.startswith("”", end)

    @property
    def figure(self) -> bool:
        """Whether it is a figure of speech for what stands behind it."""
        start, end = self.span
        return self.lexicon.pattern(_FIGURE).match(self.sentence.text, start, end + _FIGURE_REACH) is not None

    @property
    def proper(self) -> bool:
        """Whether one of them is a proper noun, or a word that no dictionary has."""
        known = make_dictionary()
        return any(
            w.text not in self.lexicon.fields and (w.tag in _PROPER_TAGS or not known(w.text))
            for w in self.words
        )


# Why words of a name are no field, and why they are one.
DOMAINS: Table[Domain] = Table(
    "name-field",
    Rule("unsaid", lambda d: d.unsaid, NO),
    Rule("quoted", lambda d: d.quoted and not d.known, NO),
    # 黄金|经济带: it only says how good that is.
    Rule("figure", lambda d: d.figure, NO),
    Rule("known", lambda d: d.known and not d.has("noDomains"), YES),
    Rule("said", lambda d: d.said in d.text.fields, YES),
    Rule("other-kind", lambda d: not d.told, NO),
    Rule("short", lambda d: len(d.said) <= _SHORT, NO),
    Rule("firm", lambda d: d.firm, NO),
    Rule("no-domain", lambda d: d.has("noDomains"), NO),
    Rule("proper", lambda d: d.proper, NO),
    Rule("words", lambda d: all(w.tag[0] in _INNER_TAGS for w in d.words), YES),
)


def find_name_fields(text: Text) -> Iterator[Name]:
    """The fields within names whose bearers work in what their names say."""
    for sentence, mention in text.all_mentions():
        if mention.iri is None and _may_tell(text, mention):
            yield from _fields(text, sentence, mention)


def _may_tell(text: Text, mention: Mention) -> bool:
    """Whether names of its kind tell a field: those of platforms and institutes, and those of programmes."""
    return text.lexicon.has(mention.type, "fielded") or text.is_a(mention, text.lexicon.practice)


def _fields(text: Text, sentence: Sentence, mention: Mention) -> Iterator[Name]:
    for words in _runs(text, sentence, mention):
        parts = [_trimmed(text, sentence, part) for part in _split(text, words)]
        for field, reason in [*_told(text, sentence, mention, parts)] or _said(text, sentence, mention, words):
            yield Name(sentence, field.span, text.lexicon.field, "inner-field", over=Over.INSIDE, reasons=(reason,))


def _told(
        text: Text, sentence: Sentence, mention: Mention, parts: Iterable[tuple[Unit, ...]]
) -> Iterator[tuple[Domain, str]]:
    """Those of some words of a name that are fields, with the rules that say so."""
    for words in filter(None, parts):
        field = Domain(text, sentence, mention, words)
        if reason := DOMAINS.reason_for(field):
            yield field, reason


def _said(text: Text, sentence: Sentence, mention: Mention, words: Sequence[Unit]) -> list[tuple[Domain, str]]:
    """The longest words of a name that the text names as a field by themselves: 光子芯片 of 海上光子芯片中试基地."""
    string, fields = sentence.text, text.fields
    parts = [tuple(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)
             if string[words[i].start:words[j - 1].end] in fields]
    longest = sorted((p for p in parts if _length(p) > _SHORT), key=_length, reverse=True)
    return [*islice(_told(text, sentence, mention, longest), 1)]


def _length(words: Sequence[Unit]) -> int:
    return words[-1].end - words[0].start


def _runs(text: Text, sentence: Sentence, mention: Mention) -> Iterator[list[Unit]]:
    """The words of a name between the names and marks within it, without its head."""
    start, end = sentence.span(mention)
    end -= sentence.text[end - 1] == "”"
    head = text.lexicon.head_at(sentence.text, end)
    end -= len(head.text) if head else 0
    others = [sentence.span(m) for m in sentence.inside(mention) if not text.is_a(m, text.lexicon.field)]

    def free(word: Word) -> bool:
        inside = word.end <= end and word.tag != "x"
        return inside and not any(s < word.end and word.start < e for s, e in others)

    for is_free, words in groupby(sentence.touching(start, end), free):
        if is_free:
            yield list(words)


def _split(text: Text, words: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    """The two fields that 与 joins, unless the first is too short to be one: 月球与深空探测; and 农业|领域|人工智能; only
    what is behind a level, before which it stands what the thing is called: 甲船坞|国家|海洋装备."""
    tails = text.lexicon.words["fieldTails"]
    for i, word in enumerate(words):
        behind = words[i + 1].text if 0 < i < len(words) - 1 else None
        if behind and word.text in text.lexicon.words["tierWords"] and behind not in text.lexicon.heads:
            yield words[i + 1:]  # a 国家|实验室 is one thing
            return
        if word.text in tails or (word.tag in ("c", "p") and word.start - words[0].start >= _LEAST_OF_TWO):
            yield words[:i]
            yield words[i + 1:]
            return
    yield words


def _trimmed(text: Text, sentence: Sentence, words: Sequence[Unit]) -> tuple[Unit, ...]:
    """What is left without general words at either end; a known field stays whole."""
    lexicon, left = text.lexicon, list(words)
    opening = lexicon.words["tiersOfNames"] | lexicon.words["lowerLevels"]
    while left:
        said = sentence.text[left[0].start:left[-1].end]
        if said in lexicon.fields:
            break
        if _closes(lexicon, left[-1].text):
            left.pop()
        elif left[0].text in opening or left[0].text.endswith(lexicon.listed["adjectiveEnds"]):
            del left[0]
        else:
            break
    return tuple(left)


def _closes(lexicon: Lexicon, word: str) -> bool:
    """Whether a word behind the field says what is done in it, or nothing: 应用, 技术."""
    general = word in lexicon.generic and word not in lexicon.fields
    return general or word in lexicon.words["behindDomains"]
