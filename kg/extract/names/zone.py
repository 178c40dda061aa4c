"""Zones that share the word for what they are (in 长沙、株洲、湘潭|高新区 each place means its own), and the committees that
run zones: 三江新区|管委会."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.model import Mention
from kg.ontology import Individual
from kg.words import Lexemes

_FEWEST, _MOST = 2, 12  # places before the zone: 联合江阴、无锡高新区 may mean a city and a zone


def find_shared_zones(text: Text) -> Iterator[Name]:
    """The places listed before a known zone, each under the name of its own zone, when the lexicon knows one."""
    for sentence in text.sentences:
        for zone in sentence.mentions:
            tail = _tail(text, sentence, zone)
            sharing = list(_sharing(text, sentence, zone, tail)) if tail else []
            for place, known in sharing if len(sharing) >= _FEWEST else ():
                names = tuple(sorted(known.names))
                yield Name(sentence, sentence.span(place), known.type, "known-name", known.label, names, known.iri,
                           Over.CLAIM, pointing=True)


def find_zone_committees(text: Text) -> Iterator[Name]:
    """The committees of zones that are named by their form alone; those of known ones are departments."""
    full = {said: form.split("|")[0] for form in text.lexicon.words["zoneCommittees"] for said in form.split("|")}
    committees = Lexemes(full)
    for sentence in text.sentences:
        for zone in sentence.mentions:
            if zone.technique != "form" or not text.is_a(zone, text.lexicon.place):
                continue
            start, end = sentence.span(zone)
            said = committees.beginning(sentence.text, end)
            if said is not None:
                yield Name(sentence, (start, end + len(said)), text.lexicon.body, "form", zone.name + full[said])


def _tail(text: Text, sentence: Sentence, zone: Mention) -> str | None:
    """What a known zone is called behind the place with which its name begins; None for any other name."""
    individual = None if zone.iri is None else text.lexicon.individual(zone)
    if individual is None or individual.code is not None or not text.is_a(zone, text.lexicon.place):
        return None
    shorts = _names_of_owners(individual, text.lexicon)
    return max((zone.text[len(s):] for s in shorts if zone.text.startswith(s)), key=len, default="") or None


def _names_of_owners(individual: Individual, lexicon: Lexicon) -> Iterator[str]:
    for iri in individual.part_of:
        if (owner := lexicon.individuals.get(iri)) is not None:
            yield from (owner.label, *owner.names)


def _sharing(text: Text, sentence: Sentence, zone: Mention, tail: str) -> Iterator[tuple[Mention, Individual]]:
    """The places in the list that a zone ends, nearest first, with the zones that they mean."""
    joint, end = text.lexicon.pattern("、|{listJoints}"), sentence.span(zone)[0]
    for place in reversed(sentence.before(end, _MOST)):
        start, last = sentence.span(place)
        known = _named(text.lexicon, place.text + tail)
        if known is None or joint.fullmatch(sentence.text, last, end) is None:
            return
        yield place, known
        end = start


def _named(lexicon: Lexicon, name: str) -> Individual | None:
    """The one thing that the lexicon knows by a name."""
    for start, end, individuals, _ in lexicon.lookup(name):
        if (start, end) == (0, len(name)) and len(individuals) == 1:
            return individuals[0]
    return None
