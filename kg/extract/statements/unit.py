"""Units of bodies: an organisation's name that begins with that of another (市政府办公室|招商引资专班) is a unit of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.containment import known_owners
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.gazetteer import level
from kg.model import Claim, Mention


@case
class Owner:
    """A name in another, or said (`known`) by the lexicon to own it: does it own what the other names?

    A body that the text names elsewhere may own it as well, where its full name begins with that of the body.
    """

    text: Text
    named: Mention
    owner: Mention
    known: bool = False

    @property
    def within(self) -> bool:
        """Whether both are places: a zone is in the city with whose name its own begins."""
        return self.text.is_a(self.named, self.lexicon.place)

    @property
    def around(self) -> bool:
        """Whether it is the last of the divisions with whose names that of a place begins, side by side: 甲市|乙区|丙村."""
        if not self.within:
            return False
        chain, end = [], self.named.start
        for place in self.text.sentence_of(self.named).inside(self.named):
            if place.start == end and self._is_division(place):
                chain.append(place)
                end = place.end
        return len(chain) > 1 and chain[-1] == self.owner

    def _is_division(self, place: Mention) -> bool:
        known = self.lexicon.known(place.iri)
        return known is not None and level(known) != "none"

    @property
    def opens_full_name(self) -> bool:
        """Whether both are bodies, and the full name begins with that of the owner: 中共宁波市委员会|组织部."""
        if not all(self.text.is_a(m, self.lexicon.body) for m in (self.named, self.owner)):
            return False
        return self.owner.name != self.named.name and self.named.name.startswith(self.owner.name)

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


# Whether a name that stands where another begins owns what that names.
OWNERS: Table[Owner] = Table(
    "owner",
    Rule("place", lambda o: o.text.is_a(o.owner, o.lexicon.place) and not o.within, NO),
    # A platform's name says what it is, and where rather than whose.
    Rule("described", lambda o: o.lexicon.has(o.named.type, "descriptive"), NO),
    Rule("around", lambda o: o.around, YES),
    Rule("opens-name", lambda o: o.owner.start == o.named.start, YES),
    Rule("full-name", lambda o: o.opens_full_name, YES),
)


def find_owned(text: Text) -> Iterator[Claim]:
    """What the state recognises, with those whose it is right before its name: 甲大学|乙全国重点实验室."""
    things = text.lexicon.lexemes("recognisedThings")
    for structure in structures(text, "nameOwner", "name-body"):
        for sentence in text.sentences:
            for owner, thing in pairwise(sentence.mentions):
                if owner.end == thing.start and things.ending(thing.text, len(thing.text)) is not None:
                    yield from structure.told(owner, thing, thing)


def find_units(text: Text) -> Iterator[Claim]:
    """Organisations whose names begin with those of others, and what stands right behind whose it is."""
    yield from find_owned(text)
    bodies = {m.name: m for _, m in text.all_mentions() if text.is_a(m, text.lexicon.body)}
    for structure in structures(text, "containment", "name-body"):
        for sentence, mention in text.all_mentions():
            if mention.iri is None and mention.name not in bodies and not sentence.inside(mention):
                continue  # no name stands in it, the lexicon knows none that owns it, and it begins with none
            owners = _owners(text, sentence, mention, bodies)
            found = [(o.owner, reason) for o in owners if (reason := OWNERS.reason_for(o))]
            # The shortest says most; what the sentence marks says more than the lexicon.
            for owner, reason in found[-1:]:
                yield from structure.told(mention, owner, mention, reason)


def _owners(text: Text, sentence: Sentence, mention: Mention, bodies: Mapping[str, Mention]) -> list[Owner]:
    """The bodies with whose names the full name of one begins, what the lexicon says, and all names in a name."""
    inside = [Owner(text, mention, m) for m in sentence.inside(mention) if m.end < mention.end]
    known = [Owner(text, mention, m, known=True) for m in known_owners(text, sentence, mention) if m.iri in text.named]
    openings = (mention.name[:end] for end in range(1, len(mention.name))) if mention.name in bodies else ()
    return [*(Owner(text, mention, bodies[name]) for name in openings if name in bodies), *known, *inside]
