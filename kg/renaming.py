"""A graph whose things have other names: statements and numbers, whose IRIs are made from what they say, get theirs anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import pyoxigraph as ox

from kg.mapping import observation_iri, statement_iri
from kg.model import Comparator, Fact, Kind, Measurement, Status
from kg.ontology import ID, KG, RDF, SKOS, Ontology
from kg.values import decimal

Term = ox.NamedNode | ox.Literal
_About = Mapping[str, Mapping[str, list[str]]]
_MADE = (f"{ID}statement/", f"{ID}observation/")


def rewritten(triples: Iterable[ox.Triple], change: Callable[[Any], Any], ontology: Ontology) -> set[ox.Triple]:
    """The triples with every term as `change` makes it; what then says the same is one.

    `change` takes and gives an IRI or a literal.  A statement or a number whose IRI was made from what it says gets the
    one of what it says now; any other keeps its own.
    """
    before = list(triples)
    after = [ox.Triple(change(t.subject), change(t.predicate), change(t.object)) for t in before]
    new = moved(before, after, ontology)
    return {renamed(t, new) for t in after} if new else set(after)


def renamed(triple: ox.Triple, new: Mapping[str, str]) -> ox.Triple:
    """A triple with some IRIs at its ends in place of others."""
    subject, object = (new.get(term.value, "") if isinstance(term, ox.NamedNode) else "" for term in (triple.subject, triple.object))
    if not (subject or object):
        return triple
    return ox.Triple(ox.NamedNode(subject) if subject else triple.subject, triple.predicate, ox.NamedNode(object) if object else triple.object)


def moved(before: Iterable[ox.Triple], after: Iterable[ox.Triple], ontology: Ontology) -> dict[str, str]:
    """The new IRIs of statements and numbers that were made from what they said before and say something else after."""
    old, new = _said(before), _said(after)
    return {iri: name for iri in old if iri.startswith(_MADE) and _key(iri, old, ontology) == iri
            and (name := _key(iri, new, ontology)) and name != iri}


def _said(triples: Iterable[ox.Triple]) -> _About:
    """What statements and numbers say, and the labels of indicators."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        subject = t.subject
        if isinstance(subject, ox.NamedNode) and isinstance(t.object, Term) and (subject.value.startswith(_MADE) or t.predicate.value == SKOS + "prefLabel"):
            about[subject.value][t.predicate.value].append(t.object.value)
    return about


def _key(iri: str, about: _About, ontology: Ontology) -> str | None:
    """The IRI that is made from what a statement or number says; None when it does not say all of that once."""
    said = {term: values[0] if len(set(values)) == 1 else None for term, values in about.get(iri, {}).items()}
    return _statement(said, ontology) if iri.startswith(_MADE[0]) else _observation(said, about)


def _statement(said: Mapping[str, str | None], ontology: Ontology) -> str | None:
    relation = next((r.name for r in ontology.relations.values() if r.iri == said.get(RDF + "predicate")), None)
    subject, object, status = (said.get(term) for term in (RDF + "subject", RDF + "object", KG + "status"))
    if not (relation and subject and object and status):
        return None
    return statement_iri(Fact(subject, relation, object, cast(Status, status.removeprefix(KG)), said.get(KG + "role"), said.get(KG + "period"), (), ()))


def _observation(said: Mapping[str, str | None], about: _About) -> str | None:
    indicator = min(about.get(said.get(KG + "indicator") or "", {}).get(SKOS + "prefLabel", []), default=None)
    comparator, kind, status = ((said.get(KG + term) or "").removeprefix(KG) for term in ("comparator", "kind", "status"))
    value = decimal(said.get(KG + "value") or "")
    if indicator is None or value is None:
        return None
    return observation_iri(Measurement(indicator, value, said.get(KG + "unit") or "", cast(Comparator, comparator), cast(Kind, kind),
                                       cast(Any, status), said.get(KG + "period"), said.get(KG + "scope"), said.get(KG + "statedBy"), ()))
