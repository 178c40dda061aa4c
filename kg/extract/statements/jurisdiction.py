"""The places for which bodies stand: the speaker for the document's, a government for the one in its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.gazetteer import full_name
from kg.model import Claim, Mention
from kg.ontology import Individual


@case
class Governing:
    """A body, and a place in its name or the document's: does it govern that?"""

    text: Text
    body: Mention
    place: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def speaks(self) -> bool:
        """Whether it speaks in the document."""
        return self.body is self.text.frame.speaker

    @property
    def whole(self) -> bool:
        """Whether its name is that of the place and says no more than that it governs."""
        name = self.body.name
        return any(name.startswith(place) and self.lexicon.pattern("{governingBodies}").fullmatch(name, len(place))
                   for place in (self.place.name, self.place.text, *self.place.names))


# Why a body governs a place.
GOVERNING: Table[Governing] = Table(
    "jurisdiction",
    Rule("speaker", lambda g: g.speaks, YES),
    Rule("government", lambda g: g.whole, YES),
)


def find_jurisdiction(text: Text) -> Iterator[Claim]:
    """Bodies, each once, that govern the place of the document or the one in their names."""
    for structure in structures(text, "department", "department"):
        told: dict[tuple[str, str], Claim] = {}
        for governing in _governing(text, structure.relation.domain):
            body, place = governing.body, governing.place
            reason = GOVERNING.reason_for(governing) if structure.admits(body, place) else None
            if reason is not None:
                told.setdefault((body.name, place.name), structure.claim(body, place, body, reason))
        yield from told.values()


def _governing(text: Text, domain: Collection[str]) -> Iterator[Governing]:
    """The speaker and all other names of some basic types, with the places that may be theirs."""
    speaker = text.frame.speaker
    own = [text.frame.place] if text.frame.place is not None else []
    if speaker is not None:
        yield from (Governing(text, speaker, place) for place in _zone(text, speaker) or _seat(text, speaker, own))
    roots = text.lexicon.roots
    for sentence, mention in [each for each in text.all_mentions() if roots[each[1].type] in domain]:
        if mention is not speaker:
            yield from (Governing(text, mention, place) for place in (*_places(text, sentence.inside(mention)), *own))


def _seat(text: Text, speaker: Mention, own: list[Mention]) -> list[Mention]:
    """The place with which the speaker's name begins, where it is around the document's: a province's department that
    speaks of a visit to a city does not govern that."""
    def begins(place: Individual) -> bool:
        return speaker.name.startswith((place.label, full_name(place)))

    places = [*text.places.values(), *_zones_named(text, speaker)]
    seat = max(filter(begins, places), key=lambda p: len(full_name(p)), default=None)
    if seat is None:
        return own
    return [*islice(text.mentions_of(seat.iri), 1)]


def _zones_named(text: Text, speaker: Mention) -> list[Individual]:
    """The place, a zone too, with the name of which the speaker's begins: 甲高新区|科技局."""
    first = next(iter(text.lexicon.lookup(speaker.name)), None)
    found = first[2] if first is not None else ()
    return [place for place in found if text.lexicon.root(place.type) == text.lexicon.place]


def _places(text: Text, mentions: Iterable[Mention]) -> list[Mention]:
    return [m for m in mentions if text.is_a(m, text.lexicon.place)]


def _zone(text: Text, speaker: Mention) -> list[Mention]:
    """The zone of which the name of the speaker is: its committee speaks for it, not for the city around it."""
    places = _places(text, (m for _, m in text.all_mentions()))
    return [m for m in places if Governing(text, speaker, m).whole][:1]
