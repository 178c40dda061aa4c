"""Whether a graph says what the ontology has words for: a misspelt class, a thing described nowhere, an identity of what differs.

SHACL checks what its shapes aim at; what no shape aims at, since its class or property is misspelt, would pass in silence.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.identity import apart, groups, kinds, types_of
from kg.imports import corrections
from kg.model import Finding, Severity
from kg.ontology import ID, KG, KGX, OWL, PREFIXES, RDF, RDFS, Ontology

_TYPE, _SAME = RDF + "type", OWL + "sameAs"
_CLASSES = frozenset((OWL + "Class", RDFS + "Class", RDFS + "Datatype"))
_PROPERTIES = frozenset((RDF + "Property", *(OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "SymmetricProperty"))))
_MOST = 20  # misspelt things for which a likely one is looked up
Found = Iterator[tuple[Severity, str, str, str]]


@dataclass(frozen=True, slots=True)
class _Declared:
    """What an ontology declares: classes and datatypes, properties, all terms, inverses that are not stored, its namespaces."""

    classes: frozenset[str]
    properties: frozenset[str]
    terms: frozenset[str]
    inverses: Mapping[str, str]
    namespaces: tuple[str, ...]


def check_terms(triples: Sequence[ox.Triple], ontology: Ontology, where: str) -> list[Finding]:
    """What triples say in words that the ontology has not, and of things that are not there.

    Terms of other vocabularies are free; so are terms that the triples declare themselves.
    """
    declared = _declared(tuple(p for p in ontology.files.values() if p.parent.name != "lexicon"), tuple(sorted(t.iri for t in ontology.types.values())))
    types = types_of(triples)
    checks = (_unknown(triples, declared, types), _undescribed(triples, ontology, types), _typed(types, ontology), _unstated(triples, types, ontology, declared),
              _identities(triples, types, ontology), _corrections(triples, types))
    return [Finding(severity, "validate", code, f"{where}: {node}", message) for check in checks for severity, code, node, message in check]


@lru_cache(maxsize=2)
def _declared(files: tuple[Path, ...], entities: tuple[str, ...]) -> _Declared:
    triples = [q.triple for path in files for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    types = types_of(triples)
    classes = {iri for iri, kinds in types.items() if kinds & _CLASSES}
    properties = {iri for iri, kinds in types.items() if kinds & _PROPERTIES}
    inverses = {t.object.value: t.subject.value for t in triples if t.predicate.value == OWL + "inverseOf"
                and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)}
    spaces = {KG, KGX} | {_space(iri) for iri in entities}
    terms = {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}
    return _Declared(frozenset(classes), frozenset(properties), frozenset(terms), inverses, tuple(sorted(spaces)))


def _unknown(triples: Iterable[ox.Triple], declared: _Declared, types: Mapping[str, set[str]]) -> Found:
    """Classes, properties and other terms in the project's namespaces that no file declares, each told once."""
    own = {iri for iri, kinds in types.items() if kinds & (_CLASSES | _PROPERTIES)}
    used: dict[tuple[str, str], tuple[str, int]] = {}
    for t in triples:
        for kind, term in _used(t):
            if term.startswith(declared.namespaces) and term not in own:
                first, count = used.get((kind, term), (t.subject.value if isinstance(t.subject, ox.NamedNode) else "", 0))
                used[kind, term] = first, count + 1
    known = {"class": declared.classes, "property": declared.properties, "term": declared.terms}
    for (kind, term), (first, count) in sorted(used.items()):
        times = f"; it stands {count} times" if count > 1 else ""
        if term not in known[kind]:
            yield "error", "unknown-term", first, f"{short(term)} is no {kind} of the ontology{_meant(term, known[kind])}{times}"
        elif kind == "property" and term in declared.inverses:
            yield "error", "inverse-term", first, f"{short(term)} is not read as a fact; write {short(declared.inverses[term])} the other way round{times}"


def _used(t: ox.Triple) -> Iterator[tuple[str, str]]:
    yield "property", t.predicate.value
    if isinstance(t.object, ox.NamedNode):
        yield ("class" if t.predicate.value == _TYPE else "term"), t.object.value
    elif isinstance(t.object, ox.Literal):
        yield "class", t.object.datatype.value


def _undescribed(triples: Iterable[ox.Triple], ontology: Ontology, types: Mapping[str, set[str]]) -> Found:
    """Things in the project's namespace of things that are spoken of and described nowhere."""
    spoken: dict[str, str] = {}
    names = set()
    for t in triples:
        same = t.predicate.value == _SAME
        for term in (t.subject, t.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(ID) and not term.value.startswith(ID + "node/"):
                if same and term != t.subject:
                    names.add(term.value)
                elif term.value not in types and term.value not in ontology.individuals:
                    spoken.setdefault(term.value, t.predicate.value)
    missing = sorted(iri for iri in spoken if iri not in names)
    for number, iri in enumerate(missing):
        meant = _meant(iri, (*types, *ontology.individuals)) if number < _MOST else ""
        yield "warning", "undescribed", iri, f"is spoken of (by {short(spoken[iri])}) and described nowhere; give it a type and a label{meant}"


def _typed(types: Mapping[str, set[str]], ontology: Ontology) -> Found:
    """Things of types that exclude each other, and of a type too general to be shown."""
    labels = {t.name: f"{t.label_zh} {t.label_en}" for t in ontology.roots}
    entities = {t.iri for t in ontology.types.values()}
    for iri, classes in sorted(types.items()):
        found = sorted(labels[k] for k in kinds(iri, types, ontology) if k in labels)
        if len(found) > 1:
            yield "error", "two-types", iri, f"is of types that exclude each other ({', '.join(found)}); take one back, by a correction of rdf:type"
        if KG + "Entity" in classes and not classes & entities:
            yield "error", "no-type", iri, "is a kg:Entity and of no type below it, and is therefore not shown; give it one: kg:Agency, kg:Platform …"


def _unstated(triples: Iterable[ox.Triple], types: Mapping[str, set[str]], ontology: Ontology, declared: _Declared) -> Found:
    """Statements of what is no relation between entities: no view shows them."""
    relations = {r.iri for r in ontology.relations.values()}
    inside = tuple({iri[:len(_space(iri))] for iri in relations})  # what is misspelt there is told as such
    for t in triples:
        if t.predicate.value == RDF + "predicate" and isinstance(t.subject, ox.NamedNode) and KG + "Statement" in types.get(t.subject.value, ()):
            term = t.object.value if isinstance(t.object, ox.NamedNode | ox.Literal) else ""
            if not isinstance(t.object, ox.NamedNode) or (term not in relations and (term in declared.terms or not term.startswith(inside))):
                yield "error", "no-relation", t.subject.value, f"states {short(term)}, which is no relation between entities, and is not shown"


def _identities(triples: Sequence[ox.Triple], types: Mapping[str, set[str]], ontology: Ontology) -> Found:
    """Identities that could not be followed."""
    labels = {t.name: f"{t.label_zh} {t.label_en}" for t in ontology.roots}
    for group in groups(triples):
        if reasons := apart(group, types, ontology):
            told = ", ".join(labels.get(r) or short(r) for r in reasons)
            yield "error", "same-of-two-types", group[0], f"is said to be the same as {', '.join(group[1:])}, and they are {told}: they stay apart; correct the type or the identity"
    for t in triples:
        if t.predicate.value == _SAME and not isinstance(t.object, ox.NamedNode):
            yield "error", "same-as-text", str(t.subject)[1:-1], f"is said to be the same as the text {t.object}; owl:sameAs leads to an IRI"


def _corrections(triples: Sequence[ox.Triple], types: Mapping[str, set[str]]) -> Found:
    """Corrections that say too little, or correct nothing that was read."""
    found = corrections(triples)
    asserted = {iri for iri, kinds in types.items() if OWL + "NegativePropertyAssertion" in kinds}
    for node in sorted(asserted | {n.value for n in found}):
        if None in found.get(ox.NamedNode(node), (None,)):
            yield ("error", "correction-incomplete", node,
                   "corrects nothing: a correction has owl:sourceIndividual, owl:assertionProperty and owl:targetIndividual (of a text owl:targetValue)")
    stated: dict[str, list[object]] = defaultdict(lambda: [None, None, None])
    for t in triples:
        if t.predicate.value in _PLACES and isinstance(t.subject, ox.NamedNode):
            stated[t.subject.value][_PLACES[t.predicate.value]] = t.object
    held = {tuple(ends) for ends in stated.values()}
    for correction, (subject, term, value) in found.items():
        relation = isinstance(term, ox.NamedNode) and term.value.startswith(KG)
        if relation and isinstance(value, ox.NamedNode) and subject is not None and (subject, term, value) not in held:
            yield "warning", "correction-idle", correction.value, f"corrects nothing: no text and no file states {subject} {term} {value}"


_PLACES = {RDF + "subject": 0, RDF + "predicate": 1, RDF + "object": 2}


def _meant(term: str, known: Iterable[str]) -> str:
    """The term of the same namespace that is spelt most alike, as a question; nothing when none is like it."""
    space = _space(term)
    near = difflib.get_close_matches(term[len(space):], [k[len(space):] for k in known if k.startswith(space)], n=1, cutoff=0.7)
    return f"; did you mean {short(space + near[0])}?" if near else ""


def _space(iri: str) -> str:
    return iri[:max(iri.rfind("#"), iri.rfind("/")) + 1]


def short(iri: str) -> str:
    """An IRI with its prefix, as people write it."""
    prefix = next((p for p, space in PREFIXES.items() if p != "id" and iri.startswith(space)), None)
    return f"{prefix}:{iri[len(PREFIXES[prefix]):]}" if prefix else f"<{iri}>"
