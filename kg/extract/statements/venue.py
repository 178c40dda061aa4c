"""Where something is held or founded: a place behind 在 and what a verb says happens there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.landed import find_landed
from kg.extract.statements.row import rows
from kg.extract.statements.structure import structures
from kg.extract.statements.visit import find_visits
from kg.extract.tense.sign import says_to_come
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_REACH_BEFORE, _REACH_BEHIND = 8, 12  # characters between the place and the event that is held there
_WHEN = r",?{heldOn}?\d(?:\d|{han}|[—-]){1,18}"
_HELD = r"[^,。;、]{0,6}{holding}"
_FOUNDED = r"{ceremonially}?{founding}"
_BUILDING = r"{han}{0,4}?{buildingDeeds}{han}{0,2}"
_AT = r"{ceremonially}?在"
_BY = r"[^,。;]{0,6}{agentMarks}[^,。;]+"
_TOPIC = r"[,的][^,。;]{0,16}"


@case
class Setting:
    """A place, with the row in which it stands, behind a preposition: something is held or founded there."""

    text: Text
    sentence: Sentence
    place: Mention
    start: int
    end: int

    @once
    def event(self) -> Mention | None:
        """The event that is held there: the nearest one before, else the first one behind."""
        sentence, meeting = self.sentence, self.text.lexicon.meeting
        before = [m for m in self.before if self._near(sentence.span(m)[1])]
        behind = sentence.beginning(self.end, self.end + _REACH_BEHIND + 1)
        return next((m for m in (*before[::-1], *behind, *self._done_by()) if self.text.is_a(m, meeting)), None)

    def _done_by(self) -> Iterator[Mention]:
        """What stands before those who hold it there, the nearest first: 大会|由某局|在某市举办."""
        agent = self.text.lexicon.pattern(_BY)
        for mention in reversed(self.sentence.mentions):
            end = self.sentence.span(mention)[1]
            if agent.fullmatch(self.sentence.text, end, self.start):
                yield mention

    def _near(self, end: int) -> bool:
        """Whether the place stands near behind where a name ends, or only the time between: 大会|于3月1日至3日在|某市."""
        if self.start - end <= _REACH_BEFORE:
            return True
        return bool(self.text.lexicon.pattern(_WHEN).fullmatch(self.sentence.text, end, self.start))

    @property
    def to_come(self) -> bool:
        """Whether the clause says before the place that it is to be held: 大会|将|于9月25日在某市举办."""
        text = self.sentence.text
        start = max(text.rfind(stop, 0, self.start) for stop in ",。;") + 1
        return says_to_come(self.text.lexicon, text[start:self.start])

    @property
    def before(self) -> tuple[Mention, ...]:
        """The names that can stand near before the place."""
        return self.sentence.before(self.start, _REACH_BEFORE)

    @property
    def things(self) -> list[Mention]:
        """What can be there: the event, what stands right before the place, the second name of the sentence."""
        behind = self.sentence.beginning(self.end, self.end + _REACH_BEHIND)[:1]
        things = (*([self.event] if self.event else []), *self.before[-1:], *self.sentence.mentions[1:2], *behind)
        return [m for i, m in enumerate(things) if m not in things[:i]]


@case
class Venue:
    """A name in a sentence with such a place: is it of something that is held or founded there?"""

    at: Setting
    thing: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.at.text.lexicon

    def behind(self, template: str) -> bool:
        """Whether a pattern stands behind the place."""
        return bool(self.lexicon.pattern(template).match(self.at.sentence.text, self.at.end))

    @property
    def between(self) -> str:
        """What stands between the two, whichever comes first."""
        return self.at.sentence.between(*sorted((self.thing, self.at.place), key=lambda m: m.start))


def _topic(v: Venue) -> bool:
    """在盐城,某产业园内…: the sentence begins with where the thing is of which it tells."""
    begins = v.at.sentence.text[:v.at.start].strip() in v.lexicon.words["topicOpenings"]
    return begins and bool(re.fullmatch(_TOPIC, v.between)) and v.lexicon.has(v.thing.type, "placed")


def _founded(v: Venue) -> bool:
    """某园在某区揭牌: where a thing stands."""
    before = v.at.sentence.text[v.at.sentence.span(v.thing)[1]:v.at.start]
    if not (v.lexicon.pattern(_AT).fullmatch(before) and v.behind(_FOUNDED)):
        return False
    return not any(_built(Venue(v.at, thing)) for thing in v.at.things)  # 甲公司在某区建成|某园


def _built(v: Venue) -> bool:
    """甲公司在某区|建成|某园: the verb of building behind the place governs what is built there."""
    sentence = v.at.sentence
    start = sentence.span(v.thing)[0]
    built = v.lexicon.pattern(_BUILDING).fullmatch(sentence.text, v.at.end, start)
    return v.lexicon.has(v.thing.type, "built") and built is not None


# Why something is where the sentence says that something happens.
VENUES: Table[Venue] = Table(
    "venue",
    Rule("topic", _topic, YES),
    Rule("founded", _founded, YES),
    Rule("built", _built, YES),
    Rule("held", lambda v: v.thing is v.at.event and v.behind(_HELD), YES),
)


def find_venues(text: Text) -> Iterator[Claim]:
    """Events and things with the places where they are held, founded and visited: 某大会在某市召开, 在某市举办某论坛."""
    for structure in structures(text, "venue", "venue"):
        yield from find_visits(text, structure)
        yield from find_landed(text, structure)
        for bracket in _brackets(text):
            reason = BRACKETS.reason_for(bracket) if structure.admits(bracket.thing, bracket.place) else None
            if reason:
                yield structure.claim(bracket.thing, bracket.place, bracket.place, reason)
        for setting in _settings(text):
            for thing in setting.things:
                reason = VENUES.reason_for(Venue(setting, thing)) if structure.admits(thing, setting.place) else None
                if reason:
                    claim = structure.claim(thing, setting.place, setting.place, reason)
                    yield replace(claim, status="planned") if setting.to_come else claim


@case
class Bracket:
    """A place in brackets right behind a name: is the thing there?"""

    text: Text
    sentence: Sentence
    thing: Mention
    place: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


BRACKETS: Table[Bracket] = Table(
    "venue-bracket",
    Rule("placed", lambda b: b.lexicon.has(b.thing.type, "placed"), YES),
)


def _brackets(text: Text) -> Iterator[Bracket]:
    """Names with what alone stands in brackets right behind: 甲实验室|(乙区)."""
    for sentence in text.sentences:
        for thing, inside in itertools.pairwise(sentence.mentions) if "(" in sentence.text else ():
            start, end = sentence.span(inside)
            if sentence.text[sentence.span(thing)[1]:start] == "(" and sentence.text.startswith(")", end):
                yield Bracket(text, sentence, thing, inside)


def _settings(text: Text) -> Iterator[Setting]:
    before = text.lexicon.listed["placePrepositions"]
    for sentence in text.sentences:
        if not sentence.mentions:
            continue
        if not any(word in sentence.text for word in before):
            continue
        for row in rows(text, sentence):
            start = sentence.span(row[0])[0]
            if sentence.text.endswith(before, 0, start):
                end = sentence.span(row[-1])[1]
                yield from (Setting(text, sentence, place, start, end) for place in row)
