"""Fields that a known one is only a part of: 半导体|材料, 绿色|算力, 海洋|氢能: the whole noun is the domain of work."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.words import Word

_MOST = 2  # words that a known field is made longer by at either end


@case
class Beside:
    """A word right before a known field, or right behind it (`behind`)."""

    lexicon: Lexicon
    word: Word
    behind: bool
    field: str


# Whether a word beside a known field makes another one of it.
BESIDE: Table[Beside] = Table(
    "compound-field",
    Rule("alike", lambda b: b.word.text[-2:] == b.field[-2:] or b.word.text[0] == b.field[0], NO),
    Rule("kind", lambda b: not b.behind and b.word.text in b.lexicon.words["fieldKinds"], YES),
    # The segmenter takes 高端 for an abbreviation too.
    Rule("abbreviated", lambda b: b.word.tag == "j", NO),
    Rule("product", lambda b: b.behind and b.word.text in b.lexicon.words["fieldProducts"], YES),
    Rule("field", lambda b: not b.behind and b.word.text in b.lexicon.fields, YES),
)


def find_compounds(text: Text) -> Iterator[Name]:
    """The longer fields that are made of known ones and what stands beside them."""
    lexicon = text.lexicon
    for sentence in text.sentences:
        for mention in sentence.mentions:
            if text.is_a(mention, lexicon.field):
                start, end = sentence.span(mention)
                span, reasons = _widened(lexicon, sentence, start, end)
                if reasons and all(text.is_a(m, lexicon.field) for m in sentence.covering(*span)):
                    yield Name(sentence, span, lexicon.field, "known-name", over=Over.ERASE, reasons=reasons)


def _widened(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> tuple[tuple[int, int], tuple[str, ...]]:
    """How far the noun reaches of which a known field is a part, and the rules that say so."""
    reasons: list[str] = []
    field = sentence.text[start:end]
    for behind in (False, True):
        for _ in range(_MOST):
            place = end if behind else start - 1
            word = next(iter(sentence.touching(place, place + 1) if place >= 0 else ()), None)
            if word is None or (word.start != end if behind else word.end != start):
                break
            reason = BESIDE.reason_for(Beside(lexicon, word, behind, field))
            if reason is None:
                break
            reasons.append(reason)
            start, end = (start, word.end) if behind else (word.start, end)
    return (start, end), tuple(dict.fromkeys(reasons))
