"""The gate of evidence: what cannot show its words in the source does not pass, whoever found it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.model import Claim, Document, Mention, Observation, Passage, Step, is_name
from kg.ontology import Ontology


def admit(document: Document, ontology: Ontology, told: Iterable[Claim | Observation | Step], dropped: Counter[str],
          ) -> tuple[tuple[Claim, ...], tuple[Observation, ...], tuple[Step, ...]]:
    """The claims, observations and steps that stand the test; reasons and counts of the others go into `dropped`.

    Passages and mentions must be what the text says at their offsets, and say something; a claim's relation must be one
    of the ontology and admit the types of its mentions, and its ends must differ; a step must be one that things of its
    type make.
    """
    claims: list[Claim] = []
    numbers: list[Observation] = []
    steps: list[Step] = []
    for item in told:
        if isinstance(item, Observation):
            if not (reason := _misread(document, item)):
                numbers.append(item)
        elif isinstance(item, Step):
            if not (reason := _misstep(document, ontology, item)):
                steps.append(item)
        elif not (reason := _fault(document, ontology, item)):
            claims.append(item)
        if reason:
            dropped[reason] += 1
    return tuple(claims), tuple(numbers), tuple(steps)


def _misstep(document: Document, ontology: Ontology, step: Step) -> str | None:
    """Why a step does not pass."""
    if document.text[step.start:step.end] != step.passage.text:
        return "offset"
    if not ontology.steps[step.step].of & ontology.types[step.thing.type].traits:
        return "types"
    return _unsaid(document, step.passage, *(m for m in (step.thing, step.other) if m is not None))


def _misread(document: Document, number: Observation) -> str | None:
    """Why an observation does not pass."""
    if document.text[number.start:number.end] != number.passage.text:
        return "offset"
    return _unsaid(document, number.passage, *(m for m in (number.scope, number.stated_by) if m is not None))


def _fault(document: Document, ontology: Ontology, claim: Claim) -> str | None:
    """Why a claim does not pass."""
    if reason := _unsaid(document, claim.passage, claim.subject, claim.object):
        return reason
    if claim.relation not in ontology.relations:
        return "relation"
    if not ontology.admits(ontology.relations[claim.relation], claim.subject.type, claim.object.type):
        return "types"
    if claim.subject.name == claim.object.name and ontology.root(claim.subject.type) == ontology.root(
        claim.object.type
    ):
        return "self"
    return None


def _unsaid(document: Document, *said: Passage | Mention) -> str | None:
    """Why a passage or a mention is none: it is not what stands at its offsets, or has no letter in it."""
    text = document.text
    for place in said:
        if text[place.start:place.end] != place.text:
            return "offset"
        if not is_name(place.text) or (isinstance(place, Mention) and not is_name(place.name)):
            return "nameless"
    return None
