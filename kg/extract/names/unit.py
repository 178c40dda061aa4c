"""Units of a body that stand before an office: 宁波市科技局|发展规划处|处长; the unit takes the body's name in front of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name
from kg.extract.text import Text
from kg.words import Lexemes

# What a unit is called; between it and its body other units may stand (某中心某处).
_UNIT = re.compile(r"[一-鿿()]{1,20}(?:处|科|室|局|部|办|司|中心|委员会|分会|支队|分局|总部|学院|系|所|团)$")
_CLAUSE = "。;,、!?:"


def find_units(doc: Text) -> Iterator[Name]:
    """The units in which people hold an office, each as part of the body that stands right before it."""
    posts = Lexemes(doc.lexicon.words["offices"])
    relation, = doc.lexicon.implied("office")
    for titled in doc.titled:
        sentence, end = doc.sentence_of(titled.person), titled.office_start
        start = max((sentence.text.rfind(c, 0, end) for c in _CLAUSE), default=-1) + 1
        bodies = [m for m in sentence.mentions if start <= sentence.span(m)[0] and sentence.span(m)[1] < end]
        body = bodies[-1] if bodies else None
        if body is None or doc.lexicon.root(body.type) not in relation.range:
            continue
        between = sentence.text[sentence.span(body)[1]:end]
        if not _UNIT.fullmatch(between) or any(posts.beginning(between, i) for i in range(len(between) - 1)):
            continue
        # A unit's own name is the body's and what follows; so is that of a person's part of a university.
        first = sentence.span(body)[0]
        yield Name(sentence, (first, end), body.type, "unit", body.name + between)
