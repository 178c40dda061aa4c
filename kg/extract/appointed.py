"""Posts that verbs give and take: 李明担任甲局局长, 任命李明为…, 免去张伟的…职务, 甲局局长由李明担任."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.personal_name import TIME
from kg.extract.post import Part, employer
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Post, Sentence, Text
from kg.model import Mention

_SIGN = re.compile("[、。,;!?:]")
_OFFICE = r"(?:{actingMarks}|{formerMarks}|{newMarks})?(?:{offices}|{governmentHeads})"
_LONGEST = 40  # characters of a body and its office
_JOINTS = ("、", "和")


@case
class Holding:
    """An office of a body (`role`), a person, and the verb between them: 李明|担任|甲实验室主任.

    `behind` is what stands behind the office.
    """

    text: Text
    sentence: Sentence
    person: Mention
    gap: str
    verb: str | None
    body: Mention
    role: str
    behind: str = ""

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def before(self) -> str:
        """What stands before the person's name, and before the names in a list that it ends."""
        names = self.lexicon.pattern(r"(?:[一-鿿·]{2,12}?{personTitles}?[、和])*$")
        start = self.sentence.span(self.person)[0]
        return self.sentence.text[:names.search(self.sentence.text[:start]).start()]  # type: ignore[union-attr]

    @property
    def told(self) -> bool:
        """Whether it stands right behind the person's name, or a title or the time behind that."""
        beside = self.lexicon.pattern("{personTitles}?" + TIME).fullmatch(self.gap)
        return self.verb in self.lexicon.words["copulas"] and beside is not None

    @property
    def former(self) -> bool:
        """Whether a word before the verb says that it was so once: 李明|曾|担任…."""
        return self.gap.endswith(self.lexicon.listed["formerly"])

    @property
    def nominated(self) -> bool:
        """Whether the person is only to get it: 提名|李明为市长|候选人."""
        words = self.lexicon.pattern("{nominating}")
        said = self.gap.rpartition(",")[2]
        return bool(words.search(said) or words.search(self.before[-4:]) or words.match(self.behind))

    @property
    def lost(self) -> bool:
        """Whether it is taken from the person: 张伟|不再担任…, 免去|张伟的…职务."""
        return self.verb in self.lexicon.words["officeEnds"] or self.verb == ""


# Whether a verb between a person and an office gives it to that person, or takes it.
HOLDINGS: Table[Holding] = Table(
    "held-office",
    Rule("former", lambda h: h.former, NO),
    Rule("nominated", lambda h: h.nominated, NO),
    Rule("no-person", lambda h: h.lexicon.pattern("{officeTails}").match(h.behind), NO),
    Rule("lost", lambda h: h.lost, YES),
    Rule("office-verb", lambda h: h.verb in h.lexicon.words["officeVerbs"], YES),
    Rule("copula", lambda h: h.told, YES),
)
TABLES = (HOLDINGS,)


def find_given_posts(text: Text) -> Iterator[Post]:
    """What verbs tell of offices: who holds them, gets them or loses them, which then are former ones."""
    former, = text.lexicon.words["takenMark"]
    roots, person = text.lexicon.roots, text.lexicon.person
    for sentence in text.sentences:
        persons = [m for m in sentence.mentions if roots[m.type] == person]
        if persons:
            found = [h for h in _holdings(text, sentence, persons) if HOLDINGS.reason_for(h)]
            for holding in (*found, *_inherited(sentence, persons, found)):
                role = former + holding.role if holding.lost else holding.role
                yield from (Post(person, holding.body, role) for person in _joined(sentence, persons, holding.person))


def _inherited(sentence: Sentence, persons: list[Mention], found: list[Holding]) -> Iterator[Holding]:
    """The offices that somebody lost, for whom another takes over: 张伟卸任甲局局长,李明|接任。"""
    lost = [h for h in found if h.lost]
    for person in persons if lost else ():
        end = sentence.span(person)[1]
        verb = lost[0].lexicon.lexemes("takingOver").beginning(sentence.text, end)
        if verb is not None and _SIGN.match(sentence.text + ",", end + len(verb)):
            yield from (replace(h, person=person, verb=verb) for h in lost if h.person.end <= person.start)


def _joined(sentence: Sentence, persons: list[Mention], last: Mention) -> list[Mention]:
    """A person, and those whom a list names before: 任命李明、王强为甲局副局长."""
    found = [last]
    for person in reversed(persons[:persons.index(last)]):
        if sentence.between(person, found[-1]) not in _JOINTS:
            break
        found.append(person)
    return found


def _holdings(text: Text, sentence: Sentence, persons: list[Mention]) -> Iterator[Holding]:
    """The offices behind verbs, with the persons before these; those of whom an office is taken or given by others."""
    yield from _told(text, sentence, persons)
    yield from _taken(text, sentence, persons)
    yield from _by_agents(text, sentence, persons)


def _told(text: Text, sentence: Sentence, persons: list[Mention]) -> Iterator[Holding]:
    """李明担任甲局局长, 张伟不再担任甲局局长."""
    done = 0
    for start, verb in text.lexicon.lexemes("officeVerbs", "copulas", "officeEnds").places(sentence.text):
        before = [p for p in persons if sentence.span(p)[1] <= start]
        if start < done or not before or not sentence.free(start, start + len(verb)):
            continue
        done = start + len(verb)
        person, gap = before[-1], sentence.text[sentence.span(before[-1])[1]:start]
        if len(before) > 1 and sentence.between(before[-2], person) in text.lexicon.words["succeeding"]:
            person = before[-2]  # 李明|接替张伟|任甲局局长
        for body, role, end in _posts(text, sentence, done):
            yield Holding(text, sentence, person, gap, verb, body, role, sentence.text[end:end + 4])


def _taken(text: Text, sentence: Sentence, persons: list[Mention]) -> Iterator[Holding]:
    """免去张伟的甲局局长职务, and an entry below 免去: 张伟的甲局局长职务."""
    between = text.lexicon.pattern("{personTitles}?{heldAs}?")
    ending = text.lexicon.pattern("{officeEnds}:?$")
    for person in persons:
        start, end = sentence.span(person)
        gap = between.match(sentence.text, end)
        assert gap is not None  # each of its parts may be missing
        for body, role, behind in _posts(text, sentence, gap.end()):
            rest = sentence.text[behind:behind + 4]
            holding = Holding(text, sentence, person, "", "", body, role, rest)
            entry = text.lexicon.pattern("{dutyNouns}").match(rest)
            if ending.search(holding.before) or (entry and not sentence.text[:start].strip()):
                yield holding


def _by_agents(text: Text, sentence: Sentence, persons: list[Mention]) -> Iterator[Holding]:
    """甲局局长由李明担任."""
    marks = text.lexicon.listed["agentMarks"]
    if not any(mark in sentence.text for mark in marks):
        return
    for named in sentence.mentions:
        for body, role, end in _posts(text, sentence, sentence.span(named)[0])[:1]:
            person = next((p for p in persons if sentence.span(p)[0] > end), None)
            if person is not None and sentence.text.startswith(marks, end):
                verb = text.lexicon.lexemes("officeVerbs").beginning(sentence.text, sentence.span(person)[1])
                yield Holding(text, sentence, person, "", verb, body, role)


def _posts(text: Text, sentence: Sentence, start: int) -> list[tuple[Mention, str, int]]:
    """The posts in the words behind a place: body, offices joined by 、, body …; each with where its last office
    ends."""
    held: list[tuple[Mention, str, int]] = []
    while (part := _part(text, sentence, start)) is not None:
        body = employer(part, held[-1][0] if held else None)
        if body is not None:
            held.append((body, part.office, part.end))
        elif held:
            held[-1] = held[-1][0], f"{held[-1][1]}、{part.office}", part.end
        else:
            break
        start = part.end + 1
        if sentence.text[part.end:start] not in _JOINTS:
            break
    return held


def _part(text: Text, sentence: Sentence, start: int) -> Part | None:
    """The words from a place on that name a body and an office there, or an office alone: 甲局|副局长."""
    sign = _SIGN.search(sentence.text, start)
    reach = min(sign.start() if sign else len(sentence.text), start + _LONGEST)
    office = text.lexicon.pattern(_OFFICE)
    places = [start, *(sentence.span(m)[1] for m in sentence.covering(start, reach))]
    found = next((m for place in places if (m := office.match(sentence.text, place))), None)
    return None if found is None else Part(text, sentence, start, found.end())
