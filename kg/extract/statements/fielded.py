"""Fields in names: a thing works in the field that its name tells (`kg.extract.names.domain`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_TECHNIQUE = "inner-field"
_USED = r"{standingUses}(?:(?!{increments}|{quotedBuilding})[^,;:。])*$"
_LATER = "{laterPhases}"
_REACH = 60  # characters before a name in which a verb stands that uses it with others


def find_fielded(text: Text) -> Iterator[Claim]:
    """Things whose names tell in which field they work, or will where what is said of them is to be done."""
    for structure in structures(text, "nameField", "name-field"):
        for sentence, tense in zip(text.sentences, text.tenses, strict=True):
            for mention in sentence.mentions if sentence.inner else ():
                for field in sentence.inside(mention):
                    if field.technique == _TECHNIQUE and structure.admits(mention, field):
                        claim = structure.claim(mention, field, mention, *field.reasons)
                        done = tense.done or _stands(text, sentence, mention)
                        yield replace(claim, status="actual" if done else "planned")


def _stands(text: Text, sentence: Sentence, mention: Mention) -> bool:
    """Whether what is to be done is done with a thing that stands: 用好|某中心, 某实验室|二期建设."""
    start, end = sentence.span(mention)
    later = text.lexicon.pattern(_LATER).match(sentence.text, end)
    used = text.lexicon.pattern(_USED).search(sentence.text, max(0, start - _REACH), start)
    built = text.lexicon.lexemes("builtBehind").beginning(sentence.text, end)
    return later is not None or (used is not None and built is None)
