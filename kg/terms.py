"""Whether a graph says what the ontology has words for: misspelt terms, things described nowhere, false identities.

SHACL checks what its shapes aim at; what no shape aims at, as a misspelt class, would pass in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.bom import without_bom
from kg.contract import (
    CORRECTION,
    DIFFERENT_FROM,
    ENTITY,
    NAMESAKE_IN,
    NAMESAKE_OF,
    SAME_AS,
    STATEMENT,
    TYPE,
    Correction,
    stated,
)
from kg.identity import apart, different, groups, kinds, parted, types_of
from kg.model import Finding, Severity
from kg.ontology import ID, KG, KGX, OWL, PREFIXES, RDF, RDFS, Ontology

_CLASSES = frozenset((OWL + "Class", RDFS + "Class", RDFS + "Datatype"))
_PROPERTIES = frozenset((RDF + "Property", *(
    f"{OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation", "Symmetric"))))
# Who says that two things are two, or who said it, need not know that both are there; `kg.decisions` tells.
_PARTING = frozenset((DIFFERENT_FROM, NAMESAKE_OF, NAMESAKE_IN, OWL + "annotatedSource", OWL + "annotatedTarget"))
_MOST = 20  # misspelt things for which a likely one is looked up
# Severity, code, the node that it is about, and what is wrong with it.
_Told = tuple[Severity, str, str, str]


@dataclass(frozen=True, slots=True)
class _Graph:
    """What is checked: triples, the classes of everything in them, and the ontology with the terms that it declares."""

    triples: Sequence[ox.Triple]
    types: Mapping[str, set[str]]
    ontology: Ontology
    declared: _Declared

    @property
    def relations(self) -> set[str]:
        """The IRIs of the relations between entities."""
        return {r.iri for r in self.ontology.relations.values()}

    def label(self, kind: str) -> str:
        """A basic type or another class as people call it."""
        named = self.ontology.types.get(kind)
        return f"{named.label_zh} {named.label_en}" if named else short(kind)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What an ontology declares: classes and datatypes, properties, all terms; its namespaces; stored inverses."""

    classes: frozenset[str]
    properties: frozenset[str]
    terms: frozenset[str]
    namespaces: tuple[str, ...]
    inverses: Mapping[str, str]


def check_terms(triples: Sequence[ox.Triple], ontology: Ontology, where: str) -> list[Finding]:
    """What triples say in words that the ontology has not, and of things that are not there; `where` names their file.

    Terms of other vocabularies are free, and so are those that the triples declare themselves.
    """
    files = tuple(path for path in ontology.files.values() if path.parent.name != "lexicon")
    declared = _declared(files, tuple(sorted(t.iri for t in ontology.types.values())))
    graph = _Graph(triples, types_of(triples), ontology, declared)
    checks = (_unknown, _undescribed, _typed, _unstated, _identities, _corrections)
    return [Finding(severity, "validate", code, f"{where}: {node}", message)
            for check in checks for severity, code, node, message in check(graph)]


@lru_cache(maxsize=2)
def _declared(files: tuple[Path, ...], entities: tuple[str, ...]) -> _Declared:
    triples = [q.triple for path in files
               for q in ox.parse(without_bom(path.read_bytes()), format=ox.RdfFormat.TURTLE)]
    types = types_of(triples)
    inverses = {t.object.value: t.subject.value for t in triples if t.predicate.value == OWL + "inverseOf"
                and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)}
    return _Declared(frozenset(iri for iri, kinds in types.items() if kinds & _CLASSES),
                     frozenset(iri for iri, kinds in types.items() if kinds & _PROPERTIES),
                     frozenset(t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)),
                     tuple(sorted({KG, KGX, *map(_space, entities)})), inverses)


def _unknown(graph: _Graph) -> Iterator[_Told]:
    """Classes, properties and other terms in the project's namespaces that nothing declares, each told once."""
    declared = graph.declared
    own = {iri for iri, kinds in graph.types.items() if kinds & (_CLASSES | _PROPERTIES)}
    used: dict[tuple[str, str], tuple[str, int]] = {}
    for t in graph.triples:
        for kind, term in _used(t):
            if term.startswith(declared.namespaces) and term not in own:
                first, count = used.get((kind, term), (_iri(t.subject), 0))
                used[kind, term] = first, count + 1
    known = {"class": declared.classes, "property": declared.properties, "term": declared.terms}
    for (kind, term), (first, count) in sorted(used.items()):
        times = f"; it stands {count} times" if count > 1 else ""
        if term not in known[kind]:
            meant = _meant(term, known[kind])
            yield "error", "unknown-term", first, f"{short(term)} is no {kind} of the ontology{meant}{times}"
        elif kind == "property" and term in declared.inverses:
            forward = short(declared.inverses[term])
            told = f"{short(term)} is not read as a fact; write {forward} the other way round{times}"
            yield "error", "inverse-term", first, told


def _used(t: ox.Triple) -> Iterator[tuple[str, str]]:
    """The terms of a triple, as what each is used."""
    yield "property", t.predicate.value
    if isinstance(t.object, ox.NamedNode):
        yield ("class" if t.predicate.value == TYPE else "term"), t.object.value
    elif isinstance(t.object, ox.Literal):
        yield "class", t.object.datatype.value


def _undescribed(graph: _Graph) -> Iterator[_Told]:
    """Things in the project's namespace of things that are spoken of and described nowhere."""
    spoken: dict[str, str] = {}
    others: set[str] = set()  # IRIs of what has another
    for t in graph.triples:
        if t.predicate.value == SAME_AS:
            others.add(_iri(t.object))
        if t.predicate.value in _PARTING:
            continue
        for iri in (_iri(t.subject), _iri(t.object)):
            if iri.startswith(ID) and iri not in graph.types and iri not in graph.ontology.individuals:
                spoken.setdefault(iri, t.predicate.value)
    spoken = {iri: term for iri, term in spoken.items() if not iri.startswith(ID + "node/")}
    for number, iri in enumerate(sorted(spoken.keys() - others)):
        meant = _meant(iri, (*graph.types, *graph.ontology.individuals)) if number < _MOST else ""
        yield ("warning", "undescribed", iri,
               f"is spoken of (by {short(spoken[iri])}) and described nowhere; give it a type and a label{meant}")


def _typed(graph: _Graph) -> Iterator[_Told]:
    """Things of types that exclude each other, and of a type too general to be shown."""
    entities = {t.iri for t in graph.ontology.types.values()}
    for iri, classes in sorted(graph.types.items()):
        known = classes & entities
        basic = kinds(iri, graph.types, graph.ontology) & graph.ontology.types.keys() if known else frozenset()
        if len(basic) > 1:
            told = ", ".join(sorted(map(graph.label, basic)))
            yield "error", "two-types", iri, f"is of types that exclude each other ({told}); correct one (rdf:type)"
        if ENTITY in classes and not known:
            yield "error", "no-type", iri, "is a kg:Entity of no type below it, and is therefore not shown; give it one"


def _unstated(graph: _Graph) -> Iterator[_Told]:
    """Statements of what is no relation between entities: no view shows them."""
    relations = graph.relations
    for statement, (_, term, _) in sorted(stated(graph.triples).items(), key=lambda item: item[0].value):
        iri = _iri(term)
        # What is misspelt in the project's own namespace is told as such.
        misspelt = iri.startswith(graph.declared.namespaces) and iri not in graph.declared.terms
        if term is None or iri in relations or misspelt:
            continue
        if STATEMENT in graph.types.get(statement.value, ()):
            yield ("error", "no-relation", statement.value,
                   f"states {short(iri) if iri else term}, which is no relation between entities, and is not shown")


def _identities(graph: _Graph) -> Iterator[_Told]:
    """Identities that could not be followed."""
    pairs = different(graph.triples)
    for group in groups(graph.triples):
        if reasons := apart(group, graph.types, graph.ontology):
            told = ", ".join(map(graph.label, reasons))
            yield ("error", "same-of-two-types", group[0], f"is said to be the same as {', '.join(group[1:])}, "
                   f"and they are {told}: they stay apart; correct the type or the identity")
        elif two := parted(group, pairs):
            yield ("error", "same-and-different", group[0], f"is said to be the same as {', '.join(group[1:])}, and "
                   f"{short(two[0])} to be different from {short(two[1])}: they stay apart; take one back")
    for t in graph.triples:
        if t.predicate.value == SAME_AS and not isinstance(t.object, ox.NamedNode):
            told = f"is said to be the same as the text {t.object}; owl:sameAs leads to an IRI"
            yield "error", "same-as-text", _iri(t.subject), told


def _corrections(graph: _Graph) -> Iterator[_Told]:
    """Corrections that say too little, or correct nothing that was read."""
    found = {c.iri: c.denied for c in Correction.read(graph.triples)}
    asserted = {iri for iri, kinds in graph.types.items() if CORRECTION in kinds}
    for iri in sorted(asserted | found.keys()):
        if None in found.get(iri, (None,)):
            yield ("error", "correction-incomplete", iri, "corrects nothing: it must have owl:sourceIndividual, "
                   "owl:assertionProperty and owl:targetIndividual (of a text owl:targetValue)")
    held, relations = set(stated(graph.triples).values()), graph.relations
    for iri, denied in found.items():
        if None not in denied and _iri(denied[1]) in relations and denied not in held:
            told = " ".join(short(_iri(term)) if _iri(term) else str(term) for term in denied)
            yield "warning", "correction-idle", iri, f"corrects nothing: no text and no file states {told}"


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _meant(term: str, known: Iterable[str]) -> str:
    """The term of the same namespace that is spelt most alike, as a question; nothing when none is like it."""
    space = _space(term)
    beside = [k[len(space):] for k in known if k.startswith(space)]
    near = difflib.get_close_matches(term[len(space):], beside, n=1, cutoff=0.7)
    return f"; did you mean {short(space + near[0])}?" if near else ""


def _space(iri: str) -> str:
    return iri[:max(iri.rfind("#"), iri.rfind("/")) + 1]


def short(iri: str) -> str:
    """An IRI with its prefix, as people write it."""
    prefix = next((p for p, space in PREFIXES.items() if p != "id" and iri.startswith(space)), None)
    return f"{prefix}:{iri[len(PREFIXES[prefix]):]}" if prefix else f"<{iri}>"
