"""What tells tense: titles of plans, headings, strong marks and weak signs of a sentence, each a weighed rule."""

from __future__ import annotations

import re

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import SOUGHT, Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence

SURE = 15  # what a heading weighs at least that speaks of tense itself
_NUMERAL = "一二三四五六七八九十"
_ORDINAL = rf"(?:\(?[{_NUMERAL}\d]{{1,3}}[).]|[{_NUMERAL}]{{1,2}}是|[{_NUMERAL}]要)*"
_MARK, _OPENING = "[,;:。!?、]", rf"(?>[“ ]*{_ORDINAL})"  # what ends a clause; with what the next one may open
_NUMBERED = re.compile(r"\(?\d{1,3}[)、.]\s*(?!\d)")
# 了 and 已 in the first characters of a clause make its opening verb a report.
_BEHIND = r"[^,;:。!?、]{0,7}?[了已]"
_DONE_BEHIND = re.compile(_BEHIND)
_BACK = r"(?<!{comparedWith})(?<!{baseMarks}){lookingBack}(?!{comparedBehind}|{budgets})"
_EXACT, _MOST_MEASURED = re.compile(r"\d\.(?!5%)(?!0%)\d+%"), 3  # and how many of these count
_TURNING = frozenset(("done", "coming"))
_YEARLY = r"(?<!\d)20\d\d年度?[^()《》]*{planGenres}"
# News opens with the day of what it tells: 4月19日,…; 1月6日至8日,…; 近日,….
_DAY = r"\d{1,2}日(?:(?:至|到|[-—~])(?:\d{1,2}月)?\d{1,2}日)?"
_NEWS_DAY = rf"\s*(?:(?:20\d\d年)?\d{{1,2}}月{_DAY}(?:{{partsOfDay}})?(?:,|(?!{{dayEnds}})(?={{han}}))|{{daysOfNews}},)"
_GENRE_TAIL = r"{planGenres}[)》”]*(?:{noticeTails}| |\([^()]{1,6}\))*$"


@case
class Words:
    """Some words of a document (a title, a heading, a sentence), and the year of the document.

    `period` is that of which they speak, `over` the last year that was over when the yearly report of a government was
    made, None for other documents; `known` are its classes, where they are (`Sentence.classes`).  `reviewed` says that
    they stand in a review, where 将 and 争取 turn to nothing that is to come.
    """

    lexicon: Lexicon
    text: str
    year: int | None = None
    period: str | None = None
    over: int | None = None
    known: frozenset[str] | None = None
    reviewed: bool = False

    @property
    def classes(self) -> frozenset[str]:
        """The classes that are sought in all sentences of which a word stands in it."""
        return self._sorted if self.known is None else self.known

    @once
    def _sorted(self) -> frozenset[str]:
        return self.lexicon.sort(self.text)

    def has(self, words: str) -> bool:
        """Whether a word of a class stands in it."""
        if words in SOUGHT:
            return words in self.classes
        return self.lexicon.pattern("{" + words + "}").search(self.text) is not None

    def different(self, words: str, apart: str | None = None) -> int:
        """How many different words of a class stand in it, apart from what a pattern tells."""
        if not self.has(words):
            return 0
        text = self.text if apart is None else self.lexicon.pattern(apart).sub(" ", self.text)
        return len({word for _, word in self.lexicon.lexemes(words).places(text)})


def _done(w: Words) -> int:
    if not w.has("done"):
        return 0
    return w.different("done", "{comparedWith}{yearBefore}" if w.has("yearBefore") else None)


def _coming(w: Words) -> int:
    return 0 if w.reviewed else w.different("coming", "{notComing}" if w.has("notComing") else None)


def says_to_come(lexicon: Lexicon, said: str) -> bool:
    """Whether some words of a sentence, such as those between who acts and the verb, turn to what is to come: |将于|."""
    clean = lexicon.pattern("{notComing}").sub("", said)
    return next(lexicon.lexemes("coming").places(clean), None) is not None


def turns_of_tense(w: Words) -> tuple[tuple[int, bool], ...]:
    """Where a sentence turns to what is done, or to what is to come, when it says both: 签署协议,将建设…."""
    if w.reviewed or not w.classes >= _TURNING:
        return ()
    told = [(at + len(word), True) for at, word in w.lexicon.lexemes("done").places(w.text)]
    clean = w.lexicon.pattern("{notComing}").sub(lambda m: " " * len(m.group()), w.text)
    coming = [(at + len(word), False) for at, word in w.lexicon.lexemes("coming").places(clean)]
    return tuple(sorted([*told, *coming])) if coming else ()


def turns_ahead(w: Words) -> tuple[tuple[int, bool], ...]:
    """Where news turns to what is to come behind a clause of what is done: 甲与乙签订协议,|将建设丙."""
    clean = w.lexicon.pattern("{notComing}").sub(lambda m: " " * len(m.group()), w.text)
    first = next((at for at, _ in w.lexicon.lexemes("coming").places(clean)), -1)
    comma = w.text.rfind(",", 0, max(first, 0))
    return ((0, True), (comma, False)) if comma > 0 else ()


def _imperatives(w: Words) -> int:
    """How many clauses open with an imperative and do not tell that it is done."""
    if not w.has("imperatives"):
        return 0
    first, others = w.lexicon.bound(_make_openings)
    openings = [match.end() for match in (first.match(w.text), *others.finditer(w.text)) if match is not None]
    beginning = w.lexicon.lexemes("imperatives").beginning
    return sum([beginning(w.text, opening) is not None for opening in openings])


def _make_openings(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where the first clause and where another opens with a character of imperatives, and no 了 or 已 stands near."""
    behind = rf"{_OPENING}(?={lexicon.openings('imperatives').pattern})(?!{_BEHIND})"
    return re.compile(behind), re.compile(_MARK + behind)


def _item(w: Words) -> bool:
    """21.完成|平台改造: a numbered item that opens with a verb is a task."""
    found = _NUMBERED.match(w.text)
    if found is None or _DONE_BEHIND.match(w.text, found.end()):
        return False
    return w.lexicon.lexemes("imperatives", "increments").beginning(w.text, found.end()) is not None


def _measured(w: Words) -> int:
    """How many figures of growth are exact: 增长|9.4%; what is to be reached is round, or a half (5.5%左右)."""
    if "%" not in w.text or not w.has("growthWords"):
        return 0
    return min(_MOST_MEASURED, len(_EXACT.findall(w.text)))


def _over(w: Words) -> bool:
    """The year or period is over; a plan period that runs is neither over nor to come."""
    return w.period is not None and w.year is not None and int(w.period[-4:]) < w.year


def _looking_back(w: Words) -> bool:
    """It turns to the years behind it; not where it only compares with one: 比|去年|增加."""
    if not w.has("lookingBack"):
        return False
    return w.lexicon.pattern(_BACK).search(w.text) is not None


def _earlier_year(w: Words) -> bool:
    """The year or period is over, and no word says so besides."""
    return _over(w) and not w.has("lookingBack")


def _later_year(w: Words) -> bool:
    """The year or period is to come; of the year that begins a government's report tells what is to be done."""
    last = w.year if w.over is None or w.has("soFar") else w.over
    return w.period is not None and last is not None and int(w.period[:4]) > last


# Whether a title is that of a document which speaks of what is to come.
GENRES: Table[Words] = Table(
    "plan",
    Rule("review", lambda w: w.has("reviewHeadings"), NO),
    Rule("genre", lambda w: w.lexicon.pattern(_GENRE_TAIL).search(w.text), YES),
)
# Whether one of a text's first sentences is that of a report of news.
NEWS: Table[Words] = Table(
    "news",
    Rule("mark", lambda w: w.has("newsMarks"), YES),
    Rule("to-come", _coming, NO),
    Rule("day", lambda w: w.lexicon.pattern(_NEWS_DAY).match(w.text), YES),
)
# Whether the title of a plan says that it is that of a year.
YEARLY: Table[Words] = Table(
    "year-plan",
    Rule("several-years", lambda w: w.lexicon.pattern("{ordinalDigits}年").search(w.text), NO),
    Rule("year", lambda w: w.lexicon.pattern(_YEARLY).search(w.text), YES),
)
# Whether a sentence of a plan tells of what is done.
IN_PLANS: Table[Words] = Table(
    "tense-in-plan",
    Rule("done", lambda w: w.has("doneInPlans"), YES),
    Rule("earlier-year", _over, YES),
)
# What a heading says of the tense of its section.
HEADINGS: Table[Words] = Table(
    "tense-heading",
    Rule("review", lambda w: w.has("reviews"), 55),
    Rule("achievements", lambda w: w.has("reviewHeadings"), SURE),
    Rule("plans", lambda w: w.has("planHeadings"), -SURE),
    Rule("tasks", lambda w: w.has("taskHeadings"), 1 - SURE),
)
# Strong marks: they hold to the end of the paragraph.
MARKS: Table[Words] = Table(
    "tense-mark",
    Rule("done", _done, 15),
    Rule("to-come", _coming, -15),
    Rule("looking-back", _looking_back, 30),
    Rule("explained", lambda w: w.has("explaining"), -75),
    Rule("earlier-year", _earlier_year, 30),
    Rule("later-year", _later_year, -30),
)
# Weak signs: where no strong one stands they are summed up.
SIGNS: Table[Words] = Table(
    "tense-sign",
    Rule("result", lambda w: w.different("results"), 10),
    Rule("exact-growth", _measured, 10),
    Rule("imperative", _imperatives, -5),
    Rule("item", _item, -15),
)
# Without a word of one of them there is no strong mark where no time is named, and no weak sign.
_MARKING = frozenset(("done", "coming", "lookingBack", "explaining"))
_SIGNING = frozenset(("results", "imperatives", "increments"))


def strong_marks(w: Words) -> int:
    """What the strong marks of some words weigh."""
    return 0 if w.period is None and _MARKING.isdisjoint(w.classes) else MARKS.weigh(w)


def weak_signs(sentence: Sentence, lexicon: Lexicon) -> int:
    """What the weak signs of a sentence weigh."""
    if _SIGNING.isdisjoint(sentence.classes) and "%" not in sentence.text:
        return 0
    return SIGNS.weigh(Words(lexicon, sentence.text, known=sentence.classes))


TABLES = (GENRES, NEWS, YEARLY, IN_PLANS, HEADINGS, MARKS, SIGNS)
