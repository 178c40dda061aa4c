"""Places within places: which of the places told is that in which a known place lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon, longest_first
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.placed import find_locations, spelt
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.gazetteer import ancestors
from kg.model import Claim, Mention
from kg.ontology import Individual


@dataclass(frozen=True, eq=False)
class Nested:
    """A known place where it is named, and what the text names of the places in which it lies."""

    text: Text
    sentence: Sentence
    place: Mention
    individual: Individual

    @once
    def around(self) -> list[str]:
        """The IRIs of all in which it lies, nearest first."""
        return ancestors(self.individual, self.text.lexicon.ontology)

    @property
    def parents(self) -> list[Parent]:
        """Those that its sentence, its own name and the document tell, in this order."""
        told = [*self.sentence.known(self.around), *self._in_own_name()]
        frame = self.text.frame.place
        told += [frame] if frame is not None and frame.iri in self.around else []
        return [Parent(self, m) for m in told]

    def _in_own_name(self) -> list[Mention]:
        """The parent that the name says before the place's own: 合肥市 of 合肥市包河区, 宁波 of 宁波国家高新区."""
        sure = self.individual.code is not None or self.place.text.endswith(self.place.name)
        return [m for m in known_owners(self.text, self.sentence, self.place) if sure or m.iri in self.text.named]


@dataclass(frozen=True, eq=False)
class Parent:
    """A place around another that the text names: is it to be told as its parent?"""

    of: Nested
    place: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon

    @property
    def near(self) -> bool:
        """Whether it stands in the same sentence."""
        return self.place.passage is self.of.place.passage


# Which of several places around another is told as its parent, the best first.
PARENTS: Table[Parent] = Table(
    "parent",
    Rule("direct", lambda p: p.near and p.place.iri == p.of.around[0], YES),
    Rule("near", lambda p: p.near, YES),
    Rule("document", lambda p: not p.near, YES),
)


def find_containment(text: Text) -> Iterator[Claim]:
    """Known places, each once, with the place around it that is told."""
    for structure in structures(text, "containment", "containment"):
        seen: set[str] = set()
        for nested in _places(text):
            best = None if nested.individual.iri in seen else PARENTS.best(nested.parents)
            if best is not None:
                seen.add(nested.individual.iri)
                yield structure.claim(nested.place, best[0].place, nested.place, best[1])


def _places(text: Text) -> Iterator[Nested]:
    """The known places that the text names, alone or beginning a longer name, then those where named things stand."""
    for sentence in text.sentences:
        # A place that only stands within longer names is none of the text's.
        starts = {m.start for m in sentence.mentions}
        found = [m for m in (*sentence.mentions, *sentence.inner)
                 if text.is_a(m, text.lexicon.place) and m.start in starts]
        for place in sorted(found, key=lambda m: m.start):
            if individual := text.lexicon.individual(place):
                yield Nested(text, sentence, place, individual)
    yield from (Nested(text, p.sentence, p.place, p.individual) for p, _ in find_locations(text))


def known_owners(text: Text, sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    """What a known thing belongs to, where its name begins with that: 中科院 of 中科院某研究所, 宁波 of 宁波国家高新区."""
    individual = text.lexicon.individual(mention)
    known = text.lexicon.individuals
    for owner in [known[iri] for iri in individual.part_of if iri in known] if individual else ():
        for name in longest_first((owner.label, *owner.names)):
            if mention.text.startswith(name) and len(mention.text) > len(name) + 1:
                yield spelt(sentence, mention, owner, name)
                return
