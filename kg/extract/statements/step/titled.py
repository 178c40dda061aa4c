"""Steps that need no verb: a title issues what it names, and what a text rests on (根据《某条例》) is cited by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.lexicon import CITING
from kg.extract.statements.step.topic import titles
from kg.extract.statements.step.wording import made_by, make_wordings
from kg.extract.text import Sentence, Text
from kg.model import Mention, Passage, Step
from kg.ontology import LifeStep

_OWN = "own-title"
_SPOKEN = r"{noPolicies}[^\w]*$"
_BRACKET = re.compile(r"\s*\([^()]*\)\s*")
_FIRST = 6  # passages in which a document has its number
_NUMBER = re.compile(r"[^\s,。:]{2,14}[〔\[(]\d{4}[〕\])]\s?\d+\s?号")
_GIVEN_BY = 16  # characters of who gave what a text rests on: 根据|国务院|《某意见》


def find_titled_steps(text: Text) -> Iterator[Step]:
    """What a title issues whose own name it is, or lays open as a draft; the number under which it does."""
    named = text.bound(titles)
    for sentence in _titles(text):
        said = _implied(text, sentence)
        for mention in sentence.mentions:
            own = (sentence.passage,) if mention.technique == _OWN or _is_name(sentence, mention) else ()
            numbers = _numbers(text) if mention in named else ()
            yield from (_step(passage, mention, step, "step-title", None)
                        for step in made_by(text.lexicon, said, mention.type) for passage in (*own, *numbers))


def _titles(text: Text) -> list[Sentence]:
    """The lines of a title, unless they are that of a report or a speech."""
    spoken = text.lexicon.pattern(_SPOKEN)
    titles = [s for s in text.sentences if s.passage.role == "title" and not spoken.search(s.text)]
    return [] if text.collection else titles


def _is_name(sentence: Sentence, mention: Mention) -> bool:
    """Whether a title is a name and what stands behind it in brackets: 某办法(征求意见稿)."""
    start, end = sentence.span(mention)
    return not sentence.text[:start].strip() and _BRACKET.fullmatch(sentence.text, end) is not None


def _implied(text: Text, sentence: Sentence) -> tuple[LifeStep, ...]:
    """The steps that a title tells without a word."""
    draft = text.lexicon.pattern("{openDrafts}").search(sentence.text) is not None
    structure = "draftTitle" if draft else "title"
    return tuple(s for s in text.lexicon.ontology.steps.values() if structure in s.implied_by)


def _numbers(text: Text) -> list[Passage]:
    """The line of a document's first ones that is its number."""
    return [p for p in text.passages[:_FIRST] if _NUMBER.fullmatch(p.text.strip())]


def find_citations(text: Text) -> Iterator[Step]:
    """What a text says that it rests on."""
    wordings = text.lexicon.bound(make_wordings)
    own = text.bound(titles)
    citing = own[0] if own else None
    for sentence in text.saying(CITING):
        for mention in sentence.mentions:
            first = sentence.span(mention)[0]
            found = wordings.cited.search(sentence.text, max(0, first - _GIVEN_BY), first)
            said = wordings.prepositions[found.group(1)] if found else ()
            for step in made_by(text.lexicon, said, mention.type):
                other = citing if citing is not None and citing.name != mention.name else None
                yield _step(sentence.passage, mention, step, "citation", other)


def _step(passage: Passage, thing: Mention, step: LifeStep, technique: str, other: Mention | None) -> Step:
    return Step(passage, passage.start, passage.end, thing, step.name, "actual", None, other, technique)
