"""Whose figure a number is: that of a place that opens its clause, else of the place of which the text speaks."""

from __future__ import annotations

from kg.extract.statements.number.figure import Numbers
from kg.model import Mention

_OPENING = 3  # characters that may stand before the place


def find_scope(numbers: Numbers, clause: int, start: int) -> Mention | None:
    """Whose the figure is that begins at `start` in the clause that begins at `clause`."""
    text, sentence = numbers.text, numbers.sentence
    for mention in numbers.names_from(clause):
        first, last = sentence.span(mention)
        if first > clause + _OPENING or last > start:
            break
        if text.is_a(mention, text.lexicon.place):
            return mention
    return text.place_at(sentence)
