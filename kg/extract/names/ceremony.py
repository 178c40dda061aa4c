"""Ceremonies named by what they are for: 揭牌仪式, after a text has told of a park that its name plate was unveiled.

An opening ceremony is the beginning of its event, and stands for that: 甲论坛开幕式, and 开幕式 alone behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention

_NEAR = 8  # sentences before in which the thing is looked for
_CEREMONY = "({ceremonialActs}){ceremonies}"
# What is done right behind a name; not of those who only attend: 某中心等出席揭牌仪式.
_DONE = "(?:(?!{attending})[^,。;:、]){0,14}?ACT(?!{notDone})"


def find_ceremonies(text: Text) -> Iterator[Name]:
    """Each ceremony that stands without a name under that of the last one called so that was named in full just before,
    or else of the one thing to which the same was done."""
    done: dict[tuple[int, str], set[str]] = {}  # by sentence and act: near ceremonies ask for the same
    for number in text.numbers_saying("ceremonialActs"):
        sentence = text.sentences[number]
        for match in text.lexicon.pattern(_CEREMONY).finditer(sentence.text):
            if not sentence.free(*match.span()):
                continue
            if (named := _named(text, number, match)) is not None:
                name, others = named.name, named.names
                yield Name(sentence, match.span(), named.type, "ceremony", name, others, over=Over.FREE, pointing=True)
                continue
            things: set[str] = set()
            for near in range(max(0, number - _NEAR), number + 1):
                if (near, match.group(1)) not in done:
                    done[near, match.group(1)] = {m.name for m in _done(text, text.sentences[near], match.group(1))}
                things |= done[near, match.group(1)]
            if len(things) == 1:
                name = next(iter(things)) + match.group()
                yield Name(sentence, match.span(), text.lexicon.meeting, "ceremony", name, over=Over.FREE)


def _named(text: Text, number: int, match: re.Match[str]) -> Mention | None:
    """The last ceremony before a place in a sentence that was named in full and is called as what stands there."""
    near = [m for s in text.sentences[max(0, number - _NEAR):number] for m in s.mentions]
    here = [m for m in text.sentences[number].mentions if text.sentences[number].span(m)[1] <= match.start()]
    alike = (m for m in reversed([*near, *here]) if m.name.endswith(match.group()) and len(m.name) > len(match.group()))
    return next((m for m in alike if text.is_a(m, text.lexicon.meeting)), None)


def find_openings(text: Text) -> Iterator[Name]:
    """Opening and closing ceremonies, with the name of their event or behind it, under the name of that."""
    pattern, last, told = text.lexicon.pattern("{openingCeremonies}"), None, 0
    for number, sentence in enumerate(text.sentences):
        named = {sentence.span(m)[1]: m for m in sentence.mentions if text.is_a(m, text.lexicon.meeting)}
        for match in pattern.finditer(sentence.text) if "openingCeremonies" in sentence.classes else ():
            event = named.get(match.end())
            if event is not None and (name := _event(text, event, match.group())):
                others = event.name, *event.names
                yield Name(sentence, sentence.span(event), event.type, "ceremony", name, others, over=Over.RENAME)
            elif sentence.free(*match.span()):
                before = last if number - told <= _NEAR else None
                yield from _of_event(text, sentence, match, named, before)
        for event in named.values():
            bare = pattern.sub("", event.name)
            last, told = bare, number


def _of_event(text: Text, sentence: Sentence, match: re.Match[str],
              named: Mapping[int, Mention], before: str | None) -> Iterator[Name]:
    """A ceremony without the name of its event, as that of the event before it in its sentence or of the one before."""
    here = [m.name for end, m in named.items() if end <= match.start()]  # 甲大会开幕,乙出席|开幕式
    name = match.re.sub("", here[-1]) if here else before
    if name is not None:
        yield Name(sentence, match.span(), text.lexicon.meeting, "ceremony", name, over=Over.FREE, pointing=True)


def _event(text: Text, ceremony: Mention, word: str) -> str | None:
    """The event that a ceremony opens, where the ceremony's name is that of the event and no more."""
    name = ceremony.name.removesuffix(word)
    head = text.lexicon.head_at(name, len(name))
    return name if head is not None and text.lexicon.root(head.type.name) == text.lexicon.meeting else None


def _done(text: Text, sentence: Sentence, act: str) -> Iterator[Mention]:
    """The things of a sentence to which something is done right behind their names: 甲园在乙区|揭牌."""
    done = text.lexicon.pattern(_DONE.replace("ACT", act))
    for mention in sentence.mentions:
        if text.lexicon.has(mention.type, "placed") and done.match(sentence.text, sentence.span(mention)[1]):
            yield mention
