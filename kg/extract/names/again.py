"""Names that are found in one place of a document and stand in others, where nothing around tells that they are names.

What a verb, a mark or a list told once holds for the whole document: a meeting that is called so where it is held is
the same one in the headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    for name, mention in _told(text).items():
        for sentence in text.sentences if text.document.text.count(name) > 1 else ():
            for span in (m.span() for m in re.finditer(re.escape(name), sentence.text)):
                if not AGAIN.any(Stretch(text, sentence, *span)) and not _stands(sentence, *span):
                    yield Name(sentence, span, mention.type, "again", mention.name, mention.names, mention.iri)


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
