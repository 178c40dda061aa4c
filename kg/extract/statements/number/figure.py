"""The figures of a sentence, and what rules ask of them: clauses, quotations and names around each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.statements.number.comparator import Compared
from kg.extract.statements.number.noun import CHANGES
from kg.extract.text import Sentence, Tense, Text
from kg.model import Mention
from kg.values import Figure, make_figures

_SLOGAN = 20  # characters of a quotation that may have stops and be a slogan still
STOPS = ",。;:!?"  # what ends a clause
_QUOTES = re.compile("[“”]")
_MARKS = re.compile(r"[,。;:!?“”()《》]")
_CLAUSE_REST = re.compile(f"[^{STOPS}]*")
_CHANGE = 8  # characters of such words
_OPENING = {"”": "“", ")": "(", "》": "《"}


def make_figures_of(lexicon: Lexicon) -> Callable[[str], list[Figure]]:
    """What finds the figures of a text, bound to the units of the ontology."""
    words = lexicon.words
    bounds = words["atLeastBehind"] | words["atMostBehind"] | words["aboutBehind"]
    return make_figures(words["units"], bounds, words["shareUnits"] | words["moneyUnits"])


@case
class Numbers:
    """A sentence with its figures, left to right, those that measure something and the others.

    `year` is that of targets that name none, `over` the last that is over where the text is no plan; `spelt` are the
    rules by which figures in Chinese characters count, by where these begin.
    """

    text: Text
    sentence: Sentence
    tense: Tense
    figures: tuple[Figure, ...]
    year: int | None = None
    over: int = 0
    spelt: Mapping[int, str] = field(default_factory=dict)

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def line(self) -> str:
        """What the sentence says."""
        return self.sentence.text

    @once
    def _clauses(self) -> list[int]:
        """Where clauses begin; marks within quotations, brackets and titles divide none."""
        starts, depth = [0], dict.fromkeys(_OPENING.values(), 0)
        for match in _MARKS.finditer(self.line):
            mark = match.group()
            if mark in depth:
                depth[mark] += 1
            elif mark in _OPENING:
                depth[_OPENING[mark]] -= 1
            elif max(depth.values()) <= 0:
                starts.append(match.end())
        return starts

    def clause_at(self, position: int) -> int:
        """Where the clause begins that holds what ends at a position."""
        return self._clauses[bisect_right(self._clauses, position) - 1]

    @once
    def _quotations(self) -> list[int]:
        """Where quotations begin, and behind which places one ends, by turns."""
        found, depth = [], 0
        for match in _QUOTES.finditer(self.line):
            before, depth = depth, depth + (1 if match.group() == "“" else -1)
            if (before > 0) != (depth > 0):
                found.append(match.start())
        return found

    def quoted(self, position: int) -> bool:
        """Whether a place is within quotation marks, those of a slogan or a name: what is said at length is no such."""
        at = bisect_left(self._quotations, position)
        if at % 2 == 0 or at >= len(self._quotations):
            return False
        said = self.line[self._quotations[at - 1]:self._quotations[at]]
        return len(said) <= _SLOGAN or not any(stop in said for stop in STOPS)

    @once
    def _names(self) -> tuple[list[int], list[int]]:
        """Where names begin, and where they end."""
        spans = [self.sentence.span(m) for m in self.sentence.mentions]
        return [s for s, _ in spans], [e for _, e in spans]

    def within_name(self, start: int, end: int) -> bool:
        """Whether a name covers a span."""
        starts, ends = self._names
        last = bisect_right(starts, start) - 1
        return last >= 0 and end <= ends[last]

    def names_from(self, start: int) -> Sequence[Mention]:
        """The names that begin at a place or behind it."""
        return self.sentence.mentions[bisect_left(self._names[0], start):]

    def clause_before(self, position: int) -> int:
        """Where the clause begins that goes up to a position, whatever marks are around it."""
        return max(self.line.rfind(stop, 0, position) for stop in STOPS) + 1


class Number:
    """A figure of a sentence, where it stands: `at` counts the figures from 0."""

    def __init__(self, of: Numbers, at: int) -> None:
        """Bind what rules ask for at every figure."""
        self.of, self.at = of, at
        self.figure: Figure = of.figures[at]
        self.line: str = of.sentence.text
        self.lexicon: Lexicon = of.text.lexicon

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rule by which a figure in Chinese characters counts."""
        return (self.of.spelt[self.figure.start],) if self.figure.han else ()

    def before(self, pattern: str, reach: int) -> re.Match[str] | None:
        """What a pattern finds in the few characters up to the figure."""
        return self.lexicon.pattern(pattern).search(self.line, max(0, self.figure.start - reach), self.figure.start)

    def behind(self, pattern: str) -> re.Match[str] | None:
        """What a pattern matches right behind the figure."""
        return self.lexicon.pattern(pattern).match(self.line, self.figure.end)

    @once
    def compared(self) -> Compared:
        """The figure with the words of comparison around it."""
        return Compared(self.lexicon, self.line, self.figure)

    @property
    def changed_to(self) -> bool:
        """Whether something changed to it: 从7家增加到|9家."""
        return self.before(CHANGES + "$", _CHANGE) is not None

    @property
    def start(self) -> int:
        """Where it begins with the words of comparison."""
        return self.compared.before.start

    @once
    def clause(self) -> int:
        """Where its clause begins."""
        return self.of.clause_at(self.start)

    @property
    def clause_text(self) -> str:
        """What its clause says."""
        return _CLAUSE_REST.match(self.line, self.clause).group()  # type: ignore[union-attr]

    def unit_in(self, name: str) -> bool:
        """Whether its unit is of a class."""
        return self.figure.unit in self.lexicon.words[name]

    @once
    def indexed(self) -> bool:
        """Whether it is the level of an index, which has no unit: 创新指数达到|286.4."""
        left = self.line[self.clause:self.start]
        return not self.figure.unit and self.lexicon.pattern("{indexNouns}{equal}?$").search(left) is not None

    @once
    def of_money(self) -> bool:
        """Whether it is an amount of money: 元, 元/月."""
        return self.figure.unit.startswith(self.lexicon.listed["moneyUnits"])
