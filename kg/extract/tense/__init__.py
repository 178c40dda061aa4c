"""Whether a sentence speaks of what is done or of what is to be done, and of which year.

Chinese marks tense sparsely, so several signs are weighed: the genre of the document (a work plan speaks of what is to
come), the section (工作回顾, 下一步安排), years before or after the document's own, words of achievement and of
intention, and clauses that open with an imperative (加快, 推进, 支持).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from kg.extract.tense.period import (
    Years,
    carried_on,
    periods_named,
    plans_named,
    span_named,
    spoken_of,
    turns,
    without_span,
    year_named,
    year_told,
)
from kg.extract.tense.sign import (
    GENRES,
    HEADINGS,
    IN_PLANS,
    NEWS,
    SURE,
    TABLES,
    YEARLY,
    Words,
    strong_marks,
    turns_ahead,
    turns_of_tense,
    weak_signs,
)
from kg.extract.tense.span import PLAN, Lines, fitting, outlook, reviewed, spread
from kg.extract.text import Sentence, Tense, Text
from kg.values import han_number

__all__ = ["TABLES", "is_plan", "sets_targets", "tenses"]
_FIRST_QUARTER = ("01", "02", "03")
# What is likely before any sign is seen: who speaks reports and plans, news tells what has happened.
_SPOKEN, _NEWS = 3, 12
_REVIEW = 50  # what a heading weighs under which nothing is to be done
_LEAST = -15  # what a sentence weighs at least, however many of its clauses open with an imperative
_MARKED = "news/mark"  # the reason of news that says that it is some
_FIRST = 5  # sentences in which news says that it is
_PARTS = (";",)  # ends of a part of a sentence
_LEADS = (":", ":-")  # ends of a line that leads to items
_ITEM = re.compile(r"\s*(?:[(]?([一二三四五六七八九十\d]{1,3})(?:是|[)、.])|[—–·•-])")
_LINED, _CROWD = 8, 1.25  # lines of a section of which every sentence is one, and how many sentences a line may have
_OWN = 5  # how many times more a paragraph's own signs weigh than those of its whole section


@dataclass(frozen=True)
class Block:
    """Sentences under the same headings: what they say of time they mostly say together.

    `leaning` is what the headings weigh, `period` that of which they speak, `years` what relative words mean here,
    `spread` of each sentence whether it tells of all years of `years.span` together, or (False) of the last alone;
    `over` that all of it is done.
    """

    sentences: tuple[Sentence, ...]
    leaning: int
    period: str | None
    years: Years
    spread: tuple[bool | None, ...]
    over: bool

    def returns(self, at: int) -> bool:
        """Whether the sentence behind one of the last year tells of all years again."""
        return self.spread[at] is False and self.spread[at + 1:at + 2] == (True,)


def is_plan(text: Text) -> bool:
    """Whether the document is of a genre that speaks of what is to come, told by its title: 工作要点, 行动计划."""
    titles = filter(None, (*text.titles, text.document.title))
    return any(GENRES.reason_for(Words(text.lexicon, without_span(title))) for title in titles)


def sets_targets(text: Text) -> bool:
    """Whether targets of no named year are of the document's: in plans, texts called by a year, those of the first
    months."""
    return text.bound(is_plan) or _is_early(text) or any(map(year_named, text.titles))


def tenses(text: Text) -> list[Tense]:
    """The tense of every sentence of the text, in order."""
    if text.bound(is_plan):
        return list(_plan_tenses(text))
    found: list[Tense] = []
    part: tuple[str, ...] = ()
    parted = any(_leaning(text, sentences[0].passage.headings[::-1]) < 0 for sentences in _blocks(text))
    for sentences in _blocks(text):
        same, part = part, sentences[0].passage.headings[:1]
        before = bool(part) and part == same and found[-1].spread
        found.extend(_block_tenses(text, _block(text, sentences, before, parted)))
    return found


def _is_early(text: Text) -> bool:
    """Whether it was made in the first months of a year: then people tell of the year before and plan that one."""
    return (text.frame.date or "")[5:7] in _FIRST_QUARTER or text.annual


def _news(text: Text) -> str | None:
    """Why it is a report of news, which tells what has happened, however its clauses open; None where it is none."""
    if text.collection:
        return _MARKED
    first = (s for s in text.sentences[:_FIRST] if s.passage.role != "title" and not text.annual)
    return next(filter(None, (NEWS.reason_for(Words(text.lexicon, s.text)) for s in first)), None)


def _past(text: Text) -> int | None:
    """The last year that was over when the document was made."""
    year = text.frame.year
    return year - 1 if year is not None and _is_early(text) else year


def _plan_tenses(text: Text) -> Iterator[Tense]:
    """The tenses of a plan: to be done, but for what is told of before; the years are those of its title."""
    span = next((s for title in text.titles if (s := span_named(title))), None)
    begins = int(span[:4]) if span else None
    years = Years(text.frame.year or begins)
    year = _year_planned(text)
    told: str | None = None
    for sentence in text.sentences:
        told = None if text.begins_line(sentence.passage.index) else told
        named = periods_named(sentence.text, text.lexicon, years, sentence.classes)
        words = Words(text.lexicon, sentence.text, begins or years.own, spoken_of(named), known=sentence.classes)
        done = IN_PLANS.any(words) or _in_review(text, sentence)
        held = told or (_before(span) if done else span)
        yield Tense(done, held, turns(sentence, text.lexicon, named, years), planned=None if done else year)
        told = carried_on(sentence.text, text.lexicon, named, ()) or told


def _year_planned(text: Text) -> str | None:
    """The year of which a plan's title says that it is the plan of it: 2024年工作要点."""
    return next((year for title in text.titles if YEARLY.reason_for(Words(text.lexicon, title))
                 and (year := year_named(title))), None)


def _in_review(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence stands in the part of a plan that tells what has been done: 发展基础."""
    return _leaning(text, sentence.passage.headings[::-1]) > 0


def _before(span: str | None) -> str | None:
    """The plan period before one."""
    return reviewed(int(span[:4]) - 1) if span and int(span[-4:]) - int(span[:4]) == PLAN - 1 else None


def _blocks(text: Text) -> Iterator[tuple[Sentence, ...]]:
    """Runs of sentences under the same headings."""
    for _, block in groupby(text.sentences, key=lambda s: s.passage.headings):
        yield tuple(block)


def _block(text: Text, sentences: tuple[Sentence, ...], before: bool, parted: bool) -> Block:
    """What the headings say of some sentences under them; `before` says that the sentence before tells of several
    years together, `parted` that some part of the text tells of what is to come: where none does, as in an excerpt, the
    review's heading may stand above that too."""
    headings, texts = sentences[0].passage.headings[::-1], [s.text for s in sentences]
    leaning = _dated(text, headings, _leaning(text, headings) or _titled(text))
    over = _is_over(text, sentences, leaning)
    period = next((p for h in headings if (p := _period(text, h))), None)
    if period is None and leaning > 0:
        period = _reviewed_year(text, texts)
    years = _years(text, texts, headings, period, over)
    if over and not leaning and not _turns_ahead(text, sentences):
        leaning = _REVIEW
    lines = Lines(tuple(_lines(text, sentences)), _called_by_span(text, headings, period))
    told = spread(texts, text.lexicon, years, before or lines.called, lines)
    return Block(sentences, leaning, period, years, told, parted and leaning >= _REVIEW)


def _lines(text: Text, sentences: Sequence[Sentence]) -> list[int]:
    """Which of some sentences begin a line; the first does."""
    return [i for i, s in enumerate(sentences) if not i or text.begins_line(s.passage.index)]


def _paragraphs(text: Text, sentences: Sequence[Sentence]) -> list[int]:
    """Which of some sentences begin a paragraph: a line, unless every sentence is one, and one that looks back (过去一年,
    成绩来之不易) leads in what the next ones tell."""
    lines = _lines(text, sentences)
    if len(lines) < _LINED or len(lines) * _CROWD < len(sentences):
        return lines
    found, leading = [], False
    for at in lines:
        led, leading = leading, _leads_back(text, sentences[at]) or (leading and _says_no_time(text, sentences[at]))
        if not (led and leading):
            found.append(at)
    return found


def _leads_back(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence without a figure looks back to the year or the years that are over."""
    looking = text.lexicon.pattern("{yearOpenings}*(?:{pastYear}|{spanLeads})")
    return looking.match(sentence.text) is not None and not any(map(str.isdecimal, sentence.text))


def _says_no_time(text: Text, sentence: Sentence) -> bool:
    """Whether nothing in a sentence says of which time it tells."""
    words = Words(text.lexicon, sentence.text, known=sentence.classes)
    return strong_marks(words) == 0 and not periods_named(sentence.text, text.lexicon, Years(text.frame.year))


def _called_by_span(text: Text, headings: Sequence[str], period: str | None) -> bool:
    """Whether headings name several years, and none of them alone: 过去五年工作回顾, “十四五”时期工作回顾."""
    plan = period is not None and "/" in period and _report_over(text) is not None
    return plan or any(text.lexicon.pattern("{spanLeads}").search(h) for h in headings)


def _titled(text: Text) -> int:
    """What a title weighs that is that of a review, and of no plan besides: 某局2024年工作总结."""
    titles = [Words(text.lexicon, title) for title in text.titles]
    review = any(w.has("reviews") for w in titles) and not any(w.has("planHeadings") for w in titles)
    return _REVIEW if review else 0


def _leaning(text: Text, headings: Sequence[str]) -> int:
    """What headings weigh, the innermost first: the first that speaks surely of tense counts, else the first that does
    at all (in a review of a year a part may be called by the tasks that were done)."""
    weights = [rule[1].weight for h in headings if (rule := HEADINGS.first(Words(text.lexicon, h)))]
    return next((weight for weight in weights if abs(weight) >= SURE), next(iter(weights), 0))


def looks_back(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence stands below a heading that speaks of what was done: 2023年工作完成情况."""
    return _leaning(text, sentence.passage.headings[::-1]) > 0


def _dated(text: Text, headings: Sequence[str], leaning: int) -> int:
    """What headings weigh in the yearly report of a government where they name a year: one that is over, above what was
    achieved (2025年主要工作和发展成就), makes a review, the one that begins (对2018年工作的建议) a plan."""
    over, year = _report_over(text), _year_headed(text, headings)
    if over is None or year is None:
        return leaning
    if year > over:
        return leaning or -SURE
    return max(leaning, _REVIEW) if leaning > 0 else leaning


def _year_headed(text: Text, headings: Sequence[str]) -> int | None:
    """The first year that headings name, that of the report itself apart."""
    parts = (h for h in headings if not Words(text.lexicon, h).has("annualReports"))
    return next((int(year) for h in parts if (year := year_named(h))), None)


def _period(text: Text, heading: str) -> str | None:
    """The period that a heading names; of a year and a plan period (“十三五”和2020年工作回顾) the year."""
    return year_named(heading) or spoken_of(periods_named(heading, text.lexicon, Years(text.frame.year, _past(text))))


def _is_over(text: Text, sentences: Sequence[Sentence], leaning: int) -> bool:
    """Whether a section tells of what is over: its heading says so, or the signs of a yearly report of no headings."""
    if leaning or not text.annual:
        return leaning > 0
    strong = sum(strong_marks(Words(text.lexicon, s.text, known=s.classes)) for s in sentences)
    return _SPOKEN + strong + sum(weak_signs(s, text.lexicon) for s in sentences) > 0


def _turns_ahead(text: Text, sentences: Sequence[Sentence]) -> bool:
    """Whether a section turns anywhere to what is to come."""
    words = (Words(text.lexicon, s.text, text.frame.year, known=s.classes) for s in sentences)
    return any(strong_marks(w) < 0 for w in words)


def _years(text: Text, texts: list[str], headings: Sequence[str], period: str | None, over: bool) -> Years:
    """What relative words mean in a section."""
    own, past = text.frame.year, _past(text)
    whole = int(period) if period and "/" not in period else past if over else own
    plan, *others = next((p for h in headings if (p := plans_named(h, text.lexicon))), [None])
    if plan is None and not text.collection:  # in a collection what one of its texts names is not of the others
        plan = reviewed(whole) if over else outlook(texts, own)
    return Years(own, past, whole, plan, next(iter(others), None))


def _reviewed_year(text: Text, texts: list[str]) -> str | None:
    """The year of a review whose heading names none: the first that it names, or the one before a spring's report."""
    year, first = text.frame.year, next((y for t in texts if (y := year_told(t))), None)
    if year is None:
        return None
    if first in (str(year), str(year - 1)):
        return first
    past = _past(text)
    return str(past) if past != year and (text.frame.speaker is not None or text.annual) else None


def _block_tenses(text: Text, block: Block) -> Iterator[Tense]:
    """The tenses of one block, paragraph by paragraph."""
    signs = [max(_LEAST, weak_signs(s, text.lexicon)) for s in block.sentences]
    prior = block.leaning + (_SPOKEN if text.frame.speaker else _NEWS)
    around, news = sum(signs), text.bound(_news)
    asked = 0
    starts = _paragraphs(text, block.sentences)
    lead: str | None = None
    items = Items()
    for first, last in zip(starts, [*starts[1:], len(signs)], strict=True):
        lead = items.led(block.sentences[first].text, lead)
        asked = _asked(text, block.sentences[first].text, asked)
        leaning = _OWN * (prior + asked + sum(signs[first:last])) + around
        told = news is not None and asked >= 0
        # Over is over, however many clauses of a long paragraph open with imperatives.
        done = leaning > 0 or block.over or told
        paragraph = Paragraph(range(first, last), done, told, told and news == _MARKED, lead, _report_over(text))
        carried = yield from _paragraph_tenses(text, block, signs, paragraph)
        lead = carried if block.sentences[last - 1].text.endswith(_LEADS) else lead


def _asked(text: Text, line: str, before: int) -> int:
    """What a question weighs of which a line is, as a heading does; what the one before weighs where it is none."""
    if ":" not in line or text.lexicon.pattern("{askers}:").match(line) is None:
        return before
    words = Words(text.lexicon, line, text.frame.year)
    rule = HEADINGS.first(words)
    return rule[1].weight if rule else strong_marks(words)


class Items:
    """The items of a list as its lines are read, and the period of the line that leads to them."""

    def __init__(self) -> None:
        """No item yet."""
        self._number = 0
        self._lead: str | None = None

    def led(self, line: str, lead: str | None) -> str | None:
        """The period of a line: that which leads to it as to an item, or led to the item before it, however many lines
        that one has; None where it is no item."""
        item = _ITEM.match(line)
        if item is None:
            return None
        figure = item.group(1) or ""
        number = int(figure) if figure.isdecimal() else han_number(figure) or 0
        lead = lead or (self._lead if number == self._number + 1 > 1 else None)
        self._number, self._lead = number, lead
        return lead


class Paragraph(NamedTuple):
    """The sentences of a paragraph, whether its weak signs say that it tells of what is done, whether it is of news,
    and of news that turns back to that behind each sentence about what is to come, the period of the line that leads to
    it as to an item (“十五五”时期的主要目标是: 一是…), and the last year that was over when the yearly report was made
    that it stands in."""

    places: range
    done: bool
    told: bool
    news: bool
    lead: str | None
    over: int | None

    def goes_on(self, done: bool, block: Block, sign: int) -> bool:
        """Whether a sentence without a strong mark tells of what is done, as that before it did or did not."""
        return done or (self.done and block.leaning >= _REVIEW) or (self.news and sign >= 0)


def _paragraph_tenses(
        text: Text, block: Block, signs: Sequence[int], paragraph: Paragraph,
) -> Generator[Tense, None, str | None]:
    """The tenses of a paragraph, and the period that holds on behind it: a strong mark holds from its sentence on; in
    news only as long as clauses open with an imperative, in a review only in its sentence."""
    lexicon, carried = text.lexicon, paragraph.lead
    done = paragraph.done
    part: Tense | None = None  # that of the sentence of which this is a part
    for at in paragraph.places:
        sentence, together = block.sentences[at], block.spread[at]
        words, years = sentence.text, _after(block.years, carried)
        named = periods_named(words, lexicon, years, sentence.classes)
        spoken = spoken_of(named) or _coming(carried, years.own, paragraph.over)
        reviewed = paragraph.over is not None and block.leaning >= _REVIEW
        told = Words(lexicon, words, years.own, spoken, paragraph.over, sentence.classes, reviewed)
        strong, before = strong_marks(told), done
        done = strong > 0 if strong else part.done if part else paragraph.goes_on(done, block, signs[at])
        years = years.over_span(fitting(years, done))
        held = (part and part.period_at(len(words))) or carried or _unnamed(text, block, done, together)
        tense = Tense(done, held, turns(sentence, lexicon, named, years), bool(together),
                      _marks(told, strong, paragraph, before))
        yield tense
        part = tense if words.endswith(_PARTS) else None
        meant = () if together else (str(years.whole), str(years.own), str(years.past))
        carried = carried_on(words, lexicon, named, meant, years.past) or carried
        carried = paragraph.lead if block.returns(at) else carried
    return carried


def _marks(told: Words, strong: int, paragraph: Paragraph, before: bool) -> tuple[tuple[int, bool], ...]:
    """Where a sentence turns to what is done or to come; news may turn to that within it, `before` it told of deeds."""
    if strong == 0:
        return turns_of_tense(told)
    return turns_ahead(told) if before and paragraph.told and strong < 0 else ()


def _report_over(text: Text) -> int | None:
    """The last year that was over when the yearly report of a government was made; None for other documents."""
    return _past(text) if text.annual else None


def _coming(period: str | None, own: int | None, over: int | None) -> str | None:
    """A period that holds on, where it begins after the document's year, or for several years after the last that was
    over when a yearly report was made: nothing is done in it."""
    if period is None or own is None:
        return None
    last = over if over is not None and "/" in period else own
    return period if int(period[:4]) > last else None


def _after(years: Years, carried: str | None) -> Years:
    """What relative words mean behind a sentence whose period holds on: 一年来,…。|全年|新增企业30家."""
    return replace(years, whole=years.past) if carried is not None and carried == str(years.past) else years


def _fits(block: Block, done: bool) -> bool:
    """Whether the period of the headings is one of which something done, or to be done, may be."""
    year = block.years.own
    if block.leaning or year is None or block.period is None:
        return done == (block.leaning > 0)
    return int(block.period[:4]) <= year if done else int(block.period[-4:]) >= year


def _unnamed(text: Text, block: Block, done: bool, together: bool | None) -> str | None:
    """The year or period meant where none is named: that of the section, for results of the title, of the document."""
    if together and (span := fitting(block.years, done)):
        return span
    if block.period and _fits(block, done):
        return _turned(block, done) if together is False else block.period
    year = str(text.frame.year) if text.frame.year else None
    if not done:
        return year if text.bound(sets_targets) else None
    return _reported(text, block) or year


def _turned(block: Block, done: bool) -> str | None:
    """The year to which the section of a plan period has turned: the last that was over, or the one that begins."""
    year = block.years.past if done else block.years.own
    return str(year) if block.period and "/" in block.period and year else block.period


def _reported(text: Text, block: Block) -> str | None:
    """The year of which a text tells: the one before for a yearly report, else that of its title."""
    if block.years.past and text.annual:
        return str(block.years.past)
    return next((year for title in text.titles if (year := year_named(title))), None)
