"""ontology/ as plain tables: the only module that reads its Turtle.

Everything said about the domain (types, relations, their cues, known names) stands there; the rest of the code
asks the `Ontology` and never names a type.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from kg.bom import without_bom
from kg.errors import InputError, OntologyError
from kg.language import say

KG = "https://w3id.org/kechuang/ontology#"
KGX = "https://w3id.org/kechuang/extraction#"
ID = "https://w3id.org/kechuang/id/"
CONCEPT = "https://w3id.org/kechuang/concept/"  # of indicators, and the scheme of those that are known
TECHNIQUE = "https://w3id.org/kechuang/technique/"  # of the ways in which things are read
RULE = "https://w3id.org/kechuang/rule/"  # of the rules of the grammar, by their full names
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "http://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FOAF = "http://xmlns.com/foaf/0.1/"
NATURAL_PERSON = "http://xmlns.com/foaf/0.1/Person"
# What other vocabularies call a person; a user's file may use any of them.
NATURAL_PERSONS = (NATURAL_PERSON, "http://schema.org/Person", "https://schema.org/Person",
                   "http://www.w3.org/2006/vcard/ns#Individual")
# Known in every query without being written, and used in every file that has prefixes.
PREFIXES = {
    "kg": KG, "id": ID, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "dcterms": DCTERMS,
    "prov": PROV, "oa": OA, "foaf": FOAF, "schema": SCHEMA,
}


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntityType:
    """A class of entities: `name` is its local name (`Platform`), `root` the one of the basic types above it.

    `heads` end a proper name of the type, `weak_heads` only with something proper in front; `carriers` are verbs
    behind which all up to a head is the name; `class_nouns` are what the members of a list are called behind 等;
    `roles` say what things of the type are for the grammar, `traits` how their names behave (those of the root too);
    an `area` is drawn as ground on which others stand;
    `personal` types are of natural persons (foaf:Person).  A subclass is told from its parent by the names that
    `label_pattern` finds; `codes` are the code lists of its individuals: the pattern of a code and the datatype of its
    `skos:notation`; `about_zh` is its definition.
    """

    iri: str
    name: str
    label_zh: str
    label_en: str
    parent: str | None
    root: str
    colour: str
    area: bool
    order: int
    heads: tuple[str, ...]
    weak_heads: tuple[str, ...]
    carriers: tuple[str, ...]
    class_nouns: tuple[str, ...]
    roles: frozenset[str]
    traits: frozenset[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    personal: bool = False
    label_pattern: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    about_zh: str = ""


@dataclass(frozen=True, slots=True)
class RelationType:
    """A property between entities; `domain` and `range` are names of basic types.

    `tells_step` is the step of its object's life that a fact of a known period tells.
    `done_by` are classes of words that tell that what was planned by it is done; of a relation without any nothing
    comes, and it is no task.  `about_zh` is its definition.
    """

    iri: str
    name: str
    label_zh: str
    label_en: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool
    order: int
    verbs: tuple[str, ...]
    tails: tuple[str, ...]
    prepositions: tuple[str, ...]
    comitatives: tuple[str, ...]
    passives: tuple[str, ...]
    implied_by: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    tells_step: str | None = None
    done_by: tuple[str, ...] = ()
    about_zh: str = ""


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step in the life of things of types with one of the traits `of`: 获批, 开工, 废止.

    `verbs` stand before the thing, `passives` behind it, `frames` (启动…建设) around it, `prepositions` before it
    wherever it is named.  `validity` says whether the thing is in force behind it (`valid`, `invalid`), None where that
    is of no matter; `lasting` that a day or a number of years says until when, `paired` that another thing takes part,
    `completes` that all of the thing stands then, `precedes` that it goes before that; `renames` that this one is the
    same thing under another name; `implied_by` are structures that tell the step without
    a word.  What is `derived` is no step of its own: the row of a life that follows from the others (`number`,
    `validity`).
    """

    iri: str
    name: str
    label_zh: str
    label_en: str
    order: int
    of: frozenset[str]
    verbs: tuple[str, ...]
    passives: tuple[str, ...]
    frames: tuple[str, ...]
    prepositions: tuple[str, ...]
    validity: str | None
    lasting: bool
    paired: bool
    renames: bool
    derived: str | None
    implied_by: frozenset[str]
    completes: bool = False
    precedes: bool = False


@dataclass(frozen=True, slots=True)
class Individual:
    """A known thing of the lexicon, with all its names.

    `short_names` are names that are also common words, or single characters: they need a context.
    `part_of` and `broader` are IRIs of individuals; `code` is an identifier (GB/T 2260, the Ministry's code).
    """

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    short_names: tuple[str, ...]
    part_of: tuple[str, ...]
    located_in: tuple[str, ...]
    broader: tuple[str, ...]
    code: str | None


@dataclass(frozen=True, slots=True)
class Projection:
    """Members of the types `between` are linked by what of the types `through` they have in common, be it `via` one
    step."""

    name: str
    label_zh: str
    label_en: str
    between: frozenset[str]
    through: frozenset[str]
    via: frozenset[str]
    order: int


@dataclass(frozen=True, slots=True)
class Technique:
    """A way in which names, facts or numbers are read: what people call it, what it rests on, an example."""

    name: str
    label_zh: str
    label_en: str
    about_zh: str
    about_en: str
    example: str
    order: int


@dataclass(frozen=True, slots=True)
class Concept:
    """What numbers measure, whatever it is called: `names` are its other names, `units` those in which it is given."""

    iri: str
    label: str
    label_en: str
    names: tuple[str, ...]
    units: tuple[str, ...]


class WordClasses(dict[str, frozenset[str]]):
    """The closed classes of words by name; one that no file declares is an error."""

    def __missing__(self, name: str) -> frozenset[str]:
        """Raise `OntologyError` for a class that does not exist."""
        raise OntologyError("no class of words is called kgx:{name}{hint}", name=name,
                            hint=_did_you_mean(name, self))


@dataclass(frozen=True)
class Ontology:
    """The whole of ontology/ as tables, keyed by local name; `words` are closed classes of words by their name."""

    folder: Path
    files: dict[str, Path]
    types: dict[str, EntityType]
    relations: dict[str, RelationType]
    individuals: dict[str, Individual]
    words: WordClasses
    projections: tuple[Projection, ...] = ()
    roles_declared: frozenset[str] = frozenset()
    rules: Mapping[str, str] = field(default_factory=dict)  # what each rule of the grammar is for, by its full name
    techniques: Mapping[str, Technique] = field(default_factory=dict)
    concepts: tuple[Concept, ...] = ()
    steps: Mapping[str, LifeStep] = field(default_factory=dict)  # by name, in their order in a life

    @cached_property
    def roots(self) -> tuple[EntityType, ...]:
        """The basic entity types, in their order."""
        return tuple(t for t in self.types.values() if t.root == t.name)

    @cached_property
    def type_names(self) -> dict[str, str]:
        """The name of each entity type by its IRI."""
        return {t.iri: t.name for t in self.types.values()}

    @cached_property
    def relation_names(self) -> dict[str, str]:
        """The name of each relation by its IRI."""
        return {r.iri: r.name for r in self.relations.values()}

    def root(self, name: str) -> str:
        """The basic type of a type: `Laboratory` → `Platform`."""
        return self.types[name].root

    def above(self, name: str) -> tuple[str, ...]:
        """A type and those above it, the most special first."""
        parent = self.types[name].parent
        return (name,) if parent is None else (name, *self.above(parent))

    def narrowed(self, name: str, label: str) -> str:
        """The most special type of a thing of a type by its name: `Platform`, 甬江实验室 → `Laboratory`."""
        found = [(len(m.group()), t.name) for t, pattern in self._patterns if t.parent == name
                 and (m := pattern.search(label))]
        return self.narrowed(max(found)[1], label) if found else name

    @cached_property
    def _patterns(self) -> tuple[tuple[EntityType, re.Pattern[str]], ...]:
        return tuple((t, re.compile(t.label_pattern)) for t in self.types.values() if t.label_pattern and t.parent)

    def type_as(self, role: str) -> str:
        """The type that plays a role in the grammar (`place`, `body`).

        Raises `OntologyError` unless it is exactly one.
        """
        return self._types_by_role[role]

    @cached_property
    def _types_by_role(self) -> dict[str, str]:
        found: dict[str, list[str]] = {role: [] for role in sorted(self.roles_declared)}
        for type in self.types.values():
            for role in type.roles:
                found[role].append(type.name)
        for role, names in found.items():
            if len(names) != 1:
                raise OntologyError("{folder}: exactly one type must say kgx:role kgx:{role}; found {names}",
                                    folder=self.folder, role=role, names=", ".join(names) or "none")
        return {role: names[0] for role, names in found.items()}

    def relation_by(self, structure: str) -> tuple[RelationType, ...]:
        """The relations whose file says `kgx:impliedBy` this structure (`namePlace`)."""
        return tuple(r for r in self.relations.values() if structure in r.implied_by)

    def relation_called(self, name: str) -> RelationType:
        """The relation of a name, or of a label in Chinese or English.  Raises `InputError` when none is called so."""
        called = {said: r for r in self.relations.values() for said in (r.label_en, r.label_zh, r.name)}
        if name not in called:
            near = difflib.get_close_matches(name, called, n=3) or sorted(self.relations)
            raise InputError("no relation {name!r}; did you mean {names}?", name=name,
                             names=", ".join(near))
        return called[name]

    @cached_property
    def parts(self) -> dict[str, tuple[Individual, ...]]:
        """The known individuals that are directly part of another, by its IRI."""
        found: dict[str, list[Individual]] = defaultdict(list)
        for individual in self.individuals.values():
            for whole in individual.part_of:
                found[whole].append(individual)
        return {whole: tuple(parts) for whole, parts in found.items()}

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for individual in self.individuals.values():
            names[self.root(individual.type)].update((individual.label, *individual.names))
        return {root: frozenset(found) for root, found in names.items()}

    @cached_property
    def _by_full_name(self) -> dict[tuple[str, str], str]:
        return {(self.root(i.type), i.label): i.iri for i in self.individuals.values() if i.label not in i.short_names}

    def individual_named(self, root: str, label: str) -> str | None:
        """The IRI of the known individual of a basic type with this label, if there is one."""
        return self._by_full_name.get((root, label))

    def names_of(self, root: str) -> frozenset[str]:
        """All names of the known individuals of a basic type."""
        return self._names.get(root, frozenset())

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: not what is made of it, which may be anything and is made there again."""
        return {name: value for name, value in self.__dict__.items() if name != "_bound"}

    @cached_property
    def _bound(self) -> dict[object, object]:
        return {}

    def bound(self, make: Callable[[Ontology], T]) -> T:
        """What somebody makes of the ontology, made once."""
        if make not in self._bound:
            self._bound[make] = make(self)
        return self._bound[make]  # type: ignore[return-value]

    def admits(self, relation: RelationType, subject: str, object: str) -> bool:
        """Whether the relation may stand between things of these types."""
        return self.root(subject) in relation.domain and self.root(object) in relation.range


def default_folder() -> Path:
    """Where ontology/ lies: beside the package in a checkout, inside it when installed from a wheel."""
    inside = Path(__file__).parent / "_ontology"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "ontology"


def iri_path(name: str) -> str:
    """A name as the last step of a readable IRI: characters that an IRI cannot hold are percent-encoded."""
    reserved = set('/#?%<>"{}|\\^`[]')
    return "".join(
        "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        if c in reserved or c.isspace() or ord(c) < 33 or 127 <= ord(c) < 160
        or 0xD800 <= ord(c) <= 0xDFFF or 0xE000 <= ord(c) <= 0xF8FF or 0x200B <= ord(c) <= 0x200F
        or ord(c) & 0xFFFE == 0xFFFE or ord(c) >= 0xE0000 or 0xFDD0 <= ord(c) <= 0xFDEF or 0x2028 <= ord(c) <= 0x202F
        or 0x2060 <= ord(c) <= 0x206F or 0xFFF0 <= ord(c) <= 0xFFFF else c
        for c in name
    )


def entity_iri(root: str, name: str) -> str:
    """The IRI of an entity, made from its basic type and canonical name alone."""
    return f"{ID}{root.lower()}/{iri_path(name)}"


def ontology_files(folder: Path | None = None) -> dict[str, Path]:
    """The files of an ontology by their place in it: the project's own when no folder is named.

    A folder with a `core.ttl` is an ontology of its own; one without adds its files to the project's, and replaces
    those at the same place (`types/platform.ttl`).
    """
    own = _files(default_folder())
    given = own if folder is None else _files(folder)
    return given if "core.ttl" in given or not given else {**own, **given}


def learned_file(folder: Path, name: str) -> Path | None:
    """A file of what was learned for an ontology: its own, or the project's for one that adds to the project's."""
    inherits = not (folder / "core.ttl").is_file()
    places = (folder, default_folder()) if inherits else (folder,)
    return next((place / name for place in places if (place / name).is_file()), None)


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.ttl"))}


def load_ontology(folder: Path | None = None) -> Ontology:
    """Read a folder of Turtle into tables (`ontology_files`); the project's own when none is given.

    Raises `OntologyError` when the folder is missing, a file does not parse, or a `kgx:` term is undeclared.
    """
    folder = folder or default_folder()
    files = ontology_files(folder)
    if not files:
        raise OntologyError("{folder}: no Turtle files; name a folder that holds an ontology",
                            folder=folder)
    about: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    used: dict[str, Path] = {}
    for path in files.values():
        try:
            for triple in ox.parse(without_bom(path.read_bytes()), format=ox.RdfFormat.TURTLE):
                if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                    about[triple.subject.value][triple.predicate.value].append(triple.object)
                    if triple.predicate.value.startswith(KGX):
                        used.setdefault(triple.predicate.value, path)
        except (SyntaxError, ValueError) as error:
            raise OntologyError("{path}: not Turtle: {error}", path=path, error=error) from error
        except OSError as error:
            raise OntologyError("{path}: cannot be read: {reason}", path=path,
                                reason=error.strerror or error) from error
    _check_declared(about, used)
    types = _types(about)
    relations = _relations(about, types)
    return Ontology(folder, files, types, relations, _individuals(about, types), _words(about),
                    _projections(about, types), _declared(about, "Role"), _rules(about), _techniques(about),
                    _concepts(about), _steps(about))


_About = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]


def _rules(about: _About) -> dict[str, str]:
    return {iri.removeprefix(RULE): properties[RDFS + "comment"][0].value for iri, properties in about.items()
            if iri.startswith(RULE) and properties.get(RDFS + "comment")}


def _techniques(about: _About) -> dict[str, Technique]:
    """The techniques by name, in their order.  Raises `OntologyError` for one that is not told in both languages."""
    found = []
    for iri, properties in about.items():
        if KGX + "Technique" not in _strings(properties, RDF + "type"):
            continue
        told = [_label(properties, language, term) for term in (RDFS + "label", SKOS + "definition")
                for language in ("zh", "en")]
        if not all(told):
            raise OntologyError("<{iri}>: a kgx:Technique needs rdfs:label and skos:definition, each @zh and @en",
                                iri=iri)
        order = _order(iri, _first(properties, KGX + "order", "99"))
        zh, en, about_zh, about_en = told
        found.append(Technique(iri.removeprefix(TECHNIQUE), zh, en, about_zh, about_en,
                               _first(properties, SKOS + "example"), order))
    return {t.name: t for t in sorted(found, key=lambda t: (t.order, t.name))}


def _concepts(about: _About) -> tuple[Concept, ...]:
    """The indicators that are known.  Raises `OntologyError` for one without a name, or a name that two have."""
    found, named = [], dict[str, str]()
    for iri, properties in sorted(about.items()):
        if CONCEPT not in _strings(properties, SKOS + "inScheme"):
            continue
        label, english = (_label(properties, language, SKOS + "prefLabel") for language in ("zh", "en"))
        if not label or not iri.startswith(CONCEPT):
            raise OntologyError("<{iri}> is in the scheme <{scheme}>: it needs an IRI that begins so and a "
                                "skos:prefLabel @zh", iri=iri, scheme=CONCEPT)
        names = _strings(properties, SKOS + "altLabel")
        for name in (label, *names):
            if named.setdefault(name, iri) != iri:
                raise OntologyError("<{iri}> and <{other}> are both called {name}", iri=iri, other=named[name],
                                    name=name)
        found.append(Concept(iri, label, english, names, _strings(properties, KGX + "usualUnit")))
    return tuple(found)


def _steps(about: _About) -> dict[str, LifeStep]:
    """The steps of lives by name, in their order.  Raises `OntologyError` for one that is not told in both
    languages."""
    found = []
    for iri, properties in about.items():
        if KGX + "LifeStep" not in _strings(properties, RDF + "type"):
            continue
        zh, en = _label(properties, "zh"), _label(properties, "en")
        if not (zh and en and iri.startswith(KG)):
            raise OntologyError("<{iri}>: a kgx:LifeStep is a term of kg: and needs rdfs:label, @zh and @en",
                                iri=iri)
        found.append(LifeStep(
            iri, iri.removeprefix(KG), zh, en, _order(iri, _first(properties, KGX + "order", "99")),
            _terms(about, iri, "stepOf"), _strings(properties, KGX + "verb"), _strings(properties, KGX + "passive"),
            _strings(properties, KGX + "frame"), _strings(properties, KGX + "preposition"),
            _first(properties, KGX + "validity") or None, bool(properties.get(KGX + "lasting")),
            bool(properties.get(KGX + "paired")), bool(properties.get(KGX + "renames")),
            _first(properties, KGX + "derived") or None, _terms(about, iri, "impliedBy"),
            bool(properties.get(KGX + "completes")), bool(properties.get(KGX + "precedes"))))
    return {s.name: s for s in sorted(found, key=lambda s: (s.order, s.name))}


def _check_declared(about: _About, used: dict[str, Path]) -> None:
    declared = {s for s, p in about.items() if s.startswith(KGX) and RDF + "type" in p}
    for term, path in sorted(used.items()):
        if term not in declared:
            hint = _did_you_mean(term.removeprefix(KGX), [d.removeprefix(KGX) for d in declared])
            raise OntologyError("{path}: kgx:{term} is not declared in extraction.ttl{hint}", path=path,
                                term=term.removeprefix(KGX), hint=hint)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return say("; did you mean {name}?", name=f"kgx:{near[0]}") if near else ""


# What is named by a term of the closed vocabulary, and of which class such terms are.
_VOCABULARIES = {"role": "Role", "trait": "Trait", "stepOf": "Trait", "impliedBy": "Structure", "doneBy": "WordClass"}


def _declared(about: _About, kind: str) -> frozenset[str]:
    """The names of the terms that extraction.ttl declares as a `kgx:` class of terms."""
    wanted = KGX + kind
    return frozenset(s.removeprefix(KGX) for s, p in about.items() if s.startswith(KGX)
                     and any(o.value == wanted for o in p.get(RDF + "type", ())))


def _terms(about: _About, iri: str, property: str) -> frozenset[str]:
    """The terms that a type or relation says by a property.  Raises `OntologyError` for one that is not declared."""
    found = [t.removeprefix(KGX) for t in _strings(about[iri], KGX + property)]
    declared = _declared(about, _VOCABULARIES[property]) if found else frozenset()
    for term in found:
        if term not in declared:
            raise OntologyError("<{iri}>: kgx:{property} kgx:{term}: no such kgx:{kind} in extraction.ttl{hint}",
                                iri=iri, property=property, term=term, kind=_VOCABULARIES[property],
                                hint=_did_you_mean(term, declared))
    return frozenset(found)


def _local(iri: str) -> str:
    """The last step of an IRI, by which code and people call a type or relation."""
    return re.split("[/#]", iri)[-1]


def _strings(properties: dict[str, list[ox.NamedNode | ox.Literal]], term: str) -> tuple[str, ...]:
    return tuple(sorted(o.value for o in properties.get(term, ())))


def _first(properties: dict[str, list[ox.NamedNode | ox.Literal]], term: str, default: str = "") -> str:
    return min((o.value for o in properties.get(term, ())), default=default)


def _label(properties: dict[str, list[ox.NamedNode | ox.Literal]], language: str, term: str = RDFS + "label") -> str:
    return min((o.value for o in properties.get(term, ())
                if isinstance(o, ox.Literal) and o.language == language), default="")


def _types(about: _About) -> dict[str, EntityType]:
    parents: dict[str, str] = {}
    for iri, properties in about.items():
        for parent in properties.get(RDFS + "subClassOf", ()):
            if parent.value == KG + "Entity" or (parent.value in about
                                                 and OWL + "Class" in _strings(about[parent.value], RDF + "type")):
                parents[iri] = parent.value
    found = []
    for iri, properties in about.items():
        root = iri
        while root in parents and parents[root] != KG + "Entity":
            root = parents[root]
        if parents.get(root) != KG + "Entity":
            continue
        found.append(EntityType(
            iri, _local(iri), _label(properties, "zh"), _label(properties, "en"),
            _local(parents[iri]) if iri != root else None, _local(root),
            _colour(iri, _first(properties, KGX + "colour") or _first(about[root], KGX + "colour", "#777777")),
            "area" in (*_strings(properties, KGX + "drawnAs"), *_strings(about[root], KGX + "drawnAs")),
            _order(iri, _first(properties, KGX + "order") or _first(about[root], KGX + "order", "99")),
            _strings(properties, KGX + "head"), _strings(properties, KGX + "weakHead"),
            _strings(properties, KGX + "carrier"), _strings(properties, KGX + "classNoun"),
            _terms(about, iri, "role"), _terms(about, iri, "trait") | _terms(about, root, "trait"),
            _strings(properties, KGX + "example"), _strings(properties, KGX + "counterExample"),
            NATURAL_PERSON in _strings(about[root], RDFS + "subClassOf"), _pattern(iri, properties),
            tuple((_first(about[d], KGX + "codePattern", "^$"), d)
                  for d in _strings(properties, KGX + "codeDatatype") or _strings(about[root], KGX + "codeDatatype")),
            _label(properties, "zh", SKOS + "definition")))
    return {t.name: t for t in sorted(found, key=lambda t: (t.order, t.root != t.name, t.name))}


def _order(iri: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise OntologyError("<{iri}>: kgx:order {said!r} is no whole number", iri=iri, said=text)
    return int(text)


def _colour(iri: str, text: str) -> str:
    if not re.fullmatch("#[0-9A-Fa-f]{6}", text):
        raise OntologyError("<{iri}>: kgx:colour {said!r} is no colour; write one as #1F77B4", iri=iri,
                            said=text)
    return text


def _pattern(iri: str, properties: dict[str, list[ox.NamedNode | ox.Literal]]) -> str | None:
    pattern = _first(properties, KGX + "labelPattern") or None
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise OntologyError("<{iri}>: kgx:labelPattern {pattern!r} is no regular expression: {error}", iri=iri,
                            pattern=pattern, error=error) from error
    return pattern


def _relations(about: _About, types: dict[str, EntityType]) -> dict[str, RelationType]:
    found = []
    for iri, properties in about.items():
        if SCHEMA + "domainIncludes" not in properties:
            continue
        ends = [frozenset(_local(o) for o in _strings(properties, SCHEMA + term))
                for term in ("domainIncludes", "rangeIncludes")]
        for name in sorted(ends[0] | ends[1]):
            if name not in types:
                raise OntologyError("<{iri}> names the type {name}, which no file declares", iri=iri,
                                    name=name)
        found.append(RelationType(
            iri, _local(iri), _label(properties, "zh"), _label(properties, "en"), ends[0], ends[1],
            OWL + "SymmetricProperty" in _strings(properties, RDF + "type"),
            _order(iri, _first(properties, KGX + "order", "99")),
            _strings(properties, KGX + "verb"), _strings(properties, KGX + "tail"),
            _strings(properties, KGX + "preposition"), _strings(properties, KGX + "comitative"),
            _strings(properties, KGX + "passive"), tuple(sorted(_terms(about, iri, "impliedBy"))),
            _strings(properties, KGX + "example"), _strings(properties, KGX + "counterExample"),
            _step_told(about, iri), tuple(sorted(_terms(about, iri, "doneBy"))),
            _label(properties, "zh", SKOS + "definition")))
    return {r.name: r for r in sorted(found, key=lambda r: (r.order, r.name))}


def _step_told(about: _About, iri: str) -> str | None:
    """The step that facts of a relation tell.  Raises `OntologyError` for one that is none."""
    told = _first(about[iri], KGX + "tellsStep")
    if told and KGX + "LifeStep" not in _strings(about.get(told, {}), RDF + "type"):
        raise OntologyError("<{iri}>: kgx:tellsStep <{told}> is no kgx:LifeStep", iri=iri, told=told)
    return told.removeprefix(KG) or None


def _individuals(about: _About, types: dict[str, EntityType]) -> dict[str, Individual]:
    of_class = {t.iri: t for t in types.values()}
    found: dict[str, Individual] = {}
    for iri, properties in about.items():
        if not iri.startswith(ID):
            continue
        classes = [of_class[o.value] for o in properties.get(RDF + "type", ()) if o.value in of_class]
        label = _first(properties, SKOS + "prefLabel")
        if not classes or not label:
            raise OntologyError("<{iri}> needs a type of types/ and a skos:prefLabel", iri=iri)
        # The most specific class says most: Laboratory rather than Platform.
        kind = max(classes, key=lambda t: (t.parent is not None, t.name))
        found[iri] = Individual(
            iri, kind.name, label, _strings(properties, SKOS + "altLabel"), _strings(properties, KGX + "shortName"),
            _strings(properties, KG + "partOf"), _strings(properties, KG + "locatedIn"),
            _strings(properties, SKOS + "broader"), _first(properties, DCTERMS + "identifier") or None)
    return found


def _words(about: _About) -> WordClasses:
    declared = _declared(about, "WordClass")
    found = WordClasses()
    for iri, properties in about.items():
        if KGX + "word" in properties:
            name = iri.removeprefix(KGX)
            if name not in declared:
                raise OntologyError("kgx:{name} has words and is not declared as a kgx:WordClass{hint}", name=name,
                                    hint=_did_you_mean(name, declared))
            found[name] = frozenset(_strings(properties, KGX + "word"))
    return found


def _projections(about: _About, types: dict[str, EntityType]) -> tuple[Projection, ...]:
    found = []
    for iri, properties in about.items():
        if KGX + "Projection" not in _strings(properties, RDF + "type"):
            continue
        between, through, via = (frozenset(o.removeprefix(KG) for o in _strings(properties, KGX + term))
                                 for term in ("between", "through", "via"))
        for name in sorted(between | through | via):
            if name not in types:
                raise OntologyError("kgx:{iri} names the type kg:{name}, which no file declares", iri=iri[len(KGX):],
                                    name=name)
        order = _order(iri, _first(properties, KGX + "order", "99"))
        labels = _label(properties, "zh"), _label(properties, "en")
        found.append(Projection(iri[len(KGX):], *labels, between, through, via, order))
    return tuple(sorted(found, key=lambda p: (p.order, p.name)))
