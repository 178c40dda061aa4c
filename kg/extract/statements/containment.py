"""Places within places: which of the places told is that in which a known place lies."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon, longest_first
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.placed import locations, spelt
from kg.extract.statements.structure import Structure, structures
from kg.extract.text import Sentence, Text
from kg.gazetteer import ancestors, level
from kg.model import Claim, Mention
from kg.ontology import Individual

_LONGEST = 400  # characters of the sentences that show a place and the one around it
_BEGINNING = ("heading", "title", "furniture")  # roles of what a text of a collection may begin with


@case
class Nested:
    """A known place where it is named, and what the text names of the places in which it lies."""

    text: Text
    sentence: Sentence
    place: Mention
    individual: Individual
    named: Mapping[str, Sequence[Mention]]

    @once
    def around(self) -> list[str]:
        """The IRIs of all in which it lies, nearest first."""
        return ancestors(self.individual, self.text.lexicon.ontology)

    @once
    def told(self) -> list[Mention]:
        """Those of them that its sentence, its own name, the document and its other sentences tell, in this order."""
        told = [*self.sentence.known(self.around), *self._in_own_name()]
        frame = self.text.frame.place
        told += [frame] if frame is not None else []
        told += [self._near(self.named[iri]) for iri in self.around if iri in self.named]
        return [m for m in told if m.iri in self.around]

    @once
    def nearest(self) -> str | None:
        """The IRI of the nearest of them."""
        told = {place.iri for place in self.told}
        return next((iri for iri in self.around if iri in told), None)

    def _near(self, mentions: Sequence[Mention]) -> Mention:
        """Of several mentions of one place the one that stands nearest."""
        place = self.place.start
        behind = bisect_left(mentions, place, key=lambda m: m.start)
        return min(mentions[max(0, behind - 1):behind + 1], key=lambda m: abs(m.start - place))

    def _in_own_name(self) -> list[Mention]:
        """The parent that the name says before the place's own: 合肥市 of 合肥市包河区, 宁波 of 宁波国家高新区."""
        sure = self.individual.code is not None or self.place.text.endswith(self.place.name)
        return list(known_owners(self.text, self.sentence, self.place)) if sure else []


@case
class Parent:
    """A place around another that the text names: is it to be told as its parent?"""

    of: Nested
    place: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon

    @property
    def nearest(self) -> bool:
        """Whether none that is told is nearer."""
        return self.place.iri == self.of.nearest


# Which of several places around another is told as its parent, the best first.
PARENTS: Table[Parent] = Table(
    "parent",
    Rule("nearest", lambda p: p.nearest, YES),
)


def find_containment(text: Text) -> Iterator[Claim]:
    """Known places, each once, with the place around it that is told; where the first sentence that names both is, or
    the first that names the one.  Where no line names both, only the place of the document is told to be around."""
    for structure in structures(text, "containment", "containment"):
        found: dict[str, tuple[bool, Claim]] = {}
        for nested in _places(text, _named(text)):
            known = found.get(nested.individual.iri)
            if known is None or not known[0]:
                told = _told(text, structure, nested)
                if told is not None and (known is None or told[0]):
                    found[nested.individual.iri] = told
        yield from (claim for _, claim in found.values())


def _told(text: Text, structure: Structure, nested: Nested) -> tuple[bool, Claim] | None:
    """That a place lies in the best of those around it, and whether one sentence names both."""
    best = PARENTS.best([Parent(nested, place) for place in nested.told])
    if best is None:
        return None
    claim = structure.claim(nested.place, best[0].place, nested.place, best[1])
    shown = _with_both(text, claim)
    if shown is None and claim.object != text.frame.place:
        return None
    return _beside(nested, best[0].place), shown or claim


def _with_both(text: Text, claim: Claim) -> Claim | None:
    """A claim with the sentences from the one place to the other as its evidence; None where they are of two lines."""
    ends = claim.passage, claim.object.passage
    start, end = min(p.start for p in ends), max(p.end for p in ends)
    if end - start > _LONGEST or "\n" in text.document.text[start:end]:
        return None
    if ends[0] is ends[1]:
        return claim
    passage = replace(claim.passage, start=start, end=end, text=text.document.text[start:end])
    return replace(claim, passage=passage, start=start, end=end)


def _beside(nested: Nested, parent: Mention) -> bool:
    """Whether the place around stands in the same sentence."""
    return parent.passage.index == nested.sentence.passage.index


def _named(text: Text) -> Callable[[Sentence], Mapping[str, Sequence[Mention]]]:
    """A function that gives the known places which the text of a sentence names by themselves, wherever it does;
    countries are around everything, and what one text of a collection names is not told in another."""
    named: dict[int, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    texts = _texts(text)
    for sentence, mention in text.all_mentions():
        place = text.lexicon.individual(mention) if text.is_a(mention, text.lexicon.place) else None
        if place is not None and level(place) != "country":
            named[texts.get(sentence.passage.index, 0)][place.iri].append(mention)
    return lambda sentence: named[texts.get(sentence.passage.index, 0)]


def _texts(text: Text) -> Mapping[int, int]:
    """Which text of a collection a passage is of, by the passage's index: a heading or a line apart begins each; else
    empty."""
    if not text.collection:
        return {}
    headed = (p.role in _BEGINNING for p in text.passages)
    return dict(zip((p.index for p in text.passages), accumulate(headed), strict=True))


def _places(text: Text, named: Callable[[Sentence], Mapping[str, Sequence[Mention]]]) -> Iterator[Nested]:
    """The known places that the text names, alone or beginning a longer name, then those where named things stand."""
    for sentence in text.sentences:
        for place in _own_places(text, sentence):
            if individual := text.lexicon.individual(place):
                yield Nested(text, sentence, place, individual, named(sentence))
    yield from (Nested(text, p.sentence, p.place, p.individual, named(p.sentence)) for p, _ in text.bound(locations)
                if not _is_seat(text, p.name))


def _own_places(text: Text, sentence: Sentence) -> list[Mention]:
    """The places of which a sentence tells, in order: one that only stands within longer names is none."""
    if not sentence.mentions:
        return []
    roots, of = text.lexicon.roots, text.lexicon.place
    places = [m for m in (*sentence.mentions, *sentence.inner) if roots[m.type] == of]
    if not places:
        return []
    starts = {m.start for m in sentence.mentions}
    found = [m for m in places if m.start in starts and not _of_seat(text, sentence, m)]
    return sorted(found, key=lambda m: m.start)


def _of_seat(text: Text, sentence: Sentence, place: Mention) -> bool:
    """Whether a place is but in the name of a university, institute or company, which tells of that and of no place."""
    start, end = sentence.span(place)
    return any(_is_seat(text, m) for m in sentence.covering(start, end) if m is not place)


def _is_seat(text: Text, name: Mention) -> bool:
    traits = text.lexicon.has
    return traits(name.type, "seated") or (traits(name.type, "placed") and not traits(name.type, "descriptive"))


def known_owners(text: Text, sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    """What a known thing belongs to, where its name begins with that: 中科院 of 中科院某研究所, 宁波 of 宁波国家高新区."""
    individual = text.lexicon.individual(mention)
    known = text.lexicon.individuals
    for owner in [known[iri] for iri in individual.part_of if iri in known] if individual else ():
        names = owner.label, *owner.names
        for name in longest_first(names) if mention.text.startswith(names) else ():
            if mention.text.startswith(name) and len(mention.text) > len(name) + 1:
                yield spelt(sentence, mention, owner, name)
                return
