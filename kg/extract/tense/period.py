"""Years and plan periods that a text names, and which of them holds where: 2024年, “十四五”时期, 去年, 年均, 2021年以来."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.text import Sentence
from kg.plain import plain
from kg.values import han_number, plan_period

# A year that something is compared with (较2020年增长, 是2020年的2.7倍) is not the year that is spoken of.
_YEAR = re.compile(r"(?<![\d较比])((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月|的\d[\d.]*倍)")
# A plan's title says for which years it holds: 某行动方案(2024—2026年).
_SPAN = re.compile(r"\(((?:19|20)\d\d)年?[-—–至]+((?:19|20)\d\d)年?\)")
# The year in a document's title is when that was written or begins, not the year of what is told of it.
_TITLE = re.compile(r"《[^《》]*》")
_PLAN = (r"“?([一二三四五六七八九十]{1,2}五)”?"
         r"(?:({planLastYear})|({planFirstYear})|(?={planPeriodTails}|[,的]|{yearsAway}{numerals}年))")
_RELATIVES = ("wholeYear", "thisYear", "yearBefore", "yearAfter", "pastYear", "present")
_WHOLE = _RELATIVES.index("wholeYear")
_RELATIVE = "(?<!{comparedWith})(?:" + "|".join(f"({{{words}}})" for words in _RELATIVES) + ")(?!{comparedBehind})"
_AS_OF_MONTH = r"{asOf}((?:19|20)\d\d)年(?=\d{1,2}月)"  # 截至|2023年|9月底
_QUOTED_PLAN = re.compile("“([一二三四五六七八九十]{1,2}五)”")
# Years of which the first and the last are told: 2021年至2024年.
_RANGE = re.compile(r"(?<![\d较比])((?:19|20)\d\d)\s?年?\s?[至到—–-]+\s?((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
_BESIDE = r"(?:{datedTails}|\d{1,2}月)?{comparedBehind}"  # 与2018年|相比
_BASE = r"{baseMarks}$"
_CHANGED = r"[^,;。]{0,24}?{changedMarks}"
_SINCE = r"[^,;。]{0,20}?{sinceThen}"
_FIRST_YEARS = r"{planSpans}?的?{yearsAway}({numerals})年"
_COMING = (r"(?:(?<!{han})|(?<={nearTo}))(?<!\d)({numerals}|\d)年(?:{overTheYears}|({altogether}|{takingAway}))"
           r"|({recentYears}的?)({numerals}|\d{1,2})年(?!{overTheYears}|{notRecentYears})")
# Without a word of one of them none is named.
_YEARS_CLASSES = frozenset(("overTheYears", "altogether", "takingAway", "recentYears"))
_RELATIVE_CLASSES = _YEARS_CLASSES | {*_RELATIVES, "thisAndNext"}
_OVER_YEARS = r"(?<![\d.])(?<!{consecutive}){overYears}(?![^,;。]{0,4}{planNouns}|{yearsAway}|{yearlyMeans})"
_AGO = r"(?<!\d)(?<!{numerals})({numerals}{1,2}|\d{1,2})年{yearsAgo}的"  # 10年|前|的2种
_AHEAD = r"{comingYears}的?({numerals}|\d)年(?!{yearsAway})"
_LENGTH = r"(?<!\d)(?:{numerals}|\d)$"
_NORM = 8  # characters before a year in which it is said to be a norm
_FEW = 9  # years within which something is to be done
_CLAUSE_END = re.compile("[,;:。]|$")
_OPENING = r"{yearOpenings}*"


Turns = tuple[tuple[int, str | None], ...]


@plain
class Years:
    """What words that name no year mean: `own` is the document's year, `past` the last that was over when it was made,
    `whole` what 全年 and 年内 mean, `span` the period over which 年均 and 五年 measure, `ahead` a plan period that comes
    behind it."""

    own: int | None = None
    past: int | None = None
    whole: int | None = None
    span: str | None = None
    ahead: str | None = None

    def over_span(self, span: str | None) -> Years:
        """The same where 年均 and 五年 measure over another period."""
        return self if span == self.span else replace(self, span=span)

    def over(self, length: int, exact: bool = False, before: bool = False) -> str | None:
        """The last so many years up to those of which the text tells: 四年来, which began the year before the first of
        them, where the last is not over; 四年累计 is `exact`, and 过去四年 are those `before` one that is not over."""
        if self.own is None:
            return None
        last = (self.past or self.own) - (before and self.past in (None, self.own))
        return f"{last - length + (exact or last < self.own)}/{last}"


class Named(NamedTuple):
    """A year (2024) or period (2021/2025) and where a text names it; `until` is where it ceases to hold, for one from
    which something changed (从2020年的5万元|提高到7万元)."""

    start: int
    period: str
    end: int
    until: int | None = None


def year_named(text: str) -> str | None:
    """The first year that a text names in figures."""
    found = _YEAR.search(text)
    return found.group(1) if found else None


def year_told(text: str) -> str | None:
    """The first year that a text names in figures, titles of documents apart."""
    return year_named(_blank(text))


def names_year(text: str, year: int) -> bool:
    """Whether a text names a year in figures."""
    return any(found.group(1) == str(year) for found in _YEAR.finditer(text))


def span_named(text: str) -> str | None:
    """The years for which a plan holds, as its title says: (2024—2026年), “十五五”."""
    found, plan = _SPAN.search(text), _QUOTED_PLAN.search(text)
    return f"{found.group(1)}/{found.group(2)}" if found else plan_period(plan.group(1)) if plan else None


def without_span(text: str) -> str:
    """A title without the years for which its plan holds."""
    return _SPAN.sub("", text)


def plans_named(text: str, lexicon: Lexicon) -> list[str]:
    """The plan periods that a text names."""
    return [n.period for n in _plans(text, lexicon) if "/" in n.period]


def periods_named(
        text: str, lexicon: Lexicon, years: Years, classes: frozenset[str] | None = None) -> list[Named]:
    """The years and periods that a text names, in order; relative ones only where the document's year is known.

    `classes` are those of which words stand in it, where they are known (`Sentence.classes`).
    """
    text = _blank(text)
    named = [*_in_figures(text, lexicon, years), *_plans(text, lexicon)] if "年" in text or "五" in text else []
    named += [*_years_to_come(text, lexicon, years), *_years_ago(text, lexicon, years)]
    classes = lexicon.sort(text) if classes is None else classes
    if years.own is not None and not _RELATIVE_CLASSES.isdisjoint(classes):
        named += _relative(text, lexicon, years, sorted(named))
        named += _over_years(text, lexicon, years) if not _YEARS_CLASSES.isdisjoint(classes) else ()
    return sorted(named)


def spoken_of(named: Sequence[Named]) -> str | None:
    """The last period of some that is spoken of."""
    return next((n.period for n in reversed(named) if n.until is None), None)


def turns(sentence: Sentence, lexicon: Lexicon, named: list[Named], years: Years) -> Turns:
    """From which offsets of a sentence another period holds, in order; None stands for that which held before it."""
    points: list[tuple[int, str | None]] = []
    for n in named:
        if n.until is not None:
            points.append((n.until, points[-1][1] if points else None))
        points.append((n.end, n.period))
    if points:
        points.sort(key=lambda p: p[0])
    if years.span is None or "overYears" not in sentence.classes:
        return tuple(points)
    text = sentence.text
    for match in lexicon.pattern(_OVER_YEARS).finditer(text):
        end = _CLAUSE_END.search(text, match.end()).end()  # type: ignore[union-attr]
        after = next((period for start, period in reversed(points) if start <= end), None)
        points = [p for p in points if not match.end() <= p[0] < end]
        points = sorted([*points, (match.end(), years.span), (end, after)], key=lambda p: p[0])
    return tuple(points)


def carried_on(
        text: str, lexicon: Lexicon, named: Sequence[Named], meant: Sequence[str | None], past: int | None = None,
) -> str | None:
    """The period of a sentence that holds in the next ones too: one that opens it (not 2020年到2025年, which only says
    from when to when something changed), a year of those that are meant, or several years up to the last that was over
    (`past`) or later, unless they are told aside."""
    if not named:
        return None
    opening = lexicon.pattern(_OPENING)

    def holds(n: Named) -> bool:
        running = "/" in n.period and (past is None or int(n.period[-4:]) >= past) and not _aside(text, lexicon, n)
        opens = opening.fullmatch(text, 0, n.start) is not None
        return n.until is None and _RANGE.match(text, n.start) is None and (running or n.period in meant or opens)

    return next((n.period for n in reversed(named) if holds(n)), None)


def _aside(text: str, lexicon: Lexicon, named: Named) -> bool:
    """Whether several years are told behind the first clause, of what happened since one (增速2022年以来居前), or a plan is
    only named (启动“十五五”|规划项目)."""
    if lexicon.pattern("{planNouns}").match(text, named.end):
        return True
    return text[named.start:named.start + 1].isdecimal() and "," in text[:named.start].lstrip(",")


def opens_with_year(text: str, lexicon: Lexicon, year: int | None) -> bool:
    """Whether a sentence opens with a year in figures: 2025年,…; its end (2025年底) is a point in time, of which that
    sentence alone tells."""
    found = _YEAR.search(text)
    return found is not None and found.group(1) == str(year) and \
        lexicon.pattern(_OPENING).fullmatch(text, 0, found.start()) is not None and \
        lexicon.pattern("{endTails}").match(text, found.end()) is None


def opens_with_plan(text: str, lexicon: Lexicon, plan: str | None) -> bool:
    """Whether a sentence opens with a plan period: “十四五”时期,…, “十四五”以来…."""
    first = next((n for n in _plans(text, lexicon) if "/" in n.period), None)
    return first is not None and first.period == plan and \
        lexicon.pattern(_OPENING).fullmatch(text, 0, first.start) is not None


def measures_over_years(text: str, lexicon: Lexicon) -> bool:
    """Whether a text measures over several years: 年均, 五年."""
    return lexicon.pattern(_OVER_YEARS).search(text) is not None


def _blank(text: str) -> str:
    """The text with titles of documents blanked out."""
    return _TITLE.sub(lambda m: " " * len(m.group()), text) if "《" in text else text


def _in_figures(text: str, lexicon: Lexicon, years: Years) -> Iterator[Named]:
    """Years in figures; since a year is up to the document's."""
    if "年" not in text:
        return
    beside, ranges = lexicon.pattern(_BESIDE), [*_RANGE.finditer(text)]
    aims = lexicon.listed["aimsBeforeYears"]
    yield from (Named(m.start(), f"{m.group(1)}/{m.group(2)}", m.end()) for m in ranges)
    for year in _YEAR.finditer(text):
        aimed = text.endswith(aims, 0, year.start())  # 面向|2030年|的科技项目
        within = any(r.start() <= year.start() < r.end() for r in ranges)
        if not aimed and not within and not beside.match(text, year.end()):
            yield _year(text, lexicon, years, year)
    for month in lexicon.pattern(_AS_OF_MONTH).finditer(text):
        yield Named(month.start(), month.group(1), month.end())


def _year(text: str, lexicon: Lexicon, years: Years, found: re.Match[str]) -> Named:
    """One year in figures."""
    since, year, last = lexicon.pattern(_SINCE), found.group(1), years.past or years.own
    from_then = last is not None and int(year) < last and since.match(text, found.end()) is not None
    period = f"{year}/{last}" if from_then else year
    return Named(found.start(), period, found.end(), _ceases(text, lexicon, found))


def _ceases(text: str, lexicon: Lexicon, found: re.Match[str]) -> int | None:
    """Where a year ceases to hold from which something changed: 从去年的5%|提高到6%."""
    if lexicon.pattern(_BASE).search(text, 0, found.start()) is None:
        return None
    changed = lexicon.pattern(_CHANGED).match(text, found.end())
    return changed.end() if changed else None


def _plans(text: str, lexicon: Lexicon) -> Iterator[Named]:
    """Plan periods, and their last and first years: “十四五”收官之年."""
    if "五" not in text:
        return
    compared = (*lexicon.words["comparedWith"], *lexicon.words["aboveOrBelow"])
    for match in lexicon.pattern(_PLAN).finditer(text):
        period = plan_period(match.group(1))
        if period is not None and not text.endswith(compared, 0, match.start()):
            meant = period[-4:] if match.group(2) else period[:4] if match.group(3) else period
            yield _beginning(text, lexicon, Named(match.start(), meant, match.end()))


def _beginning(text: str, lexicon: Lexicon, plan: Named) -> Named:
    """A plan period, or its first years where they follow: “十四五”|前三年."""
    found = lexicon.pattern(_FIRST_YEARS).match(text, plan.end)
    length = han_number(found.group(1)) if found else None
    if found is None or length is None or "/" not in plan.period:
        return plan
    first = int(plan.period[:4])
    return Named(plan.start, f"{first}/{first + length - 1}", found.end(), len(text))


def _relative(text: str, lexicon: Lexicon, years: Years, figures: Sequence[Named]) -> Iterator[Named]:
    """What words mean that name no year; 全年 behind a year in figures is all of that."""
    own = years.own
    assert own is not None
    named = next(lexicon.lexemes(*_RELATIVES).places(text), None)  # the expression is searched for slowly
    norm = lexicon.pattern("{normsBefore}$")
    for match in lexicon.pattern(_RELATIVE).finditer(text) if named else ():
        if norm.search(text, max(0, match.start() - _NORM), match.start()):
            continue
        meant = _within(text, lexicon, match.start(), own) or _meant(match, years, own, figures)
        yield Named(match.start(), meant, match.end(), _ceases(text, lexicon, match))
    for match in lexicon.pattern("{thisAndNext}").finditer(text):
        yield Named(match.start(), f"{own}/{own + 1}", match.end(), len(text))


def _within(text: str, lexicon: Lexicon, start: int, own: int) -> str | None:
    """The years from that of the text on within which something is to be done: 三|年内."""
    found = lexicon.pattern(_LENGTH).search(text, max(0, start - 2), start)
    length = (han_number(found.group()) or int(found.group() if found.group().isdecimal() else 0)) if found else 0
    return f"{own}/{own + length - 1}" if 1 < length <= _FEW else None


def _meant(match: re.Match[str], years: Years, own: int, figures: Sequence[Named]) -> str:
    """The year that a word means."""
    group = (match.lastindex or 0) - 1
    told = [n.period for n in figures if n.end <= match.start() and n.until is None][-1:]
    if group == _WHOLE and told and "/" not in told[0]:
        return told[0]
    whole = years.whole or own
    return str((whole, own, own - 1, own + 1, years.past or own, whole)[group])  # in the order of the groups


def _years_ago(text: str, lexicon: Lexicon, years: Years) -> Iterator[Named]:
    """The year that lies so many years before that of the text: 10年前的2种."""
    if years.own is None or "年" not in text:
        return
    for match in lexicon.pattern(_AGO).finditer(text):
        length = han_number(match.group(1)) or int(match.group(1) if match.group(1).isdecimal() else 0)
        if length > 1:
            yield Named(match.start(), str(years.own - length), match.end(), _ceases(text, lexicon, match))


def _years_to_come(text: str, lexicon: Lexicon, years: Years) -> Iterator[Named]:
    """The next years from that on which is not over: 今后五年."""
    if years.own is None or not any(word in text for word in lexicon.listed["comingYears"]):
        return
    first = years.own + (years.past == years.own)
    for match in lexicon.pattern(_AHEAD).finditer(text):
        length = han_number(match.group(1)) or int(match.group(1))
        if length > 1:
            yield Named(match.start(), f"{first}/{first + length - 1}", match.end())


def _over_years(text: str, lexicon: Lexicon, years: Years) -> Iterator[Named]:
    """The last years up to now: 四年来; 近三年累计 and 过去三年 are told of their sentence alone."""
    for match in lexicon.pattern(_COMING).finditer(text):
        said, alone = match.group(1) or match.group(4), match.group(2) or match.group(3)
        length = han_number(said) or (int(said) if said.isdecimal() else 0)
        before = match.group(3) is not None and lexicon.lexemes("yearsGone").beginning(text, match.start()) is not None
        period = years.over(length, bool(alone), before) if length > 1 else None
        if period is not None:
            yield Named(match.start(), period, match.end(), len(text) if alone else None)
