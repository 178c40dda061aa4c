"""Rows of names: those of one kind that 、 and words such as 和 join."""

from __future__ import annotations

from kg.extract.text import Sentence, Text
from kg.model import Mention

Row = list[Mention]


def rows(text: Text, sentence: Sentence) -> list[Row]:
    """All names of a sentence in rows, in reading order; a name that nothing joins to others is a row of its own."""
    roots = text.lexicon.roots
    found: list[Row] = []
    for mention in sentence.mentions:
        before = found[-1][-1] if found else None
        if before is not None and roots[before.type] == roots[mention.type] and joined(text, sentence, before, mention):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


def joined(text: Text, sentence: Sentence, first: Mention, second: Mention) -> bool:
    """Whether a mark or a word of lists alone stands between two names, of whatever kinds."""
    between = sentence.between(first, second)
    return between == "、" or between in text.lexicon.words["listJoints"]
