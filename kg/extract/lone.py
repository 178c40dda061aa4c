"""Short names of cities and counties that nothing near by tells to be meant: 开封|验视, 石阙、|石狮, 部长|瑞安.

Two characters that are a city's name without its level (开封) are as often another word, a piece of a longer name or
somebody's given name.  News of many places, which have none of their own, tell where a city lies that they mean: by its
province, its level, its neighbours in a list, or by a word that stands before places.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.proposal import Name
from kg.extract.text import Sentence, Text
from kg.gazetteer import ancestors, level
from kg.ontology import Individual

_PLACE = "ns"  # the segmenter's tag of a place
_SHORT = 3  # characters of a name that may be something else


def is_lone(text: Text, sentence: Sentence, name: Name, found: Sequence[Name]) -> bool:
    """Whether a name in news of many places is the short one of a city or county, and neither the names found beside it
    nor the rest of the text tell that it is meant."""
    known = text.lexicon.known(name.iri) if text.collection else None
    start, end = name.span
    said = sentence.text[start:end]
    if known is None or end - start > _SHORT or not _is_short(known, said) or _is_cut(sentence, start, end, known):
        return False
    wider = ancestors(known, text.lexicon.ontology)
    return not (any(iri in text.places for iri in (known.iri, *wider))
                or _beside(text, sentence, name, found, wider) or _told(text, known, said, wider))


def _is_cut(sentence: Sentence, start: int, end: int, known: Individual) -> bool:
    """Whether the segmenter takes just these characters for a place (广州|首条航线), or a city's for no other word."""
    word = sentence.word_at(start)
    whole = word is not None and (word.start, word.end) == (start, end)
    city = level(known) == "prefecture"
    return word is not None and (word.tag == _PLACE if whole else city)


def _is_short(known: Individual, said: str) -> bool:
    """Whether somebody says the name of a city or county without its level, or shorter still (巴州)."""
    return level(known) in ("prefecture", "county") and said != known.label


def _beside(text: Text, sentence: Sentence, name: Name, found: Sequence[Name], wider: Sequence[str]) -> bool:
    """Whether a word for where stands before it, or a head of names behind it, its province anywhere in the sentence,
    or a place right beside it."""
    start, end = name.span
    behind = sentence.word_at(end)
    if text.lexicon.lexemes("beforePlaces").ending(sentence.text, start) or (
            behind is not None and len(behind.text) > 1 and behind.text in text.lexicon.heads):
        return True  # 在|开封, 芜湖|现场会
    places = [other for other in found if other is not name and text.lexicon.root(other.type) == text.lexicon.place]
    return any(other.iri in wider or _joined(text, sentence, name, other) for other in places)


def _joined(text: Text, sentence: Sentence, one: Name, other: Name) -> bool:
    """Whether nothing stands between two names but what joins the members of a list, or the ends of a way."""
    first, second = sorted((one.span, other.span))
    between = text.lexicon.pattern("{placeJoints}?")
    return first[1] <= second[0] and between.fullmatch(sentence.text, first[1], second[0]) is not None


def _told(text: Text, known: Individual, said: str, wider: Sequence[str]) -> bool:
    """Whether the text has its full name, or its province's or city's before it, anywhere."""
    whole = text.document.text
    if known.label in whole:
        return True
    individuals = text.lexicon.individuals
    names = {name for iri in wider if iri in individuals
             for name in (individuals[iri].label, *individuals[iri].names, *individuals[iri].short_names)
             if len(name) > 1}
    return any(name + said in whole for name in sorted(names))
