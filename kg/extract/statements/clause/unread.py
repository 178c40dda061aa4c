"""Those who do something and whom nothing else reads: a firm of which nobody knows.

蓝博|承办丙 says that 蓝博 holds it, whoever that is, and not that whoever speaks does.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause
from kg.words import Word, make_dictionary

_PEOPLE = r"\d(?:余|多)?{personUnits}{han}{0,6}$"
_BACKED = r"{pivots}[^,。;:“”]{0,12}?{genericAgents}$"
_NEAR = 16  # characters before a verb in which people are counted that do what it says
_LEAST = 2  # characters of a word that may name somebody
_NOUNS = frozenset("nx")


class Stranger(NamedTuple):
    """A word right before a verb, but for adverbs, that stands in no name: does it say who does it?"""

    clause: Clause
    word: Word

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon


def _unknown(s: Stranger) -> bool:
    """蓝博|承办: a noun that no dictionary has; 清单化|推进, 链式|推进 say how."""
    noun = s.word.tag[0] in _NOUNS and len(s.word.text) >= _LEAST
    how = s.lexicon.lexemes("howEnds").ending(s.word.text, len(s.word.text)) is not None
    return noun and not how and not make_dictionary()(s.word.text)


def _counted(s: Stranger) -> bool:
    """400余名代表|参加: so many people, whoever they are."""
    string = s.clause.sentence.text
    return s.lexicon.pattern(_PEOPLE).search(string, max(0, s.clause.start, s.word.end - _NEAR), s.word.end) is not None


def _backed(s: Stranger) -> bool:
    """支持|民营企业|参与: those of a kind who are backed do it."""
    words, string = s.lexicon, s.clause.sentence.text
    kind = words.lexemes("genericAgents").ending(string, s.word.end) is not None
    return kind and words.pattern(_BACKED).search(string, s.clause.start, s.word.end) is not None


STRANGERS: Table[Stranger] = Table(
    "clause-unread",
    Rule("unknown", _unknown, WHICH),
    Rule("counted", _counted, WHICH),
    Rule("backed", _backed, WHICH),
)


def is_unread(clause: Clause, position: int) -> bool:
    """Whether right before a place in a clause, but for adverbs, stands somebody who is no name that was read."""
    adverbs = clause.lexicon.adverbs
    for word in reversed(clause.sentence.touching(clause.start, position)):
        if word.end > position:
            continue
        if word.tag[0] == "d" or word.text in adverbs:
            continue
        if not clause.sentence.free(word.start, word.end):
            return False
        return STRANGERS.which(Stranger(clause, word)) is not None
    return False
