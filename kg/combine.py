"""Gifts of many documents to one node packed into few, and spread out again: what makes a common name bearable.

国务院 is named in half of all documents.  Before what documents give is brought together by key, each task packs what
its own documents give to one key (`combined`): what only adds up (labels, names, types, techniques) stands in the pack
once, and of each document only what is its own.  Spread out again, packs make the same node as the gifts did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.contract import DOCUMENTS, passage_iri
from kg.merge import THINGS, Gift, Given
from kg.model import Evidence

# How Turtle says it (`kg.export.turtle`).
_MENTIONED, _NAMED, _AND = b"\n    kg:mentionedIn ", b"\n    kg:namedAt ", b" , "
# What is packed: for each document its name and what is its own, and what all of them give together.
Pack = list[Any]
# A document that only names a thing, and the places where it does.
Thin = tuple[str, list[list[int]]]


def combined(key: str, given: Sequence[Given]) -> Pack:
    """What some documents give to a key, in one pack; at least one document."""
    return _PACKS[int(key[0])](sorted(given, key=_document))


def spread(key: str, packs: Iterable[Pack]) -> list[Given]:
    """Gifts that make the same node as those of which the packs were made, in the order of their documents."""
    return sorted((each for pack in packs for each in _SPREADS[int(key[0])](pack)), key=_document)


def thinned(key: str, packs: Sequence[Pack], most: int) -> tuple[Sequence[Pack], list[Thin]]:
    """The packs of a thing without those documents that state nothing of it, and these, when more than `most` name it.

    Of each such document the graph holds no more than that the thing is named in it and, of a person, where: two
    kilobytes of memory as a triple, a hundred bytes as a text that is put into the node when it is written
    (`with_documents`).
    """
    if key[0] != THINGS or sum(len(documents) for *_, documents in packs) <= most:
        return packs, []
    thick, thin = [], []
    for kinds, labels, names, documents in packs:
        located = next((n for n, (_, *own) in enumerate(documents) if own), None)
        # The first ones stand for what all of them give together; one that tells places, for that they are told.
        kept = [n < len(kinds) or n == located or bool(own and own[1]) for n, (_, *own) in enumerate(documents)]
        thin += [(each[0], each[1] if len(each) > 1 else [])
                 for each, keep in zip(documents, kept, strict=True) if not keep]
        thick.append([kinds, labels, names, [each for each, keep in zip(documents, kept, strict=True) if keep]])
    return thick, thin


def with_documents(block: bytes, thin: Sequence[Thin]) -> bytes:
    """The block of a thing as it is written when more documents name it, none of which stands there."""
    block = _longer(block, _MENTIONED, (DOCUMENTS + document for document, _ in thin))
    places = [passage_iri(Evidence(DOCUMENTS + document, start, end, "")) for document, at in thin for start, end in at]
    return _longer(block, _NAMED, places) if places else block


def places_of(thin: Sequence[Thin]) -> int:
    """How many triples some documents add to a thing that they name."""
    return sum(1 + len(at) for _, at in thin)


def _longer(block: bytes, property: bytes, iris: Iterable[str]) -> bytes:
    """A block with more values of a property that stands there."""
    start = block.index(property) + len(property)
    end = min(place for sign in (b" ;\n", b" .\n") if (place := block.find(sign, start)) >= 0)
    terms = sorted([*block[start:end].split(_AND), *(f"<{iri}>".encode() for iri in iris)])
    return block[:start] + _AND.join(terms) + block[end:]


def _document(given: Given) -> str:
    return given[0]


def _pack_thing(given: Sequence[Given]) -> Pack:
    labels: Counter[str] = Counter()
    for _, (_, counted, *_) in given:
        labels.update(counted)
    kinds = sorted({gift[0] for _, gift in given})
    names = sorted({name for _, gift in given for name in gift[2]})
    return [kinds, dict(sorted(labels.items())), names, [[document, *_without_empty(gift[3:])]
                                                         for document, gift in given]]


def _without_empty(own: Gift) -> Gift:
    """Most documents say nothing more of a thing than that they name it."""
    return own if any(own) else []


def _spread_thing(pack: Pack) -> Iterable[Given]:
    kinds, labels, names, documents = pack
    for number, (document, *own) in enumerate(documents):
        # What adds up may stand with any of the documents.
        kind = kinds[number] if number < len(kinds) else kinds[0]
        at, stated = own or ([], [])
        yield document, [kind, labels, names, at, stated] if number == 0 else [kind, {}, [], at, stated]


def _pack_whole(given: Sequence[Given]) -> Pack:
    return [[document, gift] for document, gift in given]


def _spread_whole(pack: Pack) -> Iterable[Given]:
    return ((document, gift) for document, gift in pack)


def _pack_indicator(given: Sequence[Given]) -> Pack:
    return [given[0][0], sorted({label for _, labels in given for label in labels})]


def _spread_indicator(pack: Pack) -> Iterable[Given]:
    document, labels = pack
    yield document, labels


def _pack_number(given: Sequence[Given]) -> Pack:
    return [given[0][1][:-1], [[document, gift[-1]] for document, gift in given]]


def _spread_number(pack: Pack) -> Iterable[Given]:
    said, documents = pack
    return ((document, [*said, at]) for document, at in documents)


def _pack_statement(given: Sequence[Given]) -> Pack:
    techniques = sorted({technique for _, gift in given for technique in gift[6]})
    return [given[0][1][:6], techniques, [[document, gift[7]] for document, gift in given]]


def _spread_statement(pack: Pack) -> Iterable[Given]:
    said, techniques, documents = pack
    return ((document, [*said, techniques, at]) for document, at in documents)


# By the sections of a graph (`kg.contract.section`): things, documents, indicators, numbers, statements, steps.
# A step is packed as a number is: what it says, and of each document the places.
_PACKS: tuple[Callable[[Sequence[Given]], Pack], ...] = (
    _pack_thing, _pack_whole, _pack_indicator, _pack_number, _pack_statement, _pack_number)
_SPREADS: tuple[Callable[[Pack], Iterable[Given]], ...] = (
    _spread_thing, _spread_whole, _spread_indicator, _spread_number, _spread_statement, _spread_number)
