"""Places in names: where a thing stands whose name begins with a place (镇海|新材料创新中心) or holds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice, pairwise

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.gazetteer import Level, ancestors, level
from kg.model import Claim, Mention
from kg.ontology import Individual

_STANDING = frozenset(("placed", "seated"))
_TOWNS = ("prefecture", "county")
_WIDE = ("province", "country")


@case
class Location:
    """A place in a name: does it say where the thing of that name stands?

    `here` is the place of the document.  The text itself is none of it: that holds those that it was asked for.
    """

    lexicon: Lexicon
    here: Mention | None
    sentence: Sentence
    name: Mention
    place: Mention
    individual: Individual

    def is_a(self, mention: Mention, root: str) -> bool:
        """Whether a name is of a basic type."""
        return self.lexicon.roots[mention.type] == root

    @property
    def level(self) -> Level:
        """The level of the place: a city or a county is a town, a province is not."""
        return level(self.individual)

    @once
    def inside(self) -> list[Mention]:
        """All names in the name."""
        return self.sentence.inside(self.name)

    @property
    def bracketed(self) -> bool:
        """Whether it stands in brackets: 国家气候中心(宁波)."""
        return self.sentence.text[:self.sentence.span(self.place)[0]].endswith("(")

    @property
    def behind_place(self) -> bool:
        """Whether another place ends where it begins."""
        return any(m.end == self.place.start and self.is_a(m, self.lexicon.place) for m in self.inside)

    @property
    def of_owner(self) -> bool:
        """Whether it begins the name of another thing, with which this name begins: 武汉 of 武汉大学|某学院."""
        if self.place.start > self.name.start or self.lexicon.has(self.name.type, "descriptive"):
            return False
        owners = (m for m in self.inside if m.start == self.name.start)
        return any(not self.is_a(m, self.lexicon.place) for m in owners)

    @property
    def tier(self) -> bool:
        """Whether it says of which tier of laboratories this is one: 新材料|浙江|实验室."""
        heads, sentence = self.lexicon.pattern("{tierHeads}"), self.sentence
        return heads.match(sentence.text, sentence.span(self.place)[1], sentence.span(self.name)[1]) is not None

    @property
    def wide(self) -> bool:
        """Whether a thing begins with a province or country, which says whose it is more than where it stands."""
        opens = self.place.start == self.name.start and self.lexicon.has(self.name.type, "descriptive")
        return opens and self.level in _WIDE and not self.municipal

    @property
    def municipal(self) -> bool:
        """Whether it is a city that is a province too, by its short name: 重庆|生物城."""
        return not self.full and self.individual.label.endswith("市")

    @property
    def full(self) -> bool:
        """Whether it is called by its full name."""
        return self.place.text == self.individual.label

    @property
    def abroad(self) -> bool:
        """Whether it lies in another province than the place of the document."""
        here = self.lexicon.individual(self.here) if self.here is not None else None
        return here is not None and not provinces(self.lexicon, self.individual) & provinces(self.lexicon, here)


# Which place of a name says where the thing stands.
PLACES: Table[Location] = Table(
    "place-in-name",
    Rule("owner", lambda p: p.of_owner, NO),
    Rule("wide", lambda p: p.wide, NO),
    Rule("opens", lambda p: p.place.start == p.name.start, YES),
    Rule("bracketed", lambda p: p.bracketed, YES),
    Rule("behind-place", lambda p: p.behind_place, NO),
    Rule("town", lambda p: p.level in _TOWNS, YES),
    Rule("province", lambda p: p.level == "province" and not p.full and not p.tier, YES),
)
def _whose(p: Location) -> bool:
    """浙江省第十四届人民代表大会, 浙江科技活动周, 德国科技周: it says whose event it is, not where in that it is held."""
    if not p.is_a(p.name, p.lexicon.meeting):
        return False
    return p.full or p.level == "province" or not p.individual.part_of


# Why the place that a name gives is not told as that of the thing.
UNTOLD: Table[Location] = Table(
    "place-untold",
    Rule("whose", _whose, NO),
    # 大庆 in a street's name of another province.
    Rule("abroad", lambda p: not p.full and p.level != "province" and p.abroad, NO),
    # Where a known university of another province stands is nothing that this text tells.
    Rule("known-abroad", lambda p: p.name.iri is not None and p.abroad, NO),
)


@case
class Beside:
    """A place right before the name of a thing, but for 的: does that stand there?"""

    text: Text
    sentence: Sentence
    place: Mention
    name: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def local(self) -> bool:
        """Whether the place is a city, a county or a zone, in which a thing can be found."""
        individual = self.lexicon.individual(self.place)
        return individual is None or level(individual) not in _WIDE

    @property
    def between(self) -> str:
        """What stands between the two."""
        return self.sentence.between(self.place, self.name)


# Whether a thing stands in the place before its name.
BESIDES: Table[Beside] = Table(
    "place-beside",
    Rule("wide", lambda b: not b.local, NO),
    Rule("known", lambda b: b.name.iri is not None and b.lexicon.has(b.name.type, "seated"), NO),
    Rule("of", lambda b: b.between == "的", YES),
)


def find_beside(text: Text) -> Iterator[Claim]:
    """Things behind the place in which they are, as 的 says: 五大连池市|的|甲种质资源圃."""
    for structure in structures(text, "namePlace", "name-place"):
        for sentence in text.sentences:
            for place, name in pairwise(sentence.mentions):
                reason = BESIDES.reason_for(Beside(text, sentence, place, name))
                if reason is not None:
                    yield from structure.told(name, place, name, reason)


def find_placed(text: Text) -> Iterator[Claim]:
    """Things whose names tell where they stand, and those behind a place that is told to have them."""
    yield from find_beside(text)
    for structure in structures(text, "namePlace", "name-place"):
        for location, reason in text.bound(locations):
            yield structure.claim(location.name, location.place, location.name, reason)


def locations(text: Text) -> tuple[tuple[Location, str], ...]:
    """Names with the places that say where their bearers stand, and the rules that say so."""
    return tuple(_find_locations(text))


def _find_locations(text: Text) -> Iterator[tuple[Location, str]]:
    standing = text.lexicon.bound(make_standing)
    for sentence, mention in text.all_mentions():
        if mention.type in standing:
            told = [(p, reason) for p in _locations(text, sentence, mention) if (reason := PLACES.reason_for(p))]
            # The innermost place says most: 鄞州区 of 宁波市鄞州区….
            yield from ((p, reason) for p, reason in told[-1:] if not UNTOLD.any(p))


def make_standing(lexicon: Lexicon) -> frozenset[str]:
    """The types whose names may tell where something stands or is held."""
    meetings = {name for name, root in lexicon.roots.items() if root == lexicon.meeting}
    return frozenset(name for name, traits in lexicon.traits.items() if not _STANDING.isdisjoint(traits)) | meetings


def _locations(text: Text, sentence: Sentence, name: Mention) -> Iterator[Location]:
    marked = [m for m in sentence.inside(name) if text.is_a(m, text.lexicon.place)]
    for place in marked or _unmarked(text, sentence, name):
        if individual := text.lexicon.individual(place):
            yield Location(text.lexicon, text.frame.place, sentence, name, place, individual)


def _unmarked(text: Text, sentence: Sentence, name: Mention) -> list[Mention]:
    """A place in a name whose short name is not marked there: 鄞州 of 鄞州…, 宁波 of a known 国家气候中心(宁波)."""
    found = _opening(text, sentence, name) if name.iri is None else _seat(text, name)
    return [spelt(sentence, name, place, short) for place, short in islice(found, 1)]


def _opening(text: Text, sentence: Sentence, name: Mention) -> Iterator[tuple[Individual, str]]:
    """The part of the document's place with whose short name a name begins, be that no river's (黄浦|江)."""
    city = next(iter(text.places.values()), None)
    if city is None:
        return
    for place, short in text.lexicon.bound(make_openings)(city.iri):
        end = sentence.span(name)[0] + len(short)
        river = end not in sentence.boundaries and name.text.startswith(text.lexicon.listed["riverEnds"], len(short))
        if name.text.startswith(short) and not river:
            yield place, short


def make_openings(lexicon: Lexicon) -> Callable[[str], tuple[tuple[Individual, str], ...]]:
    """A function from a city to its parts, each with the names, full and short, with which names of things begin."""
    def openings(city: str) -> Iterator[tuple[Individual, str]]:
        for place in lexicon.ontology.parts.get(city, ()):
            shorts = (place.label, place.label[:-1])
            yield from ((place, short) for short in shorts if len(short) > 1)

    return cache(lambda city: tuple(openings(city)))


def _seat(text: Text, name: Mention) -> Iterator[tuple[Individual, str]]:
    """The divisions around a known thing that its name says, nearest first: 浙江 of 浙江大学, which stands in 杭州."""
    if text.lexicon.has(name.type, "coined"):
        return  # a brand: 某地日报, 某地银行
    known, iri = text.lexicon.individuals, name.iri
    assert iri is not None
    for place in [known[i] for i in ancestors(known[iri], text.lexicon.ontology) if i in known]:
        if level(place) not in ("country", "none"):
            yield from ((place, short) for short in (place.label, *place.names) if short in name.text)


def spelt(sentence: Sentence, name: Mention, known: Individual, short: str) -> Mention:
    """A known thing as it is spelt within a name."""
    start = sentence.span(name)[0] + name.text.index(short)
    return Name(sentence, (start, start + len(short)), known.type, "known-name", known.label, iri=known.iri).mention


def provinces(lexicon: Lexicon, place: Individual) -> set[str]:
    """The provinces in which a place lies, or which it is."""
    known = lexicon.individuals
    around = [known[iri] for iri in ancestors(place, lexicon.ontology) if iri in known]
    return {p.iri for p in (place, *around) if level(p) == "province"}
