"""The gate of evidence: what cannot show its words in the source does not pass, whoever found it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.model import Claim, Document, Mention, Observation
from kg.ontology import Ontology


def admit(document: Document, ontology: Ontology, claims: Sequence[Claim], observations: Sequence[Observation],
          dropped: Counter[str]) -> tuple[tuple[Claim, ...], tuple[Observation, ...]]:
    """The claims and observations that stand the test; reasons and counts of the others go into `dropped`.

    A claim's mentions must be what the text says at their offsets, its relation must admit their types, and its ends
    must differ; an observation's number must stand in its passage.
    """
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        reason = _fault(document, ontology, claim)
        if reason:
            dropped[reason] += 1
            continue
        key = (claim.passage.index, claim.subject.name, claim.relation, claim.object.name, claim.status, claim.role)
        kept.setdefault(key, claim)
    numbers = []
    for observation in observations:
        if document.text[observation.start:observation.end] != observation.passage.text:
            dropped["offset"] += 1
        else:
            numbers.append(observation)
    return tuple(kept.values()), tuple(numbers)


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
