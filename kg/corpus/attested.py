"""What a sentence attests of an office: that somebody held it, got it, lost it, or held it once; and on what day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kg.corpus.quote import any_of
from kg.ontology import Ontology

Kind = Literal["held", "begun", "ended", "former"]
Verb = Literal["begun", "ended", "nominated", "held"]
_VERBS: tuple[Verb, ...] = ("begun", "ended", "nominated", "held")
Told = tuple[Kind, str]  # with the day, as far as it is known
_CLAUSE = re.compile("[。;!?\n]")
_DATE = r"(?:(\d{4})年|(今年|本年|去年|上年))?(?:(\d{1,2})月(?:(\d{1,2})日)?)?"
_REACH = 80  # characters behind a name in which its office is looked for
_BEFORE = 30  # characters before a name in which the day is looked for
# Classes of words (ontology/words/offices.ttl).
_FORMER, _ACTING, _NEW = ("formerMarks",), ("actingMarks",), ("newMarks",)
_STARTS, _ENDS, _NOMINATING = ("officeStarts",), ("officeEnds",), ("nominating",)
_LAST_YEAR = ("去年", "上年")


@dataclass(frozen=True)
class Offices:
    """The words of an ontology that tell when an office is held."""

    ontology: Ontology

    def _any(self, *classes: str) -> str:
        return any_of(word for name in classes for word in self.ontology.words[name])

    @cached_property
    def marks(self) -> re.Pattern[str]:
        """What stands before an office and says nothing of which it is: 原, 代理, 新任."""
        return re.compile(f"^{self._any(*_FORMER, *_ACTING, *_NEW)}+")

    @cached_property
    def former(self) -> re.Pattern[str]:
        """What says that an office was held once."""
        return re.compile(self._any(*_FORMER))

    @cached_property
    def verbs(self) -> re.Pattern[str]:
        """Verbs of getting (1) and losing (2) an office, words of a nomination (3), and of having it (4)."""
        return re.compile("|".join(f"({self._any(*words)})" for words in (_STARTS, _ENDS, _NOMINATING, _NEW)))

    @cached_property
    def listed(self) -> re.Pattern[str]:
        """A verb of getting (1) or losing (2) an office before a list of names."""
        names = r"(?:[一-鿿·]{2,12}?(?:同志)?[、和])*"
        return re.compile(f"(?:({self._any(*_STARTS)})|({self._any(*_ENDS)}))[::]?{names}$")

    @cached_property
    def opening(self) -> str:
        """What opens the telling of an office that somebody does not have on the day: 原, 时任, 拟任."""
        return self._any(*_FORMER, *_NOMINATING)

    @cached_property
    def _sole(self) -> dict[str, tuple[str, ...]]:
        """The offices that one person holds at a time, with the ends of the names of bodies where that is so."""
        entries = (entry.split("|") for entry in self.ontology.words["soleOffices"])
        return {office: tuple(ends) or ("",) for office, *ends in entries}

    @cached_property
    def _named(self) -> tuple[str, ...]:
        """All offices."""
        return tuple(sorted(self.ontology.words["offices"] | self.ontology.words["governmentHeads"]))

    def chair(self, office: str) -> str:
        """The chair of an office, one for all titles that go with the form of a body, which change when that does: 主任
        of an 办公室 and 局长 of a 局 are at its head; of any other office its title."""
        return "" if office in self.ontology.words["headsByForm"] else office

    def is_sole(self, office: str, bodies: Iterable[str]) -> bool:
        """Whether one person at a time holds an office of a body, by the names of that."""
        ends = self._sole.get(office)
        return ends is not None and any(body.endswith(ends) and office not in body for body in bodies)

    def chairs(self, role: str) -> list[str]:
        """The offices of a role as it is written, without marks: 原党组书记、代局长 → 党组书记, 局长."""
        found = []
        for part in re.split("[、兼和及/]", role):
            bare = self.marks.sub("", part.strip())
            chair = bare if bare.endswith(self._named) else part.strip()  # 代表 is no acting one
            if chair.endswith(self._named):
                found.append(chair)
        return list(dict.fromkeys(found))

    def is_former(self, role: str) -> bool:
        """Whether a role says itself that it is over."""
        return self.former.match(role) is not None


@dataclass(frozen=True)
class Saying:
    """A sentence that names somebody and an office: simplified, without blanks; `day` is that of its document.

    `bodies` are the names of the body.
    """

    offices: Offices
    text: str
    names: Sequence[str]
    bodies: Collection[str]
    office: str
    day: str

    def told(self) -> list[Told]:
        """What it attests; nothing where it only names who is to get the office."""
        found = [told for clause, start, end in self._places() if (told := self._of(clause, start, end)) is not None]
        # Of several places of the name that one tells which has the office beside it.
        return next((each for each in found if each), []) if found else [("held", self.day)]

    def _places(self) -> Iterator[tuple[str, int, int]]:
        """The clauses in which the person is named, and where."""
        for clause in _CLAUSE.split(self.text):
            for name in self.names:
                start = clause.find(name) if name else -1
                while start >= 0:
                    yield clause, start, start + len(name)
                    start = clause.find(name, start + len(name))

    def _of(self, clause: str, start: int, end: int) -> list[Told] | None:
        """What a place of the name attests; None where the office does not stand by it."""
        before, after = clause[:start], clause[end:]
        behind = self._behind(after)
        if self._stands_before(before) and not (behind is not None and self._verb(after[:behind]) == "ended"):
            return self._titled(before)
        return None if behind is None else self._given(before, after, behind)

    def _behind(self, after: str) -> int | None:
        """Where the office stands behind the name."""
        found = re.search(f"(?<![副理]){re.escape(self.office)}", after[:_REACH])
        return found.start() if found else None

    def _stands_before(self, before: str) -> bool:
        return re.search(rf"(?<!副){re.escape(self.office)}(?:、[^,。;、]{{2,12}})*:?$", before) is not None

    def _titled(self, before: str) -> list[Told]:
        """Of a name behind its office: 原局长某某, 时任局长某某."""
        mark = self._mark(before)
        words = self.offices.ontology.words
        if mark in words["nominating"]:
            return []
        if mark in words["thenMarks"] and (day := self._day(before)):
            return [("held", day)]
        return [("former" if mark else "held", self.day)]

    def _mark(self, before: str) -> str:
        """The word for the time of an office that opens what tells it; none in the body's name: 原子能研究院院长."""
        found = re.search(rf"(?:^|[,、由和与及:])({self.offices.opening})([^,。;]{{0,24}}){re.escape(self.office)}"
                          r"(?:、[^,。;、]{2,12})*:?$", before)
        named = found is not None and before.startswith(tuple(self.bodies), found.start(1))
        return "" if found is None or named else found.group(1)

    def _given(self, before: str, after: str, behind: int) -> list[Told]:
        """Of a name before its office, which a verb before or between gives or takes."""
        between = after[:behind]
        verb = self._verb(between) or self._verb_before(before, between, after[behind + len(self.office):])
        if verb == "nominated":
            return []
        days = self._days(before[-_BEFORE:] + "," + between)
        if len(days) > 1 and re.search(r"[至到—~-]", between + before[-_BEFORE:]) and verb != "ended":
            return [("begun", days[-2]), ("ended", days[-1])]
        if verb in ("begun", "ended"):
            return [(verb, days[-1] if days else self.day)]
        if days and re.search("起|以来|开始", between):
            return [("begun", days[-1]), ("held", self.day)]
        return [("held", self.day)]

    def _verb(self, words: str) -> Verb | None:
        """What the last verb of some words tells."""
        found = [*self.offices.verbs.finditer(words)]
        return next(kind for kind, group in zip(_VERBS, found[-1].groups(), strict=True) if group) if found else None

    def _verb_before(self, before: str, between: str, rest: str) -> Verb | None:
        """What the verb before a name tells, or the form of an entry below it: 李明为…, 张伟的…职务."""
        if listed := self.offices.listed.search(before):
            return "begun" if listed.group(1) else "ended"
        if between.startswith("的") and re.match("[^,。;]{0,20}职务", rest):
            return "ended"
        return "begun" if re.match("(?:同志)?[为任]", between) else None

    def _day(self, words: str) -> str:
        return (self._days(words) or [""])[-1]

    def _days(self, words: str) -> list[str]:
        """The days that words name, in order; a year unsaid is that of the document."""
        own = self.day[:4]
        days = []
        for year, relative, month, date in re.findall(_DATE, words):
            if not (year or month):
                continue
            if relative in _LAST_YEAR:
                year = str(int(own) - 1) if own else ""
            year = year or own
            if year:
                days.append("-".join([year, *(f"{int(part):02}" for part in (month, date) if part)]))
        return days
