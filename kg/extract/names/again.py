"""Names that are found in one place of a document and stand in others, where nothing around tells that they are names.

What a verb, a mark or a list told once holds for the whole document: a meeting that is called so where it is held is
the same one in the headline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kg.extract.proposal import Name
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Stretch, Text
from kg.model import Mention

_BY_LISTS = ("exemplar", "enumeration")  # told by what all members of a list are, which another place need not say
_SHORTEST = 4  # characters: a shorter name may be part of any word


# Why characters that are a name elsewhere in the document are none.
AGAIN: Table[Stretch] = Table(
    "again",
    Rule("within-word", lambda p: not {p.start, p.end} <= p.sentence.boundaries, NO),
)


def find_again(text: Text) -> Iterator[Name]:
    """Every other place where the characters of a name stand that was told by what is around it."""
    starts = [sentence.passage.start for sentence in text.sentences]
    for name, mention in _told(text).items():
        for number in _numbers(text.document.text, name, starts):
            sentence = text.sentences[number]
            for span in _spans(sentence.text, name):
                if not _stands(sentence, *span) and not AGAIN.any(Stretch(text, sentence, *span)):
                    yield Name(sentence, span, mention.type, "again", mention.name, mention.names, mention.iri)


def _numbers(written: str, name: str, starts: Sequence[int]) -> Iterable[int]:
    """The numbers of the sentences, which begin at `starts`, in which the characters of a name may stand that a
    document has more than once."""
    first = written.find(name)
    place = written.find(name, first + 1)
    if place < 0:
        return ()
    numbers = {bisect_right(starts, first) - 1: None}  # in their order
    while place >= 0:
        numbers[bisect_right(starts, place) - 1] = None
        place = written.find(name, place + 1)
    return numbers


def _spans(string: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text."""
    start = string.find(name)
    while start >= 0:
        end = start + len(name)
        yield start, end
        start = string.find(name, end)


def _told(text: Text) -> dict[str, Mention]:
    """The names that are written out, by their characters; without those that stand for things of two types."""
    told: dict[str, Mention] = {}
    two = set()
    for _, mention in text.all_mentions():
        if mention.text == mention.name and _is_proper(text, mention):
            known = told.setdefault(mention.text, mention)
            if (known.type, known.name) != (mention.type, mention.name):
                two.add(mention.text)
    return {name: mention for name, mention in told.items() if name not in two}


def _is_proper(text: Text, mention: Mention) -> bool:
    """Whether characters name one thing wherever they stand; a domain of work is called by words that name none too."""
    return len(mention.text) >= _SHORTEST and mention.resolution == "resolved" \
        and mention.technique not in _BY_LISTS and not text.is_a(mention, text.lexicon.field)


def _stands(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name of just these characters, or one that reaches beyond them, stands there."""
    return any(first <= start and end <= last for first, last in map(sentence.span, sentence.covering(start, end)))
