"""A user's own Turtle as a source beside the documents: a curated list, owl:sameAs, corrections of what was read.

What a file says joins the graph and stands in a named graph of its own.  Its plain facts become statements with the file as
their source.  A name it gives outranks the read one, which stays as another name; `owl:NegativePropertyAssertion` takes a
fact out of what people query, while the statement that was read stays, marked `kg:deprecated` and `kg:correctedBy` the file.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.bom import without_bom
from kg.errors import InputError
from kg.mapping import file_iri, statement_iri
from kg.model import Fact
from kg.ontology import DCTERMS, ID, KG, OWL, PROV, RDF, SKOS, Ontology
from kg.store import Dataset

FOLDER = "imports"
_TYPE, _MENTIONED = ox.NamedNode(RDF + "type"), ox.NamedNode(KG + "mentionedIn")
_PREF, _ALT = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel")
_DERIVED, _SAME = ox.NamedNode(PROV + "wasDerivedFrom"), ox.NamedNode(OWL + "sameAs")
_ENDS = tuple(ox.NamedNode(RDF + end) for end in ("subject", "predicate", "object"))
_NEGATIVE = tuple(ox.NamedNode(OWL + term) for term in ("sourceIndividual", "assertionProperty", "targetIndividual"))


@dataclass(frozen=True, slots=True)
class Import:
    """A user's file: its name, its bytes, its triples without blank nodes."""

    name: str
    data: bytes
    triples: tuple[ox.Triple, ...]

    @property
    def node(self) -> ox.NamedNode:
        """The IRI of the source, made from the bytes, as for any document."""
        return ox.NamedNode(f"{ID}document/{hashlib.sha256(self.data).hexdigest()[:16]}")


def read_import(path: Path) -> Import:
    """Read a Turtle file of a user.  Raises `InputError` when it is not there or not Turtle."""
    try:
        data = path.read_bytes()
        found = list(ox.parse(without_bom(data), format=ox.RdfFormat.TURTLE, base_iri=ID))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: is not Turtle: {error}") from error
    digest = hashlib.sha256(data).hexdigest()[:16]
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.NamedNode(f"{ID}node/{digest}-{len(names) + 1}"))
        if isinstance(term, ox.Triple):
            raise InputError(f"{path}: holds a triple as a term; write a kg:Statement instead")
        if isinstance(term, ox.Literal) and term.direction is not None:
            raise InputError(f"{path}: holds a text with a direction ({term}), which most readers of RDF do not know; write its language alone")
        return term

    triples = []
    for quad in found:
        subject = named(quad.subject)
        assert isinstance(subject, ox.NamedNode)
        triples.append(ox.Triple(subject, quad.predicate, named(quad.object)))
    return Import(path.name, data, tuple(triples))


def read_imports(generation: Path) -> list[Import]:
    """All files that a generation of a graph keeps, by name."""
    return [read_import(path) for path in sorted((generation / FOLDER).glob("*"))]


def merge(read: Iterable[ox.Triple], imports: Sequence[Import], ontology: Ontology) -> Dataset:
    """The graph of what was read and what users say."""
    triples = set(read)
    for source in imports:
        _describe(source, triples)
        triples.update(source.triples)
        triples.update(_statements(source, ontology))
        triples.update(_entities(source, ontology))
    for source in imports:
        _name(source, triples)
        _correct(source, triples)
    _same(imports, ontology, triples)
    return Dataset(triples, own(imports))


def own(imports: Iterable[Import]) -> list[ox.Quad]:
    """What each file says, in the graph of its name."""
    return [ox.Quad(t.subject, t.predicate, t.object, source.node) for source in imports for t in source.triples]


def _describe(source: Import, triples: set[ox.Triple]) -> None:
    for kind in ("Document", "UserSource"):
        triples.add(ox.Triple(source.node, _TYPE, ox.NamedNode(KG + kind)))
    triples.add(ox.Triple(source.node, ox.NamedNode(DCTERMS + "title"), ox.Literal(source.name, language="zh")))
    triples.add(ox.Triple(source.node, ox.NamedNode(DCTERMS + "source"), ox.NamedNode(file_iri(f"{FOLDER}/{source.name}"))))


def _statements(source: Import, ontology: Ontology) -> Iterator[ox.Triple]:
    """A statement for each plain fact, the same one as for a text that states it; none where the file states it itself."""
    relations = {r.iri: r.name for r in ontology.relations.values()}
    stated = {t.subject for t in source.triples if t.predicate == _ENDS[0]}
    facts = {tuple(next((t.object for t in source.triples if t.subject == s and t.predicate == end), None) for end in _ENDS) for s in stated}
    for statement in stated:
        yield ox.Triple(statement, _DERIVED, source.node)
    for t in source.triples:
        if t.predicate.value in relations and isinstance(t.object, ox.NamedNode) and isinstance(t.subject, ox.NamedNode) \
                and (t.subject, t.predicate, t.object) not in facts:
            fact = Fact(t.subject.value, relations[t.predicate.value], t.object.value, "actual", None, None, (), ())
            node = ox.NamedNode(statement_iri(fact))
            for kind in (KG + "Statement", RDF + "Statement"):
                yield ox.Triple(node, _TYPE, ox.NamedNode(kind))
            for end, term in zip(_ENDS, (t.subject, t.predicate, t.object), strict=True):
                yield ox.Triple(node, end, term)
            yield ox.Triple(node, ox.NamedNode(KG + "status"), ox.NamedNode(KG + "actual"))
            yield ox.Triple(node, _DERIVED, source.node)


def _entities(source: Import, ontology: Ontology) -> Iterator[ox.Triple]:
    """An entity that the file types is mentioned in it, and is of the types above."""
    types = {t.iri: t for t in ontology.types.values()}
    for t in source.triples:
        if t.predicate == _TYPE and isinstance(t.object, ox.NamedNode) and t.object.value in types:
            yield ox.Triple(t.subject, _MENTIONED, source.node)
            name: str | None = types[t.object.value].name
            while name is not None:
                yield ox.Triple(t.subject, _TYPE, ox.NamedNode(ontology.types[name].iri))
                name = ontology.types[name].parent


def _name(source: Import, triples: set[ox.Triple]) -> None:
    """The name that the file gives is the preferred one and the one before another name; in another language it is another name itself."""
    given = {t.subject: t.object for t in source.triples if t.predicate == _PREF}
    for old in [t for t in triples if t.predicate == _PREF and t.subject in given and t.object != given[t.subject]]:
        same = _language(old.object) == _language(given[old.subject])
        less = old if same else ox.Triple(old.subject, _PREF, given[old.subject])
        triples.discard(less)
        triples.add(ox.Triple(less.subject, _ALT, less.object))


def _language(term: object) -> str | None:
    return term.language if isinstance(term, ox.Literal) else None


def _correct(source: Import, triples: set[ox.Triple]) -> None:
    parts: dict[object, dict[ox.NamedNode, object]] = defaultdict(dict)
    for t in source.triples:
        if t.predicate in _NEGATIVE:
            parts[t.subject][t.predicate] = t.object
    wrong = {tuple(found.get(term) for term in _NEGATIVE) for found in parts.values()}
    for t in [t for t in triples if (t.subject, t.predicate, t.object) in wrong]:
        triples.discard(t)
    ends: dict[object, dict[ox.NamedNode, object]] = defaultdict(dict)
    for t in triples:
        if t.predicate in _ENDS:
            ends[t.subject][t.predicate] = t.object
    for statement, found in ends.items():
        if tuple(found.get(end) for end in _ENDS) in wrong and isinstance(statement, ox.NamedNode):
            triples.add(ox.Triple(statement, ox.NamedNode(KG + "rank"), ox.NamedNode(KG + "deprecated")))
            triples.add(ox.Triple(statement, ox.NamedNode(KG + "correctedBy"), source.node))


def _same(imports: Iterable[Import], ontology: Ontology, triples: set[ox.Triple]) -> None:
    """What is said of one name of a thing holds of the other: facts and names are there for both."""
    other: dict[object, set[ox.NamedNode]] = defaultdict(set)
    for t in (t for source in imports for t in source.triples):
        if t.predicate == _SAME and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode):
            other[t.subject].add(t.object)
            other[t.object].add(t.subject)
    if not other:
        return
    for start in list(other):  # what is the same as the same is the same
        found: set[ox.NamedNode] = set()
        ahead = [*other[start]]
        while ahead:
            term = ahead.pop()
            if term != start and term not in found:
                found.add(term)
                ahead += other[term]
        other[start] = found
    relations = {r.iri for r in ontology.relations.values()}
    added = set()
    for t in triples:
        if t.predicate.value in relations:
            added |= {ox.Triple(s, t.predicate, o) for s in (t.subject, *other[t.subject]) for o in (t.object, *other[t.object]) if s != o}
        elif t.predicate in (_PREF, _ALT):
            added |= {ox.Triple(s, _ALT, t.object) for s in other[t.subject] if ox.Triple(s, _PREF, t.object) not in triples}
    triples |= added
