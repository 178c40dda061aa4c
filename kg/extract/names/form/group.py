"""A noun group that may be a name: from its first word to the head word that ends it, and what its words can be."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon
from kg.extract.text import Sentence, Text, Unit
from kg.ontology import EntityType
from kg.words import make_dictionary

JOINTS = frozenset("·—-–&+~")
PLACE_LEVEL = r"(?!{levelCompounds})({levels})(?={han}{3})"
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.]*")
_MANY = r"第(?!.*{bareCounters}$)|(?!.*(?:[0-9万亿]|{countDigits}))"
LINE = r"\s*(?:\((?:{numerals}|\d)+\)|(?:{numerals}|\d)+[、.﹒]|{boxes} ?\d+)\s*"
_OUTLINE = r"(?:{numerals}|\d){1,3}"
_MARKS = {"”": "“", ")": "("}
_REACH = 40  # characters before a group in which a pattern that ends there begins
_FARTHEST = 14  # units between the marks of a quotation or brackets within a name
_start = attrgetter("start")
_COMMON = frozenset(("n", "j", "vn", "b", "an", "l"))
_NOMINAL = frozenset(("s", "b", "j", "eng", "vn", "k", "l", "i", "an", "ng", "g", "zg", "h"))


@case
class Group:
    """Units `first` to `last` of a sentence, the head beginning in unit `head_unit`; `start`, `end` in characters.

    `start` may lie within a unit, where the segmenter cut a name.  `carrier` is the unit behind the verb that governs
    the head (实施, 召开), if there is one.
    """

    lexicon: Lexicon
    text: Text
    sentence: Sentence
    head: Head
    first: int
    head_unit: int
    last: int
    start: int
    end: int
    carrier: int | None = None

    @property
    def carried(self) -> bool:
        """Whether a verb governs all of it."""
        return self.carrier == self.first

    @property
    def type(self) -> EntityType:
        """The type whose names the head ends."""
        return self.head.type

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the sentence."""
        return self.sentence.units

    @property
    def carriers(self) -> frozenset[str]:
        """The verbs that carry names of the type."""
        return self.lexicon.carriers[self.head.type.name]

    @property
    def surface(self) -> str:
        """What it says."""
        return self.sentence.text[self.start:self.end]

    @property
    def before(self) -> str:
        """What stands before it in the sentence."""
        return self.sentence.text[:self.start]

    @property
    def behind(self) -> str:
        """What stands behind it in the sentence."""
        return self.sentence.text[self.end:]

    @property
    def head_start(self) -> int:
        """Where the head begins."""
        return self.end - len(self.head.text)

    @once
    def line(self) -> int | None:
        """Where the line begins, behind its number, that the group ends; None where it ends none."""
        number = self.lexicon.pattern(LINE).match(self.sentence.text) if not self.behind.strip("。 ") else None
        return None if number is None else number.end()

    @once
    def inside(self) -> list[Unit]:
        """The units before the head."""
        first = bisect_left(self.units, self.start, key=_start)
        return list(self.units[first:bisect_left(self.units, self.head_start, first, key=_start)])

    def preceding(self, template: str, end: int | None = None, reach: int = _REACH) -> re.Match[str] | None:
        """What stands right before it, or before `end`, when a pattern tells it that ends there; it begins within the
        reach."""
        last = self.start if end is None else end
        return self.lexicon.pattern(template).search(self.sentence.text, max(0, last - reach), last)


def is_field(text: Text, unit: Unit) -> bool:
    """Whether a unit is a name of a field."""
    return unit.mention is not None and text.lexicon.roots[unit.mention.type] == text.lexicon.field


def is_ordinary(text: Text, unit: Unit) -> bool:
    """Whether a word is a common noun, or the name of a field."""
    return is_field(text, unit) if unit.mention is not None else unit.tag in _COMMON and make_dictionary()(unit.text)


def is_nominal(lexicon: Lexicon, unit: Unit) -> bool:
    """Whether a word can be part of a name as it stands."""
    if unit.mention is not None or unit.text in _MARKS:
        return True
    if unit.text in lexicon.words["outsideNames"] or unit.text in lexicon.words["pureVerbs"]:
        return False  # 抗议 is a name to the segmenter
    return (
        unit.tag[0] == "n"
        or unit.tag in _NOMINAL
        or unit.text in lexicon.words["nominalModifiers"]
        or _modifies(lexicon, unit)
    )


def _modifies(lexicon: Lexicon, unit: Unit) -> bool:
    """Whether a word that is no noun says what something is like: how (高性能), which (A1, 第二)."""
    if unit.tag in ("f", "a", "ad"):
        return len(unit.text) >= 2 or unit.text in lexicon.words["shortModifiers"]
    if _LATIN.fullmatch(unit.text):
        return not unit.text.isdigit()
    return unit.tag in ("m", "mq") and lexicon.pattern(_MANY).match(unit.text) is not None


def opening(lexicon: Lexicon, units: Sequence[Unit], i: int) -> int:
    """The index of the mark that opens what unit `i` closes.

    `i + 1` when none does, or what is between is no part of a name.
    """
    mark = _MARKS[units[i].text]
    for j in range(i - 1, max(-1, i - _FARTHEST), -1):
        if units[j].text == mark:
            inside = "".join(u.text for u in units[j + 1:i])
            return i + 1 if mark == "(" and lexicon.pattern(_OUTLINE).fullmatch(inside) else j
    return i + 1
