"""An entity as text: its names, facts and numbers with their sentences, and on demand why each was read so."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.corpus.contested import CONTRADICTED, contested
from kg.errors import InputError
from kg.graph import Graph
from kg.ontology import ID, Ontology
from kg.record import Record, Sign, from_line
from kg.store import EdgeView, EvidenceView, NodeView, ObservationView

# How a number is compared, as it is written before it.
MARKS = {"equal": "=", "atLeast": "≥", "atMost": "≤", "about": "≈"}
_MOST_NEAR = 12
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


def entity_text(graph: Graph, node: NodeView, why: Why | None = None) -> str:
    """Everything that the graph holds of an entity, a line each, ended by a line break; with `why` also the reasons."""
    titles = {d.iri: d.title for d in graph.view.documents}
    kind = graph.ontology.types[node.type]
    lines = [f"{node.label}  {kind.label_zh} {kind.label_en}", f"  <{node.iri}>"]
    if node.names:
        lines.append("  also: " + "、".join(node.names))
    lines.append("  in: " + "; ".join(titles.get(d, d) for d in node.documents))
    if why is not None:
        lines += why.names(titles)
    lines += _edges(graph, node, titles, why)
    lines += _numbers(graph, node, titles, why)
    return "\n".join(lines) + "\n"


def _edges(graph: Graph, node: NodeView, titles: Mapping[str, str], why: Why | None) -> Iterator[str]:
    labels = {n.iri: n.label for n in graph.view.nodes}
    for mark, edges in (("", graph.view.edges), ("corrected: ", graph.view.corrected)):
        for edge in edges:
            if node.iri in (edge.source, edge.target):
                yield from ("", f"  {mark}{_edge(graph, edge, labels)}")
                for e in edge.evidence:
                    yield _sentence(e, titles)
                    yield from why.of_edge(edge, e) if why else ()


def _edge(graph: Graph, edge: EdgeView, labels: Mapping[str, str]) -> str:
    relation = graph.ontology.relations[edge.relation]
    extra = "".join(f", {x}" for x in (edge.role, edge.period) if x)
    return f"{labels.get(edge.source, edge.source)} → {relation.label_zh} {relation.label_en} → " \
           f"{labels.get(edge.target, edge.target)}  ({edge.status}{extra})"


def _numbers(graph: Graph, node: NodeView, titles: Mapping[str, str], why: Why | None) -> Iterator[str]:
    likelier = contested(graph.view, graph.ontology)
    for o in graph.view.observations:
        if node.iri in (o.scope, o.stated_by):
            said = ", ".join(x for x in (o.kind, o.status, o.period) if x)
            reason = o.doubt or (f"{CONTRADICTED}, likelier is {likelier[o.iri]}" if o.iri in likelier else "")
            doubt = f"  存疑 in doubt: {reason}" if reason else ""
            yield from ("", f"  # {o.indicator} {MARKS[o.comparator]} {o.value} {o.unit}  ({said}){doubt}")
            for e in o.evidence:
                yield _sentence(e, titles)
                yield from why.of_number(o, e) if why else ()


def _sentence(evidence: EvidenceView, titles: Mapping[str, str]) -> str:
    if not evidence.exact:
        return f"    from {titles.get(evidence.document, evidence.document)}"
    return f"    “{' '.join(evidence.exact.split())}”\n" \
           f"    {titles.get(evidence.document, evidence.document)} [{evidence.start}, {evidence.end}]"
