"""Who attends an event: those listed before 出席, 主持 or 致辞, be it the event named there or the one reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.event import held_before, reported_event
from kg.extract.statements.structure import Structure, structures
from kg.extract.tense.sign import says_to_come
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention, Status

_NEAR = 8  # characters before an event within which a verb says that it is held
_REACH = 4  # characters between a verb and the event that it names
_ATTENDED = (r"(?P<meeting>作了?(?:题为《[^》]*》的)?{speeches}|{meetingVerbs}(?!{meetingPapers})|{accompanying}(?=[,。;]|$))"
             r"|{attendanceVerbs}|{openingVerbs}(?=[^,。;]{2,32}?{openedWords})")
_HELD = r"[^,。;、:的]{0,24}?{holding}"
_VISITED = r"(?:{visiting}|{arriving})[^,。;]*$|{turnedTo}$"
_INVITED, _INVITING = r"{atInvitation}[^,。;]{0,20}$", r"[^,。;]{0,24}?{invitations}"
_RECEIVED = r"{receivingVerbs}[^,。;]{0,4}$"  # 接见|来华
_SENT = r"的(?:\d+(?:余|多)?{personUnits})?{sentPeople}"
_ENVOY = "{offices}?{envoys}"
_SAID = r":|{sayingVerbs}"


@case
class Attending:
    """A verb of attending in a sentence; those before `begin` are the subjects of another."""

    text: Text
    sentence: Sentence
    verb: re.Match[str]
    begin: int
    number: int
    reported: Mention | None

    @once
    def named(self) -> list[Mention]:
        """The events that stand right behind the verb."""
        verb, meeting = self.verb.end(), self.text.lexicon.meeting
        near = self.sentence.beginning(verb, verb + _REACH + 1)
        return [m for m in near if self.text.is_a(m, meeting)
                and "," not in self.sentence.text[verb:self.sentence.span(m)[0]]]

    @once
    def told(self) -> Mention | None:
        """The event of which the sentence told last before the verb."""
        before = self.sentence.beginning(0, self.verb.start())
        return next((m for m in reversed(before) if self.text.is_a(m, self.text.lexicon.meeting)), None)

    @once
    def before(self) -> Mention | None:
        """The event that the sentences right before tell of, the sentence itself naming none."""
        return held_before(self.text, self.number) if self.told is None else None

    @property
    def events(self) -> list[Mention]:
        """All of these, and the one that the document reports."""
        return [*self.named, *(m for m in (self.told, self.before, self.reported) if m is not None)]

    @property
    def subjects(self) -> list[Mention]:
        """Those who are named before the verb, or behind what it attends: 出席甲论坛的有|乙、丙."""
        end = self.verb.start()
        before = [m for m in self.sentence.beginning(self.begin, end) if self.sentence.span(m)[1] <= end]
        if before or not self.named:
            return before
        listed = self.text.lexicon.pattern("的{listOpeners}").match(
            self.sentence.text, self.sentence.span(self.named[-1])[1])
        return [*self.sentence.beginning(listed.end(), len(self.sentence.text))] if listed is not None else []


@case
class Attended:
    """An event beside a verb of attending: is it the one attended?"""

    of: Attending
    event: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon

    @property
    def held(self) -> bool:
        """Whether the sentence says before the event's name that it is held (举办了|首届甲论坛,乙、丙参加), or behind it
        in the same clause (甲论坛在某市|召开,乙参加)."""
        if self.event is not self.of.told:
            return False
        verbs = self.lexicon.ontology.types[self.lexicon.meeting].carriers
        said, (start, end) = self.of.sentence.text, self.of.sentence.span(self.event)
        held = self.lexicon.pattern(_HELD).match(said, end, self.of.verb.start())
        return held is not None or any(verb in said[max(0, start - _NEAR):start] for verb in verbs)

    @property
    def at(self) -> bool:
        """Whether it is told as where somebody speaks: 在甲论坛上|作报告; 甲论坛上,乙作报告."""
        if self.event is not self.of.told:
            return False
        said, (start, end) = self.of.sentence.text, self.of.sentence.span(self.event)
        during = self.lexicon.lexemes("duringWords").beginning(said, end)
        behind = end + len(during or "")
        if self.lexicon.lexemes("heldAt").ending(said, start) is not None:
            return behind == self.of.verb.start()
        return start == 0 and during is not None

    @property
    def other(self) -> bool:
        """Whether the sentence speaks of another event than the one that the document reports."""
        return self.of.told is not None and self.of.told.name != self.event.name


# Which event is attended, the surest first.
ATTENDED: Table[Attended] = Table(
    "attended-event",
    Rule("named", lambda a: a.event in a.of.named, YES),
    Rule("at", lambda a: a.at, YES),
    Rule("held", lambda a: a.held and a.of.verb["meeting"], YES),
    Rule("other", lambda a: a.other, NO),
    Rule("before", lambda a: a.event is a.of.before and a.of.verb["meeting"], YES),
    Rule("reported", lambda a: a.event is a.of.reported and a.of.verb["meeting"], YES),
)


@case
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
        """Whether an office stands behind it, and who holds it behind that."""
        said, end = self.of.sentence.text, self.span[1]
        office = self.lexicon.lexemes("offices", "partyGroups").beginning(said, end)
        spokesman = office in self.lexicon.words["spokesmen"] and self.of.sentence.free(end, end + len(office) + 1)
        return office is not None and not spokesman

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
        """Whether it is where somebody went: 先后到甲公司、乙公司…; 对法国|进行国事访问."""
        return bool(self.lexicon.pattern(_VISITED).search(self.before))

    @property
    def venue(self) -> bool:
        """Whether it is the place where something is held: 大会在|甲市|举行."""
        return self.of.text.is_a(self.name, self.lexicon.place) and self.before.endswith(
            self.lexicon.listed["heldAt"])

    @property
    def represented(self) -> bool:
        """Whether somebody speaks for it: 我代表|市人民政府."""
        return self.lexicon.lexemes("representing").ending(self.before, len(self.before)) is not None

    @property
    def governed(self) -> bool:
        """Whether it is the object of a clause before that of the verb: 新建|甲中心,与|乙公司|合作,参加….."""
        if "," not in self.behind or self.human:
            return False
        clause = self.before.rpartition(",")[2]
        verb = self.lexicon.verbs.ending(clause, len(clause)) or ""
        return clause in self.lexicon.by_comitative or (len(verb) > 1 and verb in self.lexicon.by_verb)

    @property
    def sends(self) -> bool:
        """Whether people of it are told to attend: 甲大学|的9名专家授课."""
        return self.lexicon.pattern(_SENT).fullmatch(self.behind) is not None

    @property
    def sent_by(self) -> bool:
        """Whether it is who sends somebody: 习近平|主席特别代表."""
        return self.lexicon.pattern(_ENVOY).match(self.behind) is not None

    @property
    def invites(self) -> bool:
        """Whether it is who invites those that attend: 应|甲国总统|邀请,乙出席…."""
        asked = self.lexicon.pattern(_INVITED).search(self.before)
        return asked is not None and self.lexicon.pattern(_INVITING).match(self.behind) is not None

    @property
    def receives(self) -> bool:
        """Whether those attend whom it receives: 会见|出席甲论坛|的外宾."""
        if self.lexicon.pattern(_RECEIVED).search(self.behind) is None:
            return False
        said = self.of.sentence.text
        return any(said[self.of.sentence.span(m)[1]:][:1] == "的" for m in self.of.named)

    @property
    def will(self) -> bool:
        """Whether it is to attend: 习近平|将|赴利马出席…."""
        return says_to_come(self.lexicon, self.behind)

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
    Rule("venue", lambda a: a.venue, NO),
    Rule("governed", lambda a: a.governed, NO),
    Rule("sent-by", lambda a: a.sent_by, NO),
    Rule("represented", lambda a: a.represented, NO),
    Rule("invites", lambda a: a.invites, NO),
    Rule("receives", lambda a: a.receives, NO),
    Rule("possessor", lambda a: a.behind.startswith("的") and not a.sends, NO),
)


def find_attendance(text: Text) -> Iterator[Claim]:
    """Events with those who stand before a verb of attending."""
    for structure in structures(text, "attendance", "attendance"):
        for attending in _attendings(text):
            best = ATTENDED.best([Attended(attending, m) for m in attending.events])
            if best is not None:
                yield from _attendees(structure, *best)


def _attendees(structure: Structure, attended: Attended, reason: str) -> Iterator[Claim]:
    """Who attends an event; before one that is held stands who holds it."""
    start = attended.event.start if attended.held else 0
    for name in (n for n in attended.of.subjects if n.start >= start):
        attendee = Attendee(attended.of, name)
        if not ATTENDEES.any(attendee):
            status: Status = "planned" if attendee.will else "actual"
            yield from (replace(c, status=status) for c in structure.told(name, attended.event, name, reason))


def _attendings(text: Text) -> Iterator[Attending]:
    verbs = text.lexicon.pattern(_ATTENDED)
    reported = reported_event(text)
    for number in text.numbers_saying(
            "speeches", "meetingVerbs", "accompanying", "attendanceVerbs", "openingVerbs"):
        sentence = text.sentences[number]
        if sentence.passage.role == "title":
            continue
        begin = 0
        for verb in verbs.finditer(sentence.text):
            yield Attending(text, sentence, verb, begin, number, reported)
            begin = verb.end()
