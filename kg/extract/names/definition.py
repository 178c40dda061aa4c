"""Short names that a text defines: 甲市与乙市枢纽(以下简称“双枢纽”)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention, is_name

_DEFINED = re.compile(r"\((?:以下|下)(?:统)?简称:?[“《]?([^”》)]{2,16})[”》]?\)")
_MOST = 20  # names for which a short name stands together
_JOINTS = ("和", "、", "与", "及")


def find_definitions(doc: Text) -> Iterator[Name]:
    """Short names that the text defines, wherever they stand, under the name that they stand for."""
    for sentence in doc.sentences:
        for match in _DEFINED.finditer(sentence.text):
            group = _defined(sentence, match.start())
            short = match.group(1).strip("“”")
            if not group or not is_name(short):
                continue
            name = short if len(group) > 1 else group[0].name
            for other in doc.sentences:
                for found in re.finditer(rf"“?{re.escape(short)}”?", other.text):
                    yield Name(other, found.span(), group[0].type, "defined-short-name", name, (short,), over=Over.FREE)


def _defined(sentence: Sentence, end: int) -> list[Mention]:
    """The names, joined by 和 or 、, behind which a short name for them is defined."""
    before = sentence.before(end, _MOST)
    if not before or end - sentence.span(before[-1])[1] > 1:
        return []
    group = [before[-1]]
    for mention in reversed(before[:-1]):
        if sentence.text[sentence.span(mention)[1]:sentence.span(group[0])[0]] not in _JOINTS:
            break
        group.insert(0, mention)
    return group
