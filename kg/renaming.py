"""A graph whose things go by other IRIs: a statement or number, whose IRI is made from what it says, gets a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.contract import (
    INDICATOR,
    LABEL,
    OBSERVATIONS,
    STATEMENTS,
    STATUS,
    STEPS,
    About,
    ObservationNode,
    Said,
    StatementNode,
    StepNode,
    described,
    observation_iri,
    one,
    statement_iri,
    step_iri,
)
from kg.model import Fact, Measurement, Milestone
from kg.ontology import Ontology
from kg.values import decimal

_MADE = (STATEMENTS, OBSERVATIONS, STEPS)
_LABEL, _INDICATOR = ox.NamedNode(LABEL), ox.NamedNode(INDICATOR)


def rewritten(triples: Iterable[ox.Triple], change: Callable[[Any], Any], ontology: Ontology) -> set[ox.Triple]:
    """The triples with every term as `change` makes it; what then says the same is one.

    `change` takes and gives an IRI or a literal.  A statement or a number whose IRI was made from what it says gets the
    one of what it says now; any other keeps its own.
    """
    pairs = [(t, _changed(t, change)) for t in triples]
    new = moved(pairs, ontology)
    return {renamed(t, new) for _, t in pairs} if new else {t for _, t in pairs}


def _changed(t: ox.Triple, change: Callable[[Any], Any]) -> ox.Triple:
    subject, predicate, object = t.subject, t.predicate, t.object
    terms = change(subject), change(predicate), change(object)
    return t if terms == (subject, predicate, object) else ox.Triple(*terms)


def renamed(triple: ox.Triple, new: Mapping[str, str]) -> ox.Triple:
    """A triple with new IRIs at its ends, where there are any for them."""
    one, other = triple.subject, triple.object
    subject, object = renamed_term(one, new), renamed_term(other, new)
    return triple if subject is one and object is other else ox.Triple(subject, triple.predicate, object)


def renamed_term(term: Any, new: Mapping[str, str]) -> Any:
    """A term with its new IRI, if there is one for it."""
    return ox.NamedNode(new[term.value]) if isinstance(term, ox.NamedNode) and term.value in new else term


def moved(pairs: Sequence[tuple[ox.Triple, ox.Triple]], ontology: Ontology) -> dict[str, str]:
    """The new IRIs of statements and numbers that were made from what they said and now say something else.

    `pairs` are triples as they were and as they are; those that stay are the same object.
    """
    subjects = {before.subject for before, after in pairs if after is not before}
    touched = {s for s in subjects if isinstance(s, ox.NamedNode) and s.value.startswith(_MADE)}
    if not touched:
        return {}
    said = [pair for pair in pairs if pair[0].subject in touched]
    measured = {t.object for pair in said for t in pair if t.predicate == _INDICATOR}
    said += [(t, after) for t, after in pairs
             if t.predicate == _LABEL and not measured.isdisjoint((t.subject, after.subject))]
    old, new = described(t for t, _ in said), described(t for _, t in said)
    return {iri: name for iri in (subject.value for subject in touched) if _key(iri, old, ontology) == iri
            and (name := _key(iri, new, ontology)) and name != iri}


def _key(iri: str, about: About, ontology: Ontology) -> str | None:
    """The IRI that is made from what a statement or number says; None when it does not say all of that once."""
    said = {term: values for term, values in about.get(iri, {}).items() if len(set(values)) == 1}
    if iri.startswith(STEPS):
        return _step(iri, said)
    return _statement(iri, said, ontology) if iri.startswith(STATEMENTS) else _observation(iri, said, about)


def _step(iri: str, said: Said) -> str | None:
    s = StepNode.read(iri, said)
    if not (s.thing and s.step and STATUS in said):
        return None
    return step_iri(Milestone(s.thing, s.step, s.status, s.period, s.other, ()))


def _statement(iri: str, said: Said, ontology: Ontology) -> str | None:
    s = StatementNode.read(iri, said)
    relation = ontology.relation_names.get(s.predicate)
    if not (relation and s.subject and s.object and STATUS in said):
        return None
    return statement_iri(Fact(s.subject, relation, s.object, s.status, s.role, s.period, (), ()))


def _observation(iri: str, said: Said, about: About) -> str | None:
    o = ObservationNode.read(iri, said)
    label, value = one(about.get(o.indicator, {}), LABEL), decimal(o.value)
    if label is None or value is None:
        return None
    return observation_iri(Measurement(label, value, o.unit, o.comparator, o.kind, o.status, o.period, o.scope,
                                       o.stated_by, ()))
