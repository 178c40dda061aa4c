"""A part of a graph that is a graph itself: of some types, of some documents, since a day, without persons."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.contract import (
    COUNTERPART,
    DERIVED_FROM,
    DOCUMENT,
    HAS_SOURCE,
    INDICATOR,
    ISSUED,
    MENTIONED_IN,
    NAMED_AT,
    OBJECT,
    OBSERVATION,
    PASSAGE,
    PREDICATE,
    PUBLISHER,
    SAME_AS,
    SCOPE,
    SOURCE,
    STATED_BY,
    STATEMENT,
    STEP,
    STEP_OF,
    SUBJECT,
    TITLE,
    TYPE,
    About,
    described,
    file_name,
    is_a,
)
from kg.errors import InputError
from kg.language import say
from kg.ontology import Ontology
from kg.public import People
from kg.store import Dataset
from kg.values import possible_date

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def select(dataset: Dataset, ontology: Ontology, *, types: Sequence[str] = (), documents: Sequence[str] = (),
           since: str | None = None, public: bool = False) -> Dataset:
    """The part of a graph that all conditions leave.

    `types` (names of the ontology): facts and numbers that touch an entity of such a type, with what stands at their
    other end.  `documents` (IRI, title or source): what these say.  `since` (2024, 2024-03 or 2024-03-11): what
    documents of that day or later say.  `public`: no persons, neither as entities nor by name in any text
    (`kg.public`).  Raises `InputError` for a type, document or day that is none.
    """
    triples: Sequence[ox.Triple] = dataset.triples
    if documents or since:
        triples = _of_documents(triples, documents, since)
    if types:
        triples = _of_types(triples, ontology, types)
    if public and dataset.hidden is None:
        people = People(dataset.triples, ontology)  # of the whole: a part may quote somebody whom it does not hold
        return Dataset(people.without(triples), hidden=people)
    return dataset if triples is dataset.triples else Dataset(triples, hidden=dataset.hidden)


def _meant(name: str, known: Mapping[str, str]) -> str:
    """A question for what a name that is none may mean: of known spellings one that holds it or is like it."""
    folded = {said.casefold(): meant for said, meant in sorted(known.items())}
    wanted = name.casefold()
    near = [said for said in folded if len(wanted) > 1 and wanted in said] or difflib.get_close_matches(wanted, folded)
    return say("; did you mean {name}?", name=repr(folded[near[0]])) if near else ""


def _of_documents(triples: Sequence[ox.Triple], wanted: Sequence[str], since: str | None) -> list[ox.Triple]:
    about = described(triples)
    every = {iri: p for iri, p in about.items() if is_a(p, DOCUMENT)}
    kept = set(every)
    if wanted:
        kept = set()
        for name in wanted:
            found = {iri for iri, p in every.items() if name == iri or name in p.get(TITLE, ())
                     or any(name in (s, file_name(s)) for s in p.get(SOURCE, ()))}
            if not found:
                known = {n: n for p in every.values()
                         for n in (*p.get(TITLE, ()), *map(file_name, p.get(SOURCE, ())))}
                raise InputError("no document {name!r}; name its IRI, its title or the file it came from{hint}",
                                 name=name, hint=_meant(name, known))
            kept |= found
    if since is not None:
        if not _DATE.fullmatch(since) or possible_date(since) != since:
            raise InputError("{since!r} is no day; write 2024, 2024-03 or 2024-03-11", since=since)
        kept &= {iri for iri, p in every.items() if any(d[:len(since)] >= since[:len(d)] for d in p.get(ISSUED, ()))}
    passages = {iri for iri, p in about.items() if is_a(p, PASSAGE) and set(p.get(HAS_SOURCE, ())) <= kept}
    stated = {iri for iri, p in about.items() if is_a(p, STATEMENT, OBSERVATION, STEP)
              and any(e in passages or e in kept for e in p.get(DERIVED_FROM, ()))}
    named = {iri for iri, p in about.items() if any(d in kept for d in p.get(MENTIONED_IN, ()))}
    return list(_closed(triples, about, stated, passages | kept, named))


def _of_types(triples: Sequence[ox.Triple], ontology: Ontology, names: Sequence[str]) -> list[ox.Triple]:
    for name in names:
        if name not in ontology.types:
            known = {said: t.name for t in ontology.types.values() for said in (t.name, t.label_zh, t.label_en)}
            raise InputError("no type {name!r}; there are {names}{hint}", name=name, names=", ".join(ontology.types),
                             hint=_meant(name, known))
    about = described(triples)
    classes = {ontology.types[name].iri for name in names}
    chosen = {iri for iri, p in about.items() if classes.intersection(p.get(TYPE, ()))}
    ends = (SUBJECT, OBJECT, SCOPE, STATED_BY, STEP_OF, COUNTERPART)
    stated = {iri for iri, p in about.items() if is_a(p, STATEMENT, OBSERVATION, STEP)
              and any(e in chosen for t in ends for e in p.get(t, ()))}
    passages = {e for iri in stated for e in about[iri].get(DERIVED_FROM, ())}
    documents = {d for e in passages for d in about[e].get(HAS_SOURCE, ())}
    documents |= {d for iri in chosen for d in about[iri].get(MENTIONED_IN, ())}
    return list(_closed(triples, about, stated, passages | documents, chosen))


def _closed(triples: Iterable[ox.Triple], about: About, stated: set[str], sources: set[str],
            named: set[str]) -> Iterator[ox.Triple]:
    """What some statements and numbers say, with the things that they and their documents name, and nothing that is not
    there."""
    kept = {*stated, *sources, *named}
    ends = (SUBJECT, OBJECT, SCOPE, STATED_BY, STEP_OF, COUNTERPART, INDICATOR)
    kept |= {e for iri in stated for t in ends for e in about[iri].get(t, ())}
    kept |= {p for iri in sources for p in about[iri].get(PUBLISHER, ())}
    # Where the people among them are named, and the other IRIs of things.
    named_at = {e for iri in list(kept) for e in about[iri].get(NAMED_AT, ())}
    kept |= {e for e in named_at if kept.issuperset(about[e].get(HAS_SOURCE, ()))}
    kept |= {iri for iri, p in about.items() if TYPE not in p and kept.intersection(p.get(SAME_AS, ()))}
    facts = {(s, p, o) for iri in stated if is_a(about[iri], STATEMENT) for s in about[iri].get(SUBJECT, ())
             for p in about[iri].get(PREDICATE, ()) for o in about[iri].get(OBJECT, ())}
    every = {(s, p, o) for q in about.values() if is_a(q, STATEMENT) for s in q.get(SUBJECT, ())
             for p in q.get(PREDICATE, ()) for o in q.get(OBJECT, ())}
    for t in triples:
        if not isinstance(t.subject, ox.NamedNode) or t.subject.value not in kept:
            continue
        if isinstance(t.object, ox.NamedNode):
            spoken = (t.subject.value, t.predicate.value, t.object.value)
            if (spoken in every and spoken not in facts) or (t.object.value in about and t.object.value not in kept):
                continue
        yield t
