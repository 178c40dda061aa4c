"""Tasks: who must do what by when, as plans say, and what later documents say came of it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pyoxigraph as ox

from kg.contract import DERIVED_FROM, TYPE, passage_iri
from kg.corpus.concept import Point, Series, series_of
from kg.corpus.outcome import outcomes_of
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.places import Places
from kg.corpus.quote import Library, any_of, called, read_again, sentence, told
from kg.corpus.timeline import lives
from kg.errors import InputError
from kg.model import Evidence
from kg.ontology import ID, KG, Ontology, RelationType
from kg.store import EdgeView, EvidenceView, GraphView, NodeView
from kg.values import term

Status = Literal["done", "open", "late"]
_STATES = {"done": "done", "open": "pending", "late": "late"}
_COLUMNS = ("body", "does", "what", "due", "said", "status", "done", "document", "sentence", "later_document",
            "later_sentence")
_CLAUSE = re.compile("[。;!?\n]")
_BY = re.compile(r"(?:(?:20\d\d|今|本)年)?(?:\d{1,2}月(?:\d{1,2}日)?|上半年|[一二三四]季度|年)?(?:底|末)?(?:之|以)?前|年内|年底")
_BESIDE = 10  # characters before a word in which another may say that it is yet to be done
_DOING = "doingWords"  # what is done as soon as it is told as done, without a word for it
_LEAST = 3  # characters of a name that is looked for in sentences
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a body (its IRI) must do: a relation to a thing (its IRI), or a target to reach.

    `due` is until when, `said` the day of the first document that says so, each as far as it is known; `done` is the
    day of the document that tells that it is done, by `later`.
    """

    body: str
    does: str
    what: str
    label: str
    due: str
    said: str
    evidence: EvidenceView
    status: Status
    done: str = ""
    later: EvidenceView | None = None


def tasks(view: GraphView, ontology: Ontology) -> tuple[Task, ...]:
    """All tasks, in the order of their bodies and days."""
    found = [*_Plans(view, ontology).tasks(), *_targets(view, ontology)]
    labels = {n.iri: n.label for n in view.nodes}
    return tuple(sorted(found, key=lambda t: (labels.get(t.body, t.body), t.due or "9999", t.said, t.does, t.label)))


class _Plans:
    """Planned facts, and the sentences of later documents that tell of the same things."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self._ontology = ontology
        self._library = Library.of(view)
        self._nodes = {n.iri: n for n in view.nodes}
        self._planned = [e for e in view.edges if e.status == "planned" and ontology.relations[e.relation].done_by]
        self._latest = {n.iri: self._last(n) for n in view.nodes}
        self._undone = re.compile(any_of(ontology.words["undoneWords"]))
        self._done = {r.name: re.compile(any_of(word for name in r.done_by for word in ontology.words[name]))
                      for r in ontology.relations.values() if r.done_by}
        things = {e.target for e in self._planned}
        self._intended: set[tuple[str, EvidenceView]] = set()
        self._told: dict[str, dict[EvidenceView, list[EdgeView]]] = defaultdict(lambda: defaultdict(list))
        self._places = Places(view, ontology)
        for edge in view.edges:
            self._gather(edge, things)
        self._ends = {r.name: _ends(r, ontology) for r in ontology.relations.values() if r.done_by}
        made = lives(view, ontology) if things else {}
        self._lives = {thing: [m for m in made[thing] if m.status == "actual"] for thing in things & made.keys()}

    def _gather(self, edge: EdgeView, things: set[str]) -> None:
        for thing in {edge.source, edge.target} & things:
            for evidence in edge.evidence:
                if edge.status == "planned":
                    self._intended.add((thing, evidence))
                else:
                    self._told[thing][evidence].append(edge)

    def _last(self, node: NodeView) -> str:
        """The day of the last document that names a thing."""
        days = (self._library.documents[d].date for d in node.documents if d in self._library.documents)
        return max((d for d in days if d), default="")

    def tasks(self) -> Iterator[Task]:
        """A task for each planned fact."""
        for edge in self._planned:
            if edge.evidence and edge.source in self._nodes and edge.target in self._nodes:
                yield self._task(edge)

    def _task(self, edge: EdgeView) -> Task:
        evidence = min(edge.evidence, key=lambda e: (self._library.day(e) or "9999", e.document, e.start))
        said, thing = self._library.day(evidence), self._nodes[edge.target]
        due = self._due(edge, evidence, thing)
        later = self._outcome(edge, thing, said)
        done = self._library.day(later) if later is not None else ""
        status: Status = "done" if later is not None else \
            "late" if due and self._latest[edge.source][:len(due)] > due else "open"
        relation = self._ontology.relations[edge.relation]
        return Task(edge.source, relation.name, edge.target, thing.label, due, said, evidence, status, done, later)

    def _due(self, edge: EdgeView, evidence: EvidenceView, thing: NodeView) -> str:
        """Until when: as the fact's period says, or more exactly its sentence."""
        period = (edge.period or "").rpartition("/")[2]
        year = period[:_YEAR] or None
        for clause in _clauses(evidence, thing):
            days = [day for said in _BY.findall(clause) if (day := term(said, year))]
            if days and (not period or (len(days[-1]) > len(period) and days[-1].startswith(period))):
                return days[-1]
        return period

    def _outcome(self, edge: EdgeView, thing: NodeView, said: str) -> EvidenceView | None:
        """The first sentence of a later document of the same place that tells that it is done."""
        told, (steps, before) = self._told.get(edge.target, {}), self._steps(edge, said)
        later = [(self._library.day(e), e) for e in {*told, *steps} - before if self._library.day(e) > said]
        for _, evidence in sorted(later, key=lambda item: (item[0], item[1].document, item[1].start)):
            local = self._is_local(edge, evidence, told.get(evidence, ()))
            if local and (edge.target, evidence) not in self._intended \
                    and (evidence in steps or self._done_by(edge, thing, said, evidence)):
                return evidence
        return None

    def _steps(self, edge: EdgeView, said: str) -> tuple[set[EvidenceView], set[EvidenceView]]:
        """The sentences that tell a step of the thing by which the task is done, and those that tell one of a year
        before it was planned."""
        after, before = set[EvidenceView](), set[EvidenceView]()
        for m in self._lives.get(edge.target, ()):
            if m.step.name in self._ends[edge.relation] and m.date:
                (after if m.date.rpartition("/")[2][:_YEAR] >= said[:_YEAR] else before).update(m.evidence)
        return after, before - after

    def _done_by(self, edge: EdgeView, thing: NodeView, said: str, evidence: EvidenceView) -> bool:
        """Whether a sentence tells that it is done, and not of a year before it was planned."""
        facts = self._told[edge.target][evidence]
        ends = [(f.period or "").rpartition("/")[2][:_YEAR] for f in facts]
        if all(end and end < said[:_YEAR] for end in ends):
            return False
        if _DOING in self._ontology.relations[edge.relation].done_by:
            return any(f.relation == edge.relation and f.target == edge.target for f in facts)
        return self._tells(evidence, thing, self._done[edge.relation])

    def _is_local(self, edge: EdgeView, evidence: EvidenceView, facts: Iterable[EdgeView]) -> bool:
        """Whether a sentence is of the place of the task: by who does it, by who speaks, by where the thing stands."""
        if any(f.source == edge.source for f in facts):
            return True
        of = self._places.of(edge.source)
        publisher = self._library.documents[evidence.document].publisher
        speaks = self._places.of(publisher) if publisher else set()
        if speaks:
            return self._places.within(speaks, of)
        others = [f.source if f.target == edge.target else f.target for f in facts]
        at = set().union(*(self._places.of(iri) for iri in (*others, edge.target)))
        # What stands nowhere is known by its name alone.
        return self._places.within(at, of) or (not at and _DOING not in self._ontology.relations[edge.relation].done_by)

    def _tells(self, evidence: EvidenceView, thing: NodeView, done: re.Pattern[str]) -> bool:
        """Whether a sentence tells of a thing that it is done: a word for it beside its name, and none against it."""
        for clause in _clauses(evidence, thing):
            for part in clause.split(","):
                for word in done.finditer(part) if "|" in part else ():
                    if not self._undone.search(part[max(0, word.start() - _BESIDE):word.start()]):
                        return True
        return False


def _ends(relation: RelationType, ontology: Ontology) -> frozenset[str]:
    """The steps of a life by which a task is done: those that its words tell (建成, 揭牌)."""
    words = {word for name in relation.done_by if name != _DOING for word in ontology.words[name]}
    return frozenset(s.name for s in ontology.steps.values() if words.intersection((*s.verbs, *s.passives)))


def _clauses(evidence: EvidenceView, thing: NodeView) -> Iterator[str]:
    """The parts of a sentence that name a thing, its names left out, in which other words may stand."""
    names = sorted((n for n in (thing.label, *thing.names) if len(n) >= _LEAST), key=len, reverse=True)
    for clause in _CLAUSE.split(read_again(evidence)):
        rest = clause
        for name in names:
            rest = rest.replace(name, "|")
        if rest != clause:
            yield rest


def _targets(view: GraphView, ontology: Ontology) -> Iterator[Task]:
    """Targets that a body states, each with the result of its period."""
    library = Library.of(view)
    series = series_of(view, ontology)
    totals = {(s.concept, s.place): s for s in series if s.measure == "total"}
    last = max((d.date for d in view.documents if d.date), default="")
    for each in series:
        outcomes = outcomes_of(each, totals.get((each.concept, each.place)), ontology)
        for point, outcome in zip(each.points, outcomes, strict=True):
            if point.status == "target" and point.evidence and not point.doubt:
                reached = outcome.result if outcome.verdict == "reached" else None
                yield _target(each, point, reached, outcome.verdict == "missed", last, library)


def _target(series: Series, point: Point, reached: Point | None, missed: bool, last: str, library: Library) -> Task:
    number = point.numbers[0]
    evidence = min(point.evidence, key=lambda e: (library.day(e) or "9999", e.document, e.start))
    due = point.period.rpartition("/")[2]
    later = min(reached.evidence, key=lambda e: (library.day(e), e.document, e.start)) \
        if reached is not None and reached.evidence else None
    late = missed or bool(due and last[:len(due)] > due)
    status: Status = "done" if later is not None else "late" if late else "open"
    figure = f"{series.concept.label} {point.value:f} {series.unit}"
    said, done = library.day(evidence), library.day(later) if later else ""
    return Task(number.stated_by or series.place, "", series.place, figure, due, said, evidence, status, done, later)


def _answer(view: GraphView, ontology: Ontology, body: str | None = None, year: str | None = None) -> Answer:
    """The tasks of a body, or of all, that are due in a year, or at all.

    Raises `InputError` for a body that is not there and for what is no year.
    """
    if year is not None and not re.fullmatch(r"\d{4}", year):
        raise InputError("--year {year}: is none; write one as 2024", year=year)
    found = tasks(view, ontology)
    if body is not None:
        wanted = {n.iri for n in called(view, body)}
        found = tuple(t for t in found if t.body in wanted)
    if year is not None:
        found = tuple(t for t in found if t.due[:_YEAR] == year)
    labels, library = {n.iri: n.label for n in view.nodes}, Library.of(view)
    return Answer(_COLUMNS, tuple(_row(t, labels, library, ontology) for t in found))


def _row(task: Task, labels: Mapping[str, str], library: Library, ontology: Ontology) -> tuple[str | None, ...]:
    relation = ontology.relations.get(task.does)
    later = (library.place(task.later), sentence(task.later)) if task.later is not None else (None, None)
    return (labels.get(task.body, task.body), relation.label_zh if relation else "目标", task.label, task.due or None,
            task.said or None, task.status, task.done or None, library.place(task.evidence), sentence(task.evidence),
            *later)


# ---------------------------------------------------------------- in the graph


def _triples(view: GraphView, ontology: Ontology) -> Iterator[ox.Triple]:
    for task in tasks(view, ontology):
        if task.does:
            yield from _of_task(task, ontology)


def _of_task(task: Task, ontology: Ontology) -> Iterator[ox.Triple]:
    told_of = "|".join((task.body, task.does, task.what, task.due, task.said))
    node = ox.NamedNode(f"{ID}task/{hashlib.sha256(told_of.encode()).hexdigest()[:16]}")
    links: Iterable[tuple[str, str]] = (
        (TYPE, KG + "Task"), (KG + "responsible", task.body), (KG + "task", ontology.relations[task.does].iri),
        (KG + "concerns", task.what), (KG + "state", KG + _STATES[task.status]))
    for term_of, other in links:
        yield ox.Triple(node, ox.NamedNode(term_of), ox.NamedNode(other))
    for term_of, day in (("due", task.due), ("saidOn", task.said), ("doneBy", task.done)):
        if day:
            yield ox.Triple(node, ox.NamedNode(KG + term_of), ox.Literal(day))
    for term_of, e in ((DERIVED_FROM, task.evidence), (KG + "toldBy", task.later)):
        if e is not None:
            source = passage_iri(Evidence(e.document, e.start, e.end, e.exact)) if e.exact else e.document
            yield ox.Triple(node, ox.NamedNode(term_of), ox.NamedNode(source))


PART = Part(
    "tasks", "Who must do what by when, and what later documents say came of it.",
    (Parameter("body", "only those of a body, by any of its names"), Parameter("year", "only those due in a year")),
    _answer, _triples,
    {"text": partial(told, line=("body", "does", "what", "due", "status", "done"),
                     quotes=(("sentence", "document"), ("later_sentence", "later_document")))})
