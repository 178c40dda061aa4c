"""The gate of evidence: what cannot show its words in the source does not pass, whoever found it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.model import Claim, Document, Mention, Observation
from kg.ontology import Ontology


def admit(document: Document, ontology: Ontology, told: Iterable[Claim | Observation],
          dropped: Counter[str]) -> tuple[tuple[Claim, ...], tuple[Observation, ...]]:
    """The claims and observations that stand the test; reasons and counts of the others go into `dropped`.

    A claim's mentions must be what the text says at their offsets, its relation must admit their types, and its ends
    must differ; an observation's passage must be what stands at its offsets.
    """
    claims: list[Claim] = []
    numbers: list[Observation] = []
    for item in told:
        if isinstance(item, Observation):
            if document.text[item.start:item.end] == item.passage.text:
                numbers.append(item)
            else:
                dropped["offset"] += 1
        elif reason := _fault(document, ontology, item):
            dropped[reason] += 1
        else:
            claims.append(item)
    return tuple(claims), tuple(numbers)


def _fault(document: Document, ontology: Ontology, claim: Claim) -> str | None:
    if not _stands(document, claim.subject) or not _stands(document, claim.object):
        return "offset"
    if not ontology.admits(ontology.relations[claim.relation], claim.subject.type, claim.object.type):
        return "types"
    if claim.subject.name == claim.object.name and ontology.root(claim.subject.type) == ontology.root(claim.object.type):
        return "self"
    return None


def _stands(document: Document, mention: Mention) -> bool:
    return document.text[mention.start:mention.end] == mention.text
