"""Steps in the lives of things: 甬江实验室2021年3月获批, 《某条例》自2023年1月1日起施行, 撤销某中心."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kg.extract.lazy import once
from kg.extract.lexicon import FRAMES
from kg.extract.rule import Table
from kg.extract.statements.row import Row
from kg.extract.statements.step.tabled import TABLED, find_tabled_steps
from kg.extract.statements.step.titled import find_citations, find_titled_steps
from kg.extract.statements.step.topic import living, one_of, titles
from kg.extract.statements.step.when import Time, When, after_years, later, same_time, unsaid, whens, years_long
from kg.extract.statements.step.whether import MADE, NONE, Claimed, Standing, status_of
from kg.extract.statements.step.whose import WHOSE, Line, Told, Whose, fits, said_in, steps_said, whose
from kg.extract.statements.step.wording import Hit, made_by, make_wordings
from kg.extract.text import Text
from kg.model import Mention, Step
from kg.ontology import LifeStep
from kg.plain import plain

__all__ = ["TABLES", "find_citations", "find_steps", "find_tabled_steps", "find_titled_steps"]
TABLES: tuple[Table[Any], ...] = (WHOSE, NONE, MADE, TABLED)
_UNREAD = ("cell", "byline")
_YEAR = 4  # characters of a date that is a year
_DAY = 10  # characters of a whole date
_AT = r"{stepCeremonies}*{stepAt}?\s?"
_DECREED = r"{fromMarks}[^,;。]*{sinceThen}"


@plain
class Before:
    """What a paragraph has told before: of which things, and the last date."""

    topic: Row
    date: str | None = None
    time: Time | None = None


class Found(NamedTuple):
    """A word of a step with the things that make it, and the steps that it says of each."""

    hit: Hit
    whose: Whose
    steps: tuple[tuple[Mention, LifeStep], ...]
    attribute: bool = False


def find_steps(text: Text) -> Iterator[Step]:
    """The steps that clauses tell, in reading order."""
    wordings = text.lexicon.bound(make_wordings)
    titled, headed = text.bound(titles), dict[str, Row]()
    before = Before(titled)
    begins = [text.begins_line(sentence.passage.index) for sentence in text.sentences]
    for number, (sentence, tense) in enumerate(zip(text.sentences, text.tenses, strict=True)):
        passage = sentence.passage
        if passage.role in _UNREAD:
            continue
        if passage.role == "heading":
            headed[sentence.text.strip()] = one_of(text, sentence.mentions)
        if begins[number]:
            before = Before(next(filter(None, map(headed.get, passage.headings[-1:])), titled))
        ends = all(begins[number + 1:number + 2])  # its line: then nothing is carried on
        said = said_in(text, sentence, wordings, (*before.topic, *titled))
        if ends and not said.tells:
            continue
        dates = whens(text, sentence, before.date)
        topic, time = before.topic, before.time
        named = [] if ends else living(text, sentence.mentions)
        if said.read(bool(named)):
            reader = _Reader(Line(text, said.sentence, tense, wordings, said.hits, dates), before)
            yield from reader.read()
            topic, time = reader.spoken_of() if named else topic, reader.time
        elif named:
            topic = one_of(text, sentence.mentions)
        before = Before(topic, _last(text, dates) or before.date, time)


def _last(text: Text, dates: Sequence[When]) -> str | None:
    """The last date of some that counts for what follows: 明年 does not."""
    past = (w.date for w in reversed(dates) if w.date and not later(w.date[:_YEAR], text.frame.date))
    return next(past, None)


class _Reader:
    """Reads a sentence from left to right; `topic` is of what it speaks, `time` that of the last step."""

    def __init__(self, line: Line, before: Before) -> None:
        self.line, self.topic, self.time, self._text = line, before.topic, before.time, line.text
        self._carried = before.topic
        self._planned, self._used = False, 0
        self._last: Found | None = None

    def read(self) -> Iterator[Step]:
        """The steps that the sentence tells."""
        known = {found.hit: found for found in _frames(self.line)}
        hits = [h for h in self.line.hits if not any(f.start <= h.start < f.end for f in known)]
        for hit in sorted([*known, *hits]):
            found = known.get(hit) or self._found(hit)
            if found is not None:
                yield from self._told(found)
                self._last = found
        yield from self._put_off()

    @once
    def _traits(self) -> frozenset[str]:
        """The traits of all that may make its steps: what it names, what was spoken of, what the title names."""
        things = (*self.line.sentence.mentions, *self.topic, *self._text.bound(titles))
        return frozenset[str]().union(*(self.line.lexicon.traits[m.type] for m in things))

    def spoken_of(self) -> Row:
        """Of what is spoken at the end of the sentence."""
        return self._spoken(len(self.line.sentence.text))

    def _put_off(self) -> Iterator[Step]:
        """The last step of the sentence, put off to another day: 原计划2022年建成,|后推迟至2023年底."""
        line, last = self.line, self._last
        if last is None:
            return
        for match in line.lexicon.pattern("{delays}").finditer(line.sentence.text, last.hit.end):
            named = next((w for w in line.whens if w.start == match.end()), None)
            passage = line.sentence.passage
            if named is None or named.date is None:
                continue
            for thing, step in last.steps:
                yield Step(passage, passage.start, passage.end, thing, step.name, "planned", named.date, None, "step",
                           (last.whose.reason,))

    def _found(self, hit: Hit) -> Found | None:
        if self._traits.isdisjoint(self.line.wordings.made[hit.word]):
            return None
        found = whose(self.line, hit, self._spoken(self.line.start_of(hit.start)))
        if found is None:
            return None
        steps = tuple((m, s) for m in found.things for s in steps_said(self.line, hit, found, m)
                      if fits(self.line, m, s))
        behind = self.line.sentence.text[hit.end:hit.end + 1]
        return Found(hit, found, steps, behind in self.line.lexicon.words["attributeMarks"]) if steps else None

    def _spoken(self, end: int) -> Row:
        """Of what is spoken up to a place: what made the last step, else the one thing named, else what was before."""
        sentence = self.line.sentence
        if self._carried is not self.topic:
            since = [m for m in sentence.beginning(self._used, end) if not self._oblique(m)]
            return self._one(since) if living(self._text, since) else self._carried
        if "ownPolicies" in sentence.classes:
            return self._text.bound(titles)
        named = sentence.before(end, len(sentence.mentions))
        if living(self._text, named):
            return self._one(named)
        return self.topic if self.line.light(0, end) else []

    def _one(self, named: Sequence[Mention]) -> Row:
        """The one thing that some names are of, those apart of which only something is meant; of several the one with
        which the sentence begins."""
        meant = [m for m in named if not self._goes_on(m)]
        first = living(self._text, meant)[:1]
        begins = bool(first) and self.line.light(0, self.line.sentence.span(first[0])[0])
        return one_of(self._text, meant) or (first if begins else [])

    def _oblique(self, mention: Mention) -> bool:
        """Whether a word before a name says that it stands beside what is told: 经|市政府批准."""
        sentence, marks = self.line.sentence, self.line.lexicon.lexemes("obliqueMarks")
        return marks.ending(sentence.text, sentence.span(mention)[0]) is not None

    def _goes_on(self, mention: Mention) -> bool:
        """Whether a noun or a quotation behind a name says that something of it is meant: 甲台|“乙基地”,今天揭牌."""
        sentence = self.line.sentence
        end = sentence.span(mention)[1]
        behind = sentence.word_at(end)
        if behind is None or (behind.tag[0] != "n" and behind.text != "“"):
            return False
        return self.line.lexicon.lexemes("thingParts").beginning(sentence.text, end) is None

    def _told(self, found: Found) -> Iterator[Step]:
        line, hit = self.line, found.hit
        lasting = any(step.lasting for _, step in found.steps)
        time = self._until(hit) if lasting else self._when(hit)
        decreed = all(step.validity for _, step in found.steps) and self._decreed(hit)
        start = max(line.sentence_start(hit.start), self._used)
        status = status_of(Claimed(line, hit, start, time, self._planned, decreed))
        if status is None:
            return
        if time.said is None and not lasting:
            time = Time(unsaid(self._text, line.sentence, time.period, status.made))
        yield from self._proposed(found, status, time)
        if not found.attribute and not lasting:
            self._carried, self._planned = found.whose.things, not status.made
            self.time, self._used = time, hit.end

    def _proposed(self, found: Found, status: Standing, time: Time) -> Iterator[Step]:
        passage = self.line.sentence.passage
        reasons = tuple(filter(None, (found.whose.reason, status.reason)))
        periods = self._each(found) if time.said is not None else {}
        for thing, step in found.steps:
            period = periods.get(thing.name, time.period)
            others = [m for m in found.whose.others if m.name != thing.name and self._beside(m, step)]
            for other in others or (None,):
                yield Step(passage, passage.start, passage.end, thing, step.name, status.name, period, other,
                           "step", reasons)

    def _each(self, found: Found) -> dict[str, str | None]:
        """The dates of several things that have as many: 甲、乙分别于3月、5月|揭牌."""
        things, line = found.whose.things, self.line
        last = line.sentence.span(things[-1])[1]
        named = [w for w in line.whens if last <= w.start and w.end <= found.hit.start]
        if len(things) < 2 or len(named) != len(things):
            return {}
        return {m.name: w.date for m, w in zip(things, named, strict=True)}

    def _beside(self, other: Mention, step: LifeStep) -> bool:
        """Whether what stands beside a thing can be its counterpart in a step."""
        return step.paired and bool(step.of & self.line.lexicon.traits[other.type])

    def _when(self, hit: Hit) -> Time:
        """When a step is said to be made."""
        line, string = self.line, self.line.sentence.text
        at = self.line.lexicon.pattern(_AT)
        behind = next((w for w in line.whens if w.start >= hit.end and at.fullmatch(string, hit.end, w.start)), None)
        if behind is not None:
            return Time(behind.date, behind)
        clause = line.start_of(hit.start)
        if self.time is not None and same_time(line.lexicon, string, clause, hit.end):
            return self.time
        named = [w for w in line.whens if w.end <= hit.start]
        if named:
            return Time(named[-1].date, named[-1])
        return Time(line.tense.period_at(hit.start))

    def _until(self, hit: Hit) -> Time:
        """Until when something holds: a day behind the word, or so many years from when it came into force."""
        line, string = self.line, self.line.sentence.text
        end = line.end_of(hit.end)
        named = next((w for w in line.whens if hit.end <= w.start < end), None)
        if named is not None:
            return Time(named.date, named)
        years = years_long(line.lexicon, string, hit.end)
        since = (self.time.period if self.time else None) or self._text.frame.date
        return Time(after_years(since, years) if years and since else None)

    def _decreed(self, hit: Hit) -> bool:
        """Whether a rule says itself from when on something holds: 自2023年1月1日|起施行, 2023年1月1日|施行."""
        line, string = self.line, self.line.sentence.text
        clause = line.start_of(hit.start)
        if any(w.date is not None and len(w.date) == _DAY and clause <= w.start < hit.start for w in line.whens):
            return True
        return line.lexicon.pattern(_DECREED).search(string, clause, hit.end) is not None or \
            same_time(line.lexicon, string, clause, hit.end)


def _frames(line: Line) -> Iterator[Found]:
    """Steps that are said around a thing: 启动 X 建设, 对 X 进行重组."""
    sentence, lexicon, heads = line.sentence, line.lexicon, _heads(line)
    for row in line.rows if heads else ():
        first, last = sentence.span(row[0])[0], sentence.span(row[-1])[1]
        head = heads.get(first)
        frame = _frame(line, head, last, row) if head is not None else None
        if head is not None and frame is not None:
            tail, said = frame
            end = sentence.text.index(tail, last) + len(tail)
            hit = Hit(sentence.text.rindex(head, 0, first), end, head)
            steps = tuple((m, s) for m in row for s in made_by(lexicon, said, m.type) if fits(line, m, s))
            if (reason := WHOSE.reason_for(Told(line, hit, framed=row))) is not None:
                yield Found(hit, Whose(row, reason, sentence.beginning(end, end + 2)), steps)


def _heads(line: Line) -> dict[int, str]:
    """The words with which frames begin, by where the things begin before which they stand."""
    if FRAMES not in line.sentence.classes:
        return {}
    starts = [line.sentence.span(m)[0] for m in line.sentence.mentions]
    return {first: head for first in starts if (head := _head(line, first)) is not None}


def _head(line: Line, first: int) -> str | None:
    """The word before a thing with which a frame begins, modifiers of the thing between."""
    string, heads = line.sentence.text, line.wordings.heads
    head = heads.ending(string, first)
    if head is not None or line.lexicon.lexemes("stepModifiers").ending(string, first) is None:
        return head
    modifiers = line.lexicon.pattern("{stepModifiers}*$").search(string, max(0, first - _REACH), first)
    return heads.ending(string, modifiers.start()) if modifiers else None


_BETWEEN = r"(?:\([^()]*\))?{frameFillers}*"
_REACH = 10  # characters of modifiers before a thing in a frame


def _frame(line: Line, head: str, last: int, row: Row) -> tuple[str, tuple[LifeStep, ...]] | None:
    """The rest of a frame that stands behind a thing, and its steps that the thing can make."""
    string, lexicon = line.sentence.text, line.lexicon
    between = lexicon.pattern(_BETWEEN)
    end = between.match(string, last).end()  # type: ignore[union-attr]
    for tail, step in line.wordings.frames[head]:
        fits = any(step.of & lexicon.traits[m.type] for m in row)
        place = next((at for at in (last, end) if string.startswith(tail, at)), None)
        if fits and place is not None:
            return tail, tuple(s for t, s in line.wordings.frames[head] if t == tail)
    return None
