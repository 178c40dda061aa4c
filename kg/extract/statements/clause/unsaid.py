"""Who does what has no subject: those made responsible, the speaker, the place of the line, those of the clause before.

What a sentence leaves unsaid is asked first (`GIVEN`), then clause by clause who of those named does it (`TURNS`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import LINE
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause
from kg.extract.statements.clause.doer import NOBODY, Doers, Those, agents
from kg.extract.statements.clause.speech import Speech
from kg.extract.statements.clause.subject import is_done_by_others
from kg.extract.tense import is_plan
from kg.extract.text import Sentence, Text
from kg.gazetteer import level
from kg.model import Mention
from kg.plain import plain
from kg.words import Word

_WITH = ("与", "同")
_THERE = r"(?:^|[,;:])\s*{pointedPlaces}"  # 近年来,|当地大力发展…
_DOING = frozenset("vd")  # tags of verbs and adverbs
_NOUNS = frozenset("njb")  # of nouns, for which the segmenter takes some verbs
_MANNER = "a"  # of words that say how, before a verb
_LEADING = frozenset("tmcx")  # of words that say when or join, and of marks
_OPENING_REACH = 8  # characters of a sentence in which its first word stands behind a time
_SIGNS = 2  # characters that stand for two countries
_ITEM = re.compile(r"\s*(?:[(]?\d{1,2}[.、)]|[①-⑳•●-])")
_NUMBERED = r"\s*(?:{countDigits}{1,2}是|[(]?(?:{countDigits}{1,2}|\d{1,2})[)、.])?\s*"
_BULLET = 2  # characters of a mark or numeral before the name that opens a line
_SIDES = {2: "twoSides", 3: "threeSides"}
_OPENING = r"(?:^|[,;:。])\s*"
_WHOSE = r"(?:{han}{2})?"  # 市校|双方
ENACTED = ("enacting-body", "order")  # sources that tell of a speaker who enacts and does not act
_OTHER = r"\s*{otherDoers}(?!{statingVerbs})"
_CHARGED = r"\s*(?:第{countDigits}+条\s*)?(?:[^,;:。]{2,}?){dutyVerbs}"


# ---- in a list ---------------------------------------------------------------------------------------------------
@plain
class Line:
    """The first sentence of a line; whose list does it open, or go on with?"""

    text: Text
    sentence: Sentence

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def name(self) -> tuple[Mention, ...]:
        """The name that is the whole line, before a colon."""
        mentions, text = self.sentence.mentions, self.sentence.text.rstrip()
        if len(mentions) != 1:
            return ()
        start, end = self.sentence.span(mentions[0])
        return mentions if start == 0 and text[end:] == ":" else ()

    @property
    def item(self) -> bool:
        """Whether it is an item of a list."""
        return _ITEM.match(self.sentence.text) is not None


    @property
    def led(self) -> bool:
        """Whether it begins with a name and a colon, and goes on with what is done there."""
        first, said = self.sentence.mentions[0], self.sentence.text.rstrip()
        start, end = self.sentence.span(first)
        return start <= _BULLET and said.startswith(":", end) and _may_lead(self.text, first)


LEDS: Table[Line] = Table("clause-led", Rule("line", lambda line: line.led, WHICH))
HEADINGS: Table[Line] = Table(
    "clause-heading",
    Rule("name", lambda line: line.name, WHICH),
    Rule("no-item", lambda line: not line.item, NO),
)


def find_heading(text: Text, sentence: Sentence, before: Those) -> Those:
    """Whose list a line is in: 甲区:, and below it 1.建设乙; 2.实施丙."""
    if not before.mentions and not sentence.text.rstrip().endswith(":"):
        return NOBODY
    line = Line(text, sentence)
    reason = HEADINGS.which(line)
    if reason is not None:
        return Those(line.name, reason)
    return NOBODY if HEADINGS.rejects(line) else before


def find_led(text: Text, sentence: Sentence) -> Those:
    """Of whom a whole line tells that begins with a name and a colon: 甲区:建设乙;|推进丙."""
    reason = LEDS.which(Line(text, sentence)) if sentence.mentions else None
    return NOBODY if reason is None else Those(sentence.mentions[:1], reason)


def _may_lead(text: Text, name: Mention) -> bool:
    """Whether what is named can do what stands below or behind it; behind a person's name stands what that says."""
    return text.lexicon.root(name.type) in text.lexicon.bound(agents) and not text.is_a(name, text.lexicon.person)


def find_headings(text: Text) -> dict[str, tuple[Mention, ...]]:
    """The headings that are nothing but a name, with that: (一)甲区 stands over what is done there."""
    found: dict[str, tuple[Mention, ...]] = {}
    for sentence in (s for s in text.sentences if s.passage.role == "heading"):
        names = sentence.mentions
        if len(names) == 1:
            start, end = sentence.span(names[0])
            number = text.lexicon.pattern(LINE).match(sentence.text)
            whole = start == (number.end() if number else 0) and not sentence.text[end:].strip(" :")
            if whole and _may_lead(text, names[0]):
                found[sentence.passage.text] = names
    return found


class Genre(NamedTuple):
    """Whether a text is a plan, which tells what is to be done, or a law, which tells what must be done."""

    plan: bool
    law: bool


def genre_of(text: Text) -> Genre:
    """The genre of a text, as its title tells."""
    return Genre(is_plan(text), text.law)


# ---- in a sentence -----------------------------------------------------------------------------------------------
@case
class Unsaid:
    """A sentence; who does what it says without a subject?

    `responsible` are those of a bracket behind, `heading` those whose list it is in, `topic` is the place that the
    line is about so far; `genre` says what kind of text it is, `speech` what the line reports that a person said.
    """

    text: Text
    sentence: Sentence
    responsible: Those
    heading: Those
    topic: Those
    genre: Genre
    speech: Speech

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def over(self) -> tuple[Mention, ...]:
        """Those whose name is all of the heading right above."""
        headings = self.sentence.passage.headings[-1:]
        names = self.text.bound(find_headings) if headings else {}
        return names.get(headings[0], ()) if headings else ()

    @property
    def speaker(self) -> tuple[Mention, ...]:
        """The body that speaks; who enacts a law does nothing of what that asks for."""
        frame = self.text.frame
        return (frame.speaker,) if frame.speaker is not None and frame.speaker_by not in ENACTED else ()

    @property
    def opens(self) -> bool:
        """Whether it begins with what is done, or with those of whom the line tells, and with nobody else."""
        topic = {m.name for m in self.topic.mentions}
        if self.lexicon.pattern(_THERE).search(self.sentence.text) is not None:
            return True
        if any(m.name in topic for m in self.sentence.beginning(0, 1)):
            return True
        return self._opening_verb

    @property
    def _opening_verb(self) -> bool:
        """Whether its first word says what is done: 今年|打造, 同时,|加强, 坚决|推行."""
        words = [w for w in self.sentence.touching(0, _OPENING_REACH) if w.tag[0] not in _LEADING]
        if len(words) > 1 and words[0].tag[0] == _MANNER:
            del words[0]
        # The segmenter takes 深化 and 布局 for nouns.
        return bool(words) and self._verbal(words[0]) and self.sentence.free(words[0].start, words[0].end)

    def _verbal(self, word: Word) -> bool:
        return word.tag[0] in _DOING or (word.tag[0] in _NOUNS and self.lexicon.is_stop(word.text, word.tag))

    @property
    def country(self) -> bool:
        """Whether that place is a whole country for which the text does not speak: there anybody may have done it."""
        place = self.text.place_at(self.sentence)
        known = self.lexicon.known(place.iri) if place is not None else None
        return known is not None and level(known) == "country" and self.text.nation is None

    @property
    def place(self) -> tuple[Mention, ...]:
        """The place of which the sentence speaks when it names none."""
        place = self.text.place_at(self.sentence)
        return (place,) if place is not None else ()


@dataclass(frozen=True, slots=True)
class Given(Rule[Unsaid]):
    """A rule that says who does it."""

    who: Callable[[Unsaid], tuple[Mention, ...]] = lambda unsaid: ()


GIVEN: Table[Unsaid] = Table(
    "clause-given",
    # 建设甲中心的通知: a title that does not say who does it tells what the text is about.
    Given("title", lambda u: u.sentence.passage.role == "title", NO),
    Given("responsible", lambda u: u.responsible.mentions, WHICH, lambda u: u.responsible.mentions),
    Given("heading", lambda u: u.heading.mentions, WHICH, lambda u: u.heading.mentions),
    Given("over", lambda u: u.over, WHICH, lambda u: u.over),
    Given("spoken-for", lambda u: u.speech.bodies, WHICH, lambda u: u.speech.bodies),
    Given("speaker", lambda u: u.speaker, WHICH, lambda u: u.speaker),
    # What a paragraph says of a place or a body, it goes on saying of it, where it names nobody else who may do it;
    # people and platforms come and go.
    Given("topic", lambda u: u.topic.mentions and not u.genre.plan and u.opens, WHICH, lambda u: u.topic.mentions),
    Given("told", lambda u: u.speech.told, NO),
    # 支持丙产业发展: what a law asks for is no deed of the place where it holds.
    Given("law", lambda u: u.genre.law, NO),
    # 我国机器人产业…。|企业推进人工智能研究: news of a country tell what firms, bodies and people did in it.
    Given("country", lambda u: u.country, NO),
    Given("place", lambda u: u.place, WHICH, lambda u: u.place),
)


def find_given(unsaid: Unsaid) -> Those:
    """Who does what a sentence says without a subject."""
    found = GIVEN.first(unsaid)
    if found is None:
        return NOBODY
    reason, rule = found
    assert isinstance(rule, Given)
    return Those(rule.who(unsaid), reason)


# ---- in a clause -------------------------------------------------------------------------------------------------
class Turn(NamedTuple):
    """A clause, whom it names as its subject, and who did what the clause before said; who does what it says?

    `parties` are those who were said to work together, and `sides` whether what is told is of both of them; `made` is
    what the clause before said that somebody made.
    """

    clause: Clause
    own: Those
    before: Doers
    parties: tuple[Mention, ...] = ()
    sides: bool = False
    made: Mention | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


@dataclass(frozen=True, slots=True)
class Turned(Rule[Turn]):
    """A rule that says who does what a clause says."""

    doers: Callable[[Turn], Doers] = lambda turn: turn.before


def _charged(t: Turn) -> bool:
    """县级以上人民政府应当建设丙: a class has the duty, and none of those named."""
    if "dutyVerbs" not in t.clause.sentence.classes:
        return False
    clause = t.clause
    return t.lexicon.pattern(_CHARGED).match(clause.sentence.text, clause.start, clause.end) is not None


def _another(t: Turn) -> bool:
    """在甲区,|这家企业|将乙与丙结合: somebody does it who is not named, and not the place; 在甲实验室里,|科研人员|is of that."""
    if "otherDoers" not in t.clause.sentence.classes:
        return False
    if not all(t.clause.text.is_a(m, t.lexicon.place) for m in t.before.named.mentions):
        return False
    return t.lexicon.pattern(_OTHER).match(t.clause.sentence.text, t.clause.start, t.clause.end) is not None


def _alone(t: Turn) -> tuple[Mention, ...]:
    """Those whom the clauses before named, without their partners behind 与."""
    return tuple(m for m in t.before.named.mentions if not _is_partner(t.clause.sentence, m))


def _naming_alone(t: Turn) -> Doers:
    """Who did what the clause before says, without partners."""
    alone = _alone(t)
    return t.before if len(alone) == len(t.before.named.mentions) else t.before.naming(alone)


def _is_partner(sentence: Sentence, mention: Mention) -> bool:
    return sentence.text.endswith(_WITH, 0, max(0, sentence.span(mention)[0]))


def _both(t: Turn) -> bool:
    """双方将…, 三方将…: those who were said to work together, as many as that."""
    sides = _SIDES.get(len(t.parties))
    if sides is None or sides not in t.clause.sentence.classes:
        return False
    found = t.lexicon.pattern(f"{_WHOSE}{{{sides}}}").match(t.clause.sentence.text, t.clause.start)
    return found is not None and not _of_others(t, t.clause.start, found.end())


def _of_others(t: Turn, start: int, end: int) -> bool:
    """中美|双方, where it was with another country that ours was said to work together."""
    signs = t.clause.sentence.text[start:end][:_SIGNS]
    firsts = {name[0] for m in t.parties for name in (m.text, m.name, *m.names)}
    return signs[0] in t.lexicon.words["ownSign"] and not firsts.issuperset(signs)


def _together(t: Turn) -> bool:
    """甲与乙签署协议,共建丙: the verb is one of doing it together."""
    if not t.before.explicit or not any(m in t.parties for m in t.before.named.mentions):
        return False
    if t.clause.sentence.text.startswith(t.lexicon.bound(_comitatives), t.clause.start):
        return False
    if t.lexicon.lexemes("jointOpenings").beginning(t.clause.sentence.text, t.clause.start) is not None:
        return True
    return any(r.comitatives for v in t.clause.verbs for r in t.lexicon.by_verb.get(v.text, ()))


def names_sides(sentence: Sentence, parties: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Whether a sentence speaks of those together who were said to work together: 根据协议,双方将…."""
    sides = _SIDES.get(len(parties))
    if sides is None or sides not in sentence.classes:
        return False
    return lexicon.pattern(f"{_OPENING}{_WHOSE}{{{sides}}}").search(sentence.text) is not None


def _jointly(t: Turn) -> bool:
    """双方将开展三方面合作:|一是共建丙: behind what both do the verb is one of doing it together."""
    if not t.sides or t.before.explicit:
        return False
    opened = t.lexicon.pattern(_NUMBERED).match(t.clause.sentence.text, t.clause.start)
    start = opened.end() if opened else t.clause.start
    if t.lexicon.lexemes("jointOpenings").beginning(t.clause.sentence.text, start) is not None:
        return True
    first = t.clause.verbs[:1]
    return any(r.comitatives for v in first if v.start <= start for r in t.lexicon.by_verb.get(v.text, ()))


def _comitatives(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(lexicon.by_comitative)


def _built(t: Turn) -> tuple[Mention, ...]:
    """甲大学建设丙,|落户乙区: what a clause ends with that is built somewhere, before one that says where."""
    clause, lexicon = t.clause, t.lexicon
    string, start = clause.sentence.text, clause.start
    if not string.startswith(",", start - 1):
        return ()  # this is asked fast
    before = bisect_left(clause.all_names, (start,))
    last = clause.all_names[before - 1] if before else None
    if last is None or last.end + 1 != start or not lexicon.has(last.mention.type, "built"):
        return ()
    said = lexicon.by_verb.get(lexicon.verbs.beginning(string, start, clause.sentence.boundaries) or "", ())
    return (last.mention,) if said and all(r in lexicon.implied("namePlace") for r in said) else ()


def made_in(clause: Clause) -> Mention | None:
    """What a clause says that somebody makes, leads or holds: |丙|由甲牵头."""
    if "agentMarks" not in clause.sentence.classes:
        return None  # this is asked fast
    first = clause.name_at(clause.start)
    marks = tuple(clause.lexicon.words["agentMarks"])
    return first.mention if first is not None and clause.sentence.text.startswith(marks, first.end) else None


def _made(t: Turn) -> bool:
    """丙由甲牵头,|主攻丁: what the verb says can be done by what was made, and of that the sentence tells."""
    if t.made is None:
        return False
    verb = next((v for v in t.clause.verbs if v.text in t.lexicon.by_verb), None)
    relations = t.lexicon.by_verb[verb.text] if verb is not None else ()
    root = t.lexicon.root(t.made.type)
    return bool(relations) and all(root in r.domain and not r.comitatives for r in relations)


def _parties(t: Turn) -> Doers:
    return Doers(Those(t.parties), NOBODY, True)


def _without_last(t: Turn) -> Doers:
    """Those named without the last, of which others do it: 甲局、乙省|党委网信委联合主办."""
    return Doers(Those(t.own.mentions[:-1], t.own.reason), NOBODY, True)


TURNS: Table[Turn] = Table(
    "clause-turn",
    Turned("both", _both, WHICH, _parties),
    Turned("others", lambda t: is_done_by_others(t.clause), WHICH, _without_last),
    Turned("named", lambda t: t.own.mentions, WHICH, lambda t: Doers(t.own, t.before.given, True)),
    Turned("made", _made, WHICH, lambda t: Doers(Those((t.made,) if t.made else ()), NOBODY, True)),
    Turned("built", _built, WHICH, lambda t: Doers(Those(_built(t)), NOBODY, True)),
    Turned("class", _charged, WHICH, lambda t: Doers(NOBODY, NOBODY, True)),
    Turned("another", _another, WHICH, lambda t: Doers(NOBODY, NOBODY, True)),
    Turned("together", _together, WHICH, _parties),
    Turned("jointly", _jointly, WHICH, _parties),
    # 甲与乙…,建设丙: the partner does what the clause before says, and nothing that this one leaves unsaid.
    Turned("without-partner", _alone, WHICH, _naming_alone),
)


def find_doers(turn: Turn) -> Doers:
    """Who does what a clause says."""
    found = TURNS.first(turn)
    if found is None:
        return turn.before
    assert isinstance(found[1], Turned)
    return found[1].doers(turn)
