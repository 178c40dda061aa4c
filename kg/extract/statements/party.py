"""Who meets at an event that is named by them: 某市人民政府与某大学|战略合作签约仪式."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.names.party import is_party
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

PARTY = "party"  # the technique by which such an event is named


def find_parties(text: Text) -> Iterator[Claim]:
    """Events that are named by those who meet there, with each of these, and who works with whom by what is signed."""
    together = text.lexicon.pattern("{togetherVerbs}")
    attending = structures(text, "attendance", "meeting-party")
    working = structures(text, "jointDuty", "meeting-party")
    for sentence, event in text.all_mentions():
        parties = parties_of(text, sentence, event)
        if not parties:
            continue
        for structure in attending:
            yield from (structure.claim(p, event, event) for p in parties if structure.admits(p, event))
        if together.search(event.text):
            for structure in working:
                yield from (structure.claim(parties[0], p, event) for p in parties[1:])


def parties_of(text: Text, sentence: Sentence, event: Mention) -> list[Mention]:
    """Those by whom an event is named."""
    if event.technique != PARTY:
        return []
    return _outermost([m for m in sentence.inside(event) if is_party(text, m)])


def _outermost(names: list[Mention]) -> list[Mention]:
    """Names that stand in no other of them: 宁波市人民政府, not 宁波市."""
    return [m for m in names if not any((n.start, -n.end) < (m.start, -m.end) and m.end <= n.end for n in names)]
