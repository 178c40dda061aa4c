"""What a noun or a preposition says of two names: 甲是乙的组成部分, 丁是丙所在地, 戊是丙的支柱产业, 乙所属的甲."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Noun
from kg.extract.statements.clause.doer import Did, claim
from kg.model import Claim
from kg.ontology import RelationType

_CLASSES = frozenset(("tradeNouns", "partNouns", "seatNouns", "belongingMarks", "disposalMarks"))
_PART, _SEAT, _AS = r"的?{han}{0,4}?{partNouns}", r"的?{seatNouns}", r"{asMarks}$"
_TRADE, _IS_TRADE = r"的?{han}{0,4}?{tradeNouns}", r"{fieldTails}?{tradeCopulas}"
_BELONGING = r"{belongingMarks}的?"


class Beside(NamedTuple):
    """Two names of a sentence, one behind the other; does what stands beside them say what the one is to the other?"""

    clause: Clause
    left: Noun
    right: Noun

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def between(self) -> str:
        """What stands between them, places around the second apart."""
        said = self.clause.sentence.text
        start = self.right.start
        while (outer := self.clause.name_before(start)) is not None and outer != self.left:
            start = outer.start
        return said[self.left.end:start]

    def behind(self, noun: Noun, template: str) -> int | None:
        """Where what a pattern says ends behind a name; None where it does not stand there."""
        found = self.lexicon.pattern(template).match(self.clause.sentence.text, noun.end)
        return None if found is None else found.end()

    @property
    def copula(self) -> bool:
        """Whether a word joins them that says that the one is what is told behind the other."""
        return self.between in self.lexicon.words["partCopulas"]


def _part(b: Beside) -> bool:
    """甲|是|乙|的重要组成部分."""
    return b.copula and b.behind(b.right, _PART) is not None


def _as_part(b: Beside) -> bool:
    """作为|乙|的重要组成部分,|甲."""
    joined = b.behind(b.left, _PART + ",") == b.right.start
    return joined and b.lexicon.pattern(_AS).search(b.clause.sentence.text, 0, b.left.start) is not None


def _belonging(b: Beside) -> bool:
    """乙|所属的|甲."""
    return b.lexicon.pattern(_BELONGING).fullmatch(b.between) is not None


def _seat(b: Beside) -> bool:
    """丁|是|丙|所在地."""
    return b.copula and b.behind(b.right, _SEAT) is not None


def _trade(b: Beside) -> bool:
    """茶产业|是|甲县|的支柱产业: the field by which a place, or a body, lives."""
    field = b.clause.text.is_a(b.left.mention, b.lexicon.field)
    return field and b.lexicon.pattern(_IS_TRADE).fullmatch(b.between) is not None and \
        b.behind(b.right, _TRADE) is not None


def _disposed(b: Beside) -> bool:
    """将|丙|建在|丁: what is put there, and not who puts it."""
    verbs = tuple(v.text for v in b.clause.verbs if (v.start, v.end) == (b.left.end, b.right.start))
    located = any(r.name in b.lexicon.bound(_seats) for v in verbs for r in b.lexicon.by_verb.get(v, ()))
    return located and is_disposed(b.clause, b.left)


def _seats(lexicon: Lexicon) -> frozenset[str]:
    """The relations that say where something is."""
    return frozenset(r.name for r in lexicon.implied("namePlace"))


def is_disposed(clause: Clause, name: Noun) -> bool:
    """Whether a preposition says of a name that something is done with it: 将|丙|建在…; the verb stands behind it."""
    marks = tuple(clause.lexicon.words["disposalMarks"])
    return clause.sentence.text.endswith(marks, 0, name.start)


@dataclass(frozen=True, slots=True)
class Says(Rule[Beside]):
    """A rule that says by which structure of the ontology which of the two is the subject."""

    structure: str = "containment"
    ends: Callable[[Beside], tuple[Noun, Noun]] = lambda beside: (beside.left, beside.right)


def _turned(b: Beside) -> tuple[Noun, Noun]:
    return b.right, b.left


BESIDE: Table[Beside] = Table(
    "clause-beside",
    Says("part", _part, WHICH),
    Says("as-part", _as_part, WHICH, "containment", _turned),
    Says("belonging", _belonging, WHICH, "containment", _turned),
    Says("seat", _seat, WHICH, "namePlace", _turned),
    Says("trade", _trade, WHICH, "domain", _turned),
    Says("disposed", _disposed, WHICH, "namePlace"),
)


def find_beside(clause: Clause) -> Iterator[Claim]:
    """What stands beside two names of a clause, or of it and the next one, and says what the one is to the other."""
    if _CLASSES.isdisjoint(clause.sentence.classes):
        return
    names = (*clause.names, *(n for n in clause.all_names if n.start >= clause.end))[:len(clause.names) + 1]
    for left, right in pairwise(n for n in names if not _is_outer(clause, n)):
        beside = Beside(clause, left, right)
        found = BESIDE.chosen(beside)
        if found is None:
            continue
        reason, rule = found
        assert isinstance(rule, Says)
        subject, object = rule.ends(beside)
        for relation in _admitted(clause.lexicon, rule.structure, subject, object):
            yield claim(clause, "clause", relation, Did(subject.mention, object, reason))


def _is_outer(clause: Clause, name: Noun) -> bool:
    """甲省|乙县: whether a place only says where the one right behind it is."""
    inner = clause.name_at(name.end)
    return inner is not None and all(clause.text.is_a(n.mention, clause.lexicon.place) for n in (name, inner))


def _admitted(lexicon: Lexicon, structure: str, subject: Noun, object: Noun) -> Iterator[RelationType]:
    for relation in lexicon.implied(structure):
        if lexicon.admits(relation, subject.mention.type, object.mention.type):
            yield relation
