"""A part of a graph that is a graph itself: of some types, of some documents, since a day, without persons."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.errors import InputError
from kg.mapping import file_name
from kg.ontology import DCTERMS, KG, OA, OWL, PROV, RDF, Ontology
from kg.public import People
from kg.store import Dataset
from kg.values import possible_date

_About = dict[str, dict[str, list[str]]]
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def select(dataset: Dataset, ontology: Ontology, *, types: Sequence[str] = (), documents: Sequence[str] = (), since: str | None = None,
           public: bool = False) -> Dataset:
    """The part of a graph that all conditions leave.

    `types` (names of the ontology): facts and numbers that touch an entity of such a type, with what stands at their other
    end.  `documents` (IRI, title or source): what these say.  `since` (2024, 2024-03 or 2024-03-11): what documents of that
    day or later say.  `public`: no persons, neither as entities nor by name in any text (`kg.public`).  Raises
    `InputError` for a type, document or day that is none.
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
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


def _about(triples: Iterable[ox.Triple]) -> _About:
    about: _About = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            about[t.subject.value][t.predicate.value].append(t.object.value)
    return about


def _is(properties: dict[str, list[str]], name: str) -> bool:
    return KG + name in properties.get(RDF + "type", ())


def _of_documents(triples: Sequence[ox.Triple], wanted: Sequence[str], since: str | None) -> list[ox.Triple]:
    about = _about(triples)
    every = {iri: p for iri, p in about.items() if _is(p, "Document")}
    kept = set(every)
    if wanted:
        kept = set()
        for name in wanted:
            found = {iri for iri, p in every.items() if name == iri or name in p.get(DCTERMS + "title", ())
                     or any(name in (s, file_name(s)) for s in p.get(DCTERMS + "source", ()))}
            if not found:
                known = {n: n for p in every.values()
                         for n in (*p.get(DCTERMS + "title", ()), *map(file_name, p.get(DCTERMS + "source", ())))}
                raise InputError(f"no document {name!r}; name its IRI, its title or the file it came from"
                                 + _meant(name, known))
            kept |= found
    if since is not None:
        if not _DATE.fullmatch(since) or possible_date(since) != since:
            raise InputError(f"{since!r} is no day; write 2024, 2024-03 or 2024-03-11")
        kept &= {iri for iri, p in every.items() if any(d[:len(since)] >= since[:len(d)] for d in p.get(DCTERMS + "issued", ()))}
    passages = {iri for iri, p in about.items() if _is(p, "Passage") and set(p.get(OA + "hasSource", ())) <= kept}
    stated = {iri for iri, p in about.items() if (_is(p, "Statement") or _is(p, "Observation"))
              and any(e in passages or e in kept for e in p.get(PROV + "wasDerivedFrom", ()))}
    named = {iri for iri, p in about.items() if any(d in kept for d in p.get(KG + "mentionedIn", ()))}
    return list(_closed(triples, about, stated, passages | kept, named))


def _of_types(triples: Sequence[ox.Triple], ontology: Ontology, names: Sequence[str]) -> list[ox.Triple]:
    for name in names:
        if name not in ontology.types:
            known = {said: t.name for t in ontology.types.values() for said in (t.name, t.label_zh, t.label_en)}
            raise InputError(f"no type {name!r}; there are {', '.join(ontology.types)}{_meant(name, known)}")
    about = _about(triples)
    classes = {ontology.types[name].iri for name in names}
    chosen = {iri for iri, p in about.items() if classes.intersection(p.get(RDF + "type", ()))}
    ends = (RDF + "subject", RDF + "object", KG + "scope", KG + "statedBy")
    stated = {iri for iri, p in about.items() if (_is(p, "Statement") or _is(p, "Observation")) and any(e in chosen for t in ends for e in p.get(t, ()))}
    passages = {e for iri in stated for e in about[iri].get(PROV + "wasDerivedFrom", ())}
    documents = {d for e in passages for d in about[e].get(OA + "hasSource", ())}
    documents |= {d for iri in chosen for d in about[iri].get(KG + "mentionedIn", ())}
    return list(_closed(triples, about, stated, passages | documents, chosen))


def _closed(triples: Iterable[ox.Triple], about: _About, stated: set[str], sources: set[str], named: set[str]) -> Iterator[ox.Triple]:
    """What some statements and numbers say, with the things that they and their documents name, and nothing that is not there."""
    kept = {*stated, *sources, *named}
    ends = (RDF + "subject", RDF + "object", KG + "scope", KG + "statedBy", KG + "indicator")
    kept |= {e for iri in stated for t in ends for e in about[iri].get(t, ())}
    kept |= {p for iri in sources for p in about[iri].get(DCTERMS + "publisher", ())}
    # Where the people among them are named, and the other IRIs of things.
    named_at = {e for iri in list(kept) for e in about[iri].get(KG + "namedAt", ())}
    kept |= {e for e in named_at if kept.issuperset(about[e].get(OA + "hasSource", ()))}
    kept |= {iri for iri, p in about.items() if RDF + "type" not in p and kept.intersection(p.get(OWL + "sameAs", ()))}
    facts = {(s, p, o) for iri in stated if _is(about[iri], "Statement") for s in about[iri].get(RDF + "subject", ())
             for p in about[iri].get(RDF + "predicate", ()) for o in about[iri].get(RDF + "object", ())}
    every = {(s, p, o) for q in about.values() if _is(q, "Statement") for s in q.get(RDF + "subject", ())
             for p in q.get(RDF + "predicate", ()) for o in q.get(RDF + "object", ())}
    for t in triples:
        if not isinstance(t.subject, ox.NamedNode) or t.subject.value not in kept:
            continue
        if isinstance(t.object, ox.NamedNode):
            spoken = (t.subject.value, t.predicate.value, t.object.value)
            if (spoken in every and spoken not in facts) or (t.object.value in about and t.object.value not in kept):
                continue
        yield t
