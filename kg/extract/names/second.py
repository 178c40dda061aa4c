"""Second heads of a name: 襄阳市光电产业创新中心、|中试基地 names two things of one place and field."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention
from kg.words import Lexemes

_JOINTS = ("、", "和", "与", "及")
_ENDS = (",", "。", ";", "、", "和", "等", "的", ")")
_LEAST = 3  # characters of a head that says enough by itself


def make_whole_heads(lexicon: Lexicon) -> Lexemes:
    """The heads of what is called by what it is, which say enough without a word before them: 中试基地."""
    strong = (h for h in lexicon.heads.values() if not h.weak and len(h.text) >= _LEAST)
    return Lexemes(h.text for h in strong if lexicon.has(h.type.name, "descriptive"))


@case
class Second:
    """A bare head behind a name: where what both share ends, and where the head begins and ends."""

    text: Text
    sentence: Sentence
    first: Mention
    shared: int
    start: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def place_end(self) -> int:
        """Where the place ends with which the first name begins; where that begins if with none."""
        start, _ = self.sentence.span(self.first)
        spans = (self.sentence.span(m) for m in self.sentence.inner if self.text.is_a(m, self.lexicon.place))
        return max((e for s, e in spans if s == start and e <= self.shared), default=start)

    @property
    def ends(self) -> bool:
        """Whether nothing more of a name follows the head."""
        rest = self.sentence.text[self.end:]
        return not rest or rest.startswith(_ENDS)


# Why a bare head behind a name is no second thing of the same place and field.
SECONDS: Table[Second] = Table(
    "second-head",
    Rule("goes-on", lambda s: not s.ends, NO),
    Rule("no-place", lambda s: s.place_end == s.sentence.span(s.first)[0], NO),
    Rule("no-field", lambda s: s.place_end == s.shared, NO),
)


def find_second_heads(text: Text) -> Iterator[Name]:
    """The things that are called by a bare head behind a name of the same place and field."""
    for sentence in text.sentences:
        for first in sentence.mentions:
            found = _second(text, sentence, first)
            if found is not None and not SECONDS.any(found):
                second = sentence.text[found.start:found.end]
                name = sentence.text[sentence.span(first)[0]:found.shared] + second
                type = text.lexicon.heads[second].type.name
                yield Name(sentence, (found.start, found.end), type, "form", name, over=Over.FREE, pointing=True)


def _second(text: Text, sentence: Sentence, first: Mention) -> Second | None:
    """The other head that is joined to a name with a head."""
    end = sentence.span(first)[1]
    if not sentence.text.startswith(_JOINTS, end):
        return None
    heads = text.lexicon.bound(make_whole_heads)
    head, second = heads.ending(sentence.text, end), heads.beginning(sentence.text, end + 1)
    if head is None or second is None or second == head:
        return None
    return Second(text, sentence, first, end - len(head), end + 1, end + 1 + len(second))
