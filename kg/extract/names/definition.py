"""Short names that a text defines: 甲市与乙市枢纽(以下简称“双枢纽”)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention, is_name

_TOLD_BY_FORM = ("form", "quotation")
_MOST = 20  # names for which a short name stands together
_DEFINED = r"\({defining}:?[“《]?([^”》)]{2,16})[”》]?\)"


def find_definitions(text: Text) -> Iterator[Name]:
    """Short names that the text defines, wherever they stand, under the name that they stand for."""
    for sentence in text.saying("defining"):
        for match in text.lexicon.pattern(_DEFINED).finditer(sentence.text):
            group = _defined(text, sentence, match.start())
            short = match.group(1).strip("“”")
            group = group[-1:] if group and _abbreviates(short, group[-1]) else group
            # What people are called together (以下统称申请人) is what they do, and no name.
            if group and is_name(short) and not text.is_a(group[0], text.lexicon.person):
                yield from _everywhere(text, group, short)


def _abbreviates(short: str, name: Mention) -> bool:
    """Whether a short name is made of characters of a name, in their order, so that it stands for that alone."""
    characters = iter(name.name)
    return all(c in characters for c in short)


def _everywhere(text: Text, group: list[Mention], short: str) -> Iterator[Name]:
    """A short name where it stands in the text; that of several things is a name of its own."""
    name = short if len(group) > 1 else group[0].name
    for sentence in text.sentences:
        for found in re.finditer(rf"[“《]?{re.escape(short)}[”》]?", sentence.text) if short in sentence.text else ():
            over = Over.ERASE if len(group) == 1 and _by_form(sentence, found.span(), short) else Over.FREE
            yield Name(sentence, found.span(), group[0].type, "defined-short-name", name, (short,), over=over)


def _by_form(sentence: Sentence, span: tuple[int, int], short: str) -> bool:
    """Whether what stands there is no more than what its form alone told, or the short name itself (《报告》): a name that
    is known stays what it is."""
    there = sentence.covering(*span)
    within = all(span[0] <= start and end <= span[1] for start, end in map(sentence.span, there))
    return within and all(m.technique in _TOLD_BY_FORM or (m.iri is None and m.name == short) for m in there)


def _defined(text: Text, sentence: Sentence, end: int) -> list[Mention]:
    """The names, joined by 和 or 、, behind which a short name for them is defined."""
    group: list[Mention] = []
    for mention in reversed(sentence.before(end, _MOST)):
        start, last = sentence.span(mention)
        if last > end:
            continue
        between = sentence.text[last:end]
        if not (text.lexicon.pattern("、|{listJoints}").fullmatch(between) if group else len(between) <= 1):
            break
        group.insert(0, mention)
        end = start
    return group
