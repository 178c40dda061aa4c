"""The life of a thing: what all documents tell of its steps, merged and in order of their dates.

A text tells a step with a date, or with none: then the document's own day attests it.  What several documents tell of
one step is one row: dates that fit each other (2021, 2021-03) are one, and a day that only attests gives way to one
that a text names.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg.contract import COUNTERPART, DERIVED_FROM, PERIOD, STATUS, STEP_MADE, STEP_OF, TYPE, passage_iri
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.quote import plain
from kg.errors import InputError
from kg.language import both, say
from kg.model import Evidence
from kg.ontology import ID, KG, LifeStep, Ontology
from kg.store import DocumentView, EvidenceView, GraphView, NodeView

_NUMBER = re.compile(r"[一-鿿]{1,14}\s?[〔\[(]\s?(?:19|20)\d\d\s?[〕\])]\s?\d{1,4}\s?号")
_BRACKET = re.compile(r"(.+)\(([^()]+)\)")
_NEAR = 24  # characters behind a title in which its number stands
_HINTS = 5
COLUMNS = ("thing", "step", "status", "date", "dated_by", "with", "document", "document_date", "sentence", "start",
           "end")


_Documents = Mapping[str, DocumentView]
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a life, merged: `date` is as precise as it is told, None when nothing tells it; `dated_by` says whether
    a text names it or a document's day attests it; `others` are the things beside it; `evidence` where it is told, the
    earliest document first."""

    thing: str
    step: LifeStep
    status: str
    date: str | None
    dated_by: str
    others: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A step as one statement of the graph tells it."""

    thing: str
    step: LifeStep
    status: str
    period: str | None
    other: str | None
    evidence: tuple[EvidenceView, ...]


def lives(view: GraphView, ontology: Ontology) -> dict[str, tuple[Milestone, ...]]:
    """The steps of everything that makes any, by IRI, in the order of their dates."""
    days = {d.iri: d.date for d in view.documents}
    same = _drafts(view, ontology) | {other: node.iri for node in view.nodes for other in node.same}
    groups: dict[tuple[str, str, str], list[_Told]] = defaultdict(list)
    for told in (*_steps(view, ontology), *_facts(view, ontology)):
        thing, other = same.get(told.thing, told.thing), same.get(told.other or "", told.other)
        groups[thing, told.step.name, told.status].append(replace(told, thing=thing, other=other))
    found: dict[str, list[Milestone]] = defaultdict(list)
    for (thing, _, _), told_all in groups.items():
        found[thing] += _merged(told_all, days)
    return {thing: tuple(sorted(made, key=_order)) for thing, made in sorted(found.items())}


def _drafts(view: GraphView, ontology: Ontology) -> dict[str, str]:
    """What is called a draft in brackets behind its name, with the thing of that name: 某条例(草案)."""
    marks = ontology.words["openDrafts"] | ontology.words["draftMarks"]
    named = {(n.root, n.label): n.iri for n in view.nodes}
    found: dict[str, str] = {}
    for node in view.nodes:
        bracket = _BRACKET.fullmatch(node.label)
        if bracket is not None and any(mark in bracket.group(2) for mark in marks):
            iri = named.get((node.root, bracket.group(1)))
            found |= {node.iri: iri} if iri is not None else {}
    return found


def _order(m: Milestone) -> tuple[str, int, str]:
    # A year stands before its months, and what nothing dates behind all.
    return (m.date or "9999").partition("/")[2] or m.date or "9999", m.step.order, m.status


def _steps(view: GraphView, ontology: Ontology) -> Iterator[_Told]:
    for s in view.steps:
        if s.step in ontology.steps:
            yield _Told(s.thing, ontology.steps[s.step], s.status, s.period, s.other, s.evidence)


def _facts(view: GraphView, ontology: Ontology) -> Iterator[_Told]:
    """The steps that facts of a known period tell, where their sentences told none of the thing."""
    told = {(s.thing, e.document, e.start, e.end) for s in view.steps for e in s.evidence}
    for edge in view.edges:
        step = ontology.steps.get(ontology.relations[edge.relation].tells_step or "")
        if step is not None and edge.period and not any((edge.target, e.document, e.start, e.end) in told
                                                        for e in edge.evidence):
            yield _Told(edge.target, step, edge.status, edge.period, None, edge.evidence)


# ---------------------------------------------------------------- one step of many tellings

_Days = Mapping[str, str | None]


@dataclass(slots=True)
class _Row:
    """A row in the making: its date, who tells it, and what stands beside the thing."""

    told: _Told
    date: str | None
    dated_by: str
    evidence: set[EvidenceView] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    def add(self, told: _Told, evidence: Iterable[EvidenceView]) -> None:
        """Another telling of the same."""
        self.evidence.update(evidence)
        self.documents.update(e.document for e in evidence)
        self.others.update([told.other] if told.other else [])

    def done(self, days: _Days) -> Milestone:
        """The row as it is told."""
        shown = sorted(self.evidence, key=lambda e: (days.get(e.document) or "9999", e.document, e.start))
        return Milestone(self.told.thing, self.told.step, self.told.status, self.date, self.dated_by,
                         tuple(sorted(self.others)), tuple(shown))


def _merged(told: Sequence[_Told], days: _Days) -> list[Milestone]:
    """What is told of one step of one thing, made or planned, as few rows as it may be."""
    rows = _each(told, days) if told[0].step.prepositions else _attested(told, _dated(told), days)
    return [row.done(days) for row in rows]


def _dated(told: Sequence[_Told]) -> list[_Row]:
    """A row for each date that texts tell and that fits no more precise one."""
    rows: list[_Row] = []
    for t in sorted((t for t in told if t.period), key=lambda t: (-_precision(t.period), t.period or "")):
        row = next((row for row in rows if fits(t.period or "", row.date or "")), None)
        if row is None:
            row = _Row(t, t.period, "text")
            rows.append(row)
        row.add(t, t.evidence)
    return rows


def _attested(told: Sequence[_Told], rows: list[_Row], days: _Days) -> list[_Row]:
    """What texts tell without a date, beside rows with one: the last that can be meant, else the document's day."""
    undated = sorted(((days.get(e.document) or "9999", e.document, e.start, t, e)
                      for t in told if not t.period for e in t.evidence), key=lambda item: item[:3])
    for day, document, _, t, e in undated:
        row = next((row for row in reversed(rows) if _before(row, day) or document in row.documents), None)
        if row is None:
            row = _Row(t, days.get(document), "document")
            rows.append(row)
        row.add(t, (e,))
    return rows


def _each(told: Iterable[_Told], days: _Days) -> list[_Row]:
    """A row a document: who cites it, and when."""
    rows: dict[str, _Row] = {}
    for t in told:
        for e in t.evidence:
            rows.setdefault(e.document, _Row(t, days.get(e.document), "document")).add(t, (e,))
    return list(rows.values())


def _before(row: _Row, day: str) -> bool:
    """Whether a document of a day can tell of a step that is known by its date."""
    if row.date is None or row.told.status == "planned":
        return True
    first = row.date.partition("/")[0]
    return first[:len(day)] <= day[:len(first)]


def _precision(period: str | None) -> int:
    return 0 if period is None or "/" in period else len(period)


def fits(period: str, date: str) -> bool:
    """Whether two dates can be one: 2021 and 2021-03, 2021/2025 and 2023; the second is the more precise one."""
    first, _, last = period.partition("/")
    if not last:
        return date.startswith(first)
    return ("/" not in date and first <= date[:4] <= last) or period == date


# ---------------------------------------------------------------- the answer


def answer(view: GraphView, ontology: Ontology, name: str) -> Answer:
    """The life of the thing of a name, under all names that it was given.  Raises `InputError` for a name that no thing
    has, or several."""
    found = lives(view, ontology)
    node = _named(view, name)
    labels = {n.iri: n.label for n in view.nodes}
    titles = {d.iri: d for d in view.documents}
    things = _renamed(node.iri, found)
    rows = [m for iri in things for m in found.get(iri, ())]
    rows += [m for made in found.values() for m in made if m.thing not in things and things.intersection(m.others)
             and not m.step.prepositions]
    rows.sort(key=_order)
    cells = [_cells(m, labels, titles) for m in rows]
    cells += _numbers(node, rows, titles, ontology)
    cells += _validity(node, rows, titles, ontology)
    return Answer(COLUMNS, tuple(cells))


def _named(view: GraphView, name: str) -> NodeView:
    found = [n for n in view.nodes if name in (n.iri, n.label)] or [n for n in view.nodes if name in n.names]
    if len(found) == 1:
        return found[0]
    near = found or [n for n in view.nodes if name and (name in n.label or n.label in name)]
    told = "、".join(f"{n.label} <{n.iri}>" for n in near[:_HINTS])
    what = say("several things have this name") if found else say("no thing has this name")
    raise InputError("{name}: {what}{there}", name=name, what=what,
                     there=say("; there are {names}", names=told) if told else "")


def _renamed(iri: str, found: Mapping[str, Sequence[Milestone]]) -> set[str]:
    """A thing with what it was called before and after."""
    links: dict[str, set[str]] = defaultdict(set)
    for thing, made in found.items():
        for other in (o for m in made if m.step.renames and m.status == "actual" for o in m.others):
            links[thing].add(other)
            links[other].add(thing)
    things, ahead = {iri}, [iri]
    while ahead:
        new = links[ahead.pop()] - things
        things |= new
        ahead += new
    return things


def _cells(m: Milestone, labels: Mapping[str, str], documents: _Documents) -> Row:
    beside = "、".join(labels.get(o, o) for o in m.others) or None
    return (labels.get(m.thing, m.thing), m.step.label_zh, m.status, m.date, m.dated_by, beside,
            *_shown(m.evidence[0], documents))


def _shown(e: EvidenceView, documents: _Documents) -> Row:
    d = documents.get(e.document)
    return (d.title if d else e.document, d.date if d else None, " ".join(e.exact.split()), str(e.start), str(e.end))


def _derived(ontology: Ontology, what: str) -> LifeStep | None:
    """The row that tells what follows from the others: the number of a policy, whether it is in force."""
    return next((s for s in ontology.steps.values() if s.derived == what), None)


def _numbers(node: NodeView, rows: Sequence[Milestone], documents: _Documents, ontology: Ontology) -> Iterator[Row]:
    """The number under which a policy was issued: it stands behind its name, or alone in a line of its own document."""
    step = _derived(ontology, "number")
    if step is None or not step.of & ontology.types[node.type].traits:
        return
    told: set[str] = set()
    for m in rows:
        for e in m.evidence:
            number = _number(node, m, " ".join(e.exact.split()))
            if number and number not in told:
                told.add(number)
                d = documents.get(e.document)
                yield (node.label, step.label_zh, "actual", d.date if d else None, "document", number,
                       *_shown(e, documents))


def _number(node: NodeView, m: Milestone, sentence: str) -> str | None:
    alone = _NUMBER.fullmatch(sentence.strip("()（）"))
    if alone is not None and m.thing == node.iri:
        return alone.group()
    place = max((sentence.find(n) + len(n) for n in (node.label, *node.names) if n in sentence), default=-1)
    behind = _NUMBER.search(sentence, place, place + _NEAR) if place >= 0 else None
    return behind.group() if behind else None


def _validity(node: NodeView, rows: Sequence[Milestone], documents: _Documents, ontology: Ontology) -> Iterator[Row]:
    """Whether a policy is in force when the last document was made, by the last step that says so."""
    now = max((d.date for d in documents.values() if d.date), default="9999")
    told = [m for m in rows if m.step.validity and m.thing == node.iri and not _ahead(m, now)]
    step = _derived(ontology, "validity")
    if told and step is not None:
        last = told[-1]
        yield (node.label, step.label_zh, last.step.validity, last.date, last.dated_by, last.step.label_zh,
               *_shown(last.evidence[0], documents))


def _ahead(m: Milestone, now: str) -> bool:
    """Whether a step is still to come on a day: a term that was set passes by itself."""
    if m.status == "planned" and not m.step.lasting:
        return True
    return m.date is not None and m.date[:len(now)] > now[:len(m.date)]


def text(given: Answer) -> str:
    """For people: a line a step, under it the sentence and where that stands."""
    lines: list[str] = []
    for thing, step, status, date, by, beside, document, _, sentence, start, end in given.rows:
        told = "" if status == "actual" else f"  ({plain(str(status))})"
        how = f"  {both('文件日期', 'attested')}" if by == "document" else ""
        lines.append(f"{date or '----'}  {step}{told}  {thing}" + (f" ↔ {beside}" if beside else "") + how)
        lines.append(f"    “{sentence}”\n    {document} [{start}, {end}]")
    return "\n".join(lines) + "\n" if lines else say("no step is told of it") + "\n"


def _triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    """All merged steps; who cites a policy is in the graph as it is."""
    for made in lives(view, ontology).values():
        for m in made:
            if not m.step.prepositions:
                yield from _of_milestone(m)


def _of_milestone(m: Milestone) -> Iterator[ox.Triple]:
    told = "|".join((m.thing, m.step.name, m.status, m.date or "", m.dated_by))
    node = ox.NamedNode(f"{ID}milestone/{hashlib.sha256(told.encode()).hexdigest()[:16]}")
    sources = (passage_iri(Evidence(e.document, e.start, e.end, e.exact)) if e.exact else e.document
               for e in m.evidence)
    links = [(TYPE, KG + "Milestone"), (STEP_OF, m.thing), (STEP_MADE, m.step.iri), (STATUS, KG + m.status),
             *((COUNTERPART, other) for other in m.others), *((DERIVED_FROM, iri) for iri in sources)]
    for term, iri in links:
        yield ox.Triple(node, ox.NamedNode(term), ox.NamedNode(iri))
    if m.date:
        yield ox.Triple(node, ox.NamedNode(PERIOD), ox.Literal(m.date))
    yield ox.Triple(node, ox.NamedNode(KG + "datedBy"), ox.Literal(m.dated_by))


TIMELINE = Part(
    "timeline",
    "The life of a thing: its steps in order of date, each with its sentence; of a policy, whether it is in force.",
    (Parameter("name", "A name of the thing, or its IRI.", by_place=True, required=True),),
    answer, _triples, write={"text": text})
