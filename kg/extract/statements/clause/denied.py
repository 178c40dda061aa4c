"""What a clause denies or only supposes: 未与乙大学签署协议, 如果甲市与乙市合作: neither states a relation."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause
from kg.words import Word

_BETWEEN = frozenset("dvp")  # first letters of the tags of what may stand between 未 and its verb, with names: 未|能|与…
_REACH = 6  # words behind a word that denies, among which is the verb that it denies
_CLASSES = frozenset(("denials", "suppositions"))  # of words without which nothing is denied

def _supposed(c: Clause) -> bool:
    """如果甲市与乙市合作: what is only supposed."""
    return any(w.text in c.lexicon.words["suppositions"] for w in c.sentence.touching(c.start, c.start + 1))


def _denied(c: Clause) -> bool:
    """未建设丙, 没有与乙大学签署协议, 停止实施丁: a word that denies, and behind it the verb of a relation."""
    own, denials = c.sentence.touching(c.start, c.end), c.lexicon.words["denials"]
    if all(w.text not in denials for w in own):
        return False  # this is asked fast
    words = [w for w in own if c.sentence.free(w.start, w.end)]
    deniers = (i for i, w in enumerate(words) if w.text in denials)
    return any(_governs(c, words[i + 1:i + 1 + _REACH]) for i in deniers)


def _governs(c: Clause, behind: Sequence[Word]) -> bool:
    """Whether the first verb of a relation comes with nothing in front that is no part of its phrase."""
    for word in behind:
        if word.text in c.lexicon.relation_verbs or word.text in c.lexicon.words["partnerVerbs"]:
            return True
        if word.tag[0] not in _BETWEEN:
            return False
    return False


# Why a clause states nothing.
DENIED: Table[Clause] = Table(
    "clause-denied",
    Rule("supposed", _supposed, WHICH),
    Rule("denied", _denied, WHICH),
)


def is_denied(clause: Clause) -> bool:
    """Whether a clause denies or supposes what it says; most sentences have no word for it, and are asked fast."""
    if clause.sentence.classes.isdisjoint(_CLASSES):
        return False
    return DENIED.which(clause) is not None
