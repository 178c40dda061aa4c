"""Whether a sentence speaks of what is done or of what is to be done, and of which year.

Chinese marks tense sparsely, so several signs are weighed: the genre of the document (a work plan speaks of what is to
come), the section (工作回顾, 下一步安排), years before or after the document's own, words of achievement and of
intention, and clauses that open with an imperative (加快, 推进, 支持).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kg.extract.tense.period import (
    Years,
    periods_named,
    plan_named,
    span_named,
    turns,
    without_span,
    year_named,
    year_told,
)
from kg.extract.tense.sign import GENRES, HEADINGS, IN_PLANS, MARKS, SIGNS, TABLES, Words
from kg.extract.text import Sentence, Tense, Text

__all__ = ["TABLES", "is_plan", "tenses"]
_FIRST_QUARTER = ("01", "02", "03")
# What is likely before any sign is seen: who speaks reports and plans, news tells what has happened.
_SPOKEN, _NEWS = 3, 12
_OWN = 5  # how many times more a paragraph's own signs weigh than those of its whole section


@dataclass(frozen=True)
class Block:
    """Sentences under the same headings: what they say of time they mostly say together.

    `leaning` is what the headings weigh, `period` that of which they speak, `years` what relative words mean here.
    """

    sentences: tuple[Sentence, ...]
    leaning: int
    period: str | None
    years: Years


def is_plan(text: Text) -> bool:
    """Whether the document is of a genre that speaks of what is to come, told by its title: 工作要点, 行动计划."""
    titles = filter(None, (*text.titles, text.document.title))
    return any(GENRES.reason_for(Words(text.lexicon, without_span(title))) for title in titles)


def tenses(text: Text) -> list[Tense]:
    """The tense of every sentence of the text, in order."""
    if is_plan(text):
        return list(_plan_tenses(text))
    return [tense for sentences in _blocks(text) for tense in _block_tenses(text, _block(text, sentences))]


def _plan_tenses(text: Text) -> Iterator[Tense]:
    """The tenses of a plan: to be done, but for what is told of before; the years are those of its title."""
    span = next((s for title in text.titles if (s := span_named(title))), None)
    years = Years(text.frame.year)
    for sentence in text.sentences:
        named = periods_named(sentence.text, text.lexicon, years)
        done = IN_PLANS.any(Words(text.lexicon, sentence.text))
        yield Tense(done, named[-1].period if named else span, turns(sentence.text, text.lexicon, named, years))


def _blocks(text: Text) -> Iterator[tuple[Sentence, ...]]:
    """Runs of sentences under the same headings."""
    for _, block in groupby(text.sentences, key=lambda s: s.passage.headings):
        yield tuple(block)


def _block(text: Text, sentences: tuple[Sentence, ...]) -> Block:
    """What the headings say of some sentences under them; the innermost that speaks of tense counts."""
    year, lexicon = text.frame.year, text.lexicon
    headings = reversed(sentences[0].passage.headings)
    spoken = ((rule[1].weight, h) for h in headings if (rule := HEADINGS.first(Words(lexicon, h))))
    leaning, heading = next(spoken, (0, ""))
    named = periods_named(heading, lexicon, Years(year))
    # Of a year and a plan period (“十三五”和2020年工作回顾) the year.
    period = year_named(heading) or (named[-1].period if named else None)
    if period is None and leaning > 0 and year is not None:
        period = _reviewed_year(text, sentences, year)
    whole = int(period) if period and "/" not in period else year
    return Block(sentences, leaning, period, Years(year, whole, plan_named(heading, lexicon)))


def _reviewed_year(text: Text, sentences: tuple[Sentence, ...], year: int) -> str | None:
    """The year of a review whose heading names none: the first that it names, or the one before a spring's report."""
    first = next((y for s in sentences if (y := year_told(s.text))), None)
    if first in (str(year), str(year - 1)):
        return first
    early = (text.frame.date or "")[5:7] in _FIRST_QUARTER
    return str(year - 1) if text.frame.speaker is not None and early else None


def _block_tenses(text: Text, block: Block) -> Iterator[Tense]:
    """The tenses of one block, paragraph by paragraph."""
    signs = [SIGNS.weigh(Words(text.lexicon, s.text)) for s in block.sentences]
    prior = block.leaning + (_SPOKEN if text.frame.speaker else _NEWS)
    around = sum(signs)
    starts = [i for i, s in enumerate(block.sentences) if not i or text.begins_line(s.passage.index)]
    for first, last in zip(starts, [*starts[1:], len(signs)], strict=True):
        leaning = _OWN * (prior + sum(signs[first:last])) + around
        yield from _paragraph_tenses(text, block, block.sentences[first:last], leaning > 0)


def _paragraph_tenses(text: Text, block: Block, sentences: tuple[Sentence, ...], done: bool) -> Iterator[Tense]:
    """The tenses of a paragraph: `done` is what its weak signs say, a strong mark holds from its sentence on."""
    lexicon, years = text.lexicon, block.years
    carried: str | None = None
    for sentence in sentences:
        named = periods_named(sentence.text, lexicon, years)
        own = named[-1].period if named else None
        strong = MARKS.weigh(Words(lexicon, sentence.text, years.own, own))
        done = strong > 0 if strong else done
        carried = own or carried
        yield Tense(done, carried or _unnamed(text, block, done), turns(sentence.text, lexicon, named, years))


def _unnamed(text: Text, block: Block, done: bool) -> str | None:
    """The year or period meant where none is named: that of the section, for results of the title, of the document."""
    if block.period and done == (block.leaning > 0):
        return block.period
    of_title = next((year for title in text.titles if (year := year_named(title))), None)
    return (of_title if done else None) or (text.frame.date[:4] if text.frame.date else None)
