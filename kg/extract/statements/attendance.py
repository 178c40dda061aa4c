"""Who attends an event: those listed before 出席, 主持 or 致辞, be it the event named there or the one reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.event import reported_event
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_REACH = 4  # characters between a verb and the event that it names
_ATTENDED = (r"(?P<meeting>作了?(?:题为《[^》]*》的)?{speeches}|{meetingVerbs}|{accompanying}(?=[,。;]|$))"
             r"|{attendanceVerbs}")
_VISITED = r"{visiting}[^,。;]*$"
_HOSTS = r"{han}{0,4}?(?:{hosting}|{holding})的"
_SAID = r":|{sayingVerbs}"


@dataclass(frozen=True, eq=False)
class Attending:
    """A verb of attending in a sentence; those before `begin` are the subjects of another."""

    text: Text
    sentence: Sentence
    verb: re.Match[str]
    begin: int
    reported: Mention | None

    @once
    def named(self) -> list[Mention]:
        """The events that stand right behind the verb."""
        verb, meeting = self.verb.end(), self.text.lexicon.meeting
        return [m for m in self.sentence.beginning(verb, verb + _REACH + 1) if self.text.is_a(m, meeting)]

    @property
    def events(self) -> list[Mention]:
        """These, and the one that the document reports."""
        return [*self.named, *([self.reported] if self.reported else [])]

    @property
    def subjects(self) -> list[Mention]:
        """Those who are named before the verb."""
        end = self.verb.start()
        return [m for m in self.sentence.beginning(self.begin, end) if self.sentence.span(m)[1] <= end]


@dataclass(frozen=True, eq=False)
class Attended:
    """An event beside a verb of attending: is it the one attended?"""

    of: Attending
    event: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon


# Which event is attended, the surest first.
ATTENDED: Table[Attended] = Table(
    "attended-event",
    Rule("named", lambda a: a.event in a.of.named, YES),
    Rule("reported", lambda a: a.of.verb["meeting"], YES),
)


@dataclass(frozen=True, eq=False)
class Attendee:
    """A name before a verb of attending: does what it names attend?"""

    of: Attending
    name: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon

    @once
    def span(self) -> tuple[int, int]:
        """Where it stands in the sentence."""
        return self.of.sentence.span(self.name)

    @property
    def before(self) -> str:
        """What stands before it in the clause."""
        return self.of.sentence.text[self.of.begin:self.span[0]]

    @property
    def behind(self) -> str:
        """What stands between it and the verb."""
        return self.of.sentence.text[self.span[1]:self.of.verb.start()]

    @property
    def office(self) -> bool:
        """Whether an office stands behind it."""
        return self.lexicon.lexemes("offices", "partyGroups").beginning(self.of.sentence.text, self.span[1]) is not None

    @property
    def human(self) -> bool:
        """Whether it is a person."""
        return self.of.text.is_a(self.name, self.lexicon.person)

    @property
    def represents(self) -> bool:
        """Whether a verb of speaking for others stands behind it, which may be an office too: 某某|代表|某校."""
        return self.lexicon.lexemes("representing").beginning(self.behind, 0) is not None

    @property
    def visited(self) -> bool:
        """Whether it is where somebody went: 先后到甲公司、乙公司…."""
        return bool(self.lexicon.pattern(_VISITED).search(self.before))

    @property
    def represented(self) -> bool:
        """Whether somebody speaks for it: 我代表|市人民政府."""
        return self.lexicon.lexemes("representing").ending(self.before, len(self.before)) is not None

    @property
    def hosts(self) -> bool:
        """Whether it holds the event at which the others are: 甲局|举办的论坛上,乙作报告."""
        return bool(self.lexicon.pattern(_HOSTS).match(self.behind))

    @property
    def speaks(self) -> bool:
        """Whether it is said between it and the verb what somebody says."""
        return bool(self.lexicon.pattern(_SAID).search(self.behind))


# Whether somebody named before a verb of attending attends.
ATTENDEES: Table[Attendee] = Table(
    "attendee",
    Rule("office", lambda a: a.office and not a.represents and not (a.human and a.of.named), NO),
    Rule("visited", lambda a: a.visited and not a.human, NO),
    Rule("speaks", lambda a: a.speaks, NO),
    Rule("host", lambda a: a.hosts, NO),
    Rule("represented", lambda a: a.represented, NO),
    Rule("possessor", lambda a: a.behind.startswith("的"), NO),
)


def find_attendance(text: Text) -> Iterator[Claim]:
    """Events with those who stand before a verb of attending."""
    for structure in structures(text, "attendance", "attendance"):
        for attending in _attendings(text):
            best = ATTENDED.best([Attended(attending, m) for m in attending.events])
            for attended, reason in [best] if best is not None else ():
                there = [n for n in attending.subjects if structure.admits(n, attended.event)]
                yield from (structure.claim(name, attended.event, name, reason) for name in there
                            if not ATTENDEES.any(Attendee(attending, name)))


def _attendings(text: Text) -> Iterator[Attending]:
    verbs = text.lexicon.pattern(_ATTENDED)
    reported = reported_event(text)
    for sentence in text.sentences:
        if sentence.passage.role == "title":
            continue
        begin = 0
        for verb in verbs.finditer(sentence.text):
            yield Attending(text, sentence, verb, begin, reported)
            begin = verb.end()
