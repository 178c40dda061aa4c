"""Whose step it is: what a word of a step stands behind or before, in its clause or carried on from those before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import FRAMES, STEPS, Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.row import Row, rows
from kg.extract.statements.step.opened import opened
from kg.extract.statements.step.topic import make_living, titles
from kg.extract.statements.step.when import When
from kg.extract.statements.step.wording import Hit, Steps, Wordings
from kg.extract.text import Sentence, Tense, Text
from kg.model import Mention
from kg.ontology import LifeStep
from kg.words import Lexemes

_MARKS = frozenset(",:;:。!?()—\n|")
_MARK = re.compile(f"[{re.escape(''.join(sorted(_MARKS)))}]")
_STRONG = frozenset(";。!?\n")
_LIGHT = frozenset("dtcmqfupx")
_ARTICLE = r"\s*第(?:{countDigits}|\d)+条\s*"
_COUNTED = r"\d+(?!\d|\s?年|\s?月)"  # 建成示范学校|304所
_BRACKETS = re.compile(r"\([^()]{1,40}\)")
_NUMBERED = re.compile(r"\([^()]{1,40}\)、")
_DRAFT = "draftTitle"
_MOST_BEHIND = 14  # characters between a word of a step and its thing


@case
class Line:
    """A sentence with the words of steps and the dates in it."""

    text: Text
    sentence: Sentence
    tense: Tense
    wordings: Wordings
    hits: Sequence[Hit]
    whens: Sequence[When]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def rows(self) -> list[Row]:
        """The names in rows, whatever number stands behind each: 《甲办法》(甬科〔2018〕2号)、《乙办法》."""
        return _rows(self.text, self.sentence)

    @once
    def brackets(self) -> Mapping[int, int]:
        """Where brackets that hold no step end, and where they begin; the number of an article is like one."""
        found = {m.end(): m.start() for m in _BRACKETS.finditer(self.sentence.text)
                 if not any(m.start() < h.start < m.end() for h in self.hits)}
        article = self.lexicon.pattern(_ARTICLE).match(self.sentence.text)
        return found if article is None else found | {article.end(): 0}

    def start_of(self, position: int, marks: frozenset[str] = _MARKS) -> int:
        """Where the clause begins in which a place stands."""
        string, at, brackets = self.sentence.text, position, self.brackets
        while at > 0:
            if at in brackets:
                at = brackets[at]  # 《甲办法》|(甬政发〔2017〕3号)|废止
            elif string[at - 1] in marks and not self._in_name(at - 1):
                break
            else:
                at -= 1
        return at

    def sentence_start(self, position: int) -> int:
        """Where the part of the sentence begins in which a place stands, behind ; and 。."""
        return self.start_of(position, _STRONG)

    def end_of(self, position: int) -> int:
        """Where the clause ends in which a place stands."""
        ends = (m.start() for m in _MARK.finditer(self.sentence.text, position) if not self._in_name(m.start()))
        return next(ends, max(position, len(self.sentence.text)))

    def _in_name(self, at: int) -> bool:
        return bool(self.sentence.covering(at, at + 1))

    def row_of(self, mention: Mention) -> Row:
        """The names in a row with one."""
        return next(row for row in self.rows if mention in row)

    def light(self, start: int, end: int) -> bool:
        """Whether a span has nothing in it but dates, adverbs, other words of steps and what may stand beside them."""
        string, at, spans, word_at = self.sentence.text, start, self.spans, self.sentence.word_at
        while at < end:
            word = word_at(at)
            passed = word.end if word is not None and word.tag[:1] in _LIGHT else at
            if at in spans:
                passed = max(passed, spans[at])
            elif (filler := self._fillers.beginning(string, at)) is not None:
                passed = max(passed, at + len(filler))
            if passed == at:
                return False
            at = max(passed, at + 1)
        return True

    @once
    def spans(self) -> dict[int, int]:
        """Where dates, words of steps and brackets begin, and where they end."""
        spans = {first: last for last, first in self.brackets.items()}
        return spans | {w.start: w.end for w in self.whens} | {h.start: h.end for h in self.hits}

    @once
    def _fillers(self) -> Lexemes:
        return self.lexicon.lexemes("stepFillers", "ownPolicies")


class Whose(NamedTuple):
    """Things that make a step, by the rule that says so; `others` stand beside them."""

    things: Row
    reason: str
    others: Sequence[Mention] = ()


@case
class Told:
    """A word of a step, and what may make the step: what stands behind it, before it, or was spoken of before."""

    line: Line
    hit: Hit
    behind: Row = field(default_factory=list)
    into: Row = field(default_factory=list)
    before: Row = field(default_factory=list)
    oblique: Row = field(default_factory=list)
    topic: Row = field(default_factory=list)
    framed: Row = field(default_factory=list)

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.line.lexicon

    @property
    def takes_object(self) -> bool:
        """Whether its thing may stand behind it."""
        return self.hit.word in self.line.wordings.verbs

    @property
    def takes_subject(self) -> bool:
        """Whether its thing may stand before it."""
        if self.into and not self.line.wordings.becomes(self.hit.word):  # 扩容升级|某港
            return False
        return not (self.takes_object or self.loose) or self._ends_clause()

    @property
    def loose(self) -> bool:
        """Whether it says a step only right behind its thing."""
        return self.hit.word in self.lexicon.words["looseSteps"]

    def _ends_clause(self) -> bool:
        """Whether nothing stands behind it that it may govern."""
        line, end = self.line, self.hit.end
        endings = self.lexicon.lexemes("stepCeremonies", "stepJoints", "stepBehind", *self._titles)
        return line.light(end, line.end_of(end)) or endings.beginning(line.sentence.text, end) is not None

    @property
    def _titles(self) -> tuple[str, ...]:
        """What a thing may win: 甲实验室获批|国家级平台."""
        return ("stepTitles",) if self.hit.word in self.lexicon.words["won"] else ()


# Which of these makes the step.
WHOSE: Table[Told] = Table(
    "step-of",
    # 启动|甲实验室|建设.
    Rule("frame", lambda t: t.framed, YES),
    # 甲所与乙所合并为|丙院.
    Rule("merged", lambda t: t.into and len(t.before) > 1 and t.line.wordings.becomes(t.hit.word), YES),
    Rule("object", lambda t: t.behind, YES),
    Rule("subject", lambda t: t.before and t.takes_subject, YES),
    Rule("carried", lambda t: t.topic and t.takes_subject and not t.loose, YES),
)


def whose(line: Line, hit: Hit, topic: Row) -> Whose | None:
    """Whose step a word tells; `topic` is what was spoken of before."""
    told = _told(line, hit, topic)
    reason = WHOSE.reason_for(told)
    if reason is None:
        return None
    if reason.endswith("merged"):
        return Whose(told.into, reason, told.before)
    if told.behind:
        return Whose(told.behind, reason, told.oblique or told.before)
    return Whose(told.before or told.topic, reason, told.into or told.oblique)


def _told(line: Line, hit: Hit, topic: Row) -> Told:
    """What may make the step that a word says."""
    verbs, passives = line.wordings.verbs, line.wordings.passives
    behind = _behind(line, hit)
    before, oblique, open_ = _before(line, hit)
    if before and before[-1].name.endswith(tuple(line.lexicon.words["amendingTexts"])):
        before = line.text.bound(titles)  # 《关于修改〈某法〉的决定》第一次修正
    spoken = topic if open_ or _called_so(line, hit, topic) else []
    return Told(line, hit, _making(line, hit.word, behind, verbs), _making(line, hit.word, behind, passives),
                _making(line, hit.word, before, passives), oblique, _making(line, hit.word, spoken, passives))


def _making(line: Line, word: str, row: Row, said: Mapping[str, Steps]) -> Row:
    """Those of a row that can make a step which a word says."""
    steps = said.get(word, ())
    traits = line.lexicon.traits
    return [m for m in row if any(s.of & traits[m.type] for s in steps)]


def _behind(line: Line, hit: Hit) -> Row:
    """The row of names that stands behind a word, nothing but modifiers between."""
    sentence, end = line.sentence, line.end_of(hit.end)
    found = sentence.beginning(hit.end, min(end, hit.end + _MOST_BEHIND) + 1)
    if not found:
        return []
    start = sentence.span(found[0])[0]
    modifiers = line.lexicon.lexemes("stepModifiers")
    at, words = hit.end, {w.start: w for w in sentence.touching(hit.end, start)}
    spans = {w.start: w.end for w in line.whens}
    while at < start:
        modifier, word = modifiers.beginning(sentence.text, at), words.get(at)
        if at in spans:
            at = spans[at]
        elif modifier is not None:
            at += len(modifier)
        elif word is not None and word.tag[:1] in "mqab":
            at = word.end
        else:
            return []
    row = _from(line.row_of(found[0]), found[0])
    counted = line.lexicon.pattern(_COUNTED).match(sentence.text, sentence.span(row[-1])[1])
    return row if counted is None else []


def _from(row: Row, first: Mention) -> Row:
    return row[row.index(first):]


def _before(line: Line, hit: Hit) -> tuple[Row, Row, bool]:
    """The row of names before a word in its clause that is no oblique, those that are, and whether the clause has
    nothing else before it."""
    sentence, start = line.sentence, line.start_of(hit.start)
    position = hit.start
    oblique: list[Mention] = []
    for mention in reversed(sentence.beginning(start, hit.start)):
        first, last = sentence.span(mention)
        if last > position:
            continue  # of a row that was seen
        if not line.light(last, position) and not _made_by(line, last, position):
            return [], oblique, False
        row = line.row_of(mention)
        first = sentence.span(row[0])[0]
        mark = _mark_before(line, first, start)
        if mark is None:
            return [m for m in row if m.end <= mention.end], oblique, False
        oblique = oblique or row
        position = mark
    return [], oblique, line.light(start, position)


def _called_so(line: Line, hit: Hit, topic: Row) -> bool:
    """Whether a clause calls what was spoken of by the end of its name: 甲实验室…。|实验室|2020年获批."""
    start, string = line.start_of(hit.start), line.sentence.text
    nouns = (topic[0].name[-n:] for n in range(2, len(topic[0].name))) if len(topic) == 1 else ()
    return any(string.startswith(noun, start) and line.light(start + len(noun), hit.start) for noun in nouns)


def _made_by(line: Line, start: int, end: int) -> bool:
    """Whether a span says by whom or of what it is made, be it in no names: 甲院|由各所|合并而成."""
    return line.lexicon.lexemes("byMarks").beginning(line.sentence.text, start) is not None


def _mark_before(line: Line, first: int, start: int) -> int | None:
    """Where the word stands that makes of a name something beside the step: |由|甲大学建成."""
    word = line.lexicon.lexemes("obliqueMarks").ending(line.sentence.text, first)
    return None if word is None else first - len(word)


def steps_said(line: Line, hit: Hit, found: Whose, thing: Mention) -> Iterator[LifeStep]:
    """The steps that a word says of a thing."""
    object_first = found.reason.endswith("object")
    said = line.wordings.verbs if object_first else line.wordings.passives
    return (s for s in said.get(hit.word, ()) if s.of & line.lexicon.traits[thing.type])


def fits(line: Line, thing: Mention, step: LifeStep) -> bool:
    """Whether a thing can make a step as it is named: what is a draft is laid open, and not issued."""
    return _DRAFT in step.implied_by or line.lexicon.pattern("{openDrafts}").search(thing.text) is None


class SaidIn(NamedTuple):
    """A sentence, its names opened, and the words of steps in it; whether it names a thing with a life."""

    sentence: Sentence
    hits: Sequence[Hit] = ()
    named: bool = False

    @property
    def tells(self) -> bool:
        """Whether it may tell a step: without a word that says one by itself only of something that it names."""
        return bool(self.hits) or (self.named and FRAMES in self.sentence.classes)

    def read(self, goes_on: bool) -> bool:
        """Whether it is to be read word by word; where it goes on, also for what it speaks of at its end."""
        return self.tells or (goes_on and STEPS in self.sentence.classes)


def said_in(text: Text, sentence: Sentence, wordings: Wordings, spoken: Sequence[Mention]) -> SaidIn:
    """A sentence with its words of steps, unless nothing that has a life is named in it, or `spoken` of before."""
    if STEPS not in sentence.classes:
        return SaidIn(sentence)
    types, inside = text.lexicon.bound(make_living), opened(text, sentence)
    named = any(m.type in types for m in (*inside.mentions, *sentence.mentions))
    return SaidIn(inside, wordings.hits(inside), named) if named or spoken else SaidIn(inside)


def _rows(text: Text, sentence: Sentence) -> list[Row]:
    found: list[Row] = []
    for row in rows(text, sentence):
        between = sentence.between(found[-1][-1], row[0]) if found else ""
        if _NUMBERED.fullmatch(between) and text.is_a(row[0], text.lexicon.roots[found[-1][-1].type]):
            found[-1] = [*found[-1], *row]
        else:
            found.append(row)
    return found
