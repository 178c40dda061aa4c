"""Rows of names: those of one kind that 、 and words such as 和 join."""

from __future__ import annotations

from kg.extract.text import Sentence, Text
from kg.model import Mention

Row = list[Mention]


def rows(text: Text, sentence: Sentence) -> list[Row]:
    """All names of a sentence in rows, in reading order; a name that nothing joins to others is a row of its own."""
    joints, roots = text.lexicon.words["listJoints"], text.lexicon.roots
    found: list[Row] = []
    for mention in sentence.mentions:
        before = found[-1][-1] if found else None
        if before is not None and roots[before.type] == roots[mention.type]:
            between = sentence.between(before, mention)
            if between == "、" or between in joints:
                found[-1].append(mention)
                continue
        found.append([mention])
    return found
