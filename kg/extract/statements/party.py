"""Who meets at an event that is named by them: 某市人民政府与某大学|战略合作签约仪式."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.names.party import is_party
from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim, Mention


def find_parties(text: Text) -> Iterator[Claim]:
    """Events that are named by those who meet there, with each of these."""
    for structure in structures(text, "attendance", "meeting-party"):
        for sentence, event in text.all_mentions():
            inside = sentence.inside(event) if event.technique == "party" else []
            for name in _outermost([m for m in inside if is_party(text, m) and structure.admits(m, event)]):
                yield structure.claim(name, event, event)


def _outermost(names: list[Mention]) -> list[Mention]:
    """Names that stand in no other of them: 宁波市人民政府, not 宁波市."""
    return [m for m in names if not any((n.start, -n.end) < (m.start, -m.end) and m.end <= n.end for n in names)]
