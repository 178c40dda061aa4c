"""A graph whose things go by other IRIs: a statement or number, whose IRI is made from what it says, gets a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import pyoxigraph as ox

from kg.mapping import observation_iri, statement_iri
from kg.model import Comparator, Fact, Kind, Measurement, Status
from kg.ontology import ID, KG, RDF, SKOS, Ontology
from kg.values import decimal

_Said = Mapping[str, Mapping[str, list[str]]]
_MADE = (f"{ID}statement/", f"{ID}observation/")
_LABEL, _INDICATOR = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(KG + "indicator")


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
    old, new = _about(t for t, _ in said), _about(t for _, t in said)
    return {iri: name for iri in (subject.value for subject in touched) if _key(iri, old, ontology) == iri
            and (name := _key(iri, new, ontology)) and name != iri}


def _about(triples: Iterable[ox.Triple]) -> _Said:
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            about[t.subject.value][t.predicate.value].append(t.object.value)
    return about


def _key(iri: str, about: _Said, ontology: Ontology) -> str | None:
    """The IRI that is made from what a statement or number says; None when it does not say all of that once."""
    said = {term: values[0] if len(set(values)) == 1 else None for term, values in about.get(iri, {}).items()}
    return _statement(said, ontology) if iri.startswith(_MADE[0]) else _observation(said, about)


def _statement(said: Mapping[str, str | None], ontology: Ontology) -> str | None:
    relation = next((r.name for r in ontology.relations.values() if r.iri == said.get(RDF + "predicate")), None)
    subject, object, status = (said.get(term) for term in (RDF + "subject", RDF + "object", KG + "status"))
    if not (relation and subject and object and status):
        return None
    known = cast(Status, status.removeprefix(KG))
    return statement_iri(Fact(subject, relation, object, known, said.get(KG + "role"), said.get(KG + "period"), (), ()))


def _observation(said: Mapping[str, str | None], about: _Said) -> str | None:
    indicator = min(about.get(said.get(KG + "indicator") or "", {}).get(_LABEL.value, []), default=None)
    value = decimal(said.get(KG + "value") or "")
    if indicator is None or value is None:
        return None
    terms = ("comparator", "kind", "status")
    comparator, kind, status = ((said.get(KG + term) or "").removeprefix(KG) for term in terms)
    return observation_iri(Measurement(
        indicator, value, said.get(KG + "unit") or "", cast(Comparator, comparator), cast(Kind, kind),
        cast(Any, status), said.get(KG + "period"), said.get(KG + "scope"), said.get(KG + "statedBy"), ()))
