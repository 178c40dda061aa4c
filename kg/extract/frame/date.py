"""On what day a document was made: what the format declares, title and first sentence say, a signature, a stamp."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile

from kg.extract.case import case
from kg.extract.frame.source import FrameSource, ask
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.model import Document, Passage
from kg.values import han_number

_FIGURE = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"  # of a month or day
_FULL_DATE = re.compile(rf"((?:19|20)\d\d)[年\-/.]{_FIGURE}[月\-/.]{_FIGURE}日?")
_DAY = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)年)?(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
# A text on file with a link to its page as the last line, whose address tells the day: …/2024/05/15/…, …/t20240515_1.
_LINK = re.compile(r"^\[[^\]\n]{1,12}\]\((https?://[^\s()]{1,400})\)\s*\Z", re.MULTILINE)
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?!\d)")
_ENGLISH = re.compile(r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? ((?:19|20)\d\d)\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNED = re.compile(rf"^\s*[(]?\s*((?:19|20)\d\d)年{_FIGURE}月{_FIGURE}日[^,。]{{0,30}}$")
_BELOW_TITLE = ("—", "―", "(", "2")  # ——2024年1月15日在…会议上; (2024年1月15日); 2024-01-15
# A law that was changed is that of its last change: 2003年12月20日 …决定第一次修订.
_AMENDED = r"{amendments}[)\s]*$"
_FIRST_MONTHS = ("01", "02", "03")
_FIRST_LINES, _FIRST_WORDS, _SPOKEN = 6, 40, 3000
_ENGLISH_LINES, _EDGE, _SHORT = 12, 4, 80


@case
class Dated:
    """A document whose day is asked for."""

    document: Document
    passages: Sequence[Passage]
    lexicon: Lexicon

    def lines(self, role: str) -> list[str]:
        """Its lines of one role."""
        return [p.text for p in self.passages if p.role == role]

    @once
    def prose(self) -> list[Passage]:
        """Its passages outside tables: a day in a table is a term."""
        return [p for p in self.passages if p.role != "cell"]

    @once
    def heads(self) -> list[str]:
        """Its title, as the text has it and as the format declares it."""
        return [*self.lines("title"), *([self.document.title] if self.document.title else [])]

    @once
    def year(self) -> str | None:
        """The year in which it was made, for a day and month that stand without one."""
        posted = self.posted.group(1) if self.posted else None
        english = self.english.group(3) if self.english else None
        on_page = (self.address or "")[:4]
        return on_page or self.title_year or english or posted or (self.document.date or "")[:4] or self.spoken_year

    @once
    def title_year(self) -> str | None:
        """The year in its title."""
        return _first(_YEAR, self.heads)

    @once
    def spoken_year(self) -> str | None:
        """The latest year that the text names at least twice: reports speak of the year that ends or begins."""
        years = Counter(_YEAR.findall(self.document.text[:_SPOKEN]))
        return max((year for year, times in years.items() if times >= 2), default=None)

    @once
    def posted(self) -> re.Match[str] | None:
        """The date of its by-line."""
        return _found(_FULL_DATE, self.lines("byline"))

    @once
    def address(self) -> str | None:
        """The day in the address of the page that the text was taken from."""
        link = _LINK.search(self.document.raw)
        address = self.document.url or (link.group(1) if link else "")
        return _day(_IN_ADDRESS, [address])

    @once
    def english(self) -> re.Match[str] | None:
        """A date in English in a short line above the text."""
        return _found(_ENGLISH, (p.text for p in self.passages[:_ENGLISH_LINES] if len(p.text) <= _SHORT))


def find_date(
        document: Document, passages: Sequence[Passage], lexicon: Lexicon,
) -> tuple[str, str] | tuple[None, None]:
    """The document's day, ISO 8601, as precise as it is told, and the name of the source that told it.

    It is the date as it is written; the calendar need not have it (`kg.values.possible_date`).
    """
    return ask(DATES, Dated(document, passages, lexicon))


def _found(pattern: re.Pattern[str], lines: Iterable[str]) -> re.Match[str] | None:
    return next((found for line in lines if (found := pattern.search(line))), None)


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    found = _found(pattern, lines)
    return found.group(1) if found else None


def _day(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    """The first date in some lines, of a pattern for year, month and day."""
    found = _found(pattern, lines)
    return _iso(*found.groups()) if found else None


def _iso(year: str, month: str, day: str) -> str:
    """A date as it is written, be it one that no calendar has."""
    return f"{year}-{_figure(month):02}-{_figure(day):02}"


def _figure(written: str) -> int:
    return int(written) if written.isdecimal() else han_number(written) or 0


def _amended(d: Dated) -> str | None:
    """The last of the lines below the title that tell when a law was changed."""
    dated = (p.text for p in d.passages[:_FIRST_LINES] if p.text.startswith(_BELOW_TITLE))
    return _day(_FULL_DATE, [line for line in dated if d.lexicon.pattern(_AMENDED).search(line)][-1:])


def _below_title(d: Dated) -> str | None:
    """A line that is a date or begins with one; what a letter begins with, behind those to whom it goes, is no such."""
    first = (p for p in d.passages[:_FIRST_LINES] if p.role != "cell")
    above = takewhile(lambda p: p.role != "body" or not p.text.rstrip().endswith(":"), first)
    return _day(_FULL_DATE, (p.text for p in above if p.text.startswith(_BELOW_TITLE)))


def _opening(d: Dated) -> str | None:
    """The day of the meeting or event with which the text opens, in the year that stands before it, if one does."""
    day = _DAY.search(next(iter(d.lines("body")), "")[:_FIRST_WORDS])
    return _iso(day.group(1) or d.year, *day.groups()[1:]) if day and d.year else None


def _in_english(d: Dated) -> str | None:
    if d.english is None or d.title_year:
        return None
    day, month, year = d.english.groups()
    return _iso(year, str(_MONTHS.index(month) + 1), day)


def _signature(d: Dated) -> str | None:
    """The last line that is a date and little more."""
    return _day(_SIGNED, (p.text for p in reversed(d.prose)))


def _byline(d: Dated) -> str | None:
    """The date of the by-line; where the title is of another year it is only when that was put on the page, but for
    the first months after that year, in which people give account of it."""
    if d.posted is None:
        return None
    day, year = _iso(*d.posted.groups()), d.title_year
    told = any(d.lexicon.pattern("{yearAccounts}").search(head) for head in d.heads)
    after = told and year is not None and int(day[:4]) == int(year) + 1 and day[5:7] in _FIRST_MONTHS
    return day if year in (None, day[:4]) or after else None


def _edge(d: Dated) -> str | None:
    """A date in the lines above or below the text, of whatever kind: 2024-12-24 11:31, (20250918)."""
    if d.title_year:
        return None
    short = [p.text for p in (*d.prose[:_EDGE], *d.prose[-_EDGE:]) if len(p.text) <= _SHORT]
    return next((day for line in short if (day := _day(_FULL_DATE, [line]) or _day(_COMPACT, [line]))), None)


DATES: tuple[FrameSource[Dated, str], ...] = (
    FrameSource("title", lambda d: _day(_FULL_DATE, d.heads)),
    FrameSource("amended", _amended),
    FrameSource("below-title", _below_title),
    FrameSource("opening", _opening),
    FrameSource("english-line", _in_english),
    FrameSource("declared", lambda d: d.document.date or None),
    FrameSource("title-stamp", lambda d: _day(_COMPACT, d.heads)),
    FrameSource("signature", _signature),
    FrameSource("byline", _byline),
    FrameSource("address", lambda d: d.address),
    FrameSource("edge", _edge),
    FrameSource("title-year", lambda d: d.title_year),
    FrameSource("spoken-year", lambda d: d.spoken_year),
)
