"""Whether a figure in Chinese characters counts: 三百二十家, 近百家, 建成两个; not 一家企业, 两个中心 of a list, 亿元以上项目.

In twos and threes things are counted that are told in full (甲、乙两个中心); what was done with so few is told first
(建成两个…).  Where a law or its like counts in characters, it sets a rule (不少于五人).
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.number.figure import STOPS, Number, Numbers

_ARTICLE = r"\s*第(?:{countDigits}|[零\d]){1,7}条"
_PASSED = r"[,。;、)]|$|{thresholds}"
_FEWEST = 10  # up to here things are told in full
_CLAUSE = 120  # characters of a clause in which its verb is looked for
_LISTED = re.compile(r"[^、]{2,20}(?:、[^、]{2,20})+")


def _article(n: Number) -> bool:
    article = n.lexicon.pattern(_ARTICLE)
    return any(map(article.match, (*n.of.sentence.passage.headings, n.line)))


def _scale(n: Number) -> bool:
    """It is a scale without a number: 近|百家, 超|万亿元."""
    return n.figure.open and not n.figure.more


def _amount_inside(n: Number) -> bool:
    """千亿元|产业: an amount of money that grades what follows."""
    return _scale(n) and n.figure.unit.endswith("元") and not n.behind(_PASSED)


def _compared(n: Number) -> bool:
    """近百家, 超千亿元; but 突破亿元, 超过万家 are left over where a text was taken out."""
    near = n.lexicon.lexemes("upTo", "nearTo").ending(n.line, n.figure.start) is not None
    compared = n.compared.before.comparator in ("atLeast", "about") and not _left_over(n)
    return _scale(n) and (near or compared)


def _left_over(n: Number) -> bool:
    scale = n.line[n.figure.start:n.figure.start + 1]
    return scale in "万亿" and n.line.startswith(tuple(n.lexicon.words["redactedUnits"]), n.figure.start + 1)


def _told_first(n: Number) -> str | None:
    """What stands between the figure and the last verb of its clause that says what was done; None where none does."""
    end = n.figure.start
    while n.line.startswith(" ", end - 1, end):
        end -= 1
    end -= n.line.startswith("了", end - 1)
    start = max(n.line.rfind(stop, max(0, end - _CLAUSE), end) for stop in STOPS) + 1
    clause = n.line[max(start, end - _CLAUSE):end]
    verbs = [at + len(verb) for at, verb in n.lexicon.lexemes("countingVerbs").places(clause)]
    return clause[max(verbs):] if verbs else None


def _behind_list(n: Number) -> bool:
    """建成|甲、乙|两个平台: the verb stands before a list of short members."""
    listed = _told_first(n)
    return listed is not None and "”" not in listed and _LISTED.fullmatch(listed) is not None


# Whether a figure in Chinese characters counts; one of which no rule speaks does not.
CHARACTERS: Table[Number] = Table(
    "number-characters",
    Rule("article", _article, NO),
    Rule("session", lambda n: n.lexicon.lexemes("sessionMarks").ending(n.line, n.figure.start), NO),
    Rule("amount-inside", _amount_inside, NO),
    Rule("compared-scale", _compared, YES),
    Rule("scale", _scale, NO),
    Rule("share", lambda n: n.unit_in("shareUnits"), YES),
    Rule("multiple", lambda n: n.unit_in("multipleUnits"), YES),
    Rule("more", lambda n: n.figure.more, YES),
    Rule("range", lambda n: n.figure.upper is not None, YES),
    Rule("many", lambda n: n.figure.value > _FEWEST, YES),
    Rule("one", lambda n: n.figure.value < 2, NO),
    Rule("done", lambda n: _told_first(n) == "", YES),
    Rule("done-list", _behind_list, YES),
)


def _rule(number: Number) -> str | None:
    """The rule by which a figure in Chinese characters counts."""
    found = CHARACTERS.first(number)
    if found is None:
        return None
    name, rule = found
    return name if rule.weight > 0 else None


def that_count(numbers: Numbers) -> Numbers:
    """The numbers of a sentence without those in Chinese characters that count nothing."""
    if not any(figure.han for figure in numbers.figures):
        return numbers
    han = [at for at, figure in enumerate(numbers.figures) if figure.han]
    spelt = {numbers.figures[at].start: name for at in han if (name := _rule(Number(numbers, at))) is not None}
    figures = tuple(f for f in numbers.figures if not f.han or f.start in spelt)
    return replace(numbers, figures=figures, spelt=spelt)
