"""An entity as text: its names, facts and numbers with their sentences, and on demand why each was read so."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import InputError
from kg.graph import Graph
from kg.ontology import ID, Ontology
from kg.places import Places
from kg.record import Record, Sign, from_line
from kg.series import spanned
from kg.store import EdgeView, EvidenceView, NodeView, ObservationView
from kg.values import readable

# How a number is compared, as it is written before it.
MARKS = {"equal": "=", "atLeast": "≥", "atMost": "≤", "about": "≈"}
_MOST_NEAR = 12
# Of an entity that much is said of: facts of a relation, sentences of a fact, documents, before they are folded.
_MOST_SAID, _MOST_SENTENCES, _MOST_TITLES = 8, 2, 5
T = TypeVar("T")
_Place = tuple[str, int, int]


class Why:
    """What spoke for the names, facts and numbers of an entity, from the records of the documents that tell of it."""

    def __init__(self, records: Iterable[Record], node: NodeView, ontology: Ontology) -> None:
        """Gather what concerns one entity; `records` are gone through once."""
        self._rules, self._techniques = ontology.rules, ontology.techniques
        self._named: dict[_Place, list[Sign]] = defaultdict(list)
        self._said: dict[tuple[tuple[str, ...], _Place], list[Sign]] = defaultdict(list)
        iris = {node.iri, *node.same}
        for record in records:
            self._gather(record, iris)

    def _gather(self, record: Record, iris: set[str]) -> None:
        document = record.document.iri
        for named in record.entities:
            if named.iri in iris:
                for sign in named.at:
                    self._named[document, sign.start, sign.end].append(sign)
        for stated in record.facts:
            fact = stated.fact
            if iris & {fact.subject, fact.object}:
                for sign in stated.at:
                    self._said[(fact.relation, fact.role or ""), (document, sign.start, sign.end)].append(sign)
        for counted in record.numbers:
            number = counted.number
            if iris & {number.scope, number.stated_by}:
                for sign in counted.at:
                    self._said[(number.indicator, number.unit), (document, sign.start, sign.end)].append(sign)

    def names(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Each place in which the entity is named, with what spoke for the name."""
        for (document, start, end), signs in sorted(self._named.items()):
            yield f"  named “{' '.join(signs[0].exact.split())}”  {titles.get(document, document)} [{start}, {end}]"
            yield from self._reasons(signs)

    def of_edge(self, edge: EdgeView, evidence: EvidenceView) -> Iterator[str]:
        """What spoke for a fact in one of its sentences."""
        return self._of((edge.relation, edge.role or ""), evidence)

    def of_number(self, number: ObservationView, evidence: EvidenceView) -> Iterator[str]:
        """What spoke for a number in one of its sentences."""
        return self._of((number.indicator, number.unit), evidence)

    def _of(self, said: tuple[str, ...], evidence: EvidenceView) -> Iterator[str]:
        if evidence.exact:
            yield from self._reasons(self._said.get((said, (evidence.document, evidence.start, evidence.end)), ()))

    def _reasons(self, signs: Sequence[Sign]) -> Iterator[str]:
        for sign in dict.fromkeys(signs):
            told = self._techniques.get(sign.technique)
            yield f"      by {sign.technique}" + (f"  {told.label_zh} {told.label_en}" if told else "")
            for reason in sign.reasons:
                yield f"        {reason}: {self._rules.get(reason, 'a rule of another package')}"


def reasons(graph: Graph, folder: Path, node: NodeView) -> Why:
    """Why an entity is read as it is.  Raises `InputError` when the folder does not hold what its documents say."""
    try:
        if not graph.records:
            raise InputError(f"{folder}: does not tell why; build it again: kg build INPUT… -o {folder}")
        return Why(map(from_line, graph.records), node, graph.ontology)
    except (ValueError, TypeError, LookupError, sqlite3.Error) as error:
        message = f"{folder}: its records are damaged ({error}); build it again: kg build INPUT… -o {folder}"
        raise InputError(message) from error


def unclear(graph: Graph, folder: Path, name: str, found: Sequence[NodeView]) -> str:
    """What a name that is not that of one entity may mean, ending in a command to copy."""
    several = bool(found)
    found = found or graph.near(name)
    if not found:
        every = _typed("kg", "export", folder, "-f", "csv", "--table", "entities")
        return f"{name or repr(name)}: no entity has this name\nall there are: {every}"
    what = "several entities have this name" if several else "no entity has this name; near it are"
    lines = [f"{name}: {what}:"]
    for n in found[:_MOST_NEAR]:
        kind = graph.ontology.types[n.type]
        other = _identified(graph, n)
        lines.append(f"  {n.label}  {kind.label_zh} {kind.label_en}" + (f"  {other}" if other != n.label else ""))
    if len(found) > _MOST_NEAR:
        lines.append(f"  and {len(found) - _MOST_NEAR} more")
    return "\n".join([*lines, f"show the first: {_typed('kg', 'show', folder, _identified(graph, found[0]))}"])


def _identified(graph: Graph, node: NodeView) -> str:
    """What is typed to mean this entity and no other: its label, or its IRI where others have the label."""
    if graph.find(node.label) == (node,) and not node.label.startswith("-"):
        return node.label
    return f"id:{node.iri.removeprefix(ID)}" if node.iri.startswith(ID) else node.iri


def _typed(*words: object) -> str:
    """A command as it is typed, with quotes where a shell needs them."""
    return " ".join(w if re.fullmatch(r"[\w@%+=:,./-]+", w) else shlex.quote(w) for w in map(str, words))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown of an entity: facts of one relation (its name), what is of one year; `brief`: no sentences,
    `everything`: nothing is folded."""

    relation: str | None = None
    year: str | None = None
    brief: bool = False
    everything: bool = False

    @property
    def is_part(self) -> bool:
        """Whether somebody asked for a part, of which nothing is folded."""
        return self.everything or self.relation is not None or self.year is not None

    def holds(self, period: str | None) -> bool:
        """Whether the year that is asked for is one of a period's."""
        return self.year is None or self.year in spanned(period or "")


@dataclass(frozen=True, slots=True)
class _Told:
    """All that the graph holds of an entity, in the order in which it is shown."""

    node: NodeView
    posts: Sequence[EdgeView]
    numbers: Sequence[ObservationView]
    facts: Mapping[str, Sequence[EdgeView]]  # by relation
    corrected: Sequence[EdgeView]


def _told(graph: Graph, node: NodeView, wanted: Wanted) -> _Told:
    ontology = graph.ontology
    relation = None if wanted.relation is None else ontology.relation_called(wanted.relation).name
    offices = {r.name for r in ontology.relation_by("office")}

    def of(edges: Iterable[EdgeView]) -> list[EdgeView]:
        held = [e for e in edges if node.iri in (e.source, e.target) and relation in (None, e.relation)
                and wanted.holds(e.period)]
        return sorted(held, key=lambda e: (e.relation, e.period or "9999", e.status))

    facts: dict[str, list[EdgeView]] = {}
    edges = of(graph.view.edges)
    for edge in edges:
        if edge.relation not in offices:
            facts.setdefault(edge.relation, []).append(edge)
    numbers = [o for o in graph.view.observations if node.iri in (o.scope, o.stated_by) and relation is None
               and wanted.holds(o.period)]
    return _Told(node, [e for e in edges if e.relation in offices], numbers, facts, of(graph.view.corrected))


def entity_text(graph: Graph, node: NodeView, why: Why | None = None, wanted: Wanted | None = None) -> str:
    """What the graph holds of an entity, a line each, ended by a line break: posts, numbers, facts by relation, long
    lists folded unless `wanted` asks for a part or for everything; with `why` also the reasons."""
    wanted = wanted or Wanted()
    told = _told(graph, node, wanted)
    text = _Text(graph, wanted, why)
    lines = [*text.head(node), *text.section("任职 posts", told.posts, text.edge, "")]
    lines += text.section("数据 numbers", told.numbers, text.number, "")
    for relation, edges in told.facts.items():
        known = graph.ontology.relations[relation]
        lines += text.section(f"{known.label_zh} {known.label_en}", edges, text.edge, f" --relation {relation}")
    lines += text.section("更正 corrected", told.corrected, text.taken_back, "")
    if not (told.posts or told.numbers or told.facts or told.corrected):
        lines.append("\n  nothing else is said of it" + (" under these conditions" if wanted.is_part else ""))
    return "\n".join(lines) + "\n"


class _Text:
    """What is told, in lines."""

    def __init__(self, graph: Graph, wanted: Wanted, why: Why | None) -> None:
        self._graph, self._wanted, self._why = graph, wanted, why
        self._titles = {d.iri: d.title for d in graph.view.documents}
        self._labels = {n.iri: n.label for n in graph.view.nodes}
        self._places = Places(graph.report.get("documents", ()))

    def head(self, node: NodeView) -> Iterator[str]:
        """Name, type, IRI, other names, documents."""
        kind = self._graph.ontology.types[node.type]
        yield f"{node.label}  {kind.label_zh} {kind.label_en}"
        yield f"  <{node.iri}>"
        if node.names:
            yield "  also: " + "、".join(node.names)
        titles = [self._titles.get(d, d) for d in node.documents]
        most = len(titles) if self._wanted.everything else _MOST_TITLES
        more = f"; and {len(titles) - most} more documents" if len(titles) > most else ""
        yield "  in: " + "; ".join(titles[:most]) + more
        if self._why is not None:
            yield from self._why.names(self._titles)

    def section(self, title: str, said: Sequence[T], told: Callable[[T], Iterator[str]], ask: str) -> Iterator[str]:
        """A heading with the number of what stands below it; of many the first, and how to see the others."""
        if not said:
            return
        shown = said if self._wanted.is_part else said[:_MOST_SAID]
        yield f"\n  {title} ({len(said)})"
        for each in shown:
            if not self._wanted.brief:
                yield ""
            yield from told(each)
        if len(shown) < len(said):
            yield f"\n    … and {len(said) - len(shown)} more:{ask or ' --all'}"

    def edge(self, edge: EdgeView, mark: str = "") -> Iterator[str]:
        """A fact with its sentences."""
        relation = self._graph.ontology.relations[edge.relation]
        extra = "".join(f", {x}" for x in (edge.role, edge.period) if x)
        yield f"    {mark}{self._labels.get(edge.source, edge.source)} → {relation.label_zh} {relation.label_en} → " \
              f"{self._labels.get(edge.target, edge.target)}  ({edge.status}{extra})"
        yield from self._sentences(edge.evidence, lambda why, e: why.of_edge(edge, e))

    def taken_back(self, edge: EdgeView) -> Iterator[str]:
        """A fact that a user's file took back."""
        return self.edge(edge, "corrected: ")

    def number(self, o: ObservationView) -> Iterator[str]:
        """A number with its sentences."""
        said = ", ".join(x for x in (o.kind, o.status, o.period) if x)
        doubt = f"  存疑 in doubt: {o.doubt}" if o.doubt else ""
        yield f"    # {o.indicator} {MARKS[o.comparator]} {readable(o.value)}{o.unit}  ({said}){doubt}"
        yield from self._sentences(o.evidence, lambda why, e: why.of_number(o, e))

    def _sentences(self, evidence: Sequence[EvidenceView], reasons: Callable[[Why, EvidenceView], Iterator[str]]) \
            -> Iterator[str]:
        if self._wanted.brief:
            return
        shown = evidence if self._wanted.is_part or self._why else evidence[:_MOST_SENTENCES]
        for e in shown:
            yield self._sentence(e)
            yield from reasons(self._why, e) if self._why else ()
        if len(shown) < len(evidence):
            yield f"      … and {len(evidence) - len(shown)} more sentences"

    def _sentence(self, evidence: EvidenceView) -> str:
        title = self._titles.get(evidence.document, evidence.document)
        if not evidence.exact:
            return f"      from {title}"
        place = self._places.told(evidence.document, evidence.start, evidence.end)
        return f"      “{' '.join(evidence.exact.split())}”\n      {title} [{evidence.start}, {evidence.end}]{place}"


def entity_json(graph: Graph, node: NodeView, wanted: Wanted | None = None) -> str:
    """The same as one object of JSON, nothing folded: entities by IRI and label, values as they are written."""
    told = _told(graph, node, wanted or Wanted())
    titles = {d.iri: d.title for d in graph.view.documents}
    labels = {n.iri: n.label for n in graph.view.nodes}
    kind = graph.ontology.types[node.type]

    def thing(iri: str | None) -> dict[str, str] | None:
        return None if iri is None else {"iri": iri, "label": labels.get(iri, iri)}

    def sentences(evidence: Iterable[EvidenceView]) -> list[dict[str, Any]]:
        return [{"document": e.document, "title": titles.get(e.document, e.document), "start": e.start, "end": e.end,
                 "exact": e.exact} for e in evidence]

    def fact(e: EdgeView) -> dict[str, Any]:
        return {"iri": e.iri, "subject": thing(e.source), "relation": e.relation, "object": thing(e.target),
                "status": e.status, "role": e.role, "period": e.period, "sentences": sentences(e.evidence)}

    def number(o: ObservationView) -> dict[str, Any]:
        return {"iri": o.iri, "indicator": o.indicator, "comparator": o.comparator, "value": o.value, "unit": o.unit,
                "kind": o.kind, "status": o.status, "period": o.period, "place": thing(o.scope),
                "stated_by": thing(o.stated_by), "doubt": o.doubt, "sentences": sentences(o.evidence)}

    return json.dumps({
        "iri": node.iri, "label": node.label, "type": node.type, "type_zh": kind.label_zh, "type_en": kind.label_en,
        "names": list(node.names), "documents": [{"iri": d, "title": titles.get(d, d)} for d in node.documents],
        "posts": list(map(fact, told.posts)), "numbers": list(map(number, told.numbers)),
        "facts": [fact(e) for edges in told.facts.values() for e in edges],
        "corrected": list(map(fact, told.corrected))}, ensure_ascii=False, indent=1) + "\n"
