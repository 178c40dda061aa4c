"""What a built graph answers with: frozen, plain, in a fixed order, every statement with its sentences.

`as_json` makes any of them a value of JSON under the names of their fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, Literal, TypedDict, TypeVar

from kg.model import Finding, Unread

T = TypeVar("T")
HitKind = Literal["entity", "document", "sentence"]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: `items` from place `offset` on, of `total` in all; `next` is the `offset` that gives what
    follows, None at the end."""

    items: tuple[T, ...]
    total: int
    offset: int = 0
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as others speak of it: its IRI, its label, the name of its most special type and of its basic one.

    `type_zh` and `type_en` are the labels of `type`.  What the lexicon or a user's file alone speaks of has no type.
    """

    iri: str
    label: str
    type: str = ""
    root: str = ""
    type_zh: str = ""
    type_en: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a document from which something was read, `raw[start:end]` in code points of its source.

    `document` is its IRI, `digest` the end of that.  A user's own file speaks for itself: `exact` is empty then.
    """

    document: str
    digest: str
    title: str
    date: str | None
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact as documents state it.  `sentences` are the first of `count`; `corrected_by` the titles of users' files
    that took it back."""

    iri: str
    subject: Thing
    relation: str
    relation_zh: str
    relation_en: str
    object: Thing
    status: str
    role: str | None
    period: str | None
    techniques: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    count: int
    corrected_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as documents give it: `value` in plain figures, `doubt` why it is in doubt (None when it is not).

    `indicator` is how the text calls what is measured, `concept` how all its names are called together.
    """

    iri: str
    indicator: str
    concept: str
    value: str
    unit: str
    comparator: str
    kind: str
    status: str
    period: str | None
    place: Thing | None
    stated_by: Thing | None
    doubt: str | None
    sentences: tuple[Sentence, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A step in the life of a thing: `step` is its name in the ontology, `zh` and `en` its labels."""

    iri: str
    thing: Thing
    step: str
    zh: str
    en: str
    status: str
    period: str | None
    other: Thing | None
    sentences: tuple[Sentence, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the graph.  `source` is where it came from, `user` says that it is a user's own file."""

    iri: str
    digest: str
    title: str
    source: str
    date: str | None
    publisher: Thing | None
    user: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """All that is said of an entity: posts first, numbers second, then facts by relation and year, each list cut at the
    limit that was asked for; `corrected` are facts that a user took back.

    `totals` says how many there are of each: posts, numbers, facts, corrected, steps, documents.
    """

    thing: Thing
    names: tuple[str, ...]
    same: tuple[str, ...]
    posts: tuple[Said, ...]
    numbers: tuple[Figure, ...]
    facts: tuple[Said, ...]
    corrected: tuple[Said, ...]
    steps: tuple[Stage, ...]
    documents: tuple[Text, ...]
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: an entity, a document, or a sentence of one.

    `snippet` is the text that holds what was sought (a name, a title, a sentence) and `spans` are where it stands in
    it, in code points.  Of a sentence `start` and `end` are its offsets in the document's source.
    """

    kind: HitKind
    iri: str
    label: str
    type: str
    type_zh: str
    snippet: str
    spans: tuple[tuple[int, int], ...] = ()
    start: int = 0
    end: int = 0
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a name may mean: `why` says how the name fits, `by` which of its names does, `said` how many
    sentences tell of it."""

    thing: Thing
    names: tuple[str, ...]
    why: Literal["iri", "exact", "alias", "folded", "pinyin", "part"]
    by: str
    said: int


@dataclass(frozen=True, slots=True)
class PolicyFound:
    """A policy: its number (文号), who issued it, whether it is in force (`validity`, as its life tells), and the
    sentences that tell so."""

    thing: Thing
    numbers: tuple[str, ...]
    issuers: tuple[Thing, ...]
    validity: str | None
    since: str | None
    steps: tuple[Stage, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a document's source that something was read from: an entity's name, a fact, a number or a step.

    `iri` is what was read there; of a name `label` and `type` are the entity's, of the others `label` says in words
    what was read.  `techniques` tell what read it.
    """

    start: int
    end: int
    what: Literal["name", "fact", "number", "step"]
    iri: str
    label: str
    type: str
    techniques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was read: its whole text, and the marks in it by place; `text` is None where the graph was built
    by a kg that did not keep it (`missing` says how to get it).

    `about` is what the report tells of it: characters read, kept and left out by reason, what told its speaker and day.
    `findings` are what was found in it, and `unread` the places of the text that were not read.
    """

    document: Text
    text: str | None
    marks: tuple[Mark, ...]
    about: Mapping[str, Any]
    findings: tuple[Finding, ...]
    missing: str = ""
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """Whether words stand in the documents: where, as `sentences` (of `count` places), else the `nearest` that is there
    and how like it is (0 to 1)."""

    found: bool
    sentences: tuple[Sentence, ...]
    count: int
    nearest: Sentence | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is there at all: none found is not none exists.

    `years` counts the documents of each year ("" where none is known), `places` those of each place by its name,
    `types` the entities of each basic type, `relations` the facts of each relation; `first` and `last` are days.
    """

    documents: int
    undated: int
    first: str | None
    last: str | None
    years: Mapping[str, int]
    places: Mapping[str, int]
    types: Mapping[str, int]
    relations: Mapping[str, int]
    facts: int
    numbers: int
    steps: int
    sources: Mapping[str, int]


class FactsWanted(TypedDict, total=False):
    """Which facts are asked for; what is not named is left open.

    `entity` is either end, an IRI; `type` the type of either end; `year` a year that the period or the document's day
    holds; `status` actual or planned; `document` an IRI or a digest.
    """

    entity: str
    subject: str
    object: str
    relation: str
    type: str
    year: str
    status: str
    document: str


class NumbersWanted(TypedDict, total=False):
    """Which numbers are asked for; what is not named is left open.

    `indicator` is any name of its concept, `place` an IRI or a name, `year` one that the period holds, `period` the
    whole period (2024, 2021/2025), `status` target or actual, `kind` total, increment, growth or multiple, `document`
    an IRI or a digest.
    """

    indicator: str
    place: str
    year: str
    period: str
    status: str
    kind: str
    document: str


class PoliciesWanted(TypedDict, total=False):
    """Which policies are asked for; what is not named is left open.

    `number` is a 文号 or a part of one, `issuer` an IRI or a name, `validity` valid or invalid, as their lives tell,
    `title` a name or a part of one.
    """

    number: str
    issuer: str
    validity: str
    title: str


def as_json(value: Any) -> Any:
    """A value of JSON: dataclasses as objects under the names of their fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_json(each) for each in value]
    return value
