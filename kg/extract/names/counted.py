"""Members of a list that the words behind it count and call by their kind: 甲、乙两个中试中心, 甲(光电)、乙(化工)等7家实验室.

The kind is the tail of every member's name.  A gloss in brackets says in which field a member works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.exemplar import EDGE, Step
from kg.extract.names.form.group import PLACE_LEVEL
from kg.extract.names.form.restore import restored
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.values import han_number, matches
from kg.words import Lexemes

Span = tuple[int, int]
_MEMBER = r"[^,。;:!?、()“”《》]{2,18}(?:\([^,。;:()]{2,12}\))?"
_LIST = rf"({_MEMBER}(?:、{_MEMBER})*(?:、|{{listJoints}}){_MEMBER}?)(?<![等\d])(等?)(?:({{several}}|\d+){{kindCounters}})"
_COUNT = r"(?:{several}|\d){kindCounters}"
_TAIL = r"[^,。;:!?、()“”《》的]{2,12}"
_GLOSS = re.compile(r"\(([^()]+)\)$")
_MARKS = ",。;:"  # no list and no gloss in it reaches beyond one
_LONGEST = 12  # characters of a member


@case
class Counted:
    """A list, the words behind it that count its members, and their tail, which ends in a head."""

    text: Text
    sentence: Sentence
    members: tuple[Span, ...]
    open: bool
    count: int
    tail: Span

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def said(self) -> list[str]:
        """What the members say, without their glosses."""
        return [_GLOSS.sub("", self.sentence.text[start:end]) for start, end in self.members]

    @once
    def kind(self) -> str:
        """What the members are called by."""
        return self.sentence.text[self.tail[0]:self.tail[1]]

    @once
    def owner(self) -> str:
        """The place or the level with which that begins: 两个|湖北省|技术创新中心."""
        cut = self.tail[0] + 1 in self.sentence.boundaries  # 省|创新实验室, not 区|域科技创新中心
        level = self.lexicon.pattern(PLACE_LEVEL).match(self.kind) if cut else None
        first = self.sentence.beginning(self.tail[0], self.tail[0] + 1)
        places = (m.text for m in first if self.text.is_a(m, self.lexicon.place))
        return level.group(1) if level else next(places, "")

    @property
    def headed(self) -> bool:
        """Whether a member has a head of its own, which the words behind only count."""
        return any(self.lexicon.head_at(said, len(said)) for said in self.said)

    @property
    def done(self) -> bool:
        """Whether a verb stands before the head: 甲、乙两个地市|建成|科创园."""
        relational, general = self.lexicon.relation_verbs, self.lexicon.generic
        return any(w.text in relational and w.text not in general for w in self.sentence.touching(*self.tail))

    @property
    def agrees(self) -> bool:
        """Whether there are as many as are counted, or fewer where the list is left open."""
        return self.count > len(self.members) if self.open else self.count == len(self.members)


# Whether the members of a list are called by what is counted behind it.
COUNTED: Table[Counted] = Table(
    "counted-list",
    Rule("headed", lambda c: c.headed, NO),
    Rule("long", lambda c: any(len(said) > _LONGEST for said in c.said), NO),
    Rule("short", lambda c: any(len(said) < 2 for said in c.said), NO),
    Rule("done", lambda c: c.done, NO),
    Rule("agreeing", lambda c: c.agrees, YES),
)


def make_kinds(lexicon: Lexicon) -> Lexemes:
    """The heads of things that are called by what they work in."""
    return Lexemes(h.text for h in lexicon.heads.values() if lexicon.has(h.type.name, "fielded"))


def find_counted(text: Text) -> Iterator[Name]:
    """The members of counted lists, each with the tail that all share, and the fields that glosses tell."""
    tails = re.compile(_TAIL)
    for sentence in text.sentences:
        for match in _lists(text.lexicon, sentence.text) if "、" in sentence.text else ():
            tail = tails.match(sentence.text, match.end())
            for found in _counted(text, sentence, match, tail.group()) if tail else ():
                reason = COUNTED.reason_for(found)
                if reason:
                    yield from _named(found, reason)


def _counts(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A count of kinds of things, and a character with which it begins."""
    return lexicon.pattern(_COUNT), lexicon.openings("several", also=r"\d")


def _lists(lexicon: Lexicon, text: str) -> Iterator[re.Match[str]]:
    """The lists before what counts something; each is searched for in its clause only, as that is slow."""
    pattern, done = lexicon.pattern(_LIST), 0
    for count in matches(*lexicon.bound(_counts), text):
        start = max(done, *(text.rfind(mark, 0, count.start()) + 1 for mark in _MARKS))
        if match := pattern.search(text, start, count.end()):
            yield match
            done = match.end()


def _counted(text: Text, sentence: Sentence, match: re.Match[str], behind: str) -> Iterator[Counted]:
    """The list as it is counted, where what is counted ends in a head."""
    kinds = text.lexicon.bound(make_kinds)
    end = next((i for i in range(len(behind), 1, -1) if kinds.ending(behind, i)), 0)
    if not end or match.end() + end not in sentence.boundaries:
        return
    members = tuple(_members(text, sentence, *match.span(1)))
    said = match.group(3)
    count = int(said) if said.isdigit() else han_number(said)
    assert count is not None  # {several} are numerals
    if not match.group(2):
        members = members[-count:]  # what stands before those that are counted is another list
    yield Counted(text, sentence, members, bool(match.group(2)), count, (match.end(), match.end() + end))


def _members(text: Text, sentence: Sentence, start: int, end: int) -> Iterator[Span]:
    """The members of a list, the first without what governs it."""
    joints = text.lexicon.pattern("、|{listJoints}")
    position, first = start, True
    for joint in (*joints.finditer(sentence.text, start, end), None):
        stop = joint.start() if joint else end
        if stop > position:
            begin = _begin(text, sentence, position, stop) if first else _behind_clause(sentence.text, position, stop)
            if begin < stop:
                yield begin, stop
            first = False
        position = joint.end() if joint else end


def _behind_clause(text: str, start: int, end: int) -> int:
    """Where a member begins of which something is said in front: 某公司牵头的|酵母功能."""
    return text.rfind("的", start, end - 1) + 1 or start


def _begin(text: Text, sentence: Sentence, start: int, end: int) -> int:
    """Where the first member begins: behind the verb, preposition or collective word that governs the list."""
    gloss = sentence.text.find("(", start, end)
    begin = end if gloss < 0 else gloss
    for unit in reversed([u for u in sentence.units if u.end <= begin]):
        if EDGE.any(Step(text, sentence, unit)):
            break
        begin = unit.start
    return begin


def _named(found: Counted, reason: str) -> Iterator[Name]:
    head = found.lexicon.head_at(found.kind, len(found.kind))
    assert head is not None
    for (start, end), said in zip(found.members, found.said, strict=True):
        name, others = _full(found, said)
        yield Name(
            found.sentence, (start, end), head.type.name, "counted", name, others, over=Over.TAKE, reasons=(reason,)
        )
        gloss = _GLOSS.search(found.sentence.text[start:end])
        if gloss:
            span = start + gloss.start(1), start + gloss.end(1)
            yield Name(found.sentence, span, found.lexicon.field, "inner-field", over=Over.INSIDE, reasons=(reason,))


def _full(found: Counted, said: str) -> tuple[str, tuple[str, ...]]:
    """A member's name with its tail; the place or level with which the tail begins comes first, or may be left off."""
    rest = found.kind[len(found.owner):]
    full, others = restored(found.text, found.owner + said + rest) if found.owner else (said + rest, [])
    return full, (said + rest, said + found.kind, *others)
