"""How a number is compared: words before it (超过, 约) and what stands with it (余, 以上) make it a bound or a rough one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.model import Comparator
from kg.values import Figure
from kg.words import Lexemes

_CLASSES: tuple[Comparator, ...] = ("atLeast", "atMost", "about", "equal")
_BRACKETED = r"\([^()]{1,2}\){atLeastBehind}"
_AND_MORE = r"(?<={multipleUnits}){restBehind}"  # 1倍|多
_SOLVED = r"{han}{0,8}?{brokenThrough}"
_SHARE = r"({about}|{atLeast}){shareVerbs}[^,。;:、\d]{0,14}$"
_SHARE_REACH = 20  # characters before a share in which its verb stands
_MOST = 2  # words of comparison that stand together: 保持在|超过


class Comparison(NamedTuple):
    """What the words before a number say, and where they begin."""

    comparator: Comparator
    start: int


def make_comparators(lexicon: Lexicon) -> tuple[dict[str, Comparator], Lexemes]:
    """The words of comparison with what they say."""
    said = {word: name for name in _CLASSES for word in lexicon.words[name]}
    return said, Lexemes(said)


def comparison(lexicon: Lexicon, line: str, start: int) -> Comparison:
    """What the words right before a number say: of two the outer one counts; before both 分别 may stand."""
    said, words = lexicon.bound(make_comparators)
    end = start
    while line.startswith(" ", max(0, end - 1), end):
        end -= 1
    found: Comparator = "equal"
    for _ in range(_MOST):
        word = words.ending(line, end)
        if word is None or _ends_verb(lexicon, line, end, word):
            break
        found = said[word] if said[word] != "equal" else found
        end -= len(word)
    share = lexicon.pattern(_SHARE).search(line, max(0, end - _SHARE_REACH), end) if found == "equal" else None
    found = said.get(share.group(1), found) if share else found  # 约|占全国10%
    each = lexicon.lexemes("distributives").ending(line, end)
    return Comparison(found, end if each is None else end - len(each))


def _ends_verb(lexicon: Lexicon, line: str, end: int, word: str) -> bool:
    """下达|100亿元, 签约|30个项目: a verb ends as a word of comparison does."""
    verb = lexicon.lexemes("payments", "increments", "alteringVerbs").ending(line, end)
    return verb is not None and len(verb) > len(word)


@case
class Compared:
    """A figure in a line of text, with the words of comparison around it."""

    lexicon: Lexicon
    line: str
    figure: Figure

    @once
    def up_to(self) -> bool:
        """Whether it is a scale up to which something reaches: 上|千家."""
        return self.figure.open and self.lexicon.lexemes("upTo").ending(self.line, self.figure.start) is not None

    @once
    def before(self) -> Comparison:
        """What the words before it say, and where they begin."""
        start = self.figure.start
        if self.up_to:
            return Comparison("atLeast", comparison(self.lexicon, self.line, start - 1).start)  # 达到|上|千家
        return comparison(self.lexicon, self.line, start)

    def trails(self, name: str) -> bool:
        """Whether a word of a class stands behind its unit."""
        return self.figure.trailing in self.lexicon.words[name]

    @property
    def solved(self) -> bool:
        """Whether the word before it is no bound but the verb of what it counts: 突破|30项|关键技术."""
        breaks = self.lexicon.lexemes("breakingThrough").ending(self.line, self.figure.start) is not None
        return breaks and self.lexicon.pattern(_SOLVED).match(self.line, self.figure.end) is not None

    @property
    def times_and_more(self) -> bool:
        """Whether 多 stands behind 倍: 1倍|多."""
        return self.plain and self.lexicon.pattern(_AND_MORE).match(self.line, self.figure.end) is not None

    @property
    def plain(self) -> bool:
        """Whether the words before it say no bound."""
        return self.before.comparator == "equal"

    @once
    def _own(self) -> tuple[str, Rule[Compared]] | None:
        return COMPARATORS.first(self)

    @property
    def comparator(self) -> Comparator:
        """How it is compared: as what stands with it says, else the words before it."""
        if self._own is None:
            return self.before.comparator
        assert isinstance(self._own[1], Bound)
        return self._own[1].comparator

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rule that tells, where one does."""
        return () if self._own is None else self._own[:1]


@dataclass(frozen=True, slots=True)
class Bound(Rule[Compared]):
    """A rule that says how a number is compared."""

    comparator: Comparator = "equal"


# What stands with a number and says how it is compared.
COMPARATORS: Table[Compared] = Table(
    "number-comparator",
    Bound("at-least", lambda c: c.trails("atLeastBehind"), YES, "atLeast"),
    Bound("bracket", lambda c: c.lexicon.pattern(_BRACKETED).match(c.line, c.figure.end), YES, "atLeast"),
    Bound("rest", lambda c: c.figure.more in c.lexicon.words["restBehind"] and c.plain, YES, "about"),
    Bound("times-and-more", lambda c: c.times_and_more, YES, "about"),
    Bound("about", lambda c: c.trails("aboutBehind"), YES, "about"),
    Bound("at-most", lambda c: c.trails("atMostBehind"), YES, "atMost"),
    Bound("solved", lambda c: c.solved, YES, "equal"),
)
