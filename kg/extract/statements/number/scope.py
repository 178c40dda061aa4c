"""Whose figure a number is: that of a place that opens its clause, else of the place or country of which the text
speaks."""

from __future__ import annotations

from kg.extract.statements.number.figure import Numbers
from kg.model import Mention

_OPENING = 3  # characters that may stand before the place


def find_scope(numbers: Numbers, clause: int, start: int, position: int = 0) -> Mention | None:
    """Whose the figure is that begins at `start` in the clause that begins at `clause`; of several places that open it
    (甲市、乙市分别…) that at `position`."""
    text, sentence = numbers.text, numbers.sentence
    places: list[Mention] = []
    end = clause
    for mention in numbers.names_from(clause):
        first, last = sentence.span(mention)
        if first > end + _OPENING or last > start:
            break
        if text.is_a(mention, text.lexicon.place):
            places.append(mention)
            end = last
    if places:
        return places[position] if position < len(places) else places[0]
    return text.place_at(sentence) or text.nation
