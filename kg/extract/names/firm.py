"""Firms by what they are called for short: a coined word and what they make or do: 华瀚|生物, 星澜|储热."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text, Unit
from kg.words import make_dictionary

_LEAST = 2  # characters of the coined word
_SIGN, _LEFT, _RIGHT = "x", frozenset("pcuvd"), frozenset("pcuvdmr")


@case
class Firm:
    """A word, and the next one, which says what a firm of that name makes or does."""

    lexicon: Lexicon
    sentence: Sentence
    at: int

    @property
    def coined(self) -> Unit:
        """The word by which the firm is called."""
        return self.sentence.units[self.at]

    @property
    def before(self) -> Unit:
        """What stands before it."""
        return self.sentence.unit(self.at - 1)

    @property
    def behind(self) -> Unit:
        """What stands behind what it does."""
        return self.sentence.unit(self.at + 2)


def _edge(unit: Unit, tags: frozenset[str]) -> bool:
    """Whether a name may end beside a unit: at a mark, another name or a word of those kinds."""
    return unit.mention is not None or unit.tag == _SIGN or unit.tag[0] in tags


# Whether a word before what a firm makes or does is one that is coined to call a firm.
FIRMS: Table[Firm] = Table(
    "firm",
    Rule("character", lambda f: len(f.coined.text) < _LEAST, NO),
    Rule("named", lambda f: f.coined.mention is not None, NO),
    Rule("surname", lambda f: f.coined.tag.startswith("nr") and f.coined.text[0] in f.lexicon.words["surnames"], NO),
    Rule("dictionary", lambda f: make_dictionary()(f.coined.text), NO),
    Rule("runs-on-before", lambda f: not _edge(f.before, _LEFT), NO),
    Rule("runs-on-behind", lambda f: not _edge(f.behind, _RIGHT) or f.behind.text in f.lexicon.generic, NO),
    Rule("coined", lambda f: f.coined.tag[0] in "nx", YES),
)


def make_type(lexicon: Lexicon) -> str:
    """The basic type whose names are coined."""
    return next(type.name for type in lexicon.ontology.roots if "coined" in type.traits)


def find_firms(text: Text) -> Iterator[Name]:
    """The firms that are called by a coined word and what they make or do."""
    trades = text.lexicon.words["firmTrades"]
    type = text.lexicon.bound(make_type)
    for sentence in text.saying("firmTrades"):
        for at in sentence.units_saying(trades):
            firm = Firm(text.lexicon, sentence, at - 1)
            reason = FIRMS.reason_for(firm) if at else None
            if reason is not None:
                span = firm.coined.start, sentence.units[at].end
                yield Name(sentence, span, type, "form", over=Over.COVER, reasons=(reason,))
