"""Fields in names: a thing works in the field that its name tells (`kg.extract.names.domain`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim

_TECHNIQUE = "inner-field"


def find_fielded(text: Text) -> Iterator[Claim]:
    """Things whose names tell in which field they work, or will where what is said of them is to be done."""
    for structure in structures(text, "nameField", "name-field"):
        for sentence, tense in zip(text.sentences, text.tenses, strict=True):
            for mention in sentence.mentions if sentence.inner else ():
                for field in sentence.inside(mention):
                    if field.technique == _TECHNIQUE and structure.admits(mention, field):
                        claim = structure.claim(mention, field, mention, *field.reasons)
                        yield replace(claim, status="actual" if tense.done else "planned")
