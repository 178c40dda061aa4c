"""What was read where in a document: names, facts, numbers and steps as spans of its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as _with

from kg.answers.model import Mark
from kg.answers.reader import Reader
from kg.contract import SAME_AS, observation_iri, statement_iri, step_iri
from kg.record import Record, Sign

_MARKS = {"equal": "", "atLeast": "≥", "atMost": "≤", "about": "≈"}


def marks(record: Record, reader: Reader) -> tuple[Mark, ...]:
    """All that a document says, by place; of two spans that begin together the longer comes first."""
    found = {mark for each in (_names, _facts, _numbers, _steps) for mark in each(record, _Graph(reader))}
    return tuple(sorted(found, key=lambda m: (m.start, -m.end, m.what, m.label, m.iri, m.techniques)))


class _Graph:
    """Things as the graph has them, also those that a user made one."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.ontology = reader.ontology
        self._kept: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """Under which IRI the graph has a thing."""
        if iri not in self._kept:
            kept = iri
            if self.reader.entity(iri) is None:
                others = sorted(o for o in self.reader.subjects(SAME_AS, iri) if self.reader.entity(o) is not None)
                kept = others[0] if others else iri
            self._kept[iri] = kept
        return self._kept[iri]

    def end(self, iri: str | None) -> str | None:
        return None if iri is None else self.iri(iri)

    def label(self, iri: str) -> str:
        return self.reader.thing(iri).label


def _names(record: Record, graph: _Graph) -> Iterator[Mark]:
    for named in record.entities:
        iri = graph.iri(named.iri)
        thing = graph.reader.thing(iri)
        for start, end, techniques in _spans(named.at):
            yield Mark(start, end, "name", iri, thing.label, thing.type or named.type, techniques)


def _facts(record: Record, graph: _Graph) -> Iterator[Mark]:
    for said in record.facts:
        f = said.fact
        subject, other = graph.iri(f.subject), graph.iri(f.object)
        relation = graph.ontology.relations[f.relation]
        label = f"{graph.label(subject)} → {relation.label_zh} → {graph.label(other)}"
        label += "".join(f"，{extra}" for extra in (f.role, f.period) if extra)
        moved = f if (subject, other) == (f.subject, f.object) else _with(f, subject=subject, object=other)
        for start, end, techniques in _spans(said.at):
            yield Mark(start, end, "fact", statement_iri(moved), label, f.relation, techniques)


def _numbers(record: Record, graph: _Graph) -> Iterator[Mark]:
    for counted in record.numbers:
        n = counted.number
        moved = _with(n, scope=graph.end(n.scope), stated_by=graph.end(n.stated_by))
        label = f"{n.indicator} {_MARKS[n.comparator]}{n.value:f}{n.unit}" + (f"，{n.period}" if n.period else "")
        for start, end, techniques in _spans(counted.at):
            yield Mark(start, end, "number", observation_iri(moved), label, n.kind, techniques)


def _steps(record: Record, graph: _Graph) -> Iterator[Mark]:
    for stepped in record.steps:
        m = stepped.step
        moved = _with(m, thing=graph.iri(m.thing), other=graph.end(m.other))
        known = graph.ontology.steps.get(m.step)
        label = f"{graph.label(moved.thing)}：{known.label_zh if known else m.step}"
        label += f"，{m.period}" if m.period else ""
        for start, end, techniques in _spans(stepped.at):
            yield Mark(start, end, "step", step_iri(moved), label, m.step, techniques)


def _spans(signs: tuple[Sign, ...]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Each span once, with all techniques that read it."""
    found: dict[tuple[int, int], set[str]] = {}
    for sign in signs:
        found.setdefault((sign.start, sign.end), set()).add(sign.technique)
    for (start, end), techniques in sorted(found.items()):
        yield start, end, tuple(sorted(techniques))
