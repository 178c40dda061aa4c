"""Known names that share a tail in a list: 蓝天、碧水、|净土保卫战 names three campaigns, as the lexicon knows all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention
from kg.ontology import Individual

_MEMBERS = re.compile(r"(?:[一-鿿]{2,6}[、和])+$")
_MEMBER = re.compile(r"([一-鿿]{2,6})[、和]")
_JOINTS, _REACH = ("、", "和"), 40  # what stands before the last member; characters in which members are sought
_LEAST = 2  # characters of a member, and of the tail
Found = list[tuple[tuple[int, int], Individual]]  # members of a list, each where it stands


def find_shared_tails(text: Text) -> Iterator[Name]:
    """The members before a known name that are known names with its tail."""
    for sentence in text.sentences:
        for mention in sentence.mentions if "、" in sentence.text else ():
            for span, known in _members(text.lexicon, sentence, mention):
                yield Name(sentence, span, known.type, "known-name", known.label, known.names, known.iri, Over.FREE,
                           pointing=True)


def _members(lexicon: Lexicon, sentence: Sentence, last: Mention) -> Found:
    """The members before a name, all of them known with the longest tail of it with which all are."""
    start, _ = sentence.span(last)
    listed = last.iri is not None and sentence.text.startswith(_JOINTS, start - 1)
    before = _MEMBERS.search(sentence.text, max(0, start - _REACH), start) if listed else None
    spans = [m.span(1) for m in _MEMBER.finditer(sentence.text, before.start(), start)] if before else []
    for cut in range(_LEAST, len(last.text) - _LEAST + 1) if spans else ():
        found = [known for span in spans if (known := _ending(lexicon, sentence, span, last, cut)) is not None]
        if len(found) == len(spans):
            return found
    return []


def _ending(
        lexicon: Lexicon, sentence: Sentence, span: tuple[int, int], last: Mention, cut: int,
) -> tuple[tuple[int, int], Individual] | None:
    """The longest end of a member that is a known name with the tail of the last one: 深入打好|蓝天."""
    for start in range(span[0], span[1] - _LEAST + 1):
        known = _known(lexicon, sentence.text[start:span[1]] + last.text[cut:], last)
        if known is not None:
            return (start, span[1]), known
    return None


def _known(lexicon: Lexicon, name: str, like: Mention) -> Individual | None:
    """The thing of the type of a name for which other characters stand as a whole."""
    hits = ((end, found) for start, end, found, _ in lexicon.lookup(name) if start == 0)
    return next((i for end, found in hits if end == len(name) for i in found if i.type == like.type), None)
