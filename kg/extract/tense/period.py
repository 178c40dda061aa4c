"""Years and plan periods that a text names, and which of them holds where: 2024年, “十四五”时期, 去年, 年均."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.values import plan_period

# A year that something is compared with (较2020年增长) is not the year that is spoken of.
_YEAR = re.compile(r"(?<![\d较比])((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
# A plan's title says for which years it holds: 某行动方案(2024—2026年).
_SPAN = re.compile(r"\(((?:19|20)\d\d)年?[-—–至]+((?:19|20)\d\d)年?\)")
# The year in a document's title is when that was written or begins, not the year of what is told of it.
_TITLE = re.compile(r"《[^《》]*》")
_PLAN = r"“?([一二三四五六七八九十]{1,2}五)”?(?:({planLastYear})|({planFirstYear})|(?={planPeriodTails}|[,的]))"
_RELATIVE = r"({wholeYear})|({thisYear})|({yearBefore})|({yearAfter})"
_SHIFTS = (0, 0, -1, 1)  # years from the document's, in the order of the groups
_OVER_YEARS = r"{overYears}(?![^,;。]{0,4}{planNouns})"
_CLAUSE_END = re.compile("[,;:。]|$")


@dataclass(frozen=True, slots=True)
class Years:
    """What words that name no year mean: `own` is the document's year, `whole` what 全年 and 年内 mean, `span` the plan
    period over which 年均 and 五年 measure."""

    own: int | None = None
    whole: int | None = None
    span: str | None = None


class Named(NamedTuple):
    """A year (2024) or period (2021/2025) and where a text names it."""

    start: int
    period: str
    end: int


def year_named(text: str) -> str | None:
    """The first year that a text names in figures."""
    found = _YEAR.search(text)
    return found.group(1) if found else None


def year_told(text: str) -> str | None:
    """The first year that a text names in figures, titles of documents apart."""
    return year_named(_blank(text))


def span_named(text: str) -> str | None:
    """The years for which a plan holds, as its title says."""
    found = _SPAN.search(text)
    return f"{found.group(1)}/{found.group(2)}" if found else None


def without_span(text: str) -> str:
    """A title without the years for which its plan holds."""
    return _SPAN.sub("", text)


def plan_named(text: str, lexicon: Lexicon) -> str | None:
    """The first plan period that a text names."""
    return next((n.period for n in _plans(text, lexicon) if "/" in n.period), None)


def periods_named(text: str, lexicon: Lexicon, years: Years) -> list[Named]:
    """The years and periods that a text names, in order; relative ones only where the document's year is known."""
    text = _blank(text)
    found = [Named(m.start(), m.group(1), m.end()) for m in _YEAR.finditer(text)]
    return sorted([*found, *_plans(text, lexicon), *_relative(text, lexicon, years)])


def turns(text: str, lexicon: Lexicon, named: list[Named], years: Years) -> tuple[tuple[int, str | None], ...]:
    """From which offsets of a sentence another period holds, in order; None stands for that which held before it."""
    points: list[tuple[int, str | None]] = [(n.end, n.period) for n in named]
    for match in lexicon.pattern(_OVER_YEARS).finditer(text) if years.span else ():
        end = _CLAUSE_END.search(text, match.end()).end()  # type: ignore[union-attr]
        after = next((period for start, period in reversed(points) if start <= end), None)
        points = [p for p in points if not match.end() <= p[0] < end]
        points = sorted([*points, (match.end(), years.span), (end, after)], key=lambda p: p[0])
    return tuple(points)


def _blank(text: str) -> str:
    """The text with titles of documents blanked out."""
    return _TITLE.sub(lambda m: " " * len(m.group()), text) if "《" in text else text


def _plans(text: str, lexicon: Lexicon) -> Iterator[Named]:
    """Plan periods, and their last and first years: “十四五”收官之年."""
    for match in lexicon.pattern(_PLAN).finditer(text):
        period = plan_period(match.group(1))
        if period is not None:
            meant = period[-4:] if match.group(2) else period[:4] if match.group(3) else period
            yield Named(match.start(), meant, match.end())


def _relative(text: str, lexicon: Lexicon, years: Years) -> Iterator[Named]:
    if years.own is None:
        return
    for match in lexicon.pattern(_RELATIVE).finditer(text):
        group = match.lastindex or 0
        year = years.whole or years.own if group == 1 else years.own + _SHIFTS[group - 1]
        yield Named(match.start(), str(year), match.end())
