"""Names that the lexicon knows: found in a text by one pass of an automaton, and how the places among them nest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Literal
from urllib.parse import unquote

import daachorse

from kg.ontology import Individual, Ontology

Hit = tuple[int, int, list[Individual], bool]  # where a known name stands, what it may name, and whether it is sure to
Lookup = Callable[[str], list[Hit]]
Level = Literal["country", "province", "prefecture", "county", "none"]


def make_lookup(ontology: Ontology) -> Lookup:
    """A function from a text to the known names in it, leftmost and longest: (start, end, individuals, certain).

    `certain` is False for a name that is also a common word.
    """
    by_name: dict[str, list[Individual]] = defaultdict(list)
    short: dict[str, list[Individual]] = defaultdict(list)
    for individual in ontology.individuals.values():
        for name in sorted({individual.label, *individual.names}):
            if name not in individual.short_names and not _of_state(ontology, individual, name):
                by_name[name].append(individual)
        for name in individual.short_names:
            short[name].append(individual)
    patterns = sorted(set(by_name) | set(short))
    named = [(by_name.get(name, []) + short.get(name, []), name in by_name) for name in patterns]
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(patterns, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def lookup(text: str) -> list[Hit]:
        return [(start, end, *named[i]) for start, end, i in automaton.find(text)]

    return lookup


def _of_state(ontology: Ontology, individual: Individual, name: str) -> bool:
    """中华人民共和国|专利法: whether a document's name is another of its names behind that of a state, which is found by
    itself, as it says of which place a law speaks."""
    if "document" not in ontology.types[individual.type].roles:
        return False
    return any(name.endswith(other) and name != other and name.removesuffix(other) in ontology.words["states"]
               for other in individual.names)


def make_finder(names: Iterable[str]) -> Callable[[str], bool]:
    """A function that tells, in one pass, whether any of some names stands anywhere in a text."""
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(sorted(names))
    return lambda text: bool(automaton.find(text))


def make_ends(words: Iterable[str]) -> Callable[[str], list[tuple[int, str]]]:
    """A function that tells, in one pass, where in a text words end, in order, with the longest that ends there."""
    ordered = sorted(words)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(ordered)

    def ends(text: str) -> list[tuple[int, str]]:
        # Found by their ends, of those that end at the same place the longest first.
        found = automaton.find_overlapping(text)
        return [*{end: (end, ordered[i]) for _, end, i in reversed(found)}.values()][::-1] if found else []

    return ends


def make_spans(words: Iterable[str]) -> Callable[[str, Container[int]], list[tuple[int, int]]]:
    """A function that tells, in one pass, where in a text words begin and end at some boundaries: in order, the longest
    of those that begin at the same one."""
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(sorted(words))

    def spans(text: str, boundaries: Container[int]) -> list[tuple[int, int]]:
        # Found by their ends: of those that begin at the same place the last one is the longest.
        return sorted({start: end for start, end, _ in automaton.find_overlapping(text)
                       if start in boundaries and end in boundaries}.items())

    return spans


def make_places(words: Iterable[str]) -> Callable[[str], list[tuple[int, str]]]:
    """A function that tells, in one pass, where in a text words begin, each with the longest that begins there."""
    ordered = sorted(words)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(ordered)

    def places(text: str) -> list[tuple[int, str]]:
        found = automaton.find_overlapping(text)
        return sorted({start: ordered[i] for start, _, i in found}.items()) if found else []  # by their ends

    return places


def make_sorter(classes: Mapping[str, Iterable[str]]) -> Callable[[str], frozenset[str]]:
    """A function that tells, in one pass, of which classes of words one stands anywhere in a text."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for name, words in classes.items():
        for word in filter(None, words):
            by_word[word].add(name)
    sorts = tuple(frozenset(by_word[word]) for word in sorted(by_word))
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(sorted(by_word))
    nothing: frozenset[str] = frozenset()

    def sort(text: str) -> frozenset[str]:
        return nothing.union(*[sorts[i] for _, _, i in automaton.find_overlapping(text)])

    return sort


def ancestors(individual: Individual, ontology: Ontology) -> list[str]:
    """The IRIs of what an individual is part of or located in, nearest first."""
    found: list[str] = []
    queue = [*individual.part_of, *individual.located_in]
    while queue:
        iri = queue.pop(0)
        if iri not in found:
            found.append(iri)
            parent = ontology.individuals.get(iri)
            queue += parent.part_of if parent else ()
    return found


def level(individual: Individual) -> Level:
    """The level of an administrative division, told by its GB/T 2260 code; `none` for what is no division."""
    code = individual.code or ""
    if code == "CN":
        return "country"
    if len(code) != 6 or not code.isdigit():
        return "none"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def is_foreign(individual: Individual) -> bool:
    """Whether it is another country, told by its ISO 3166 code."""
    code = individual.code or ""
    return len(code) == 2 and level(individual) == "none"


def is_abroad(individual: Individual, ontology: Ontology) -> bool:
    """Whether it is another country or lies in one: 日本, 东京."""
    around = (ontology.individuals.get(iri) for iri in ancestors(individual, ontology))
    return is_foreign(individual) or any(is_foreign(i) for i in around if i is not None)


def full_name(individual: Individual) -> str:
    """The name that stands in its IRI: unlike the label it says the city of a district (宁波市鄞州区)."""
    return unquote(individual.iri.rsplit("/", 1)[1])


def choose(individuals: Sequence[Individual], places: Sequence[str], ontology: Ontology) -> Individual | None:
    """The one of several individuals of the same name that lies in (or is) one of the places, nearest first.

    None if unclear.
    """
    if len(individuals) == 1:
        return individuals[0]
    for place in places:
        # 白银 in a text of 白银市 is the city, not the district of the same name in it.
        near = [i for i in individuals if i.iri == place] \
            or [i for i in individuals if place in ancestors(i, ontology)]
        if len(near) == 1:
            return near[0]
        if near:
            return None
    return None
