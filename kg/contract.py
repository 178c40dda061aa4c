"""How a graph says what it holds: the triples of an entity, a document, a passage, a statement, a number, a correction.

Each of these nouns is written (`triples`) and read (`read`) here and nowhere else, and whoever asks a graph for one of
its terms takes the term from here.  A node speaks of other nodes by their IRIs.  Reading never fails, for a user's file
may say anything: of several values the first by its characters counts, and what is missing is empty.  The shapes in
`ontology/core.ttl` say what must be there.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, cast, get_args
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.address import web_iri
from kg.model import Comparator, DocumentRecord, DoubtReason, Evidence, Fact, Kind, Measurement, Milestone, Status
from kg.ontology import DCTERMS, ID, KG, OA, OWL, PROV, RDF, SKOS, XSD, iri_path
from kg.values import MOST_DIGITS, decimal

About = dict[str, dict[str, list[str]]]
Said = Mapping[str, list[str]]  # what is said of one node: values by property
NumberStatus = Literal["target", "actual"]
_Value = ox.NamedNode | ox.Literal

# ---- terms -----------------------------------------------------------------------------------------------------------

TYPE = RDF + "type"
LABEL, NAME = SKOS + "prefLabel", SKOS + "altLabel"
DERIVED_FROM, PERIOD, STATUS = PROV + "wasDerivedFrom", KG + "period", KG + "status"
# The named graph of what many documents tell together (`kg.corpus`).
CORPUS = ID + "corpus"
# Of entities.
ENTITY = KG + "Entity"
MENTIONED_IN, NAMED_AT, SAME_AS = KG + "mentionedIn", KG + "namedAt", OWL + "sameAs"
DIFFERENT_FROM, NAMESAKE_OF, NAMESAKE_IN = OWL + "differentFrom", KG + "namesakeOf", KG + "namesakeIn"
# Of documents.
DOCUMENT, USER_SOURCE = KG + "Document", KG + "UserSource"
TITLE, SOURCE, ISSUED, PUBLISHER = (DCTERMS + term for term in ("title", "source", "issued", "publisher"))
# Of passages.
PASSAGE = KG + "Passage"
HAS_SOURCE, START, END, EXACT = (OA + term for term in ("hasSource", "start", "end", "exact"))
# Of statements.
STATEMENT = KG + "Statement"
SUBJECT, PREDICATE, OBJECT = ENDS = (RDF + "subject", RDF + "predicate", RDF + "object")
ROLE, TECHNIQUE, RANK, CORRECTED_BY = (KG + term for term in ("role", "technique", "rank", "correctedBy"))
# Of numbers.
OBSERVATION, INDICATOR_CLASS = KG + "Observation", KG + "Indicator"
INDICATOR, VALUE, UNIT, COMPARATOR, KIND, SCOPE, STATED_BY, DOUBT = (
    KG + term for term in ("indicator", "value", "unit", "comparator", "kind", "scope", "statedBy", "doubt"))
# Of steps.
STEP, STEP_OF, STEP_MADE, COUNTERPART = (KG + term for term in ("Step", "of", "step", "counterpart"))
# Of corrections.
CORRECTION = OWL + "NegativePropertyAssertion"
_DENIED = {OWL + "sourceIndividual": 0, OWL + "assertionProperty": 1, OWL + "targetIndividual": 2,
           OWL + "targetValue": 2}

# What stands for a text, a place in one or what is said there is no thing that has names.
RECORDS = frozenset((DOCUMENT, PASSAGE, STATEMENT, OBSERVATION, STEP))
# What only says something of its ends.
SAYING = frozenset((STATEMENT, OBSERVATION, STEP, RDF + "Statement", CORRECTION))

DOCUMENTS, INDICATORS, OBSERVATIONS, STATEMENTS, STEPS = (
    f"{ID}{kind}/" for kind in ("document", "indicator", "observation", "statement", "step"))
# In this order a graph is written, after the things that it is about; each kind by the part of its IRIs that tells it.
_KINDS = tuple(space.removeprefix(ID).rstrip("/") for space in (DOCUMENTS, INDICATORS, OBSERVATIONS, STATEMENTS, STEPS))
_FILE = "file:///"
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_DAY_TYPES = {4: "gYear", 7: "gYearMonth"}


# ---- IRIs ------------------------------------------------------------------------------------------------------------


def section(iri: str) -> int:
    """In which part of a written graph a node stands: things 0, then documents with their passages 1, indicators 2,
    numbers 3, statements 4, steps 5."""
    kind = iri[len(ID):iri.find("/", len(ID))] if iri.startswith(ID) else ""
    return _KINDS.index(kind) + 1 if kind in _KINDS else 0


def user_source_iri(data: bytes) -> str:
    """The IRI of a user's own file of triples, made from its bytes."""
    return DOCUMENTS + hashlib.sha256(data).hexdigest()[:16]


def file_iri(name: str) -> str:
    """The IRI of a file by its name below what was given to read.

    It has three slashes, or readers of RDF would complete it by the folder they run in.
    """
    return _FILE + quote(name, errors="replace")


def file_name(iri: str) -> str:
    """The name of a file by its IRI; another IRI as it is."""
    return unquote(iri.removeprefix(_FILE)) if iri.startswith(_FILE) else iri


def source_iri(source: str) -> str:
    """The IRI of where a document came from: a page's own, or that of a file by its name."""
    return web_iri(source) or file_iri(source)


def passage_iri(evidence: Evidence) -> str:
    """The document's IRI with the span as an RFC 5147 fragment."""
    return f"{evidence.document}#char={evidence.start},{evidence.end}"


def statement_iri(fact: Fact) -> str:
    """The IRI of a statement, made from what it states alone, so that machines that never met agree."""
    return STATEMENTS + _digest(fact.subject, fact.relation, fact.object, fact.status, fact.role, fact.period)


def observation_iri(m: Measurement) -> str:
    """The IRI of a number, made from what it measures and says alone."""
    return OBSERVATIONS + _digest(m.indicator, figure(m.value), m.unit, m.comparator, m.kind, m.status, m.period,
                                  m.scope, m.stated_by)


def step_iri(m: Milestone) -> str:
    """The IRI of a step, made from what it says alone."""
    return STEPS + _digest(m.thing, m.step, m.status, m.period, m.other)


def indicator_iri(label: str) -> str:
    """The IRI of an indicator, made from its name."""
    return INDICATORS + iri_path(label)


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join("" if p is None else str(p) for p in parts).encode()).hexdigest()[:16]


# ---- entities --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntityNode:
    """A thing: its classes, its preferred name and the others, which documents mention it, and its other IRIs.

    `named_at` are the passages that are its name, kept for persons; all tuples are sorted when read.
    """

    iri: str
    classes: tuple[str, ...]
    label: str
    names: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    named_at: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        return _written(self.iri, self.classes, [
            (LABEL, _zh(self.label)), *((NAME, _zh(name)) for name in self.names),
            *_nodes(MENTIONED_IN, self.documents), *_nodes(NAMED_AT, self.named_at), *_nodes(SAME_AS, self.same)])

    @classmethod
    def read(cls, iri: str, said: Said) -> EntityNode:
        """The entity of which this is said; without a name it is called by its IRI."""
        names = tuple(name for name in _all(said, NAME) if name)
        return cls(iri, _all(said, TYPE), one(said, LABEL) or iri, names,
                   _all(said, MENTIONED_IN), _all(said, NAMED_AT), _all(said, SAME_AS))


# ---- documents and passages ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """A document: its title, the IRI of where it came from, its day (2024, 2024-03 or 2024-03-11), the body that issued
    it.

    `user` says that it is a user's own file of triples.
    """

    iri: str
    title: str
    source: str
    date: str | None = None
    publisher: str | None = None
    user: bool = False

    @classmethod
    def of(cls, record: DocumentRecord) -> DocumentNode:
        """The node of a document that was read."""
        return cls(record.iri, record.title, source_iri(record.source), record.date, record.publisher)

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        day = _literal(self.date, XSD + _DAY_TYPES.get(len(self.date), "date")) if self.date else None
        return _written(self.iri, (DOCUMENT, USER_SOURCE) if self.user else (DOCUMENT,), [
            (TITLE, _zh(self.title)), (SOURCE, _node(self.source)), (ISSUED, day), (PUBLISHER, _node(self.publisher))])

    @classmethod
    def read(cls, iri: str, said: Said) -> DocumentNode:
        """The document of which this is said; a day that is none is left out."""
        day = next((d for d in _all(said, ISSUED) if _DAY.fullmatch(d)), None)
        return cls(iri, one(said, TITLE) or iri, one(said, SOURCE) or "", day, one(said, PUBLISHER),
                   is_a(said, USER_SOURCE))


@dataclass(frozen=True, slots=True)
class PassageNode:
    """A span of a document's source, in code points, with exactly the characters that stand there."""

    iri: str
    source: str
    start: int
    end: int
    exact: str

    @classmethod
    def of(cls, evidence: Evidence) -> PassageNode:
        """The node of a span that something was read from."""
        return cls(passage_iri(evidence), evidence.document, evidence.start, evidence.end, evidence.exact)

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        integer = XSD + "integer"
        return _written(self.iri, (PASSAGE, OA + "TextPositionSelector", OA + "TextQuoteSelector"), [
            (HAS_SOURCE, _node(self.source)), (START, _literal(str(self.start), integer)),
            (END, _literal(str(self.end), integer)), (EXACT, ox.Literal(self.exact))])

    @classmethod
    def read(cls, iri: str, said: Said) -> PassageNode:
        """The passage of which this is said; an end that is missing is 0, and so are both when one is no number."""
        ends = [min(said.get(term, ["0"])) for term in (START, END)]
        told = all(n.isascii() and n.isdecimal() and len(n) < 16 for n in ends)
        start, end = map(int, ends) if told else (0, 0)
        return cls(iri, one(said, HAS_SOURCE) or "", start, end, one(said, EXACT) or "")


# ---- statements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatementNode:
    """A relation that a text states, with its status, role and period; `sources` are passages, or users' own files.

    One that a user took back is `deprecated`, by the files of `corrected_by`; the others stand in the graph as plain
    triples too, which is what people query.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    status: Status = "actual"
    role: str | None = None
    period: str | None = None
    techniques: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    deprecated: bool = False
    corrected_by: tuple[str, ...] = ()

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it, and while it holds the plain triple."""
        yield from _written(self.iri, (STATEMENT, RDF + "Statement"), [
            *zip(ENDS, map(_node, (self.subject, self.predicate, self.object)), strict=True),
            (STATUS, _node(KG + self.status)),
            (ROLE, _zh(self.role or None)), (PERIOD, _literal(self.period or None)),
            *((TECHNIQUE, _literal(t)) for t in self.techniques), *_nodes(DERIVED_FROM, self.sources)])
        if self.deprecated:
            yield from withdrawn(self.iri, self.corrected_by)
        else:
            yield ox.Triple(ox.NamedNode(self.subject), ox.NamedNode(self.predicate), ox.NamedNode(self.object))

    @classmethod
    def read(cls, iri: str, said: Said) -> StatementNode:
        """The statement of which this is said; one whose status is neither is taken for a fact."""
        subject, predicate, object = (one(said, term) or "" for term in ENDS)
        return cls(iri, subject, predicate, object, cast(Status, _known(said, STATUS, get_args(Status))),
                   one(said, ROLE),
                   one(said, PERIOD), _all(said, TECHNIQUE), _all(said, DERIVED_FROM), bool(said.get(RANK)),
                   _all(said, CORRECTED_BY))


def withdrawn(statement: str, by: Iterable[str]) -> Iterator[ox.Triple]:
    """That a statement does not hold, by users' own files."""
    return _written(statement, (), [(RANK, _node(KG + "deprecated")), *_nodes(CORRECTED_BY, by)])


def stated(triples: Iterable[ox.Triple]) -> dict[ox.NamedNode, tuple[object, ...]]:
    """Subject, predicate and object of each statement, as terms; None for what is missing."""
    found: dict[ox.NamedNode, dict[str, object]] = defaultdict(dict)
    for t in triples:
        if t.predicate.value in ENDS and isinstance(t.subject, ox.NamedNode):
            found[t.subject][t.predicate.value] = t.object
    return {statement: tuple(ends.get(end) for end in ENDS) for statement, ends in found.items()}


# ---- numbers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndicatorNode:
    """What a number measures."""

    iri: str
    label: str

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        return _written(self.iri, (INDICATOR_CLASS, SKOS + "Concept"), [(LABEL, _zh(self.label))])

    @classmethod
    def read(cls, iri: str, said: Said) -> IndicatorNode:
        """The indicator of which this is said; without a name it is called by its IRI."""
        return cls(iri, one(said, LABEL) or iri)


@dataclass(frozen=True, slots=True)
class ObservationNode:
    """A number: `value` in plain figures (`figure`), `indicator`, `scope` and `stated_by` IRIs, `sources` as of
    statements."""

    iri: str
    indicator: str
    value: str
    unit: str
    comparator: Comparator = "equal"
    kind: Kind = "total"
    status: NumberStatus = "target"
    period: str | None = None
    scope: str | None = None
    stated_by: str | None = None
    doubt: DoubtReason | None = None
    sources: tuple[str, ...] = ()

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        value = _literal(self.value, XSD + ("decimal" if "." in self.value else "integer"))
        return _written(self.iri, (OBSERVATION,), [
            (INDICATOR, _node(self.indicator)), (VALUE, value), (UNIT, ox.Literal(self.unit)),
            (COMPARATOR, _node(KG + self.comparator)), (KIND, _node(KG + self.kind)), (STATUS, _node(KG + self.status)),
            (PERIOD, _literal(self.period or None)), (DOUBT, _node(KG + self.doubt) if self.doubt else None),
            (SCOPE, _node(self.scope)), (STATED_BY, _node(self.stated_by)), *_nodes(DERIVED_FROM, self.sources)])

    @classmethod
    def read(cls, iri: str, said: Said) -> ObservationNode:
        """The number of which this is said; `value` is as a user's file has it when that is no number."""
        written = one(said, VALUE) or ""
        value = decimal(written)
        return cls(
            iri, one(said, INDICATOR) or "", written if value is None else format(value, "f"), one(said, UNIT) or "",
            cast(Comparator, _known(said, COMPARATOR, get_args(Comparator))),
            cast(Kind, _known(said, KIND, get_args(Kind))),
            cast(NumberStatus, _known(said, STATUS, get_args(NumberStatus))), one(said, PERIOD), one(said, SCOPE),
            one(said, STATED_BY),
            next((reason for reason in get_args(DoubtReason) if one(said, DOUBT) == KG + reason), None),
            _all(said, DERIVED_FROM))


# ---- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepNode:
    """A step in the life of a thing: `step` is the name of a `kgx:Step`, `thing` and `other` IRIs, `sources` as of
    statements."""

    iri: str
    thing: str
    step: str
    status: Status = "actual"
    period: str | None = None
    other: str | None = None
    sources: tuple[str, ...] = ()

    def triples(self) -> Iterator[ox.Triple]:
        """What the graph says of it."""
        return _written(self.iri, (STEP,), [
            (STEP_OF, _node(self.thing)), (STEP_MADE, _node(KG + self.step)), (STATUS, _node(KG + self.status)),
            (PERIOD, _literal(self.period or None)), (COUNTERPART, _node(self.other)),
            *_nodes(DERIVED_FROM, self.sources)])

    @classmethod
    def read(cls, iri: str, said: Said) -> StepNode:
        """The step of which this is said; one whose status is neither is taken for made."""
        return cls(iri, one(said, STEP_OF) or "", (one(said, STEP_MADE) or "").removeprefix(KG),
                   cast(Status, _known(said, STATUS, get_args(Status))), one(said, PERIOD), one(said, COUNTERPART),
                   _all(said, DERIVED_FROM))


def figure(value: Decimal) -> str:
    """A number in canonical form: an integer where it is one.  Raises `ValueError` for what measures nothing."""
    if not value.is_finite() or abs(value.adjusted()) >= MOST_DIGITS:
        raise ValueError(f"the number {str(value)[:20]} is beyond {MOST_DIGITS} digits")
    # Exactly as it is: arithmetic would round to its context, and int() takes no more than 4,300 digits.
    whole, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0")
    if fraction:
        return f"{whole}.{fraction}"
    return "0" if whole == "-0" else whole


# ---- corrections -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """What a user's file says is not so: subject, predicate and object, as terms; None for what is missing."""

    iri: str
    subject: Any
    predicate: Any
    object: Any

    @property
    def denied(self) -> tuple[Any, Any, Any]:
        """What is not so."""
        return self.subject, self.predicate, self.object

    def triples(self) -> Iterator[ox.Triple]:
        """How a file says it."""
        target = OWL + ("targetValue" if isinstance(self.object, ox.Literal) else "targetIndividual")
        return _written(self.iri, (CORRECTION,), [
            (OWL + "sourceIndividual", self.subject), (OWL + "assertionProperty", self.predicate),
            (target, self.object)])

    @staticmethod
    def read(triples: Iterable[ox.Triple]) -> list[Correction]:
        """All corrections that triples hold, by IRI; of several values the last counts."""
        parts: dict[str, list[object]] = defaultdict(lambda: [None, None, None])
        for t in triples:
            if t.predicate.value in _DENIED and isinstance(t.subject, ox.NamedNode):
                parts[t.subject.value][_DENIED[t.predicate.value]] = t.object
        return [Correction(iri, *denied) for iri, denied in sorted(parts.items())]


# ---- triples and what they say ---------------------------------------------------------------------------------------


def described(triples: Iterable[ox.Triple]) -> About:
    """What is said of each node: the values of its properties, IRIs and texts alike, in the order of the triples."""
    found: About = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
            found[t.subject.value][t.predicate.value].append(t.object.value)
    return found


def is_a(said: Said, *classes: str) -> bool:
    """Whether a node of which this is said is of one of some classes."""
    return any(kind in classes for kind in said.get(TYPE, ()))


def one(said: Said, term: str) -> str | None:
    """The value of a property, of several the first by its characters, None when there is none."""
    return min(said.get(term, ()), default=None)


def _all(said: Said, term: str) -> tuple[str, ...]:
    return tuple(sorted(said.get(term, ())))


def _known(said: Said, term: str, known: tuple[str, ...]) -> str:
    """Which of some terms a property names; the first of them when it names another or none."""
    value = (one(said, term) or "").removeprefix(KG)
    return value if value in known else known[0]


def _written(iri: str, classes: Iterable[str], said: Iterable[tuple[str, _Value | None]]) -> Iterator[ox.Triple]:
    """Triples of a node: its classes, and its properties as far as they have a value."""
    node, kind_of = ox.NamedNode(iri), ox.NamedNode(TYPE)
    for kind in classes:
        yield ox.Triple(node, kind_of, ox.NamedNode(kind))
    for term, value in said:
        if value is not None:
            yield ox.Triple(node, ox.NamedNode(term), value)


def _nodes(term: str, iris: Iterable[str]) -> Iterator[tuple[str, _Value]]:
    return ((term, ox.NamedNode(iri)) for iri in iris)


def _node(iri: str | None) -> ox.NamedNode | None:
    return ox.NamedNode(iri) if iri else None


def _zh(text: str | None) -> ox.Literal | None:
    return None if text is None else ox.Literal(text, language="zh")


def _literal(text: str | None, datatype: str = XSD + "string") -> ox.Literal | None:
    return None if text is None else ox.Literal(text, datatype=ox.NamedNode(datatype))
