"""Names that hold the thing whose step they tell: 甲实验室|奠基仪式, 乙科技城|主体工程."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.extract.statements.step.topic import living
from kg.extract.text import Sentence, Text
from kg.model import Mention


def opened(text: Text, sentence: Sentence) -> Sentence:
    """The sentence, in place of names of ceremonies and of parts of a thing the name of the thing itself."""
    mentions = tuple(m for mention in sentence.mentions for m in _opened(text, sentence, mention))
    return sentence if mentions == sentence.mentions else sentence.naming(mentions, sentence.inner)


def _opened(text: Text, sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    if text.is_a(mention, text.lexicon.meeting) and \
            mention.text.endswith(text.lexicon.listed["stepCeremonies"]):
        yield from _outermost(living(text, sentence.inside(mention)))
    else:
        yield _whole(text, mention) or mention


def _outermost(inner: Iterable[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in inner:
        if mention.start >= end:
            yield mention
            end = mention.end


def _whole(text: Text, mention: Mention) -> Mention | None:
    """The thing of which a name names a part: 乙科技城|主体工程; None where it does not."""
    lexicon = text.lexicon
    part = lexicon.lexemes("thingParts").ending(mention.text, len(mention.text))
    if part is None or not mention.name.endswith(part):
        return None
    said, name = mention.text.removesuffix(part), mention.name.removesuffix(part)
    head = lexicon.head_at(said, len(said))
    if head is None or head.weak or not lexicon.traits[head.type.name]:
        return None
    return replace(mention, end=mention.start + len(said), text=said, name=name, type=head.type.name, iri=None,
                   names=())
