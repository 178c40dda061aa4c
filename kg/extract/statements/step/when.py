"""On what day, in which month or year a step was made: 2021年3月, 今年5月, 同年10月, 2023年底, 近日."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extract.lexicon import Lexicon
from kg.extract.tense import sets_targets
from kg.extract.tense.period import names_year, year_named
from kg.extract.text import Sentence, Text
from kg.plain import plain
from kg.values import han_number, matches, possible_date

_YEAR = r"(?<![\d.])((?:19|20)\d\d)\s?年"
_MONTHS = r"\s?(?P<month%s>\d{1,2})\s?月(?:份)?(?:\s?(?P<day%s>\d{1,2})\s?(?:日|号))?"
_PART = r"(?:{yearParts})?"
_RELATIVES = ("thisYear", "yearBefore", "yearAfter", "yearBeforeLast", "sameYear", "yearBehind")
_NAMED = "|".join(f"(?P<{name}>{{{name}}})" for name in _RELATIVES)
_DATE = rf"(?:(?:{_YEAR}|{_NAMED})(?:{_MONTHS % (1, 1)})?|(?<![\d.\-]){_MONTHS % (2, 2)}){_PART}"
_MONTHLY = ("monthBefore", "thisMonth", "monthBehind")
_MONTH = "|".join(f"({{{name}}})" for name in _MONTHLY)
_LATELY = r"{lately}"
_ATTRIBUTE = r"[^,;。]{1,8}?{attributeMarks}"
_SAME = r"{sameTime}"
_COMPARED = r"{comparedWith}$"
_DURATION = r"{lastingFor}?\s?({numerals}|\d{1,2})\s?{yearsLong}"


@plain
class When:
    """A date that a sentence names: where, and what it is in the form of ISO 8601; None for one that is the
    document's day (近日)."""

    start: int
    end: int
    date: str | None


def whens(text: Text, sentence: Sentence, before: str | None) -> list[When]:
    """The dates of a sentence, in order; `before` is the last date that its paragraph named before it."""
    found = _dates(text, sentence, before) if "yearsAndMonths" in sentence.classes else []
    if "lately" in sentence.classes:
        found += [When(*m.span(), None) for m in text.lexicon.pattern(_LATELY).finditer(sentence.text)]
    return sorted(found, key=lambda w: w.start)


def _dates(text: Text, sentence: Sentence, before: str | None) -> list[When]:
    """The years, months and days of a sentence."""
    lexicon = text.lexicon
    found: list[When] = []
    known, own = before, text.frame.date
    for match in matches(*lexicon.bound(_date_patterns), sentence.text):
        if not _stands(sentence, lexicon, match):
            continue
        date = _date(match, known, own)
        if date is not None:
            found.append(When(*match.span(), date))
            known = known if _attribute(sentence, lexicon, match.end()) else date
    if own is not None and len(own) > 4:
        found += [When(*m.span(), _month(own, (m.lastindex or 0) - 2))
                  for m in lexicon.pattern(_MONTH).finditer(sentence.text)]
    return found


def _month(date: str, shift: int) -> str:
    """The month so many before or behind that of a date."""
    months = int(date[:4]) * 12 + int(date[5:7]) - 1 + shift
    return f"{months // 12}-{months % 12 + 1:02}"


def _attribute(sentence: Sentence, lexicon: Lexicon, end: int) -> bool:
    """Whether a date belongs to what only says which thing is meant: 2023年|获批的|甲实验室要加快建设,6月底前开工."""
    attribute = lexicon.pattern(_ATTRIBUTE).match(sentence.text, end)
    return attribute is not None and bool(sentence.beginning(attribute.end(), attribute.end() + 1))


def _date_patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A date, and a character with which one begins."""
    return lexicon.pattern(_DATE), lexicon.openings(*_RELATIVES, also=r"\s\d")


def _stands(sentence: Sentence, lexicon: Lexicon, match: re.Match[str]) -> bool:
    """Whether a date is no part of a name, and nothing is only compared with it."""
    compared = lexicon.pattern(_COMPARED).search(sentence.text, max(0, match.start() - 2), match.start())
    return sentence.free(*match.span()) and compared is None


def _date(match: re.Match[str], known: str | None, own: str | None) -> str | None:
    """The date that was found, by the one named before it and that of the document."""
    year = match.group(1) or _relative_year(match, known, own)
    parts = filter(None, match.group("month1", "day1", "month2", "day2"))
    return possible_date("-".join([year, *(part.zfill(2) for part in parts)])) if year else None


def _relative_year(match: re.Match[str], known: str | None, own: str | None) -> str | None:
    named = next((name for name in _RELATIVES if match.group(name)), None)
    base = (known or own) if named in (None, "sameYear", "yearBehind") else own
    if base is None:
        return None
    shift = {"yearBefore": -1, "yearAfter": 1, "yearBeforeLast": -2, "yearBehind": 1}.get(named or "", 0)
    return str(int(base[:4]) + shift)


@plain
class Time:
    """When a step is said to be made: the date, whether the sentence names one, and where that stands."""

    period: str | None
    said: When | None = None


def unsaid(text: Text, sentence: Sentence, held: str | None, done: bool) -> str | None:
    """The year or period of a step whose sentence names none, `held` being that of its place: for what is planned the
    year of the plan; None for what was done in the document's own year, which nothing names: then its day attests it.
    """
    headings, titles = sentence.passage.headings, tuple(filter(None, (*text.titles, text.document.title)))
    own = str(text.frame.year)
    if not done and (year := _first_year(reversed(headings))):
        return year
    if held is None:
        return None if done else _first_year(titles)
    told = held != own or _names((*titles, *headings), int(held)) or (not done and sets_targets(text))
    return held if told else None


def _first_year(titles: Iterable[str]) -> str | None:
    """The first year that titles name."""
    return next((year for title in titles if (year := year_named(title))), None)


def _names(titles: tuple[str, ...], year: int) -> bool:
    """Whether a title or a heading names a year."""
    return any(names_year(t, year) for t in titles)


def later(date: str | None, than: str | None) -> bool:
    """Whether a date begins behind another, as far as both are told."""
    return date is not None and than is not None and date.partition("/")[0][:len(than)] > than[:len(date)]


def over(date: str | None, before: str | None) -> bool:
    """Whether a date lies surely before another."""
    if date is None or before is None:
        return False
    last = date.rpartition("/")[2]
    length = min(len(last), len(before))
    return last[:length] < before[:length]


def same_time(lexicon: Lexicon, text: str, start: int, end: int) -> bool:
    """Whether a span says that it was at the same time as what was told before it."""
    return lexicon.pattern(_SAME).search(text, start, end) is not None


def years_long(lexicon: Lexicon, text: str, start: int) -> int | None:
    """A number of years that stands at a place: 有效期|5年."""
    match = lexicon.pattern(_DURATION).match(text, start)
    if match is None:
        return None
    return int(match.group(1)) if match.group(1).isdecimal() else han_number(match.group(1))


def after_years(date: str, years: int) -> str:
    """The same day so many years later, or the month or year where that has none."""
    return possible_date(f"{int(date[:4]) + years}{date[4:]}") or date
