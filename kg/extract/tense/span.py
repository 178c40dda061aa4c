"""Which sentences of a section tell of several years together: 五年来,…; 年均增长…; targets up to 2030年.

A government reports each spring on the year that is over, every fifth year on the plan period too.  A lead (五年来,
2025年) says of which of them it tells, up to the next; where there is none, a section that measures over years (年均)
tells of the period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.tense.period import Years, measures_over_years, names_year, opens_with_plan, opens_with_year

_THIS_YEAR = r"{yearOpenings}*{thisYear}(?!{sinceThen})"
_SPAN_OPENING = r"{yearOpenings}*{spanCounts}(?!{yearsAway}|[^,;。]{0,4}{planNouns})"
PLAN = 5  # years of a plan period
_DATED = re.compile(r"\d{4}\D+")  # 2025年造林20万亩: a year that opens a sentence
_NEVER = 1 << 30


class Lines(NamedTuple):
    """Which of some sentences begin a line, and whether they stand under a heading that names their years together."""

    starts: tuple[int, ...]
    called: bool

    def end(self, at: int) -> int:
        """Up to which sentence a year holds that a sentence only names: in the middle of a line that alone, at its
        beginning the line where the heading names the years; else it turns the section."""
        if at not in self.starts:
            return at + 1
        return next((s for s in self.starts if s > at), _NEVER) if self.called else _NEVER


def reviewed(last: int | None) -> str | None:
    """The years of a review of five years of which that is the last."""
    return f"{last - PLAN + 1}/{last}" if last else None


def outlook(texts: Sequence[str], own: int | None) -> str | None:
    """The plan period in which a year lies, where a text names its last year: targets up to then are those of all its
    years."""
    if own is None:
        return None
    first = own - (own - 1) % PLAN
    last = first + PLAN - 1
    return f"{first}/{last}" if last > own and any(names_year(text, last) for text in texts) else None


def fitting(years: Years, done: bool) -> str | None:
    """The plan period of a section for what is done there, or to be done: of two that its heading names (“十四五”时期成就
    和“十五五”时期目标) the one that is over, or the one that is not; what is done is of none that is to come."""
    if years.span is None or years.own is None:
        return years.span
    if not done:
        return years.ahead if int(years.span[-4:]) < years.own else years.span
    return reviewed(int(years.span[:4]) - 1) if int(years.span[:4]) > (years.past or years.own) else years.span


def spread(
        texts: Sequence[str], lexicon: Lexicon, years: Years, before: bool, lines: Lines,
) -> tuple[bool | None, ...]:
    """Of each sentence whether it tells of all years of the section's period, or (False) of the last, to which the
    section has turned; None where nothing says so.  `before` says it of the one before.  A year that only dates a
    sentence amid what is told of all of them holds no longer than that."""
    if years.span is None:
        return (None,) * len(texts)
    turns = [_lead(text, lexicon, years) for text in texts]
    state: bool | None = True if before or _measured(texts, turns, lexicon) else None
    told, until = [], len(texts)
    for at, turn in enumerate(turns):
        if at >= until:
            state, until = True, len(texts)
        if turn is not None:
            until = lines.end(at) if state and not turn and _DATED.match(texts[at]) else len(texts)
            state = turn
        told.append(state)
    return tuple(told)


def _measured(texts: Sequence[str], turns: Sequence[bool | None], lexicon: Lexicon) -> bool:
    """Whether a section measures over years, or closes with a lead: what it told, it told of them."""
    if turns[-1] is True and all(turn is None for turn in turns[:-1]):
        return True
    return not any(turns) and any(measures_over_years(t, lexicon) for t in texts)


def _lead(text: str, lexicon: Lexicon, years: Years) -> bool | None:
    """Whether a sentence turns to all the years, or to the last of them; None where it turns to neither."""
    if lexicon.pattern("{spanLeads}").search(text) or lexicon.pattern(_SPAN_OPENING).match(text):
        return True
    if opens_with_plan(text, lexicon, years.span):
        return True
    last = lexicon.pattern("{pastYear}").search(text) or opens_with_year(text, lexicon, years.whole)
    return False if last or lexicon.pattern(_THIS_YEAR).match(text) else None
