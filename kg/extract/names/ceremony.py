"""Ceremonies named by what they are for: 揭牌仪式, after a text has told of a park that its name plate was unveiled."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention

_NEAR = 8  # sentences before in which the thing is looked for
_CEREMONY = "({ceremonialActs}){ceremonies}"
# What is done right behind a name; not of those who only attend: 某中心等出席揭牌仪式.
_DONE = "(?:(?!{attending})[^,。;:、]){0,14}?ACT(?!{notDone})"


def find_ceremonies(text: Text) -> Iterator[Name]:
    """Each ceremony that stands without a name under that of the one thing to which the same was done just before."""
    done: dict[tuple[int, str], set[str]] = {}  # by sentence and act: near ceremonies ask for the same
    for number, sentence in enumerate(text.sentences):
        for match in text.lexicon.pattern(_CEREMONY).finditer(sentence.text):
            if not sentence.free(*match.span()):
                continue
            things: set[str] = set()
            for near in range(max(0, number - _NEAR), number + 1):
                if (near, match.group(1)) not in done:
                    done[near, match.group(1)] = {m.name for m in _done(text, text.sentences[near], match.group(1))}
                things |= done[near, match.group(1)]
            if len(things) == 1:
                name = next(iter(things)) + match.group()
                yield Name(sentence, match.span(), text.lexicon.meeting, "ceremony", name, over=Over.FREE)


def _done(text: Text, sentence: Sentence, act: str) -> Iterator[Mention]:
    """The things of a sentence to which something is done right behind their names: 甲园在乙区|揭牌."""
    done = text.lexicon.pattern(_DONE.replace("ACT", act))
    for mention in sentence.mentions:
        if text.lexicon.has(mention.type, "placed") and done.match(sentence.text, sentence.span(mention)[1]):
            yield mention
