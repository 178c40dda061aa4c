"""Where in a text the words stand that somebody else than kg quotes from it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter

from kg.extract.text import Sentence, Text

TECHNIQUE = "language-model"
_MOST_PLACES = 50  # of one quotation: a word that stands everywhere proves no more
_start, _end = attrgetter("passage.start"), attrgetter("passage.end")


def spans_of(words: str, text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text at which some words stand, the first of them."""
    start = text.find(words) if words else -1
    for _ in range(_MOST_PLACES):
        if start < 0:
            return
        yield start, start + len(words)
        start = text.find(words, start + len(words))


def quoted(text: Text, quote: str) -> list[Sentence]:
    """The sentences of which something stands in a quotation, in their order; none where the text has no such words."""
    found: dict[int, Sentence] = {}
    for start, end in spans_of(quote.strip(), text.document.text):
        first, last = bisect_right(text.sentences, start, key=_end), bisect_left(text.sentences, end, key=_start)
        found.update((s.passage.index, s) for s in text.sentences[first:last])
    return [sentence for _, sentence in sorted(found.items())]
