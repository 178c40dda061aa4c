"""Units of bodies: an organisation's name that begins with that of another (市政府办公室|招商引资专班) is a unit of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.containment import known_owners
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention


@dataclass(frozen=True, eq=False)
class Owner:
    """A name in another, or said (`known`) by the lexicon to own it: does it own what the other names?"""

    text: Text
    named: Mention
    owner: Mention
    known: bool = False

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


# Whether a name that stands where another begins owns what that names.
OWNERS: Table[Owner] = Table(
    "owner",
    Rule("place", lambda o: not o.known and o.text.is_a(o.owner, o.lexicon.place), NO),
    # A platform's name says what it is, and where rather than whose.
    Rule("described", lambda o: o.lexicon.has(o.named.type, "descriptive"), NO),
    Rule("opens-name", lambda o: o.owner.start == o.named.start, YES),
)


def find_units(text: Text) -> Iterator[Claim]:
    """Organisations whose names begin with those of others."""
    for structure in structures(text, "containment", "name-body"):
        for sentence, mention in text.all_mentions():
            found = [(o.owner, reason) for o in _owners(text, sentence, mention) if (reason := OWNERS.reason_for(o))]
            # The shortest says most; what the sentence marks says more than the lexicon.
            for owner, reason in found[-1:]:
                if structure.admits(mention, owner):
                    yield structure.claim(mention, owner, mention, reason)


def _owners(text: Text, sentence: Sentence, mention: Mention) -> list[Owner]:
    """All names in a name, behind what the lexicon says that it belongs to, where the text names that elsewhere."""
    inside = [Owner(text, mention, m) for m in sentence.inside(mention) if m.end < mention.end]
    known = [Owner(text, mention, m, known=True) for m in known_owners(text, sentence, mention) if m.iri in text.named]
    return [*known, *inside]
