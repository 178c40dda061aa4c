"""Of what a title, a heading or a sentence speaks, where a clause names nothing."""

from __future__ import annotations

from collections.abc import Iterable

from kg.extract.lexicon import Lexicon
from kg.extract.statements.row import Row
from kg.extract.text import Text
from kg.model import Mention


def make_living(lexicon: Lexicon) -> frozenset[str]:
    """The types of things that have a life."""
    traits = frozenset(trait for step in lexicon.ontology.steps.values() for trait in step.of)
    return frozenset(type for type, own in lexicon.traits.items() if not traits.isdisjoint(own))


def living(text: Text, mentions: Iterable[Mention]) -> list[Mention]:
    """Those of some names that are of things which have a life, but for the body that speaks."""
    types = text.lexicon.bound(make_living)
    found = [m for m in mentions if m.type in types]
    speaker = text.frame.speaker
    if not found or speaker is None or not text.is_a(speaker, text.lexicon.body):
        return found
    return [m for m in found if m.name != speaker.name]


def one_of(text: Text, mentions: Iterable[Mention]) -> Row:
    """The one thing with a life that some names are of, none where they are of several."""
    found = living(text, mentions)
    if len(found) > 1:
        found = [*{m.name: m for m in found}.values()]
    return found if len(found) == 1 else []


def titles(text: Text) -> Row:
    """The one thing with a life that the title names."""
    named = [m for s in text.sentences if s.passage.role == "title" for m in s.mentions]
    bodies, reports = text.lexicon.body, text.lexicon.listed["noPolicies"]
    named = [m for m in named if not m.name.endswith(reports)]
    return one_of(text, (m for m in named if not text.is_a(m, bodies))) or one_of(text, named)
