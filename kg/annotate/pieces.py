"""A document cut into pieces that a request can hold: at sentences, each piece with the end of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Document, Passage
from kg.segment import segment


def pieces(document: Document, size: int, overlap: int) -> list[str]:
    """The text in pieces of at most `size` characters, each beginning with whole sentences of the one before, up to
    `overlap` characters; a sentence that is longer than a piece is one by itself.

    What is furniture of the page is left out.
    """
    passages = [p for p in segment(document) if p.role != "furniture" and p.text.strip()]
    return [document.text[part[0].start:part[-1].end] for part in _parts(passages, size, overlap)]


def _parts(passages: Sequence[Passage], size: int, overlap: int) -> Iterator[Sequence[Passage]]:
    first = 0
    while first < len(passages):
        last = first + 1  # the first that is no more in it
        while last < len(passages) and passages[last].end - passages[first].start <= size:
            last += 1
        yield passages[first:last]
        if last == len(passages):
            return
        again = last
        while again - 1 > first and passages[last - 1].end - passages[again - 1].start <= overlap \
                and passages[last].end - passages[again - 1].start <= size:
            again -= 1
        first = again
