"""Names that hold the thing whose step they tell: 甲实验室|奠基仪式, 乙科技城|主体工程."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.statements.step.topic import living
from kg.extract.text import Sentence, Text
from kg.model import Mention


def opened(text: Text, sentence: Sentence) -> Sentence:
    """The sentence, in place of names of ceremonies and of parts of a thing the name of the thing itself."""
    mentions = tuple(m for mention in sentence.mentions for m in _opened(text, sentence, mention))
    return sentence if mentions == sentence.mentions else sentence.naming(mentions, sentence.inner)


def _opened(text: Text, sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    lexicon = text.lexicon
    if text.is_a(mention, lexicon.meeting) and mention.text.endswith(tuple(lexicon.words["stepCeremonies"])):
        end = mention.start
        for inner in living(text, sentence.inside(mention)):
            if inner.start >= end:
                yield inner
                end = inner.end
        return
    part = lexicon.lexemes("thingParts").ending(mention.text, len(mention.text))
    whole = mention.text.removesuffix(part or "")
    head = lexicon.head_at(whole, len(whole)) if part else None
    if head is None or head.weak or not lexicon.traits[head.type.name] or not mention.name.endswith(part or ""):
        yield mention
        return
    name = mention.name.removesuffix(part or "")
    yield replace(mention, end=mention.start + len(whole), text=whole, name=name, type=head.type.name, iri=None, names=())
