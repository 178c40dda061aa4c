"""A user's own Turtle as a source beside the documents: a curated list, owl:sameAs, corrections of what was read.

What a file says joins the graph and stands in a named graph of its own.  Its plain facts become statements with the
file as their source.  A name it gives outranks the read one, which stays as another name; what is `owl:sameAs` is one
thing (`kg.identity`); `owl:NegativePropertyAssertion` takes a fact out of what people query, while the statement that
was read stays, marked `kg:deprecated` and `kg:correctedBy` the file.  What was read is kept, so all can be undone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.bom import without_bom
from kg.contract import (
    DERIVED_FROM,
    LABEL,
    MENTIONED_IN,
    NAME,
    OBSERVATION,
    STEP,
    TYPE,
    Correction,
    DocumentNode,
    StatementNode,
    file_iri,
    stated,
    statement_iri,
    user_source_iri,
    withdrawn,
)
from kg.errors import InputError
from kg.identity import SAME, links, types_of, united
from kg.mapping import background
from kg.model import Fact
from kg.namesakes import divided
from kg.ontology import ID, Ontology
from kg.public import People
from kg.renaming import moved, renamed, renamed_term
from kg.store import Dataset

FOLDER = "imports"
_TYPE, _PREF, _ALT = map(ox.NamedNode, (TYPE, LABEL, NAME))
_MENTIONED, _DERIVED = map(ox.NamedNode, (MENTIONED_IN, DERIVED_FROM))
_SAID = frozenset(map(ox.NamedNode, (OBSERVATION, STEP)))


@dataclass(frozen=True, slots=True)
class Import:
    """A user's file: its name, its bytes, its triples without blank nodes."""

    name: str
    data: bytes
    triples: tuple[ox.Triple, ...]

    @property
    def node(self) -> ox.NamedNode:
        """The IRI of the source, made from the bytes, as for any document."""
        return ox.NamedNode(user_source_iri(self.data))


def read_import(path: Path) -> Import:
    """Read a Turtle file of a user.  Raises `InputError` when it is not there or not Turtle."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("{path}: cannot be read: {reason}", path=path, reason=error.strerror) from error
    # A name that is not in the system's encoding could be written nowhere.
    return import_of(path.name.encode("utf-8", "replace").decode(), data, path)


def import_of(name: str, data: bytes, path: Path | None = None) -> Import:
    """The file of these bytes.  Raises `InputError`, naming its `path`, when they are not Turtle."""
    try:
        found = list(ox.parse(without_bom(data), format=ox.RdfFormat.TURTLE, base_iri=ID))
    except (SyntaxError, ValueError) as error:
        raise InputError("{path}: is not Turtle: {error}", path=path or name, error=error) from error
    digest = hashlib.sha256(data).hexdigest()[:16]
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.NamedNode(f"{ID}node/{digest}-{len(names) + 1}"))
        if isinstance(term, ox.Triple):
            raise InputError("{path}: holds a triple as a term; write a kg:Statement instead",
                             path=path or name)
        if isinstance(term, ox.Literal) and term.direction is not None:
            raise InputError("{path}: holds a text with a direction ({term}), which most readers of RDF do not "
                             "know; write its language alone", path=path or name, term=term)
        return term

    triples = []
    for quad in found:
        subject = named(quad.subject)
        assert isinstance(subject, ox.NamedNode)
        triples.append(ox.Triple(subject, quad.predicate, named(quad.object)))
    return Import(name, data, tuple(triples))


def read_imports(generation: Path) -> list[Import]:
    """All files that a generation of a graph keeps, by name."""
    return [read_import(path) for path in sorted((generation / FOLDER).glob("*"))]


def without(source: Import, people: People) -> Import:
    """A user's file without some people: its triples alone, one a line."""
    triples = tuple(sorted(people.without(source.triples), key=str))
    return Import(source.name, ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", triples)


def merge(read: Iterable[ox.Triple], imports: Sequence[Import], ontology: Ontology) -> Dataset:
    """The graph of what was read and what users say.

    The order of the files is of no matter, but that of names that several give a thing the last file's is preferred.
    """
    read = tuple(read)
    triples = set(read)
    for source in imports:
        triples.update(_document(source).triples(), source.triples, _statements(source, ontology))
        triples.update(_known(source, read, ontology))
    _untype(imports, ontology, triples)
    triples = divided(triples, ontology)
    one = united(triples, read, ontology)
    files: Sequence[Import] = imports
    if one:
        triples, files = _unite(triples, imports, one, ontology)
    types = types_of(triples)
    for source in files:
        triples.update(_entities(source, ontology, types))
    for source in files:
        _name(source, triples)
        _correct(source, triples)
    triples.update(links(one))
    return Dataset(triples, own(imports))


def own(imports: Iterable[Import]) -> list[ox.Quad]:
    """What each file says, in the graph of its name."""
    return [ox.Quad(t.subject, t.predicate, t.object, source.node) for source in imports for t in source.triples]


# ---- what a file says ------------------------------------------------------------------------------------------------


def _document(source: Import) -> DocumentNode:
    """The file itself."""
    return DocumentNode(source.node.value, source.name, file_iri(f"{FOLDER}/{source.name}"), user=True)


def _known(source: Import, read: Iterable[ox.Triple], ontology: Ontology) -> Iterator[ox.Triple]:
    """What the lexicon knows of the things that a file names and no document did."""
    named = {iri for t in source.triples for iri in _iris(t.subject, t.object)} & ontology.individuals.keys()
    if named:
        named -= {iri for t in read for iri in _iris(t.subject)}
    for iri in named:
        yield from background(ontology.individuals[iri], ontology)


def _iris(*terms: object) -> Iterator[str]:
    return (term.value for term in terms if isinstance(term, ox.NamedNode))


def _statements(source: Import, ontology: Ontology) -> Iterator[ox.Triple]:
    """A statement for each plain fact, the same one as for a text that states it; none where the file states it itself.

    The file is the source of its statements, numbers and steps.
    """
    said = stated(source.triples)
    numbers = {t.subject for t in source.triples if t.predicate == _TYPE and t.object in _SAID}
    for record in {*said, *numbers}:
        yield ox.Triple(record, _DERIVED, source.node)
    facts = set(said.values())
    for t in source.triples:
        relation = ontology.relation_names.get(t.predicate.value)
        if relation and isinstance(t.object, ox.NamedNode) and isinstance(t.subject, ox.NamedNode) \
                and (t.subject, t.predicate, t.object) not in facts:
            fact = Fact(t.subject.value, relation, t.object.value, "actual", None, None, (), ())
            yield from StatementNode(statement_iri(fact), fact.subject, t.predicate.value, fact.object,
                                     sources=(source.node.value,)).triples()


def _entities(source: Import, ontology: Ontology, types: Mapping[str, Iterable[str]]) -> Iterator[ox.Triple]:
    """What the file types or states a fact of is mentioned in it; an entity is of the types above its own."""
    names = ontology.type_names
    told: set[str] = set()
    for t in source.triples:
        if t.predicate.value in ontology.relation_names:
            told.update(_iris(t.subject, t.object))
        elif t.predicate == _TYPE and isinstance(t.object, ox.NamedNode) and t.object.value in names:
            told.update(_iris(t.subject))
            for name in ontology.above(names[t.object.value]):
                yield ox.Triple(t.subject, _TYPE, ox.NamedNode(ontology.types[name].iri))
    for iri in told:
        if not names.keys().isdisjoint(types.get(iri, ())):
            yield ox.Triple(ox.NamedNode(iri), _MENTIONED, source.node)


def _name(source: Import, triples: set[ox.Triple]) -> None:
    """The name that the file gives is the preferred one and the one before another name.

    In another language it is another name itself.
    """
    given = _labels(source.triples)
    all_labels = _labels(t for t in triples if t.predicate == _PREF and t.subject in given)
    for subject, labels in given.items():
        best, before = _best(labels), all_labels[subject] - labels
        if before and _language(best) not in {_language(label) for label in before}:
            best = _best(before)
        for less in (labels | before) - {best}:
            triples.discard(ox.Triple(subject, _PREF, less))
            triples.add(ox.Triple(subject, _ALT, _other_name(less)))
        triples.discard(ox.Triple(subject, _ALT, best))


def _labels(triples: Iterable[ox.Triple]) -> dict[ox.NamedNode, set[ox.Literal]]:
    found: dict[ox.NamedNode, set[ox.Literal]] = defaultdict(set)
    for t in triples:
        if t.predicate == _PREF and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.Literal):
            found[t.subject].add(t.object)
    return found


def _best(labels: Iterable[ox.Literal]) -> ox.Literal:
    """Of several names the Chinese one, and of these the first by its characters."""
    return min(labels, key=lambda label: (_language(label) != "zh", label.value, str(label)))


def _language(label: ox.Literal) -> str:
    """The language of a name; what has none is taken for Chinese."""
    return (label.language or "zh").split("-")[0]


def _other_name(label: ox.Literal) -> ox.Literal:
    return label if label.language else ox.Literal(label.value, language="zh")


# ---- what a file takes back ------------------------------------------------------------------------------------------


def _denied(triples: Iterable[ox.Triple]) -> set[tuple[Any, Any, Any]]:
    """What corrections say is not so: subject, property, object."""
    return {correction.denied for correction in Correction.read(triples)}


def _untype(imports: Iterable[Import], ontology: Ontology, triples: set[ox.Triple]) -> None:
    """What is not of a type is of none below it; before anything is told by its type."""
    for source in imports:
        for subject, term, wrong in _denied(source.triples):
            if term == _TYPE and isinstance(subject, ox.NamedNode) and isinstance(wrong, ox.NamedNode):
                below = {t.iri for t in ontology.types.values()
                         if wrong.value in {ontology.types[name].iri for name in ontology.above(t.name)}}
                triples.difference_update(ox.Triple(subject, _TYPE, ox.NamedNode(iri)) for iri in (wrong.value, *below))


def _correct(source: Import, triples: set[ox.Triple]) -> None:
    wrong = _denied(source.triples)
    wrong |= {(subject, _ALT, name) for subject, term, name in wrong if term == _PREF}  # as which a wrong name may stay
    triples.difference_update([t for t in triples if (t.subject, t.predicate, t.object) in wrong])
    for statement, ends in stated(triples).items():
        if ends in wrong:
            triples.update(withdrawn(statement.value, [source.node.value]))


# ---- what a file says is the same ------------------------------------------------------------------------------------


def _unite(triples: set[ox.Triple], imports: Sequence[Import], one: Mapping[str, Sequence[str]],
           ontology: Ontology) -> tuple[set[ox.Triple], list[Import]]:
    """Triples and files in which each group goes by the IRI that stays; a fact between two of a group is withdrawn."""
    new = {other: first for first, others in one.items() for other in others}
    change = _change(triples, one, new, ontology)
    pairs = [(t, found) for t in triples if (found := change(t)) is not None]
    keys = moved(pairs, ontology)
    result = {renamed(t, keys) for _, t in pairs}
    for subject, labels in _labels(result).items():
        result.difference_update(ox.Triple(subject, _ALT, label) for label in labels)
    # Statements whose two ends are one now.
    lost = [s for s, (subject, _, object) in stated(triples).items()
            if subject != object and renamed_term(subject, new) == renamed_term(object, new)]
    for source in imports:
        if any(t.predicate == SAME for t in source.triples):
            for statement in lost:
                result.update(withdrawn(keys.get(statement.value, statement.value), [source.node.value]))
    files = []
    for source in imports:
        told = (found for t in source.triples if (found := change(t)) is not None)
        files.append(replace(source, triples=tuple(renamed(t, keys) for t in told)))
    return result, files


def _change(triples: Iterable[ox.Triple], one: Mapping[str, Sequence[str]], new: Mapping[str, str],
            ontology: Ontology) -> Callable[[ox.Triple], ox.Triple | None]:
    """How a triple reads when each group goes by one IRI; None for what then says nothing.

    One name is the preferred one: that of the IRI that stays, or of the next of its group that has one.
    """
    labelled = {subject.value for subject in _labels(triples)}
    demoted = set()
    for first, others in one.items():
        heir = next((iri for iri in (first, *others) if iri in labelled), first)
        demoted |= {first, *others} - {heir}

    def change(t: ox.Triple) -> ox.Triple | None:
        if t.predicate == _PREF and isinstance(t.object, ox.Literal) and demoted.intersection(_iris(t.subject)):
            t = ox.Triple(t.subject, _ALT, _other_name(t.object))
        found = renamed(t, new)
        within = found is not t and found.subject == found.object
        return None if within and (found.predicate == SAME
                                   or found.predicate.value in ontology.relation_names) else found

    return change
