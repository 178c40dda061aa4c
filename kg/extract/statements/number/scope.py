"""Whose figure a number is: that of a place that opens its clause, else of the place or country of which the text
speaks."""

from __future__ import annotations

from kg.extract.statements.number.figure import Number, Numbers
from kg.extract.statements.number.noun import opening_end
from kg.model import Mention

_OPENING = 3  # characters that may stand before the place


def find_scope(numbers: Numbers, clause: int, start: int, position: int = 0) -> Mention | None:
    """Whose the figure is that begins at `start` in the clause that begins at `clause`; of several places that open it
    (甲市、乙市分别…) that at `position`."""
    if numbers.lexicon.pattern("{pointedPlaces}").match(numbers.line, clause):
        return _pointed(numbers, clause)
    places = _opening(numbers, clause, start)
    if places:
        return places[position] if position < len(places) else places[0]
    return _carried(numbers, clause) or numbers.text.place_at(numbers.sentence) or numbers.text.nation


def _pointed(numbers: Numbers, clause: int) -> Mention | None:
    """The place to which a clause points back (该市): the last one that its sentence names before and that is not the
    text's own, else that."""
    text, sentence = numbers.text, numbers.sentence
    own = text.place_at(sentence)
    named = [m for m in (*sentence.mentions, *sentence.inner)
             if text.is_a(m, text.lexicon.place) and sentence.span(m)[1] <= clause]
    wholes = text.lexicon.words["ownWholes"]
    others = [m for m in named if m.text not in wholes and (own is None or m.iri != own.iri)]
    return max(others, key=lambda m: sentence.span(m), default=own)


def _opening(numbers: Numbers, clause: int, start: int, gap: int = _OPENING) -> list[Mention]:
    """The places with which a clause opens, up to a figure."""
    text, sentence = numbers.text, numbers.sentence
    places: list[Mention] = []
    end = opening_end(numbers.lexicon, numbers.line, clause)  # 2024年|甲市…
    for mention in numbers.names_from(clause):
        first, last = sentence.span(mention)
        if first > end + gap or last > start:
            break
        if text.is_a(mention, text.lexicon.place):
            places.append(mention)
            end = max(end, last)
    return places


def _carried(numbers: Numbers, clause: int) -> Mention | None:
    """The place whose figures the clauses before are, which one of them opens with: 甲区企业达到30家,|成交额突破20亿元."""
    line, own = numbers.line, numbers.lexicon.pattern("{ownWholes}")
    earlier = [Number(numbers, at) for at, figure in enumerate(numbers.figures) if figure.end <= clause]
    for number in reversed(earlier):
        if own.search(line, number.clause, clause) or own.match(line, clause):
            return None
        if places := _opening(numbers, number.clause, number.start, 0):
            amid = any(other.clause < number.clause and _same_part(line, other.clause, clause) for other in earlier)
            return places[0] if len(places) == 1 and not amid else None
    return None


def _same_part(line: str, first: int, second: int) -> bool:
    """Whether no part of a sentence ends between two places: 全省…, 甲市地铁…, is told of the province before and
    behind."""
    return ";" not in line[first:second]
