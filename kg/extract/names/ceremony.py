"""Ceremonies that are named by what they are for: 揭牌仪式, after a text has told of a park that its name plate was unveiled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention

_CEREMONY = re.compile(r"(揭牌|启动|签约|开工|开园|奠基|投产|投运|落成|成立|授牌|启用|揭幕)(仪式|大会)")
_REACH = 16  # characters between a thing and what is done to it
_NEAR = 8  # sentences before in which the thing is looked for


def find_ceremonies(doc: Text) -> Iterator[Name]:
    """Each ceremony that stands without a name under that of the thing to which the same is done in a sentence before."""
    type = doc.lexicon.meeting
    for number, sentence in enumerate(doc.sentences):
        for match in _CEREMONY.finditer(sentence.text):
            if not sentence.free(*match.span()):
                continue
            near = doc.sentences[max(0, number - _NEAR):number + 1]
            things = {m.name: m for s in near for m in _done(doc, s, match.group(1)) if s is not sentence or s.span(m)[1] <= match.start()}
            if len(things) == 1:
                (name, _), = things.items()
                yield Name(sentence, match.span(), type, "ceremony", name + match.group(), over=Over.FREE)


def _done(doc: Text, sentence: Sentence, verb: str) -> Iterator[Mention]:
    """The things of a sentence to which something is done right behind their names: 甲园在乙区|揭牌."""
    for mention in sentence.mentions:
        if "placed" not in doc.lexicon.traits[mention.type]:
            continue
        after = sentence.text[sentence.span(mention)[1]:][:_REACH]
        # Not of those who only attend: 某中心等出席揭牌仪式.
        if re.match(rf"(?:(?!出席|参加|举行)[^,。;:、]){{0,{_REACH - 2}}}{verb}(?!仪式|活动|大会)", after):
            yield mention
